/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst rows of a document. */
#include <stdio.h>
#include "grid.h"
#include "terminal.h"
#include "worst_table.h"

static void
add_cell(const xent_page *page, xent_grid *grid, const json_t *value)
{
    char shown[XENT_NAME];
    if (json_is_string(value))
        xent_show_name(page, json_string_value(value), shown);
    else if (json_is_integer(value))
        snprintf(shown, sizeof shown, "%lld", (long long)json_integer_value(value));
    else
        xent_show_number(xent_json_real(value), shown);
    xent_grid_cell(grid, shown);
}

static xent_status
add_rows(xent_page *page, const json_t *rows, const char *heading, xent_error *err)
{
    xent_worst_column shown[XENT_WORST_COLUMNS];
    xent_grid_column column[XENT_WORST_COLUMNS];
    size_t columns = xent_worst_columns(rows, shown);
    if (json_array_size(rows) == 0)
        return XENT_OK;
    for (size_t c = 0; c < columns; c++)
        column[c] = (xent_grid_column){shown[c].heading, !shown[c].text};
    xent_buffer_printf(page->out, "\n  %s\n", heading);
    xent_grid *grid = xent_grid_alloc(columns, column, 2, page->width);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        xent_grid_line(grid, NULL);
        for (size_t c = 0; c < columns; c++)
            add_cell(page, grid, json_object_get(json_array_get(rows, i), shown[c].key));
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
