/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst rows of a document. */
#include <stdio.h>
#include <string.h>
#include "grid.h"
#include "terminal.h"
#include "text.h"

static const char *const keys[] = {"row", "id", "name", "label", "predicted", "confidence", "loss"};

enum { KEYS = sizeof keys / sizeof *keys };

static void
add_cell(xent_grid *grid, const json_t *row, size_t key)
{
    char shown[XENT_NUMBER];
    const json_t *value = json_object_get(row, keys[key]);
    if (json_is_integer(value))
        snprintf(shown, sizeof shown, "%lld", (long long)json_integer_value(value));
    else
        xent_show_number(xent_json_real(value), shown);
    xent_grid_cell(grid, json_is_string(value) ? json_string_value(value) : shown);
}

static xent_status
add_rows(xent_page *page, const json_t *rows, const char *heading, xent_error *err)
{
    xent_grid_column column[KEYS];
    size_t columns = 0, shown[KEYS];
    if (json_array_size(rows) == 0)
        return XENT_OK;
    for (size_t k = 0; k < KEYS; k++)
        if (json_object_get(json_array_get(rows, 0), keys[k])) {
            shown[columns] = k;
            column[columns++] = (xent_grid_column){
                keys[k], strcmp(keys[k], "id") != 0 && strcmp(keys[k], "name") != 0};
        }
    xent_buffer_printf(page->out, "\n  %s\n", heading);
    xent_grid *grid = xent_grid_alloc(columns, column, 2, page->width);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        xent_grid_line(grid, NULL);
        for (size_t c = 0; c < columns; c++)
            add_cell(grid, json_array_get(rows, i), shown[c]);
    }
    return xent_grid_finish(grid, page->out, err);
}

xent_status
xent_page_worst(xent_page *page, xent_error *err)
{
    const json_t *worst = json_object_get(page->root, "worst");
    xent_status status = add_rows(page, json_object_get(worst, "losses"), "largest losses", err);
    return status == XENT_OK
               ? add_rows(page, json_object_get(worst, "errors"), "most confident errors", err)
               : status;
}
