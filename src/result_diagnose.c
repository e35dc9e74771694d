/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of a diagnosis. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cells.h"
#include "ledger_internal.h"
#include "map_internal.h"
#include "result_internal.h"
#include "text.h"

/* Everything that a diagnosis measures before it writes. */
typedef struct {
    const xent_sample *input;  /* the one that was read, or its cells */
    const xent_sample *sample; /* the one that is measured: that, or mapped */
    const xent_sample *labels; /* the one that was read, if it is multi-label; then */
    xent_sample *cells;        /* these are measured */
    const xent_diagnosis *diagnosis;
    const xent_settings *settings;
    xent_sample *mapped;       /* with a map */
    xent_evaluation *evaluation;
    xent_map *map;             /* the default map, fitted */
    xent_crossfit *crossfit;   /* NULL: no folds, or one without a finite optimum */
    xent_map *ledger_map;      /* the map that the ledger wants, fitted; NULL: the default map */
    double saving;             /* nats that the proposed map saves on other rows; NAN: not known */
    xent_ledger ledger;        /* of the crossfit */
    xent_evaluation *after;    /* of the crossfit or of the mapped sample */
    xent_map *temperature;     /* for the curve; NULL: not asked for, or the default map */
    xent_temperatures curve;
    xent_convention_part *conventions; /* NULL: none is asked for */
    xent_class_part per_class; /* without errors: not asked for */
    xent_refit refit;          /* of the ledger's map, for groups and classes */
    json_t *groups, *worst, *each_label; /* NULL: none */
    xent_clues clues;          /* to findings about the rows as they were read */
    xent_measured measured;
    xent_notes *notes;         /* the caller's, added to */
} diagnosis_work;

static void
work_clear(diagnosis_work *work)
{
    xent_evaluation_free(work->evaluation);
    xent_evaluation_free(work->after);
    xent_crossfit_free(work->crossfit);
    xent_map_free(work->map);
    xent_map_free(work->ledger_map);
    xent_map_free(work->temperature);
    xent_convention_part_free(work->conventions);
    xent_class_part_clear(&work->per_class);
    xent_refit_clear(&work->refit);
    json_decref(work->groups);
    json_decref(work->worst);
    json_decref(work->each_label);
    xent_sample_free(work->mapped);
    xent_sample_free(work->cells);
}

/* A choice of metrics is measured and no more: fit, ledger, curve and verdict speak of the
   whole. */
static bool
chooses(const diagnosis_work *work)
{
    return work->settings->metrics && work->settings->metrics != xent_metrics;
}

/* Of the truth alone there is nothing to judge by. */
static bool
judges(const diagnosis_work *work)
{
    return !chooses(work) && xent_sample_shape(work->sample)->of != XENT_SCORES_OF_TRUTH;
}

/* A fit without a finite optimum is a finding here, not a failure. */
static xent_status
fit(diagnosis_work *work, const xent_map_type *type, xent_map **map, xent_error *err)
{
    xent_fit_options options = {.threads = work->settings->threads};
    xent_status status = xent_map_fit(type, work->sample, &options, map, NULL, err);
    return status == XENT_EFIT ? XENT_OK : status;
}

static bool
converged(const xent_map *map)
{
    return xent_map_certificate(map)->status == XENT_CONVERGED;
}

/* The map whose saving the ledger tells. */
static const xent_map *
map_of_ledger(const diagnosis_work *work)
{
    return work->ledger_map ? work->ledger_map : work->map;
}

/* Fits the default map, and cross-fits it or the one that the ledger wants. */
static xent_status
fit_maps(diagnosis_work *work, const xent_map_type *type, xent_error *err)
{
    const xent_settings *settings = work->settings;
    const xent_map_type *asked = work->diagnosis->ledger_map ? work->diagnosis->ledger_map : type;
    xent_map **map = asked == type ? &work->map : &work->ledger_map;
    xent_fit_options options = {.threads = settings->threads};
    bool folds = settings->folds > 1 && settings->folds <= xent_sample_shape(work->sample)->rows;
    xent_status status = asked == type ? XENT_OK : fit(work, type, &work->map, err);
    if (status != XENT_OK)
        return status;
    status = folds ? xent_crossfit_fit(asked, work->sample, &options, settings->folds,
                                       settings->seed, map, &work->crossfit, err)
                   : fit(work, asked, map, err);
    if (status == XENT_OK && !folds && converged(*map))
        xent_result_folds(work->sample, settings, work->diagnosis, work->notes); /* says why */
    return status == XENT_EFIT ? XENT_OK : status;
}

/* Is `after` that of the cross-fitted sample? */
static bool
measures_crossfit(const diagnosis_work *work)
{
    bool mapped = work->mapped && !work->diagnosis->replace;
    return work->diagnosis->after && work->crossfit && !mapped;
}

