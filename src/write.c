/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probabilities of a sample, written in the format that a name says. */
#include <stdlib.h>
#include <string.h>
#include "format.h"

/* Room for one block of rows. */
typedef struct {
    void *scratch;
    xent_row *row;
    double *q;
    float *narrow; /* NULL: float64 is written */
} workspace;

static void
workspace_free(workspace *w)
{
    free(w->scratch);
    free(w->row);
    free(w->q);
    free(w->narrow);
}

static xent_status
workspace_make(const xent_sample *sample, workspace *w, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t cells = shape->block_rows * shape->columns;
    *w = (workspace){
        .scratch = malloc(xent_sample_scratch_size(sample) + 1),
        .row = malloc(shape->block_rows * sizeof *w->row),
        .q = malloc((cells + shape->columns) * sizeof *w->q), /* and scratch for one row */
        .narrow = shape->write_float32 ? malloc(cells * sizeof *w->narrow) : NULL,
    };
    if (w->scratch && w->row && w->q && (w->narrow || !shape->write_float32))
        return XENT_OK;
    workspace_free(w);
    return xent_fail_memory(err);
}

xent_status
xent_each_probability(const xent_sample *sample, xent_probability_sink *sink, void *context,
                      xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    workspace w;
    xent_status status = workspace_make(sample, &w, err);
    if (status != XENT_OK)
        return status;
    for (size_t b = 0; status == XENT_OK && b < shape->blocks; b++) {
        xent_block block;
        status = xent_sample_block(sample, b, w.scratch, &block, err);
        if (status != XENT_OK)
            break;
        size_t cells = block.rows * block.columns;
        xent_kernel_rows(&block, shape->kind, 0, shape->columns, w.row, w.q,
                         w.q + shape->block_rows * shape->columns);
        for (size_t i = 0; w.narrow && i < cells; i++)
            w.narrow[i] = (float)w.q[i];
        status = sink(context, block.rows, block.columns, w.narrow, w.narrow ? NULL : w.q,
                      block.label, err);
    }
    workspace_free(&w);
    return status;
}

static xent_status
write_bytes(void *context, size_t rows, size_t columns, const float *f32, const double *f64,
            const int32_t *label, xent_error *err)
{
    (void)label;
    return f32 ? xent_output_write(context, f32, rows * columns * sizeof *f32, err)
               : xent_output_write(context, f64, rows * columns * sizeof *f64, err);
}

xent_status
xent_write_probabilities(const xent_sample *sample, xent_output *out, xent_error *err)
{
    return xent_each_probability(sample, write_bytes, out, err);
}

xent_status
xent_write(const char *path, const xent_sample *sample, const char *const *inputs,
           xent_error *err)
{
    const xent_format *format =
        strcmp(path, "-") == 0 ? &xent_format_csv : xent_format_of_path(path);
    xent_output *out;
    if (!format) {
        xent_fail(err, XENT_EINVAL, "the name of the output does not say its format");
        xent_error_place(err, path, 0);
        xent_error_hint(err, "end it in .npy, .npz, .csv or .tsv");
        return XENT_EINVAL;
    }
    xent_status status = xent_output_open(path, inputs, &out, err);
    if (status != XENT_OK)
        return status;
    status = format->write(sample, out, err);
    if (status == XENT_OK)
        return xent_output_commit(out, err);
    xent_output_discard(out);
    return status;
}
