/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk of sum w (p - outcome) over the pairs by increasing p: how far it gets from 0, and how
   far its extremes lie apart.  Under perfect calibration it is, of many rows, a Brownian motion, of
   which both are known. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "metric_internal.h"
#include "null.h"

/* Up to so many pairs outcomes are drawn for the reference of the range. */
enum { DRAWN_PAIRS = 4096 };

static const uint64_t range_counter = UINT64_C(3) << 32;

/* ---- Brownian motion on [0, 1] */

/* P(max |B| > x), by reflection. */
static double
maximum_tail(double x)
{
    double sum = 0, sign = 4;
    for (int k = 1; k < 100; k += 2, sign = -sign)
        sum += sign * gsl_cdf_ugaussian_Q(k * x);
    return x < 0.3 ? 1 : fmin(1, fmax(0, sum));
}

/* P(max B - min B > x); Feller 1951. */
static double
range_tail(double x)
{
    double sum = 0, sign = 8;
    for (int k = 1; k < 100; k++, sign = -sign)
        sum += sign * k * gsl_cdf_ugaussian_Q(k * x);
    return x < 0.5 ? 1 : fmin(1, fmax(0, sum));
}

/* The x that a share `level` of the ranges stay below, by bisection. */
static double
range_quantile(double level)
{
    double low = 0, high = 40;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (range_tail(middle) > 1 - level)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The standard deviation of the whole walk under perfect calibration, as a share of the weight. */
static double
walk_deviation(const xent_pairs *pairs)
{
    double variance = 0;
    for (size_t i = 0; i < pairs->size; i++)
        variance += xent_pair_variance(pairs, i);
    return sqrt(variance) / pairs->weight;
}

/* A walk that cannot move says nothing, unless it has moved. */
static double
p_value(double (*tail)(double x), double value, double deviation)
{
    if (deviation > 0)
        return tail(value / deviation);
    return value > 0 ? 0 : (double)NAN;
}

/* ---- Kolmogorov and Smirnov */

static void
ks_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size, "%s, largest |sum of (outcome - p)| / n over prefixes by p, ties pooled; "
                         "Brownian p-value",
             xent_pairs_name(settings, shape));
}

static void
ks_null_method(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    xent_null_method(settings, shape, XENT_PAIR_KS, text, size);
}

static xent_status
ks_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    (void)state;
    (void)err;
    value->value = whole->error[XENT_PAIR_KS];
    value->null_mean = whole->null->mean[XENT_PAIR_KS];
    value->null_high = whole->null->high[XENT_PAIR_KS];
    value->p_value = p_value(maximum_tail, value->value, walk_deviation(whole->pairs));
    return XENT_OK;
}

const xent_metric xent_metric_ks = {
    .name = "ks",
    .title = "Kolmogorov-Smirnov calibration error",
    .source = "Gupta et al. 2021",
    .better = -1,
    .low = 0,
    .high = 1,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .subject = XENT_OF_BOTH,
    .needs = XENT_NEED_PAIRS | XENT_NEED_WALK,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = ks_define,
    .null_method = ks_null_method,
    .finish = ks_finish,
};

/* ---- Kuiper */

static void
kuiper_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size, "%s, largest |sum of (outcome - p)| / n over intervals of p, ties pooled; "
                         "p-value %s",
             xent_pairs_name(settings, shape),
             shape->rows <= DRAWN_PAIRS ? "by draws" : "Brownian");
}

static void
kuiper_null_method(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    if (shape->rows <= DRAWN_PAIRS)
        snprintf(text, size, "%zu draws of every outcome", settings->replicates);
    else
        snprintf(text, size, "the range of a Brownian motion");
}

static xent_status
measure_range(const void *context, const xent_partition *part, const double *difference,
              void *scratch, double *error, xent_error *err)
{
    double sum = 0, low = 0, high = 0;
    (void)context;
    (void)scratch;
    (void)err;
    for (size_t g = 0; g < part->size; g++) {
        sum += difference[g];
        low = fmin(low, sum);
        high = fmax(high, sum);
    }
    *error = (high - low) / part->weight;
    return XENT_OK;
}

static xent_status
kuiper_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    const xent_null_draws draws = {.counter = range_counter, .errors = 1, .ranked = true,
                                   .measure = measure_range};
    double low, high, deviation = walk_deviation(whole->pairs);
    (void)state;
    xent_pairs_prefix(whole->pairs, &low, &high);
    value->value = (high - low) / whole->pairs->weight;
    if (whole->shape->rows <= DRAWN_PAIRS)
        return xent_null_refer_pairs(&draws, whole->pairs, DRAWN_PAIRS, whole->settings, value,
                                     err);
    value->p_value = p_value(range_tail, value->value, deviation);
    value->null_mean = deviation * sqrt(8 / 3.14159265358979323846);
    value->null_high = deviation * range_quantile(whole->settings->level);
    return XENT_OK;
}

const xent_metric xent_metric_kuiper = {
    .name = "kuiper",
    .title = "Kuiper calibration error",
    .source = "Arrieta-Ibarra et al. 2022",
    .better = -1,
    .low = 0,
    .high = 1,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .subject = XENT_OF_BOTH,
    .needs = XENT_NEED_PAIRS,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = kuiper_define,
    .null_method = kuiper_null_method,
    .finish = kuiper_finish,
};
