/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"
#include <stdlib.h>

xent_status
xent_rows_open(const xent_sample *sample, xent_content content, xent_rows *rows, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t cells = shape->block_rows * shape->columns;
    bool probs = content == XENT_WRITE_PROBABILITIES;
    bool narrow = probs ? shape->write_float32 : shape->float32;
    *rows = (xent_rows){
        .sample = sample,
        .content = content,
        .float32 = narrow,
        .scratch = malloc(xent_sample_scratch_size(sample) + 1),
        .summary = probs ? malloc(shape->block_rows * sizeof *rows->summary) : NULL,
        .q = probs ? malloc(cells * sizeof *rows->q) : NULL,
        .narrow = probs && narrow ? malloc(cells * sizeof *rows->narrow) : NULL,
    };
    bool good = rows->scratch && (!probs || (rows->summary && rows->q)) &&
                (rows->narrow || !probs || !narrow);
    if (good)
        return XENT_OK;
    xent_rows_close(rows);
    return xent_fail_memory(err);
}

void
xent_rows_close(xent_rows *rows)
{
    free(rows->scratch);
    free(rows->summary);
    free(rows->q);
    free(rows->narrow);
    *rows = (xent_rows){0};
}

/* Shows the probabilities of the block in place of its scores. */
static void
take_probabilities(xent_rows *rows, const xent_block *block)
{
    const xent_shape *shape = xent_sample_shape(rows->sample);
    size_t cells = block->rows * block->columns;
    xent_kernel_rows(block, shape->kind, 0, shape->columns, rows->summary, rows->q);
    for (size_t i = 0; rows->narrow && i < cells; i++)
        rows->narrow[i] = (float)rows->q[i];
    rows->f32 = rows->narrow;
    rows->f64 = rows->narrow ? NULL : rows->q;
}

xent_status
xent_rows_next(xent_rows *rows, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(rows->sample);
    xent_status status = XENT_OK;
    xent_block block = {0};
    while (status == XENT_OK && block.rows == 0 && rows->next < shape->blocks)
        status = xent_sample_block(rows->sample, rows->next++, rows->scratch, &block, err);
    rows->rows = status == XENT_OK ? block.rows : 0;
    rows->f32 = block.f32;
    rows->f64 = block.f64;
    rows->label = block.label;
    rows->weight = block.weight;
    if (rows->rows && rows->content == XENT_WRITE_PROBABILITIES)
        take_probabilities(rows, &block);
    return status;
}

const void *
xent_rows_bytes(const xent_rows *rows, size_t *n)
{
    size_t cells = rows->rows * xent_sample_shape(rows->sample)->columns;
    *n = cells * (rows->float32 ? sizeof(float) : sizeof(double));
    return rows->float32 ? (const void *)rows->f32 : rows->f64;
}
