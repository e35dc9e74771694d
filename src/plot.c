/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gnuplot.h"
#include "picture.h"
#include "plot_internal.h"
#include "plot_template.h"
#include "result_internal.h"

const xent_plot *const xent_plots[XENT_PLOTS + 1] = {
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
    return task && strcmp(task, "multiclass") != 0 && !(of && strcmp(of, "top") == 0);
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
    xent_status status = plot->emit(result, options, script, err);
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

/* A figure in the making. */
typedef struct {
    const xent_plot *plot;
    xent_plot_options options;
    char prefix[64];         /* that options.prefix may point to */
    xent_figure *figure;     /* that it is for; NULL: none of a page */
    xent_script script;
    xent_buffer out;
} drawing;

static void
drawing_clear(drawing *d)
{
    xent_buffer_free(&d->script.text);
    xent_buffer_free(&d->out);
}

static xent_status
finish(drawing *d, const xent_buffer *picture, xent_error *err)
{
    const char *format = format_of(&d->options);
    const char *title = d->options.title ? d->options.title : d->plot->title;
    xent_status status = xent_picture_check(format, picture, err);
    if (status != XENT_OK)
        return status;
    if (strcmp(format, "braille") == 0)
        return xent_picture_braille(picture, title, &d->script.axes, &d->out, err);
    if (strcmp(format, "ascii") == 0) {
        trim(picture, &d->out);
    } else if (strcmp(format, "svg") == 0) {
        xent_picture_svg(picture, d->options.prefix, title, &d->out);
    } else {
        xent_buffer_add(&d->out, picture->bytes, picture->size);
        if (strcmp(format, "pdf") == 0)
            xent_picture_fix_date(&d->out);
    }
    return xent_buffer_status(&d->out, err);
}

/* Between the SVGs of one gnuplot; no text within an SVG can hold a '<'. */
#define SEPARATOR "<!-- next figure -->"
static const char next_script[] =
    "\nset print '-'\nprint '" SEPARATOR "'\nset print\nreset session\n";

static xent_status
join_scripts(size_t n, const drawing *d, xent_buffer *script, xent_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            xent_buffer_puts(script, next_script);
        xent_buffer_add(script, d[i].script.text.bytes, d[i].script.text.size);
    }
    return xent_buffer_status(script, err);
}

/* Takes the next picture, one of several if `more` follow, off *rest. */
static xent_buffer
take_picture(bool more, xent_buffer *rest)
{
    xent_buffer picture = *rest;
    char *end = more && rest->bytes ? strstr(rest->bytes, SEPARATOR) : NULL;
    *rest = (xent_buffer){0};
    if (end) {
        picture.size = (size_t)(end - picture.bytes);
        rest->bytes = end + strlen(SEPARATOR);
        rest->size = strlen(rest->bytes);
    }
    return picture;
}

xent_plotter *
xent_plotter_start(const char *gnuplot, volatile sig_atomic_t *group)
{
    return xent_gnuplot_start(gnuplot, group);
}

void
xent_plotter_free(xent_plotter *plotter)
{
    xent_gnuplot_dismiss(plotter);
}

/* Draws n figures, several only if they are SVGs, with one gnuplot. */
static xent_status
draw(size_t n, drawing *d, const xent_plot_options *options, xent_error *err)
{
    xent_buffer script = {0}, pictures = {0};
    xent_gnuplot gnuplot = xent_gnuplot_default;
    gnuplot.program = options ? options->gnuplot : NULL;
    gnuplot.started = options ? options->plotter : NULL;
    gnuplot.group = options ? options->group : NULL;
    xent_status status = join_scripts(n, d, &script, err);
    if (status == XENT_OK)
        status = xent_gnuplot_run(&gnuplot, script.bytes, script.size, &pictures, err);
    xent_buffer rest = pictures;
    for (size_t i = 0; status == XENT_OK && i < n; i++) {
        const xent_buffer picture = take_picture(i + 1 < n, &rest);
        status = finish(&d[i], &picture, err);
    }
    xent_buffer_free(&script);
    xent_buffer_free(&pictures);
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

/* Hands the bytes over. */
static void
give(xent_buffer *from, char **bytes, size_t *size)
{
    *bytes = from->bytes;
    *size = from->size;
    *from = (xent_buffer){0};
}

xent_status
xent_plot_draw(const xent_plot *plot, const xent_result *result, const xent_plot_options *options,
               char **bytes, size_t *size, xent_error *err)
{
    *bytes = NULL;
    *size = 0;
    if (!is_terminal(options->terminal))
        return xent_fail(err, XENT_EINVAL, "there is no terminal called %s",
                         options->terminal ? options->terminal : "(null)");
    drawing d = {.plot = plot, .options = *options};
    bool as_script = strcmp(options->terminal, "gp") == 0;
    xent_status status = write_script(plot, result, options, &d.script, err);
    if (status == XENT_OK && !as_script)
        status = draw(1, &d, options, err);
    if (status == XENT_OK)
        give(as_script ? &d.script.text : &d.out, bytes, size);
    drawing_clear(&d);
    return status;
}

/* ---- the figures of a page */

/* Writes the scripts of the plots that can be drawn, d[0 .. *n-1]. */
static xent_status
write_scripts(const xent_result *result, xent_figure *figure, size_t *n, drawing *d,
              xent_error *err)
{
    for (size_t p = 0; p < XENT_PLOTS; p++) {
        drawing *next = &d[*n];
        *next = (drawing){
            .plot = xent_plots[p], .options = {.terminal = "svg"}, .figure = &figure[p]};
        snprintf(next->prefix, sizeof next->prefix, "%s-", next->plot->name);
        next->options.prefix = next->prefix;
        xent_status status = write_script(next->plot, result, &next->options, &next->script, err);
        if (status == XENT_OK) {
            ++*n;
            continue;
        }
        drawing_clear(next);
        if (status != XENT_EDATA)
            return status;
        figure[p].reason = *err;
    }
    return XENT_OK;
}

xent_status
xent_plot_draw_page(const xent_result *result, const xent_plot_options *options,
                    xent_figure *figure, xent_error *err)
{
    drawing d[XENT_PLOTS];
    xent_error reason = {0};
    size_t n = 0;
    memset(figure, 0, XENT_PLOTS * sizeof *figure);
    xent_status status = write_scripts(result, figure, &n, d, &reason);
    if (status == XENT_OK && n > 0)
        status = draw(n, d, options, &reason);
    for (size_t i = 0; i < n; i++) {
        if (status == XENT_OK)
            give(&d[i].out, &d[i].figure->svg, &d[i].figure->size);
        drawing_clear(&d[i]);
    }
    if (status != XENT_OK && err)
        *err = reason;
    return status;
}
