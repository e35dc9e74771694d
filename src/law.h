/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the sum of the outcomes of a group is distributed if the stated probabilities are true:
   binomial with its mean and variance, which is exact where its p are equal, or normal where the
   variance is large. */
#ifndef XENT_LAW_H
#define XENT_LAW_H
#include "group.h"

#pragma GCC visibility push(hidden)

/* The most values of a table. */
enum { XENT_LAW_TABLE = 128 };

/* The distribution of the sum of w outcome of a group, if the p are true. */
typedef struct {
    double mean, deviation, limit; /* it lies in [0, limit] */
    bool counted;                  /* is it a whole number? */
    double atom;                   /* what it is a multiple of, if there is a table */
    bool mirrored;                 /* is the table that of limit - sum? */
    double first;                  /* the multiple that cdf[0] is of */
    double *cdf;                   /* up to its first 1; NULL: normal, or constant */
    size_t size;                   /* of cdf, at most XENT_LAW_TABLE */
} xent_law;

/* soft: outcomes lie between 0 and 1, and are not binomial; counted: sums of outcomes are whole
   numbers.  memory: room for XENT_LAW_TABLE numbers, which the law keeps. */
xent_law xent_law_of(const xent_group *group, bool soft, bool counted, double *memory);

/* The value below which the share u of the distribution lies, u in (0, 1). */
double xent_law_quantile(const xent_law *law, double u);

/* The distance of the sum from its mean. */
typedef struct {
    double mean, variance, third; /* its mean and central moments */
    double slope;                 /* by the sum: that of its regression line */
    double curve;                 /* its covariance with the second orthogonal polynomial of the
                                     sum, whose variance is 1 */
    double step;                  /* what a step of the table adds to it; of a normal law the
                                     deviation.  The table has the law's variance but for
                                     rounding to whole rows: that is made up for */
} xent_distance;

/* For a law that is not constant. */
xent_distance xent_law_distance(const xent_law *law);

/* The mean in steps of the table. */
double xent_law_center(const xent_law *law);

#pragma GCC visibility pop
#endif
