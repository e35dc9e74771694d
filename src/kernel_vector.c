/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vector: sums over the rows of a block with labels or targets of softmax(weight o z + bias), q,
   with the loss -sum P ln q, where P of a label is [c = y] and targets count as shares of their
   sum.  Adds to sums, in planes of one number for each class, r = q - P:
       sum w r z, sum w r;
   if `curvature` also, of the loss in the weight and the bias of the class alone,
       sum w q(1-q) z^2, sum w q(1-q) z, sum w q(1-q);
   and then the two numbers sum w and sum w loss.  A masked class (z = -inf) has q = 0 whatever its
   weight, and no part in the sums.  fast: in float, to some six digits, where the scores are
   float32 logits and no curvature is wanted.  scratch: 4 * columns doubles. */
#include <float.h>
#include <math.h>
#include "kernel_exp2.h"
#include "kernel_internal.h"
#include "kernel_math.h"
#include "kernel_scores.h"

#define LOG2_E 0x1.71547652b82fep+0

enum { LANES = 16 };

#define XENT_SCORE float
#define XENT_REAL float
#define XENT_LOWEST (-FLT_MAX)
#define XENT_EXP2 xent_kernel_exp2_f
#define XENT_FLUSH 256
#define XENT_SUMS(name) fast_##name
#include "kernel_vector_sums.h"

#define XENT_SCORE float
#define XENT_REAL double
#define XENT_LOWEST (-DBL_MAX)
#define XENT_EXP2 xent_kernel_exp2_d
#define XENT_FLUSH SIZE_MAX
#define XENT_SUMS(name) mixed_##name
#include "kernel_vector_sums.h"

#define XENT_SCORE double
#define XENT_REAL double
#define XENT_LOWEST (-DBL_MAX)
#define XENT_EXP2 xent_kernel_exp2_d
#define XENT_FLUSH SIZE_MAX
#define XENT_SUMS(name) double_##name
#include "kernel_vector_sums.h"

/* The gradient of a block is summed in float. */
static void
add_in_float(const xent_block *block, const double *parameters, float *scratch, double *sums)
{
    size_t n = 2 * block->columns;
    float *at = scratch, *gradient = at + n, *t = gradient + n;
    for (size_t k = 0; k < n; k++) {
        at[k] = (float)parameters[k];
        gradient[k] = 0;
    }
    fast_rows(block, 0, block->rows, block->f32, at, false, t, gradient, sums);
    for (size_t k = 0; k < n; k++)
        sums[k] += (double)gradient[k];
}

void
XENT_PASS(vector)(const xent_block *block, xent_kind kind, const double *parameters, bool fast,
                  bool curvature, double *scratch, double *sums)
{
    bool plain = kind != XENT_PROBS && block->columns > 1;
    double *t = scratch, *z = scratch + block->columns;
    if (plain && block->f32 && fast && !curvature) {
        add_in_float(block, parameters, (float *)scratch, sums);
    } else if (plain && block->f32) {
        mixed_rows(block, 0, block->rows, block->f32, parameters, curvature, t, sums, sums);
    } else if (plain) {
        double_rows(block, 0, block->rows, block->f64, parameters, curvature, t, sums, sums);
    } else {
        for (size_t i = 0; i < block->rows; i++) {
            xent_row_logits(block, kind, i, z);
            double_rows(block, i, 1, z, parameters, curvature, t, sums, sums);
        }
    }
}
