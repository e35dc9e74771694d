/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of an inspection. */
#include "result_internal.h"

/* A pass over so many scores takes a tenth of a second. */
static const double few_scores = 1e7;

static bool
is_worth_measuring(const xent_sample *sample)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool suspicious = xent_sample_facts(sample)->evidence.alignment.rows > 0;
    return shape->labelled && shape->task != XENT_MULTILABEL
           && (suspicious || (double)shape->rows * (double)shape->columns <= few_scores);
}

static xent_status
measure(const xent_sample *sample, const xent_settings *settings, xent_measured *measured,
        xent_error *err)
{
    const xent_metric *const wanted[] = {xent_metric_find("nll"), xent_metric_find("accuracy"),
                                         xent_metric_find("mean_confidence"), NULL};
    xent_settings few = *settings;
    xent_evaluation *evaluation;
    few.metrics = wanted;
    xent_status status = xent_evaluate(sample, &few, &evaluation, err);
    if (status == XENT_OK)
        *measured = xent_result_measured(evaluation);
    xent_evaluation_free(evaluation);
    return status;
}

xent_status
xent_inspect(const xent_sample *sample, const xent_diagnosis *diagnosis,
             const xent_settings *settings, xent_notes *notes, xent_result **result,
             xent_error *err)
{
    xent_measured measured;
    xent_clues clues = {xent_sample_shape(sample), xent_sample_facts(sample), NULL};
    xent_status status = XENT_OK;
    *result = NULL;
    if (is_worth_measuring(sample)) {
        status = measure(sample, settings, &measured, err);
        clues.measured = &measured;
    }
    if (status != XENT_OK)
        return status;
    xent_result_note_findings(&clues, diagnosis->path, notes);
    json_t *root = json_pack("{s:s, s:i, s:s, s:o, s:o, s:o}", "xent", xent_version(), "schema", 1,
                             "command", diagnosis->command, "input",
                             xent_result_input(sample, diagnosis), "findings",
                             xent_result_findings(&clues), "notes", xent_result_notes(notes));
    return xent_result_alloc(root, result, err);
}
