/* SPDX-License-Identifier: GPL-3.0-or-later */
/* odds: replaces logits by the log-odds of each class, z_c - ln sum_{j != c} e^z_j.

   The sum over the others of any class but the largest holds the largest, so that nothing cancels
   in it; that of the largest is taken on its own. */
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_turned.h"

/* sum of e^(z_j - second) over all but the largest. */
XENT_INLINE double
sum_of_rest(size_t n, const double *z, size_t top, double second)
{
    XENT_LANES_SUM(n, j == top ? 0 : xent_kernel_exp(z[j] - second));
}

XENT_INLINE void
odds_wide(size_t n, double *z)
{
    double max = xent_lanes_max(n, z), own = (double)INFINITY, total = 1;
    size_t top = 0;
    while (z[top] != max)
        top++;
    z[top] = -(double)INFINITY;
    double second = xent_lanes_max(n, z);
    if (second > -(double)INFINITY) {
        double sum = sum_of_rest(n, z, top, second);
        own = (max - second) - xent_kernel_log(sum);
        total = 1 + sum * xent_kernel_exp(second - max);
    }
    for (size_t j = 0; j < n; j++) {
        double rest = total - xent_kernel_exp(z[j] - max);
        z[j] = (z[j] - max) - xent_kernel_log(rest < 1 ? 1 : rest);
    }
    z[top] = own;
}

/* The largest of the scores, which becomes -inf, and where it stood. */
XENT_INLINE xent_vi
take_top(size_t n, xent_v *score, xent_v *max)
{
    xent_vi top = {0};
    *max = score[0];
    for (size_t j = 1; j < n; j++) {
        xent_vi better = score[j] > *max;
        top = (top & ~better) | ((int64_t)j & better);
        *max = xent_v_max(score[j], *max);
    }
    for (size_t j = 0; j < n; j++)
        score[j] = xent_v_select(top == (int64_t)j, xent_v_all(-(double)INFINITY), score[j]);
    return top;
}

XENT_INLINE void
odds_turned(size_t n, xent_v *score)
{
    xent_v e[XENT_NARROW], max, second, sum = {0};
    xent_vi top = take_top(n, score, &max);
    second = score[0];
    for (size_t j = 1; j < n; j++)
        second = xent_v_max(score[j], second);
    xent_vi one = second == -(double)INFINITY; /* all others are impossible */
    xent_v shift = xent_v_select(one, max, second);
    xent_turned_exp(n, score, shift, e);
    for (size_t j = 0; j < n; j++)
        sum += e[j]; /* that of the largest has become 0 */
    sum *= XENT_EXP_UNSCALE;
    xent_v own = (max - second) - xent_v_log(sum), scale = xent_v_exp_plain(shift - max);
    for (size_t j = 0; j < n; j++) {
        xent_v rest = 1 + (sum - e[j] * XENT_EXP_UNSCALE) * scale;
        rest = (score[j] - max) - xent_v_log(xent_v_max(rest, xent_v_all(1)));
        score[j] = xent_v_select(top == (int64_t)j,
                                 xent_v_select(one, xent_v_all((double)INFINITY), own), rest);
    }
}

void
XENT_PASS(odds)(size_t rows, size_t columns, double *z)
{
    const xent_block block = {.columns = columns, .f64 = z};
    for (size_t i = 0; columns > XENT_NARROW && i < rows; i++)
        odds_wide(columns, z + i * columns);
    for (size_t i = 0; columns <= XENT_NARROW && i < rows; i += XENT_WIDTH) {
        size_t count = rows - i < XENT_WIDTH ? rows - i : XENT_WIDTH;
        xent_v score[XENT_NARROW];
        xent_turn(false, &block, i, count, score);
        odds_turned(columns, score);
        xent_turn_back(columns, count, columns, score, z + i * columns);
    }
}
