/* SPDX-License-Identifier: GPL-3.0-or-later */
/* extremes: the smallest and largest score of each row, and the sum, in which NaN and infinities
   show.  exp_sum: the sum of e^score over one row of scores that are not above 0. */
#include "kernel_internal.h"
#include "kernel_simd.h"

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

XENT_INLINE double
exp_sum_of_row(size_t n, const float *f32, const double *f64)
{
    xent_v sum[XENT_VECTORS], e[XENT_VECTORS];
    double piece[XENT_LANES];
    size_t i = 0;
    XENT_EACH(XENT_VECTORS) sum[k] = xent_v_all(0);
    for (; i + XENT_LANES <= n; i += XENT_LANES)
        XENT_EACH(XENT_VECTORS)
            sum[k] += xent_v_exp_plain(load(f32, f64, i + (size_t)k * XENT_WIDTH));
    for (size_t l = 0; l < XENT_LANES && i < n; l++)
        piece[l] = i + l < n ? f32 ? (double)f32[i + l] : f64[i + l] : -(double)INFINITY;
    if (i < n) {
        memcpy(e, piece, sizeof e);
        XENT_EACH(XENT_VECTORS) sum[k] += xent_v_exp_plain(e[k]);
    }
    memcpy(piece, sum, sizeof sum);
    return xent_lanes_tree(piece);
}

void
XENT_PASS(exp_sum)(const xent_block *block, size_t i, double *sum)
{
    size_t n = block->columns;
    *sum = block->f32 ? exp_sum_of_row(n, block->f32 + i * n, NULL)
                      : exp_sum_of_row(n, NULL, block->f64 + i * n);
}
