/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals where only clusters of rows are independent: the rows of a document, of a patient.

   What a row adds to an estimate is summed over its cluster, and the variance of the estimate is
   G / (G - 1) times the sum of the squares of these sums, over the G clusters that hold rows (the
   sandwich of Liang and Zeger 1986).  Few clusters estimate it badly, and so do those of which a
   few make it up: quantiles are those of Student's t with one degree of freedom less than there
   would be normal sums with the same fourth moment (Satterthwaite 1946), G - 1 at most (Cameron and
   Miller 2015), and below XENT_LEAST_CLUSTERS there is no interval.

   Nor is there one where a cluster holds more than half of the weight: its residuals pull the
   estimate along, so that its sum says next to nothing of its error.  doc/theory.md
   tells how few intervals cover then. */
#ifndef XENT_CLUSTER_H
#define XENT_CLUSTER_H
#include "fixed.h"
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* Sums over the rows of a cluster: of w and w x, w scaled to [0, 1] (fixed.h). */
typedef struct {
    xent_fixed weight, sum;
} xent_cluster_sum;

/* False, and nothing is added, if x is too large for the fixed point: beyond 2^33. */
bool xent_cluster_add(xent_cluster_sum *to, double weight, double x);

/* The variance of an estimate, how many clusters it is of, and of how many it is known as well as
   if their sums were normal: the fewer the more a few of them make it up. */
typedef struct {
    double variance;
    size_t clusters;
    double worth;
    double equal;   /* as many clusters of equal weight (Kish 1965); of means and shares only */
    double largest; /* the largest cluster's share of the weight, in [0, 1] */
} xent_cluster_spread;

/* Of the mean sum w x / sum w. */
xent_cluster_spread xent_cluster_spread_of_mean(size_t levels, const xent_cluster_sum *sum,
                                                double mean);

/* The largest share of the pairs' weight that one of the clusters holds.  XENT_ENOMEM. */
xent_status xent_cluster_largest(const xent_pairs *pairs, size_t levels, double *share,
                                 xent_error *err);

/* Of what rows add to an estimate, summed by cluster: start with NAN for each of the levels. */
void xent_cluster_influence(double *sum, size_t cluster, double x);
xent_cluster_spread xent_cluster_spread_of(size_t levels, const double *sum, double largest);

/* The degrees of freedom of that variance. */
double xent_cluster_degrees(const xent_cluster_spread *spread);

/* Estimates are so many standard errors off, at most, in this share of cases: Student's t. */
double xent_cluster_quantile(double level, double degrees);

/* NULL, or why there are no intervals: too few clusters, or one holds too much. */
const char *xent_cluster_doubt(const xent_cluster_spread *spread);
extern const char xent_cluster_dominated[]; /* the latter */

/* Fills value->low, high and clusters from value->value, or says why there is no interval. */
void xent_cluster_interval(const xent_cluster_spread *spread, double level, xent_value *value);

/* The same of a share: the interval of settings->interval of as many rows as have this variance, at
   most `rows`, less what t takes more than the normal quantile (Korn and Graubard 1998; Dean and
   Pagano 2015).  Where the variance says little, since few clusters make it up, or none does at 0
   and 1: of as many rows as clusters. */
void xent_cluster_share(const xent_cluster_spread *spread, double rows,
                        const xent_settings *settings, xent_value *value);

/* Gives the bins, which sorted pairs were put into in their order, intervals by cluster, and takes
   the consistency bands away, which are those of independent rows.  XENT_ENOMEM. */
xent_status xent_cluster_bins(const xent_pairs *sorted, size_t levels,
                              const xent_settings *settings, xent_bins *bins, xent_error *err);

/* Takes away what was found of chance and says why; for what holds of independent rows only. */
void xent_cluster_withhold(xent_value *value);

#pragma GCC visibility pop
#endif
