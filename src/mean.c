/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean.h"
#include <math.h>
#include "bootstrap.h"
#include "cluster.h"
#include "interval.h"
#include "total.h"

typedef struct {
    xent_exact weight, sum;             /* sum w, sum w x */
    xent_exact squares;                 /* sum w x^2 */
    xent_exact weight2, sum2, squares2; /* the same with w^2 */
    size_t beyond;                      /* rows whose x is too large for a part's sum */
    size_t parts;                       /* 0: nothing has been added */
    xent_cluster_sum part[];            /* of each cluster, or unit of a bootstrap, if there are
                                           any */
} mean_state;

/* How many sums are kept apart. */
static size_t
count_parts(const xent_settings *settings, const xent_shape *shape, bool bootstrap)
{
    size_t clusters = xent_shape_clusters(shape);
    return clusters > 0 || !bootstrap ? clusters : xent_bootstrap_units(settings, shape);
}

size_t
xent_mean_share_size(const xent_settings *settings, const xent_shape *shape)
{
    return sizeof(mean_state)
           + count_parts(settings, shape, xent_share_bootstrap) * sizeof(xent_cluster_sum);
}

size_t
xent_mean_clt_size(const xent_settings *settings, const xent_shape *shape)
{
    return sizeof(mean_state)
           + count_parts(settings, shape, xent_clt_bootstrap) * sizeof(xent_cluster_sum);
}

/* Rows that are added at once. */
enum { STRIP = 256 };

/* The values of n rows. */
typedef double strip[STRIP];

static void
multiply(size_t n, const double *a, const double *b, double *product)
{
    for (size_t i = 0; i < n; i++)
        product[i] = a[i] * b[i];
}

/* Adds w, w x, which is not rounded, so that a frequency is as good as copies, and w x^2. */
static void
add_weighted(size_t n, const double *w, const double *x, xent_exact *weight, xent_exact *sum,
             xent_exact *squares)
{
    strip term, lost;
    xent_total_add(weight, n, w);
    multiply(n, w, x, term);
    xent_total_add(sum, n, term);
    for (size_t i = 0; i < n; i++)
        lost[i] = isfinite(term[i]) ? fma(w[i], x[i], -term[i]) : 0;
    xent_total_add(sum, n, lost);
    multiply(n, term, x, term);
    xent_total_add(squares, n, term);
}

static void
add_strip(mean_state *state, size_t n, const double *x, const double *weight)
{
    strip square;
    if (weight) {
        add_weighted(n, weight, x, &state->weight, &state->sum, &state->squares);
        multiply(n, weight, weight, square);
        add_weighted(n, square, x, &state->weight2, &state->sum2, &state->squares2);
        return;
    }
    multiply(n, x, x, square);
    xent_exact_add(&state->weight, (double)n);
    xent_total_add(&state->sum, n, x);
    xent_total_add(&state->squares, n, square);
}

/* Adds the rows of a strip to the sums of their clusters, or units. */
static void
add_to_parts(mean_state *state, const xent_rows *rows, size_t first, size_t n, const double *x)
{
    const xent_outcomes *pairs = &rows->outcomes;
    double scale = xent_weight_scale(rows->shape);
    for (size_t i = 0; i < n; i++) {
        size_t part = pairs->cluster
                          ? (size_t)pairs->cluster[(first + i) * pairs->stride]
                          : xent_bootstrap_unit(rows->shape, rows->block->first + first + i);
        state->beyond += !xent_cluster_add(&state->part[part],
                                           xent_scaled_weight(rows, first + i, scale), x[i]);
    }
}

void
xent_mean_add(void *to, const xent_settings *settings, const xent_rows *rows,
              xent_row_value *value, bool bootstrap)
{
    mean_state *state = to;
    const xent_block *block = rows->block;
    strip x;
    state->parts = count_parts(settings, rows->shape, bootstrap);
    for (size_t first = 0; first < block->rows; first += STRIP) {
        size_t n = block->rows - first < STRIP ? block->rows - first : STRIP;
        for (size_t i = 0; i < n; i++)
            x[i] = value(rows, first + i);
        add_strip(state, n, x, block->weight ? block->weight + first : NULL);
        if (state->parts > 0)
            add_to_parts(state, rows, first, n, x);
    }
}

void
xent_mean_merge(void *state, const void *from, const xent_settings *settings,
                const xent_shape *shape)
{
    mean_state *to = state;
    const mean_state *other = from;
    (void)settings;
    (void)shape;
    xent_exact_merge(&to->weight, &other->weight);
    xent_exact_merge(&to->sum, &other->sum);
    xent_exact_merge(&to->squares, &other->squares);
    xent_exact_merge(&to->weight2, &other->weight2);
    xent_exact_merge(&to->sum2, &other->sum2);
    xent_exact_merge(&to->squares2, &other->squares2);
    to->beyond += other->beyond;
    if (to->parts < other->parts)
        to->parts = other->parts;
    for (size_t i = 0; i < other->parts; i++) {
        to->part[i].weight += other->part[i].weight;
        to->part[i].sum += other->part[i].sum;
    }
}

