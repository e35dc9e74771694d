/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"
#include <math.h>
#include <stdbool.h>
#include "kernel_lanes.h"
#include "kernel_math.h"

/* One body for every instruction set; the processor picks at load time. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) \
    && !defined(__SANITIZE_THREAD__) /* which cannot watch what runs at load time */
#define XENT_CLONES __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define XENT_CLONES
#endif

const char *
xent_kind_name(xent_kind kind)
{
    return kind == XENT_LOGITS ? "logits" : kind == XENT_PROBS ? "probs" : "logprobs";
}

/* Running sums over the classes of a row: the largest score apart, so that 1 + rest is never
   formed where its logarithm is wanted. */
typedef struct {
    double max;     /* of the logits */
    double rest;    /* sum over the others of e = exp(z - max) */
    double moment;  /* sum over the others of e (z - max) */
    double squares; /* sum over the others of e^2 */
    size_t argmax;
} softmax_sums;

XENT_INLINE size_t
argmax(size_t n, const double *z)
{
    double max = xent_lanes_max(n, z);
    size_t j = 0;
    while (z[j] != max)
        j++;
    return j;
}

/* Replaces the logits z by e = exp(z - max), and sums.  d: scratch for z - max. */
XENT_INLINE softmax_sums
sum_softmax(size_t n, double *z, double *d)
{
    softmax_sums s = {.argmax = argmax(n, z)};
    s.max = z[s.argmax];
    for (size_t j = 0; j < n; j++) {
        double e = xent_kernel_exp(z[j] - s.max);
        d[j] = e == 0 ? 0 : z[j] - s.max; /* 0 * -inf would not be 0 */
        z[j] = e;
    }
    z[s.argmax] = 0;
    s.rest = xent_lanes_sum(n, z);
    s.moment = xent_lanes_dot(n, z, d);
    s.squares = xent_lanes_dot(n, z, z);
    z[s.argmax] = 1;
    return s;
}

XENT_INLINE int32_t
rank_of(size_t n, const double *score, size_t label)
{
    int32_t rank = 0;
    for (size_t j = 0; j < label; j++)
        rank += score[j] >= score[label];
    for (size_t j = label + 1; j < n; j++)
        rank += score[j] > score[label];
    return rank;
}

/* The loss terms of a row whose label has the logit z. */
XENT_INLINE void
label_of_logits(const softmax_sums *s, double z, bool top, xent_row *row)
{
    double total = 1 + s->rest, d = z - s->max, e = exp(d);
    double others = (top ? s->rest : total - e) / total;
    double squares = top ? s->squares : 1 + s->squares - e * e;
    row->nll = log1p(s->rest) - d;
    row->brier = others * others + squares / (total * total);
}

/* Turns the logits z into probabilities on the way. */
XENT_INLINE void
row_of_logits(size_t n, double *z, double *scratch, int32_t label, xent_row *row)
{
    double z_label = label >= 0 ? z[label] : 0;
    softmax_sums s = sum_softmax(n, z, scratch);
    double total = 1 + s.rest;
    row->predicted = (int32_t)s.argmax;
    row->confidence = 1 / total;
    row->entropy = log1p(s.rest) - s.moment / total;
    if (label >= 0)
        label_of_logits(&s, z_label, s.argmax == (size_t)label, row);
    for (size_t j = 0; j < n; j++)
        z[j] /= total;
}

/* Brier score and entropy of the probabilities p, whose logarithms are l (0 where p is 0). */
XENT_INLINE void
sum_probabilities(size_t n, const double *p, const double *l, int32_t label, xent_row *row)
{
    row->predicted = (int32_t)argmax(n, p);
    row->confidence = p[row->predicted];
    row->entropy = -xent_lanes_dot(n, p, l);
    if (label >= 0) {
        double others = 0;
        for (size_t j = 0; j < n; j++)
            others += (int32_t)j == label ? 0 : p[j] * p[j];
        row->brier = (1 - p[label]) * (1 - p[label]) + others;
    }
}

