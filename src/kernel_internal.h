/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one instruction set.

   The passes, src/kernel_*.c, are compiled once for each instruction set that configure found, with
   its flags and with XENT_KERNEL_SET as its name; kernel.c picks the set that suits the processor.
   They keep to fixed lanes and to separate multiplications and additions, so that all sets give
   the same bits; but for kernel_fused.h, in the passes beta and nll and in sums over many float32
   classes, where they agree to 1e-12.

   To add a pass: write src/kernel_NAME.c, which defines XENT_PASS(NAME); add its line to
   XENT_KERNEL_PASSES; name the file in kernel_passes in Makefile.am.  Callers inside the library
   say xent_kernels_best()->NAME(...); a pass for users also gets a function in kernel.h. */
#ifndef XENT_KERNEL_INTERNAL_H
#define XENT_KERNEL_INTERNAL_H
#include <stdbool.h>
#include "kernel.h"

#pragma GCC visibility push(hidden)

/* Exact sums of what lies on three grids, each finer than the one before. */
typedef struct {
    double sum[3];
    bool whole; /* false: some number has parts beyond the grids, and the sums mean nothing */
} xent_slices;

/* How many numbers one call of slices() takes at most. */
enum { XENT_SLICED = 4096 };

/* ---- sums of (p, outcome) pairs in B bins of equal width

   Bin i is measured from its reference i * (1/B), which is its lower edge but for the last bit, so
   that the distance d of a p from it is exact.  bins() takes up to XENT_STRIP pairs, and says
   whether a p is below XENT_BIN_SMALL.  Sums are modulo 2^64. */
enum { XENT_STRIP = 256 };

/* Doubles near these are 2^-34 and 2^-84 apart. */
#define XENT_BIN_COARSE 0x1.8p18
#define XENT_BIN_FINE 0x1.8p-32
#define XENT_BIN_COARSE_BITS UINT64_C(0x4118000000000000)
#define XENT_BIN_FINE_BITS UINT64_C(0x3df8000000000000)

/* Smaller p, which are in bin 0, have bits below 2^-84: these are lost. */
#define XENT_BIN_SMALL 0x1p-32
#define XENT_BIN_SMALL_BITS UINT64_C(0x3df0000000000000)

/* Of the pairs of one bin and outcome. */
typedef struct {
    uint64_t distance[2]; /* pairs * 2^48 + sum of d in whole 2^-34; what that leaves of sum d, in
                             2^-84, + XENT_BIN_FINE_BITS for each pair */
    uint64_t square;      /* sum of d^2 in whole 1/square_scale, + the bits of
                             XENT_ROUNDER / square_scale for each pair */
    uint64_t spare;       /* distance[] shall not straddle cache lines */
} xent_bin_cell;

#define XENT_BIN_COUNT (UINT64_C(1) << 48)

/* So many pairs may be added before a cell overflows; each d^2 * square_scale is at most 2^49. */
enum { XENT_BIN_PENDING = 8192 };

/* Cells that take turns. */
enum { XENT_BIN_WAYS = 4 };

typedef struct {
    size_t bins;
    bool left;           /* bins [lo, hi), else (lo, hi] */
    double square_scale; /* a power of two */
    xent_bin_cell *cell; /* bins * 2 * XENT_BIN_WAYS: the cells of bin i and outcome y from
                            (2 i + y) * XENT_BIN_WAYS on */
} xent_bin_table;

/* ---- sums by class

   classes() adds w q_c of one row, those in the first bin, to sums on the grids 2^-26 and 2^-62,
   and u w q_c (1 - q_c) to one on the grid 2^-32, and lists the other classes.  The sums are exact
   on their grids for XENT_CLASS_PENDING rows. */
enum { XENT_CLASS_PENDING = 1 << 17 };

typedef struct {
    double *coarse, *fine; /* of each class */
    double *variance;      /* of each class */
    uint32_t *other;       /* classes that are in other bins, as many as there are columns */
} xent_class_sums;

/* ---- random walks */
enum { XENT_WALKS = 16 };

/* Keys of the replicates of one call. */
typedef struct {
    uint32_t first[XENT_WALKS], second[XENT_WALKS];
} xent_walk_keys;

/* A pair drawn on its own.  walk(): most[l] = the largest |expected - sum of hits| at ends of
   ties. */
typedef struct {
    int32_t threshold; /* p * 2^31 - 1: 31 random bits above it are a miss */
    int32_t hit;       /* what outcome 1 adds */
    int32_t expected;  /* sum of what the pairs so far add on average */
    int32_t ends_tie;
} xent_step;

/* Pairs drawn as one.  runs(): most[l] = the largest |sum|. */
typedef struct {
    double deviation; /* of their sum */
    double inner;     /* its variance, or 0 if there is no end of ties inside the run */
} xent_run;

/* Sums over the rows of a logistic regression: weight, loss, gradient and Hessian (symmetric, in
   slope and intercept), and the outer products of the rows' gradients. */
