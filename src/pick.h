/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a part is picked as, and picks by name. */
#ifndef XENT_PICK_H
#define XENT_PICK_H
#include "select.h"
#pragma GCC visibility push(hidden)

typedef enum {
    XENT_SCORES,
    XENT_LABELS,
    XENT_WEIGHTS,
    XENT_TARGETS,
    XENT_FACTOR /* the first of the factors, by xent_factor_role */
} xent_role;

extern const char *const xent_role_name[]; /* the options; factors behind XENT_FACTOR */

/* Nothing, or too much, answers to a role: says so and lists what there is.  XENT_EDATA. */
xent_status xent_pick_fail(const xent_table *table, xent_role role, const char *sentence,
                           xent_error *err);

/* Is the column of the array labels, weights or a factor already? */
bool xent_pick_claimed(const xent_selection *selection, const xent_array *array, size_t column);

/* Picks a whole array; starts a pick of columns of text, and adds one.  XENT_ENOMEM. */
xent_status xent_pick_array(xent_table *table, xent_array *array, xent_pick *pick);
void xent_pick_start(xent_table *table, xent_pick *pick);
xent_status xent_pick_column(xent_pick *pick, size_t column, xent_error *err);

/* Picks the columns "first:last" or "a,b,c" of text. */
xent_status xent_pick_list(xent_table *table, const char *text, xent_role role, xent_pick *pick,
                           xent_error *err);

/* Loads the array of a pick; forgets one that has been copied and is not that of the scores. */
xent_status xent_pick_load(const xent_pick *pick, xent_error *err);
void xent_pick_unload(const xent_pick *pick, const xent_pick *scores);

#pragma GCC visibility pop
#endif
