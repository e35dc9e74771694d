/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vector: sums over the rows of a labelled block of softmax(weight o z + bias), q, with the loss
   -ln q(y).  Adds to sums, in planes of one number for each class, r = q - [c = y]:
       sum w r z, sum w r;
   if `curvature` also, of the loss in the weight and the bias of the class alone,
       sum w q(1-q) z^2, sum w q(1-q) z, sum w q(1-q);
   and then the two numbers sum w and sum w loss.  A masked class (z = -inf) has q = 0 whatever its
   weight, and no part in the sums.  scratch: 2 * columns doubles. */
#include <math.h>
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_math.h"
#include "kernel_scores.h"

/* Replaces the logits z by 0 where they are masked, and makes the new ones t. */
XENT_INLINE void
scale_row(size_t n, const double *weight, const double *bias, double *z, double *t)
{
    for (size_t j = 0; j < n; j++) {
        double masked = -(double)INFINITY, open = z[j] == masked ? 0 : z[j];
        t[j] = z[j] == masked ? masked : weight[j] * open + bias[j];
        z[j] = open;
    }
}

XENT_INLINE void
add_gradient(size_t n, double scale, const double *e, const double *z, double *weights,
             double *biases)
{
    for (size_t j = 0; j < n; j++) {
        double q = e[j] * scale;
        biases[j] += q;
        weights[j] += q * z[j];
    }
}

XENT_INLINE void
add_curvature(size_t n, double total, double w, const double *e, const double *z, double *sums)
{
    for (size_t j = 0; j < n; j++) {
        double q = e[j] / total, variance = w * q * (1 - q);
        sums[j] += variance * z[j] * z[j];
        sums[n + j] += variance * z[j];
        sums[2 * n + j] += variance;
    }
}

void
XENT_PASS(vector)(const xent_block *block, xent_kind kind, const double *parameters,
                  bool curvature, double *scratch, double *sums)
{
    size_t n = block->columns;
    double *z = scratch, *t = scratch + n, *last = sums + (curvature ? 5 : 2) * n;
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        size_t y = (size_t)block->label[i];
        xent_row_logits(block, kind, i, z);
        scale_row(n, parameters, parameters + n, z, t);
        double max = xent_lanes_max(n, t), own = max - t[y];
        for (size_t j = 0; j < n; j++)
            t[j] = xent_kernel_exp(t[j] - max);
        double total = xent_lanes_sum(n, t);
        add_gradient(n, w / total, t, z, sums, sums + n);
        sums[y] -= w * z[y];
        sums[n + y] -= w;
        if (curvature)
            add_curvature(n, total, w, t, z, sums + 2 * n);
        last[0] += w;
        last[1] += w * (own + xent_kernel_log(total));
    }
}
