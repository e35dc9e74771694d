/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between scores, logits and probabilities; see xent_kernel_logits and xent_kernel_softmax. */
#include "kernel_internal.h"
#include "kernel_math.h"
#include "kernel_scores.h"
#include "kernel_simd.h"
#include "kernel_softmax_rows.h"

void
XENT_PASS(logits)(const xent_block *block, xent_kind kind, double *z)
{
    if (kind == XENT_LOGITS)
        xent_copy_scores(block, 0, block->rows * block->columns, z);
    else
        for (size_t i = 0; i < block->rows; i++)
            xent_row_logits(block, kind, i, z + i * block->columns);
}

void
XENT_PASS(scale)(size_t n, double factor, const double *x, double *out)
{
    size_t i = 0;
    for (; i + XENT_WIDTH <= n; i += XENT_WIDTH) /* out may be x, which a compiler fears */
        xent_v_store(out + i, xent_v_load(x + i) * factor);
    for (; i < n; i++)
        out[i] = x[i] * factor;
}

void
XENT_PASS(softmax)(size_t rows, size_t columns, const double *z, double *q)
{
    if (columns > 1)
        xent_softmax(0, rows, columns, z, q);
    else
        for (size_t i = 0; i < rows; i++)
            q[i] = xent_binary_of_score(XENT_LOGITS, z[i]).p;
}
