/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Isotonic regression by pool adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman 1955): the
   increasing step function with the least weighted sum of squares; for y of 0 and 1 it also has the
   largest likelihood.

   Rows come by increasing x.  Rows with equal x are pooled before anything else.  A block keeps
   its sums and is divided once, so that whole numbers give the fraction itself, correctly
   rounded. */
#ifndef XENT_PAV_H
#define XENT_PAV_H
#include <stddef.h>
#include "status.h"

#pragma GCC visibility push(hidden)

/* Neighbouring rows with one fitted value, sum / weight. */
typedef struct {
    double sum, weight;  /* sum w y, sum w */
    double first, last;  /* the smallest and the largest x */
} xent_pav_block;

/* All bytes zero: no rows yet. */
typedef struct {
    size_t size, capacity;
    xent_pav_block *block; /* by increasing x; the last may still be open */
    xent_pav_block group;  /* the rows of the last x, which are in no block yet; weight 0: none */
} xent_pav;

/* Adds n rows; x does not decrease, not from the last call either.  w > 0; NULL: all 1.  O(n) over
   all calls.  XENT_ENOMEM. */
xent_status xent_pav_add(xent_pav *pav, size_t n, const double *x, const double *y,
                         const double *w, xent_error *err);

/* Ends the rows: pav->block is the solution, with values that increase.  XENT_ENOMEM. */
xent_status xent_pav_finish(xent_pav *pav, xent_error *err);

/* Adds the solution for later rows, whose x are all larger; both have ended.  XENT_ENOMEM. */
xent_status xent_pav_join(xent_pav *pav, const xent_pav *next, xent_error *err);

void xent_pav_clear(xent_pav *pav);

#pragma GCC visibility pop
#endif
