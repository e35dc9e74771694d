/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss of a row in the inverse temperature, with its derivatives; see xent_kernel_beta.

   With d = z - max z and e = exp(beta d), a row's sums of e, d e, d^2 e, ... give ln of the sum of e
   and the moments of d under softmax(beta z), hence its cumulants, which are the derivatives.  The
   exponential is 2^(beta log2(e) d): its error grows with the exponent, and with it the term becomes
   insignificant beside the largest. */
#include <float.h>
#include <math.h>
#include "kernel_exp2.h"
#include "kernel_internal.h"
#include "kernel_math.h"
#include "kernel_scores.h"

#define LOG2_E 0x1.71547652b82fep+0

enum {
    LANES = 16,
    NARROW = 32, /* rows of up to so many columns are summed side by side */
    SUM_E = 0,   /* and, behind it, those of d e .. d^5 e */
    SUM_TIES = 6,
    SUM_ONE,     /* exp(d) */
    SUM_ONE_D,   /* d exp(d) */
    SUM_UPPER,   /* e^3, d e^3, d^2 e^3, d^3 e^3, then those of e^9, ... */
    SUMS = SUM_UPPER + (XENT_BETA_RUNGS - 1) * XENT_BETA_RUNG_TERMS
};

typedef struct {
    size_t rows, columns;
    const int32_t *label; /* NULL: every label is 0 */
    xent_beta_mode mode;
    double factor;        /* |beta| log2(e) */
    double *raw;          /* SUM_E .. of each row, raw[k*rows + i], where its terms are to be */
    double *gap;          /* z_y - max z of each row */
} beta_job;

XENT_INLINE size_t
label_of(const beta_job *job, size_t i)
{
    return job->label ? (size_t)job->label[i] : 0;
}

/* Keeps `count` rows, one in each lane: sums over all classes but the first that leads. */
XENT_INLINE void
keep(const beta_job *job, size_t i, size_t count, double (*total)[LANES])
{
    double *raw = job->raw + i, *one = raw + XENT_BETA_AT_ONE * job->rows;
    for (size_t l = 0; l < LANES; l++) {
        total[SUM_E][l] += total[SUM_TIES][l] - 1;
        total[SUM_ONE][l] += total[SUM_TIES][l] - 1;
    }
    for (size_t k = 0; k < SUM_TIES; k++, raw += job->rows)
        for (size_t l = 0; l < count; l++)
            raw[l] = total[SUM_E + k][l];
    for (size_t l = 0; l < count; l++) {
        one[l] = total[SUM_ONE][l];
        one[job->rows + l] = total[SUM_ONE_D][l];
    }
}

/* The same of the upper rungs of a ladder. */
static void
keep_upper(const beta_job *job, size_t i, size_t count, double (*total)[LANES])
{
    double *raw = job->raw + XENT_BETA_UPPER * job->rows + i;
    for (size_t k = SUM_UPPER; k < SUMS; k++, raw += job->rows) {
        bool leads = (k - SUM_UPPER) % XENT_BETA_RUNG_TERMS == 0;
        for (size_t l = 0; l < count; l++)
            raw[l] = total[k][l] + (leads ? total[SUM_TIES][l] - 1 : 0);
    }
}

/* How many of the sums a mode has. */
XENT_INLINE size_t
sums_of(xent_beta_mode mode)
{
    return mode == XENT_BETA_LADDER ? SUMS : SUM_UPPER;
}

/* Adds up the lanes of each sum into lane 0. */
XENT_INLINE void
gather_lanes(size_t sums, double (*total)[LANES])
{
    for (size_t k = 0; k < sums; k++)
        for (size_t half = LANES / 2; half > 0; half /= 2)
            for (size_t l = 0; l < half; l++)
                total[k][l] += total[k][l + half];
}

#define XENT_SCORE float
#define XENT_REAL float
#define XENT_LOWEST (-FLT_MAX)
#define XENT_EXP2 xent_kernel_exp2_f
#define XENT_LEAST_CUBED 0x1p-41f
#define XENT_FLUSH 256
#define XENT_SUMS(name) fast_##name
#include "kernel_beta_sums.h"

