/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures of information, and what each outcome says. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "grid.h"
#include "terminal.h"
#include "text.h"

enum { MOST_LINES = 16, MOST_SOURCE = 512, GIVEN = 1024 };

/* Six decimals where they say something, else six digits. */
static void
show(double x, char shown[XENT_NUMBER])
{
    double size = fabs(x);
    if (isnan(x))
        snprintf(shown, XENT_NUMBER, "n/a");
    else if (size == 0)
        snprintf(shown, XENT_NUMBER, "0");
    else if (size >= 1e-3 && size < 1e6)
        xent_fixed_text(x, 6, shown, XENT_NUMBER);
    else
        xent_number_text(x, 6, shown, XENT_NUMBER);
}

/* "sum 0.9", "sums 0.9 .. 1.1", and whether they were divided by it. */
static void
show_masses(const json_t *given, char shown[XENT_SHOWN])
{
    char low[XENT_NUMBER], high[XENT_NUMBER];
    double least = xent_page_real(given, "mass_min"), most = xent_page_real(given, "mass_max");
    const char *then = xent_page_real(given, "normalized") > 0 ? ", normalized" : "";
    shown[0] = '\0';
    if (isnan(least))
        return;
    xent_number_text(least, 9, low, sizeof low);
    xent_number_text(most, 9, high, sizeof high);
    if (least < most)
        snprintf(shown, XENT_SHOWN, ", sums %s .. %s%s", low, high, then);
    else
        snprintf(shown, XENT_SHOWN, ", sum %s%s", low, then);
}

/* "p=0.5,0.5: masses, 1 row of 2, sum 1". */
static void
add_given(xent_page *page, const char *key, const char *label)
{
    char text[GIVEN], masses[XENT_SHOWN];
    const json_t *given = json_object_get(page->root, key);
    const char *source = xent_page_text(given, "source"), *kind = xent_page_text(given, "kind");
    double rows = xent_page_real(given, "rows");
    if (!given)
        return;
    show_masses(given, masses);
    if (strlen(source) > MOST_SOURCE)
        source = "(a long list)";
    if (isnan(rows))
        snprintf(text, sizeof text, "%s: %s", source, kind);
    else
        snprintf(text, sizeof text, "%s: %s, %.0f row%s of %.0f%s", source, kind, rows,
                 xent_plural((size_t)rows), xent_page_real(given, "outcomes"), masses);
    xent_page_paragraph(page, label, "1", text);
}

/* ---- measures */

static void
add_measure(const xent_page *page, xent_grid *grid, const xent_information_measure *measure,
            bool errors)
{
    char title[80], number[XENT_NUMBER], order[XENT_NUMBER];
    const json_t *value = json_object_get(page->root, measure->name);
    if (!value)
        return;
    xent_number_text(xent_page_real(page->root, "order"), 6, order, sizeof order);
    snprintf(title, sizeof title, strncmp(measure->name, "renyi", 5) == 0 ? "%s, order %s" : "%s",
             measure->title, order);
    xent_grid_line(grid, NULL);
    xent_grid_cell(grid, title);
    show(xent_json_real(value), number);
    xent_grid_cell(grid, number);
    if (errors) {
        double error = xent_json_real(json_object_get(json_object_get(page->root, "errors"),
                                                      measure->name));
        number[0] = '\0';
        if (!isnan(error))
            xent_number_text(error, 2, number, sizeof number);
        xent_grid_cell(grid, number);
    }
    xent_grid_cell(grid, measure->definition);
}

static xent_status
add_measures(xent_page *page, xent_error *err)
{
    bool errors = json_object_get(page->root, "errors") != NULL;
    const xent_grid_column plain[] = {{"measure", false},
                                      {xent_page_text(page->root, "unit"), true},
                                      {"", false}};
    const xent_grid_column with_errors[] = {plain[0], plain[1], {"error below", true}, plain[2]};
    xent_grid *grid = xent_grid_alloc(errors ? 4 : 3, errors ? with_errors : plain, 2, page->width);
    for (size_t i = 0; xent_information_measures[i].name; i++)
        add_measure(page, grid, &xent_information_measures[i], errors);
    return xent_grid_finish(grid, page->out, err);
}

/* ---- outcomes */

static void
add_cell(xent_grid *grid, const json_t *array, size_t i)
{
    char number[XENT_NUMBER];
    if (!array)
        return;
    show(xent_json_real(json_array_get(array, i)), number);
    xent_grid_cell(grid, number);
}

static xent_status
add_outcomes(xent_page *page, xent_error *err)
{
    const json_t *outcomes = json_object_get(page->root, "outcomes");
    const json_t *p = json_object_get(outcomes, "p"), *q = json_object_get(outcomes, "q");
    size_t n = json_array_size(p);
    if (n == 0 || (n > MOST_LINES && !page->how->verbose))
        return XENT_OK;
    char of_p[XENT_SHOWN], of_q[XENT_SHOWN];
    const char *unit = xent_page_text(page->root, "unit");
    snprintf(of_p, sizeof of_p, "%s of p", unit);
    snprintf(of_q, sizeof of_q, "%s of q", unit);
    const xent_grid_column column[] = {{"outcome", true}, {"p", true}, {of_p, true},
                                       {"q", true}, {of_q, true}};
    xent_grid *grid = xent_grid_alloc(q ? 5 : 3, column, 2, page->width);
    for (size_t i = 0; i < n; i++) {
        char number[XENT_NUMBER];
        snprintf(number, sizeof number, "%zu", i);
        xent_grid_line(grid, NULL);
        xent_grid_cell(grid, number);
        add_cell(grid, p, i);
        add_cell(grid, json_object_get(outcomes, "self_information"), i);
        add_cell(grid, q, i);
        add_cell(grid, json_object_get(outcomes, "self_information_q"), i);
    }
    xent_buffer_puts(page->out, "\n");
    return xent_grid_finish(grid, page->out, err);
}

xent_status
xent_page_information(xent_page *page, xent_error *err)
{
    add_given(page, "p", "P");
    add_given(page, "q", "Q");
    xent_buffer_puts(page->out, "\n");
    xent_status status = add_measures(page, err);
    return status == XENT_OK ? add_outcomes(page, err) : status;
}
