/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of a fit. */
#include <math.h>
#include <stdlib.h>
#include "cluster.h"
#include "interval.h"
#include "map_json.h"
#include "metric_internal.h"
#include "result_internal.h"
#include "text.h"

/* The metrics that are measured by default, in a list that ends with NULL; NULL: no memory. */
static const xent_metric **
list_defaults(void)
{
    size_t n = 0, all = 0;
    while (xent_metrics[all])
        all++;
    const xent_metric **list = calloc(all + 1, sizeof *list);
    for (size_t m = 0; list && m < all; m++)
        if (!xent_metrics[m]->extra)
            list[n++] = xent_metrics[m];
    return list;
}

/* Metrics of a sample without null references and curves, which nobody asked for here. */
static xent_status
values_of(const xent_sample *sample, const xent_settings *settings, xent_unit unit,
          json_t **values, size_t *zero_rows, xent_error *err)
{
    xent_settings light = *settings;
    xent_evaluation *evaluation = NULL;
    const xent_metric **defaults = list_defaults();
    if (!defaults)
        return xent_fail_memory(err);
    light.replicates = 1;
    light.bootstrap = 0;
    light.metrics = settings->metrics ? settings->metrics : defaults;
    xent_status status = xent_evaluate(sample, &light, &evaluation, err);
    free(defaults);
    if (status != XENT_OK)
        return status;
    *values = xent_result_values(evaluation, unit);
    *zero_rows = xent_evaluation_zero_rows(evaluation);
    xent_evaluation_free(evaluation);
    return *values ? XENT_OK : xent_fail_memory(err);
}

bool
xent_result_folds(const xent_sample *sample, const xent_settings *settings,
                  const xent_diagnosis *diagnosis, xent_notes *notes)
{
    size_t rows = xent_sample_shape(sample)->rows;
    if (settings->folds < 2 || settings->folds <= rows)
        return settings->folds > 1;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    xent_note_say(note, "no cross-fitting: %zu row%s cannot be cut into %zu folds", rows,
                  xent_plural(rows), settings->folds);
    xent_error_place(note, diagnosis->path, 0);
    return false;
}

/* Takes away what holds of independent rows only. */
static void
withhold_chance(json_t *fit, const xent_map *map)
{
    if (xent_map_certificate(map)->clusters == 0)
        json_object_del(fit, "standard_errors");
    json_object_del(fit, "lr_statistic");
    json_object_del(fit, "lr_p_value");
}

json_t *
xent_result_fit_object(const xent_map *map)
{
    json_t *file = xent_map_to_json(map);
    json_t *fit = json_incref(json_object_get(file, "fit"));
    static const char *const keys[] = {"map", "parameters", "standard_errors"};
    int bad = fit ? 0 : -1;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        bad |= json_object_set(fit, keys[i], json_object_get(file, keys[i]));
    json_decref(file);
    const xent_fit *certificate = xent_map_certificate(map);
    if (certificate->withheld[0] || certificate->clusters > 0) /* old files give no reason */
        withhold_chance(fit, map);
    if (bad) {
        json_decref(fit);
        return NULL;
    }
    return fit;
}

/* A curve that starts at 0 or ends at 1 makes new rows impossible. */
static void
note_impossible(size_t zero_rows, const xent_sample *sample, const xent_map *map,
                xent_notes *notes)
{
    if (zero_rows == 0 || zero_rows == SIZE_MAX)
        return;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    xent_note_say(note, "%zu %s%s had probability 0 for %s class under the %s map of the other "
                        "folds, so that the NLL after is infinite", zero_rows,
                  xent_shape_case(xent_sample_shape(sample)), xent_plural(zero_rows), zero_rows == 1 ? "its" : "their",
                  xent_map_type_of(map)->name);
    xent_error_hint(note, "judge it by the Brier score, or fit temperature or platt, which leave "
                          "no class impossible");
}

xent_status
xent_result_note_impossible(const xent_crossfit *crossfit, const xent_map *map,
                            const xent_settings *settings, xent_notes *notes, xent_error *err)
{
    const xent_metric *const nll[] = {xent_metric_find("nll"), NULL};
    xent_settings own = *settings;
    json_t *values = NULL;
    size_t zero_rows;
    own.metrics = nll;
    xent_status status = values_of(xent_crossfit_sample(crossfit), &own, XENT_NATS, &values,
                                   &zero_rows, err);
    json_decref(values);
    if (status == XENT_OK)
        note_impossible(zero_rows, xent_crossfit_sample(crossfit), map, notes);
    return status;
}

