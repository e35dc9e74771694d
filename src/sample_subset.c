/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of the rows of another one that a chooser takes: block i of the subset holds what is
   left of block i of the parent, packed into the scratch. */
#include <stdlib.h>
#include <string.h>
#include "pack.h"

typedef struct {
    const xent_sample *parent;
    xent_chooser *choose;
    const void *context;
    size_t *first; /* blocks numbers: rows of the subset before block i */
} subset;

static xent_status
subset_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const subset *sub = state;
    const xent_shape *shape = xent_sample_shape(sub->parent);
    xent_packing pack;
    xent_block from;
    xent_pack_lay_out(sub->parent, scratch, &pack);
    xent_status status = xent_sample_block(sub->parent, i, pack.parent, &from, err);
    if (status != XENT_OK)
        return status;
    size_t rows = 0;
    for (size_t r = 0; r < from.rows; r++)
        if (sub->choose(sub->context, &from, r))
            xent_pack_row(shape, &from, r, &pack, rows++);
    *block = xent_packed_block(&from, rows, sub->first[i], &pack);
    return XENT_OK;
}

static void
subset_free(void *state)
{
    subset *sub = state;
    if (sub)
        free(sub->first);
    free(sub);
}

static const xent_source subset_source = {"subset", subset_block, subset_free};

static void
count_row(const xent_block *block, size_t i, xent_shape *shape)
{
    double weight = xent_block_weight(block, i);
    if (shape->rows == 0 || weight > shape->max_weight)
        shape->max_weight = weight;
    shape->rows++;
}

/* Fills sub->first, and the rows and the largest weight of the subset's shape. */
static xent_status
count_rows(subset *sub, xent_shape *chosen, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sub->parent);
    size_t scratch_size = xent_sample_scratch_size(sub->parent);
    void *scratch = malloc(scratch_size + 1);
    xent_status status = scratch ? XENT_OK : xent_fail_memory(err);
    for (size_t b = 0; status == XENT_OK && b < shape->blocks; b++) {
        xent_block block;
        sub->first[b] = chosen->rows;
        status = xent_sample_block(sub->parent, b, scratch, &block, err);
        for (size_t r = 0; status == XENT_OK && r < block.rows; r++)
            if (sub->choose(sub->context, &block, r))
                count_row(&block, r, chosen);
    }
    free(scratch);
    return status;
}

xent_status
xent_sample_subset(const xent_sample *parent, xent_chooser *choose, const void *context,
                   xent_sample **sample, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(parent);
    xent_packing pack;
    subset *sub = malloc(sizeof *sub);
    size_t *first = malloc(shape.blocks * sizeof *first);
    if (!sub || !first) {
        free(sub);
        free(first);
        return xent_fail_memory(err);
    }
    *sub = (subset){parent, choose, context, first};
    shape.rows = 0;
    xent_status status = count_rows(sub, &shape, err);
    if (status == XENT_OK && shape.rows == 0)
        status = xent_fail(err, XENT_EDATA, "no row is left in the subset");
    if (status != XENT_OK) {
        subset_free(sub);
        return status;
    }
    return xent_sample_open(&shape, &subset_source, sub, xent_pack_lay_out(parent, NULL, &pack),
                            xent_sample_facts(parent), sample, err);
}
