/* SPDX-License-Identifier: GPL-3.0-or-later */
/* extremes: the smallest and largest score of each row, and the sum, in which NaN and infinities
   show.  exp_sum: the sum of e^score over each row of a block whose scores are not above 0. */
#include "kernel_internal.h"
#include "kernel_simd.h"
#include "kernel_turned.h"

XENT_INLINE xent_v
load(const float *f32, const double *f64, size_t j)
{
    return f32 ? xent_v_load_f32(f32 + j) : xent_v_load(f64 + j);
}

/* Eight lanes. */
typedef struct {
    double low[XENT_LANES], high[XENT_LANES], sum[XENT_LANES];
} lanes;

XENT_INLINE void
see_lane(double z, size_t l, lanes *s)
{
    s->low[l] = z < s->low[l] ? z : s->low[l];
    s->high[l] = z > s->high[l] ? z : s->high[l];
    s->sum[l] += z;
}

XENT_INLINE xent_extremes
reduce(const lanes *s)
{
    xent_extremes x = {s->low[0], s->high[0], xent_lanes_tree(s->sum)};
    for (size_t l = 1; l < XENT_LANES; l++) {
        x.low = s->low[l] < x.low ? s->low[l] : x.low;
        x.high = s->high[l] > x.high ? s->high[l] : x.high;
    }
    return x;
}

/* One of f32 and f64 is NULL. */
XENT_INLINE xent_extremes
extremes_of_row(size_t n, const float *f32, const double *f64)
{
    xent_v low[XENT_VECTORS], high[XENT_VECTORS], sum[XENT_VECTORS];
    double first = f32 ? (double)f32[0] : f64[0];
    size_t i = 0;
    lanes s;
    XENT_EACH(XENT_VECTORS) low[k] = high[k] = xent_v_all(first);
    XENT_EACH(XENT_VECTORS) sum[k] = xent_v_all(0);
    for (; i + XENT_LANES <= n; i += XENT_LANES)
        XENT_EACH(XENT_VECTORS) {
            xent_v x = load(f32, f64, i + (size_t)k * XENT_WIDTH);
            low[k] = xent_v_min(x, low[k]);
            high[k] = xent_v_max(x, high[k]);
            sum[k] += x;
        }
    memcpy(s.low, low, sizeof s.low);
    memcpy(s.high, high, sizeof s.high);
    memcpy(s.sum, sum, sizeof s.sum);
    for (size_t l = 0; i < n; i++, l++)
        see_lane(f32 ? (double)f32[i] : f64[i], l, &s);
    return reduce(&s);
}

void
XENT_PASS(extremes)(const xent_block *block, xent_extremes *row)
{
    size_t n = block->columns;
    if (block->f32)
        for (size_t i = 0; i < block->rows; i++)
            row[i] = extremes_of_row(n, block->f32 + i * n, NULL);
    else
        for (size_t i = 0; i < block->rows; i++)
            row[i] = extremes_of_row(n, NULL, block->f64 + i * n);
}

/* ---- exp_sum */

XENT_INLINE double
exp_sum_wide(size_t n, const float *f32, const double *f64)
{
    double sum[XENT_LANES] = {0};
    for (size_t i = 0; i < n; i += XENT_LANES) {
        double piece[XENT_LANES];
        for (size_t l = 0, j = i; l < XENT_LANES; l++, j++)
            piece[l] = j < n ? f32 ? (double)f32[j] : f64[j] : -(double)INFINITY;
        for (size_t l = 0; l < XENT_LANES; l += XENT_WIDTH)
            xent_v_store(sum + l, xent_v_load(sum + l) + xent_v_exp_plain(xent_v_load(piece + l)));
    }
    return xent_lanes_tree(sum);
}

XENT_INLINE void
exp_sums_turned(bool f32, const xent_block *block, double *sum)
{
    xent_v score[XENT_NARROW], e[XENT_NARROW];
    for (size_t i = 0; i < block->rows; i += XENT_WIDTH) {
        size_t rows = block->rows - i < XENT_WIDTH ? block->rows - i : XENT_WIDTH;
        xent_v total = {0};
        xent_turn(f32, block, i, rows, score);
        xent_turned_exp(block->columns, score, xent_v_all(0), e);
        for (size_t j = 0; j < block->columns; j++)
            total += e[j];
        for (size_t l = 0; l < rows; l++)
            sum[i + l] = total[l] * XENT_EXP_UNSCALE;
    }
}

void
XENT_PASS(exp_sum)(const xent_block *block, double *sum)
{
    size_t n = block->columns;
    if (n <= XENT_NARROW && block->f32)
        exp_sums_turned(true, block, sum);
    else if (n <= XENT_NARROW)
        exp_sums_turned(false, block, sum);
    else
        for (size_t i = 0; i < block->rows; i++)
            sum[i] = block->f32 ? exp_sum_wide(n, block->f32 + i * n, NULL)
                                : exp_sum_wide(n, NULL, block->f64 + i * n);
}
