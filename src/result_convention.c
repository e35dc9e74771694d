/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values under conventions, and why they differ. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "binning.h"
#include "metric_internal.h"
#include "result_internal.h"

enum { MOST = 16 }; /* conventions, and metrics that they have */

/* A metric that is explained. */
typedef struct {
    const xent_metric *metric;
    double own;
    xent_difference difference[MOST]; /* by the places of the conventions */
} explanation;

/* A value that takes the place of ours. */
typedef struct {
    const xent_metric *metric;
    xent_convention_value value;
} replacement;

struct xent_convention_part {
    const xent_convention *convention;
    size_t replacements, explanations;
    replacement replacement[MOST];
    explanation explanation[MOST];
};

void
xent_convention_part_free(xent_convention_part *part)
{
    if (!part)
        return;
    for (size_t i = 0; i < part->replacements; i++)
        xent_convention_value_clear(&part->replacement[i].value);
    for (size_t i = 0; i < part->explanations; i++)
        for (size_t c = 0; c < MOST; c++)
            xent_convention_value_clear(&part->explanation[i].difference[c].value);
    free(part);
}

/* ---- measuring */

static void
note_refusal(const xent_convention_part *part, const replacement *of, const char *path,
             xent_notes *notes)
{
    if (!*of->value.refusal)
        return;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    xent_note_say(note, "%s has no %s of these rows: %s", part->convention->name, of->metric->name,
                  of->value.refusal);
    xent_error_place(note, path, 0);
}

static xent_status
replace(xent_convention_part *part, const xent_convention_rows *rows, const xent_metric *metric,
        xent_error *err)
{
    replacement *to = &part->replacement[part->replacements++];
    to->metric = metric;
    return xent_convention_measure_rows(part->convention, metric->name, rows, &to->value, err);
}

static xent_status
replace_all(xent_convention_part *part, const xent_convention_rows *rows,
            const xent_evaluation *evaluation, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t m = 0; xent_metrics[m] && status == XENT_OK; m++)
        if (xent_convention_knows(xent_metrics[m]->name)
            && xent_evaluation_value(evaluation, xent_metrics[m]))
            status = replace(part, rows, xent_metrics[m], err);
    return status;
}

static xent_status
explain(xent_convention_part *part, const xent_convention_rows *rows, const xent_metric *metric,
        double own, xent_error *err)
{
    explanation *to = &part->explanation[part->explanations++];
    xent_status status = XENT_OK;
    to->metric = metric;
    to->own = own;
    for (size_t c = 0; xent_conventions[c] && status == XENT_OK; c++)
        status = xent_convention_explain(xent_conventions[c], metric->name, rows, own,
                                         &to->difference[c], err);
    return status;
}

static xent_status
explain_all(xent_convention_part *part, const xent_convention_rows *rows,
            const xent_diagnosis *diagnosis, const xent_evaluation *evaluation, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t i = 0; diagnosis->explain && diagnosis->explain[i] && part->explanations < MOST
                       && status == XENT_OK; i++) {
        const xent_metric *metric = diagnosis->explain[i];
        const xent_value *own = xent_evaluation_value(evaluation, metric);
        if (own)
            status = explain(part, rows, metric, own->value, err);
    }
    return status;
}

static xent_status
check_explained(const xent_diagnosis *diagnosis, const xent_settings *settings, xent_error *err)
{
    xent_status status = XENT_OK;
    if (diagnosis->explain && settings->binning != XENT_BY_WIDTH) {
        xent_fail(err, XENT_EINVAL, "differences are explained from bins of equal width, not by %s",
                  xent_binning_name(settings->binning));
        xent_error_hint(err, "leave --binning out");
        return XENT_EINVAL;
    }
    for (size_t i = 0; diagnosis->explain && diagnosis->explain[i] && status == XENT_OK; i++)
        if (!xent_convention_knows(diagnosis->explain[i]->name))
            status = xent_fail(err, XENT_EINVAL, "no convention has a value of %s",
                               diagnosis->explain[i]->name);
    if (status != XENT_OK)
        xent_error_hint(err, "explain ece, rmsce, mce, ece_mass, rmsce_mass or ece_debiased");
    return status;
}

xent_status
xent_convention_part_alloc(const xent_sample *sample, const xent_settings *settings,
                           const xent_diagnosis *diagnosis, const xent_evaluation *evaluation,
                           xent_notes *notes, xent_convention_part **part, xent_error *err)
{
    xent_convention_rows *rows = NULL;
    *part = NULL;
    if (!diagnosis->convention && !diagnosis->explain)
        return XENT_OK;
    xent_status status = check_explained(diagnosis, settings, err);
    if (status != XENT_OK)
        return status;
    *part = calloc(1, sizeof **part);
    if (!*part)
        return xent_fail_memory(err);
    (*part)->convention = diagnosis->convention;
    status = xent_convention_rows_alloc(sample, settings, &rows, err);
    if (status == XENT_OK && diagnosis->convention)
        status = replace_all(*part, rows, evaluation, err);
    if (status == XENT_OK)
        status = explain_all(*part, rows, diagnosis, evaluation, err);
    for (size_t i = 0; i < (*part)->replacements; i++)
        note_refusal(*part, &(*part)->replacement[i], diagnosis->path, notes);
    xent_convention_rows_free(rows);
    return status;
}

