/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes with the largest errors. */
#include <stdio.h>
#include <stdlib.h>
#include "grid.h"
#include "terminal.h"
#include "text.h"

enum { MOST_CLASSES = 8 };

/* The largest error first; of equal ones the lower class. */
static int
by_error(const void *a, const void *b)
{
    const json_t *first = *(const json_t *const *)a, *second = *(const json_t *const *)b;
    double x = xent_page_real(first, "ece"), y = xent_page_real(second, "ece");
    double c = xent_page_real(first, "class"), d = xent_page_real(second, "class");
    return x < y || (x <= y && c > d) ? 1 : -1;
}

static void
add_class(xent_grid *grid, const json_t *class)
{
    static const char *const keys[] = {"share", "ece", "rmsce", "mce"};
    char text[XENT_NUMBER];
    xent_grid_line(grid, NULL);
    xent_count_text(xent_page_real(class, "class"), text, sizeof text);
    xent_grid_cell(grid, text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        xent_show_number(xent_page_real(class, keys[i]), text);
        xent_grid_cell(grid, text);
    }
}

/* What holds for all classes. */
static void
add_summary(xent_page *page, const json_t *per_class)
{
    char mean[XENT_NUMBER], sum[XENT_NUMBER], root[XENT_NUMBER], most[XENT_NUMBER], text[256];
    xent_show_number(xent_page_real(per_class, "ece_mean"), mean);
    xent_show_number(xent_page_real(per_class, "ece_sum"), sum);
    xent_show_number(xent_page_real(per_class, "rmsce"), root);
    xent_show_number(xent_page_real(per_class, "mce"), most);
    snprintf(text, sizeof text,
             "ECE %s in the mean, %s in sum; root mean square %s, largest gap %s", mean, sum, root,
             most);
    xent_buffer_puts(page->out, "\n");
    xent_page_paragraph(page, "classes", "1", text);
}

static void
add_cells(xent_page *page, const json_t *cells)
{
    char reliability[XENT_NUMBER], resolution[XENT_NUMBER], uncertainty[XENT_NUMBER], text[256];
    xent_show_number(xent_page_real(cells, "reliability"), reliability);
    xent_show_number(xent_page_real(cells, "resolution"), resolution);
    xent_show_number(xent_page_real(cells, "uncertainty"), uncertainty);
    snprintf(text, sizeof text, "by predicted class: reliability %s, resolution %s, uncertainty %s",
             reliability, resolution, uncertainty);
    xent_page_paragraph(page, "brier", "1", text);
}

xent_status
xent_page_per_class(xent_page *page, xent_error *err)
{
    static const xent_grid_column column[] = {
        {"class", true}, {"share", true}, {"ECE", true}, {"RMSCE", true}, {"largest gap", true}};
    const json_t *per_class = json_object_get(page->root, "per_class");
    const json_t *classes = json_object_get(per_class, "classes");
    size_t n = json_array_size(classes);
    size_t shown = page->how->verbose || n < MOST_CLASSES ? n : MOST_CLASSES;
    if (!per_class)
        return XENT_OK;
    const json_t **order = malloc((n + 1) * sizeof *order);
    if (!order)
        return xent_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        order[i] = json_array_get(classes, i);
    qsort(order, n, sizeof *order, by_error);
    add_summary(page, per_class);
    xent_grid *grid = xent_grid_alloc(5, column, 2, page->width);
    for (size_t i = 0; i < shown; i++)
        add_class(grid, order[i]);
    xent_status status = xent_grid_finish(grid, page->out, err);
    if (json_object_get(per_class, "cells"))
        add_cells(page, json_object_get(per_class, "cells"));
    const xent_part_table table = {
        shown, order, "class", "class", "score",
        "log score = uncertainty - resolution + miscalibration of each class against the rest; "
        "below zero, the map that serves all classes costs this one"};
    if (status == XENT_OK)
        status = xent_page_ledgers(page, &table, err);
    free(order);
    return status;
}
