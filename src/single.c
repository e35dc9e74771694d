/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "single.h"
#include "names.h"

/* Anything that may be labels, or scores of all classes, comes first. */
static bool
is_complete(const xent_table *table)
{
    size_t n = table->array->column ? table->array->columns : table->arrays;
    bool complete = false;
    for (size_t i = 0; i < n && !complete; i++)
        complete = xent_is_label_name(xent_table_name(table, i)) ||
                   (!table->array->column && table->array[i].columns > 1);
    return complete;
}

static void
note_single(const xent_selection *s, const xent_single *single)
{
    xent_error *note = xent_notes_add(s->notes, XENT_NOTE);
    if (single->of == XENT_SCORES_OF_PREDICTION)
        xent_note_say(note,
                      "%.60s is read as the confidence of predictions, %.60s as whether they are "
                      "right",
                      single->scores, single->labels);
    else
        xent_note_say(note, "%.60s is read as the log-probability of what was true",
                      single->scores);
    xent_error_place(note, s->table[0]->input.path, 0);
    xent_error_hint(note, "--scores-of says so, or otherwise");
}

/* What names say, if options and other names leave it open. */
static bool
guess(const xent_selection *s, xent_single *single)
{
    const xent_table *table = s->table[0];
    const char *confidence = xent_only_name(table, xent_is_confidence_name);
    const char *correct = xent_only_name(table, xent_is_correct_name);
    const char *truth = xent_only_name(table, xent_is_truth_name);
    if (s->options->of != XENT_SUBJECT_AUTO || single->labels || single->scores
        || is_complete(table))
        return false;
    if (confidence && correct)
        *single = (xent_single){XENT_SCORES_OF_PREDICTION, confidence, correct};
    else if (truth && !confidence)
        *single = (xent_single){XENT_SCORES_OF_TRUTH, truth, NULL};
    return single->of != XENT_SCORES_OF_CLASSES;
}

/* Fills in what options leave out. */
static void
name_columns(const xent_selection *s, xent_single *single)
{
    const xent_table *table = s->table[0];
    bool prediction = single->of == XENT_SCORES_OF_PREDICTION;
    if (single->of != XENT_SCORES_OF_CLASSES && !single->scores)
        single->scores =
            xent_only_name(table, prediction ? xent_is_confidence_name : xent_is_truth_name);
    if (prediction && !single->labels)
        single->labels = xent_only_name(table, xent_is_correct_name);
}

xent_single
xent_single_find(const xent_selection *s)
{
    const xent_read_options *options = s->options;
    xent_single single = {.scores = options->scores, .labels = options->labels};
    if (options->of != XENT_SUBJECT_AUTO)
        single.of = (xent_scores_of)(options->of - XENT_CLASSES);
    if (guess(s, &single))
        note_single(s, &single);
    else
        name_columns(s, &single);
    return single;
}