XENT_INLINE void
row_of_probabilities(size_t n, const double *p, double *l, int32_t label, xent_row *row)
{
    for (size_t j = 0; j < n; j++)
        l[j] = p[j] == 0 ? 0 : xent_kernel_log(p[j]);
    sum_probabilities(n, p, l, label, row);
    if (label >= 0)
        row->nll = p[label] == 1 ? 0 : -log(p[label]);
}

/* Turns the log-probabilities into probabilities on the way. */
XENT_INLINE void
row_of_log_probabilities(size_t n, double *p, double *l, int32_t label, xent_row *row)
{
    if (label >= 0)
        row->nll = -p[label];
    for (size_t j = 0; j < n; j++) {
        double q = xent_kernel_exp(p[j]);
        l[j] = q == 0 ? 0 : p[j];
        p[j] = q;
    }
    sum_probabilities(n, p, l, label, row);
}

/* ln(1 - e^l) for l <= 0 (Maechler 2012). */
static double
log1mexp(double l)
{
    return l > -0.6931471805599453 ? log(-expm1(l)) : log1p(-exp(l));
}

/* ln(1 + e^x) without overflow. */
static double
softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* One column in every form that a term may want, without 1 - p being formed from a rounded p. */
typedef struct {
    double p, complement;         /* P(y=1), P(y=0) */
    double log_p, log_complement; /* their logarithms */
} binary_forms;

static binary_forms
binary_of_score(xent_kind kind, double score)
{
    if (kind == XENT_PROBS)
        return (binary_forms){score, 1 - score, log(score), log1p(-score)};
    if (kind == XENT_LOGPROBS)
        return (binary_forms){exp(score), -expm1(score), score, log1mexp(score)};
    double log_p = -softplus(-score), log_complement = -softplus(score);
    return (binary_forms){exp(log_p), exp(log_complement), log_p, log_complement};
}

static double
log_odds_of_score(xent_kind kind, double score)
{
    if (kind == XENT_LOGITS)
        return score;
    binary_forms b = binary_of_score(kind, score);
    return b.log_p - b.log_complement;
}

static void
row_of_binary(xent_kind kind, double score, int32_t label, xent_row *row)
{
    binary_forms b = binary_of_score(kind, score);
    double wrong = label == 1 ? b.complement : b.p;
    row->positive = b.p;
    row->predicted = kind == XENT_LOGITS ? score > 0 : b.p > 0.5;
    row->confidence = row->predicted ? b.p : b.complement;
    row->entropy = (b.p > 0 ? -b.p * b.log_p : 0)
                   + (b.complement > 0 ? -b.complement * b.log_complement : 0);
    row->brier = wrong * wrong;
    row->nll = label == 1 ? -b.log_p : -b.log_complement;
    row->rank = row->predicted != label;
}

/* Copies row i of a block as doubles. */
XENT_INLINE void
row_scores(const xent_block *block, size_t i, double *score)
{
    size_t n = block->columns, first = i * n;
    if (block->f32)
        for (size_t j = 0; j < n; j++)
            score[j] = (double)block->f32[first + j];
    else
        for (size_t j = 0; j < n; j++)
            score[j] = block->f64[first + j];
}

/* Summarises the row whose scores are in `score`, which become its probabilities. */
XENT_INLINE void
summarise(xent_kind kind, size_t n, double *score, double *scratch, int32_t label, xent_row *row)
{
    if (n == 1) {
        row_of_binary(kind, score[0], label, row);
        score[0] = row->positive;
        return;
    }
    if (label >= 0)
        row->rank = rank_of(n, score, (size_t)label);
    if (kind == XENT_LOGITS)
        row_of_logits(n, score, scratch, label, row);
    else if (kind == XENT_PROBS)
        row_of_probabilities(n, score, scratch, label, row);
    else
        row_of_log_probabilities(n, score, scratch, label, row);
    row->positive = row->confidence;
}

XENT_CLONES void
xent_kernel_rows(const xent_block *block, xent_kind kind, size_t stride, xent_row *row, double *q,
                 double *scratch)
{
    for (size_t i = 0; i < block->rows; i++) {
        double *score = q + i * stride;
        int32_t label = block->label ? block->label[i] : -1;
        row[i] = (xent_row){.weight = xent_block_weight(block, i), .label = label};
        row_scores(block, i, score);
        summarise(kind, block->columns, score, scratch, label, &row[i]);
    }
}

