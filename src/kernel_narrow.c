/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row summaries of few classes; see xent_kernel_rows. */
#include "kernel_internal.h"
#include "kernel_simd.h"
#include "kernel_summary.h"
#include "kernel_turned.h"

/* XENT_WIDTH rows. */
typedef struct {
    xent_v score[XENT_NARROW]; /* then e; see xent_row_sums */
    xent_v max, label_score;
    xent_vi label, top, rank;
    xent_v rest, moment, squares;
} side_by_side;

/* Loads the rows from number i on, as xent_turn(). */
XENT_INLINE void
load_rows(bool f32, const xent_block *block, size_t i, size_t rows, side_by_side *s)
{
    xent_turn(f32, block, i, rows, s->score);
    for (size_t l = 0; l < XENT_WIDTH; l++) {
        size_t row = i + (l < rows ? l : rows - 1);
        size_t label = block->label && block->label[row] >= 0 ? (size_t)block->label[row] : 0;
        s->label[l] = (int64_t)label;
        s->label_score[l] = s->score[label][l];
    }
}

XENT_INLINE void
compare(size_t n, bool ranks, side_by_side *s)
{
    s->max = s->score[0];
    s->top = s->rank = (xent_vi){0};
    for (size_t j = 0; j < n; j++) {
        xent_v x = s->score[j];
        xent_vi better = x > s->max;
        s->top = (s->top & ~better) | ((int64_t)j & better);
        s->max = xent_v_max(x, s->max);
        if (ranks)
            s->rank -= (x > s->label_score) | ((x == s->label_score) & ((int64_t)j < s->label));
    }
}

/* Turns the scores of the classes j .. j+count-1 into e and adds them. */
XENT_INLINE void
add_classes(xent_kind kind, bool f32, unsigned wants, int count, size_t j, side_by_side *s)
{
    bool logs = wants & XENT_WANT_ENTROPY;
    xent_v e[XENT_MOST_VECTORS], l[XENT_MOST_VECTORS];
    xent_v shift = kind == XENT_LOGITS ? s->max : xent_v_all(0);
    XENT_EACH(count) e[k] = s->score[j + (size_t)k];
    if (kind == XENT_PROBS) {
        XENT_EACH(count) l[k] = logs ? xent_v_log_or_0(e[k]) : e[k];
    } else {
        XENT_EACH(count) e[k] = l[k] = xent_v_max(e[k] - shift, xent_v_all(XENT_EXP_LEAST));
        if (f32)
            xent_v_exp_f32(count, e);
        else
            xent_v_exp(count, e);
    }
    XENT_EACH(count) {
        xent_vi is_top = s->top == (int64_t)j + k;
        s->score[j + (size_t)k] = e[k];
        e[k] = (xent_v)((xent_vi)e[k] & ~is_top);
        s->rest += e[k];
        if (logs)
            s->moment += e[k] * l[k];
        if (wants & XENT_WANT_BRIER)
            s->squares += e[k] * e[k];
    }
}

XENT_INLINE void
add_all_classes(xent_kind kind, bool f32, unsigned wants, size_t n, side_by_side *s)
{
    size_t j = 0;
    s->rest = s->moment = s->squares = (xent_v){0};
    for (; j + XENT_MOST_VECTORS <= n; j += XENT_MOST_VECTORS)
        add_classes(kind, f32, wants, XENT_MOST_VECTORS, j, s);
    for (; j < n; j++)
        add_classes(kind, f32, wants, 1, j, s);
    if (kind != XENT_PROBS) {
        s->rest *= XENT_EXP_UNSCALE;
        s->moment *= XENT_EXP_UNSCALE;
        s->squares *= XENT_EXP_UNSCALE * XENT_EXP_UNSCALE;
    }
}

XENT_INLINE xent_row_sums
sums_of(const side_by_side *s)
{
    xent_row_sums sums;
    xent_v_store(sums.max, s->max);
    xent_v_store(sums.rest, s->rest);
    xent_v_store(sums.moment, s->moment);
    xent_v_store(sums.squares, s->squares);
    xent_v_store(sums.label_score, s->label_score);
    for (int l = 0; l < XENT_WIDTH; l++) {
        sums.argmax[l] = (int32_t)s->top[l];
        sums.rank[l] = (int32_t)s->rank[l];
    }
    return sums;
}

/* The probabilities of `rows` rows, out of the e of all classes. */
XENT_INLINE void
store_probabilities(xent_kind kind, size_t n, size_t rows, size_t stride, const side_by_side *s,
                    double *q)
{
    xent_v p[XENT_NARROW], factor = xent_v_all(kind == XENT_PROBS ? 1 : XENT_EXP_UNSCALE);
    if (kind == XENT_LOGITS)
        factor /= 1 + s->rest;
    for (size_t j = 0; j < n; j++)
        p[j] = s->score[j] * factor;
    xent_turn_back(n, rows, stride, p, q);
}

XENT_INLINE void
summarise_rows(xent_kind kind, bool f32, const xent_block *block, unsigned wants, size_t stride,
               xent_row *row, double *q)
{
    size_t n = block->columns;
    for (size_t i = 0; i < block->rows; i += XENT_WIDTH) {
        size_t rows = block->rows - i < XENT_WIDTH ? block->rows - i : XENT_WIDTH;
        side_by_side s;
        load_rows(f32, block, i, rows, &s);
        compare(n, wants & XENT_WANT_RANK, &s);
        add_all_classes(kind, f32, wants, n, &s);
        xent_row_sums sums = sums_of(&s);
        xent_rows_begin(block, i, rows, row);
        xent_summarise(kind, wants, rows, &sums, row + i);
        if (stride)
            store_probabilities(kind, n, rows, stride, &s, q + i * stride);
    }
}

#define SUMMARISE(name, kind, f32)                                                                 \
    static void name(const xent_block *block, unsigned wants, size_t stride, xent_row *row,        \
                     double *q)                                                                    \
    {                                                                                              \
        if (wants == XENT_WANT_NLL && !stride) /* of a loss: less to do */                         \
            summarise_rows(kind, f32, block, XENT_WANT_NLL, 0, row, NULL);                         \
        else                                                                                       \
            summarise_rows(kind, f32, block, wants, stride, row, q);                               \
    }
SUMMARISE(logits_f32, XENT_LOGITS, true)
SUMMARISE(logits_f64, XENT_LOGITS, false)
SUMMARISE(probs_f32, XENT_PROBS, true)
SUMMARISE(probs_f64, XENT_PROBS, false)
SUMMARISE(logprobs_f32, XENT_LOGPROBS, true)
SUMMARISE(logprobs_f64, XENT_LOGPROBS, false)

void
XENT_PASS(narrow)(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                  xent_row *row, double *q)
{
    typedef void pass(const xent_block *, unsigned, size_t, xent_row *, double *);
    static pass *const passes[3][2] = {[XENT_LOGITS] = {logits_f64, logits_f32},
                                       [XENT_PROBS] = {probs_f64, probs_f32},
                                       [XENT_LOGPROBS] = {logprobs_f64, logprobs_f32}};
    passes[kind][block->f32 != NULL](block, wants, stride, row, q);
}
