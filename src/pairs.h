/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted (p, outcome) pairs, their partitions, and the calibration errors that follow from the
   partitions: one function of the bins' sums of p - outcome, so that an observed error and its
   null reference cannot mean different things. */
#ifndef XENT_PAIRS_H
#define XENT_PAIRS_H
#include "metric.h"

#pragma GCC visibility push(hidden)

/* The errors that are functions of the pairs. */
typedef enum {
    XENT_PAIR_ECE,
    XENT_PAIR_RMSCE,
    XENT_PAIR_MCE,
    XENT_PAIR_ECE_MASS,
    XENT_PAIR_ECE_DEBIASED,
    XENT_PAIR_KS,
    XENT_PAIR_ERRORS
} xent_pair_error;

/* Consecutive groups of the sorted pairs, none of them empty. */
typedef struct {
    size_t size;
    size_t *end;     /* one past the last pair of group g */
    double *weight;  /* sum w */
    double *count;   /* rows: the sum of the frequencies, if the weights are such */
    double *mean;    /* mean p */
} xent_partition;

typedef struct {
    size_t size;
    xent_pair *pair; /* by increasing p; equal p in a fixed order too */
    double weight;   /* sum w */
    xent_weight_kind weight_kind;
    xent_partition width, mass;
} xent_pairs;

/* Sorts the pairs (which it takes over) and cuts both partitions.  XENT_ENOMEM. */
xent_status xent_pairs_init(xent_pairs *pairs, size_t n, xent_pair *pair,
                            xent_weight_kind weight_kind, const xent_settings *settings,
                            xent_error *err);
void xent_pairs_clear(xent_pairs *pairs);

/* Fills error[XENT_PAIR_ERRORS] from the sums of w (p - outcome) of the groups of both partitions
   and the largest absolute one of all prefixes. */
void xent_pair_errors(const xent_pairs *pairs, const double *width, const double *mass,
                      double prefix, double *error);

/* The observed ones. */
xent_status xent_pairs_observed(const xent_pairs *pairs, double *error, xent_error *err);

/* The bins of the equal-width partition, without their consistency bands.  bin: width.size of
   them. */
void xent_pairs_bins(const xent_pairs *pairs, const xent_settings *settings, xent_bin *bin);

/* What the errors are under perfect calibration, and where the bins' mean outcomes then lie. */
typedef struct xent_null {
    double mean[XENT_PAIR_ERRORS], high[XENT_PAIR_ERRORS];
    double *low_outcome, *high_outcome; /* of the groups of the equal-width partition */
} xent_null;

/* Draws the outcomes settings->replicates times from the stated p (seeded, by replicate and pair,
   so that threads change nothing).  Groups of many pairs are drawn from the normal distribution
   with the exact variance, cell by cell.  XENT_ENOMEM. */
xent_status xent_null_init(xent_null *null, const xent_pairs *pairs,
                           const xent_settings *settings, xent_error *err);
void xent_null_clear(xent_null *null);

#pragma GCC visibility pop
#endif
