/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums in eight fixed lanes, combined in a fixed tree: vector code without -ffast-math, and the
   same bits whatever the width of the vectors. */
#ifndef XENT_KERNEL_LANES_H
#define XENT_KERNEL_LANES_H
#include <stddef.h>
#include "kernel_math.h"

enum { XENT_LANES = 8 };

XENT_INLINE double
xent_lanes_tree(const double *s)
{
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

/* Accumulates TERM, in terms of j, over 0 .. n-1. */
#define XENT_LANES_SUM(n, TERM)                                                                    \
    double lane[XENT_LANES] = {0};                                                                 \
    size_t i = 0;                                                                                  \
    for (; i + XENT_LANES <= (n); i += XENT_LANES)                                                 \
        for (size_t l = 0, j = i; l < XENT_LANES; l++, j++)                                        \
            lane[l] += (TERM);                                                                     \
    for (size_t l = 0, j = i; j < (n); l++, j++)                                                   \
        lane[l] += (TERM);                                                                         \
    return xent_lanes_tree(lane)

/* sum a */
XENT_INLINE double
xent_lanes_sum(size_t n, const double *a)
{
    XENT_LANES_SUM(n, a[j]);
}

/* sum a b */
XENT_INLINE double
xent_lanes_dot(size_t n, const double *a, const double *b)
{
    XENT_LANES_SUM(n, a[j] * b[j]);
}

/* sum a b^2 */
XENT_INLINE double
xent_lanes_dot2(size_t n, const double *a, const double *b)
{
    XENT_LANES_SUM(n, a[j] * b[j] * b[j]);
}

/* The largest of n >= 1 numbers. */
XENT_INLINE double
xent_lanes_max(size_t n, const double *a)
{
    double lane[XENT_LANES], max;
    size_t i = 0;
    for (size_t l = 0; l < XENT_LANES; l++)
        lane[l] = a[0];
    for (; i + XENT_LANES <= n; i += XENT_LANES)
        for (size_t l = 0; l < XENT_LANES; l++)
            lane[l] = a[i + l] > lane[l] ? a[i + l] : lane[l];
    for (; i < n; i++)
        lane[0] = a[i] > lane[0] ? a[i] : lane[0];
    max = lane[0];
    for (size_t l = 1; l < XENT_LANES; l++)
        max = lane[l] > max ? lane[l] : max;
    return max;
}

#endif
