/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables of worst rows show of a document. */
#ifndef XENT_WORST_TABLE_H
#define XENT_WORST_TABLE_H
#include "json.h"
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

typedef struct {
    const char *key;     /* the member of a row */
    const char *heading;
    bool text;
} xent_worst_column;

enum { XENT_WORST_COLUMNS = 7 };

/* The columns that the first row has a member for; returns how many. */
size_t xent_worst_columns(const json_t *rows, xent_worst_column column[XENT_WORST_COLUMNS]);

#pragma GCC visibility pop
#endif