/* Before and after, each row mapped by a map that was fitted without it. */
static xent_status
cross_validation(const xent_sample *sample, const xent_map *map,
                 const xent_fit_options *options, const xent_settings *settings, xent_unit unit,
                 xent_notes *notes, json_t **table, xent_error *err)
{
    xent_fit_options fold_options = *options;
    xent_crossfit *crossfit = NULL;
    json_t *before = NULL, *after = NULL;
    char name[XENT_UNIT_NAME];
    size_t zero_before, zero_after;
    fold_options.start = map;
    xent_status status = xent_crossfit_alloc(xent_map_type_of(map), sample, &fold_options,
                                             settings->folds, settings->seed, &crossfit, err);
    if (status == XENT_OK)
        status = values_of(sample, settings, unit, &before, &zero_before,
                           err);
    if (status == XENT_OK)
        status = values_of(xent_crossfit_sample(crossfit), settings, unit, &after, &zero_after,
                           err);
    if (status == XENT_OK) {
        if (zero_before == 0)
            note_impossible(zero_after, sample, map, notes);
        *table = json_pack("{s:I, s:s, s:O, s:O}", "folds", (json_int_t)settings->folds, "unit",
                           xent_unit_name(unit, name), "before", before, "after", after);
        status = *table ? XENT_OK : xent_fail_memory(err);
    }
    json_decref(before);
    json_decref(after);
    xent_crossfit_free(crossfit);
    return status;
}

/* A fold without a finite optimum is worth a note, not the loss of the fit. */
static xent_status
add_cross_validation(json_t *root, const xent_sample *sample, const xent_map *map,
                     const xent_fit_options *options,
                     const xent_settings *settings, xent_unit unit, xent_notes *notes,
                     xent_error *err)
{
    json_t *table = NULL;
    xent_error why;
    xent_status status = cross_validation(sample, map, options, settings, unit, notes, &table,
                                          &why);
    if (status == XENT_OK)
        return xent_json_set(root, "cross_validation", table) ? xent_fail_memory(err) : XENT_OK;
    if (status != XENT_EFIT) {
        if (err)
            *err = why;
        return status;
    }
    xent_note_say(xent_notes_add(notes, XENT_WARNING), "no cross-validation: %s", why.sentence);
    return XENT_OK;
}

static double
quantile_of(const xent_map *map, const char *name, double level)
{
    double degrees = *xent_map_degrees(map, name, NULL);
    return isnan(degrees) ? xent_normal_quantile(level) : xent_cluster_quantile(level, degrees);
}

/* Intervals of the parameters that are single numbers: value -+ quantile * standard error; by
   clusters of Student's t. */
static json_t *
intervals(const xent_map *map, double level)
{
    const xent_parameter *parameter = xent_map_type_of(map)->parameter;
    json_t *object = json_pack("{s:f}", "level", level);
    int bad = object ? 0 : -1;
    for (; parameter->name; parameter++) {
        size_t size = 0, known = 0;
        const double *value = xent_map_parameter(map, parameter->name, &size);
        const double *error = xent_map_standard_error(map, parameter->name, &known);
        if (size != 1 || known != 1 || !isfinite(value[0]) || !isfinite(error[0]))
            continue;
        double half = error[0] * quantile_of(map, parameter->name, level);
        bad |= xent_json_set(object, parameter->name,
                             json_pack("{s:f, s:f}", "low", value[0] - half, "high",
                                       value[0] + half));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* What the document says beyond the members of the map file. */
static int
add_members(json_t *root, const xent_sample *sample, const xent_map *map, double level,
            const xent_diagnosis *diagnosis, const xent_notes *notes)
{
    int bad = xent_json_set(root, "command", json_string("fit"));
    bad |= xent_json_set(root, "input", xent_result_input(sample, diagnosis));
    bad |= xent_json_set(root, "notes", xent_result_notes(notes));
    if (xent_map_certificate(map)->status == XENT_CONVERGED)
        bad |= xent_json_set(root, "intervals", intervals(map, level));
    return bad;
}

xent_status
xent_fit_result(const xent_sample *sample, const xent_map *map, const xent_fit_options *options,
                const xent_settings *settings, const xent_diagnosis *diagnosis,
                xent_notes *notes, xent_result **result, xent_error *err)
{
    bool converged = xent_map_certificate(map)->status == XENT_CONVERGED;
    xent_notes own = {0};
    json_t *root = xent_map_to_json(map);
    xent_status status = xent_settings_check(settings, err);
    notes = notes ? notes : &own;
    if (status == XENT_OK && converged && xent_result_folds(sample, settings, diagnosis, notes))
        status = add_cross_validation(root, sample, map, options, settings, diagnosis->unit, notes,
                                      err);
    if (status == XENT_OK && add_members(root, sample, map, settings->level, diagnosis, notes))
        status = xent_fail_memory(err);
    xent_notes_clear(&own);
    if (status != XENT_OK) {
        json_decref(root);
        return status;
    }
    return xent_result_alloc(root, result, err);
}
