/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of few classes side by side, one in each lane: their scores are turned on the fly. */
#ifndef XENT_KERNEL_TURNED_H
#define XENT_KERNEL_TURNED_H
#include "kernel.h"
#include "kernel_simd.h"

/* Loads `rows` rows of a block from number i on.  Lanes behind the last repeat it. */
XENT_INLINE void
xent_turn(bool f32, const xent_block *block, size_t i, size_t rows, xent_v *score)
{
    size_t n = block->columns;
    for (size_t l = 0; l < XENT_WIDTH; l++) {
        size_t first = (i + (l < rows ? l : rows - 1)) * n;
        for (size_t j = 0; j < n; j++)
            score[j][l] = f32 ? (double)block->f32[first + j] : block->f64[first + j];
    }
}

/* Stores n columns of `rows` rows that are `stride` apart. */
XENT_INLINE void
xent_turn_back(size_t n, size_t rows, size_t stride, const xent_v *score, double *out)
{
    for (size_t j = 0; j < n; j++)
        for (size_t l = 0; l < rows; l++)
            out[l * stride + j] = score[j][l];
}

/* e[j] = 2^100 e^(score[j] - shift), 0 or tiny of -inf; NaN of NaN.  score[j] - shift is at most
   500. */
XENT_INLINE void
xent_turned_exp(size_t n, const xent_v *score, xent_v shift, xent_v *e)
{
    size_t j = 0;
    for (size_t k = 0; k < n; k++)
        e[k] = xent_v_max(score[k] - shift, xent_v_all(XENT_EXP_LEAST));
    for (; j + XENT_MOST_VECTORS <= n; j += XENT_MOST_VECTORS)
        xent_v_exp(XENT_MOST_VECTORS, e + j);
    for (; j < n; j++)
        xent_v_exp(1, e + j);
    for (size_t k = 0; k < n; k++)
        e[k] = xent_v_select(score[k] == score[k], e[k], score[k]);
}

#endif
