/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of numbers in [-1, 1] in units of 2^-62: exact in any order, and sixteen bytes where an
   xent_exact has five hundred.  Each term is off by less than 2^-62. */
#ifndef XENT_FIXED_H
#define XENT_FIXED_H
#include <math.h>
#include <stdint.h>
#include "metric.h"

__extension__ typedef __int128 xent_fixed;

static inline int64_t
xent_to_fixed(double x)
{
    return (int64_t)(x * 0x1p62);
}

static inline double
xent_from_fixed(xent_fixed x)
{
    return ldexp((double)x, -62);
}

static inline void
xent_fixed_merge(xent_fixed *to, const xent_fixed *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += from[i];
}

/* The power of two that brings every weight into [0, 1]; of subnormal weights the largest there
   is. */
static inline double
xent_weight_scale(const xent_shape *shape)
{
    int exponent;
    if (!shape->weighted)
        return 1;
    frexp(shape->max_weight, &exponent);
    return ldexp(1, exponent < -1022 ? 1022 : -exponent);
}

static inline double
xent_scaled_weight(const xent_rows *rows, size_t i, double scale)
{
    return xent_block_weight(rows->block, i) * scale;
}

/* Adds w in the class of row i of a block or, as its target shares it out, in all of them. */
static inline void
xent_fixed_add_class(xent_fixed *weight, const xent_block *block, size_t i, double w)
{
    const double *target = block->target ? block->target + i * block->columns : NULL;
    if (!target) {
        weight[block->label[i]] += xent_to_fixed(w);
    } else if (block->columns == 1) {
        weight[0] += xent_to_fixed(w * (1 - *target));
        weight[1] += xent_to_fixed(w * *target);
    } else {
        for (size_t c = 0; c < block->columns; c++)
            weight[c] += xent_to_fixed(w * target[c]);
    }
}

#endif
