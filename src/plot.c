/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "gnuplot.h"
#include "picture.h"
#include "plot_internal.h"
#include "plot_template.h"
#include "result_internal.h"

const xent_plot *const xent_plots[] = {
    &xent_plot_reliability,
    &xent_plot_confidence,
    &xent_plot_temperature,
    NULL,
};

enum { TEXT_COLUMNS = 80, TEXT_ROWS = 24, MOST_COLUMNS = 110, MOST_ROWS = 200 };

/* A terminal: what the templates call it, and what is done to the picture afterwards. */
typedef struct {
    const char *name, *suffix;
} terminal;

static const terminal terminals[] = {{"svg", ".svg"}, {"png", ".png"},  {"pdf", ".pdf"},
                                     {"gp", ".gp"},   {"text", ".txt"}, {NULL, NULL}};

const xent_plot *
xent_plot_find(const char *name)
{
    for (const xent_plot *const *p = xent_plots; *p; p++) {
        if (strcmp((*p)->name, name) == 0)
            return *p;
    }
    return NULL;
}

const char *
xent_plot_terminal(const char *path)
{
    size_t n = strlen(path);
    for (const terminal *t = terminals; t->name; t++) {
        size_t length = strlen(t->suffix);
        if (n > length && strcmp(path + n - length, t->suffix) == 0)
            return t->name;
    }
    return NULL;
}

/* ---- what the kinds share */

size_t
xent_plot_bins(const json_t *scope)
{
    return json_array_size(xent_json_at(scope, "curves.bins"));
}

size_t
xent_plot_scopes(const xent_result *result, const json_t *scope[2])
{
    const json_t *after = xent_json_at(result->root, "after");
    scope[0] = result->root;
    scope[1] = xent_plot_bins(after) > 0 ? after : NULL;
    return xent_plot_bins(result->root) == 0 ? 0 : scope[1] ? 2 : 1;
}

double
xent_plot_bin(const json_t *scope, size_t i, const char *key)
{
    const json_t *bin = json_array_get(xent_json_at(scope, "curves.bins"), i);
    return xent_json_real(json_object_get(bin, key));
}

bool
xent_plot_has_rows(const json_t *scope, size_t i)
{
    return xent_plot_bin(scope, i, "count") > 0 &&
           isfinite(xent_plot_bin(scope, i, "confidence")) &&
           isfinite(xent_plot_bin(scope, i, "accuracy"));
}

double
xent_plot_highest_count(const json_t *scope, double least)
{
    for (size_t i = 0; i < xent_plot_bins(scope); i++)
        least = fmax(least, xent_plot_bin(scope, i, "count"));
    return least;
}

double
xent_plot_real(const json_t *root, const char *path)
{
    return xent_json_real(xent_json_at(root, path));
}

bool
xent_plot_is_positive(const xent_result *result)
{
    const char *task = json_string_value(xent_json_at(result->root, "input.task"));
    const char *of = json_string_value(xent_json_at(result->root, "settings.confidence"));
    return task && strcmp(task, "binary") == 0 && !(of && strcmp(of, "top") == 0);
}

/* ---- drawing */

static const char *
format_of(const xent_plot_options *options)
{
    if (strcmp(options->terminal, "text") == 0)
        return options->utf8 ? "braille" : "ascii";
    return options->terminal;
}

/* Where a script says how it is run, or for which terminal it is meant. */
static void
write_head(const xent_plot *plot, const xent_plot_options *options, xent_script *script)
{
    if (strcmp(options->terminal, "gp") != 0) {
        xent_buffer_printf(&script->text, "FORMAT = '%s'\n", format_of(options));
        return;
    }
    xent_buffer_printf(&script->text,
                       "# A %s by xent, for gnuplot 5.4 or later.  Edit it, then draw it with\n"
                       "#   gnuplot figure.gp > figure.svg\n"
                       "#   gnuplot -e \"FORMAT='pdf'\" figure.gp > figure.pdf\n"
                       "#   gnuplot -e \"FORMAT='png'\" figure.gp > figure.png\n"
                       "if (!exists(\"FORMAT\")) FORMAT = 'svg'\n",
                       plot->title);
}

/* The columns and rows of a text figure that are left for dots. */
static void
write_text_size(const xent_plot_options *options, xent_script *script)
{
    size_t columns = options->width ? options->width : TEXT_COLUMNS;
    size_t rows = options->height ? options->height : TEXT_ROWS;
    if (options->utf8) {
        columns = columns > 30 ? columns - 10 : 20;
        rows = rows > 12 ? rows - 6 : 6;
    }
    columns = columns < MOST_COLUMNS ? columns : MOST_COLUMNS;
    rows = rows < MOST_ROWS ? rows : MOST_ROWS;
    xent_script_number(script, "COLUMNS", (double)columns);
    xent_script_number(script, "ROWS", (double)rows);
}

