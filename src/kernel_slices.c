/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums of many doubles: each is cut into three slices on fixed grids, and sums of numbers
   on one grid are exact as long as they stay below 2^53 of its units (the idea of Rump, Ogita and
   Oishi 2008, with fixed grids, so that the order does not matter). */
#include "kernel_internal.h"
#include "kernel_math.h"

/* Adding 1.5 * 2^(52-g) rounds to the grid 2^-g.  Numbers below 2^13 leave at most 2^-28 behind
   the first grid and 2^-69 behind the second, so that 2^12 terms stay within 2^53 units. */
static const double limit = 0x1p13;
#define COARSE (XENT_ROUNDER * 0x1p-27)
#define MIDDLE (XENT_ROUNDER * 0x1p-68)
#define FINE (XENT_ROUNDER * 0x1p-109)

enum { LANES = 16 };

typedef struct {
    double coarse[LANES], middle[LANES], fine[LANES], rest[LANES], largest[LANES];
} lane_sums;

XENT_INLINE void
slice(lane_sums *s, size_t l, double x)
{
    double size = fabs(x), coarse = (x + COARSE) - COARSE, left = x - coarse;
    double middle = (left + MIDDLE) - MIDDLE;
    left -= middle;
    double fine = (left + FINE) - FINE;
    s->coarse[l] += coarse;
    s->middle[l] += middle;
    s->fine[l] += fine;
    s->rest[l] += fabs(left - fine); /* NaN of what is not finite */
    s->largest[l] = size > s->largest[l] ? size : s->largest[l];
}

void
XENT_PASS(slices)(size_t n, const double *x, xent_slices *slices)
{
    lane_sums s = {.rest = {0}};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t l = 0; l < LANES; l++)
            slice(&s, l, x[i + l]);
    for (size_t l = 0; i < n; l++, i++)
        slice(&s, l, x[i]);
    *slices = (xent_slices){.whole = true};
    for (size_t l = 0; l < LANES; l++) {
        slices->sum[0] += s.coarse[l];
        slices->sum[1] += s.middle[l];
        slices->sum[2] += s.fine[l];
        slices->whole &= s.rest[l] == 0 && s.largest[l] < limit;
    }
}
