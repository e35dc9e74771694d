/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that are the weighted mean of one number per row, with intervals by the central limit
   theorem or by bootstrap (Wilson's for shares). */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "bootstrap.h"
#include "cluster.h"
#include "interval.h"
#include "metric_internal.h"
#include "total.h"

typedef struct {
    xent_exact weight, sum;             /* sum w, sum w x */
    xent_exact squares;                 /* sum w x^2 */
    xent_exact weight2, sum2, squares2; /* the same with w^2 */
    size_t beyond;                      /* rows whose x is too large for a part's sum */
    size_t parts;                       /* 0: nothing has been added */
    xent_cluster_sum part[];            /* of each cluster, or unit of a bootstrap, if there are any */
} mean_state;

typedef double row_value(const xent_rows *rows, size_t i);

/* Which can be by bootstrap?  Not a share's: without width at 0 and 1 it would be surest of what is
   known least. */
enum { share_bootstrap = false, clt_bootstrap = true };

/* How many sums are kept apart. */
static size_t
count_parts(const xent_settings *settings, const xent_shape *shape, bool bootstrap)
{
    size_t clusters = xent_shape_clusters(shape);
    return clusters > 0 || !bootstrap ? clusters : xent_bootstrap_units(settings, shape);
}

static size_t
share_size(const xent_settings *settings, const xent_shape *shape)
{
    return sizeof(mean_state)
           + count_parts(settings, shape, share_bootstrap) * sizeof(xent_cluster_sum);
}

static size_t
clt_size(const xent_settings *settings, const xent_shape *shape)
{
    return sizeof(mean_state)
           + count_parts(settings, shape, clt_bootstrap) * sizeof(xent_cluster_sum);
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

static void
mean_add(mean_state *state, const xent_settings *settings, const xent_rows *rows,
         row_value *value, bool bootstrap)
{
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

static void
mean_merge(void *state, const void *from, const xent_settings *settings, const xent_shape *shape)
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
    if (draws) {
        value->clusters = (double)spread.clusters;
        return draw_mean(state, whole, xent_cluster_degrees(&spread), value, err);
    }
    xent_cluster_interval(&spread, whole->settings->level, value);
    return XENT_OK;
}

/* A mean that cannot be negative has no interval below 0. */
static xent_status
finish_positive_mean(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    xent_status status = finish_mean(state, whole, value, err);
    if (value->low < 0)
        value->low = 0;
    return status;
}

static xent_status
finish_signed_mean(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
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

static xent_status
finish_share(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
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

static xent_status
finish_perplexity(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    xent_status status = finish_positive_mean(state, whole, value, err);
    value->value = exp(value->value);
    value->low = exp(value->low);
    value->high = exp(value->high);
    return status;
}

static double
row_hit(const xent_rows *rows, size_t i)
{
    return xent_row_hit(rows, i);
}

enum { FIVE = 5 };

/* What a target gives to the classes of the largest scores, ties to the lowest index; scores of any
   kind stand in the order of q. */
static double
share_of_five(const xent_block *block, size_t i)
{
    size_t best[FIVE + 1], n = 0, first = i * block->columns;
    double share = 0;
    for (size_t j = 0; j < block->columns; j++) {
        size_t at = n;
        for (; at > 0 && xent_block_score(block, first + j)
                             > xent_block_score(block, first + best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = j;
        n += n < FIVE;
    }
    for (size_t k = 0; k < n; k++)
        share += block->target[first + best[k]];
    return share;
}

static double
row_top5(const xent_rows *rows, size_t i)
{
    return rows->soft ? share_of_five(rows->block, i) : rows->row[i].rank < FIVE;
}

static double
row_outcome(const xent_rows *rows, size_t i)
{
    return xent_outcome(&rows->outcomes, i);
}

static double
row_probability(const xent_rows *rows, size_t i)
{
    return rows->outcomes.p[i];
}

static double
row_confidence(const xent_rows *rows, size_t i)
{
    return rows->row[i].confidence;
}

static double
row_gap(const xent_rows *rows, size_t i)
{
    return rows->row[i].confidence - xent_row_hit(rows, i);
}

static double
row_nll(const xent_rows *rows, size_t i)
{
    return rows->row[i].nll;
}

static double
row_brier(const xent_rows *rows, size_t i)
{
    return rows->row[i].brier;
}

static double
row_entropy(const xent_rows *rows, size_t i)
{
    return rows->row[i].entropy;
}

static double
row_target_entropy(const xent_rows *rows, size_t i)
{
    return rows->soft[i].entropy;
}

static double
row_divergence(const xent_rows *rows, size_t i)
{
    return rows->soft[i].divergence;
}

/* What is said of predictions and whether they are right; NULL: what is said of p and y. */
static const char *
text_of_predictions(const char *id)
{
    static const struct {
        const char *id, *text;
    } texts[] = {{"accuracy", "share of predictions that are right"},
                 {"mean_confidence", "mean of p, the confidence of the prediction"},
                 {"overconfidence", "mean of p, the confidence of the prediction, less accuracy"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(id, texts[i].id) == 0)
            return texts[i].text;
    return NULL;
}

/* What is said of the interval, behind what the value is. */
static void
define_share(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    bool clusters = xent_shape_clusters(shape) > 0;
    snprintf(text, size, "; %s interval%s", xent_share_interval_title(settings->interval),
             clusters      ? " of as many independent rows as the clusters' variance is worth"
             : shape->soft ? " with the shares' variance"
                           : "");
}

static void
define_clt(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    bool clusters = xent_shape_clusters(shape) > 0;
    if (settings->bootstrap > 0)
        snprintf(text, size, "; percentile interval of %zu bootstrap draws of %s",
                 settings->bootstrap, clusters ? "clusters" : "rows");
    else
        snprintf(text, size, "%s", clusters ? "; Student's t interval by clusters" : "");
}

static void
define_mean(const char *id, const xent_shape *shape, const char *binary, const char *classes,
            const char *soft, char *text, size_t size)
{
    bool prediction = shape->of == XENT_SCORES_OF_PREDICTION;
    const char *special = prediction ? text_of_predictions(id) : NULL;
    snprintf(text, size, "%s",
             special                      ? special
             : shape->soft                ? soft
             : shape->task == XENT_BINARY ? binary
                                          : classes);
}

/* One metric: of what, its row value, how it finishes, what its interval is, and what it is of one
   column, of classes, of target distributions. */
#define MEAN_METRIC_OF(of_what, id, of_row, wants, finisher, interval, text_binary,                \
                       text_classes, text_soft, ...)                                               \
    static void id##_add(void *state, const xent_settings *settings, const xent_rows *rows)        \
    {                                                                                              \
        mean_add(state, settings, rows, of_row, interval##_bootstrap);                             \
    }                                                                                              \
    static void id##_define(const xent_settings *settings, const xent_shape *shape, char *text,    \
                            size_t size)                                                           \
    {                                                                                              \
        define_mean(#id, shape, text_binary, text_classes, text_soft, text, size);                 \
        define_##interval(settings, shape, text + strlen(text), size - strlen(text));              \
    }                                                                                              \
    const xent_metric xent_metric_##id = {.name = #id,                                             \
                                          .tasks = XENT_BINARY | XENT_MULTICLASS,                  \
                                          .row = wants,                                            \
                                          .clusters = true,                                        \
                                          .bootstrap = interval##_bootstrap,                       \
                                          .subject = of_what,                                      \
                                          .invariances =                                           \
                                              XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,    \
                                          .define = id##_define,                                   \
                                          .size = interval##_size,                                 \
                                          .add = id##_add,                                         \
                                          .merge = mean_merge,                                     \
                                          .finish = finisher,                                      \
                                          __VA_ARGS__}

MEAN_METRIC_OF(XENT_OF_BOTH, accuracy, row_hit, XENT_WANT_TOP, finish_share, share,
               "share of rows with [p > 1/2] = y",
               "share of rows with argmax q = y, ties to the lowest index",
               "mean of the target's share of argmax q", .title = "accuracy",
               .source = "Wilson 1927", .better = 1, .low = 0, .high = 1, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, top5_accuracy, row_top5, XENT_WANT_RANK, finish_share, share, "",
               "share of rows with y among the five largest q",
               "mean of the target's share of the five largest q", .title = "top-5 accuracy",
               .source = "Wilson 1927", .better = 1, .low = 0, .high = 1,
               .needs = XENT_NEED_MANY_CLASSES);

MEAN_METRIC_OF(XENT_OF_BOTH, prevalence, row_outcome, 0, finish_share, share,
               "share of rows with y = 1", "share of rows with y = 1",
               "mean of P(y=1) of the targets",
               .title = "prevalence", .source = "Wilson 1927", .better = 0, .low = 0, .high = 1,
               .needs = XENT_NEED_OUTCOMES | XENT_NEED_POSITIVE, .extra = true, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, mean_probability, row_probability, 0, finish_positive_mean, clt,
               "mean of p = P(y=1)", "mean of p = P(y=1)", "mean of p = P(y=1)",
               .title = "mean probability", .source = "Cox 1958", .better = 0, .low = 0, .high = 1,
               .needs = XENT_NEED_OUTCOMES | XENT_NEED_POSITIVE, .extra = true, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, mean_confidence, row_confidence, XENT_WANT_TOP, finish_positive_mean,
               clt, "mean of max(p, 1-p)", "mean of max q", "mean of max q",
               .title = "mean confidence", .source = "Guo et al. 2017", .better = 0, .low = 0,
               .high = 1);

MEAN_METRIC_OF(XENT_OF_BOTH, overconfidence, row_gap, XENT_WANT_TOP, finish_signed_mean, clt,
               "mean of max(p, 1-p), less accuracy", "mean of max q, less accuracy",
               "mean of max q, less accuracy", .title = "overconfidence",
               .source = "Lichtenstein, Fischhoff, Phillips 1982", .better = 0, .low = -1,
               .high = 1);

MEAN_METRIC_OF(XENT_OF_BOTH, nll, row_nll, XENT_WANT_NLL, finish_positive_mean, clt,
               "mean of -ln q(y)", "mean of -ln q(y)",
               "mean of the cross-entropy -sum_c P_c ln q_c", .title = "negative log-likelihood",
               .truth = true, .source = "Good 1952", .unit = XENT_UNIT_NATS, .better = -1, .low = 0,
               .high = HUGE_VAL, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, perplexity, row_nll, XENT_WANT_NLL, finish_perplexity, clt,
               "exp of the mean of -ln q(y)", "exp of the mean of -ln q(y)",
               "exp of the mean of -sum_c P_c ln q_c", .title = "perplexity", .truth = true,
               .source = "Jelinek et al. 1977", .better = -1, .low = 1, .high = HUGE_VAL);

MEAN_METRIC_OF(XENT_OF_BOTH, brier, row_brier, XENT_WANT_BRIER, finish_positive_mean, clt,
               "mean of (p - y)^2, 0..1", "mean of sum_c (q_c - [y=c])^2, 0..2",
               "mean of sum_c (q_c - P_c)^2; of one column (p - P)^2", .title = "Brier score",
               .source = "Brier 1950", .better = -1, .low = 0, .high = 2, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, predictive_entropy, row_entropy, XENT_WANT_ENTROPY,
               finish_positive_mean, clt, "mean of H(p, 1-p)", "mean of H(q)",
               "mean of H(q)", .title = "predictive entropy", .source = "Shannon 1948",
               .unit = XENT_UNIT_NATS, .better = 0, .low = 0, .high = HUGE_VAL);

MEAN_METRIC_OF(XENT_OF_TARGETS, target_entropy, row_target_entropy, 0, finish_positive_mean,
               clt, "", "", "mean of H(P) of the targets", .title = "target entropy",
               .source = "Shannon 1948", .unit = XENT_UNIT_NATS, .better = 0, .low = 0,
               .high = HUGE_VAL);

MEAN_METRIC_OF(XENT_OF_TARGETS, kl_divergence, row_divergence, 0, finish_signed_mean, clt,
               "", "", "mean of KL(P||Q) of the targets and the predictions",
               .title = "KL divergence", .source = "Kullback, Leibler 1951", .unit = XENT_UNIT_NATS,
               .better = -1, .low = 0, .high = HUGE_VAL);
