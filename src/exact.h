/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums of doubles: the result is the correctly rounded true sum, so it does not depend on
   the order of the terms, on threads or on how rows were cut into shards.

   A small superaccumulator after Neal, "Fast exact summation using small and large
   superaccumulators", arXiv:1505.05571 (2015). */
#ifndef XENT_EXACT_H
#define XENT_EXACT_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { XENT_EXACT_LIMBS = 68 };

/* A sum.  All bytes zero is the empty sum, 0.  Copying the struct copies the sum. */
typedef struct {
    int64_t limb[XENT_EXACT_LIMBS]; /* limb i counts units of 2^(32 i - 1074) */
    uint32_t pending;               /* terms since the last carry */
    uint32_t special;               /* which of +inf, -inf, NaN have been added */
} xent_exact;

/* Adds x: any double; infinities and NaN are remembered and win.  O(1). */
void xent_exact_add(xent_exact *sum, double x);

/* Adds the product a*b without rounding it first (exact unless it underflows). */
void xent_exact_add_product(xent_exact *sum, double a, double b);

/* Adds what `from` has summed. */
void xent_exact_merge(xent_exact *sum, const xent_exact *from);

/* The sum, rounded once to nearest even; inf - inf and NaN give NaN. */
double xent_exact_round(const xent_exact *sum);

#ifdef __cplusplus
}
#endif
#endif
