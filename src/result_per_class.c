/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors of each class, as the document has them. */
#include "result_internal.h"

static json_t *
class_object(const xent_class_errors *errors, size_t number)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o}", "class", (json_int_t)number, "share",
                     xent_json_number(errors->share), "ece", xent_json_number(errors->ece), "rmsce",
                     xent_json_number(errors->rmsce), "mce", xent_json_number(errors->mce));
}

static json_t *
classes_array(const xent_per_class *from)
{
    json_t *array = json_array();
    for (size_t c = 0; c < from->classes && array; c++)
        if (json_array_append_new(array, class_object(&from->errors[c], c))) {
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
xent_result_per_class(const xent_per_class *from)
{
    json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o}", "ece_mean",
                               xent_json_number(from->ece_mean), "ece_sum",
                               xent_json_number(from->ece_sum), "rmsce",
                               xent_json_number(from->rmsce), "mce", xent_json_number(from->mce),
                               "classes", classes_array(from));
    if (from->has_cells && xent_json_set(object, "cells", cells_object(&from->cells))) {
        json_decref(object);
        return NULL;
    }
    return object;
}
