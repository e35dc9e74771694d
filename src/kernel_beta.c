/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums in the inverse temperature; see xent_kernel_beta. */
#include <math.h>
#include <stdbool.h>
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_math.h"
#include "kernel_scores.h"

/* l, l' and l'' of one row at beta. */
typedef struct {
    double value, slope, curvature;
} beta_terms;

static beta_terms
binary_terms(double beta, double z, int32_t label)
{
    double signed_z = label == 1 ? z : -z; /* log-odds of being right */
    if (signed_z == (double)INFINITY)
        return (beta_terms){0};
    double wrong = exp(-xent_softplus(beta * signed_z));
    return (beta_terms){xent_softplus(-beta * signed_z), -wrong * signed_z,
                        wrong * (1 - wrong) * z * z};
}

/* The unmasked logit with the largest beta z. */
XENT_INLINE double
leading_logit(size_t n, double beta, const double *z)
{
    if (beta >= 0)
        return xent_lanes_max(n, z);
    double least = (double)INFINITY;
    for (size_t j = 0; j < n; j++)
        if (z[j] > -(double)INFINITY && z[j] < least)
            least = z[j];
    return least;
}

/* A masked class has e = 0 at every beta. */
XENT_INLINE beta_terms
softmax_terms(size_t n, double beta, double *z, double *e, int32_t label)
{
    double lead = leading_logit(n, beta, z), d_label = z[label] - lead;
    size_t first = 0;
    while (z[first] != lead)
        first++;
    for (size_t j = 0; j < n; j++) {
        double d = z[j] - lead;
        bool masked = fabs(d) == (double)INFINITY; /* or out of the range of doubles */
        e[j] = xent_kernel_exp(masked ? -(double)INFINITY : beta * d);
        z[j] = masked ? 0 : d;
    }
    e[first] = 0;
    double rest = xent_lanes_sum(n, e), total = 1 + rest;
    double mean = xent_lanes_dot(n, e, z) / total;
    double square = xent_lanes_dot2(n, e, z) / total;
    return (beta_terms){log1p(rest) - (d_label == 0 ? 0 : beta * d_label), mean - d_label,
                        square - mean * mean};
}

void
XENT_PASS(beta)(const xent_block *block, xent_kind kind, double beta, double *scratch,
                 xent_beta_sums *sums)
{
    size_t n = block->columns;
    double *z = scratch, *e = scratch + n;
    *sums = (xent_beta_sums){0};
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        xent_row_logits(block, kind, i, z);
        beta_terms t = n == 1 ? binary_terms(beta, z[0], block->label[i])
                              : softmax_terms(n, beta, z, e, block->label[i]);
        sums->weight += w;
        sums->nll += w * t.value;
        sums->slope += w * t.slope;
        sums->curvature += w * t.curvature;
        sums->square += w * t.slope * t.slope;
        sums->weighted_square += w * t.slope * (w * t.slope);
    }
}
