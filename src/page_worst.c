/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst rows of a report. */
#include "page.h"
#include "result_internal.h"
#include "worst_table.h"

static void
write_rows(xent_page *page, const json_t *rows, const char *heading)
{
    xent_worst_column column[XENT_WORST_COLUMNS];
    const char *head[XENT_WORST_COLUMNS + 1];
    size_t columns = xent_worst_columns(rows, column);
    if (json_array_size(rows) == 0)
        return;
    for (size_t c = 0; c < columns; c++)
        head[c] = column[c].heading;
    head[columns] = NULL;
    page->style->heading(page, heading);
    page->style->table(page, head, 0);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        page->style->row(page);
        for (size_t c = 0; c < columns; c++)
            xent_page_scalar(page, json_object_get(json_array_get(rows, i), column[c].key));
    }
    page->style->end_table(page);
}

void
xent_page_write_worst(xent_page *page)
{
    const json_t *worst = json_object_get(page->result->root, "worst");
    if (!worst)
        return;
    page->style->section(page, "worst", "Worst rows");
    write_rows(page, json_object_get(worst, "losses"), "Largest losses");
    write_rows(page, json_object_get(worst, "errors"), "Most confident errors");
}
