/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the order of the pairs is worth: ranking and selective prediction. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "cluster.h"
#include "interval.h"
#include "metric_internal.h"
#include "pairs.h"

/* ---- of P(y=1): area under the ROC curve, average precision */

/* The pairs of one p. */
typedef struct {
    double positive, negative;         /* weight of either outcome */
    double positive2, negative2;       /* the same of the weights' squares; of rows, if they
                                          count */
} tie;

/* The ties that start at pair *i, which goes to where they end. */
static tie
next_tie(const xent_pairs *pairs, size_t *i)
{
    tie t = {0};
    for (bool ends = false; !ends; ++*i) {
        double w = xent_pair_weight(pairs, *i), outcome = xent_pair_outcome(pairs, *i);
        double squares = pairs->frequencies ? w : w * w;
        ends = xent_pair_ends_tie(pairs, *i);
        t.positive += w * outcome;
        t.negative += w * (1 - outcome);
        t.positive2 += squares * outcome;
        t.negative2 += squares * (1 - outcome);
    }
    return t;
}

/* Sums over the rows of one outcome of the share of the other outcome below them. */
typedef struct {
    double weight, sum, squares;
} placements;

static void
place(placements *to, double weight, double below)
{
    to->weight += weight;
    to->sum += weight * below;
    to->squares += weight * below * below;
}

/* Variance of the mean placement: s^2 / n of n rows, else the linearised sum w^2 (x - mean)^2 /
   n^2, n the sum of the weights w.  mean and n are in units of `others`. */
static double
placement_variance(const placements *p, double mean, double n, double others, bool rows)
{
    double spread = fmax(0, p->squares - 2 * mean * p->sum + mean * mean * p->weight);
    return spread / (others * others) / n / (rows ? n - 1 : n);
}

static void
auroc_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)settings;
    snprintf(text, size,
             "share of (positive, negative) pairs of rows in order, ties count 1/2; %s interval, on "
             "the logit scale",
             xent_shape_clusters(shape) > 0 ? "Obuchowski's clustered" : "DeLong's");
}

/* The interval value -+ half, taken to the scale of logits, where few rows do it less harm (Pepe
   2003).  None of an area of 0 or 1. */
static void
bound_area(double half, xent_value *value)
{
    double area = value->value, step = half / (area * (1 - area));
    value->low = isfinite(step) ? area / (area + (1 - area) * exp(step)) : (double)NAN;
    value->high = isfinite(step) ? area / (area + (1 - area) * exp(-step)) : (double)NAN;
}

/* How many rows of equal weight those of one outcome are worth (Kish 1965). */
static double
worth(double weight, const placements *p)
{
    return weight * weight / p->weight;
}

/* Half an interval by DeLong, DeLong and Clarke-Pearson 1988, with the t distribution that the
   rarer outcome allows. */
static double
delong_half(const placements *of_positive, const placements *of_negative, double positives,
            double negatives, bool rows, const xent_whole *whole, double area)
{
    double variance = placement_variance(of_positive, area * negatives, positives, negatives, rows)
                      + placement_variance(of_negative, (1 - area) * positives, negatives,
                                           positives, rows);
    double degrees = fmin(worth(positives, of_positive), worth(negatives, of_negative)) - 1;
    if (!(degrees >= 1))
        return (double)NAN;
    return gsl_cdf_tdist_Pinv(0.5 + whole->settings->level / 2, degrees) * sqrt(variance);
}

/* The area by clusters (Obuchowski 1997): a row of one outcome adds how far the share of the other
   outcome that it beats is from the area.  *first .. end-1 is a tie. */
static void
add_influence(const xent_pairs *pairs, size_t first, size_t end, const double share[2],
              const double weight[2], double area, double *sum)
{
    for (size_t i = first; i < end; i++) {
        double w = xent_pair_weight(pairs, i), outcome = xent_pair_outcome(pairs, i);
        double x = outcome / weight[1] * (share[1] - area)
                   + (1 - outcome) / weight[0] * (share[0] - area);
        xent_cluster_influence(sum, xent_pair_cluster(pairs, i), w * x);
    }
}

