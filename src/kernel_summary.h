/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the sums over a row to its summary, for XENT_WIDTH rows side by side. */
#ifndef XENT_KERNEL_SUMMARY_H
#define XENT_KERNEL_SUMMARY_H
#include "kernel_internal.h"
#include "kernel_simd.h"

/* The sums of XENT_WIDTH rows.  Class j has the weight e: exp(z - max) of logits, q of
   probabilities.  The largest is kept apart, so that neither 1 + rest nor 1 - q is formed where its
   digits would be lost. */
typedef struct {
    double max[XENT_WIDTH];     /* of the scores */
    double rest[XENT_WIDTH];    /* sum of e over the others */
    double moment[XENT_WIDTH];  /* sum of e ln e over the others */
    double squares[XENT_WIDTH]; /* sum of e^2 over the others */
    double label_score[XENT_WIDTH]; /* anything if there is no label */
    int32_t argmax[XENT_WIDTH], rank[XENT_WIDTH];
} xent_row_sums;

/* What the loss and the scores of a row are made of, in a way that all kinds share. */
typedef struct {
    xent_v total;    /* q = e / total */
    xent_v top;      /* e of the largest class */
    xent_v e;        /* of the label */
    xent_v top_miss; /* 1 - q of the largest class */
    xent_v nll, entropy;
} xent_row_terms;

XENT_INLINE xent_row_terms
xent_terms_of_logits(const xent_row_sums *s, unsigned wants)
{
    xent_v rest = xent_v_load(s->rest), total = 1 + rest;
    xent_v d = xent_v_load(s->label_score) - xent_v_load(s->max);
    xent_row_terms t = {.total = total, .top = xent_v_all(1), .top_miss = rest / total};
    if (wants & (XENT_WANT_NLL | XENT_WANT_ENTROPY)) {
        xent_v lse = xent_v_log1p(rest);
        t.nll = lse - d;
        t.entropy = lse - xent_v_load(s->moment) / total;
    }
    if (wants & XENT_WANT_BRIER)
        t.e = xent_v_exp_plain(d);
    return t;
}

XENT_INLINE xent_row_terms
xent_terms_of_probs(const xent_row_sums *s, unsigned wants)
{
    xent_v top = xent_v_load(s->max), label = xent_v_load(s->label_score);
    xent_row_terms t = {.total = xent_v_all(1), .top = top, .top_miss = 1 - top, .e = label};
    if (wants & XENT_WANT_NLL)
        t.nll = 0 - xent_v_log(label);
    if (wants & XENT_WANT_ENTROPY)
        t.entropy = 0 - (xent_v_load(s->moment) + top * xent_v_log(top));
    return t;
}

XENT_INLINE xent_row_terms
xent_terms_of_logprobs(const xent_row_sums *s, unsigned wants)
{
    xent_v max = xent_v_load(s->max), label = xent_v_load(s->label_score);
    xent_v top = xent_v_exp_plain(max);
    xent_row_terms t = {.total = xent_v_all(1), .top = top, .top_miss = 0 - xent_v_expm1(max)};
    t.nll = 0 - label;
    t.entropy = 0 - (xent_v_load(s->moment) + top * max);
    if (wants & XENT_WANT_BRIER)
        t.e = xent_v_exp_plain(label);
    return t;
}

XENT_INLINE xent_v
xent_brier_of_terms(const xent_row_sums *s, const xent_row_terms *t, xent_vi right)
{
    xent_v squares = xent_v_load(s->squares);
    xent_v miss = xent_v_select(right, t->top_miss, (t->total - t->e) / t->total);
    xent_v others = xent_v_select(right, squares, t->top * t->top + squares - t->e * t->e);
    return miss * miss + others / (t->total * t->total);
}

/* Weight and label of n rows from number i on.  The loops are apart for the compiler, which would
   load weights that are not there behind a mask. */
XENT_INLINE void
xent_rows_begin(const xent_block *block, size_t i, size_t n, xent_row *row)
{
    for (size_t l = 0; l < n; l++) {
        row[i + l].weight = 1;
        row[i + l].label = -1;
    }
    if (block->weight)
        for (size_t l = 0; l < n; l++)
            row[i + l].weight = block->weight[i + l];
    if (block->label)
        for (size_t l = 0; l < n; l++)
            row[i + l].label = block->label[i + l];
}

/* Sets a member of n rows to the lanes of a vector. */
#define XENT_SET_ROWS(member, lanes)                                                               \
    for (size_t l = 0; l < n; l++)                                                                 \
    row[l].member = (lanes)[l]

/* Writes the summaries of n <= XENT_WIDTH rows whose weight and label are there. */
XENT_INLINE void
xent_summarise(xent_kind kind, unsigned wants, size_t n, const xent_row_sums *s, xent_row *row)
{
    xent_row_terms t = kind == XENT_LOGITS  ? xent_terms_of_logits(s, wants)
                       : kind == XENT_PROBS ? xent_terms_of_probs(s, wants)
                                            : xent_terms_of_logprobs(s, wants);
    xent_vi right = {0};
    if (wants & (XENT_WANT_TOP | XENT_WANT_POSITIVE)) {
        xent_v confidence = t.top / t.total;
        XENT_SET_ROWS(confidence, confidence);
        XENT_SET_ROWS(positive, confidence);
        XENT_SET_ROWS(predicted, s->argmax);
    }
    if (wants & XENT_WANT_RANK)
        XENT_SET_ROWS(rank, s->rank);
    if (wants & XENT_WANT_NLL)
        XENT_SET_ROWS(nll, t.nll);
    if (wants & XENT_WANT_ENTROPY)
        XENT_SET_ROWS(entropy, t.entropy);
    if (wants & XENT_WANT_BRIER) {
        for (size_t l = 0; l < n; l++)
            right[l] = row[l].label == s->argmax[l] ? -1 : 0;
        xent_v brier = xent_brier_of_terms(s, &t, right);
        XENT_SET_ROWS(brier, brier);
    }
}

#endif
