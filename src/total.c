/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "total.h"
#include "kernel_internal.h"

static void
add_piece(xent_exact *sum, size_t n, const double *x)
{
    xent_slices slices;
    xent_kernels_best()->slices(n, x, &slices);
    if (slices.whole)
        for (size_t i = 0; i < sizeof slices.sum / sizeof *slices.sum; i++)
            xent_exact_add(sum, slices.sum[i]);
    else
        for (size_t i = 0; i < n; i++)
            xent_exact_add(sum, x[i]);
}

void
xent_total_add(xent_exact *sum, size_t n, const double *x)
{
    for (size_t i = 0; i < n; i += XENT_SLICED)
        add_piece(sum, n - i < XENT_SLICED ? n - i : XENT_SLICED, x + i);
}