/* ---- writing */

static json_t *
bins_array(const xent_bins *bins)
{
    json_t *array = json_array();
    for (size_t i = 0; i < bins->size && array; i++) {
        const xent_bin *bin = &bins->bin[i];
        json_t *object = json_pack("{s:f, s:f, s:I, s:f, s:f}", "low", bin->low, "high", bin->high,
                                   "count", (json_int_t)bin->count, "confidence", bin->confidence,
                                   "accuracy", bin->accuracy);
        if (json_array_append_new(array, object)) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

/* What a null reference and an interval say is about our value: they go. */
static int
write_replacement(const replacement *from, const xent_convention *convention, json_t *metrics)
{
    const xent_convention_value *value = &from->value;
    if (!*value->call)
        return 0;
    json_t *object = json_pack("{s:o, s:s, s:s, s:s, s:o}", "title",
                               json_sprintf("%s, %s", from->metric->title, convention->name),
                               "convention", convention->name, "call", value->call, "definition",
                               value->definition, "bins", bins_array(&value->bins));
    int bad = value->defined ? xent_json_set(object, "value", json_real(value->value))
                             : xent_result_merge(object, xent_json_number(value->value));
    if (*value->refusal)
        bad |= xent_json_set(object, "refusal", json_string(value->refusal));
    if (bad) {
        json_decref(object);
        return -1;
    }
    return json_object_set_new(metrics, from->metric->name, object);
}

static json_t *
rows_array(const xent_cause *cause)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < cause->shown && rows; i++)
        if (json_array_append_new(rows, json_integer((json_int_t)cause->row[i]))) {
            json_decref(rows);
            rows = NULL;
        }
    return rows;
}

static json_t *
cause_object(const xent_cause *cause)
{
    return json_pack("{s:s, s:s, s:o, s:I, s:o}", "cause", cause->name, "sentence",
                     cause->sentence, "effect", xent_json_number(cause->effect), "rows",
                     (json_int_t)cause->rows, "first_rows", rows_array(cause));
}

static json_t *
causes_array(const xent_difference *difference)
{
    json_t *causes = json_array();
    for (size_t i = 0; i < difference->causes && causes; i++)
        if (json_array_append_new(causes, cause_object(&difference->cause[i]))) {
            json_decref(causes);
            causes = NULL;
        }
    return causes;
}

static json_t *
difference_object(const xent_convention *convention, const xent_difference *from, double own)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:o, s:I, s:o}", "convention", convention->name,
                               "call", from->value.call, "definition", from->value.definition,
                               "value", xent_json_number(from->value.value), "default_bins",
                               (json_int_t)convention->default_bins, "default_value",
                               xent_json_number(from->default_value));
    int bad = object ? 0 : -1;
    if (from->value.defined) {
        bad |= xent_json_set(object, "difference", xent_json_number(from->value.value - own));
        bad |= xent_json_set(object, "causes", causes_array(from));
    }
    if (*from->value.refusal)
        bad |= xent_json_set(object, "refusal", json_string(from->value.refusal));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* Conventions that have no such metric are left out. */
static json_t *
explanation_object(const explanation *from)
{
    json_t *conventions = json_array();
    for (size_t c = 0; xent_conventions[c] && conventions; c++)
        if (*from->difference[c].value.call
            && json_array_append_new(conventions, difference_object(xent_conventions[c],
                                                                    &from->difference[c],
                                                                    from->own))) {
            json_decref(conventions);
            conventions = NULL;
        }
    return json_pack("{s:s, s:o, s:o}", "title", from->metric->title, "value",
                     xent_json_number(from->own), "conventions", conventions);
}

int
xent_convention_part_write(const xent_convention_part *part, json_t *root)
{
    int bad = 0;
    if (!part)
        return 0;
    if (part->convention)
        bad |= xent_json_set(json_object_get(root, "settings"), "convention",
                             json_string(part->convention->name));
    for (size_t i = 0; i < part->replacements; i++)
        bad |= write_replacement(&part->replacement[i], part->convention,
                                 json_object_get(root, "metrics"));
    if (part->explanations == 0)
        return bad;
    json_t *explanations = json_object();
    for (size_t i = 0; i < part->explanations; i++)
        bad |= xent_json_set(explanations, part->explanation[i].metric->name,
                             explanation_object(&part->explanation[i]));
    return bad | xent_json_set(root, "explanations", explanations);
}
