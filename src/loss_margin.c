/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses that are not logarithms: squared errors of probabilities, and margins of scores. */
#include <math.h>
#include "compensated.h"
#include "loss_internal.h"

enum { SCORES = XENT_TAKES_LOGITS | XENT_TAKES_PROBS | XENT_TAKES_LOGPROBS };
enum { TARGETS = XENT_TAKES_LABELS | XENT_TAKES_TARGETS };

/* ---- squared errors */

/* q - t, from the complements where both are near 1. */
static double
error_of(const xent_problem *p, size_t k)
{
    return p->t[k] > 0.5 ? (1 - p->t[k]) - p->complement[k] : p->q[k] - p->t[k];
}

/* The term of class k, with its derivatives in q and ln q. */
static double
square_term(const xent_problem *p, size_t k, xent_loss_terms *terms)
{
    double error = error_of(p, k);
    terms->by_q[k] = 2 * error;
    if (terms->curvature)
        terms->curvature[k] = 2 * p->q[k] * (p->q[k] + error);
    return error * error;
}

static void
mse_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    xent_compensated sum = {0};
    (void)options;
    for (size_t k = 0; k < p->n; k++)
        xent_compensated_add(&sum, square_term(p, k, terms));
    terms->value = xent_compensated_value(&sum);
}

const xent_loss xent_loss_mse = {
    .name = "mse",
    .title = "squared error of the probabilities (Brier score)",
    .definition = "sum_k (q_k - t'_k)^2",
    .source = "Brier 1950",
    .columns = XENT_LOSS_CLASSES,
    .takes = SCORES | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT | XENT_LOSS_TEMPERATURE,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CURVED | XENT_LOSS_WEIGHS_ROWS,
    .terms = mse_terms,
};

static void
binary_mse_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    (void)options;
    terms->value = square_term(p, 1, terms);
}

const xent_loss xent_loss_binary_mse = {
    .name = "binary_mse",
    .title = "squared error of P(y=1), column by column",
    .definition = "sum_j (p_j - t'_j)^2",
    .source = "Brier 1950",
    .columns = XENT_LOSS_COLUMNS,
    .takes = SCORES | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_TEMPERATURE,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CURVED,
    .terms = binary_mse_terms,
};

/* ---- margins */

/* 1 - (2t-1) s: how far the score is from the right side of the margin; t in {0,1}. */
static double
shortfall(const xent_problem *p)
{
    double sign = 2 * p->t[0] - 1;
    return fmax(0, 1 - sign * p->x[0]);
}

static void
hinge_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    (void)options;
    terms->value = shortfall(p);
    terms->by_x[0] = terms->value > 0 ? 1 - 2 * p->t[0] : 0;
}

const xent_loss xent_loss_hinge = {
    .name = "hinge",
    .title = "hinge loss, column by column",
    .definition = "sum_j max(0, 1 - (2 t_j - 1) s_j)",
    .source = "Cortes, Vapnik 1995",
    .columns = XENT_LOSS_SCORES,
    .takes = XENT_TAKES_LOGITS | TARGETS,
    .properties = XENT_LOSS_CONVEX,
    .terms = hinge_terms,
};

static void
squared_hinge_terms(const xent_loss_options *options, const xent_problem *p,
                    xent_loss_terms *terms)
{
    double short_by = shortfall(p);
    (void)options;
    terms->value = short_by * short_by;
    terms->by_x[0] = 2 * short_by * (1 - 2 * p->t[0]);
}

const xent_loss xent_loss_squared_hinge = {
    .name = "squared_hinge",
    .title = "squared hinge loss, column by column",
    .definition = "sum_j max(0, 1 - (2 t_j - 1) s_j)^2",
    .source = "Lee, Mangasarian 2001",
    .columns = XENT_LOSS_SCORES,
    .takes = XENT_TAKES_LOGITS | TARGETS,
    .properties = XENT_LOSS_CONVEX,
    .terms = squared_hinge_terms,
};

/* The class with the largest score plus margin against the target's class, which is the largest
   target.  Where classes tie, the gradient is that of the first. */
static void
multiclass_hinge_terms(const xent_loss_options *options, const xent_problem *p,
                       xent_loss_terms *terms)
{
    size_t label = 0, worst;
    (void)options;
    for (size_t k = 1; k < p->n; k++)
        if (p->t[k] > p->t[label])
            label = k;
    worst = label;
    for (size_t k = 0; k < p->n; k++) {
        double margin = p->x[k] - p->x[label] + (k != label);
        if (margin > terms->value) {
            terms->value = margin;
            worst = k;
        }
    }
    terms->by_x[worst] += 1;
    terms->by_x[label] -= 1;
}

const xent_loss xent_loss_multiclass_hinge = {
    .name = "multiclass_hinge",
    .title = "multiclass hinge loss",
    .definition = "max_k (s_k + [k != y]) - s_y",
    .source = "Crammer, Singer 2001",
    .columns = XENT_LOSS_MARGINS,
    .takes = XENT_TAKES_LOGITS | TARGETS,
    .options = XENT_LOSS_CLASS_WEIGHT,
    .properties = XENT_LOSS_CONVEX | XENT_LOSS_WEIGHS_ROWS,
    .terms = multiclass_hinge_terms,
};
