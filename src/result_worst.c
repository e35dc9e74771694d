/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst rows of a document. */
#include <stdlib.h>
#include "result_internal.h"
#include "worst.h"

/* What the rows are of: all labels of a multi-label sample, or NULL; nats in a unit. */
typedef struct {
    const xent_shape *shape, *labels;
    double unit;
} context;

/* The name of the label that a cell is of, or its number. */
static json_t *
label_name(const xent_worst_row *row, const xent_shape *labels)
{
    size_t label = row->place % labels->columns;
    return labels->names ? xent_json_text(labels->names[label]) : json_sprintf("%zu", label);
}

static json_t *
row_object(const xent_worst_row *row, const context *c)
{
    const xent_shape *shape = c->shape;
    xent_scores_of of = shape->of;
    size_t factor = xent_shape_factor(shape, XENT_ID);
    json_t *object = json_pack("{s:I, s:o}", "row", (json_int_t)row->row, "loss",
                               xent_json_number(row->nll * c->unit));
    int bad = object ? 0 : -1;
    if (factor < shape->factors) /* a text, whatever it is in the file */
        bad |= xent_json_set(object, "id", xent_json_text(shape->factor[factor].level[row->id]));
    if (c->labels)
        bad |= xent_json_set(object, "name", label_name(row, c->labels));
    if (of != XENT_SCORES_OF_TRUTH)
        bad |= xent_json_set(object, "confidence", xent_json_number(row->confidence));
    if (of == XENT_SCORES_OF_CLASSES) {
        bad |= xent_json_set(object, "label", json_integer(row->label));
        bad |= xent_json_set(object, "predicted", json_integer(row->predicted));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
rows_array(size_t n, const xent_worst_row *row, const context *c)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n && array; i++)
        if (json_array_append_new(array, row_object(&row[i], c))) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

xent_status
xent_result_worst(const xent_sample *sample, const xent_sample *labels,
                  const xent_diagnosis *diagnosis, unsigned threads, json_t **object,
                  xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    const context c = {shape, labels ? xent_sample_shape(labels) : NULL,
                       xent_unit_per_nat(diagnosis->unit)};
    xent_worst *worst;
    *object = NULL;
    if (diagnosis->worst == 0)
        return XENT_OK;
    if (shape->soft)
        return xent_fail(err, XENT_EINVAL, "--worst wants labels, not target distributions");
    xent_status status = xent_worst_find(sample, diagnosis->worst, threads, &worst, err);
    if (status != XENT_OK)
        return status;
    size_t errors =
        shape->of == XENT_SCORES_OF_TRUTH ? 0 : worst->errors; /* nothing is predicted */
    *object = json_pack("{s:o, s:o}", "losses", rows_array(worst->losses, worst->loss, &c),
                        "errors", rows_array(errors, worst->error, &c));
    free(worst);
    return *object ? XENT_OK : xent_fail_memory(err);
}
