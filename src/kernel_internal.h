/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one instruction set.

   The passes, src/kernel_*.c, are compiled once for each instruction set that configure found, with
   its flags and with XENT_KERNEL_SET as its name; kernel.c picks the set that suits the processor.
   They keep to fixed lanes and to separate multiplications and additions, so that all sets give
   the same bits.

   To add a pass: write src/kernel_NAME.c, which defines XENT_PASS(NAME); add its line to
   XENT_KERNEL_PASSES; name the file in kernel_passes in Makefile.am.  Callers inside the library
   say xent_kernels_best()->NAME(...); a pass for users also gets a function in kernel.h. */
#ifndef XENT_KERNEL_INTERNAL_H
#define XENT_KERNEL_INTERNAL_H
#include "kernel.h"

#pragma GCC visibility push(hidden)

/* Every pass: its name and its parameters; all return void. */
#define XENT_KERNEL_PASSES(PASS)                                                                   \
    PASS(rows, (const xent_block *block, xent_kind kind, unsigned wants, size_t stride,            \
                xent_row *row, double *q, double *scratch))                                        \
    PASS(logits, (const xent_block *block, xent_kind kind, double *z))                             \
    PASS(probabilities, (const xent_block *block, xent_kind kind, double *q))                      \
    PASS(softmax, (size_t rows, size_t columns, const double *z, double *q))                       \
    PASS(beta, (const xent_block *block, xent_kind kind, double beta, double *scratch,             \
                xent_beta_sums *sums))

typedef struct {
    const char *name; /* of the instruction set */
#define XENT_PASS_MEMBER(name, parameters) void(*name) parameters;
    XENT_KERNEL_PASSES(XENT_PASS_MEMBER)
#undef XENT_PASS_MEMBER
} xent_kernels;

/* The i-th set that this build has and this processor runs, the best first; NULL behind the last. */
const xent_kernels *xent_kernels_supported(size_t i);

static inline const xent_kernels *
xent_kernels_best(void)
{
    return xent_kernels_supported(0);
}

/* ---- for the files that are compiled for each set */

#ifndef XENT_KERNEL_SET
#define XENT_KERNEL_SET plain
#endif
#define XENT_PASTE(a, b) a##_##b
#define XENT_PASTE_VALUES(a, b) XENT_PASTE(a, b)
#define XENT_PASS(name) XENT_PASTE_VALUES(xent_kernel_##name, XENT_KERNEL_SET)

#define XENT_DECLARE_PASS(name, parameters) void XENT_PASS(name) parameters;
XENT_KERNEL_PASSES(XENT_DECLARE_PASS)
#undef XENT_DECLARE_PASS

#pragma GCC visibility pop
#endif
