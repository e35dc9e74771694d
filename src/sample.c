/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample_internal.h"
#include <stdio.h>
#include <stdlib.h>

struct xent_sample {
    xent_shape shape;
    xent_facts facts;
    const xent_source *source;
    void *state;
    size_t scratch_size;
};

static void
source_free(const xent_source *source, void *state)
{
    if (source->free)
        source->free(state);
}

xent_status
xent_sample_open(const xent_shape *shape, const xent_source *source, void *state,
                 size_t scratch_size, const xent_facts *facts, xent_sample **sample,
                 xent_error *err)
{
    *sample = calloc(1, sizeof **sample);
    if (!*sample) {
        source_free(source, state);
        return xent_fail_memory(err);
    }
    **sample = (xent_sample){
        .shape = *shape, .source = source, .state = state, .scratch_size = scratch_size};
    if (facts)
        (*sample)->facts = *facts;
    return XENT_OK;
}

void
xent_sample_free(xent_sample *sample)
{
    if (sample) {
        source_free(sample->source, sample->state);
        free(sample);
    }
}

const xent_shape *
xent_sample_shape(const xent_sample *sample)
{
    return &sample->shape;
}

const xent_facts *
xent_sample_facts(const xent_sample *sample)
{
    return &sample->facts;
}

void
xent_sample_sign(xent_sample *sample, const char *fingerprint, size_t clusters)
{
    sample->facts.clusters = clusters;
    snprintf(sample->facts.fingerprint, sizeof sample->facts.fingerprint, "%s", fingerprint);
}

size_t
xent_sample_scratch_size(const xent_sample *sample)
{
    return sample->scratch_size;
}

xent_status
xent_sample_block(const xent_sample *sample, size_t i, void *scratch, xent_block *block,
                  xent_error *err)
{
    xent_status status = sample->source->block(sample->state, i, scratch, block, err);
    block->number = i;
    return status;
}

void
xent_sample_rows(const xent_shape *shape, const xent_block *block, unsigned wants, size_t stride,
                 xent_row *row, double *q)
{
    xent_kernel_rows(block, shape->kind, wants, stride, row, q);
    for (size_t i = 0; shape->of == XENT_SCORES_OF_PREDICTION && i < block->rows; i++) {
        row[i].confidence = row[i].positive;
        row[i].predicted = 1;
    }
}

void
xent_factors_free(size_t n, xent_factor *factor)
{
    for (size_t i = 0; factor && i < n; i++) {
        for (size_t l = 0; factor[i].level && l < factor[i].levels; l++)
            free(factor[i].level[l]);
        free(factor[i].level);
        free(factor[i].name);
    }
    free(factor);
}

size_t
xent_shape_factor(const xent_shape *shape, xent_factor_role role)
{
    size_t i = 0;
    while (shape->factor && i < shape->factors && shape->factor[i].role != role)
        i++;
    return shape->factor ? i : shape->factors;
}

size_t
xent_shape_clusters(const xent_shape *shape)
{
    size_t factor = xent_shape_factor(shape, XENT_CLUSTER);
    return factor < shape->factors ? shape->factor[factor].levels : 0;
}

const char *
xent_shape_dependent(const xent_shape *shape)
{
    return shape->cells > 0 ? "independent cells, not of those of one row"
                            : "independent rows, not of rows of clusters";
}

const char *
xent_task_name(xent_task task)
{
    return task == XENT_BINARY ? "binary" : task == XENT_MULTICLASS ? "multiclass" : "multilabel";
}

const char *
xent_scores_of_name(xent_scores_of of)
{
    return of == XENT_SCORES_OF_CLASSES      ? "classes"
           : of == XENT_SCORES_OF_PREDICTION ? "prediction"
                                             : "truth";
}

size_t
xent_block_rows(size_t columns)
{
    size_t rows = 16384 / columns;
    if (rows >= 16)
        rows = rows / 16 * 16;
    return rows < 1 ? 1 : rows > 4096 ? 4096 : rows;
}

void
xent_shape_blocks(xent_shape *shape)
{
    shape->block_rows = xent_block_rows(shape->columns);
    shape->blocks = (shape->rows + shape->block_rows - 1) / shape->block_rows;
}
