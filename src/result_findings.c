/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of a document. */
#include <math.h>
#include <stdio.h>
#include "cluster.h"
#include "result_internal.h"
#include "text.h"

static json_t *
evidence_object(const xent_found *found)
{
    json_t *object = json_object();
    int bad = object ? 0 : -1;
    for (size_t i = 0; i < found->numbers; i++)
        bad |= xent_json_set(object, found->number[i].name,
                             xent_json_number(found->number[i].value));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
finding_object(const xent_forensic *forensic, const xent_found *found)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", forensic->name, "title",
                               forensic->title, "severity",
                               found->severity == XENT_WARNING ? "warning" : "note", "sentence",
                               found->sentence, "hint", found->hint, "evidence",
                               evidence_object(found));
    int bad = object ? 0 : -1;
    if (found->has_row)
        bad |= xent_json_set(object, "row", json_integer((json_int_t)found->row));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

void
xent_result_note_findings(const xent_clues *clues, const char *path, xent_notes *notes)
{
    xent_found found;
    for (const xent_forensic *const *f = xent_forensics; *f; f++) {
        if (!(*f)->measured || !xent_forensic_look(*f, clues, &found))
            continue;
        xent_error *note = xent_notes_add(notes, found.severity);
        xent_note_say(note, "%s", found.sentence);
        xent_error_place(note, path, 0);
        xent_error_hint(note, "%s", found.hint);
    }
}

/* Why there are no intervals by cluster, where one cluster dominates. */
static void
note_clusters(const xent_evaluation *evaluation, const char *path, xent_notes *notes)
{
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        const xent_value *value = xent_evaluation_value(evaluation, *m);
        if (!value || value->withheld != xent_cluster_dominated)
            continue;
        xent_error *note = xent_notes_add(notes, XENT_WARNING);
        xent_note_say(note, "%s: intervals by cluster are withheld", value->withheld);
        xent_error_place(note, path, 0);
        xent_error_hint(note, "measure its rows on their own, or cluster by something finer");
        return;
    }
}

/* A sample that cannot show such a calibration error is too small to be relied on. */
static const double serious = 0.05;

enum { FEW_BINS = 5 };

/* What would help, of what is not done yet. */
static const char *
more_from_rows(const xent_bins *bins, const xent_settings *settings)
{
    if (bins->size == 1)
        return "one bin holds all rows: only more of them show a smaller error";
    return settings->bins > FEW_BINS
               ? "use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers"
               : "use ece_mass, whose bins hold equal numbers, or more rows";
}

/* Few in many bins, or chance hides errors that matter. */
static void
note_few_rows(const xent_evaluation *evaluation, const xent_settings *settings, size_t rows,
              const char *path, xent_notes *notes)
{
    const xent_bins *bins = xent_evaluation_bins(evaluation);
    size_t sparse = 0;
    char few[40] = "", seen[80] = "";
    for (size_t i = 0; i < bins->size; i++)
        sparse += bins->bin[i].count < 10;
    xent_value ece = xent_result_value(evaluation, "ece");
    bool many_sparse = rows < 1000 && sparse > 0 && sparse >= bins->size / 3;
    if (isnan(ece.null_mean) || !(many_sparse || ece.detectable > serious))
        return;
    if (sparse > 0)
        snprintf(few, sizeof few, ", of which %zu hold%s fewer than 10", sparse,
                 sparse == 1 ? "s" : "");
    if (!isnan(ece.detectable))
        snprintf(seen, sizeof seen, ", and only an error of %.3f or more would show in four "
                                    "samples of five", ece.detectable);
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    xent_note_say(note,
                  "%zu row%s in %zu bin%s%s; a perfectly calibrated model would score an ECE of "
                  "%.3f here%s",
                  rows, xent_plural(rows), bins->size, xent_plural(bins->size), few, ece.null_mean,
                  seen);
    xent_error_place(note, path, 0);
    xent_error_hint(note, "%s", more_from_rows(bins, settings));
}

