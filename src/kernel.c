/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One set of kernels for each instruction set, and which of them runs here. */
#include "kernel_internal.h"

#pragma GCC visibility push(hidden)
extern const xent_kernels xent_kernels_plain, xent_kernels_avx2, xent_kernels_avx512;
#pragma GCC visibility pop

/* Is what the kernels were compiled for there? */
typedef bool is_supported(void);

static bool
always(void)
{
    return true;
}

#ifdef XENT_HAVE_AVX2
static bool
has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
           && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#endif

#ifdef XENT_HAVE_AVX512
static bool
has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
           && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
#endif

/* The best first. */
static const struct {
    const xent_kernels *kernels;
    is_supported *supported;
} sets[] = {
#ifdef XENT_HAVE_AVX512
    {&xent_kernels_avx512, has_avx512},
#endif
#ifdef XENT_HAVE_AVX2
    {&xent_kernels_avx2, has_avx2},
#endif
    {&xent_kernels_plain, always},
};

const xent_kernels *
xent_kernels_supported(size_t i)
{
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++)
        if (sets[k].supported() && i-- == 0)
            return sets[k].kernels;
    return NULL;
}

const char *
xent_kind_name(xent_kind kind)
{
    return kind == XENT_LOGITS ? "logits" : kind == XENT_PROBS ? "probs" : "logprobs";
}

void
xent_kernel_rows(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                 xent_row *row, double *q)
{
    xent_kernels_best()->rows(block, kind, wants, stride, row, q);
}

void
xent_kernel_logits(const xent_block *block, xent_kind kind, double *z)
{
    xent_kernels_best()->logits(block, kind, z);
}

void
xent_kernel_softmax(size_t rows, size_t columns, const double *z, double *q)
{
    xent_kernels_best()->softmax(rows, columns, z, q);
}

void
xent_kernel_beta(const xent_block *block, xent_kind kind, double beta, xent_beta_mode mode,
                 bool fast, double *scratch, double *terms)
{
    xent_kernels_best()->beta(block, kind, beta, mode, fast, scratch, terms);
}

size_t
xent_kernel_beta_scratch(size_t rows, size_t columns)
{
    return rows + 16 * (columns == 1 ? 2 : columns);
}

double
xent_kernel_fast_beta(double beta)
{
    static const double log2_e = 0x1.71547652b82fep+0;
    return (double)(float)(beta * log2_e) / log2_e;
}