/* Was the map to be applied fitted on a part of these rows' file, and not to be kept? */
static bool
has_own_map(const diagnosis_work *work)
{
    return work->mapped && !work->diagnosis->replace && work->diagnosis->map_origin;
}

/* The map that a verdict proposes: what was fitted on other rows, or asked for, or the default. */
static const xent_map *
proposed_map(const diagnosis_work *work)
{
    return has_own_map(work) ? work->diagnosis->map : map_of_ledger(work);
}

static double
nll_of(const xent_evaluation *evaluation)
{
    return xent_result_value(evaluation, "nll").value;
}

/* The ledger, and what the proposed map saves on rows that it was not fitted on. */
static xent_status
measure_saving(diagnosis_work *work, xent_error *err)
{
    if (judges(work) && has_own_map(work))
        work->saving = nll_of(work->evaluation) - nll_of(work->after);
    if (!work->crossfit)
        return XENT_OK;
    double brier_after = measures_crossfit(work) ? xent_result_value(work->after, "brier").value
                                                 : (double)NAN;
    xent_status status = xent_ledger_init(work->sample, work->crossfit, map_of_ledger(work),
                                          nll_of(work->evaluation),
                                          xent_result_value(work->evaluation, "brier").value,
                                          brier_after, work->settings, &work->ledger, err);
    if (status == XENT_OK && !has_own_map(work))
        work->saving = work->ledger.log.miscalibration;
    if (status == XENT_OK && isinf(work->ledger.log.resolution))
        status = xent_result_note_impossible(work->crossfit, map_of_ledger(work), work->settings,
                                             work->notes, err);
    return status;
}

/* Groups, and the ledgers of groups and classes. */
static xent_status
measure_parts(diagnosis_work *work, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(work->sample);
    bool groups = xent_shape_factor(shape, XENT_GROUP) < shape->factors;
    bool classes = work->per_class.terms && !shape->soft; /* ledgers of classes are of labels */
    bool ledgers = work->crossfit && (groups || classes);
    const xent_grouped_ledger of = {ledgers ? &work->refit : NULL, &work->ledger};
    xent_status status = XENT_OK;
    if (ledgers)
        status = xent_refit_init(work->sample, work->crossfit, map_of_ledger(work),
                                 xent_ledger_has_intervals(work->sample, map_of_ledger(work)),
                                 work->settings->threads, &work->refit, err);
    if (status == XENT_OK && groups)
        status = xent_result_groups(work->sample, work->evaluation, &of, work->settings,
                                    work->diagnosis->unit, &work->groups, err);
    if (status == XENT_OK && ledgers && classes)
        status = xent_class_part_ledgers(work->sample, &work->refit, work->settings,
                                         &work->per_class, err);
    return status;
}

static xent_status
evaluate_after(diagnosis_work *work, xent_error *err)
{
    const xent_sample *after = NULL;
    if (work->mapped && !work->diagnosis->replace)
        after = work->mapped;
    else if (measures_crossfit(work))
        after = xent_crossfit_sample(work->crossfit);
    return after ? xent_evaluate(after, work->settings, &work->after, err) : XENT_OK;
}

static bool
is_fitted_on(const diagnosis_work *work, const char *fingerprint)
{
    const char *fitted_on = xent_map_fitted_on(work->diagnosis->map);
    return fingerprint && *fingerprint && strcmp(fitted_on, fingerprint) == 0;
}

static bool
fitted_on_whole(const diagnosis_work *work)
{
    return is_fitted_on(work, work->diagnosis->whole);
}

/* Was the map fitted on these rows, or on all rows of the file that they are a part of? */
static bool
fitted_here(const diagnosis_work *work)
{
    return is_fitted_on(work, xent_sample_facts(work->sample)->fingerprint) || fitted_on_whole(work);
}

static void
note_in_sample(diagnosis_work *work)
{
    if (!work->diagnosis->map || !fitted_here(work))
        return;
    xent_error *note = xent_notes_add(work->notes, XENT_WARNING);
    xent_note_say(note, "the map was fitted on %s: what it saves here is in-sample",
                  fitted_on_whole(work) ? "all rows of this file, these among them"
                                        : "these very rows");
    xent_error_place(note, work->diagnosis->map_path, 0);
    xent_error_hint(note, "measure it on other rows, or fit with cross-validation (--folds)");
}

static const xent_map *
temperature_of(const diagnosis_work *work)
{
    return work->temperature ? work->temperature : work->map;
}

static xent_status
measure_curve(diagnosis_work *work, xent_error *err)
{
    const xent_map *map = temperature_of(work);
    double best = converged(map) ? xent_map_parameter(map, "temperature", NULL)[0] : 1;
    return xent_result_try_temperatures(work->sample, work->settings->threads, best, &work->curve,
                                        err);
}

