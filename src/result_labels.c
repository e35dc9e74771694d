/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scope for each label of a multi-label sample, of its column alone: there rows are independent,
   so that intervals, null references and tests are those of any binary sample.  Which labels are
   miscalibrated; means over the labels; and what a row loses, the sum over its labels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "columns.h"
#include "executor.h"
#include "breakdown.h"
#include "metric_internal.h"

/* What is measured of each unless metrics are chosen: what costs one pass and one sort. */
static const xent_metric *const usual[] = {
    &xent_metric_prevalence, &xent_metric_mean_probability, &xent_metric_nll,
    &xent_metric_brier,      &xent_metric_ece,              &xent_metric_rmsce,
    &xent_metric_mce,        &xent_metric_ks,               &xent_metric_auroc,
    &xent_metric_average_precision, NULL};

/* The Brownian approximation of the test wants as many rows of either outcome, by the stated
   probabilities. */
static const double least_expected = 5;

/* The sums of a metric over the labels for which it is defined. */
typedef struct {
    double sum;
    size_t labels;
} macro;

typedef struct {
    const xent_sample *sample;
    const xent_map *map;    /* to be applied to every column; NULL: none */
    xent_settings settings; /* of one column */
    xent_breakdown breakdown;
    macro *macro;           /* of every metric in the registry */
} labelling;

/* ---- some columns at a time */

typedef struct {
    const labelling *work;
    const xent_columns *columns;
    xent_sample **sample, **mapped; /* of each column */
    xent_evaluation **evaluation;   /* NULL: it cannot be measured */
} batch;

static void
batch_clear(batch *b)
{
    size_t n = b->columns ? xent_columns_size(b->columns) : 0;
    for (size_t i = 0; i < n && b->sample && b->mapped && b->evaluation; i++) {
        xent_evaluation_free(b->evaluation[i]);
        xent_sample_free(b->mapped[i]);
        xent_sample_free(b->sample[i]);
    }
    free(b->evaluation);
    free(b->mapped);
    free(b->sample);
}

static const xent_sample *
measured_sample(const batch *b, size_t i)
{
    return b->mapped[i] ? b->mapped[i] : b->sample[i];
}

/* Columns are measured side by side. */
static xent_status
measure_column(void *context, unsigned worker, size_t i, xent_error *err)
{
    batch *b = context;
    const labelling *work = b->work;
    (void)worker;
    xent_status status = xent_columns_sample(b->columns, i, &b->sample[i], err);
    if (status == XENT_OK && work->map)
        status = xent_map_sample(work->map, b->sample[i], &b->mapped[i], err);
    if (status != XENT_OK)
        return status;
    status = xent_evaluate(measured_sample(b, i), &work->settings, &b->evaluation[i], err);
    return status == XENT_EFIT || status == XENT_EDATA ? XENT_OK : status;
}

/* NULL: enough rows of either outcome are to be expected. */
static const char *
why_untested(const xent_evaluation *evaluation, double rows)
{
    double p = xent_result_value(evaluation, "mean_probability").value;
    return fmin(p, 1 - p) * rows < least_expected ? "too few expected of one outcome" : NULL;
}

static void
add_to_macro(labelling *work, const xent_evaluation *evaluation)
{
    for (size_t m = 0; xent_metrics[m]; m++) {
        const xent_value *value = xent_evaluation_value(evaluation, xent_metrics[m]);
        if (!value || isnan(value->value))
            continue;
        work->macro[m].sum += value->value;
        work->macro[m].labels++;
    }
}

static xent_status
set_label(labelling *work, const batch *b, size_t i, size_t label, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(work->sample);
    const xent_evaluation *evaluation = b->evaluation[i];
    xent_status status = XENT_OK;
    char number[24];
    snprintf(number, sizeof number, "%zu", label);
    if (!evaluation) {
        xent_breakdown_set_empty(&work->breakdown, label, "cannot be measured");
    } else {
        status = xent_breakdown_set(&work->breakdown, label, measured_sample(b, i), evaluation,
                                 why_untested(evaluation, (double)shape->rows), err);
        add_to_macro(work, evaluation);
    }
    int bad = xent_breakdown_name(&work->breakdown, label, shape->names ? shape->names[label] : number,
                               shape->rows);
    return status == XENT_OK && bad ? xent_fail_memory(err) : status;
}

