/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration errors of the (p, outcome) pairs, each with its null reference. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "binning.h"
#include "metric_internal.h"
#include "pairs.h"
#include "null.h"
#include "square.h"
#include "total.h"

static void
define_width(const char *norm, const xent_settings *settings, const xent_shape *shape, char *text,
             size_t size)
{
    char bins[96];
    xent_binning_define(settings, bins, sizeof bins);
    snprintf(text, size, "%s, %s, %s", xent_pairs_name(settings, shape), norm, bins);
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
define_mass(const char *norm, const xent_settings *settings, const xent_shape *shape, char *text,
            size_t size)
{
    snprintf(text, size, "%s, %s, %zu equal-mass bins, ties never split",
             xent_pairs_name(settings, shape), norm, settings->bins);
}

static void
ece_mass_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_mass("L1", settings, shape, text, size);
}

static void
ece_debiased_define(const xent_settings *settings, const xent_shape *shape, char *text,
                    size_t size)
{
    snprintf(text, size,
             "%s, L2, %zu equal-mass bins, less the bins' variance, 0 if negative; interval of "
             "the population's by inverted tests, valid at 0",
             xent_pairs_name(settings, shape), settings->bins);
}

static void
rmsce_mass_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_mass("L2", settings, shape, text, size);
}

static void
mce_mass_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_mass("maximum", settings, shape, text, size);
}

static void
ece_over_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_width("part of the L1 error where the mean p is above the mean outcome", settings, shape,
                 text, size);
}

static void
ece_under_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_width("part of the L1 error where the mean p is below the mean outcome", settings, shape,
                 text, size);
}

static void
finish_error(const xent_whole *whole, xent_pair_error which, xent_value *value)
{
    value->value = whole->error[which];
    value->null_mean = whole->null->mean[which];
    value->null_high = whole->null->high[which];
}

static void
finish_ece(const xent_whole *whole, xent_pair_error which, xent_value *value)
{
    finish_error(whole, which, value);
    value->detectable = xent_absolute_detectable(whole->width, value->null_high);
}

/* The largest error of groups of a few rows takes few values, and its quantile may be one that it
   takes often: then no bound is exceeded as often as the level says. */
static void
finish_mce(const xent_whole *whole, xent_pair_error which, xent_value *value)
{
    double draws = (double)whole->settings->replicates;
    double size = (whole->null->beyond[which] * draws + 1) / (draws + 1); /* as a rank test */
    finish_error(whole, which, value);
    if (size < 0.8 * (1 - whole->settings->level))
        value->null_high = (double)NAN;
}

static void
finish_ece_mass(const xent_whole *whole, xent_pair_error which, xent_value *value)
{
    finish_error(whole, which, value);
    value->detectable = xent_absolute_detectable(whole->mass, value->null_high);
}

/* The value subtracts the variance of the outcomes, the interval's estimate that of their distances
   from p, which is a trifle less. */
static void
finish_ece_debiased(const xent_whole *whole, xent_pair_error which, xent_value *value)
{
    double level = whole->settings->level;
    finish_error(whole, which, value);
    xent_square_interval(whole->mass, level, &value->low, &value->high);
    if (value->low > value->value)
        value->low = value->value;
    if (value->high < value->value)
        value->high = value->value;
    value->detectable = xent_square_detectable(whole->mass, level);
}

#define PAIR_METRIC(id, which, finisher, ...)                                                      \
    static xent_status id##_finish(const void *state, const xent_whole *whole, xent_value *value,  \
                                   xent_error *err)                                                \
    {                                                                                              \
        (void)state;                                                                               \
        (void)err;                                                                                 \
        finisher(whole, which, value);                                                             \
        return XENT_OK;                                                                            \
    }                                                                                              \
    static void id##_null_method(const xent_settings *settings, const xent_shape *shape,           \
                                 char *text, size_t size)                                          \
    {                                                                                              \
        xent_null_method(settings, shape, which, text, size);                                      \
    }                                                                                              \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .better = -1,                                                                              \
        .low = 0,                                                                                  \
        .high = 1,                                                                                 \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .define = id##_define,                                                                     \
        .null_method = id##_null_method,                                                           \
        .finish = id##_finish,                                                                     \
        __VA_ARGS__}

