/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document says of its input, settings and notes. */
#include <math.h>
#include "binning.h"
#include "interval.h"
#include "result_internal.h"

static json_t *
shape_object(const xent_shape *shape)
{
    return json_pack("{s:I, s:I, s:I, s:s, s:s, s:b, s:b}", "rows", (json_int_t)shape->rows,
                     "columns", (json_int_t)shape->columns, "classes", (json_int_t)shape->classes,
                     "task", xent_task_name(shape->task), "kind", xent_kind_name(shape->kind),
                     "labelled", shape->labelled, "weighted", shape->weighted);
}

/* What cells say of the rows that they are of. */
static json_t *
label_shape_object(const xent_shape *shape)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:s}", "rows", (json_int_t)(shape->rows / shape->cells),
                     "columns", (json_int_t)shape->cells, "classes", (json_int_t)shape->cells,
                     "cells", (json_int_t)shape->rows, "task", xent_task_name(XENT_MULTILABEL));
}

const char *
xent_shape_case(const xent_shape *shape)
{
    return shape->cells > 0 ? "cell" : "row";
}

const char *
xent_result_case(const json_t *root)
{
    return xent_json_at(root, "input.cells") ? "cell" : "row";
}

const char *
xent_result_cases(const json_t *root)
{
    return xent_json_at(root, "input.cells") ? "cells" : "rows";
}

static json_t *
facts_object(const xent_facts *facts)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:i, s:i, s:s, s:s, s:s}",
                     "min", xent_json_number(facts->min), "max", xent_json_number(facts->max),
                     "sum_min", xent_json_number(facts->sum_min), "sum_max",
                     xent_json_number(facts->sum_max), "minus_inf", (json_int_t)facts->minus_inf,
                     "ignored_rows", (json_int_t)facts->ignored_rows, "clipped",
                     (json_int_t)facts->clipped, "normalized_rows",
                     (json_int_t)facts->normalized_rows, "duplicate_rows",
                     (json_int_t)facts->duplicate_rows, "classes_seen",
                     (json_int_t)facts->classes_seen, "label_min", facts->label_min, "label_max",
                     facts->label_max, "kind_reason", facts->kind_reason, "fingerprint",
                     facts->fingerprint, "storage", facts->storage);
}

/* What the intervals are by. */
static json_t *
clusters_object(const xent_sample *sample)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t own = xent_sample_facts(sample)->clusters;
    const xent_factor *factor = &shape->factor[xent_shape_factor(shape, XENT_CLUSTER)];
    return json_pack("{s:o, s:I}", "factor",
                     xent_json_text(factor->name ? factor->name : ""), "count",
                     (json_int_t)(own > 0 ? own : factor->levels));
}

json_t *
xent_result_input(const xent_sample *sample, const xent_diagnosis *diagnosis)
{
    json_t *input = json_pack("{s:o}", "path", xent_json_text(diagnosis->path));
    const xent_shape *shape = xent_sample_shape(sample);
    int bad = xent_result_merge(input, shape_object(shape));
    if (shape->cells > 0)
        bad |= xent_result_merge(input, label_shape_object(shape));
    bad |= xent_json_set(input, "scores_of",
                         json_string(xent_scores_of_name(shape->of)));
    bad |= xent_result_merge(input, facts_object(xent_sample_facts(sample)));
    if (xent_shape_clusters(shape) > 0)
        bad |= xent_json_set(input, "clusters", clusters_object(sample));
    if (diagnosis->part)
        bad |= xent_json_set(input, "part", xent_json_text(diagnosis->part));
    if (*xent_sample_facts(sample)->targets)
        bad |= xent_json_set(input, "targets", json_string(xent_sample_facts(sample)->targets));
    if (bad) {
        json_decref(input);
        return NULL;
    }
    return input;
}

json_t *
xent_result_settings(const xent_settings *settings, xent_unit unit)
{
    char name[XENT_UNIT_NAME];
    json_t *object =
        json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:f, s:I, s:I, s:I, s:f, s:f, s:f, s:s, s:f}",
                     "unit",
                     xent_unit_name(unit, name), "bins", (json_int_t)settings->bins, "binning",
                     xent_binning_name(settings->binning), "edges",
                     settings->edges == XENT_RIGHT ? "right" : "left", "confidence",
                     settings->confidence == XENT_POSITIVE ? "positive" : "top",
                     "interval", xent_share_interval_name(settings->interval), "level",
                     settings->level, "seed", (json_int_t)settings->seed, "folds",
                     (json_int_t)settings->folds, "replicates", (json_int_t)settings->replicates,
                     "tolerance", settings->tolerance, "coverage", settings->coverage, "threshold",
                     settings->threshold, "kernel",
                     settings->kernel == XENT_LAPLACE ? "laplace" : "gaussian", "bandwidth",
                     settings->bandwidth);
    if (object && settings->bootstrap > 0
        && xent_json_set(object, "bootstrap", json_integer((json_int_t)settings->bootstrap))) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
note_object(const xent_note *note)
{
    json_t *object = json_pack("{s:s, s:o, s:o}", "severity",
                               note->severity == XENT_WARNING ? "warning" : "note", "place",
                               xent_json_text(note->message.place), "sentence",
                               xent_json_text(note->message.sentence));
    int bad = object ? 0 : -1;
    if (note->message.line > 0)
        bad |= xent_json_set(object, "line", json_integer((json_int_t)note->message.line));
    if (note->message.hint[0])
        bad |= xent_json_set(object, "hint", xent_json_text(note->message.hint));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *
xent_result_notes(const xent_notes *notes)
{
    json_t *array = json_array();
    for (size_t i = 0; notes && i < notes->size && array; i++)
        if (json_array_append_new(array, note_object(&notes->items[i]))) {
            json_decref(array);
            array = NULL;
        }
    return array;
}
