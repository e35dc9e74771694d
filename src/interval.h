/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals and order statistics. */
#ifndef XENT_INTERVAL_H
#define XENT_INTERVAL_H
#include <stddef.h>
#include "bin.h"

#pragma GCC visibility push(hidden)

/* The two-sided standard normal quantile of `level`: 1.96 for 0.95. */
double xent_normal_quantile(double level);

/* An interval of the mean of n (> 0, need not be whole) trials of 0 and 1, of which `share` were
   1. */
void xent_interval_of_share(xent_share_interval kind, double share, double n, double level,
                            double *low, double *high);

const char *xent_share_interval_name(xent_share_interval kind);  /* "wilson" */
const char *xent_share_interval_title(xent_share_interval kind); /* "Wilson" */

/* The smallest of n > 0 numbers that at least a share p of them do not exceed; their order changes.
   O(n). */
double xent_quantile(size_t n, double *x, double p);

/* The same of numbers with weights > 0; the order of both changes.  O(n). */
double xent_weighted_quantile(size_t n, double *x, double *weight, double p);

#pragma GCC visibility pop
#endif