PAIR_METRIC(ece, XENT_PAIR_ECE, finish_ece, .title = "expected calibration error",
            .source = "Naeini, Cooper, Hauskrecht 2015", .subject = XENT_OF_BOTH,
            .needs = XENT_NEED_WIDTH);
PAIR_METRIC(rmsce, XENT_PAIR_RMSCE, finish_error, .title = "root mean square calibration error",
            .source = "Hendrycks, Mazeika, Dietterich 2019", .subject = XENT_OF_BOTH,
            .needs = XENT_NEED_WIDTH);
PAIR_METRIC(mce, XENT_PAIR_MCE, finish_mce, .title = "maximum calibration error",
            .source = "Naeini, Cooper, Hauskrecht 2015", .subject = XENT_OF_BOTH,
            .needs = XENT_NEED_WIDTH);
PAIR_METRIC(ece_mass, XENT_PAIR_ECE_MASS, finish_ece_mass,
            .title = "equal-mass calibration error",
            .source = "Nguyen, O'Connor 2015", .subject = XENT_OF_BOTH, .needs = XENT_NEED_MASS);
PAIR_METRIC(ece_debiased, XENT_PAIR_ECE_DEBIASED, finish_ece_debiased, .subject = XENT_OF_BOTH,
            .title = "debiased calibration error",
            .source = "Kumar, Liang, Ma 2019", .needs = XENT_NEED_MASS);
PAIR_METRIC(ece_over, XENT_PAIR_ECE_OVER, finish_error,
            .title = "overconfident part of the ECE",
            .source = "Lichtenstein, Fischhoff, Phillips 1982", .subject = XENT_OF_BOTH,
            .needs = XENT_NEED_WIDTH, .extra = true);
PAIR_METRIC(ece_under, XENT_PAIR_ECE_UNDER, finish_error,
            .title = "underconfident part of the ECE",
            .source = "Lichtenstein, Fischhoff, Phillips 1982", .subject = XENT_OF_BOTH,
            .needs = XENT_NEED_WIDTH, .extra = true);
PAIR_METRIC(rmsce_mass, XENT_PAIR_RMSCE_MASS, finish_error,
            .title = "equal-mass root mean square error",
            .source = "Kumar, Liang, Ma 2019", .subject = XENT_OF_BOTH, .needs = XENT_NEED_MASS,
            .extra = true);
PAIR_METRIC(mce_mass, XENT_PAIR_MCE_MASS, finish_mce,
            .title = "equal-mass maximum calibration error",
            .source = "Naeini, Cooper, Hauskrecht 2015", .subject = XENT_OF_BOTH,
            .needs = XENT_NEED_MASS, .extra = true);

static void
spiegelhalter_z_define(const xent_settings *settings, const xent_shape *shape, char *text,
                       size_t size)
{
    snprintf(text, size, "%s, sum (y-p)(1-2p) / sqrt(sum (1-2p)^2 p(1-p)); two-sided p-value",
             xent_pairs_name(settings, shape));
}

typedef struct {
    xent_exact sum, variance;
} spiegelhalter_state;

static size_t
spiegelhalter_z_size(const xent_settings *settings, const xent_shape *shape)
{
    (void)settings;
    (void)shape;
    return sizeof(spiegelhalter_state);
}

enum { STRIP = 256 };

/* The weights count rows (frequency) or scale terms (importance). */
static void
spiegelhalter_strip(spiegelhalter_state *state, const xent_rows *rows, size_t first, size_t n)
{
    const xent_outcomes *pairs = &rows->outcomes;
    bool frequency = rows->shape->weight_kind == XENT_FREQUENCY;
    double term[STRIP], square[STRIP];
    for (size_t i = 0; i < n; i++) {
        double p = pairs->p[first + i], tilt = 1 - 2 * p;
        term[i] = (xent_outcome(pairs, first + i) - p) * tilt;
        square[i] = tilt * tilt * (p * (1 - p));
    }
    for (size_t i = 0; i < n && pairs->weight; i++) {
        double w = pairs->weight[first + i];
        term[i] *= w;
        square[i] *= frequency ? w : w * w;
    }
    xent_total_add(&state->sum, n, term);
    xent_total_add(&state->variance, n, square);
}

static void
spiegelhalter_z_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    (void)settings;
    for (size_t i = 0; i < rows->outcomes.rows; i += STRIP)
        spiegelhalter_strip(state, rows, i,
                            rows->outcomes.rows - i < STRIP ? rows->outcomes.rows - i : STRIP);
}

