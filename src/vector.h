/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss of vector scaling, softmax(weight o z + bias), over a sample: means over the rows of
   -ln q(y), or -sum P ln q of targets, and of its derivatives in the parameters, which are K
   weights, then K biases.

   A masked class (z = -inf) has q = 0 whatever its weight. */
#ifndef XENT_VECTOR_H
#define XENT_VECTOR_H
#include "sample.h"
#include "sweep.h"

#pragma GCC visibility push(hidden)

typedef struct {
    xent_sweep sweep;
    xent_kind kind;
    bool frequency;      /* weights count rows */
    size_t classes;      /* K */
    size_t parts;        /* runs of blocks whose sums are added in order */
    bool fast, curvature; /* what is wanted in the pass that is on */
    const double *at;    /* where that is */
    double *sums;        /* parts * (5 K + 2): see xent_kernels.vector */
    double weight;       /* sum of the weights */
    double value;        /* the loss where it was last evaluated */
    double *gradient;    /* 2 K */
    double *block;       /* 3 K, if wanted: second derivatives in the weight of a class, in both, in
                            the bias, K of each */
} xent_vector_loss;

/* Prepares passes on up to `threads` threads; which never change a result.  XENT_ENOMEM. */
xent_status xent_vector_open(const xent_sample *sample, unsigned threads, xent_vector_loss *loss,
                             xent_error *err);
void xent_vector_close(xent_vector_loss *loss);

/* Fills value, weight, gradient and, if wanted, block at parameters[2 K].  One pass. */
xent_status xent_vector_evaluate(xent_vector_loss *loss, const double *parameters, bool curvature,
                                 xent_error *err);

/* The gradient alone, of float32 logits in float arithmetic: to some six digits of a class's part
   in it.  value: NAN. */
xent_status xent_vector_estimate(xent_vector_loss *loss, const double *parameters,
                                 xent_error *err);

/* Is a Hessian of (2 K)^2 numbers worth its time: up to 200 classes, and rows (2 K)^2 <= 2e10? */
bool xent_vector_is_small(const xent_vector_loss *loss);

/* The Newton step from parameters[2 K], where the loss was last evaluated, and the sandwich
   standard errors there, 2 K each; both for biases whose sum is fixed.  False if the data do not
   determine all parameters.  One pass of rows (2 K)^2.  XENT_ENOMEM; errors of the source. */
xent_status xent_vector_newton(xent_vector_loss *loss, const double *parameters, double *step,
                               double *errors, bool *determined, xent_error *err);

/* Of the rows of a block at parameters[2 K] the slopes of their losses, slope[i * 2 K + j], and,
   added to hessian[(2 K)^2], of which the upper triangle is made, w times their second derivatives,
   with some in the direction in which there are none.  scratch: 2 rows K numbers. */
void xent_vector_slopes(const xent_block *block, xent_kind kind, const double *at, double *scratch,
                        double *slope, double *hessian);

/* What the scores of the classes are, class by class, for rows that have that label and for the
   others; masked ones are left out.  A row whose target gives several classes something has the
   label of each, and is one of the others for each. */
typedef struct {
    bool infinite;                         /* a row whose label is masked */
    double *own_low, *own_high;            /* +-inf where there is no row */
    double *other_low, *other_high;
} xent_vector_facts;

xent_status xent_vector_look(const xent_sample *sample, unsigned threads,
                             xent_vector_facts *facts, xent_error *err);
void xent_vector_facts_clear(xent_vector_facts *facts);

#pragma GCC visibility pop
#endif