static xent_status
auroc_by_clusters(const xent_whole *whole, double positives, double negatives, xent_value *value,
                  xent_error *err)
{
    const xent_pairs *pairs = whole->pairs;
    size_t levels = xent_shape_clusters(whole->shape);
    const double weight[2] = {negatives, positives};
    double below[2] = {0, 0}, largest, *sum = malloc(levels * sizeof *sum);
    xent_status status = sum ? xent_cluster_largest(pairs, levels, &largest, err)
                             : xent_fail_memory(err);
    if (status != XENT_OK) {
        free(sum);
        return status;
    }
    for (size_t c = 0; c < levels; c++)
        sum[c] = (double)NAN;
    for (size_t i = 0; i < pairs->size;) {
        size_t first = i;
        tie t = next_tie(pairs, &i);
        const double share[2] = {1 - (below[1] + t.positive / 2) / positives,
                                 (below[0] + t.negative / 2) / negatives};
        add_influence(pairs, first, i, share, weight, value->value, sum);
        below[0] += t.negative;
        below[1] += t.positive;
    }
    const xent_cluster_spread spread = xent_cluster_spread_of(levels, sum, largest);
    xent_cluster_interval(&spread, whole->settings->level, value);
    bound_area((value->high - value->low) / 2, value);
    free(sum);
    return XENT_OK;
}

/* Ties that hold no positive pair add nothing. */
static xent_status
auroc_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    xent_exact ordered = {0};
    const xent_pairs *pairs = whole->pairs;
    placements of_positive = {0}, of_negative = {0};
    double positives = 0, negatives = 0;
    bool rows = !pairs->weighted || pairs->frequencies;
    (void)state;
    for (size_t i = 0; i < pairs->size;) {
        tie t = next_tie(pairs, &i);
        if (t.positive > 0)
            xent_exact_add_product(&ordered, t.positive, negatives + t.negative / 2);
        place(&of_positive, t.positive2, negatives + t.negative / 2);
        place(&of_negative, t.negative2, positives + t.positive / 2);
        positives += t.positive;
        negatives += t.negative;
    }
    value->value = xent_exact_round(&ordered) / (positives * negatives);
    if (pairs->clustered && !pairs->soft)
        return auroc_by_clusters(whole, positives, negatives, value, err);
    if (!pairs->soft)
        bound_area(delong_half(&of_positive, &of_negative, positives, negatives, rows, whole,
                               value->value),
                   value);
    return XENT_OK;
}

const xent_metric xent_metric_auroc = {
    .name = "auroc",
    .title = "area under the ROC curve",
    .source = "Hanley, McNeil 1982",
    .better = 1,
    .low = 0,
    .high = 1,
    .tasks = XENT_BINARY,
    .subject = XENT_OF_BOTH,
    .needs = XENT_NEED_PAIRS | XENT_NEED_POSITIVE,
    .clusters = true,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = auroc_define,
    .finish = auroc_finish,
};

static void
average_precision_define(const xent_settings *settings, const xent_shape *shape, char *text,
                         size_t size)
{
    (void)settings;
    (void)shape;
    snprintf(text, size, "sum over thresholds of the gain in recall times the precision, ties one "
                         "threshold, nothing interpolated");
}

/* From the smallest p up: the rows from a tie on are those at its threshold. */
static xent_status
average_precision_finish(const void *state, const xent_whole *whole, xent_value *value,
                         xent_error *err)
{
    double positives = 0, all = whole->pairs->weight, sum = 0;
    (void)state;
    (void)err;
    for (size_t i = 0; i < whole->pairs->size; i++)
        positives += xent_pair_weight(whole->pairs, i) * xent_pair_outcome(whole->pairs, i);
    double true_positives = positives;
    for (size_t i = 0; i < whole->pairs->size;) {
        tie t = next_tie(whole->pairs, &i);
        sum += t.positive > 0 ? t.positive / positives * (true_positives / all) : 0;
        true_positives -= t.positive;
        all -= t.positive + t.negative;
    }
    if (positives > 0)
        value->value = fmin(1, sum);
    return XENT_OK;
}

const xent_metric xent_metric_average_precision = {
    .name = "average_precision",
    .title = "average precision",
    .source = "Buckley, Voorhees 2000",
    .better = 1,
    .low = 0,
    .high = 1,
    .tasks = XENT_BINARY,
    .subject = XENT_OF_BOTH,
    .needs = XENT_NEED_PAIRS | XENT_NEED_POSITIVE,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = average_precision_define,
    .finish = average_precision_finish,
};

/* ---- selective prediction: the most confident rows first */

/* Pairs low .. high-1 are left.  Of P(y=1) the confidence is that of the likelier class, so that
   the most confident rows stand at either end. */
typedef struct {
    const xent_pairs *pairs;
    bool positive;
    size_t low, high;
} ranking;

static double
confidence_of(const ranking *r, size_t i)
{
    double p = xent_pair_p(r->pairs, i);
    return r->positive && p <= 0.5 ? 1 - p : p;
}

static double
wrong_weight(const ranking *r, size_t i)
{
    double outcome = xent_pair_outcome(r->pairs, i);
    bool predicts_zero = r->positive && xent_pair_p(r->pairs, i) <= 0.5;
    return xent_pair_weight(r->pairs, i) * (predicts_zero ? outcome : 1 - outcome);
}

