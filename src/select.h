/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which array or columns are the scores, the labels and the weights: the rules of the manual.
   Whatever they leave open is an error that lists the candidates. */
#ifndef XENT_SELECT_H
#define XENT_SELECT_H
#include "table.h"
#pragma GCC visibility push(hidden)

/* Columns of an array of a table. */
typedef struct {
    xent_table *table;  /* NULL: nothing is picked */
    xent_array *array;
    size_t *column;     /* which; NULL: all in order */
    size_t columns;
} xent_pick;

enum { XENT_MAX_TABLES = 8 };

typedef struct {
    const xent_read_options *options;
    xent_notes *notes;
    xent_budget budget; /* of all that is decoded */
    xent_table *table[XENT_MAX_TABLES]; /* the first is the main file, then those of options */
    size_t tables;
    xent_pick scores, labels, weights;
    xent_pick factor[XENT_FACTOR_ROLES];
    const char *factor_name[XENT_FACTOR_ROLES]; /* what they are picked by; NULL: they are not */
    xent_scores_of of;
    xent_pick targets; /* if they are in the main file: they are read apart, and are no scores */
} xent_selection;

/* Opens PATH and the files that the options name, and picks.  Clear it also on failure. */
xent_status xent_select(const char *path, const xent_read_options *options, xent_notes *notes,
                        xent_selection *selection, xent_error *err);
void xent_selection_clear(xent_selection *selection);

#pragma GCC visibility pop
#endif
