/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a sample in the order of a factor, so that each level is a sample of its own. */
#ifndef XENT_SPLIT_H
#define XENT_SPLIT_H
#include "sample.h"
#pragma GCC visibility push(hidden)

typedef struct xent_split xent_split;

/* Notes where the rows of each level are: one pass over `parent`, which must outlive the split; 8
   bytes a row, 12 more meanwhile.  XENT_ENOMEM; errors of the source. */
xent_status xent_split_alloc(const xent_sample *parent, size_t factor, xent_split **split,
                             xent_error *err);
void xent_split_free(xent_split *split); /* NULL is allowed */

/* How many rows have that level. */
size_t xent_split_rows(const xent_split *split, size_t level);

/* The rows of the levels first .. last in that order, and within a level in the order of the file;
   at least one row.  Borrows the split.  Blocks hold as many rows as those of a file, so that all
   numbers are those of a file of these rows.  XENT_ENOMEM. */
xent_status xent_split_sample(const xent_split *split, size_t first, size_t last,
                              xent_sample **sample, xent_error *err);

#pragma GCC visibility pop
#endif
