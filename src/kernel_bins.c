/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of (p, outcome) pairs in equal-width bins, exact in whole numbers.  First whole vectors of
   pairs become bin numbers and fixed-point terms, then the terms are added one by one. */
#include "kernel_internal.h"
#include "kernel_math.h"

/* The terms of a strip of pairs. */
typedef struct {
    uint64_t cell[XENT_STRIP], packed[XENT_STRIP];
    int64_t fine[XENT_STRIP], square[XENT_STRIP];
} terms;

/* A whole |x| < 2^51 as an integer. */
XENT_INLINE int64_t
whole(double x)
{
    return (int64_t)(xent_bits_of(x + XENT_ROUNDER) - xent_bits_of(XENT_ROUNDER));
}

/* The edge nearest to p*B is the only one that rounding of p*B could put on the wrong side. */
XENT_INLINE double
bin_of(double p, double bins, double left)
{
    double near = (p * bins + XENT_ROUNDER) - XENT_ROUNDER, edge = near / bins;
    double above = p > edge ? 1 : 0, on = p == edge ? left : 0, i = near - 1 + above + on;
    i = i < 0 ? 0 : i;
    return i > bins - 1 ? bins - 1 : i;
}

/* The distance d of p from its bin's reference as coarse * 2^-31 + fine * 2^-62 + rest. */
XENT_INLINE void
fill_terms(size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table,
           terms *t, double *rest)
{
    double bins = (double)table->bins, width = 1 / bins, left = table->left ? 1 : 0;
    double scale = table->square_scale;
    for (size_t i = 0; i < n; i++) {
        double bin = bin_of(p[i], bins, left), d = p[i] - bin * width;
        double coarse = (d * 0x1p31 + XENT_ROUNDER) - XENT_ROUNDER;
        double left_over = (d * 0x1p31 - coarse) * 0x1p31;
        double fine = (left_over + XENT_ROUNDER) - XENT_ROUNDER;
        rest[i] = (left_over - fine) * 0x1p-62;
        t->cell[i] = (uint64_t)whole(2 * bin + (double)outcome[i]);
        t->packed[i] = (uint64_t)whole(coarse) + XENT_BIN_COUNT;
        t->fine[i] = whole(fine);
        t->square[i] = whole(d * d * scale);
    }
}

/* Tables take turns, so that an addition need not wait for the one before to reach memory. */
XENT_INLINE void
add_terms(size_t n, const terms *t, const xent_bin_table *table)
{
    size_t stride = 2 * table->bins, mask = table->ways - 1;
    for (size_t i = 0; i < n; i++) {
        xent_bin_cell *cell = table->cell + (i & mask) * stride + t->cell[i];
        cell->packed += t->packed[i];
        cell->fine += t->fine[i];
        cell->square += t->square[i];
    }
}

void
XENT_PASS(bins)(size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table,
                double *rest)
{
    terms t;
    fill_terms(n, p, outcome, table, &t, rest);
    add_terms(n, &t, table);
}
