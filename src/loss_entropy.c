/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-entropies and what weighs them: terms in x = ln q. */
#include <math.h>
#include "compensated.h"
#include "loss_internal.h"

enum { BINARY = XENT_TAKES_LOGITS | XENT_TAKES_PROBS | XENT_TAKES_LOGPROBS };
enum { TARGETS = XENT_TAKES_LABELS | XENT_TAKES_TARGETS };

/* -sum t ln q */
static void
ce_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    xent_compensated sum = {0};
    (void)options;
    for (size_t k = 0; k < p->n; k++) {
        if (p->t[k] != 0)
            xent_compensated_add(&sum, -p->t[k] * p->x[k]);
        terms->by_x[k] = p->t[k] == 0 ? 0 : -p->t[k];
    }
    terms->value = xent_compensated_value(&sum);
}

const xent_loss xent_loss_ce = {
    .name = "ce",
    .title = "categorical cross-entropy",
    .definition = "-sum_k c_k t'_k ln q_k, t' = t (1-s) + s/K",
    .source = "Good 1952; label smoothing: Szegedy et al. 2016",
    .columns = XENT_LOSS_CLASSES,
    .takes = BINARY | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT | XENT_LOSS_TEMPERATURE,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_LINEAR |
                  XENT_LOSS_NATS,
    .terms = ce_terms,
};

const xent_loss xent_loss_bce = {
    .name = "bce",
    .title = "binary cross-entropy, and its sum over the labels of a multi-label problem",
    .definition = "sum_j -P_j t'_j ln p_j - (1-t'_j) ln(1-p_j), t' = t (1-s) + s/2",
    .source = "Good 1952; Cox 1958",
    .columns = XENT_LOSS_COLUMNS,
    .takes = BINARY | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_POS_WEIGHT | XENT_LOSS_TEMPERATURE,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_LINEAR |
                  XENT_LOSS_NATS,
    .terms = ce_terms,
};

/* ---- focal losses */

/* q ln q / (1-q), which is -1 at q = 1 and 0 at q = 0. */
static double
log_slope(const xent_problem *p, size_t k)
{
    if (p->complement[k] == 0)
        return -1;
    return p->q[k] == 0 ? 0 : p->q[k] * p->x[k] / p->complement[k];
}

/* (1-q)^gamma from the complement, which has its digits where q is near 1: what
   exp(gamma log1p(-q)) of a rounded q has lost. */
static void
focal_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    double gamma = options->gamma, alpha = isnan(options->alpha) ? 1 : options->alpha;
    xent_compensated sum = {0};
    for (size_t k = 0; k < p->n; k++) {
        if (p->t[k] == 0)
            continue;
        double factor = alpha * p->t[k] * pow(p->complement[k], gamma);
        xent_compensated_add(&sum, p->x[k] == 0 ? 0 : factor * -p->x[k]);
        terms->by_x[k] = factor * (gamma * log_slope(p, k) - 1);
    }
    terms->value = xent_compensated_value(&sum);
}

const xent_loss xent_loss_focal = {
    .name = "focal",
    .title = "focal loss of a softmax",
    .definition = "sum_k alpha c_k t'_k (1-q_k)^gamma (-ln q_k)",
    .source = "Lin et al. 2017, as in Keras",
    .columns = XENT_LOSS_CLASSES,
    .takes = BINARY | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT | XENT_LOSS_TEMPERATURE |
               XENT_LOSS_GAMMA | XENT_LOSS_ALPHA,
    .properties = XENT_LOSS_LINEAR | XENT_LOSS_NATS,
    .terms = focal_terms,
};

/* alpha_t (1-p_t)^gamma bce with p_t = t p + (1-t)(1-p): for soft t not the focal loss of two
   classes.  1 - p_t = t (1-p) + (1-t) p adds what is positive. */
static void
binary_focal_terms(const xent_loss_options *options, const xent_problem *p,
                   xent_loss_terms *terms)
{
    double alpha = options->alpha, gamma = options->gamma;
    double balance = isnan(alpha) ? 1 : alpha * p->t[1] + (1 - alpha) * p->t[0];
    double miss = p->t[0] * p->complement[0] + p->t[1] * p->complement[1];
    ce_terms(options, p, terms);
    double entropy = terms->value, factor = balance * pow(miss, gamma);
    double slope = miss == 0 || gamma == 0 ? 0 : balance * gamma * pow(miss, gamma - 1) * entropy;
    terms->value = factor == 0 ? 0 : factor * entropy;
    for (size_t k = 0; k < 2; k++) {
        terms->by_x[k] *= factor;
        terms->by_q[k] = p->t[k] == 0 ? 0 : -p->t[k] * slope;
    }
}

const xent_loss xent_loss_binary_focal = {
    .name = "binary_focal",
    .title = "focal loss of a sigmoid",
    .definition = "sum_j alpha_t (1-p_t)^gamma bce_j, p_t = t p + (1-t)(1-p), "
                  "alpha_t = alpha t + (1-alpha)(1-t)",
    .source = "Lin et al. 2017",
    .columns = XENT_LOSS_COLUMNS,
    .takes = BINARY | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_TEMPERATURE | XENT_LOSS_GAMMA | XENT_LOSS_ALPHA,
    .properties = XENT_LOSS_NATS,
    .terms = binary_focal_terms,
};

/* ---- Poly-1 */

/* 1 - sum t q = (1 - sum t) + sum t (1-q), whose first part is 0 for distributions. */
static void
poly1_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    xent_compensated miss = {1, 0};
    ce_terms(options, p, terms);
    for (size_t k = 0; k < p->n; k++) {
        xent_compensated_add(&miss, -p->t[k]);
        xent_compensated_add(&miss, p->t[k] * p->complement[k]);
        terms->by_q[k] = p->t[k] == 0 ? 0 : -options->epsilon * p->t[k];
        if (terms->curvature)
            terms->curvature[k] = terms->by_q[k] * p->q[k];
    }
    terms->value += options->epsilon * xent_compensated_value(&miss);
}

const xent_loss xent_loss_poly1 = {
    .name = "poly1",
    .title = "Poly-1 cross-entropy",
    .definition = "-sum_k t'_k ln q_k + epsilon (1 - sum_k t'_k q_k)",
    .source = "Leng et al. 2022",
    .columns = XENT_LOSS_CLASSES,
    .takes = BINARY | TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT |
               XENT_LOSS_TEMPERATURE | XENT_LOSS_EPSILON,
    .properties = XENT_LOSS_CURVED | XENT_LOSS_LINEAR | XENT_LOSS_WEIGHS_ROWS,
    .terms = poly1_terms,
};

/* ---- log-probabilities of the true tokens alone, which is what language models' services give */

static void
token_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    (void)options;
    terms->value = p->x[0] == 0 ? 0 : -p->x[0];
    terms->by_x[0] = -1;
}

const xent_loss xent_loss_token_nll = {
    .name = "token_nll",
    .title = "negative log-likelihood of the true tokens' log-probabilities",
    .definition = "-ln q(y), which is given",
    .source = "Jelinek et al. 1977",
    .columns = XENT_LOSS_SCORES,
    .takes = XENT_TAKES_LOGPROBS | XENT_TAKES_NOTHING,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_NATS,
    .terms = token_terms,
};
