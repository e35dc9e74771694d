/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row summaries: which pass suits the number of columns. */
#include "kernel_internal.h"

void
XENT_PASS(rows)(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                xent_row *row, double *q)
{
    if (block->columns == 1)
        XENT_PASS(binary)(block, kind, wants, stride, row, q);
    else if (block->columns <= XENT_NARROW)
        XENT_PASS(narrow)(block, kind, wants, stride, row, q);
    else
        XENT_PASS(wide)(block, kind, wants, stride, row, q);
}