static xent_status
measure_batch(labelling *work, size_t first, unsigned threads, size_t *size, xent_error *err)
{
    xent_columns *columns;
    xent_status status = xent_columns_alloc(work->sample, first, threads, &columns, err);
    if (status != XENT_OK)
        return status;
    size_t n = *size = xent_columns_size(columns);
    batch b = {work, columns, calloc(n, sizeof *b.sample), calloc(n, sizeof *b.mapped),
               calloc(n, sizeof *b.evaluation)};
    unsigned side_by_side = xent_threads_for(threads, SIZE_MAX);
    work->settings.threads = side_by_side > n ? side_by_side / (unsigned)n : 1;
    if (!b.sample || !b.mapped || !b.evaluation)
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_run_blocks(side_by_side > n ? (unsigned)n : side_by_side, n, measure_column,
                                 &b, err);
    for (size_t i = 0; status == XENT_OK && i < n; i++)
        status = set_label(work, &b, i, first + i, err);
    batch_clear(&b);
    xent_columns_free(columns);
    return status;
}

/* ---- all labels */

static const char no_interval[] =
    "no interval: how such values of labels of the same rows vary together is not measured";

/* The mean over the labels.  Of a mean over rows it is the mean over the cells, whose interval
   stands by rows. */
static json_t *
macro_object(const xent_metric *metric, const macro *of, const xent_value *cells, double unit)
{
    bool known = metric->mean && cells && !isnan(cells->low);
    json_t *object = json_pack("{s:s, s:I}", "title", metric->title, "labels",
                               (json_int_t)of->labels);
    int bad = xent_result_set_value(object, of->sum / (double)of->labels * unit);
    if (known) {
        bad |= xent_result_set_known(object, "low", cells->low * unit);
        bad |= xent_result_set_known(object, "high", cells->high * unit);
    } else {
        bad |= xent_json_set(object, "withheld", json_string(no_interval));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static double
unit_of(const xent_metric *metric, xent_unit unit)
{
    return metric->unit == XENT_UNIT_NATS ? xent_unit_per_nat(unit) : 1;
}

static json_t *
macros_object(const labelling *work, const xent_evaluation *cells, xent_unit unit)
{
    json_t *object = json_object();
    for (size_t m = 0; xent_metrics[m] && object; m++) {
        const xent_metric *metric = xent_metrics[m];
        if (work->macro[m].labels > 0
            && xent_json_set(object, metric->name,
                             macro_object(metric, &work->macro[m],
                                          xent_evaluation_value(cells, metric),
                                          unit_of(metric, unit)))) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

/* The loss of a row is the sum over its labels: so many times that of a cell. */
static json_t *
row_nll_object(const xent_value *nll, size_t labels, xent_unit unit)
{
    double times = (double)labels * xent_unit_per_nat(unit);
    char name[XENT_UNIT_NAME];
    json_t *object = json_pack("{s:s, s:s}", "definition",
                               "mean over rows of the sum over labels of -ln q(y)", "unit",
                               xent_unit_name(unit, name));
    int bad = xent_result_set_value(object, nll->value * times);
    bad |= xent_result_set_known(object, "low", nll->low * times);
    bad |= xent_result_set_known(object, "high", nll->high * times);
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static xent_status
finish(labelling *work, const xent_evaluation *cells, xent_unit unit, json_t **labels,
       xent_error *err)
{
    const xent_value *nll = xent_evaluation_value(cells, &xent_metric_nll);
    xent_status status = xent_breakdown_finish(&work->breakdown, "label", labels, err);
    if (status != XENT_OK)
        return status;
    int bad = xent_json_set(*labels, "macro", macros_object(work, cells, unit));
    if (nll)
        bad |= xent_json_set(*labels, "row_nll", row_nll_object(nll, work->breakdown.size, unit));
    if (!bad)
        return XENT_OK;
    json_decref(*labels);
    *labels = NULL;
    return xent_fail_memory(err);
}

static size_t
count_metrics(void)
{
    size_t n = 0;
    while (xent_metrics[n])
        n++;
    return n;
}

xent_status
xent_result_labels(const xent_sample *sample, const xent_evaluation *cells,
                   const xent_diagnosis *diagnosis, const xent_settings *settings,
                   json_t **labels, xent_error *err)
{
    size_t size = xent_sample_shape(sample)->columns, n = 0;
    labelling work = {.sample = sample, .settings = *settings,
                      .map = diagnosis->replace ? diagnosis->map : NULL,
                      .macro = calloc(count_metrics(), sizeof *work.macro)};
    if (!settings->metrics)
        work.settings.metrics = usual;
    *labels = NULL;
    xent_status status = xent_breakdown_init(size, &work.settings, diagnosis->unit, "ks",
                                          XENT_DEPENDENT, &work.breakdown, err);
    if (status == XENT_OK && !work.macro)
        status = xent_fail_memory(err);
    for (size_t first = 0; status == XENT_OK && first < size; first += n)
        status = measure_batch(&work, first, settings->threads, &n, err);
    if (status == XENT_OK)
        status = finish(&work, cells, diagnosis->unit, labels, err);
    xent_breakdown_clear(&work.breakdown);
    free(work.macro);
    return status;
}
