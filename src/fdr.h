/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many tests at once: the false discovery rate. */
#ifndef XENT_FDR_H
#define XENT_FDR_H
#include <stdbool.h>
#include <stddef.h>
#include "status.h"
#pragma GCC visibility push(hidden)

/* How tests hang together. */
typedef enum { XENT_INDEPENDENT, XENT_DEPENDENT } xent_dependence;

/* "Benjamini-Hochberg" */
const char *xent_fdr_name(xent_dependence dependence);

/* Adjusted p-values: among those that are at most a, a share of a is expected to be false
   (Benjamini and Hochberg 1995, of independent tests; Benjamini and Yekutieli 2001, however they
   hang together: larger by 1 + 1/2 + ... + 1/n).  NAN is no test and stays NAN.  Returns how many
   tests there are through *tests.  O(n log n).  XENT_ENOMEM. */
xent_status xent_fdr(size_t n, const double *p, xent_dependence dependence, double *adjusted,
                     size_t *tests, xent_error *err);

#pragma GCC visibility pop
#endif
