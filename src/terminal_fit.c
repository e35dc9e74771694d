/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fit: parameters, certificate, before and after. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "grid.h"
#include "result_internal.h"
#include "terminal.h"
#include "text.h"

static void
add_parameter(xent_grid *grid, const json_t *root, const char *name, const json_t *value)
{
    char number[XENT_NUMBER], interval[XENT_SHOWN];
    xent_grid_line(grid, NULL);
    xent_grid_cell(grid, name);
    xent_show_number(xent_json_real(value), number);
    xent_grid_cell(grid, number);
    xent_show_number(xent_page_real(json_object_get(root, "standard_errors"), name), number);
    xent_grid_cell(grid, number);
    if (!json_object_get(root, "intervals"))
        return;
    xent_show_interval(xent_json_at(json_object_get(root, "intervals"), name), interval);
    xent_grid_cell(grid, interval);
}

/* "0.31 to 0.77", or "" if there are no numbers. */
static void
show_range(const json_t *array, char shown[static XENT_SHOWN])
{
    xent_json_range range = xent_json_range_of(array);
    char low[XENT_NUMBER], high[XENT_NUMBER];
    xent_show_number(range.low, low);
    xent_show_number(range.high, high);
    shown[0] = '\0';
    if (range.size > 0)
        snprintf(shown, XENT_SHOWN, "%s to %s", low, high);
}

/* Parameters that are arrays are too many for a terminal: how many, and between what. */
static void
add_array(xent_grid *grid, const json_t *root, const char *name, const json_t *value)
{
    char cell[XENT_SHOWN], count[XENT_NUMBER];
    xent_count_text((double)xent_json_range_of(value).size, count, sizeof count);
    snprintf(cell, sizeof cell, "%.40s (%s)", name, count);
    xent_grid_line(grid, NULL);
    xent_grid_cell(grid, cell);
    show_range(value, cell);
    xent_grid_cell(grid, cell);
    show_range(xent_json_at(json_object_get(root, "standard_errors"), name), cell);
    xent_grid_cell(grid, cell);
}

static xent_status
add_parameters(xent_page *page, xent_error *err)
{
    char heading[XENT_SHOWN];
    const char *name;
    json_t *value;
    double level = xent_page_real(page->root, "intervals.level");
    size_t columns = isnan(level) ? 3 : 4; /* a fit that failed has no intervals */
    xent_show_level(level, heading);
    const xent_grid_column column[] = {
        {"parameter", false}, {"value", true}, {"standard error", true}, {heading, false}};
    xent_grid *grid = xent_grid_alloc(columns, column, 2, page->width);
    json_object_foreach(json_object_get(page->root, "parameters"), name, value)
        if (json_is_array(value))
            add_array(grid, page->root, name, value);
        else
            add_parameter(grid, page->root, name, value);
    return xent_grid_finish(grid, page->out, err);
}

/* The gradient at the optimum is rounding noise, which differs between machines. */
static void
add_certificate(xent_page *page, const json_t *fit, bool converged)
{
    enum { NOISE = 12 };
    char text[512], rows[XENT_NUMBER], steps[XENT_NUMBER], gradient[XENT_NUMBER];
    const char *cases = xent_result_cases(page->root);
    double norm = xent_page_real(fit, "gradient_norm"), noise = pow(10, -NOISE);
    xent_count_text(xent_page_real(fit, "rows"), rows, sizeof rows);
    xent_count_text(xent_page_real(fit, "iterations"), steps, sizeof steps);
    xent_number_text(norm < noise ? noise : norm, 2, gradient, sizeof gradient);
    if (converged && isnan(norm))
        snprintf(text, sizeof text, "the exact optimum, found without steps, on %s %s", rows,
                 cases);
    else if (converged)
        snprintf(text, sizeof text, "converged in %s steps on %s %s, gradient norm %s %s", steps,
                 rows, cases, norm < noise ? "below" : "is", gradient);
    else
        snprintf(text, sizeof text, "%s on %s %s: %s", xent_page_text(fit, "status"), rows, cases,
                 xent_page_text(fit, "advice"));
    xent_page_paragraph(page, "fit", converged ? "1" : "1;33", text);
}

