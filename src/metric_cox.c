/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cox's calibration line: logistic regression of the outcome on the log-odds of p. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "cluster.h"
#include "executor.h"
#include "interval.h"
#include "logistic.h"
#include "metric_internal.h"
#include "pairs.h"

enum { SLOPE, INTERCEPT };

/* The rows of a regression. */
typedef struct {
    size_t n;
    double *x;
    int32_t *label;
    double *weight;
} rows;

static void
rows_clear(rows *r)
{
    free(r->x);
    free(r->label);
    free(r->weight);
}

static xent_status
rows_of(const xent_pairs *pairs, rows *r, xent_error *err)
{
    size_t n = pairs->size;
    *r = (rows){n, malloc(n * sizeof *r->x), malloc(n * sizeof *r->label),
                malloc(n * sizeof *r->weight)};
    if (!r->x || !r->label || !r->weight)
        return xent_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        double p = xent_pair_p(pairs, i);
        r->x[i] = log(p) - log1p(-p);
        r->label[i] = xent_pair_outcome(pairs, i) > 0.5;
        r->weight[i] = xent_pair_weight(pairs, i);
    }
    return XENT_OK;
}

static xent_value
value_of(double estimate, double error, double calibrated, double level)
{
    xent_value value = xent_value_unknown();
    double half = xent_normal_quantile(level) * error;
    value.value = estimate;
    value.low = estimate - half;
    value.high = estimate + half;
    value.p_value = 2 * gsl_cdf_ugaussian_Q(fabs(estimate - calibrated) / error);
    return value;
}

static xent_value
value_by_clusters(double estimate, size_t levels, const double *influence, double calibrated,
                  double level)
{
    xent_value value = xent_value_unknown();
    const xent_cluster_spread spread = xent_cluster_spread_of(levels, influence);
    double t = fabs(estimate - calibrated) / sqrt(spread.variance);
    value.value = estimate;
    xent_cluster_interval(&spread, level, &value);
    if (!isnan(value.low))
        value.p_value = 2 * gsl_cdf_tdist_Q(t, (double)spread.clusters - 1);
    return value;
}

/* The inverse of the information of a line, [slope, intercept] by the same. */
typedef struct {
    double ss, si, ii;
} bread;

static bread
bread_of(const rows *r, const xent_line *line)
{
    bread h = {0};
    for (size_t i = 0; i < r->n; i++) {
        double p = 1 / (1 + exp(-(line->slope * r->x[i] + line->intercept)));
        double w = r->weight[i] * p * (1 - p);
        if (!isfinite(r->x[i]))
            continue;
        h.ss += w * r->x[i] * r->x[i];
        h.si += w * r->x[i];
        h.ii += w;
    }
    double determinant = h.ss * h.ii - h.si * h.si;
    return (bread){h.ii / determinant, -h.si / determinant, h.ss / determinant};
}

/* The sandwich with scores summed by cluster. */
static xent_status
bound_by_clusters(const xent_whole *whole, const rows *r, const xent_line *line, xent_value *value,
                  xent_error *err)
{
    size_t levels = xent_shape_clusters(whole->shape);
    double *slope = malloc(2 * levels * sizeof *slope), *intercept = slope + levels;
    if (!slope)
        return xent_fail_memory(err);
    for (size_t c = 0; c < 2 * levels; c++)
        slope[c] = (double)NAN;
    const bread h = bread_of(r, line);
    for (size_t i = 0; i < r->n; i++) {
        double p = 1 / (1 + exp(-(line->slope * r->x[i] + line->intercept)));
        double residual = isfinite(r->x[i]) ? r->weight[i] * (r->label[i] - p) : 0;
        double x = isfinite(r->x[i]) ? r->x[i] : 0;
        size_t cluster = xent_pair_cluster(whole->pairs, i);
        xent_cluster_influence(slope, cluster, residual * (h.ss * x + h.si));
        xent_cluster_influence(intercept, cluster, residual * (h.si * x + h.ii));
    }
    value[SLOPE] = value_by_clusters(line->slope, levels, slope, 1, whole->settings->level);
    value[INTERCEPT] =
        value_by_clusters(line->intercept, levels, intercept, 0, whole->settings->level);
    free(slope);
    return XENT_OK;
}

/* There is no line without a finite optimum, of p of 0 or 1 that were wrong, of one outcome, of one
   p. */
static xent_status
cox_slope_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    rows r;
    xent_logistic_facts facts = {0};
    xent_line line = {.slope = 1};
    double level = whole->settings->level;
    (void)state;
    xent_status status = rows_of(whole->pairs, &r, err);
    const xent_logistic problem = {
        .n = r.n, .x = r.x, .label = r.label,
        .weight = whole->pairs->weighted ? r.weight : NULL,
        .frequency = whole->pairs->frequencies, .positive = 1, .high = 1,
        .threads = xent_threads_for(whole->settings->threads, r.n)};
    if (status == XENT_OK)
        status = xent_logistic_look(&problem, &facts, err);
    if (status == XENT_OK && !facts.sure_wrong && xent_logistic_overlaps(&facts)) {
        status = xent_logistic_fit(&problem, &facts, &line, err);
    }
    bool found = line.slope_error > 0 && (line.slope > 0 || !facts.sure_right);
    if (found && whole->pairs->clustered) {
        status = bound_by_clusters(whole, &r, &line, value, err);
    } else if (found) {
        value[SLOPE] = value_of(line.slope, line.slope_error, 1, level);
        value[INTERCEPT] = value_of(line.intercept, line.intercept_error, 0, level);
    }
    rows_clear(&r);
    return status;
}

static void
define_cox(const char *what, const xent_settings *settings, const xent_shape *shape, char *text,
           size_t size)
{
    snprintf(text, size,
             "%s, %s of logit P(outcome) = slope logit p + intercept; sandwich interval",
             xent_pairs_name(settings, shape), what);
}

static void
cox_slope_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_cox("slope", settings, shape, text, size);
}

static void
cox_intercept_define(const xent_settings *settings, const xent_shape *shape, char *text,
                     size_t size)
{
    define_cox("intercept", settings, shape, text, size);
}

#define COX_METRIC(id, which, ...)                                                                 \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .source = "Cox 1958",                                                                      \
        .low = -HUGE_VAL,                                                                          \
        .high = HUGE_VAL,                                                                          \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .needs = XENT_NEED_PAIRS,                                                                  \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .clusters = true,                                                                          \
        .extra = true,                                                                             \
        .lead = &xent_metric_cox_slope,                                                            \
        .member = which,                                                                           \
        .define = id##_define,                                                                     \
        .finish = cox_slope_finish,                                                                \
        __VA_ARGS__}

COX_METRIC(cox_slope, SLOPE, .title = "Cox slope");
COX_METRIC(cox_intercept, INTERCEPT, .title = "Cox intercept");
