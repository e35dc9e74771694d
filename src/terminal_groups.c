/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a document as one table. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "grid.h"
#include "result_internal.h"
#include "terminal.h"
#include "text.h"

enum { MOST_GROUPS = 20 };

static void
add_number(xent_grid *grid, double x)
{
    char shown[XENT_NUMBER];
    xent_show_number(x, shown);
    xent_grid_cell(grid, shown);
}

static void
add_group(xent_page *page, xent_grid *grid, const json_t *scope, const char *const *metric)
{
    char rows[XENT_NUMBER], p[XENT_SHOWN];
    double adjusted = xent_page_real(scope, "p_adjusted");
    bool bad = json_is_true(json_object_get(scope, "miscalibrated"));
    xent_count_text(xent_page_real(scope, "rows"), rows, sizeof rows);
    xent_show_p(adjusted, p);
    xent_grid_line(grid, bad && page->how->colour ? "brown" : NULL);
    xent_grid_cell(grid, xent_page_text(scope, "name"));
    xent_grid_cell(grid, rows);
    for (; *metric; metric++) {
        const json_t *value = json_object_get(json_object_get(scope, "metrics"), *metric);
        add_number(grid, value ? xent_json_real(value) : (double)NAN);
    }
    xent_grid_cell(grid, isnan(adjusted) ? xent_page_text(scope, "status") : p);
    xent_grid_cell(grid, bad ? "*" : "");
}

static void
add_summary(xent_page *page, const json_t *groups, size_t hidden)
{
    char text[320];
    if (hidden > 0) {
        xent_buffer_printf(page->out, "  %s and %zu more groups (-v shows all)\n",
                           page->glyph->dots, hidden);
    }
    snprintf(text, sizeof text, "by %.80s: %.0f of %.0f miscalibrated, p of %s adjusted by %s%s",
             xent_page_text(groups, "factor"), xent_page_real(groups, "miscalibrated"),
             xent_page_real(groups, "tested"), xent_page_text(groups, "test"),
             xent_page_text(groups, "correction"),
             xent_page_real(groups, "miscalibrated") > 0 ? " (*)" : "");
    if (xent_page_real(groups, "tested") > 0)
        xent_page_paragraph(page, "groups", "1", text);
}

static xent_status
add_ledgers(xent_page *page, const json_t *scopes, size_t shown, xent_error *err)
{
    const json_t **part = malloc((shown + 1) * sizeof *part);
    if (!part)
        return xent_fail_memory(err);
    for (size_t i = 0; i < shown; i++)
        part[i] = json_array_get(scopes, i);
    const xent_part_table table = {shown, part, "group", "name", "nll",
                                   "nll = uncertainty - resolution + miscalibration of each group; "
                                   "below zero, the map that serves all groups costs this one"};
    xent_status status = shown > 0 ? xent_page_ledgers(page, &table, err) : XENT_OK;
    free(part);
    return status;
}

xent_status
xent_page_groups(xent_page *page, xent_error *err)
{
    const json_t *groups = json_object_get(page->root, "groups");
    const json_t *scopes = json_object_get(groups, "scopes");
    const char *metric[XENT_GROUP_METRICS + 1];
    size_t n = json_array_size(scopes), columns = 0;
    size_t shown = page->how->verbose || n < MOST_GROUPS ? n : MOST_GROUPS;
    xent_grid_column column[XENT_GROUP_METRICS + 4];
    if (!groups)
        return XENT_OK;
    xent_group_metrics(scopes, metric);
    column[columns++] = (xent_grid_column){"group", false};
    column[columns++] = (xent_grid_column){"rows", true};
    for (size_t m = 0; metric[m]; m++)
        column[columns++] = (xent_grid_column){xent_group_heading(metric[m]), true};
    column[columns++] = (xent_grid_column){"adjusted", false};
    column[columns++] = (xent_grid_column){"", false};
    xent_buffer_puts(page->out, "\n");
    xent_grid *grid = xent_grid_alloc(columns, column, 2, page->width);
    for (size_t i = 0; i < shown; i++)
        add_group(page, grid, json_array_get(scopes, i), metric);
    xent_status status = xent_grid_finish(grid, page->out, err);
    add_summary(page, groups, n - shown);
    return status == XENT_OK ? add_ledgers(page, scopes, shown, err) : status;
}
