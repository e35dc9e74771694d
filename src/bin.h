/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Partitions of [0, 1] and what is summed in their bins. */
#ifndef XENT_BIN_H
#define XENT_BIN_H
#include <stddef.h>
#include <stdint.h>
#include "exact.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { XENT_MAX_BINS = 1000 };

/* (lo, hi] with 0 in the first bin, or [lo, hi) with 1 in the last. */
typedef enum { XENT_RIGHT, XENT_LEFT } xent_edges;

/* How pairs are put into bins: of equal width; of equal mass, ties kept together or split; between
   the quantiles of p; one for each p. */
typedef enum {
    XENT_BY_WIDTH,
    XENT_BY_MASS,
    XENT_BY_MASS_SPLIT,
    XENT_BY_QUANTILE,
    XENT_BY_VALUE
} xent_binning;

/* How sure a mean of outcomes of 0 and 1 is: by Wilson's score test, or by exact binomial tests,
   which cover at least as often as they say. */
typedef enum { XENT_WILSON, XENT_CLOPPER_PEARSON } xent_share_interval;

/* Edge i of `bins` equal-width bins, 0 <= i <= bins: the double nearest to i/bins. */
double xent_bin_edge(size_t bins, size_t i);

/* The bin of p in [0, 1], 0 .. bins-1, by comparison with the edges.  O(1). */
size_t xent_bin_index(size_t bins, xent_edges edges, double p);

/* One bin of (p, outcome) pairs, finished. */
typedef struct {
    double low, high;           /* its edges; if it is not of equal width: its least and largest
                                   p */
    size_t count;               /* rows as stored, whatever their weights */
    double weight;              /* sum w */
    double rows;                /* how many rows of equal weight they are worth (Kish 1965) */
    double confidence;          /* mean p */
    double accuracy;            /* mean outcome */
    double outcome_variance;    /* mean (outcome - accuracy)^2 */
    double accuracy_low, accuracy_high;       /* interval of the mean outcome */
    double consistency_low, consistency_high; /* where the mean outcome of a calibrated model
                                                 lies */
    double variance;            /* mean (p - confidence)^2 in the bin */
    double covariance;          /* mean (outcome - accuracy)(p - confidence) in the bin */
} xent_bin;

typedef struct {
    size_t size;
    double weight;              /* sum w over all rows */
    double outcome;             /* mean outcome over all rows */
    double uncertainty;         /* mean (outcome - that)^2 over all rows */
    xent_bin *bin;              /* size bins by increasing edges, none of them empty */
} xent_bins;

/* (sum of w/W |confidence - accuracy|^power)^(1/power), power above 0; INFINITY: the largest. */
double xent_bins_error(const xent_bins *bins, double power);

#ifdef __cplusplus
}
#endif
#endif
