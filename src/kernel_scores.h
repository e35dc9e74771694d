/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the passes share: a row of a block as doubles, as logits, and one column in every form. */
#ifndef XENT_KERNEL_SCORES_H
#define XENT_KERNEL_SCORES_H
#include <math.h>
#include "kernel.h"
#include "kernel_math.h"

/* ln(1 - e^l) for l <= 0 (Maechler 2012). */
XENT_INLINE double
xent_log1mexp(double l)
{
    return l > -0.6931471805599453 ? log(-expm1(l)) : log1p(-exp(l));
}

/* ln(1 + e^x) without overflow. */
XENT_INLINE double
xent_softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* One column in every form that a term may want, without 1 - p being formed from a rounded p. */
typedef struct {
    double p, complement;         /* P(y=1), P(y=0) */
    double log_p, log_complement; /* their logarithms */
} xent_binary_forms;

XENT_INLINE xent_binary_forms
xent_binary_of_score(xent_kind kind, double score)
{
    if (kind == XENT_PROBS)
        return (xent_binary_forms){score, 1 - score, log(score), log1p(-score)};
    if (kind == XENT_LOGPROBS)
        return (xent_binary_forms){exp(score), -expm1(score), score, xent_log1mexp(score)};
    double log_p = -xent_softplus(-score), log_complement = -xent_softplus(score);
    return (xent_binary_forms){exp(log_p), exp(log_complement), log_p, log_complement};
}

XENT_INLINE double
xent_log_odds_of_score(xent_kind kind, double score)
{
    if (kind == XENT_LOGITS)
        return score;
    xent_binary_forms b = xent_binary_of_score(kind, score);
    return b.log_p - b.log_complement;
}

/* Copies n scores of a block, from number `first` on, as doubles. */
XENT_INLINE void
xent_copy_scores(const xent_block *block, size_t first, size_t n, double *score)
{
    if (block->f32)
        for (size_t j = 0; j < n; j++)
            score[j] = (double)block->f32[first + j];
    else
        for (size_t j = 0; j < n; j++)
            score[j] = block->f64[first + j];
}

XENT_INLINE void
xent_row_logits(const xent_block *block, xent_kind kind, size_t i, double *z)
{
    xent_copy_scores(block, i * block->columns, block->columns, z);
    if (block->columns == 1)
        z[0] = xent_log_odds_of_score(kind, z[0]);
    else if (kind == XENT_PROBS)
        for (size_t j = 0; j < block->columns; j++)
            z[j] = xent_kernel_log(z[j]);
}

#endif
