/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration errors of the (p, outcome) pairs, each with its null reference. */
#include <math.h>
#include <stdio.h>
#include <gsl/gsl_cdf.h>
#include "metric_internal.h"
#include "pairs.h"

/* What the pairs are, for definitions. */
static const char *
pairs_name(const xent_settings *settings, const xent_shape *shape)
{
    if (shape->task == XENT_BINARY && settings->confidence == XENT_POSITIVE)
        return "P(y=1) against y";
    return "top-label";
}

static void
define_width(const char *norm, const xent_settings *settings, const xent_shape *shape, char *text,
             size_t size)
{
    snprintf(text, size, "%s, %s, %zu equal-width bins %s", pairs_name(settings, shape), norm,
             settings->bins, settings->edges == XENT_RIGHT ? "(lo,hi]" : "[lo,hi)");
}

static void
ece_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_width("L1", settings, shape, text, size);
}

static void
rmsce_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_width("L2", settings, shape, text, size);
}

static void
mce_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_width("maximum", settings, shape, text, size);
}

static void
ece_mass_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size, "%s, L1, %zu equal-mass bins, ties never split",
             pairs_name(settings, shape), settings->bins);
}

static void
ece_debiased_define(const xent_settings *settings, const xent_shape *shape, char *text,
                    size_t size)
{
    snprintf(text, size, "%s, L2, %zu equal-mass bins, less the bins' variance, 0 if negative",
             pairs_name(settings, shape), settings->bins);
}

static void
ks_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size, "%s, largest |sum of (outcome - p)| / n over prefixes by p, ties pooled",
             pairs_name(settings, shape));
}

static void
finish_error(const xent_whole *whole, xent_pair_error which, xent_value *value)
{
    value->value = whole->error[which];
    value->null_mean = whole->null->mean[which];
    value->null_high = whole->null->high[which];
}

#define PAIR_METRIC(id, which, ...)                                                                \
    static void id##_finish(const void *state, const xent_whole *whole, xent_value *value)         \
    {                                                                                              \
        (void)state;                                                                               \
        finish_error(whole, which, value);                                                         \
    }                                                                                              \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .better = -1,                                                                              \
        .low = 0,                                                                                  \
        .high = 1,                                                                                 \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .needs = XENT_NEED_ERRORS,                                                                 \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .define = id##_define,                                                                     \
        .finish = id##_finish,                                                                     \
        __VA_ARGS__}

PAIR_METRIC(ece, XENT_PAIR_ECE, .title = "expected calibration error",
            .source = "Naeini, Cooper, Hauskrecht 2015");
PAIR_METRIC(rmsce, XENT_PAIR_RMSCE, .title = "root mean square calibration error",
            .source = "Hendrycks, Mazeika, Dietterich 2019");
PAIR_METRIC(mce, XENT_PAIR_MCE, .title = "maximum calibration error",
            .source = "Naeini, Cooper, Hauskrecht 2015");
PAIR_METRIC(ece_mass, XENT_PAIR_ECE_MASS, .title = "equal-mass calibration error",
            .source = "Nguyen, O'Connor 2015");
PAIR_METRIC(ece_debiased, XENT_PAIR_ECE_DEBIASED, .title = "debiased calibration error",
            .source = "Kumar, Liang, Ma 2019");
PAIR_METRIC(ks, XENT_PAIR_KS, .title = "Kolmogorov-Smirnov calibration error",
            .source = "Gupta et al. 2021");

static void
spiegelhalter_z_define(const xent_settings *settings, const xent_shape *shape, char *text,
                       size_t size)
{
    snprintf(text, size, "%s, sum (y-p)(1-2p) / sqrt(sum (1-2p)^2 p(1-p)); two-sided p-value",
             pairs_name(settings, shape));
}

/* The weights count rows (frequency) or scale terms (importance). */
static void
spiegelhalter_z_finish(const void *state, const xent_whole *whole, xent_value *value)
{
    xent_exact sum = {0}, variance = {0};
    (void)state;
    for (size_t i = 0; i < whole->pairs; i++) {
        const xent_pair *pair = &whole->pair[i];
        double w = pair->weight, p = pair->p, tilt = 1 - 2 * p;
        double ww = whole->shape->weight_kind == XENT_FREQUENCY ? w : w * w;
        xent_exact_add_product(&sum, w * (pair->outcome - p), tilt);
        xent_exact_add_product(&variance, ww * tilt * tilt, p * (1 - p));
    }
    value->value = xent_exact_round(&sum) / sqrt(xent_exact_round(&variance));
    value->p_value = 2 * gsl_cdf_ugaussian_Q(fabs(value->value));
}

const xent_metric xent_metric_spiegelhalter_z = {
    .name = "spiegelhalter_z",
    .title = "Spiegelhalter's z",
    .source = "Spiegelhalter 1986",
    .low = -HUGE_VAL,
    .high = HUGE_VAL,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .needs = XENT_NEED_PAIRS,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = spiegelhalter_z_define,
    .finish = spiegelhalter_z_finish,
};

static void
auroc_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)settings;
    (void)shape;
    snprintf(text, size, "share of (positive, negative) pairs of rows in order, ties count 1/2");
}

/* Weight of the positive and of the negative rows among the ties that start at pair `first`;
   returns where they end. */
static size_t
tie_weights(const xent_whole *whole, size_t first, double *positive, double *negative)
{
    size_t i = first;
    *positive = *negative = 0;
    for (; i < whole->pairs && whole->pair[i].p == whole->pair[first].p; i++) {
        const xent_pair *pair = &whole->pair[i];
        *positive += pair->weight * pair->outcome;
        *negative += pair->weight * (1 - pair->outcome);
    }
    return i;
}

static void
auroc_finish(const void *state, const xent_whole *whole, xent_value *value)
{
    xent_exact ordered = {0};
    double positives = 0, negatives = 0, positive, negative;
    (void)state;
    for (size_t i = 0; i < whole->pairs;) {
        i = tie_weights(whole, i, &positive, &negative);
        xent_exact_add_product(&ordered, positive, negatives + negative / 2);
        positives += positive;
        negatives += negative;
    }
    value->value = xent_exact_round(&ordered) / (positives * negatives);
}

const xent_metric xent_metric_auroc = {
    .name = "auroc",
    .title = "area under the ROC curve",
    .source = "Hanley, McNeil 1982",
    .better = 1,
    .low = 0,
    .high = 1,
    .tasks = XENT_BINARY,
    .needs = XENT_NEED_PAIRS | XENT_NEED_POSITIVE,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = auroc_define,
    .finish = auroc_finish,
};