static void
add_gain(xent_page *page, const json_t *fit)
{
    char text[512], before[XENT_NUMBER], after[XENT_NUMBER], ratio[XENT_NUMBER], p[XENT_SHOWN];
    xent_show_number(xent_page_real(fit, "nll_before"), before);
    xent_show_number(xent_page_real(fit, "nll_after"), after);
    snprintf(text, sizeof text, "NLL %s %s %s nats a %s on these %s", before,
             page->glyph->becomes, after, xent_result_case(page->root),
             xent_result_cases(page->root));
    xent_page_paragraph(page, "", NULL, text);
    xent_show_number(xent_page_real(fit, "lr_statistic"), ratio);
    xent_show_p(xent_page_real(fit, "lr_p_value"), p);
    snprintf(text, sizeof text, "likelihood ratio against no map %s, %s", ratio, p);
    if (*p) /* a penalised fit has no such test */
        xent_page_paragraph(page, "", NULL, text);
}

/* What shows the gain at a glance; the rest is for -v. */
static bool
is_shown(const xent_page *page, const char *name)
{
    static const char *const essential[] = {"accuracy", "mean_confidence", "nll", "brier", "ece"};
    bool shown = page->how->verbose;
    for (size_t i = 0; i < sizeof essential / sizeof *essential; i++)
        shown = shown || strcmp(name, essential[i]) == 0;
    return shown;
}

xent_status
xent_page_before_after(xent_page *page, const char *heading, const json_t *before,
                       const json_t *after, xent_error *err)
{
    const xent_grid_column column[] = {{heading, false}, {"before", true}, {"after", true}};
    xent_grid *grid = xent_grid_alloc(3, column, 2, page->width);
    for (size_t i = 0; xent_metrics[i]; i++) {
        const json_t *was = json_object_get(before, xent_metrics[i]->name);
        char number[XENT_NUMBER];
        if (!was || !is_shown(page, xent_metrics[i]->name))
            continue;
        xent_grid_line(grid, NULL);
        xent_grid_cell(grid, xent_metrics[i]->title);
        xent_show_number(xent_json_real(was), number);
        xent_grid_cell(grid, number);
        xent_show_number(xent_json_real(json_object_get(after, xent_metrics[i]->name)), number);
        xent_grid_cell(grid, number);
    }
    xent_buffer_puts(page->out, "\n");
    return xent_grid_finish(grid, page->out, err);
}

static xent_status
add_cross_validation(xent_page *page, const json_t *cross, xent_error *err)
{
    char heading[XENT_SHOWN];
    snprintf(heading, sizeof heading, "on other rows (%.0f folds)", xent_page_real(cross, "folds"));
    return xent_page_before_after(page, heading, json_object_get(cross, "before"),
                                  json_object_get(cross, "after"), err);
}

xent_status
xent_page_fit(xent_page *page, xent_error *err)
{
    const json_t *cross = json_object_get(page->root, "cross_validation");
    const json_t *fit = json_object_get(page->root, "fit");
    bool converged = strcmp(xent_page_text(fit, "status"), "converged") == 0;
    xent_page_paragraph(page, "map", "1", xent_page_text(page->root, "map"));
    add_certificate(page, fit, converged);
    if (!converged)
        return XENT_OK;
    add_gain(page, fit);
    if (json_object_get(fit, "withheld"))
        xent_page_paragraph(page, "", NULL, xent_page_text(fit, "withheld"));
    xent_buffer_puts(page->out, "\n");
    xent_status status = add_parameters(page, err);
    if (status == XENT_OK && cross)
        status = add_cross_validation(page, cross, err);
    return status;
}
