/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss of a row in the inverse temperature, with its derivatives; see xent_kernel_beta.

   With d = z - max z and e = exp(beta d), a row's sums of e, d e, d^2 e, ... give ln of the sum of
   e and the moments of d under softmax(beta z), hence its cumulants, which are the derivatives. The
   exponential is 2^(beta log2(e) d): its error grows with the exponent, and with it the term
   becomes insignificant beside the largest. */
#include <math.h>
#include <string.h>
#include "kernel_fused.h"
#include "kernel_internal.h"
#include "kernel_math.h"
#include "kernel_scores.h"

#define LOG2_E 0x1.71547652b82fep+0

enum {
    LANES = 16,
    NARROW = 32 /* rows of up to so many columns are summed side by side */
};

/* How many derivatives are summed for; LADDER: three at every rung. */
typedef enum { FIRST, THIRD, SIXTH, LADDER } beta_extent;

typedef struct {
    size_t rows, columns;
    const int32_t *label; /* NULL: every label is 0 */
    xent_beta_mode mode;
    double factor;        /* |beta| log2(e) */
    double *raw;          /* the sums of each row, raw[k*rows + i], where its terms are to be */
    double *gap;          /* z_y - max z of each row */
} beta_job;

/* The sums of rows, one in each place, or of one row in the first. */
typedef struct {
    double ties[LANES];                      /* classes that lead */
    double sum[XENT_BETA_ORDERS + 1][LANES]; /* e of the others, d e, .. d^6 e of all */
    double upper[XENT_BETA_RUNGS - 1][XENT_BETA_RUNG_TERMS][LANES]; /* of e^3, of e^9, ... */
} row_sums;

XENT_INLINE size_t
label_of(const beta_job *job, size_t i)
{
    return job->label ? (size_t)job->label[i] : 0;
}

XENT_INLINE beta_extent
extent_of(xent_beta_mode mode)
{
    return mode == XENT_BETA_LADDER                          ? LADDER
           : mode == XENT_BETA_LOW || mode == XENT_BETA_PAIR ? THIRD
                                                             : SIXTH;
}

XENT_INLINE bool
has_one(xent_beta_mode mode)
{
    return mode == XENT_BETA_IDENTITY || mode == XENT_BETA_PAIR;
}

XENT_INLINE int
orders_of(beta_extent extent)
{
    return extent == FIRST ? 1 : extent == SIXTH ? XENT_BETA_ORDERS : 3;
}

/* Clears the first place. */
XENT_INLINE void
clear_first(beta_extent extent, row_sums *total)
{
    total->ties[0] = 0;
    for (int k = 0; k <= orders_of(extent); k++)
        total->sum[k][0] = 0;
    for (int r = 0; extent == LADDER && r < XENT_BETA_RUNGS - 1; r++)
        for (int k = 0; k < XENT_BETA_RUNG_TERMS; k++)
            total->upper[r][k][0] = 0;
}

/* Keeps the first sums of `count` rows: that of e, then those of d e ..  They are over all classes
   but the first that leads. */
XENT_INLINE void
keep_sums(const beta_job *job, size_t place, size_t i, size_t count, int sums, const double *ties,
          const double (*sum)[LANES])
{
    double *raw = job->raw + place * job->rows + i;
    for (size_t l = 0; l < count; l++)
        raw[l] = sum[0][l] + (ties[l] - 1);
    for (int k = 1; k < sums; k++)
        for (size_t l = 0; l < count; l++)
            raw[(size_t)k * job->rows + l] = sum[k][l];
}

static void
keep(const beta_job *job, size_t i, size_t count, const row_sums *total)
{
    keep_sums(job, 0, i, count, orders_of(extent_of(job->mode)) + 1, total->ties, total->sum);
    for (size_t r = 0; job->mode == XENT_BETA_LADDER && r < XENT_BETA_RUNGS - 1; r++)
        keep_sums(job, XENT_BETA_UPPER + r * XENT_BETA_RUNG_TERMS, i, count, XENT_BETA_RUNG_TERMS,
                  total->ties, total->upper[r]);
}

static void
keep_at_one(const beta_job *job, size_t i, size_t count, const row_sums *total)
{
    keep_sums(job, XENT_BETA_AT_ONE, i, count, 2, total->ties, total->sum);
}

#define XENT_SCORE float
#define XENT_REAL float
#define XENT_VECTOR xent_vf
#define XENT_COUNTS xent_vfi
#define XENT_V(op) xent_vf_##op
#define XENT_LOAD xent_vf_load
#define XENT_LEAST_FACTOR 0x1p-100
#define XENT_DEEPEST XENT_VF_DEEPEST
#define XENT_LEAST_CUBED 0x1p-41f
#define XENT_FLUSH 256
#define XENT_SUM_AT_ONE fast_sum
#define XENT_SUMS(name) fast_##name
#include "kernel_beta_sums.h"

