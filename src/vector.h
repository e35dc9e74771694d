/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over classes that cost the time, in a form that compilers turn into vector code.

   Sums run in eight fixed lanes, products and sums are never fused, and exp and ln are polynomials
   of our own: the bits are the same for every instruction set.  NaN and +inf are not asked for. */
#ifndef XENT_VECTOR_H
#define XENT_VECTOR_H
#include <stddef.h>

#pragma GCC visibility push(hidden)

/* x[i] = ln x[i] for x >= 0 to 1 ulp; ln 0 = -inf.  O(n), 1 to 3 ns a value. */
void xent_vector_log(size_t n, double *x);

/* The largest of z[n], n >= 1; -inf if all are. */
double xent_vector_max(size_t n, const double *z);

/* Sums over the z that are not -inf, with d = z - lead and e = exp(beta d), beta d <= 0. */
typedef struct {
    double e;   /* sum e; a term below 1e-307 is 0 */
    double ed;  /* sum e d */
    double edd; /* sum e d^2 */
} xent_softmax_moments;

xent_softmax_moments xent_vector_softmax(size_t n, const double *z, double lead, double beta);

#pragma GCC visibility pop
#endif