json_t *
xent_result_findings(const xent_clues *clues)
{
    json_t *array = json_array();
    xent_found found;
    for (const xent_forensic *const *f = xent_forensics; *f && array; f++) {
        if (!xent_forensic_look(*f, clues, &found))
            continue;
        if (json_array_append_new(array, finding_object(*f, &found))) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

xent_measured
xent_result_measured(const xent_evaluation *evaluation)
{
    xent_value nll = xent_result_value(evaluation, "nll");
    return (xent_measured){.nll = nll.value,
                           .nll_low = nll.low,
                           .nll_high = nll.high,
                           .accuracy = xent_result_value(evaluation, "accuracy").value,
                           .confidence = xent_result_value(evaluation, "mean_confidence").value};
}

static void
note_no_draws(const xent_settings *settings, const char *path, xent_notes *notes)
{
    bool draws = settings->bootstrap == 0 || !settings->metrics;
    for (size_t i = 0; !draws && settings->metrics[i]; i++)
        draws = settings->metrics[i]->bootstrap;
    if (draws)
        return;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    xent_note_say(note, "none of these metrics has a bootstrap interval: --bootstrap changes nothing");
    xent_error_place(note, path, 0);
    xent_error_hint(note, "nll, brier and other means have one; of a calibration error it would "
                          "miss the truth where the model is good");
}

void
xent_result_note_measures(const xent_evaluation *evaluation, const xent_sample *sample,
                          const xent_settings *settings, const char *path, xent_notes *notes)
{
    note_few_rows(evaluation, settings, xent_sample_shape(sample)->rows, path, notes);
    note_no_draws(settings, path, notes);
    note_clusters(evaluation, path, notes);
}

/* "spiegelhalter_z is not defined for target distributions: ..." */
static void
say_undefined(const xent_metric *metric, const xent_shape *shape, xent_error *note)
{
    if (shape->soft && metric->subject == XENT_OF_LABELS)
        xent_note_say(note, "%s is not defined for target distributions: %s", metric->name,
                      metric->labels);
    else if (!shape->soft && metric->subject == XENT_OF_TARGETS)
        xent_note_say(note, "%s is not defined for labels", metric->name);
    else if (shape->cells > 0)
        xent_note_say(note, "%s is not defined for rows with several labels", metric->name);
    else
        xent_note_say(note, "%s is not defined for %zu classes in %zu column%s", metric->name,
                      shape->classes, shape->columns, xent_plural(shape->columns));
}

/* "can be measured: accuracy, nll, ..." */
static void
hint_defined(const xent_shape *shape, const xent_settings *settings, xent_error *err)
{
    size_t used = 0;
    char names[sizeof err->hint - 64] = "";
    for (const xent_metric *const *m = xent_metrics; *m; m++)
        if (!(*m)->extra && xent_metric_applies(*m, settings, shape) && used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                     (*m)->name);
    xent_error_hint(err, "can be measured: %s; xent list metrics has more", names);
}

xent_status
xent_result_check_choice(const xent_shape *shape, const xent_settings *settings, const char *path,
                         xent_error *err)
{
    xent_error why = {0};
    for (size_t i = 0; settings->metrics[i]; i++)
        if (xent_metric_applies(settings->metrics[i], settings, shape))
            return XENT_OK;
    say_undefined(settings->metrics[0], shape, &why);
    xent_fail(err, XENT_EINVAL, "nothing is left to measure: %s%s", why.sentence,
              settings->metrics[1] ? ", nor are the others" : "");
    xent_error_place(err, path, 0);
    if (err)
        hint_defined(shape, settings, err);
    return XENT_EINVAL;
}

void
xent_result_note_undefined(const xent_shape *shape, const xent_settings *settings,
                           const char *path, xent_notes *notes)
{
    for (size_t i = 0; settings->metrics[i]; i++) {
        const xent_metric *metric = settings->metrics[i];
        if (xent_metric_applies(metric, settings, shape))
            continue;
        xent_error *note = xent_notes_add(notes, XENT_WARNING);
        say_undefined(metric, shape, note);
        xent_error_place(note, path, 0);
    }
}