#define XENT_SCORE float
#define XENT_REAL double
#define XENT_VECTOR xent_v
#define XENT_COUNTS xent_vi
#define XENT_V(op) xent_v_##op
#define XENT_LOAD xent_v_load_f32
#define XENT_LEAST_FACTOR 0x1p-1000
#define XENT_DEEPEST XENT_V_DEEPEST
#define XENT_LEAST_CUBED 0x1p-340
#define XENT_FLUSH SIZE_MAX
#define XENT_SUM_AT_ONE fast_sum
#define XENT_SUMS(name) mixed_##name
#include "kernel_beta_sums.h"

#define XENT_SCORE double
#define XENT_REAL double
#define XENT_VECTOR xent_v
#define XENT_COUNTS xent_vi
#define XENT_V(op) xent_v_##op
#define XENT_LOAD xent_v_load
#define XENT_LEAST_FACTOR 0x1p-1000
#define XENT_DEEPEST XENT_V_DEEPEST
#define XENT_LEAST_CUBED 0x1p-340
#define XENT_FLUSH SIZE_MAX
#define XENT_SUM_AT_ONE double_sum
#define XENT_SUMS(name) double_##name
#include "kernel_beta_sums.h"

/* ln(1 + x), x >= 0, with the digits of a small x. */
XENT_INLINE double
log_one_more(double x)
{
    double sum = 1 + x;
    return xent_kernel_log(sum) + (x - (sum - 1)) / sum;
}

/* Turns the sums of n rows, sum[k*n + i], into l and three derivatives: raw moments about the
   leading score into cumulants.  The scores were `unit` times smaller than the logits, and beta as
   many times greater. */
static void
finish_low(size_t n, double beta, double unit, const double *restrict gap, double *restrict sum)
{
    double square = unit * unit, cube = square * unit;
    double *d1 = sum + n, *d2 = d1 + n, *d3 = d2 + n;
    for (size_t i = 0; i < n; i++) {
        double per = 1 / (1 + sum[i]), a = d1[i] * per, b = d2[i] * per, c = d3[i] * per;
        sum[i] = log_one_more(sum[i]) - (gap[i] == 0 ? 0 : beta * gap[i]);
        d1[i] = unit * (a - gap[i]);
        d2[i] = square * (b - a * a);
        d3[i] = cube * (c - 3 * b * a + 2 * a * a * a);
    }
}

/* The same for the higher derivatives, by moments about the mean; before the sums of the lower ones
   are gone. */
static void
finish_high(size_t n, double unit, double *restrict sum)
{
    double square = unit * unit, cube = square * unit;
    double *d1 = sum + n, *d2 = d1 + n, *d3 = d2 + n, *d4 = d3 + n, *d5 = d4 + n, *d6 = d5 + n;
    for (size_t i = 0; i < n; i++) {
        double per = 1 / (1 + sum[i]), a = d1[i] * per, b = d2[i] * per, c = d3[i] * per;
        double d = d4[i] * per, e = d5[i] * per, f = d6[i] * per;
        double a2 = a * a, a3 = a2 * a, a4 = a2 * a2, m2 = b - a2, m3 = c - 3 * a * b + 2 * a3;
        double m4 = d - 4 * a * c + 6 * a2 * b - 3 * a4;
        double m5 = e - 5 * a * d + 10 * a2 * c - 10 * a3 * b + 4 * a4 * a;
        double m6 = f - 6 * a * e + 15 * a2 * d - 20 * a3 * c + 15 * a4 * b - 5 * a3 * a3;
        d4[i] = square * square * (m4 - 3 * m2 * m2);
        d5[i] = square * cube * (m5 - 10 * m3 * m2);
        d6[i] = cube * cube * (m6 - 15 * m4 * m2 - 10 * m3 * m3 + 30 * m2 * m2 * m2);
    }
}

/* The same for l(1).  In float arithmetic it was summed at `beta`, beside 1. */
static void
finish_at_one(size_t n, double beta, const double *restrict gap, double *restrict nll,
              double *restrict slope)
{
    for (size_t i = 0; i < n; i++) {
        slope[i] = slope[i] / (1 + nll[i]) - gap[i];
        nll[i] = log_one_more(nll[i]) - (gap[i] == 0 ? 0 : beta * gap[i]) + (1 - beta) * slope[i];
    }
}

