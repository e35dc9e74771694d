/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scope of an evaluation: metrics, decomposition, curves. */
#include <math.h>
#include <string.h>
#include "metric_internal.h"
#include "result_internal.h"

/* Counts are whole; NAN: not known.  0, or -1 for no memory. */
static int
set_count(json_t *object, const char *key, double n)
{
    return isnan(n) ? 0 : xent_json_set(object, key, json_integer((json_int_t)n));
}

/* By how much numbers of a metric are multiplied for the document. */
static double
scale_of(const xent_metric *metric, xent_unit unit)
{
    return metric->unit == XENT_UNIT_NATS ? xent_unit_per_nat(unit) : 1;
}

int
xent_result_set_value(json_t *object, double x)
{
    if (isfinite(x))
        return xent_json_set(object, "value", json_real(x));
    return xent_result_merge(object, xent_json_number(x));
}

static json_t *
metric_object(const xent_metric *metric, const xent_value *value, const xent_settings *settings,
              const xent_shape *shape, xent_unit unit)
{
    char definition[256], name[XENT_UNIT_NAME];
    double scale = scale_of(metric, unit);
    metric->define(settings, shape, definition, sizeof definition);
    json_t *object = json_pack("{s:s, s:s}", "title", metric->title, "definition", definition);
    int bad = xent_result_set_value(object, value->value * scale);
    bad |= xent_result_set_known(object, "low", value->low * scale);
    bad |= xent_result_set_known(object, "high", value->high * scale);
    bad |= xent_result_set_known(object, "null_mean", value->null_mean * scale);
    bad |= xent_result_set_known(object, "null_high", value->null_high * scale);
    bad |= xent_result_set_known(object, "p_value", value->p_value);
    bad |= xent_result_set_known(object, "detectable", value->detectable * scale);
    bad |= xent_result_set_known(object, "degrees_of_freedom", value->degrees_of_freedom);
    bad |= xent_result_set_known(object, "bandwidth", value->bandwidth);
    bad |= set_count(object, "pairs", value->pairs);
    bad |= set_count(object, "blocks", value->blocks);
    bad |= set_count(object, "clusters", value->clusters);
    if (value->withheld)
        bad |= xent_json_set(object, "withheld", json_string(value->withheld));
    if (metric->null_method && !isnan(value->null_mean)) {
        metric->null_method(settings, shape, definition, sizeof definition);
        bad |= xent_json_set(object, "null_method", json_string(definition));
    }
    if (metric->unit == XENT_UNIT_NATS)
        bad |= xent_json_set(object, "unit", json_string(xent_unit_name(unit, name)));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
metrics_object(const xent_evaluation *evaluation, const xent_settings *settings,
               const xent_shape *shape, xent_unit unit)
{
    json_t *metrics = json_object();
    for (size_t m = 0; xent_metrics[m] && metrics; m++) {
        const xent_metric *metric = xent_metrics[m];
        const xent_value *value = xent_evaluation_value(evaluation, metric);
        if (value
            && xent_json_set(metrics, metric->name,
                             metric_object(metric, value, settings, shape, unit))) {
            json_decref(metrics);
            metrics = NULL;
        }
    }
    return metrics;
}

json_t *
xent_result_values(const xent_evaluation *evaluation, xent_unit unit)
{
    json_t *values = json_object();
    for (size_t m = 0; xent_metrics[m] && values; m++) {
        const xent_metric *metric = xent_metrics[m];
        const xent_value *value = xent_evaluation_value(evaluation, metric);
        if (value
            && xent_json_set(values, metric->name,
                             xent_json_number(value->value * scale_of(metric, unit)))) {
            json_decref(values);
            values = NULL;
        }
    }
    return values;
}

json_t *
xent_result_scope(const xent_evaluation *evaluation, const xent_sample *sample,
                  const xent_settings *settings, xent_unit unit)
{
    return json_pack("{s:o, s:o, s:o}", "metrics",
                     metrics_object(evaluation, settings, xent_sample_shape(sample), unit),
                     "decomposition", xent_result_decomposition(evaluation, unit), "curves",
                     xent_result_curves(evaluation));
}

xent_value
xent_result_value(const xent_evaluation *evaluation, const char *name)
{
    const xent_value *value = xent_evaluation_value(evaluation, xent_metric_find(name));
    return value ? *value : xent_value_unknown();
}
