/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The losses, in the order in which they are shown (one line makes a loss known everywhere), and
   what stands between scores and the terms of a loss. */
#ifndef XENT_LOSS_INTERNAL_H
#define XENT_LOSS_INTERNAL_H
#include "loss.h"

#define XENT_LOSSES(L)                                                                             \
    L(ce)                                                                                          \
    L(bce)                                                                                         \
    L(focal)                                                                                       \
    L(binary_focal)                                                                                \
    L(poly1)                                                                                       \
    L(kl)                                                                                          \
    L(binary_kl)                                                                                   \
    L(generalized_kl)                                                                              \
    L(distillation)                                                                                \
    L(distillation_kl)                                                                             \
    L(token_nll)                                                                                   \
    L(mse)                                                                                         \
    L(binary_mse)                                                                                  \
    L(hinge)                                                                                       \
    L(squared_hinge)                                                                               \
    L(multiclass_hinge)

#pragma GCC visibility push(hidden)

#define XENT_DECLARE_LOSS(name) extern const xent_loss xent_loss_##name;
XENT_LOSSES(XENT_DECLARE_LOSS)
#undef XENT_DECLARE_LOSS

/* Scores of one problem in the forms that terms want; the arrays are the caller's. */
typedef struct {
    size_t n;
    double *x, *q, *complement;
    double sum; /* by which probabilities were divided */
} xent_forms;

/* From scores to forms, and from derivatives in the forms to derivatives in the scores. */
typedef struct {
    /* score: n scores of the problem. */
    void (*forms)(const xent_loss_options *options, const double *score, double temperature,
                  xent_forms *forms);
    /* gradient[0 .. n-1] in the scores. */
    void (*chain)(const xent_loss_options *options, const double *score, double temperature,
                  const xent_forms *forms, const xent_loss_terms *terms, double *gradient);
} xent_link;

extern const xent_link xent_link_softmax, xent_link_probs, xent_link_logprobs,
    xent_link_binary_probs, xent_link_binary_logprobs, xent_link_identity;

/* softmax(z / temperature). */
void xent_softmax_forms(const double *z, double temperature, xent_forms *forms);

/* hessian[j*n + k] in the logits, from the first and second derivatives in the forms. */
void xent_softmax_hessian(const xent_forms *forms, double temperature,
                          const xent_loss_terms *terms, double *hessian);

/* sum_k c_k t_k / sum_k t_k: the class weight of row i, c(y) for a label; 1 without class
   weights. */
double xent_loss_class_weight(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i);

/* xent_loss_values for sums over many rows: float32 rows by a quicker kernel, to 1e-11 of each. */
void xent_loss_summands(const xent_loss_plan *plan, const xent_loss_rows *rows, double *value,
                        double *scratch);

#pragma GCC visibility pop
#endif
