/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probabilities: those of a block as read, q[i*columns + j] (softmax of logits, exp of
   log-probabilities; one column: P(y=1)).  A class whose logit or log-probability is -inf is masked
   and has -0; one whose probability is 0 has 0.  q may be the block's scores. */
#include "kernel_internal.h"
#include "kernel_math.h"
#include "kernel_scores.h"
#include "kernel_softmax_rows.h"

/* 1 / (1 + e^-z) with the relative precision of small results. */
XENT_INLINE double
sigmoid(double z)
{
    double e = xent_kernel_exp(-fabs(z));
    return (z >= 0 ? 1 : e) / (1 + e);
}

void
XENT_PASS(probabilities)(const xent_block *block, xent_kind kind, double *q)
{
    size_t n = block->columns, cells = block->rows * n;
    for (size_t i = 0; i < block->rows; i++)
        xent_copy_scores(block, i * n, n, q + i * n);
    if (kind == XENT_PROBS)
        return;
    if (kind == XENT_LOGPROBS)
        for (size_t i = 0; i < cells; i++)
            q[i] = n > 1 && q[i] == -(double)INFINITY ? -0.0 : xent_kernel_exp(q[i]);
    else if (n == 1)
        for (size_t i = 0; i < cells; i++)
            q[i] = sigmoid(q[i]);
    else
        xent_softmax(-0.0, block->rows, n, q, q);
}
