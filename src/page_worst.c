/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst rows of a report. */
#include "page.h"
#include "result_internal.h"

static const char *const keys[] = {"row", "id", "name", "label", "predicted", "confidence", "loss"};

enum { KEYS = sizeof keys / sizeof *keys };

static void
write_rows(xent_page *page, const json_t *rows, const char *heading)
{
    const char *head[KEYS + 1];
    size_t columns = 0;
    if (json_array_size(rows) == 0)
        return;
    for (size_t k = 0; k < KEYS; k++)
        if (json_object_get(json_array_get(rows, 0), keys[k]))
            head[columns++] = keys[k];
    head[columns] = NULL;
    page->style->heading(page, heading);
    page->style->table(page, head, 0);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        page->style->row(page);
        for (size_t c = 0; c < columns; c++)
            xent_page_scalar(page, json_object_get(json_array_get(rows, i), head[c]));
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