/* Turns all sums of a job into terms.  at_one: the beta at which those for l(1) were summed. */
static void
finish(const beta_job *job, double beta, double unit, double at_one)
{
    size_t n = job->rows;
    double *one = job->raw + XENT_BETA_AT_ONE * n, *rung = job->raw + XENT_BETA_UPPER * n;
    if (extent_of(job->mode) == SIXTH)
        finish_high(n, unit, job->raw);
    finish_low(n, beta, unit, job->gap, job->raw);
    if (has_one(job->mode))
        finish_at_one(n, at_one, job->gap, one, one + n);
    for (int r = 1; job->mode == XENT_BETA_LADDER && r < XENT_BETA_RUNGS; r++) {
        beta *= 3;
        finish_low(n, beta, unit, job->gap, rung);
        rung += XENT_BETA_RUNG_TERMS * n;
    }
}

/* ---- rows that are no logits as they lie */

/* Under this beta a product with it may vanish, and logits as large as its inverse overflow. */
static const double tiny = 0x1p-900, tiny_unit = 0x1p128, least_factor = 0x1p-1000;

/* The logits of rows i .. i+count-1 over `unit`; one column becomes the two of a label 0, 0 and the
   log-odds of being wrong. */
static void
make_logits(const xent_block *block, xent_kind kind, double unit, size_t i, size_t count, double *z)
{
    size_t n = block->columns, columns = n == 1 ? 2 : n;
    for (size_t r = 0; r < count; r++, z += columns) {
        xent_row_logits(block, kind, i + r, z);
        if (n == 1) {
            z[1] = block->label[i + r] == 1 ? -z[0] : z[0];
            z[0] = 0;
        }
        for (size_t j = 0; unit != 1 && j < columns; j++)
            z[j] = z[j] == -(double)INFINITY ? z[j] : z[j] / unit;
    }
}

static double
unit_of(double beta)
{
    double size = fabs(beta) < tiny ? tiny_unit : 1;
    return beta < 0 ? -size : size;
}

static bool
is_plain(const xent_block *block, xent_kind kind, double beta)
{
    return unit_of(beta) == 1 && block->columns > 1 && kind != XENT_PROBS;
}

static void
sum_rows(const beta_job *job, const xent_block *block, xent_kind kind, double beta, bool fast,
         size_t i, size_t count, double *z)
{
    if (!is_plain(block, kind, beta)) {
        make_logits(block, kind, unit_of(beta), i, count, z);
        double_rows(job, i, count, z);
    } else if (!block->f32) {
        double_rows(job, i, count, block->f64 + i * job->columns);
    } else if (fast) {
        fast_rows(job, i, count, block->f32 + i * job->columns);
    } else {
        mixed_rows(job, i, count, block->f32 + i * job->columns);
    }
}

/* Of target distributions, the mean of z under the target takes the place of z_y; the targets as
   shares of their sum. */
static void
take_targets(const beta_job *job, const xent_block *block, xent_kind kind, double unit, size_t i,
             size_t count, double *z)
{
    size_t n = block->columns;
    make_logits(block, kind, unit, i, count, z);
    for (size_t r = 0; r < count; r++, z += job->columns) {
        const double *target = block->target + (i + r) * n;
        double wrong = n == 1 && block->label[i + r] == 1 ? 1 - target[0] : target[0];
        const double pair[2] = {1 - wrong, wrong}, *share = n == 1 ? pair : target;
        double most = z[0], mass = xent_block_target_mass(block, i + r), gap = 0;
        for (size_t j = 1; j < job->columns; j++)
            most = z[j] > most ? z[j] : most;
        for (size_t j = 0; j < job->columns; j++)
            gap += share[j] > 0 ? share[j] * (z[j] - most) : 0;
        job->gap[i + r] = gap / mass;
    }
}

void
XENT_PASS(beta)(const xent_block *block, xent_kind kind, double beta, xent_beta_mode mode,
                bool fast, double *scratch, double *terms)
{
    size_t columns = block->columns == 1 ? 2 : block->columns;
    size_t n = block->rows, step = columns > NARROW ? 1 : LANES;
    bool in_float = block->f32 && is_plain(block, kind, beta);
    double at_one = in_float ? (double)(float)LOG2_E / LOG2_E : 1;
    double unit = unit_of(beta), scaled = fabs(beta) * fabs(unit);
    beta_job job = {.rows = n,
                    .columns = columns,
                    .label = block->columns == 1 ? NULL : block->label,
                    .mode = mode,
                    .factor = fmax(scaled * LOG2_E, least_factor),
                    .raw = terms,
                    .gap = scratch};
    for (size_t i = 0; i < n; i += step)
        sum_rows(&job, block, kind, beta, fast, i, n - i < step ? n - i : step, scratch + n);
    for (size_t i = 0; block->target && i < n; i += step)
        take_targets(&job, block, kind, unit, i, n - i < step ? n - i : step, scratch + n);
    finish(&job, scaled, unit, at_one);
}
