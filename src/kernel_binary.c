/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row summaries of one column; see xent_kernel_rows.  One row in each lane. */
#include "kernel_internal.h"
#include "kernel_simd.h"
#include "kernel_summary.h"

/* XENT_WIDTH rows.  No 1 - p is formed from a rounded p where its digits matter. */
typedef struct {
    xent_v p, complement;         /* P(y=1), P(y=0) */
    xent_v log_p, log_complement; /* their logarithms, if they are wanted */
    xent_v entropy;
    xent_vi predicted;
} forms;

XENT_INLINE xent_v
entropy_of(const forms *b)
{
    xent_v one = xent_v_select(b->p > 0, b->p * b->log_p, xent_v_all(0));
    xent_v other = xent_v_select(b->complement > 0, b->complement * b->log_complement,
                                 xent_v_all(0));
    return 0 - (one + other);
}

/* With a = |z| and t = e^-a, the likelier outcome has 1 / (1 + t), and H = ln(1 + t) + a t / (1 +
   t). */
XENT_INLINE forms
forms_of_logits(xent_v z, bool logs)
{
    xent_vi positive = z > 0;
    xent_v a = xent_v_max(z, 0 - z), t = xent_v_exp_plain(0 - a);
    xent_v likely = 1 / (1 + t), unlikely = t / (1 + t);
    forms b = {.p = xent_v_select(positive, likely, unlikely),
               .complement = xent_v_select(positive, unlikely, likely),
               .predicted = positive};
    if (logs) {
        xent_v lse = xent_v_log1p(t), least = xent_v_all(-XENT_EXP_LEAST);
        b.log_p = xent_v_select(positive, 0 - lse, 0 - (a + lse));
        b.log_complement = xent_v_select(positive, 0 - (a + lse), 0 - lse);
        b.entropy = lse + xent_v_select(a > least, least, a) * unlikely;
    }
    return b;
}

XENT_INLINE forms
forms_of_probs(xent_v p, bool logs)
{
    forms b = {.p = p, .complement = 1 - p, .predicted = p > 0.5};
    if (logs) {
        b.log_p = xent_v_log(p);
        b.log_complement = xent_v_log1p(0 - p);
        b.entropy = entropy_of(&b);
    }
    return b;
}

/* ln(1 - e^l) as Maechler 2012 splits it. */
XENT_INLINE forms
forms_of_logprobs(xent_v l, bool logs)
{
    xent_v p = xent_v_exp_plain(l);
    forms b = {.p = p, .complement = 0 - xent_v_expm1(l), .log_p = l, .predicted = p > 0.5};
    if (logs) {
        b.log_complement = xent_v_select(l > -0.6931471805599453, xent_v_log(b.complement),
                                         xent_v_log1p(0 - p));
        b.entropy = entropy_of(&b);
    }
    return b;
}

XENT_INLINE void
write_rows(unsigned wants, size_t n, const forms *b, xent_vi label, xent_row *row)
{
    xent_v confidence = xent_v_select(b->predicted, b->p, b->complement);
    int32_t predicted[XENT_WIDTH];
    for (size_t l = 0; l < XENT_WIDTH; l++)
        predicted[l] = b->predicted[l] ? 1 : 0;
    XENT_SET_ROWS(positive, b->p);
    if (wants & XENT_WANT_TOP) {
        XENT_SET_ROWS(confidence, confidence);
        XENT_SET_ROWS(predicted, predicted);
    }
    for (size_t l = 0; wants & XENT_WANT_RANK && l < n; l++)
        row[l].rank = row[l].label != predicted[l];
    if (wants & XENT_WANT_NLL) {
        xent_v nll = 0 - xent_v_select(label, b->log_p, b->log_complement);
        XENT_SET_ROWS(nll, nll);
    }
    if (wants & XENT_WANT_ENTROPY)
        XENT_SET_ROWS(entropy, b->entropy);
    if (wants & XENT_WANT_BRIER) {
        xent_v miss = xent_v_select(label, b->complement, b->p), brier = miss * miss;
        XENT_SET_ROWS(brier, brier);
    }
}

XENT_INLINE void
summarise_rows(xent_kind kind, const xent_block *block, unsigned wants, size_t stride,
               xent_row *row, double *q)
{
    bool logs = wants & (XENT_WANT_NLL | XENT_WANT_ENTROPY);
    for (size_t i = 0; i < block->rows; i += XENT_WIDTH) {
        size_t n = block->rows - i < XENT_WIDTH ? block->rows - i : XENT_WIDTH;
        xent_v z = {0};
        xent_vi label = {0};
        xent_rows_begin(block, i, n, row);
        for (size_t l = 0; l < n; l++) {
            z[l] = xent_block_score(block, i + l);
            label[l] = row[i + l].label == 1 ? -1 : 0;
        }
        forms b = kind == XENT_LOGITS  ? forms_of_logits(z, logs)
                  : kind == XENT_PROBS ? forms_of_probs(z, logs)
                                       : forms_of_logprobs(z, logs);
        write_rows(wants, n, &b, label, row + i);
        for (size_t l = 0; stride && l < n; l++)
            q[(i + l) * stride] = b.p[l];
    }
}

void
XENT_PASS(binary)(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                  xent_row *row, double *q)
{
    if (kind == XENT_LOGITS)
        summarise_rows(XENT_LOGITS, block, wants, stride, row, q);
    else if (kind == XENT_PROBS)
        summarise_rows(XENT_PROBS, block, wants, stride, row, q);
    else
        summarise_rows(XENT_LOGPROBS, block, wants, stride, row, q);
}
