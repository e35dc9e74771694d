/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums of arrays: what xent_exact_add would give, number by number, at the speed of
   vectors. */
#ifndef XENT_TOTAL_H
#define XENT_TOTAL_H
#include <stddef.h>
#include "exact.h"

#pragma GCC visibility push(hidden)

/* Adds x[0 .. n-1]: any doubles.  O(n); fast for numbers below 8192 that are 0 or above 2^-56. */
void xent_total_add(xent_exact *sum, size_t n, const double *x);

#pragma GCC visibility pop
#endif
