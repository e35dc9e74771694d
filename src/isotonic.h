/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Isotonic regression of any numbers, in the order in which they come. */
#ifndef XENT_ISOTONIC_H
#define XENT_ISOTONIC_H
#include <stddef.h>
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Fills fitted[n] with the values at x[n] of the increasing function with the least sum of w (y -
   f(x))^2, by pool adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman 1955).  Rows of equal
   x are averaged before anything else.  w: n weights > 0; NULL: all 1.  fitted may be y. XENT_EDATA
   for a NaN or an infinite y, or a weight that is none; XENT_ENOMEM.  O(n log n). */
xent_status xent_isotonic(size_t n, const double *x, const double *y, const double *w,
                          double *fitted, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