static void
spiegelhalter_z_merge(void *state, const void *from, const xent_settings *settings,
                      const xent_shape *shape)
{
    spiegelhalter_state *to = state;
    const spiegelhalter_state *other = from;
    (void)settings;
    (void)shape;
    xent_exact_merge(&to->sum, &other->sum);
    xent_exact_merge(&to->variance, &other->variance);
}

static xent_status
spiegelhalter_z_finish(const void *state, const xent_whole *whole, xent_value *value,
                       xent_error *err)
{
    const spiegelhalter_state *s = state;
    (void)whole;
    (void)err;
    value->value = xent_exact_round(&s->sum) / sqrt(xent_exact_round(&s->variance));
    value->p_value = 2 * gsl_cdf_ugaussian_Q(fabs(value->value));
    return XENT_OK;
}

const xent_metric xent_metric_spiegelhalter_z = {
    .name = "spiegelhalter_z",
    .title = "Spiegelhalter's z",
    .source = "Spiegelhalter 1986",
    .low = -HUGE_VAL,
    .high = HUGE_VAL,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .labels = "it compares with the variance p (1-p) of labels drawn from p",
    .needs = XENT_NEED_OUTCOMES,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = spiegelhalter_z_define,
    .size = spiegelhalter_z_size,
    .add = spiegelhalter_z_add,
    .merge = spiegelhalter_z_merge,
    .finish = spiegelhalter_z_finish,
};

/* The deciles of risk, whatever the bins of other metrics are. */
enum { DECILES = 10 };

static void
hosmer_lemeshow_define(const xent_settings *settings, const xent_shape *shape, char *text,
                       size_t size)
{
    snprintf(text, size,
             "%s, sum over %d equal-mass groups of (sum p - sum outcome)^2 / (n p(1-p)); "
             "p-value of a gamma variable with its mean and variance if calibrated",
             xent_pairs_name(settings, shape), DECILES);
}

/* The fourth cumulant of a group's sum of coins of its mean p. */
static double
fourth_cumulant(const xent_group *group)
{
    double coin = group->p * (1 - group->p), atom = group->atom;
    return group->weight * atom * atom * atom * coin * (1 - 6 * coin);
}

/* Nothing was fitted on these rows: no degree of freedom is lost.  Importance weights are worth
   their typical size.  A group of p = 0 or p = 1 has no variance: it counts if it was wrong.
   Groups of few expected outcomes make the statistic vary by more than a chi-squared variable does;
   where the gamma variable's shape is below 1 rare outcomes decide, and no such law holds. */
static xent_status
hosmer_lemeshow_finish(const void *state, const xent_whole *whole, xent_value *value,
                       xent_error *err)
{
    double statistic = 0, groups = 0, mean = 0, spread = 0;
    xent_partition part = {0};
    (void)state;
    xent_status status = xent_pairs_cut(whole->pairs, DECILES, &part, err);
    for (size_t g = 0; status == XENT_OK && g < part.size; g++) {
        const xent_group *group = &part.group[g];
        double variance = group->weight * group->p * (1 - group->p) * group->atom;
        if (variance == 0 && group->difference == 0)
            continue;
        statistic += group->difference * group->difference / variance;
        groups++;
        if (variance == 0)
            continue;
        double ratio = group->variance / variance;
        mean += ratio;
        spread += 2 * ratio * ratio + fourth_cumulant(group) / (variance * variance);
    }
    free(part.group);
    value->value = statistic;
    value->degrees_of_freedom = groups;
    if (isinf(statistic))
        value->p_value = 0;
    else if (mean * mean >= spread && spread > 0)
        value->p_value = gsl_cdf_gamma_Q(statistic, mean * mean / spread, spread / mean);
    else if (spread > 0)
        value->withheld = "p-value: groups expect too few outcomes of one kind";
    return status;
}

const xent_metric xent_metric_hosmer_lemeshow = {
    .name = "hosmer_lemeshow",
    .title = "Hosmer-Lemeshow statistic",
    .source = "Hosmer, Lemeshow 1980",
    .better = -1,
    .low = 0,
    .high = HUGE_VAL,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .labels = "it compares with the variance p (1-p) of labels drawn from p",
    .needs = XENT_NEED_PAIRS,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = hosmer_lemeshow_define,
    .finish = hosmer_lemeshow_finish,
};
