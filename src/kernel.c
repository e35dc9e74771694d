/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"
#include <math.h>
#include <stdbool.h>
#include "vector.h"

/* Running sums over the classes of a row: the largest score apart, so that 1 + rest is never
   formed where its logarithm is wanted. */
typedef struct {
    double max;     /* of the logits */
    double rest;    /* sum over the others of e = exp(z - max) */
    double moment;  /* sum over the others of e (z - max) */
    double squares; /* sum over the others of e^2 */
    size_t argmax;
} softmax_sums;

const char *
xent_kind_name(xent_kind kind)
{
    return kind == XENT_LOGITS ? "logits" : kind == XENT_PROBS ? "probs" : "logprobs";
}

static size_t
argmax(size_t n, const double *z)
{
    size_t best = 0;
    for (size_t j = 1; j < n; j++)
        if (z[j] > z[best])
            best = j;
    return best;
}

/* Replaces the logits z by e = exp(z - max) and sums. */
static softmax_sums
sum_softmax(size_t n, double *z)
{
    softmax_sums s = {.argmax = argmax(n, z)};
    s.max = z[s.argmax];
    for (size_t j = 0; j < n; j++) {
        double d = z[j] - s.max, e = exp(d);
        z[j] = e;
        if (j == s.argmax || e == 0)
            continue;
        s.rest += e;
        s.moment += e * d;
        s.squares += e * e;
    }
    return s;
}

static int32_t
rank_of(size_t n, const double *score, size_t label)
{
    int32_t rank = 0;
    for (size_t j = 0; j < n; j++)
        rank += score[j] > score[label] || (score[j] == score[label] && j < label);
    return rank;
}

/* The loss terms of a row whose label has the logit z. */
static void
label_of_logits(const softmax_sums *s, double z, bool top, xent_row *row)
{
    double total = 1 + s->rest, d = z - s->max, e = exp(d);
    double others = (top ? s->rest : total - e) / total;
    double squares = top ? s->squares : 1 + s->squares - e * e;
    row->nll = log1p(s->rest) - d;
    row->brier = others * others + squares / (total * total);
}

/* Turns the logits z into probabilities on the way. */
static void
row_of_logits(size_t n, double *z, int32_t label, xent_row *row)
{
    double z_label = label >= 0 ? z[label] : 0;
    softmax_sums s = sum_softmax(n, z);
    double total = 1 + s.rest;
    row->predicted = (int32_t)s.argmax;
    row->confidence = 1 / total;
    row->entropy = log1p(s.rest) - s.moment / total;
    if (label >= 0)
        label_of_logits(&s, z_label, s.argmax == (size_t)label, row);
    for (size_t j = 0; j < n; j++)
        z[j] /= total;
}

/* p (1-p, if it is the label's)^2. */
static double
brier_term(double p, bool is_label)
{
    return is_label ? (1 - p) * (1 - p) : p * p;
}

static void
row_of_probabilities(size_t n, const double *p, int32_t label, xent_row *row)
{
    row->predicted = (int32_t)argmax(n, p);
    row->confidence = p[row->predicted];
    for (size_t j = 0; j < n; j++) {
        row->entropy += p[j] > 0 ? -p[j] * log(p[j]) : 0;
        row->brier += brier_term(p[j], (int32_t)j == label);
    }
    if (label >= 0)
        row->nll = p[label] == 1 ? 0 : -log(p[label]);
}

/* Turns the log-probabilities l into probabilities on the way. */
static void
row_of_log_probabilities(size_t n, double *l, int32_t label, xent_row *row)
{
    row->predicted = (int32_t)argmax(n, l);
    if (label >= 0)
        row->nll = -l[label];
    for (size_t j = 0; j < n; j++) {
        double p = exp(l[j]);
        row->entropy += p > 0 ? -p * l[j] : 0;
        row->brier += brier_term(p, (int32_t)j == label);
        l[j] = p;
    }
    row->confidence = l[row->predicted];
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
static void
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
static void
summarise(xent_kind kind, size_t n, double *score, int32_t label, xent_row *row)
{
    if (n == 1) {
        row_of_binary(kind, score[0], label, row);
        score[0] = row->positive;
        return;
    }
    if (label >= 0)
        row->rank = rank_of(n, score, (size_t)label);
    if (kind == XENT_LOGITS)
        row_of_logits(n, score, label, row);
    else if (kind == XENT_PROBS)
        row_of_probabilities(n, score, label, row);
    else
        row_of_log_probabilities(n, score, label, row);
    row->positive = row->confidence;
}

void
xent_kernel_rows(const xent_block *block, xent_kind kind, size_t stride, xent_row *row, double *q)
{
    for (size_t i = 0; i < block->rows; i++) {
        double *score = q + i * stride;
        int32_t label = block->label ? block->label[i] : -1;
        row[i] = (xent_row){.weight = xent_block_weight(block, i), .label = label};
        row_scores(block, i, score);
        summarise(kind, block->columns, score, label, &row[i]);
    }
}

static void
row_logits(const xent_block *block, xent_kind kind, size_t i, double *z)
{
    row_scores(block, i, z);
    if (block->columns == 1)
        z[0] = log_odds_of_score(kind, z[0]);
    else if (kind == XENT_PROBS)
        xent_vector_log(block->columns, z);
}

void
xent_kernel_logits(const xent_block *block, xent_kind kind, double *z)
{
    for (size_t i = 0; i < block->rows; i++)
        row_logits(block, kind, i, z + i * block->columns);
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

/* The logit with the largest beta z among those that are not masked (z = -inf). */
static double
leading_logit(size_t n, double beta, const double *z)
{
    if (beta >= 0)
        return xent_vector_max(n, z);
    double best = (double)INFINITY;
    for (size_t j = 0; j < n; j++)
        if (z[j] > -(double)INFINITY && z[j] < best)
            best = z[j];
    return best;
}

/* Spoils z.  The leading class is left out of the sums, so that what the others add to it keeps
   its digits. */
static beta_terms
softmax_terms(size_t n, double beta, double *z, int32_t label)
{
    double lead = leading_logit(n, beta, z), d = z[label] - lead;
    size_t leader = 0;
    while (z[leader] != lead)
        leader++;
    z[leader] = -(double)INFINITY;
    xent_softmax_moments rest = xent_vector_softmax(n, z, lead, beta);
    double total = 1 + rest.e, mean = rest.ed / total;
    return (beta_terms){log1p(rest.e) - (d == 0 ? 0 : beta * d), mean - d,
                        rest.edd / total - mean * mean};
}

void
xent_kernel_beta(const xent_block *block, xent_kind kind, double beta, double *z,
                 xent_beta_sums *sums)
{
    size_t n = block->columns;
    *sums = (xent_beta_sums){0};
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        row_logits(block, kind, i, z);
        beta_terms t = n == 1 ? binary_terms(beta, z[0], block->label[i])
                              : softmax_terms(n, beta, z, block->label[i]);
        sums->weight += w;
        sums->nll += w * t.value;
        sums->slope += w * t.slope;
        sums->curvature += w * t.curvature;
        sums->square += w * t.slope * t.slope;
        sums->weighted_square += w * t.slope * (w * t.slope);
    }
}
