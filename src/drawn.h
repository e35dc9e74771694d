/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows drawn at random without replacement, with all their probabilities: for what looks at many
   classes of many rows together, and cannot look at all of them.

   Which rows they are, and in which order they stand, depends on the seed and the number of rows
   alone: rows of sorted files come from all over, and no two that are neighbours there need be
   neighbours here. */
#ifndef XENT_DRAWN_H
#define XENT_DRAWN_H
#include "metric.h"

#pragma GCC visibility push(hidden)

enum { XENT_DRAWN_ROWS = 1 << 15, XENT_DRAWN_CELLS = 1 << 20, XENT_DRAWN_LEAST = 256 };

typedef struct xent_drawn {
    size_t size;      /* all rows, or XENT_DRAWN_ROWS; of many classes as many as have
                         XENT_DRAWN_CELLS probabilities, but XENT_DRAWN_LEAST */
    size_t classes;   /* of one column 2 */
    uint64_t *pick;   /* size pairs: the number of a row, and where it stands; by the rows */
    double *q;        /* size * classes */
    int32_t *label;   /* size; of targets the likeliest class */
    double *target;   /* size * classes; NULL: labels are all there is */
    double *weight;   /* size */
} xent_drawn;

/* How many rows of such a sample are drawn. */
size_t xent_drawn_rows(const xent_shape *shape);

/* Chooses the rows.  Clear it also on failure.  XENT_ENOMEM. */
xent_status xent_drawn_alloc(const xent_shape *shape, const xent_settings *settings,
                             xent_drawn *drawn, xent_error *err);
void xent_drawn_clear(xent_drawn *drawn);

/* Keeps what is chosen of a block with probabilities; different blocks from different threads. */
void xent_drawn_set(xent_drawn *drawn, const xent_rows *rows);

/* Sums of the probabilities of drawn row i up to each class: what labels are drawn by. */
void xent_drawn_sums(const xent_drawn *drawn, size_t i, double *sums);

#pragma GCC visibility pop
#endif