enum {
    XENT_LOGISTIC_WEIGHT,
    XENT_LOGISTIC_LOSS,
    XENT_LOGISTIC_G0,
    XENT_LOGISTIC_G1,
    XENT_LOGISTIC_H00,
    XENT_LOGISTIC_H01,
    XENT_LOGISTIC_H11,
    XENT_LOGISTIC_S00,
    XENT_LOGISTIC_S01,
    XENT_LOGISTIC_S11,
    XENT_LOGISTIC_SUMS
};

/* Which sums are wanted, beside the weight.  The others are 0. */
typedef enum {
    XENT_LOGISTIC_DERIVATIVES, /* gradient and Hessian */
    XENT_LOGISTIC_VALUE,       /* the loss */
    XENT_LOGISTIC_ALL
} xent_logistic_extent;

/* Rows of a logistic regression, and the line in (x - center) * scale at which to sum. */
typedef struct {
    size_t n;
    const double *x;       /* rows where it is infinite count for nothing */
    const int32_t *label;  /* NULL: there are targets */
    const double *target;  /* of the rows; NULL: those of their labels */
    const double *weight;  /* or NULL: all 1 */
    bool frequency;        /* outer products take the weight once, else its square */
    int32_t positive;      /* the label of class 1 */
    double high, low;      /* targets of class 1 and of the others */
    double center, scale, slope, intercept;
    xent_logistic_extent extent;
} xent_logistic_rows;

/* What look() sees of such rows, whatever the line.  x less `center` is summed. */
typedef struct {
    double n, sum, squares;      /* of the rows whose x is finite */
    double weight, positive;     /* sums of the weights: of all rows, of those of class 1 */
    double min[2], max[2];       /* of the finite x of the others, of class 1; infinite: none.  A
                                    row whose target lies between 0 and 1 is of both */
    bool right, wrong;           /* is some x infinite, with the sign of its label or not? */
} xent_logistic_view;

/* What a sweep over a row sees; NaN shows in the sum alone. */
typedef struct {
    double low, high, sum;
} xent_extremes;

/* Replicates whose marks stand side by side. */
enum { XENT_MARKS = 16 };

/* The most columns of a row that is summarised side by side with others. */
enum { XENT_NARROW = 32 };

#define XENT_ROWS_PARAMETERS                                                                       \
    (const xent_block *block, xent_kind kind, unsigned wants, size_t stride, xent_row *row,        \
     double *q)

/* Every pass: its name and its parameters; all return void. */
#define XENT_KERNEL_PASSES(PASS)                                                                   \
    PASS(rows, XENT_ROWS_PARAMETERS)                                                               \
    PASS(wide, XENT_ROWS_PARAMETERS)                                                               \
    PASS(narrow, XENT_ROWS_PARAMETERS)                                                             \
    PASS(binary, XENT_ROWS_PARAMETERS)                                                             \
    PASS(nll, (const xent_block *block, double *nll))                                              \
    PASS(extremes, (const xent_block *block, xent_extremes *row))                                  \
    PASS(exp_sum, (const xent_block *block, double *sum))                                          \
    PASS(logits, (const xent_block *block, xent_kind kind, double *z))                             \
    PASS(probabilities, (const xent_block *block, xent_kind kind, double *q))                      \
    PASS(vector, (const xent_block *block, xent_kind kind, const double *parameters, bool fast,    \
                  bool curvature, double *scratch, double *sums))                                  \
    PASS(logistic, (const xent_logistic_rows *rows, double *sums))                                 \
    PASS(look, (const xent_logistic_rows *rows, xent_logistic_view *view))                         \
    PASS(odds, (size_t rows, size_t columns, double *z))                                           \
    PASS(log_sigmoid, (size_t n, double *x))                                                       \
    PASS(scale, (size_t n, double factor, const double *x, double *out))                           \
    PASS(softmax, (size_t rows, size_t columns, const double *z, double *q))                       \
    PASS(beta, (const xent_block *block, xent_kind kind, double beta, xent_beta_mode mode,         \
                bool fast, double *scratch, double *terms))                                        \
    PASS(slices, (size_t n, const double *x, xent_slices *slices))                                 \
    PASS(bins, (size_t n, const double *p, const int32_t *outcome, const xent_bin_table *table,    \
                bool *small))                                                                      \
    PASS(classes, (size_t columns, const double *q, double weight, double unit,                    \
                   const xent_bin_table *table, const xent_class_sums *sums, size_t *others))      \
    PASS(matches, (size_t n, const float *cell, const float *mark, const float *own,               \
                   double *total))                                                                 \
    PASS(signs, (size_t n, const float *cell, const float *mark, const float *own,                 \
                 double *total))                                                                   \
    PASS(labels, (size_t n, size_t first, size_t classes, const double *sums, const uint64_t *key, \
                  float *mark))                                                                    \
    PASS(walk, (size_t n, const xent_step *step, const xent_walk_keys *key, double *most))         \
    PASS(runs, (size_t n, const xent_run *run, const xent_walk_keys *key, double *most))

typedef struct {
    const char *name; /* of the instruction set */
#define XENT_PASS_MEMBER(name, parameters) void(*name) parameters;
    XENT_KERNEL_PASSES(XENT_PASS_MEMBER)
#undef XENT_PASS_MEMBER
} xent_kernels;

/* The i-th set that this build has and this processor runs, the best first; NULL behind the
   last. */
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
