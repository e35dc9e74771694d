/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that are the weighted mean of one number per row. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "interval.h"
#include "mean.h"

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
        xent_mean_add(state, settings, rows, of_row, xent_##interval##_bootstrap);                 \
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
                                          .bootstrap = xent_##interval##_bootstrap,                \
                                          .subject = of_what,                                      \
                                          .invariances =                                           \
                                              XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,    \
                                          .define = id##_define,                                   \
                                          .size = xent_mean_##interval##_size,                     \
                                          .add = id##_add,                                         \
                                          .merge = xent_mean_merge,                                \
                                          .finish = finisher,                                      \
                                          __VA_ARGS__}

MEAN_METRIC_OF(XENT_OF_BOTH, accuracy, row_hit, XENT_WANT_TOP, xent_mean_finish_share, share,
               "share of rows with [p > 1/2] = y",
               "share of rows with argmax q = y, ties to the lowest index",
               "mean of the target's share of argmax q", .title = "accuracy",
               .source = "Wilson 1927", .better = 1, .low = 0, .high = 1, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, top5_accuracy, row_top5, XENT_WANT_RANK, xent_mean_finish_share, share,
               "", "share of rows with y among the five largest q",
               "mean of the target's share of the five largest q", .title = "top-5 accuracy",
               .source = "Wilson 1927", .better = 1, .low = 0, .high = 1,
               .needs = XENT_NEED_MANY_CLASSES);

MEAN_METRIC_OF(XENT_OF_BOTH, prevalence, row_outcome, 0, xent_mean_finish_share, share,
               "share of rows with y = 1", "share of rows with y = 1",
               "mean of P(y=1) of the targets",
               .title = "prevalence", .source = "Wilson 1927", .better = 0, .low = 0, .high = 1,
               .needs = XENT_NEED_OUTCOMES | XENT_NEED_POSITIVE, .extra = true, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, mean_probability, row_probability, 0, xent_mean_finish_positive, clt,
               "mean of p = P(y=1)", "mean of p = P(y=1)", "mean of p = P(y=1)",
               .title = "mean probability", .source = "Cox 1958", .better = 0, .low = 0, .high = 1,
               .needs = XENT_NEED_OUTCOMES | XENT_NEED_POSITIVE, .extra = true, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, mean_confidence, row_confidence, XENT_WANT_TOP,
               xent_mean_finish_positive, clt, "mean of max(p, 1-p)", "mean of max q", "mean of max q",
               .title = "mean confidence", .source = "Guo et al. 2017", .better = 0, .low = 0,
               .high = 1);

MEAN_METRIC_OF(XENT_OF_BOTH, overconfidence, row_gap, XENT_WANT_TOP, xent_mean_finish_signed, clt,
               "mean of max(p, 1-p), less accuracy", "mean of max q, less accuracy",
               "mean of max q, less accuracy", .title = "overconfidence",
               .source = "Lichtenstein, Fischhoff, Phillips 1982", .better = 0, .low = -1,
               .high = 1);

MEAN_METRIC_OF(XENT_OF_BOTH, nll, row_nll, XENT_WANT_NLL, xent_mean_finish_positive, clt,
               "mean of -ln q(y)", "mean of -ln q(y)",
               "mean of the cross-entropy -sum_c P_c ln q_c", .title = "negative log-likelihood",
               .truth = true, .source = "Good 1952", .unit = XENT_UNIT_NATS, .better = -1, .low = 0,
               .high = HUGE_VAL, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, perplexity, row_nll, XENT_WANT_NLL, xent_mean_finish_exponential, clt,
               "exp of the mean of -ln q(y)", "exp of the mean of -ln q(y)",
               "exp of the mean of -sum_c P_c ln q_c", .title = "perplexity", .truth = true,
               .source = "Jelinek et al. 1977", .better = -1, .low = 1, .high = HUGE_VAL);

MEAN_METRIC_OF(XENT_OF_BOTH, brier, row_brier, XENT_WANT_BRIER, xent_mean_finish_positive, clt,
               "mean of (p - y)^2, 0..1", "mean of sum_c (q_c - [y=c])^2, 0..2",
               "mean of sum_c (q_c - P_c)^2; of one column (p - P)^2", .title = "Brier score",
               .source = "Brier 1950", .better = -1, .low = 0, .high = 2, .mean = true);

MEAN_METRIC_OF(XENT_OF_BOTH, predictive_entropy, row_entropy, XENT_WANT_ENTROPY,
               xent_mean_finish_positive, clt, "mean of H(p, 1-p)", "mean of H(q)",
               "mean of H(q)", .title = "predictive entropy", .source = "Shannon 1948",
               .unit = XENT_UNIT_NATS, .better = 0, .low = 0, .high = HUGE_VAL);

MEAN_METRIC_OF(XENT_OF_TARGETS, target_entropy, row_target_entropy, 0, xent_mean_finish_positive,
               clt, "", "", "mean of H(P) of the targets", .title = "target entropy",
               .source = "Shannon 1948", .unit = XENT_UNIT_NATS, .better = 0, .low = 0,
               .high = HUGE_VAL);

MEAN_METRIC_OF(XENT_OF_TARGETS, kl_divergence, row_divergence, 0, xent_mean_finish_signed, clt,
               "", "", "mean of KL(P||Q) of the targets and the predictions",
               .title = "KL divergence", .source = "Kullback, Leibler 1951", .unit = XENT_UNIT_NATS,
               .better = -1, .low = 0, .high = HUGE_VAL);
