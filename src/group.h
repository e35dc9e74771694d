/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of (p, outcome) pairs, and the calibration errors that follow from them: one function of
   the groups' sums of p - outcome, so that an observed error and its null reference cannot mean
   different things. */
#ifndef XENT_GROUP_H
#define XENT_GROUP_H
#include <stdbool.h>
#include <stddef.h>
#include "metric.h"

#pragma GCC visibility push(hidden)

/* The errors that are functions of the pairs: of bins of equal width, of equal mass, of all
   prefixes. */
typedef enum {
    XENT_PAIR_ECE,
    XENT_PAIR_RMSCE,
    XENT_PAIR_MCE,
    XENT_PAIR_ECE_OVER,
    XENT_PAIR_ECE_UNDER,
    XENT_PAIR_ECE_MASS,
    XENT_PAIR_ECE_DEBIASED,
    XENT_PAIR_RMSCE_MASS,
    XENT_PAIR_MCE_MASS,
    XENT_PAIR_KS,
    XENT_PAIR_ERRORS
} xent_pair_error;

/* Some pairs, at least one, in sums. */
typedef struct {
    double weight;     /* sum w */
    double rows;       /* the sum of the frequencies, if the weights are such; else the pairs */
    double p;          /* mean p */
    double difference; /* sum w (p - outcome) */
    double variance;   /* of sum w outcome under perfect calibration */
    double atom;       /* what one row adds to sum w outcome: 1, or the weights' typical size */
    double squares;    /* sum w^2 (frequencies: sum w); of groups of equal mass only */
    double spread;     /* mean squared distance of outcomes from their mean; likewise */
    double noise;      /* unbiased estimate of the variance of the mean of p - outcome; likewise */
} xent_group;

typedef struct xent_partition {
    size_t size;
    double weight;     /* sum w over all groups */
    bool soft;         /* may outcomes lie between 0 and 1? */
    xent_group *group; /* size of them */
} xent_partition;

/* Fills error[] from the differences of the groups, which need not be the observed ones: those of
   bins of equal width, or of equal mass. */
void xent_width_errors(const xent_partition *part, const double *difference, double *error);
void xent_mass_errors(const xent_partition *part, const double *difference, double *error);

/* Too little for normal approximations: groups whose outcomes' variances, in rows, sum up to
   less. */
static const double xent_least_variance = 5;

/* That sum under calibration. */
double xent_partition_variance(const xent_partition *part);

#pragma GCC visibility pop
#endif
