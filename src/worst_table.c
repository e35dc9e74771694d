/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worst_table.h"
#include <string.h>

/* Of several labels `name` is the label, and `label` whether the row has it. */
static const xent_worst_column all[XENT_WORST_COLUMNS] = {
    {"row", "row", false},     {"id", "id", true},
    {"name", "label", true},   {"label", "label", false},
    {"predicted", "predicted", false}, {"confidence", "confidence", false},
    {"loss", "loss", false}};

size_t
xent_worst_columns(const json_t *rows, xent_worst_column column[XENT_WORST_COLUMNS])
{
    const json_t *first = json_array_get(rows, 0);
    bool labels = json_object_get(first, "name") != NULL;
    size_t n = 0;
    for (size_t i = 0; i < XENT_WORST_COLUMNS; i++) {
        if (!json_object_get(first, all[i].key))
            continue;
        column[n] = all[i];
        if (labels && strcmp(all[i].key, "label") == 0)
            column[n].heading = "truth";
        n++;
    }
    return n;
}
