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
    double *x, *outcome, *weight;
    bool frequency; /* do weights count copies? */
} rows;

static void
rows_clear(rows *r)
{
    free(r->x);
    free(r->outcome);
    free(r->weight);
}

static xent_status
rows_of(const xent_pairs *pairs, rows *r, xent_error *err)
{
    size_t n = pairs->size;
    *r = (rows){n, malloc(n * sizeof *r->x), malloc(n * sizeof *r->outcome),
                malloc(n * sizeof *r->weight), pairs->frequencies};
    if (!r->x || !r->outcome || !r->weight)
        return xent_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        double p = xent_pair_p(pairs, i);
        r->x[i] = log(p) - log1p(-p);
        r->outcome[i] = xent_pair_outcome(pairs, i);
        r->weight[i] = xent_pair_weight(pairs, i);
    }
    return XENT_OK;
}

/* Up to so many rows intervals and tests go through the rows once more; of more of them the
   sandwich says the same. */
enum { FEW_ROWS = 1 << 16 };

/* The information of rows at a line, [slope, intercept] by the same, and their scores. */
typedef struct {
    double ss, si, ii, s, i;
} terms;

/* What one copy of row i adds; a row of p 0 or 1 that was right tells nothing of a line. */
static terms
terms_of(const rows *r, size_t i, double slope, double intercept)
{
    double x = r->x[i], w = r->frequency ? 1 : r->weight[i];
    if (!isfinite(x))
        return (terms){0};
    double p = 1 / (1 + exp(-(slope * x + intercept))), v = w * p * (1 - p);
    double residual = w * (r->outcome[i] - p);
    return (terms){v * x * x, v * x, v, residual * x, residual};
}

static double
copies_of(const rows *r, size_t i)
{
    return r->frequency ? r->weight[i] : 1;
}

static void
add(terms *to, const terms *t, double copies)
{
    to->ss += copies * t->ss;
    to->si += copies * t->si;
    to->ii += copies * t->ii;
    to->s += copies * t->s;
    to->i += copies * t->i;
}

static terms
sum_terms(const rows *r, double slope, double intercept)
{
    terms all = {0};
    for (size_t i = 0; i < r->n; i++) {
        const terms t = terms_of(r, i, slope, intercept);
        add(&all, &t, copies_of(r, i));
    }
    return all;
}

/* How far the line moves, by one Newton step, where rows are left out. */
static void
leave_out(const terms *all, const terms *t, double *slope, double *intercept)
{
    double ss = all->ss - t->ss, si = all->si - t->si, ii = all->ii - t->ii;
    double determinant = ss * ii - si * si;
    *slope = (ii * t->s - si * t->i) / determinant;
    *intercept = (ss * t->i - si * t->s) / determinant;
}

/* ---- independent rows */

static void
bound(double error, double level, xent_value *value)
{
    double half = xent_normal_quantile(level) * error;
    if (!isfinite(half))
        return;
    value->low = value->value - half;
    value->high = value->value + half;
}

/* The errors of a line by the jackknife. */
static void
jackknife(const rows *r, xent_line *line)
{
    const terms all = sum_terms(r, line->slope, line->intercept);
    double slopes = 0, intercepts = 0, n = 0, slope, intercept;
    for (size_t i = 0; i < r->n; i++) {
        const terms t = terms_of(r, i, line->slope, line->intercept);
        leave_out(&all, &t, &slope, &intercept);
        slopes += copies_of(r, i) * slope * slope;
        intercepts += copies_of(r, i) * intercept * intercept;
        n += copies_of(r, i);
    }
    line->slope_error = sqrt((n - 1) / n * slopes);
    line->intercept_error = sqrt((n - 1) / n * intercepts);
}

/* A line of which one number is that of calibration, and the other one is sought. */
typedef struct {
    const rows *rows;
    int fixed;
    double start, unit; /* of the other one */
} restricted;

static double
slope_at(const restricted *line, double t)
{
    return line->fixed == SLOPE ? 1 : line->start + t * line->unit;
}

static double
intercept_at(const restricted *line, double t)
{
    return line->fixed == INTERCEPT ? 0 : line->start + t * line->unit;
}

/* The score, in units. */
static xent_status
score_at(void *context, double t, double *f, double *df, xent_error *err)
{
    const restricted *line = context;
    const terms all = sum_terms(line->rows, slope_at(line, t), intercept_at(line, t));
    (void)err;
    *f = -line->unit * (line->fixed == SLOPE ? all.i : all.s);
    *df = line->unit * line->unit * (line->fixed == SLOPE ? all.ii : all.ss);
    return XENT_OK;
}

/* The score of what is fixed, less what the other one explains of it, over its standard deviation
   if the line is true. */
static double
efficient_score(const restricted *line, double t)
{
    const rows *r = line->rows;
    double slope = slope_at(line, t), intercept = intercept_at(line, t);
    const terms all = sum_terms(r, slope, intercept);
    double share = line->fixed == SLOPE ? all.si / all.ii : all.si / all.ss;
    double score = line->fixed == SLOPE ? all.s - share * all.i : all.i - share * all.s;
    double variance = 0;
    for (size_t i = 0; i < r->n; i++) {
        const terms one = terms_of(r, i, slope, intercept);
        double rest = line->fixed == SLOPE ? one.ss - 2 * share * one.si + share * share * one.ii
                                           : one.ii - 2 * share * one.si + share * share * one.ss;
        variance += r->weight[i] * rest;
    }
    return score / sqrt(variance);
}

