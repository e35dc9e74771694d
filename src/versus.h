/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binary problems of a sample with labels or targets: class 1 against class 0 where there are
   two classes, else each class against the rest.  The values of a problem are brought together, for
   as many problems at a time as memory is meant for, and the problems are solved side by side. */
#ifndef XENT_VERSUS_H
#define XENT_VERSUS_H
#include "sample.h"

#pragma GCC visibility push(hidden)

typedef struct {
    size_t number;         /* 0 .. problems-1 */
    int32_t positive;      /* the label of its class 1 */
    size_t n;              /* rows */
    double *x;             /* n values, which the solver may overwrite */
    const int32_t *label;  /* n labels; NULL: nobody wanted them, or there are targets */
    const double *target;  /* n targets of its class 1, shares of their rows' sums; NULL: none */
    const double *weight;  /* n weights; NULL: all 1 */
    bool frequency;        /* weights count rows */
    unsigned threads;      /* for work within the problem; never changes a result */
} xent_versus_problem;

/* One problem for up to two columns, else one for each. */
static inline size_t
xent_versus_problems(size_t columns)
{
    return columns > 2 ? columns : 1;
}

typedef struct {
    bool labels;           /* does the solver want the labels? */
    bool both;             /* are both of two columns problems, each against the other? */
    /* The value of row i of a block in problem first + k, k = 0 .. count-1, to x[k*stride + i].
       scratch: block rows * columns doubles. */
    void (*values)(const xent_block *block, xent_kind kind, size_t first, size_t count,
                   size_t stride, double *x, double *scratch);
    xent_status (*solve)(void *context, const xent_versus_problem *problem, xent_error *err);
    void *context;
} xent_versus;

/* Solves all problems on up to `threads` threads (0: all processors).  A pass over the sample for
   each eighth of the values, or for a million to 8 million of them.  XENT_ENOMEM; errors of the
   source and of `solve`. */
xent_status xent_versus_rest(const xent_sample *sample, const xent_versus *versus,
                             unsigned threads, xent_error *err);

#pragma GCC visibility pop
#endif
