/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows with target distributions say; see xent_kernel_soft_rows. */
#include <math.h>
#include "info_internal.h"
#include "kernel_scores.h"

/* Makes ln q of logits. */
static void
normalise(size_t n, double *l)
{
    double most = l[0], sum = 0;
    for (size_t j = 1; j < n; j++)
        most = l[j] > most ? l[j] : most;
    for (size_t j = 0; j < n; j++)
        sum += exp(l[j] - most);
    double log_sum = most + log(sum);
    for (size_t j = 0; j < n; j++)
        l[j] -= log_sum;
}

/* The sums of a row, each on its own. */
static void
sum_row(size_t n, const double *target, const double *l, xent_row *row, xent_soft_row *soft)
{
    double cross = 0, entropy = 0, divergence = 0, mass = 0, squares = 0;
    for (size_t j = 0; j < n; j++) {
        double p = target[j], q = exp(l[j]);
        squares += (q - p) * (q - p);
        mass += p - q;
        if (p > 0) {
            double log_p = log(p);
            cross -= p * l[j];
            entropy -= p * log_p;
            divergence += p * xent_expm1_minus(l[j] - log_p);
        } else {
            divergence += q;
        }
    }
    row->nll = cross;
    row->brier = squares;
    soft->entropy = entropy;
    soft->divergence = divergence + mass;
}

static void
sum_binary_row(const xent_block *block, xent_kind kind, size_t i, xent_row *row,
               xent_soft_row *soft)
{
    xent_binary_forms form = xent_binary_of_score(kind, xent_block_score(block, i));
    double t = block->target[i], target[2] = {1 - t, t};
    double l[2] = {form.log_complement, form.log_p};
    sum_row(2, target, l, row, soft);
    row->brier = (form.p - t) * (form.p - t);
    soft->hit = target[row->predicted];
}

void
xent_kernel_soft_rows(const xent_block *block, xent_kind kind, double *scratch, xent_row *row,
                      xent_soft_row *soft)
{
    size_t n = block->columns;
    for (size_t i = 0; i < block->rows; i++) {
        if (n == 1) {
            sum_binary_row(block, kind, i, &row[i], &soft[i]);
            continue;
        }
        const double *target = block->target + i * n;
        xent_row_logits(block, kind, i, scratch);
        if (kind == XENT_LOGITS)
            normalise(n, scratch);
        sum_row(n, target, scratch, &row[i], &soft[i]);
        soft[i].hit = target[row[i].predicted];
    }
}
