/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test vectors of calibration errors: a way to cut the pairs into bins, and a norm of the gaps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vectors.h"

/* ---- what a vector asks for */

static bool
is_known(const char *param)
{
    static const char *const names[] = {"n_bins", "norm", "power", "bins", "rule", "aggregate",
                                        "bin_counts", "bin_correct", "note", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], param) == 0)
            return true;
    return false;
}

static bool
check_params(const json_t *constant, char *why, size_t size)
{
    json_t *params = (json_t *)(uintptr_t)constant, *value; /* jansson iterates over no const */
    const char *name;
    json_object_foreach (params, name, value)
        if (!is_known(name)) {
            snprintf(why, size, "unknown parameter %s", name);
            return false;
        }
    return true;
}

static bool
says(const json_t *params, const char *word)
{
    const char *bins = json_string_value(json_object_get(params, "bins"));
    return bins && strstr(bins, word);
}

static xent_settings
settings_of(const vector_op *op, const json_t *params)
{
    xent_settings settings = xent_settings_default;
    const json_t *bins = json_object_get(params, "n_bins");
    settings.replicates = 1;
    settings.threads = 1;
    if (bins)
        settings.bins = (size_t)json_integer_value(bins);
    if (strncmp(op->name, "ce_discrete", strlen("ce_discrete")) == 0)
        settings.binning = XENT_BY_VALUE;
    else if (strstr(op->name, "equal_mass") || says(params, "equal mass"))
        settings.binning = XENT_BY_MASS;
    settings.edges = says(params, "left-closed") ? XENT_LEFT : XENT_RIGHT;
    return settings;
}

static double
power_of(const json_t *params)
{
    const json_t *power = json_object_get(params, "power");
    const char *norm = json_string_value(json_object_get(params, "norm"));
    if (power)
        return json_number_value(power);
    if (norm && strcmp(norm, "max") == 0)
        return HUGE_VAL;
    return norm && strcmp(norm, "l2") == 0 ? 2 : 1;
}

/* ---- one sample */

static xent_evaluation *
evaluate(const vector_table *t, const xent_settings *settings, char *why, size_t size)
{
    xent_sample *sample = vector_sample(t, why, size);
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    if (sample && xent_evaluate(sample, settings, &evaluation, &err) != XENT_OK)
        snprintf(why, size, "%s", err.sentence);
    xent_sample_free(sample);
    return evaluation;
}

/* ---- ops */

static bool
run_error(const vector_op *op, const vector_table *t, const json_t *params, double *error, char *why,
          size_t size)
{
    const xent_metric *const ece[] = {xent_metric_find("ece"), NULL};
    xent_settings settings = settings_of(op, params);
    settings.metrics = ece;
    xent_evaluation *evaluation = evaluate(t, &settings, why, size);
    if (evaluation)
        *error = xent_bins_error(xent_evaluation_bins(evaluation), power_of(params));
    xent_evaluation_free(evaluation);
    return evaluation != NULL;
}

/* The mean over the classes of the error's power, and its root. */
static bool
run_classes(const vector_op *op, const vector_table *all, const json_t *params, double *error, char *why,
            size_t size)
{
    double *p = malloc(all->rows * sizeof *p), *label = malloc(all->rows * sizeof *label);
    double power = power_of(params), sum = 0, one = 0;
    bool done = p && label;
    for (size_t c = 0; c < all->columns && done; c++) {
        for (size_t i = 0; i < all->rows; i++) {
            p[i] = all->p[i * all->columns + c];
            label[i] = all->label[i] == (double)c;
        }
        done = run_error(op, &(vector_table){all->rows, 1, p, label}, params, &one, why, size);
        sum += pow(one, power) / (double)all->columns;
    }
    *error = pow(sum, 1 / power);
    free(p);
    free(label);
    return done;
}

static bool
run_bins(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
         char *why, size_t size)
{
    vector_table t = vector_read_table(op, inputs);
    double error = 0;
    bool done = check_params(params, why, size)
                && (strstr(op->name, "classwise") ? run_classes : run_error)(op, &t, params, &error,
                                                                             why, size)
                && vector_set_number(error, got);
    vector_table_free(&t);
    return done;
}

/* The middles between neighbouring bins, and 1.  Where a cut falls amid ties any edge up to the next p
   says the same. */
static bool
run_edges(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
          char *why, size_t size)
{
    const xent_metric *const ece[] = {xent_metric_find("ece"), NULL};
    vector_table t = vector_read_table(op, inputs);
    xent_settings settings = settings_of(op, params);
    settings.metrics = ece;
    xent_evaluation *evaluation =
        check_params(params, why, size) ? evaluate(&t, &settings, why, size) : NULL;
    if (evaluation) {
        const xent_bins *bins = xent_evaluation_bins(evaluation);
        got->n = bins->size;
        got->x = malloc(got->n * sizeof *got->x);
        for (size_t i = 0; i < got->n && got->x; i++)
            got->x[i] = i + 1 < got->n ? (bins->bin[i].high + bins->bin[i + 1].low) / 2 : 1;
    }
    xent_evaluation_free(evaluation);
    vector_table_free(&t);
    return got->x != NULL;
}

static bool
run_metric(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
           char *why, size_t size)
{
    const xent_metric *const one[] = {xent_metric_find(op->name), NULL};
    vector_table t = vector_read_table(op, inputs);
    xent_settings settings = settings_of(op, params);
    settings.metrics = one;
    xent_evaluation *evaluation =
        check_params(params, why, size) ? evaluate(&t, &settings, why, size) : NULL;
    if (evaluation)
        vector_set_number(xent_evaluation_value(evaluation, *one)->value, got);
    xent_evaluation_free(evaluation);
    vector_table_free(&t);
    return got->x != NULL;
}

/* Errors are sums of numbers of size 1. */
#define BINS(id, where)                                                                            \
    {                                                                                              \
        .name = #id, .run = run_bins, .relative = 1e-12, .absolute = 1e-15, .scores = where        \
    }

const vector_op vector_metrics[] = {
    BINS(ece_top_label, "probs"),
    BINS(ece_top_label_equal_mass, "probs"),
    BINS(ece_classwise, "probs"),
    BINS(ce_discrete_top_label, "probs"),
    BINS(ce_discrete_classwise, "probs"),
    BINS(ece_binary, "probs1"),
    BINS(ece_binary_equal_mass, "probs1"),
    BINS(ce_discrete, "probs1"),
    {.name = "equal_mass_edges", .run = run_edges, .relative = 1e-15, .scores = "probs1"},
    {.name = "spiegelhalter_z", .run = run_metric, .relative = 1e-12, .scores = "probs1"},
    {.name = NULL}};