/* Rao's score test of one number of the line: of labels, whose variance the line tells. */
static xent_status
test(const rows *r, const xent_line *line, int fixed, xent_value *value, xent_error *err)
{
    restricted other = {.rows = r, .fixed = fixed};
    xent_stopping stopping = xent_stopping_default;
    double t = 0;
    other.start = fixed == SLOPE ? line->intercept : line->slope;
    other.unit = fixed == SLOPE ? line->intercept_error : line->slope_error;
    stopping.longest = 64;
    xent_status status = xent_root(score_at, &other, -HUGE_VAL, HUGE_VAL, &t, &stopping, err);
    if (status == XENT_OK)
        value->p_value = 2 * gsl_cdf_ugaussian_Q(fabs(efficient_score(&other, t)));
    return status == XENT_EFIT ? XENT_OK : status;
}

static double
wald(double estimate, double error, double calibrated)
{
    return 2 * gsl_cdf_ugaussian_Q(fabs(estimate - calibrated) / error);
}

static xent_status
bound_by_rows(const xent_whole *whole, const rows *r, const xent_line *line, xent_value *value,
              xent_error *err)
{
    double level = whole->settings->level;
    bool few = r->n <= FEW_ROWS, coins = few && !whole->pairs->soft;
    xent_line own = *line;
    xent_status status = XENT_OK;
    if (few)
        jackknife(r, &own);
    bound(own.slope_error, level, &value[SLOPE]);
    bound(own.intercept_error, level, &value[INTERCEPT]);
    value[SLOPE].p_value = coins ? (double)NAN : wald(own.slope, own.slope_error, 1);
    value[INTERCEPT].p_value = coins ? (double)NAN : wald(own.intercept, own.intercept_error, 0);
    for (int k = SLOPE; k <= INTERCEPT && coins && status == XENT_OK; k++)
        status = test(r, line, k, &value[k], err);
    return status;
}

/* ---- rows of clusters */

static void
bound_by_influence(size_t levels, const double *influence, double largest, double calibrated,
                   double level, xent_value *value)
{
    xent_cluster_spread spread = xent_cluster_spread_of(levels, influence, largest);
    double left = ((double)spread.clusters - 1) / (double)spread.clusters;
    spread.variance *= left * left; /* the jackknife's factor in place of the sandwich's */
    double t = fabs(value->value - calibrated) / sqrt(spread.variance);
    xent_cluster_interval(&spread, level, value);
    if (!isnan(value->low))
        value->p_value = 2 * gsl_cdf_tdist_Q(t, xent_cluster_degrees(&spread));
}

/* The jackknife that leaves out clusters. */
static xent_status
bound_by_clusters(const xent_whole *whole, const rows *r, const xent_line *line, xent_value *value,
                  xent_error *err)
{
    size_t levels = xent_shape_clusters(whole->shape);
    double level = whole->settings->level, largest = 0;
    double *slope = malloc(2 * levels * sizeof *slope), *intercept = slope + levels;
    terms *cluster = calloc(levels, sizeof *cluster);
    xent_status status = slope && cluster
                             ? xent_cluster_largest(whole->pairs, levels, &largest, err)
                             : xent_fail_memory(err);
    for (size_t c = 0; c < 2 * levels && status == XENT_OK; c++)
        slope[c] = (double)NAN;
    for (size_t i = 0; i < r->n && status == XENT_OK; i++) {
        const terms t = terms_of(r, i, line->slope, line->intercept);
        size_t c = xent_pair_cluster(whole->pairs, i);
        add(&cluster[c], &t, copies_of(r, i));
        slope[c] = intercept[c] = 0;
    }
    if (status == XENT_OK) {
        const terms all = sum_terms(r, line->slope, line->intercept);
        for (size_t c = 0; c < levels; c++)
            if (!isnan(slope[c]))
                leave_out(&all, &cluster[c], &slope[c], &intercept[c]);
        bound_by_influence(levels, slope, largest, 1, level, &value[SLOPE]);
        bound_by_influence(levels, intercept, largest, 0, level, &value[INTERCEPT]);
    }
    free(slope);
    free(cluster);
    return status;
}

/* There is no line without a finite optimum, of p of 0 or 1 that were wrong, of one outcome, of one
   p. */
static xent_status
cox_slope_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    rows r;
    xent_logistic_facts facts = {0};
    xent_line line = {.slope = 1};
    (void)state;
    xent_status status = rows_of(whole->pairs, &r, err);
    const xent_logistic problem = {
        .n = r.n, .x = r.x, .target = r.outcome,
        .weight = whole->pairs->weighted ? r.weight : NULL,
        .frequency = whole->pairs->frequencies,
        .threads = xent_threads_for(whole->settings->threads, r.n)};
    if (status == XENT_OK)
        status = xent_logistic_look(&problem, &facts, err);
    if (status == XENT_OK && !facts.sure_wrong && xent_logistic_overlaps(&facts)) {
        status = xent_logistic_fit(&problem, &facts, &line, err);
    }
    bool found = line.slope_error > 0 && (line.slope > 0 || !facts.sure_right);
    if (found) {
        value[SLOPE] = value[INTERCEPT] = xent_value_unknown();
        value[SLOPE].value = line.slope;
        value[INTERCEPT].value = line.intercept;
        status = (whole->pairs->clustered ? bound_by_clusters : bound_by_rows)(whole, &r, &line, value,
                                                                               err);
    }
    rows_clear(&r);
    return status;
}

static void
define_cox(const char *what, const xent_settings *settings, const xent_shape *shape, char *text,
           size_t size)
{
    snprintf(text, size,
             "%s, %s of logit P(outcome) = slope logit p + intercept; jackknife interval",
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
        .subject = XENT_OF_BOTH,                                                                   \
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
