/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Divergences as losses: KL, its generalised form, and distillation, whose second part they are. */
#include <math.h>
#include <gsl/gsl_sf_exp.h>
#include "compensated.h"
#include "loss_internal.h"

enum { SCORES = XENT_TAKES_LOGITS | XENT_TAKES_PROBS | XENT_TAKES_LOGPROBS };

static double
log_target(const xent_problem *p, size_t k)
{
    return p->log_t ? p->log_t[k] : log(p->t[k]);
}

/* sum t (ln t - ln q) */
static void
kl_terms(const xent_loss_options *options, const xent_problem *p, xent_loss_terms *terms)
{
    xent_compensated sum = {0};
    (void)options;
    for (size_t k = 0; k < p->n; k++) {
        if (!(p->t[k] > 0))
            continue;
        xent_compensated_add(&sum, p->t[k] * (log_target(p, k) - p->x[k]));
        terms->by_x[k] = -p->t[k];
    }
    terms->value = xent_compensated_value(&sum);
}

const xent_loss xent_loss_kl = {
    .name = "kl",
    .title = "Kullback-Leibler divergence of the stated from the target distribution",
    .definition = "sum_k t_k (ln t_k - ln q_k)",
    .source = "Kullback, Leibler 1951",
    .columns = XENT_LOSS_CLASSES,
    .takes = SCORES | XENT_TAKES_LABELS | XENT_TAKES_TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT |
               XENT_LOSS_TEMPERATURE | XENT_LOSS_LOG_TARGETS,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_NATS |
                  XENT_LOSS_WEIGHS_ROWS,
    .terms = kl_terms,
};

const xent_loss xent_loss_binary_kl = {
    .name = "binary_kl",
    .title = "binary cross-entropy in excess of the entropy of the target",
    .definition = "sum_j t_j ln(t_j/p_j) + (1-t_j) ln((1-t_j)/(1-p_j))",
    .source = "Kullback, Leibler 1951",
    .columns = XENT_LOSS_COLUMNS,
    .takes = SCORES | XENT_TAKES_LABELS | XENT_TAKES_TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_TEMPERATURE,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_NATS,
    .terms = kl_terms,
};

/* t (e^d - 1 - d) with d = ln(q/t): keeps its digits where q is near t. */
static double
generalized_term(const xent_problem *p, size_t k)
{
    double t = p->t[k], d = p->x[k] - log_target(p, k);
    if (fabs(d) < 0.5)
        return t * d * d / 2 * gsl_sf_exprel_2(d);
    return p->q[k] - t - t * d;
}

static void
generalized_kl_terms(const xent_loss_options *options, const xent_problem *p,
                     xent_loss_terms *terms)
{
    xent_compensated sum = {0};
    (void)options;
    for (size_t k = 0; k < p->n; k++) {
        bool positive = p->t[k] > 0;
        xent_compensated_add(&sum, positive ? generalized_term(p, k) : p->q[k]);
        terms->by_x[k] = positive ? -p->t[k] : 0;
        terms->by_q[k] = 1;
        if (terms->curvature)
            terms->curvature[k] = p->q[k];
    }
    terms->value = xent_compensated_value(&sum);
}

const xent_loss xent_loss_generalized_kl = {
    .name = "generalized_kl",
    .title = "generalised Kullback-Leibler divergence, of masses that need not sum to 1",
    .definition = "sum_k t_k (ln t_k - ln q_k) + q_k - t_k",
    .source = "Csiszar 1975; Lee, Seung 1999",
    .columns = XENT_LOSS_CLASSES,
    .takes = SCORES | XENT_TAKES_LABELS | XENT_TAKES_TARGETS,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT |
               XENT_LOSS_TEMPERATURE | XENT_LOSS_LOG_TARGETS,
    .properties = XENT_LOSS_PROPER | XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_NATS |
                  XENT_LOSS_WEIGHS_ROWS,
    .terms = generalized_kl_terms,
};

/* ---- knowledge distillation: the terms are those of the teacher's part */

static void
distillation_terms(const xent_loss_options *options, const xent_problem *p,
                   xent_loss_terms *terms)
{
    xent_loss_ce.terms(options, p, terms);
}

const xent_loss xent_loss_distillation = {
    .name = "distillation",
    .title = "knowledge distillation, cross-entropy form",
    .definition = "alpha H(t, q) + (1-alpha) T^2 H(teacher_T, q_T)",
    .source = "Hinton, Vinyals, Dean 2015",
    .columns = XENT_LOSS_CLASSES,
    .takes = XENT_TAKES_LOGITS | XENT_TAKES_LABELS | XENT_TAKES_TARGETS | XENT_TAKES_TEACHER,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT | XENT_LOSS_TEMPERATURE |
               XENT_LOSS_ALPHA,
    .properties = XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_NATS,
    .terms = distillation_terms,
};

const xent_loss xent_loss_distillation_kl = {
    .name = "distillation_kl",
    .title = "knowledge distillation, Kullback-Leibler form",
    .definition = "alpha H(t, q) + (1-alpha) T^2 KL(teacher_T || q_T)",
    .source = "Hinton, Vinyals, Dean 2015; Sanh et al. 2019",
    .columns = XENT_LOSS_CLASSES,
    .takes = XENT_TAKES_LOGITS | XENT_TAKES_LABELS | XENT_TAKES_TARGETS | XENT_TAKES_TEACHER,
    .options = XENT_LOSS_SMOOTHING | XENT_LOSS_CLASS_WEIGHT | XENT_LOSS_TEMPERATURE |
               XENT_LOSS_ALPHA,
    .properties = XENT_LOSS_CONVEX | XENT_LOSS_CURVED | XENT_LOSS_NATS,
    .terms = kl_terms,
};