static xent_status
write_script(const xent_plot *plot, const xent_result *result, const xent_plot_options *options,
             xent_script *script, xent_error *err)
{
    write_head(plot, options, script);
    xent_script_text(script, "TITLE", options->title ? options->title : plot->title);
    if (strcmp(options->terminal, "text") == 0)
        write_text_size(options, script);
    xent_status status = plot->emit(result, script, err);
    if (status != XENT_OK)
        return status;
    xent_buffer_puts(&script->text, "\n");
    xent_buffer_puts(&script->text, xent_template_style);
    xent_buffer_puts(&script->text, "\n");
    xent_buffer_puts(&script->text, plot->template_text);
    return xent_buffer_status(&script->text, err);
}

/* dumb begins with a form feed and fills lines with spaces: leaves what can be seen. */
static void
trim(const xent_buffer *ascii, xent_buffer *out)
{
    const char *end = ascii->bytes + ascii->size, *next;
    size_t blank = 0;
    for (const char *line = ascii->bytes; line < end; line = next + 1) {
        next = memchr(line, '\n', (size_t)(end - line));
        next = next ? next : end;
        size_t n = (size_t)(next - line);
        while (n > 0 && (line[n - 1] == ' ' || line[n - 1] == '\f'))
            n--;
        for (; n > 0 && blank > 0 && out->size > 0; blank--)
            xent_buffer_puts(out, "\n");
        blank = n > 0 ? 0 : blank + 1;
        xent_buffer_add(out, line, n);
        if (n > 0)
            xent_buffer_puts(out, "\n");
    }
}

static xent_status
finish(const xent_plot *plot, const xent_plot_options *options, const xent_script *script,
       xent_buffer *picture, xent_buffer *out, xent_error *err)
{
    const char *format = format_of(options);
    const char *title = options->title ? options->title : plot->title;
    xent_status status = xent_picture_check(format, picture, err);
    if (status != XENT_OK)
        return status;
    if (strcmp(format, "braille") == 0)
        return xent_picture_braille(picture, title, &script->axes, out, err);
    if (strcmp(format, "ascii") == 0) {
        trim(picture, out);
    } else if (strcmp(format, "svg") == 0) {
        xent_picture_svg(picture, options->prefix, title, out);
    } else {
        if (strcmp(format, "pdf") == 0)
            xent_picture_fix_date(picture);
        xent_buffer_add(out, picture->bytes, picture->size);
    }
    return xent_buffer_status(out, err);
}

static xent_status
draw(const xent_plot *plot, const xent_plot_options *options, const xent_script *script,
     xent_buffer *out, xent_error *err)
{
    xent_buffer picture = {0};
    xent_gnuplot gnuplot = xent_gnuplot_default;
    gnuplot.program = options->gnuplot;
    xent_status status = xent_gnuplot_run(&gnuplot, script->text.bytes, script->text.size,
                                          &picture, err);
    if (status == XENT_OK)
        status = finish(plot, options, script, &picture, out, err);
    xent_buffer_free(&picture);
    return status;
}

static bool
is_terminal(const char *name)
{
    for (const terminal *t = terminals; t->name; t++) {
        if (name && strcmp(t->name, name) == 0)
            return true;
    }
    return false;
}

xent_status
xent_plot_draw(const xent_plot *plot, const xent_result *result, const xent_plot_options *options,
               char **bytes, size_t *size, xent_error *err)
{
    xent_script script = {0};
    xent_buffer out = {0};
    *bytes = NULL;
    *size = 0;
    if (!is_terminal(options->terminal))
        return xent_fail(err, XENT_EINVAL, "there is no terminal called %s",
                         options->terminal ? options->terminal : "(null)");
    xent_status status = write_script(plot, result, options, &script, err);
    if (status != XENT_OK)
        goto done;
    if (strcmp(options->terminal, "gp") == 0) {
        out = script.text;
        script.text = (xent_buffer){0};
    } else {
        status = draw(plot, options, &script, &out, err);
    }
    if (status == XENT_OK) {
        *bytes = out.bytes;
        *size = out.size;
        out = (xent_buffer){0};
    }
done:
    xent_buffer_free(&out);
    xent_buffer_free(&script.text);
    return status;
}