#define XENT_SCORE float
#define XENT_REAL double
#define XENT_LOWEST (-DBL_MAX)
#define XENT_EXP2 xent_kernel_exp2_d
#define XENT_LEAST_CUBED 0x1p-340
#define XENT_FLUSH SIZE_MAX
#define XENT_SUMS(name) mixed_##name
#include "kernel_beta_sums.h"

#define XENT_SCORE double
#define XENT_REAL double
#define XENT_LOWEST (-DBL_MAX)
#define XENT_EXP2 xent_kernel_exp2_d
#define XENT_LEAST_CUBED 0x1p-340
#define XENT_FLUSH SIZE_MAX
#define XENT_SUMS(name) double_##name
#include "kernel_beta_sums.h"

/* ln(1 + x), x >= 0, with the digits of a small x. */
XENT_INLINE double
log_one_more(double x)
{
    double sum = 1 + x;
    return xent_kernel_log(sum) + (x - (sum - 1)) / sum;
}

/* Turns the sums of n rows into their terms: raw moments about the leading score into cumulants.
   The scores were `unit` times smaller than the logits, and beta as many times greater. */
static void
finish_rows(size_t n, double beta, double unit, const double *restrict gap, double *restrict nll,
            double *restrict d1, double *restrict d2, double *restrict d3, double *restrict d4,
            double *restrict d5)
{
    double square = unit * unit, cube = square * unit;
    for (size_t i = 0; i < n; i++) {
        double per = 1 / (1 + nll[i]), a = d1[i] * per, b = d2[i] * per, c = d3[i] * per;
        double d = d4[i] * per, e = d5[i] * per, a2 = a * a;
        nll[i] = log_one_more(nll[i]) - (gap[i] == 0 ? 0 : beta * gap[i]);
        d1[i] = unit * (a - gap[i]);
        d2[i] = square * (b - a2);
        d3[i] = cube * (c - 3 * b * a + 2 * a2 * a);
        d4[i] = square * square * (d - 4 * c * a - 3 * b * b + 12 * b * a2 - 6 * a2 * a2);
        d5[i] = square * cube * (e - 5 * d * a - 10 * c * b + 20 * c * a2 + 30 * b * b * a
                                 - 60 * b * a2 * a + 24 * a2 * a2 * a);
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

/* The same for the upper rungs; the first one's places for more derivatives are free. */
static void
finish_upper(size_t n, double beta, double unit, const double *gap, double *terms)
{
    double *fourth = terms + 4 * n, *fifth = terms + 5 * n, *rung = terms + XENT_BETA_UPPER * n;
    for (int r = 1; r < XENT_BETA_RUNGS; r++, rung += XENT_BETA_RUNG_TERMS * n) {
        beta *= 3;
        finish_rows(n, beta, unit, gap, rung, rung + n, rung + 2 * n, rung + 3 * n, fourth, fifth);
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

/* Of target distributions, the mean of z under the target takes the place of z_y; the targets as shares of
   their sum. */
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
        double most = z[0], mass = 0, gap = 0;
        for (size_t j = 1; j < job->columns; j++)
            most = z[j] > most ? z[j] : most;
        for (size_t j = 0; j < job->columns; j++) {
            mass += share[j];
            gap += share[j] > 0 ? share[j] * (z[j] - most) : 0;
        }
        job->gap[i + r] = gap / mass;
    }
}

void
XENT_PASS(beta)(const xent_block *block, xent_kind kind, double beta, xent_beta_mode mode, bool fast,
                double *scratch, double *terms)
{
    size_t columns = block->columns == 1 ? 2 : block->columns;
    size_t n = block->rows, step = columns > NARROW ? 1 : LANES;
    bool in_float = fast && block->f32 && is_plain(block, kind, beta);
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
    finish_rows(n, scaled, unit, scratch, terms, terms + n, terms + 2 * n, terms + 3 * n,
                terms + 4 * n, terms + 5 * n);
    if (mode == XENT_BETA_IDENTITY)
        finish_at_one(n, at_one, scratch, terms + XENT_BETA_AT_ONE * n,
                      terms + XENT_BETA_SLOPE_AT_ONE * n);
    if (mode == XENT_BETA_LADDER)
        finish_upper(n, scaled, unit, scratch, terms);
}