static bool
draws_curve(const diagnosis_work *work)
{
    return judges(work) && work->diagnosis->temperature_curve;
}

/* What a map has changed says nothing of the rows that were read. */
static void
gather_clues(diagnosis_work *work)
{
    work->clues = (xent_clues){xent_sample_shape(work->input), xent_sample_facts(work->input), NULL};
    if (work->sample != work->input)
        return;
    work->measured = xent_result_measured(work->evaluation);
    work->clues.measured = &work->measured;
    xent_result_note_findings(&work->clues, work->diagnosis->path, work->notes);
}

/* Measures everything; the sample that counts is the mapped one if the map replaces it. */
static xent_status
measure(diagnosis_work *work, const xent_sample *sample, xent_error *err)
{
    const xent_diagnosis *diagnosis = work->diagnosis;
    xent_status status = XENT_OK;
    work->input = work->sample = sample;
    if (chooses(work))
        status = xent_result_check_choice(xent_sample_shape(sample), work->settings,
                                          diagnosis->path, err);
    if (status == XENT_OK && diagnosis->map)
        status = xent_map_sample(diagnosis->map, sample, &work->mapped, err);
    if (status == XENT_OK && diagnosis->map && diagnosis->replace)
        work->sample = work->mapped;
    if (status == XENT_OK)
        status = xent_evaluate(work->sample, work->settings, &work->evaluation, err);
    if (status == XENT_OK)
        status = xent_convention_part_alloc(work->sample, work->settings, diagnosis,
                                            work->evaluation, work->notes, &work->conventions,
                                            err);
    if (status == XENT_OK && diagnosis->per_class)
        status = xent_class_part_measure(work->sample, work->settings, judges(work),
                                         &work->per_class, err);
    if (status == XENT_OK && work->labels)
        status = xent_result_labels(work->labels, work->evaluation, diagnosis, work->settings,
                                    &work->each_label, err);
    if (status == XENT_OK)
        status = xent_result_worst(work->sample, work->labels, diagnosis, work->settings->threads,
                                   &work->worst, err);
    if (status == XENT_OK && judges(work))
        status = fit_maps(work, xent_map_type_default(xent_sample_shape(sample)), err);
    if (status == XENT_OK)
        status = evaluate_after(work, err);
    if (status == XENT_OK)
        status = measure_saving(work, err);
    if (status == XENT_OK)
        status = measure_parts(work, err);
    if (status == XENT_OK && draws_curve(work)
        && xent_map_type_of(work->map) != &xent_map_temperature)
        status = fit(work, &xent_map_temperature, &work->temperature, err);
    if (status == XENT_OK && draws_curve(work))
        status = measure_curve(work, err);
    if (status != XENT_OK)
        return status;
    gather_clues(work);
    note_in_sample(work);
    xent_result_note_measures(work->evaluation, work->sample, work->settings,
                              work->diagnosis->path, work->notes);
    if (chooses(work))
        xent_result_note_undefined(xent_sample_shape(work->sample), work->settings,
                                   work->diagnosis->path, work->notes);
    return XENT_OK;
}

/* How the scope `after` came about. */
static json_t *
after_how(const diagnosis_work *work)
{
    const xent_diagnosis *diagnosis = work->diagnosis;
    if (!diagnosis->map)
        return json_sprintf("cross-fitted, %zu folds", work->settings->folds);
    const char *origin = diagnosis->map_origin ? diagnosis->map_origin : diagnosis->map_path;
    json_t *path = xent_json_text(origin ? origin : "a map");
    json_t *how = path ? json_sprintf("%s%s", json_string_value(path),
                                      fitted_here(work) ? ", in-sample" : "")
                       : NULL;
    json_decref(path);
    return how;
}

static json_t *
after_scope(const diagnosis_work *work)
{
    const xent_map *map = work->diagnosis->map ? work->diagnosis->map : map_of_ledger(work);
    json_t *scope = xent_result_scope(work->after, work->sample, work->settings,
                                      work->diagnosis->unit);
    int bad = xent_json_set(scope, "map", json_string(xent_map_type_of(map)->name));
    bad |= xent_json_set(scope, "how", after_how(work));
    if (work->diagnosis->map)
        bad |= xent_json_set(scope, "fit", xent_result_fit_object(map));
    if (bad) {
        json_decref(scope);
        return NULL;
    }
    return scope;
}

/* ---- the document */

static json_t *
reproduction(const diagnosis_work *work)
{
    return json_pack("{s:o, s:s, s:s, s:I}", "command",
                     xent_json_text(work->diagnosis->command_line), "version", xent_version(),
                     "fingerprint", xent_sample_facts(work->sample)->fingerprint, "seed",
                     (json_int_t)work->settings->seed);
}

