/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why metrics have other values elsewhere. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "grid.h"
#include "terminal.h"
#include "text.h"

enum { DIGITS = 7, EFFECT_DIGITS = 3 };

static void
show(double x, int digits, char shown[XENT_NUMBER])
{
    shown[0] = '\0';
    if (!isnan(x))
        xent_number_text(x, digits, shown, XENT_NUMBER);
}

/* "+0.0012" */
static void
show_effect(double x, char shown[XENT_NUMBER + 1])
{
    shown[0] = '+';
    show(x, EFFECT_DIGITS, shown + (x > 0));
}

/* "3, 17, 40 ..." */
static void
show_rows(const xent_page *page, const json_t *cause, char *text, size_t size)
{
    const json_t *rows = json_object_get(cause, "first_rows");
    size_t n = json_array_size(rows), used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%.0f", i > 0 ? ", " : "",
                                 xent_json_real(json_array_get(rows, i)));
    if ((double)n < xent_page_real(cause, "rows") && used < size)
        snprintf(text + used, size - used, " %s", page->glyph->dots);
}

static void
add_line(xent_grid *grid, const char *const cell[6])
{
    xent_grid_line(grid, NULL);
    for (size_t i = 0; i < 6; i++)
        xent_grid_cell(grid, cell[i]);
}

static void
add_cause(const xent_page *page, xent_grid *grid, const json_t *cause)
{
    char effect[XENT_NUMBER + 1], rows[XENT_NUMBER] = "all", first[128];
    double n = xent_page_real(cause, "rows");
    show_effect(xent_page_real(cause, "effect"), effect);
    show_rows(page, cause, first, sizeof first);
    if (n > 0)
        xent_count_text(n, rows, sizeof rows);
    add_line(grid, (const char *const[]){"", "", effect, rows, xent_page_text(cause, "sentence"),
                                         first});
}

static void
add_convention(const xent_page *page, xent_grid *grid, const json_t *convention)
{
    char value[XENT_NUMBER], difference[XENT_NUMBER + 1] = "";
    const json_t *causes = json_object_get(convention, "causes");
    const char *refusal = xent_page_text(convention, "refusal"), *why = refusal;
    show(xent_page_real(convention, "value"), DIGITS, value);
    if (!*refusal && json_array_size(causes) == 0)
        why = "no row lies where it matters";
    else if (!*refusal)
        show_effect(xent_page_real(convention, "difference"), difference);
    add_line(grid, (const char *const[]){xent_page_text(convention, "convention"), value,
                                         difference, "", why, ""});
    for (size_t i = 0; i < json_array_size(causes); i++)
        add_cause(page, grid, json_array_get(causes, i));
}

/* What is called, and what its own number of bins gives. */
static void
add_call(xent_page *page, const json_t *convention)
{
    enum { NAMES = 16 };
    char label[NAMES], text[512], number[XENT_NUMBER], value[XENT_NUMBER];
    double own = xent_page_real(convention, "default_value");
    show(xent_page_real(convention, "default_bins"), DIGITS, number);
    show(own, DIGITS, value);
    snprintf(label, sizeof label, "  %s", xent_page_text(convention, "convention"));
    snprintf(text, sizeof text, "%s: %s%s%s%s%s", xent_page_text(convention, "call"),
             xent_page_text(convention, "definition"), isnan(own) ? "" : "; with its default of ",
             isnan(own) ? "" : number, isnan(own) ? "" : " bins ", value);
    xent_page_entry(page, NAMES, label, NULL, text);
}

static xent_status
add_explanation(xent_page *page, const char *name, const json_t *explanation, xent_error *err)
{
    static const xent_grid_column column[] = {{"convention", false}, {"value", true},
                                              {"effect", true},      {"rows", true},
                                              {"why", false},        {"first rows", false}};
    char text[512], value[XENT_NUMBER];
    const json_t *conventions = json_object_get(explanation, "conventions");
    show(xent_page_real(explanation, "value"), DIGITS, value);
    snprintf(text, sizeof text, "%s, which other libraries compute in other ways", value);
    xent_buffer_puts(page->out, "\n");
    xent_page_entry(page, strlen(name) + 2, name, "1", text);
    xent_grid *grid = xent_grid_alloc(6, column, 2, page->width);
    for (size_t i = 0; i < json_array_size(conventions); i++)
        add_convention(page, grid, json_array_get(conventions, i));
    xent_status status = xent_grid_finish(grid, page->out, err);
    for (size_t i = 0; i < json_array_size(conventions); i++)
        add_call(page, json_array_get(conventions, i));
    return status;
}

xent_status
xent_page_explanations(xent_page *page, xent_error *err)
{
    const json_t *explanations = json_object_get(page->root, "explanations");
    xent_status status = XENT_OK;
    for (size_t i = 0; explanations && xent_metrics[i] && status == XENT_OK; i++) {
        const char *name = xent_metrics[i]->name;
        const json_t *explanation = json_object_get(explanations, name);
        if (explanation)
            status = add_explanation(page, name, explanation, err);
    }
    return status;
}
