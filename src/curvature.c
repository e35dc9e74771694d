/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "curvature.h"
#include <gsl/gsl_linalg.h>
#include <math.h>

/* Of a variable of variance 1, the part that no other explains, squared. */
static const double least_own = 1e-7;

void
xent_curvature_mirror(size_t n, double *matrix)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            matrix[i * n + j] = matrix[j * n + i];
}

/* Scales a matrix to a unit diagonal; false if one is not positive. */
static bool
equilibrate(size_t n, double *matrix, double *scale)
{
    for (size_t i = 0; i < n; i++) {
        if (!(matrix[i * n + i] > 0))
            return false;
        scale[i] = 1 / sqrt(matrix[i * n + i]);
    }
    for (size_t i = 0; i < n * n; i++)
        matrix[i] *= scale[i / n] * scale[i % n];
    return true;
}

bool
xent_curvature_invert(size_t n, double *matrix, double *scale)
{
    gsl_matrix_view view = gsl_matrix_view_array(matrix, n, n);
    xent_curvature_mirror(n, matrix);
    if (!equilibrate(n, matrix, scale) || gsl_linalg_cholesky_decomp1(&view.matrix) != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!(matrix[i * n + i] > least_own))
            return false;
    gsl_linalg_cholesky_invert(&view.matrix);
    for (size_t i = 0; i < n * n; i++)
        matrix[i] *= scale[i / n] * scale[i % n];
    return true;
}
