/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What calibration errors are when the stated probabilities are true. */
#ifndef XENT_NULL_H
#define XENT_NULL_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* Mean and upper quantile of each error; NAN of those that were not asked for. */
typedef struct xent_null {
    double mean[XENT_PAIR_ERRORS], high[XENT_PAIR_ERRORS];
    double beyond[XENT_PAIR_ERRORS]; /* the share of the draws above high */
} xent_null;

/* Fills the reference of the errors of the partitions and, if pairs is not NULL, of the KS error;
   either partition may be NULL.  Draws settings->replicates times, seeded, by replicate and group,
   so that neither threads nor the choice of errors changes a number.

   The outcomes of a group are drawn as their sum: from the binomial distribution with its mean and
   variance, which is exact where its p are equal, and from the normal one where the variance is
   above 36, or the outcomes are soft: their squared distances from p are then their variance (the
   wild bootstrap of Wu 1986).  The walk of the KS error is drawn pair by pair up to 32768 rows, and
   above that, or where outcomes are soft, in runs of pairs with normal sums, between which it is a
   Brownian bridge.  XENT_ENOMEM. */
xent_status xent_null_init(xent_null *null, const xent_partition *width,
                           const xent_partition *mass, const xent_pairs *pairs,
                           const xent_settings *settings, xent_error *err);

/* Errors that are functions of a partition's differences, to be drawn. */
typedef struct {
    const xent_partition *part;
    uint64_t counter;  /* of the first group's random numbers; others are a partition's size away */
    size_t errors;     /* how many; at most XENT_METRIC_MEMBERS if they are metrics */
    size_t work;       /* of one replicate, in elements of a sweep */
    size_t scratch;    /* bytes that `measure` needs */
    bool ranked;       /* do p-values come from the draws? */
    bool close;        /* are pairs pooled by xent_pairs_cut_close()? */
    /* Writes the errors of sums of w (p - outcome), one for each group. */
    xent_status (*measure)(const void *context, const xent_partition *part,
                           const double *difference, void *scratch, double *error,
                           xent_error *err);
    const void *context;
} xent_null_draws;

/* error[r * draws->errors + e] of every replicate r.  The same for any number of threads.
   XENT_ENOMEM; errors of `measure`. */
xent_status xent_null_draw(const xent_null_draws *draws, const xent_settings *settings,
                           double *error, xent_error *err);

/* The share of drawn[0], drawn[stride], ... and the observed error that are at least as large. */
double xent_null_rank(double observed, size_t n, size_t stride, const double *drawn);

/* Draws, and gives value[e] its null_mean and null_high, and, if they are ranked, its p_value. */
xent_status xent_null_refer(const xent_null_draws *draws, const xent_settings *settings,
                            xent_value *value, xent_error *err);

/* Gives value[e] the mean and the upper quantile of error[r * errors + e] over the replicates r.
   XENT_ENOMEM. */
xent_status xent_null_summarise(const xent_settings *settings, size_t errors, const double *error,
                                xent_value *value, xent_error *err);

/* The same of the pairs, pooled into at most `groups` groups of neighbours, or, if they must be
   close, twice as many; draws->part is ignored. */
xent_status xent_null_refer_pairs(const xent_null_draws *draws, const xent_pairs *pairs,
                                  size_t groups, const xent_settings *settings,
                                  xent_value *value, xent_error *err);

/* The groups of errors that cost more than a sweep over bins, so many if they are close, as where
   rows are few they must be; and how those are drawn. */
enum { XENT_NULL_GROUPS = 1024, XENT_NULL_CLOSE = 2 * XENT_NULL_GROUPS };
void xent_null_groups_method(const xent_settings *settings, const xent_shape *shape, char *text,
                             size_t size);

/* How that is done, for the document: "1000 draws, ...". */
void xent_null_method(const xent_settings *settings, const xent_shape *shape,
                      xent_pair_error which, char *text, size_t size);

/* Where the bins' mean outcomes then lie: the two-sided quantiles of those distributions. */
xent_status xent_null_bands(const xent_partition *width, const xent_settings *settings,
                            xent_bins *bins, xent_error *err);

#pragma GCC visibility pop
#endif
