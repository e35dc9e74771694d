/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ledgers of all rows, of a group and of a class share. */
#ifndef XENT_LEDGER_INTERNAL_H
#define XENT_LEDGER_INTERNAL_H
#include "ledger.h"

#pragma GCC visibility push(hidden)

/* The least rows of each class for an interval of the resolution.  Its share is estimated: with
   about twenty of one class only 74 % of 1000 simulated intervals held it. */
enum { XENT_LEDGER_LEAST_ROWS = 30 };

bool xent_ledger_has_classes(size_t classes, const double *share, size_t rows);

/* Of maps of few numbers, and of independent rows, the simulation says that the theory holds. */
bool xent_ledger_has_intervals(const xent_sample *sample, const xent_map *map);

/* How often each class occurs, as shares; within: of target distributions P the mean of sum P
   (1-P), 0 of labels.  XENT_ENOMEM; errors of the source. */
xent_status xent_ledger_shares(const xent_sample *sample, double *share, double *within,
                               xent_error *err);

/* Of the shares as a forecast: entropy, and 1 - sum of squares - within, the mean distance of
   labels or targets from them (one column: half of it). */
void xent_ledger_uncertainty(size_t classes, xent_task task, const double *share, double within,
                             xent_ledger *ledger);

/* What they cost a row: -ln share(y), of a target distribution -sum P ln share. */
double xent_ledger_cost(const double *share, const xent_block *block, size_t i);

/* The terms from the mean losses before and after the map and terms->uncertainty, without
   intervals. */
void xent_ledger_fill(double score, double after, xent_ledger_terms *terms);

/* Fills row[] of a block with what is wanted of losses.  soft, logits (a row): for target
   distributions. */
void xent_ledger_rows(const xent_block *block, xent_kind kind, unsigned wants, double *logits,
                      xent_row *row, xent_soft_row *soft);

/* Sums over rows of a number x: v, v x, v x^2, where v is the frequency, or the square of the
   importance. */
typedef struct {
    xent_exact count, sum, square;
} xent_spread;

/* x is used up: v x^2 afterwards. */
void xent_spread_add(size_t n, const double *v, double *x, xent_spread *s);
void xent_spread_merge(xent_spread *to, const xent_spread *from);

/* Variance of the mean of x over rows of weight sum w. */
double xent_spread_variance(const xent_spread *s, double weight);

/* One over the number of rows that they are worth (Kish 1965). */
double xent_spread_row(const xent_spread *s, double weight);

#pragma GCC visibility pop
#endif
