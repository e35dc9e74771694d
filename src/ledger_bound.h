/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An interval of a product of two numbers of which estimates are near normal. */
#ifndef XENT_LEDGER_BOUND_H
#define XENT_LEDGER_BOUND_H

#pragma GCC visibility push(hidden)

/* The estimates are 1 and `product`; variances and covariance are theirs. */
typedef struct {
    double product;
    double first, second, both;
} xent_product;

/* All products x y with (x, y) no further than `radius`, in standard errors, from the estimates:
   those that a likelihood-ratio test does not reject. */
void xent_product_bounds(const xent_product *p, double radius, double *low, double *high);

#pragma GCC visibility pop
#endif
