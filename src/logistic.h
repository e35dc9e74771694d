/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression on one variable: P(y = class) = sigmoid(slope x + intercept).

   Minimises the mean of -t ln p - (1-t) ln(1-p), where t is a target of the row's class and not
   necessarily 0 or 1 (Platt 1999).  The loss is strictly convex where x varies. */
#ifndef XENT_LOGISTIC_H
#define XENT_LOGISTIC_H
#include <stdbool.h>
#include <stdint.h>
#include "optim.h"

#pragma GCC visibility push(hidden)

typedef struct {
    size_t n;
    const double *x;       /* n values; rows where it is infinite are left out */
    const int32_t *label;  /* n labels */
    const double *weight;  /* n weights > 0, or NULL: all 1 */
    bool frequency;        /* weights count rows (matters to the standard errors only) */
    int32_t positive;      /* the label of class 1 */
    double high, low;      /* targets of class 1 and of the others */
    unsigned threads;      /* 1 .. XENT_MAX_THREADS; never changes a result */
} xent_logistic;

/* What the data say before any search; over the rows where x is finite. */
typedef struct {
    bool seen[2];                /* rows of the others, of class 1 */
    double min[2], max[2];       /* of x among them */
    bool sure_right, sure_wrong; /* rows where x is infinite, with the sign of their label or not */
} xent_logistic_facts;

void xent_logistic_look(const xent_logistic *problem, xent_logistic_facts *facts);

typedef struct {
    double slope, intercept;
    double slope_error, intercept_error; /* sandwich standard errors */
    double gradient_norm;                /* in slope and intercept of standardised x */
    size_t iterations;
} xent_line;

/* The optimum, from line->slope and line->intercept or, where that is better, from slope 0.  x
   must vary and no threshold on it may separate the targets 0 and 1: then there is exactly one.
   XENT_EFIT if the gradient does not vanish; XENT_ENOMEM. */
xent_status xent_logistic_fit(const xent_logistic *problem, xent_line *line, xent_error *err);

#pragma GCC visibility pop
#endif
