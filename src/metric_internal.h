/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics, in the order in which they are shown.  One line makes a metric known everywhere. */
#ifndef XENT_METRIC_INTERNAL_H
#define XENT_METRIC_INTERNAL_H
#include <math.h>
#include "metric.h"

#define XENT_METRICS(M)                                                                            \
    M(accuracy)                                                                                    \
    M(top5_accuracy)                                                                               \
    M(prevalence)                                                                                  \
    M(mean_probability)                                                                            \
    M(mean_confidence)                                                                             \
    M(overconfidence)                                                                              \
    M(nll)                                                                                         \
    M(perplexity)                                                                                  \
    M(brier)                                                                                       \
    M(target_entropy)                                                                              \
    M(kl_divergence)                                                                               \
    M(label_entropy)                                                                               \
    M(predictive_entropy)                                                                          \
    M(ece)                                                                                         \
    M(rmsce)                                                                                       \
    M(mce)                                                                                         \
    M(ece_mass)                                                                                    \
    M(ece_debiased)                                                                                \
    M(classwise_ece)                                                                               \
    M(ks)                                                                                          \
    M(spiegelhalter_z)                                                                             \
    M(auroc)                                                                                       \
    M(aurc)                                                                                        \
    M(average_precision)                                                                           \
    M(e_aurc)                                                                                      \
    M(risk_at_coverage)                                                                            \
    M(d2_log)                                                                                      \
    M(d2_brier)                                                                                    \
    M(ece_over)                                                                                    \
    M(ece_under)                                                                                   \
    M(rmsce_mass)                                                                                  \
    M(mce_mass)                                                                                    \
    M(classwise_ece_sum)                                                                           \
    M(classwise_ece_max)                                                                           \
    M(tace)                                                                                        \
    M(top_label_ece)                                                                               \
    M(ece_sweep)                                                                                   \
    M(ece_sweep_width)                                                                             \
    M(t_cal)                                                                                       \
    M(skce)                                                                                        \
    M(smooth_ece)                                                                                  \
    M(ici)                                                                                         \
    M(e50)                                                                                         \
    M(e90)                                                                                         \
    M(emax)                                                                                        \
    M(kuiper)                                                                                      \
    M(hosmer_lemeshow)                                                                             \
    M(cox_slope)                                                                                   \
    M(cox_intercept)

/* A value of which nothing is known. */
static inline xent_value
xent_value_unknown(void)
{
    double nan = (double)NAN;
    return (xent_value){nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, NULL};
}

/* Are the pairs P(y=1) against y? */
static inline bool
xent_pairs_are_positive(const xent_settings *settings, const xent_shape *shape)
{
    return shape->task == XENT_BINARY && settings->confidence == XENT_POSITIVE;
}

/* What the pairs are, for definitions. */
static inline const char *
xent_pairs_name(const xent_settings *settings, const xent_shape *shape)
{
    return xent_pairs_are_positive(settings, shape) ? "P(y=1) against y" : "top-label";
}

#pragma GCC visibility push(hidden)
#define XENT_DECLARE_METRIC(name) extern const xent_metric xent_metric_##name;
XENT_METRICS(XENT_DECLARE_METRIC)
#undef XENT_DECLARE_METRIC

/* Is it asked for, by its name or among all? */
bool xent_metric_is_wanted(const xent_settings *settings, const xent_metric *metric);

/* The (p, outcome) pairs that the metrics are measured on, unsorted: in the order of the rows,
   which is that of the file.  The caller's to clear (pairs.h).  XENT_ENOMEM; errors of the
   source. */
xent_status xent_collect_pairs(const xent_sample *sample, const xent_settings *settings,
                               struct xent_pairs *pairs, xent_error *err);
#pragma GCC visibility pop

#endif
