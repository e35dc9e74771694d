/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of (p, outcome) pairs in equal-width bins, exact in whole numbers.  First whole vectors of
   pairs become bin numbers and fixed-point terms, then the terms are added one by one. */
#include "kernel_internal.h"
#include "kernel_math.h"

/* The words of a cell. */
enum { WORDS = sizeof(xent_bin_cell) / sizeof(uint64_t) };

/* What a strip of pairs adds to cells, and to which: its first word, in the lower half of `at`. */
typedef struct {
    uint64_t distance[XENT_STRIP][2], square[XENT_STRIP], at[XENT_STRIP];
} terms;

/* From the cells of one outcome of a bin to those of the next, in words. */
enum { STEP = WORDS * XENT_BIN_WAYS };

/* Pairs ahead that are fetched while terms are added: the next strips. */
enum { AHEAD = 256 };

/* 1/B in two parts: the first has 42 bits, so that its products with whole numbers <= 1000 are
   exact, and i * high + i * low is the double nearest to i/B. */
typedef struct {
    double bins, width, high, low;
} widths;

XENT_INLINE widths
widths_of(size_t bins)
{
    double b = (double)bins, width = 1 / b;
    double high = xent_double_of(xent_bits_of(width) & ~UINT64_C(0x7ff));
    return (widths){b, width, high, (1 - high * b) / b};
}

/* The edge nearest to p*B is the only one that rounding of p*B could put on the wrong side. */
XENT_INLINE double
bin_of(double p, const widths *w, bool left)
{
    double near = (p * w->bins + XENT_ROUNDER) - XENT_ROUNDER;
    double edge = near * w->high + near * w->low;
    bool above = left ? p >= edge : p > edge;
    double i = above ? near : near - 1;
    if (left)
        return i > w->bins - 1 ? w->bins - 1 : i;
    return i < 0 ? 0 : i;
}

/* Also says whether some p is below XENT_BIN_SMALL: the difference of the bits is then negative.
   A number is rounded to a grid, and becomes a whole number of its steps, in the bits of its sum
   with a number that is so large that doubles near it are a step apart. */
XENT_INLINE bool
fill_terms(size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table,
           bool left, terms *t)
{
    const widths w = widths_of(table->bins);
    double squares = XENT_ROUNDER / table->square_scale;
    uint64_t below = 0;
    for (size_t i = 0; i < n; i++) {
        double bin = bin_of(p[i], &w, left), d = p[i] - bin * w.width;
        double coarse = d + XENT_BIN_COARSE, rest = d - (coarse - XENT_BIN_COARSE);
        t->at[i] = xent_bits_of(bin + XENT_ROUNDER / (2 * STEP)) + STEP * (uint32_t)outcome[i];
        t->distance[i][0] = xent_bits_of(coarse) + (XENT_BIN_COUNT - XENT_BIN_COARSE_BITS);
        t->distance[i][1] = xent_bits_of(rest + XENT_BIN_FINE);
        t->square[i] = xent_bits_of(d * d + squares);
        below |= xent_bits_of(p[i]) - XENT_BIN_SMALL_BITS;
    }
    return below >> 63;
}

/* Two words that are added as one. */
typedef uint64_t pair __attribute__((vector_size(16), aligned(8), may_alias));

XENT_INLINE void
add_term(const terms *t, size_t i, uint64_t *cell)
{
    cell += (uint32_t)t->at[i];
    *(pair *)cell += *(const pair *)t->distance[i];
    cell[2] += t->square[i];
}

/* Tables take turns, so that an addition need not wait for the one before to reach memory. */
XENT_INLINE void
add_terms(size_t n, const double *p, const int32_t *outcome, const terms *t,
          const xent_bin_table *table)
{
    uint64_t *first = table->cell->distance;
    size_t i = 0;
    for (; i + XENT_BIN_WAYS <= n; i += XENT_BIN_WAYS) {
        __builtin_prefetch(p + AHEAD + i);
        __builtin_prefetch(outcome + AHEAD + i);
        _Pragma("GCC unroll 4") for (size_t w = 0; w < XENT_BIN_WAYS; w++)
            add_term(t, i + w, first + w * WORDS);
    }
    for (; i < n; i++)
        add_term(t, i, first);
}

void
XENT_PASS(bins)(size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table,
                bool *small)
{
    terms t;
    if (table->left)
        *small = fill_terms(n, p, outcome, table, true, &t);
    else
        *small = fill_terms(n, p, outcome, table, false, &t);
    add_terms(n, p, outcome, &t, table);
}
