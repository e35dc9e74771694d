/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softmax of rows of at least two logits. */
#ifndef XENT_KERNEL_SOFTMAX_ROWS_H
#define XENT_KERNEL_SOFTMAX_ROWS_H
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_turned.h"

XENT_INLINE void
xent_softmax_wide(double masked, size_t n, const double *z, double *q)
{
    double max = xent_lanes_max(n, z);
    for (size_t j = 0; j < n; j++)
        q[j] = z[j] == -(double)INFINITY ? masked : xent_kernel_exp(z[j] - max);
    double total = xent_lanes_sum(n, q);
    for (size_t j = 0; j < n; j++)
        q[j] /= total;
}

XENT_INLINE void
xent_softmax_turned(double masked, size_t n, xent_v *score)
{
    xent_v e[XENT_NARROW], max = score[0], total = {0};
    for (size_t j = 1; j < n; j++)
        max = xent_v_max(score[j], max);
    xent_turned_exp(n, score, max, e);
    for (size_t j = 0; j < n; j++)
        total += e[j];
    for (size_t j = 0; j < n; j++)
        score[j] = xent_v_select(score[j] == -(double)INFINITY, xent_v_all(masked), e[j] / total);
}

/* q may be z; `masked`, 0 or -0, is that of a class whose logit is -inf. */
XENT_INLINE void
xent_softmax(double masked, size_t rows, size_t n, const double *z, double *q)
{
    const xent_block block = {.columns = n, .f64 = z};
    for (size_t i = 0; n > XENT_NARROW && i < rows; i++)
        xent_softmax_wide(masked, n, z + i * n, q + i * n);
    for (size_t i = 0; n <= XENT_NARROW && i < rows; i += XENT_WIDTH) {
        size_t count = rows - i < XENT_WIDTH ? rows - i : XENT_WIDTH;
        xent_v score[XENT_NARROW];
        xent_turn(false, &block, i, count, score);
        xent_softmax_turned(masked, n, score);
        xent_turn_back(n, count, n, score, q + i * n);
    }
}

#endif