static bool
counts_rows(const xent_shape *shape)
{
    return !shape->weighted || shape->weight_kind == XENT_FREQUENCY;
}

static double
mean_value(const mean_state *state)
{
    return xent_exact_round(&state->sum) / xent_exact_round(&state->weight);
}

/* Variance of the weighted mean: s^2 / n of n rows; for importance weights the linearised
   sum w^2 (x - mean)^2 / (sum w)^2. */
static double
mean_variance(const mean_state *state, const xent_shape *shape)
{
    double mean = mean_value(state), weight = xent_exact_round(&state->weight);
    bool rows = counts_rows(shape);
    double w = rows ? weight : xent_exact_round(&state->weight2);
    double s = xent_exact_round(rows ? &state->sum : &state->sum2);
    double ss = xent_exact_round(rows ? &state->squares : &state->squares2);
    double spread = fmax(0, ss - 2 * mean * s + mean * mean * w);
    return rows ? spread / weight / (weight - 1) : spread / (weight * weight);
}

/* NAN where a row is beyond the clusters' sums. */
static xent_cluster_spread
spread_of_clusters(const mean_state *state, const xent_whole *whole)
{
    double mean = state->beyond > 0 ? (double)NAN : mean_value(state);
    return xent_cluster_spread_of_mean(xent_shape_clusters(whole->shape), state->part, mean);
}

static void
bound_mean(const mean_state *state, const xent_whole *whole, xent_value *value)
{
    double half =
        xent_normal_quantile(whole->settings->level) * sqrt(mean_variance(state, whole->shape));
    if (isfinite(value->value) && isfinite(half)) {
        value->low = value->value - half;
        value->high = value->value + half;
    }
}

static xent_status
draw_mean(const mean_state *state, const xent_whole *whole, double degrees, xent_value *value,
          xent_error *err)
{
    if (state->beyond > 0 || !isfinite(value->value))
        return XENT_OK;
    return xent_bootstrap_mean(whole->settings, whole->shape, state->part, degrees, value, err);
}

static xent_status
finish_mean(const mean_state *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    bool clusters = xent_shape_clusters(whole->shape) > 0, draws = whole->settings->bootstrap > 0;
    value->value = mean_value(state);
    if (!clusters && draws)
        return draw_mean(state, whole, HUGE_VAL, value, err);
    if (!clusters) {
        bound_mean(state, whole, value);
        return XENT_OK;
    }
    const xent_cluster_spread spread = spread_of_clusters(state, whole);
    xent_cluster_interval(&spread, whole->settings->level, value);
    if (!draws || value->withheld)
        return XENT_OK;
    value->low = value->high = (double)NAN;
    return draw_mean(state, whole, xent_cluster_degrees(&spread), value, err);
}

/* A mean that cannot be negative has no interval below 0. */
xent_status
xent_mean_finish_positive(const void *state, const xent_whole *whole, xent_value *value,
                          xent_error *err)
{
    xent_status status = finish_mean(state, whole, value, err);
    if (value->low < 0)
        value->low = 0;
    return status;
}

xent_status
xent_mean_finish_signed(const void *state, const xent_whole *whole, xent_value *value,
                        xent_error *err)
{
    return finish_mean(state, whole, value, err);
}

/* How many draws of 0 and 1 one share is worth: their variance over its own (Kish 1965). */
static double
shares_effect(const mean_state *state, double mean, double rows)
{
    double squares = xent_exact_round(&state->squares) / xent_exact_round(&state->weight);
    double variance = (squares - mean * mean) * rows / (rows - 1);
    return variance > 0 ? mean * (1 - mean) / variance : 1;
}

xent_status
xent_mean_finish_share(const void *state, const xent_whole *whole, xent_value *value,
                       xent_error *err)
{
    const mean_state *mean = state;
    double weight = xent_exact_round(&mean->weight);
    (void)err;
    double rows =
        counts_rows(whole->shape) ? weight : weight * weight / xent_exact_round(&mean->weight2);
    value->value = mean_value(mean);
    if (xent_shape_clusters(whole->shape) > 0) {
        const xent_cluster_spread spread = spread_of_clusters(mean, whole);
        xent_cluster_share(&spread, whole->shape->soft ? HUGE_VAL : rows, whole->settings, value);
        return XENT_OK;
    }
    if (whole->shape->soft)
        rows *= shares_effect(mean, value->value, rows);
    xent_interval_of_share(whole->settings->interval, value->value, rows, whole->settings->level,
                           &value->low, &value->high);
    return XENT_OK;
}

xent_status
xent_mean_finish_exponential(const void *state, const xent_whole *whole, xent_value *value,
                             xent_error *err)
{
    xent_status status = xent_mean_finish_positive(state, whole, value, err);
    value->value = exp(value->value);
    value->low = exp(value->low);
    value->high = exp(value->high);
    return status;
}