XENT_INLINE void
row_logits(const xent_block *block, xent_kind kind, size_t i, double *z)
{
    row_scores(block, i, z);
    if (block->columns == 1)
        z[0] = log_odds_of_score(kind, z[0]);
    else if (kind == XENT_PROBS)
        for (size_t j = 0; j < block->columns; j++)
            z[j] = xent_kernel_log(z[j]);
}

XENT_CLONES void
xent_kernel_logits(const xent_block *block, xent_kind kind, double *z)
{
    for (size_t i = 0; i < block->rows; i++)
        row_logits(block, kind, i, z + i * block->columns);
}

XENT_CLONES void
xent_kernel_softmax(size_t rows, size_t columns, const double *z, double *q)
{
    for (size_t i = 0; i < rows; i++, z += columns, q += columns) {
        if (columns == 1) {
            q[0] = binary_of_score(XENT_LOGITS, z[0]).p;
            continue;
        }
        double max = xent_lanes_max(columns, z);
        for (size_t j = 0; j < columns; j++)
            q[j] = xent_kernel_exp(z[j] - max);
        double total = xent_lanes_sum(columns, q);
        for (size_t j = 0; j < columns; j++)
            q[j] /= total;
    }
}

/* l, l' and l'' of one row at beta. */
typedef struct {
    double value, slope, curvature;
} beta_terms;

static beta_terms
binary_terms(double beta, double z, int32_t label)
{
    double signed_z = label == 1 ? z : -z; /* log-odds of being right */
    if (signed_z == (double)INFINITY)
        return (beta_terms){0};
    double wrong = exp(-softplus(beta * signed_z));
    return (beta_terms){softplus(-beta * signed_z), -wrong * signed_z,
                        wrong * (1 - wrong) * z * z};
}

/* The unmasked logit with the largest beta z. */
XENT_INLINE double
leading_logit(size_t n, double beta, const double *z)
{
    if (beta >= 0)
        return xent_lanes_max(n, z);
    double least = (double)INFINITY;
    for (size_t j = 0; j < n; j++)
        if (z[j] > -(double)INFINITY && z[j] < least)
            least = z[j];
    return least;
}

/* A masked class has e = 0 at every beta. */
XENT_INLINE beta_terms
softmax_terms(size_t n, double beta, double *z, double *e, int32_t label)
{
    double lead = leading_logit(n, beta, z), d_label = z[label] - lead;
    size_t first = 0;
    while (z[first] != lead)
        first++;
    for (size_t j = 0; j < n; j++) {
        double d = z[j] - lead;
        bool masked = fabs(d) == (double)INFINITY; /* or out of the range of doubles */
        e[j] = xent_kernel_exp(masked ? -(double)INFINITY : beta * d);
        z[j] = masked ? 0 : d;
    }
    e[first] = 0;
    double rest = xent_lanes_sum(n, e), total = 1 + rest;
    double mean = xent_lanes_dot(n, e, z) / total;
    double square = xent_lanes_dot2(n, e, z) / total;
    return (beta_terms){log1p(rest) - (d_label == 0 ? 0 : beta * d_label), mean - d_label,
                        square - mean * mean};
}

XENT_CLONES void
xent_kernel_beta(const xent_block *block, xent_kind kind, double beta, double *scratch,
                 xent_beta_sums *sums)
{
    size_t n = block->columns;
    double *z = scratch, *e = scratch + n;
    *sums = (xent_beta_sums){0};
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        row_logits(block, kind, i, z);
        beta_terms t = n == 1 ? binary_terms(beta, z[0], block->label[i])
                              : softmax_terms(n, beta, z, e, block->label[i]);
        sums->weight += w;
        sums->nll += w * t.value;
        sums->slope += w * t.slope;
        sums->curvature += w * t.curvature;
        sums->square += w * t.slope * t.slope;
        sums->weighted_square += w * t.slope * (w * t.slope);
    }
}
