/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row summaries; see xent_kernel_rows. */
#include <math.h>
#include <stdbool.h>
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_math.h"
#include "kernel_scores.h"

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
row_of_logits(size_t n, double *z, double *scratch, unsigned wants, int32_t label, xent_row *row)
{
    double z_label = label >= 0 ? z[label] : 0;
    softmax_sums s = sum_softmax(n, z, scratch);
    double total = 1 + s.rest;
    row->predicted = (int32_t)s.argmax;
    row->confidence = 1 / total;
    if (wants & XENT_WANT_ENTROPY)
        row->entropy = log1p(s.rest) - s.moment / total;
    if (label >= 0 && wants & (XENT_WANT_NLL | XENT_WANT_BRIER))
        label_of_logits(&s, z_label, s.argmax == (size_t)label, row);
    for (size_t j = 0; j < n; j++)
        z[j] /= total;
}

XENT_INLINE void
top_of_probabilities(size_t n, const double *p, xent_row *row)
{
    row->predicted = (int32_t)argmax(n, p);
    row->confidence = p[row->predicted];
}

XENT_INLINE double
brier_of_probabilities(size_t n, const double *p, int32_t label)
{
    double others = 0;
    for (size_t j = 0; j < n; j++)
        others += (int32_t)j == label ? 0 : p[j] * p[j];
    return (1 - p[label]) * (1 - p[label]) + others;
}

XENT_INLINE void
row_of_probabilities(size_t n, const double *p, double *l, unsigned wants, int32_t label,
                     xent_row *row)
{
    top_of_probabilities(n, p, row);
    if (wants & XENT_WANT_ENTROPY) {
        for (size_t j = 0; j < n; j++)
            l[j] = p[j] == 0 ? 0 : xent_kernel_log(p[j]);
        row->entropy = -xent_lanes_dot(n, p, l);
    }
    if (label >= 0 && wants & XENT_WANT_BRIER)
        row->brier = brier_of_probabilities(n, p, label);
    if (label >= 0 && wants & XENT_WANT_NLL)
        row->nll = p[label] == 1 ? 0 : -log(p[label]);
}

/* Turns the log-probabilities into probabilities on the way. */
XENT_INLINE void
row_of_log_probabilities(size_t n, double *p, double *l, unsigned wants, int32_t label,
                         xent_row *row)
{
    if (label >= 0)
        row->nll = -p[label];
    for (size_t j = 0; j < n; j++) {
        double q = xent_kernel_exp(p[j]);
        l[j] = q == 0 ? 0 : p[j];
        p[j] = q;
    }
    top_of_probabilities(n, p, row);
    if (wants & XENT_WANT_ENTROPY)
        row->entropy = -xent_lanes_dot(n, p, l);
    if (label >= 0 && wants & XENT_WANT_BRIER)
        row->brier = brier_of_probabilities(n, p, label);
}

static void
row_of_binary(xent_kind kind, double score, unsigned wants, int32_t label, xent_row *row)
{
    if (kind == XENT_PROBS && !(wants & (XENT_WANT_NLL | XENT_WANT_ENTROPY))) {
        row->positive = score;
        row->predicted = score > 0.5;
        row->confidence = row->predicted ? score : 1 - score;
        row->brier = label == 1 ? (1 - score) * (1 - score) : score * score;
        row->rank = row->predicted != label;
        return;
    }
    xent_binary_forms b = xent_binary_of_score(kind, score);
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

/* Summarises the row whose scores are in `score`, which become its probabilities. */
XENT_INLINE void
summarise(xent_kind kind, unsigned wants, size_t n, double *score, double *scratch, int32_t label,
          xent_row *row)
{
    if (n == 1) {
        row_of_binary(kind, score[0], wants, label, row);
        score[0] = row->positive;
        return;
    }
    if (label >= 0 && wants & XENT_WANT_RANK)
        row->rank = rank_of(n, score, (size_t)label);
    if (kind == XENT_LOGITS)
        row_of_logits(n, score, scratch, wants, label, row);
    else if (kind == XENT_PROBS)
        row_of_probabilities(n, score, scratch, wants, label, row);
    else
        row_of_log_probabilities(n, score, scratch, wants, label, row);
    row->positive = row->confidence;
}

void
XENT_PASS(rows)(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                xent_row *row, double *q, double *scratch)
{
    for (size_t i = 0; i < block->rows; i++) {
        double *score = q + i * stride;
        int32_t label = block->label ? block->label[i] : -1;
        row[i].weight = xent_block_weight(block, i);
        row[i].label = label;
        xent_row_scores(block, i, score);
        summarise(kind, wants, block->columns, score, scratch, label, &row[i]);
    }
}
