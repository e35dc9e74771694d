/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices of second derivatives. */
#ifndef XENT_CURVATURE_H
#define XENT_CURVATURE_H
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/* Completes the lower triangle of a matrix[n * n]. */
void xent_curvature_mirror(size_t n, double *matrix);

/* Replaces a matrix[n * n], of which the upper triangle is looked at, by its inverse.  False if it
   is not positive, or if a variable is hardly told from the others.  scale: scratch, n numbers. */
bool xent_curvature_invert(size_t n, double *matrix, double *scale);

#pragma GCC visibility pop
#endif
