/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of a row's probabilities by class.  Of many classes nearly all lie in the first bin: that
   one is summed in whole vectors, and the few others are only listed. */
#include "kernel_internal.h"
#include "kernel_math.h"

/* So many classes are looked at together for others than the first bin's. */
enum { CHUNK = 32 };

/* Adding 1.5 * 2^(52-g) rounds to the grid 2^-g. */
#define COARSE (XENT_ROUNDER * 0x1p-26)
#define MIDDLE (XENT_ROUNDER * 0x1p-32)
#define FINE (XENT_ROUNDER * 0x1p-62)

/* Adds n of them; returns how many are in other bins. */
XENT_INLINE uint64_t
add_first(size_t n, const double *restrict q, double weight, double unit, double edge, bool left,
          double *restrict coarse, double *restrict fine, double *restrict variance)
{
    uint64_t others = 0;
    for (size_t c = 0; c < n; c++) {
        bool first = left ? q[c] < edge : q[c] <= edge;
        double x = first ? weight * q[c] : 0, large = (x + COARSE) - COARSE;
        coarse[c] += large;
        fine[c] += ((x - large) + FINE) - FINE;
        variance[c] += (x * (unit - unit * q[c]) + MIDDLE) - MIDDLE;
        others += !first;
    }
    return others;
}

XENT_INLINE size_t
list_others(size_t first, size_t end, const double *q, double edge, bool left, uint32_t *other,
            size_t n)
{
    for (size_t c = first; c < end; c++) {
        other[n] = (uint32_t)c;
        n += left ? q[c] >= edge : q[c] > edge;
    }
    return n;
}

XENT_INLINE size_t
add_row(size_t columns, const double *q, double weight, double unit, double edge, bool left,
        const xent_class_sums *sums)
{
    double *coarse = sums->coarse, *fine = sums->fine, *variance = sums->variance;
    uint32_t *other = sums->other;
    size_t n = 0, c = 0;
    for (; c + CHUNK <= columns; c += CHUNK)
        if (add_first(CHUNK, q + c, weight, unit, edge, left, coarse + c, fine + c, variance + c)
            > 0)
            n = list_others(c, c + CHUNK, q, edge, left, other, n);
    if (add_first(columns - c, q + c, weight, unit, edge, left, coarse + c, fine + c, variance + c)
        > 0)
        n = list_others(c, columns, q, edge, left, other, n);
    return n;
}

void
XENT_PASS(classes)(size_t columns, const double *q, double weight, double unit,
                   const xent_bin_table *table, const xent_class_sums *sums, size_t *others)
{
    double edge = 1 / (double)table->bins;
    *others = table->left ? add_row(columns, q, weight, unit, edge, true, sums)
                          : add_row(columns, q, weight, unit, edge, false, sums);
}
