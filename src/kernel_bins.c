/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of (p, outcome) pairs in equal-width bins, exact in whole numbers.  First whole vectors of
   pairs become bin numbers and fixed-point terms, then the terms are added one by one. */
#include "kernel_internal.h"
#include "kernel_math.h"

/* The terms of a strip of pairs. */
typedef struct {
    uint64_t cell[XENT_STRIP], packed[XENT_STRIP], fine[XENT_STRIP], square[XENT_STRIP];
} terms;

/* The edge nearest to p*B is the only one that rounding of p*B could put on the wrong side. */
XENT_INLINE double
bin_of(double p, double bins, bool left)
{
    double near = (p * bins + XENT_ROUNDER) - XENT_ROUNDER, edge = near / bins;
    bool above = left ? p >= edge : p > edge;
    double i = above ? near : near - 1;
    i = i < 0 ? 0 : i;
    return i > bins - 1 ? bins - 1 : i;
}

/* A whole number x + 2^52 * 3/2 as an integer is its bits, less XENT_BIN_ZERO.  The distance d of p
   from its bin's reference is coarse * 2^-31 + fine * 2^-62, but for what p < 2^-10 have below. */
XENT_INLINE void
fill_terms(size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table,
           bool left, terms *t)
{
    double bins = (double)table->bins, width = 1 / bins, scale = table->square_scale;
    for (size_t i = 0; i < n; i++) {
        double bin = bin_of(p[i], bins, left), d = p[i] - bin * width;
        double large = d * 0x1p31, coarse = large + XENT_ROUNDER;
        double left_over = (large - (coarse - XENT_ROUNDER)) * 0x1p31;
        double cell = 2 * bin + ((double)outcome[i] + XENT_ROUNDER);
        t->cell[i] = xent_bits_of(cell) - XENT_BIN_ZERO;
        t->packed[i] = xent_bits_of(coarse) + (XENT_BIN_COUNT - XENT_BIN_ZERO);
        t->fine[i] = xent_bits_of(left_over + XENT_ROUNDER);
        t->square[i] = xent_bits_of(d * d * scale + XENT_ROUNDER);
    }
}

/* Tables take turns, so that an addition need not wait for the one before to reach memory. */
XENT_INLINE void
add_term(const terms *t, size_t i, xent_bin_cell *cell)
{
    cell->packed += t->packed[i];
    cell->fine += t->fine[i];
    cell->square += t->square[i];
}

XENT_INLINE void
add_terms(size_t n, const terms *t, const xent_bin_table *table)
{
    size_t i = 0;
    for (; i + XENT_BIN_WAYS <= n; i += XENT_BIN_WAYS)
        for (size_t w = 0; w < XENT_BIN_WAYS; w++)
            add_term(t, i + w, table->cell + t->cell[i + w] * XENT_BIN_WAYS + w);
    for (; i < n; i++)
        add_term(t, i, table->cell + t->cell[i] * XENT_BIN_WAYS);
}

void
XENT_PASS(bins)(size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table)
{
    terms t;
    if (table->left)
        fill_terms(n, p, outcome, table, true, &t);
    else
        fill_terms(n, p, outcome, table, false, &t);
    add_terms(n, &t, table);
}
