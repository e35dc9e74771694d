/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression on one variable: P(y = class) = sigmoid(slope x + intercept).

   Minimises the mean of -t ln p - (1-t) ln(1-p), where t is a target of the row's class, or of the
   row itself, and not necessarily 0 or 1 (Platt 1999).  A row whose own target lies between 0 and 1
   is one of class 1 and one of the others, but a single one to the standard errors.  The loss is
   strictly convex where x varies.  Rows where x is infinite are left out, but for the facts. */
#ifndef XENT_LOGISTIC_H
#define XENT_LOGISTIC_H
#include <stdbool.h>
#include <stdint.h>
#include "optim.h"

#pragma GCC visibility push(hidden)

typedef struct {
    size_t n;
    const double *x;       /* n values */
    const int32_t *label;  /* n labels; NULL: there are targets */
    const double *target;  /* n targets, 0 .. 1; NULL: those of the labels */
    const double *weight;  /* n weights > 0, or NULL: all 1 */
    bool frequency;        /* weights count rows (matters to the standard errors only) */
    int32_t positive;      /* the label of class 1 */
    double high, low;      /* targets of class 1 and of the others */
    unsigned threads;      /* 1 .. XENT_MAX_THREADS; never changes a result */
} xent_logistic;

/* What the data say before any search. */
typedef struct {
    bool seen[2];                /* rows of the others, of class 1, where x is finite */
    double min[2], max[2];       /* of x among them */
    bool sure_right, sure_wrong; /* rows where x is infinite, with the sign of their label or not */
    double center, scale;        /* (x - center) * scale has mean 0 and variance 1, about */
    double weight, positive;     /* sums of the weights: of all rows, of those of class 1 */
} xent_logistic_facts;

/* XENT_ENOMEM. */
xent_status xent_logistic_look(const xent_logistic *problem, xent_logistic_facts *facts,
                               xent_error *err);

typedef struct {
    double slope, intercept;
    double slope_error, intercept_error; /* sandwich standard errors */
    double gradient_norm;                /* in slope and intercept of standardised x */
    double loss;                         /* sum of the weighted losses */
    size_t iterations;
} xent_line;

/* Can the optimum be at a line?  x must vary, and no threshold on it may separate the classes. */
bool xent_logistic_overlaps(const xent_logistic_facts *facts);

/* The optimum, from line->slope and line->intercept or, where that is better, from slope 0; of many
   rows from the optimum of a few of them.  x must vary and no threshold on it may separate the
   targets 0 and 1: then there is exactly one.  XENT_EFIT if the gradient does not vanish;
   XENT_ENOMEM. */
xent_status xent_logistic_fit(const xent_logistic *problem, const xent_logistic_facts *facts,
                              xent_line *line, xent_error *err);

/* Sum of the weighted losses of a line, with the targets 1 and 0.  XENT_ENOMEM. */
xent_status xent_logistic_loss(const xent_logistic *problem, double slope, double intercept,
                               double *sum, xent_error *err);

#pragma GCC visibility pop
#endif