/* Weight of the rows of the highest confidence that is left, and of those of them that are
   wrong. */
static void
take_most_confident(ranking *r, double *weight, double *wrong)
{
    double confidence = fmax(confidence_of(r, r->low), confidence_of(r, r->high - 1));
    *weight = *wrong = 0;
    for (; r->low < r->high && confidence_of(r, r->high - 1) == confidence; r->high--) {
        *weight += xent_pair_weight(r->pairs, r->high - 1);
        *wrong += wrong_weight(r, r->high - 1);
    }
    for (; r->low < r->high && confidence_of(r, r->low) == confidence; r->low++) {
        *weight += xent_pair_weight(r->pairs, r->low);
        *wrong += wrong_weight(r, r->low);
    }
}

/* 1/(n+1) + ... + 1/(n+m), psi(n+m+1) - psi(n+1) for any n, m >= 0: the asymptotic series from 16
   on. */
static double
harmonic(double n, double m)
{
    double x = n + 1, y = n + m + 1, distance = m, sum = 0;
    if (m == 1)
        return 1 / x;
    for (; x < 16; x += 1, distance -= 1)
        sum += 1 / x;
    for (; y < 16; y += 1, distance += 1)
        sum -= 1 / y;
    double u = 1 / (x * x), v = 1 / (y * y);
    double rest = ((u - v) / 12 - (u * u - v * v) / 120 + (u * u * u - v * v * v) / 252
                   - (u * u * u * u - v * v * v * v) / 240);
    return sum + log1p(distance / x) + distance / (2 * x * y) + rest;
}

/* The sum over m rows of the share of errors up to each, in the mean over their orders: before them
   are n rows with `errors`, among them `wrong`. */
static double
risk_area(double n, double errors, double m, double wrong)
{
    double rate = wrong / m;
    return wrong + (errors - rate * n) * harmonic(n, m);
}

enum { AURC, E_AURC, RISK_AT_COVERAGE };

/* Importance weights are scaled to sum to the rows. */
static xent_status
aurc_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    const xent_pairs *pairs = whole->pairs;
    ranking r = {pairs, xent_pairs_are_positive(whole->settings, whole->shape), 0, pairs->size};
    double scale = pairs->frequencies ? 1 : (double)pairs->size / pairs->weight;
    double rows = scale * pairs->weight, covered = whole->settings->coverage * rows;
    double n = 0, errors = 0, area = 0, covered_errors = 0;
    (void)state;
    (void)err;
    while (r.low < r.high) {
        double m, wrong;
        take_most_confident(&r, &m, &wrong);
        m *= scale;
        wrong *= scale;
        area += risk_area(n, errors, m, wrong);
        covered_errors += wrong * fmin(1, fmax(0, (covered - n) / m));
        n += m;
        errors += wrong;
    }
    value[AURC].value = area / rows;
    double best = errors > 0 ? risk_area(rows - errors, 0, errors, errors) / rows : 0;
    value[E_AURC].value = fmax(0, value[AURC].value - best);
    value[RISK_AT_COVERAGE].value = fmin(1, covered_errors / covered);
    return XENT_OK;
}

static void
aurc_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)settings;
    (void)shape;
    snprintf(text, size, "mean over i of the share of errors among the i most confident rows, ties "
                         "in the mean over their orders");
}

static void
e_aurc_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)settings;
    (void)shape;
    snprintf(text, size, "aurc, less that of an order with all errors last");
}

static void
risk_at_coverage_define(const xent_settings *settings, const xent_shape *shape, char *text,
                        size_t size)
{
    (void)shape;
    snprintf(text, size,
             "share of errors among the most confident %g of the rows, ties in the mean "
             "over their orders",
             settings->coverage);
}

#define RISK_METRIC(id, which, ...)                                                                \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .better = -1,                                                                              \
        .low = 0,                                                                                  \
        .high = 1,                                                                                 \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .subject = XENT_OF_BOTH,                                                                   \
        .needs = XENT_NEED_PAIRS,                                                                  \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .lead = &xent_metric_aurc,                                                                 \
        .member = which,                                                                           \
        .define = id##_define,                                                                     \
        .finish = aurc_finish,                                                                     \
        __VA_ARGS__}

RISK_METRIC(aurc, AURC, .title = "area under the risk-coverage curve",
            .source = "El-Yaniv, Wiener 2010");
RISK_METRIC(e_aurc, E_AURC, .title = "excess area under the risk-coverage curve",
            .source = "Geifman, Uziel, El-Yaniv 2019", .extra = true);
RISK_METRIC(risk_at_coverage, RISK_AT_COVERAGE, .title = "risk at coverage",
            .source = "El-Yaniv, Wiener 2010", .extra = true);
