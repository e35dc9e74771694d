/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of each class against the rest, as the document has it. */
#include <math.h>
#include <stdlib.h>
#include "ledger_part.h"
#include "result_internal.h"

/* ---- measuring */

/* The ledgers take 11 KB for each class and thread. */
static bool
can_decompose(const xent_shape *shape)
{
    return shape->classes <= XENT_MAX_CELL_CLASSES;
}

xent_status
xent_class_part_measure(const xent_sample *sample, const xent_settings *settings, bool decomposed,
                        xent_class_part *part, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_status status = xent_per_class_measure(sample, settings, &part->errors, err);
    if (status != XENT_OK || !decomposed || !can_decompose(shape))
        return status;
    part->terms = calloc(shape->classes, sizeof *part->terms);
    return part->terms ? xent_class_terms_measure(sample, settings, part->terms, err)
                       : xent_fail_memory(err);
}

xent_status
xent_class_part_ledgers(const xent_sample *sample, const xent_refit *refit,
                        const xent_settings *settings, xent_class_part *part, xent_error *err)
{
    part->ledger = calloc(part->errors.classes, sizeof *part->ledger);
    return part->ledger ? xent_ledger_of_classes(sample, refit, settings, part->ledger, err)
                        : xent_fail_memory(err);
}

void
xent_class_part_clear(xent_class_part *part)
{
    xent_class_terms_clear(part->terms, part->errors.classes);
    free(part->terms);
    free(part->ledger);
    xent_per_class_clear(&part->errors);
}

/* ---- writing */

/* What the decompositions of classes are written with. */
typedef struct {
    const xent_class_part *part;
    const xent_sample *sample;
    const xent_map *map;
    size_t folds;
    xent_unit unit;
} writing;

static json_t *
decomposition_object(const writing *w, size_t number)
{
    const xent_class_terms *terms = &w->part->terms[number];
    const xent_ledger *ledger = w->part->ledger ? &w->part->ledger[number] : NULL;
    json_t *object = xent_result_pair_terms(&terms->bins, &terms->corp, w->unit);
    if (ledger && xent_result_has_ledger(ledger)
        && xent_json_set(object, "ledger",
                         xent_result_ledger(ledger, w->sample, w->map, w->folds, "score",
                                            w->unit))) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
class_object(const writing *w, size_t number)
{
    const xent_class_errors *errors = &w->part->errors.errors[number];
    json_t *object = json_pack("{s:I, s:o, s:o, s:o, s:o}", "class", (json_int_t)number, "share",
                     xent_json_number(errors->share), "ece", xent_json_number(errors->ece), "rmsce",
                     xent_json_number(errors->rmsce), "mce", xent_json_number(errors->mce));
    if (w->part->terms && xent_json_set(object, "decomposition", decomposition_object(w, number))) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
classes_array(const writing *w)
{
    json_t *array = json_array();
    for (size_t c = 0; c < w->part->errors.classes && array; c++)
        if (json_array_append_new(array, class_object(w, c))) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

static json_t *
cells_object(const xent_cells *cells)
{
    return json_pack("{s:o, s:o, s:o}", "uncertainty", xent_json_number(cells->uncertainty),
                     "resolution", xent_json_number(cells->resolution), "reliability",
                     xent_json_number(cells->reliability));
}

json_t *
xent_result_per_class(const xent_class_part *part, const xent_sample *sample, const xent_map *map,
                      size_t folds, xent_unit unit)
{
    const xent_per_class *from = &part->errors;
    const writing w = {part, sample, map, folds, unit};
    json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o}", "ece_mean",
                               xent_json_number(from->ece_mean), "ece_sum",
                               xent_json_number(from->ece_sum), "rmsce",
                               xent_json_number(from->rmsce), "mce", xent_json_number(from->mce),
                               "classes", classes_array(&w));
    if (from->has_cells && xent_json_set(object, "cells", cells_object(&from->cells))) {
        json_decref(object);
        return NULL;
    }
    return object;
}
