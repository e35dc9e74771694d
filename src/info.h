/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information measures of discrete distributions, in nats.

   p and q: n masses >= 0, finite; they need not sum to 1.  0 ln 0 = 0.  Sums are exact up to one
   rounding of each term. */
#ifndef XENT_INFO_H
#define XENT_INFO_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef enum { XENT_NATS, XENT_BITS, XENT_HARTLEYS } xent_unit;

const char *xent_unit_name(xent_unit unit); /* "nats" */

/* The unit called `name`; false if there is none. */
int xent_unit_find(const char *name, xent_unit *unit);

/* How many of `unit` one nat is: 1, 1/ln 2, 1/ln 10.  Multiply by it when printing, never before. */
double xent_unit_per_nat(xent_unit unit);

double xent_self_information(double p);                        /* -ln p, +inf at 0 */
double xent_entropy(size_t n, const double *p);                /* -sum p ln p */
double xent_cross_entropy(size_t n, const double *p, const double *q); /* -sum p ln q; +inf if q = 0 < p */

/* sum p phi(q/p) + (sum p - sum q), phi(r) = r - 1 - ln r: keeps its digits when p is near q.
   +inf if q = 0 < p. */
double xent_kl(size_t n, const double *p, const double *q);

/* The same without the difference of the masses: >= 0 for any masses. */
double xent_generalized_kl(size_t n, const double *p, const double *q);

/* (KL(p||m) + KL(q||m)) / 2, m = (p+q)/2: between 0 and ln 2 for distributions. */
double xent_jensen_shannon(size_t n, const double *p, const double *q);

double xent_perplexity(double nats); /* exp(nats) */

#ifdef __cplusplus
}
#endif
#endif
