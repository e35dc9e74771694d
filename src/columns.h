/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some columns of a multi-label sample at a time, each as a binary sample of its own. */
#ifndef XENT_COLUMNS_H
#define XENT_COLUMNS_H
#include "sample.h"
#pragma GCC visibility push(hidden)

typedef struct xent_columns xent_columns;

/* As many columns as fit into so many bytes, at least one. */
enum { XENT_COLUMNS_BYTES = 64 << 20 };

/* Copies columns from `first` on, in one pass over the blocks on up to `threads` threads; as many
   as XENT_COLUMNS_BYTES hold, 8 or 12 bytes a row each.  Borrows the parent.  XENT_ENOMEM; errors
   of the source. */
xent_status xent_columns_alloc(const xent_sample *parent, size_t first, unsigned threads,
                               xent_columns **columns, xent_error *err);
void xent_columns_free(xent_columns *columns); /* NULL is allowed */

/* How many there are. */
size_t xent_columns_size(const xent_columns *columns);

/* The i-th of them, as if it stood in a file alone; borrows the columns.  XENT_ENOMEM. */
xent_status xent_columns_sample(const xent_columns *columns, size_t i, xent_sample **sample,
                                xent_error *err);

#pragma GCC visibility pop
#endif
