/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of the rows of another one that a chooser takes: block i of the subset holds what is
   left of block i of the parent, packed into the scratch. */
#include <stdlib.h>
#include <string.h>
#include "sample_internal.h"

typedef struct {
    const xent_sample *parent;
    xent_chooser *choose;
    const void *context;
    size_t *first; /* blocks numbers: rows of the subset before block i */
} subset;

/* Scratch of one block: the parent's, then what is packed. */
typedef struct {
    void *parent;
    void *scores;
    double *weight, *target;
    uint64_t *row;
    int32_t *label;
    int32_t *factor;
} packing;

static size_t
score_size(const xent_shape *shape)
{
    return shape->float32 ? sizeof(float) : sizeof(double);
}

/* Cuts `scratch` (NULL: only measures) and returns its size. */
static size_t
lay_out(const xent_sample *parent, char *scratch, packing *pack)
{
    const xent_shape *shape = xent_sample_shape(parent);
    size_t rows = shape->block_rows, size = 0;
    *pack = (packing){
        .parent = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(parent)),
        .scores = xent_scratch_cut(scratch, &size, rows * shape->columns * score_size(shape)),
        .weight = xent_scratch_cut(scratch, &size, rows * sizeof(double)),
        .target = xent_scratch_cut(scratch, &size,
                                   shape->soft ? rows * shape->columns * sizeof(double) : 0),
        .row = xent_scratch_cut(scratch, &size, rows * sizeof(uint64_t)),
        .label = xent_scratch_cut(scratch, &size, rows * sizeof(int32_t)),
        .factor = xent_scratch_cut(scratch, &size, rows * shape->factors * sizeof(int32_t)),
    };
    return size;
}

static void
pack_row(const xent_shape *shape, const xent_block *from, size_t i, const packing *pack,
         size_t to)
{
    size_t width = shape->columns * score_size(shape);
    const char *scores = from->f32 ? (const char *)from->f32 : (const char *)from->f64;
    memcpy((char *)pack->scores + to * width, scores + i * width, width);
    pack->row[to] = xent_block_row(from, i);
    if (from->weight)
        pack->weight[to] = from->weight[i];
    if (from->label)
        pack->label[to] = from->label[i];
    if (from->target)
        memcpy(pack->target + to * shape->columns, from->target + i * shape->columns,
               shape->columns * sizeof *pack->target);
    if (from->factor)
        memcpy(pack->factor + to * shape->factors, from->factor + i * shape->factors,
               shape->factors * sizeof *pack->factor);
}

static xent_block
packed_block(const xent_block *from, size_t rows, size_t first, const packing *pack)
{
    return (xent_block){
        .first = first,
        .rows = rows,
        .columns = from->columns,
        .f32 = from->f32 ? pack->scores : NULL,
        .f64 = from->f64 ? pack->scores : NULL,
        .label = from->label ? pack->label : NULL,
        .target = from->target ? pack->target : NULL,
        .weight = from->weight ? pack->weight : NULL,
        .row = pack->row,
        .factor = from->factor ? pack->factor : NULL,
    };
}

static xent_status
subset_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const subset *sub = state;
    const xent_shape *shape = xent_sample_shape(sub->parent);
    packing pack;
    xent_block from;
    lay_out(sub->parent, scratch, &pack);
    xent_status status = xent_sample_block(sub->parent, i, pack.parent, &from, err);
    if (status != XENT_OK)
        return status;
    size_t rows = 0;
    for (size_t r = 0; r < from.rows; r++)
        if (sub->choose(sub->context, &from, r))
            pack_row(shape, &from, r, &pack, rows++);
    *block = packed_block(&from, rows, sub->first[i], &pack);
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
    packing pack;
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
    return xent_sample_open(&shape, &subset_source, sub, lay_out(parent, NULL, &pack),
                            xent_sample_facts(parent), sample, err);
}