static json_t *
verdict(const diagnosis_work *work)
{
    xent_findings findings = {.shape = xent_sample_shape(work->sample),
                              .settings = work->settings,
                              .diagnosis = work->diagnosis,
                              .evaluation = work->evaluation,
                              .map = work->map,
                              .proposed = proposed_map(work),
                              .saving = work->saving};
    return xent_result_verdict(&findings);
}

static json_t *
input(const diagnosis_work *work)
{
    json_t *object = xent_result_input(work->input, work->diagnosis);
    size_t zero_rows = xent_evaluation_zero_rows(work->evaluation);
    int bad = object ? 0 : -1;
    if (zero_rows != SIZE_MAX)
        bad |= xent_json_set(object, "zero_prob_true_class", json_integer((json_int_t)zero_rows));
    if (work->diagnosis->map)
        bad |= xent_json_set(object, "in_sample", json_boolean(fitted_here(work)));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* The members that are not scopes. */
static int
add_members(const diagnosis_work *work, json_t *root)
{
    int bad = xent_json_set(root, "xent", json_string(xent_version()));
    bad |= xent_json_set(root, "schema", json_integer(1));
    bad |= xent_json_set(root, "command", json_string(work->diagnosis->command));
    bad |= xent_json_set(root, "input", input(work));
    bad |= xent_json_set(root, "settings",
                         xent_result_settings(work->settings, work->diagnosis->unit));
    if (judges(work)) {
        bad |= xent_json_set(root, "fit", xent_result_fit_object(work->map));
        bad |= xent_json_set(root, "verdict", verdict(work));
    }
    if (work->groups)
        bad |= json_object_set(root, "groups", work->groups);
    if (work->each_label)
        bad |= json_object_set(root, "labels", work->each_label);
    if (work->worst)
        bad |= json_object_set(root, "worst", work->worst);
    bad |= xent_json_set(root, "findings", xent_result_findings(&work->clues));
    bad |= xent_json_set(root, "notes", xent_result_notes(work->notes));
    bad |= xent_json_set(root, "reproduction", reproduction(work));
    if (draws_curve(work))
        bad |= xent_json_set(root, "temperature", xent_result_fit_object(temperature_of(work)));
    return bad;
}

/* The whole document, or NULL: no memory. */
static json_t *
document(const diagnosis_work *work)
{
    json_t *root = xent_result_scope(work->evaluation, work->sample, work->settings,
                                     work->diagnosis->unit);
    int bad = add_members(work, root);
    bad |= xent_convention_part_write(work->conventions, root);
    if (work->diagnosis->per_class)
        bad |= xent_json_set(root, "per_class",
                             xent_result_per_class(&work->per_class, work->sample,
                                                   map_of_ledger(work), work->settings->folds,
                                                   work->diagnosis->unit));
    if (work->crossfit && xent_result_has_ledger(&work->ledger))
        bad |= xent_json_set(json_object_get(root, "decomposition"), "ledger",
                             xent_result_ledger(&work->ledger, work->sample, map_of_ledger(work),
                                                work->settings->folds, "nll",
                                                work->diagnosis->unit));
    if (work->after)
        bad |= xent_json_set(root, "after", after_scope(work));
    if (draws_curve(work))
        bad |= xent_json_set(json_object_get(root, "curves"), "temperature",
                             xent_result_temperatures(&work->curve, work->diagnosis->unit));
    if (bad) {
        json_decref(root);
        return NULL;
    }
    return root;
}

/* Of several labels the cells are measured, and each label. */
static xent_status
take_cells(diagnosis_work *work, const xent_sample **sample, xent_error *err)
{
    if (xent_sample_shape(*sample)->task != XENT_MULTILABEL)
        return XENT_OK;
    if (work->diagnosis->per_class)
        return xent_fail(err, XENT_EINVAL, "--per-class is of classes that exclude each other; a "
                                           "multi-label document has each label anyway");
    work->labels = *sample;
    xent_status status = xent_sample_cells(work->labels, &work->cells, err);
    *sample = work->cells;
    return status;
}

xent_status
xent_diagnose(const xent_sample *sample, const xent_diagnosis *diagnosis,
              const xent_settings *settings, xent_notes *notes, xent_result **result,
              xent_error *err)
{
    xent_notes own = {0};
    diagnosis_work work = {
        .diagnosis = diagnosis, .settings = settings, .notes = notes ? notes : &own,
        .saving = (double)NAN};
    *result = NULL;
    xent_status status = take_cells(&work, &sample, err);
    if (status == XENT_OK)
        status = measure(&work, sample, err);
    if (status == XENT_OK)
        status = xent_result_alloc(document(&work), result, err);
    work_clear(&work);
    xent_notes_clear(&own);
    return status;
}
