/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "split.h"
#include <stdlib.h>
#include "pack.h"

/* A row as its block's number and its place there. */
enum { PLACE_BITS = 32 };
static const uint64_t places = UINT64_C(1) << PLACE_BITS;

struct xent_split {
    const xent_sample *parent;
    size_t levels;
    size_t *start;      /* levels + 1: where the rows of a level start in `row` */
    double *max_weight; /* levels */
    uint64_t *row;
};

/* Rows in the order of the parent, while they are counted. */
typedef struct {
    size_t seen;
    uint64_t *row;
    int32_t *level;
} listing;

static void
list_block(xent_split *split, const xent_block *block, size_t factor, listing *list)
{
    size_t stride = xent_sample_shape(split->parent)->factors;
    for (size_t i = 0; i < block->rows; i++, list->seen++) {
        size_t level = (size_t)block->factor[i * stride + factor];
        double weight = xent_block_weight(block, i);
        list->row[list->seen] = (uint64_t)block->number << PLACE_BITS | i;
        list->level[list->seen] = (int32_t)level;
        split->start[level + 1]++;
        if (weight > split->max_weight[level])
            split->max_weight[level] = weight;
    }
}

static xent_status
list_rows(xent_split *split, size_t factor, listing *list, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(split->parent);
    void *scratch = malloc(xent_sample_scratch_size(split->parent) + 1);
    xent_status status = scratch ? XENT_OK : xent_fail_memory(err);
    for (size_t b = 0; status == XENT_OK && b < shape->blocks; b++) {
        xent_block block;
        status = xent_sample_block(split->parent, b, scratch, &block, err);
        if (status == XENT_OK)
            list_block(split, &block, factor, list);
    }
    free(scratch);
    return status;
}

/* Counting sort: rows of a level keep their order. */
static void
sort_rows(xent_split *split, const listing *list, size_t *next)
{
    for (size_t l = 0; l < split->levels; l++) {
        split->start[l + 1] += split->start[l];
        next[l] = split->start[l];
    }
    for (size_t i = 0; i < list->seen; i++)
        split->row[next[list->level[i]]++] = list->row[i];
}

xent_status
xent_split_alloc(const xent_sample *parent, size_t factor, xent_split **split, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(parent);
    size_t levels = shape->factor[factor].levels, *next = malloc(levels * sizeof *next);
    listing list = {.row = malloc(shape->rows * sizeof *list.row),
                    .level = malloc(shape->rows * sizeof *list.level)};
    xent_split *s = calloc(1, sizeof *s);
    if (s)
        *s = (xent_split){parent, levels, calloc(levels + 1, sizeof *s->start),
                          calloc(levels, sizeof *s->max_weight),
                          malloc(shape->rows * sizeof *s->row)};
    bool good = s && s->start && s->max_weight && s->row && next && list.row && list.level;
    xent_status status = good ? list_rows(s, factor, &list, err) : xent_fail_memory(err);
    if (status == XENT_OK)
        sort_rows(s, &list, next);
    free(next);
    free(list.row);
    free(list.level);
    if (status != XENT_OK) {
        xent_split_free(s);
        s = NULL;
    }
    *split = s;
    return status;
}

void
xent_split_free(xent_split *split)
{
    if (split) {
        free(split->start);
        free(split->max_weight);
        free(split->row);
    }
    free(split);
}

size_t
xent_split_rows(const xent_split *split, size_t level)
{
    return split->start[level + 1] - split->start[level];
}

/* ---- the sample of some levels */

typedef struct {
    const xent_split *split;
    const uint64_t *row;
    size_t rows, block_rows;
} part;

static xent_status
part_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const part *p = state;
    const xent_sample *parent = p->split->parent;
    const xent_shape *shape = xent_sample_shape(parent);
    size_t first = i * p->block_rows, left = p->rows - first;
    size_t rows = left < p->block_rows ? left : p->block_rows;
    xent_status status = XENT_OK;
    xent_packing pack;
    xent_block from = {.number = SIZE_MAX};
    xent_pack_lay_out(parent, scratch, &pack);
    for (size_t r = 0; status == XENT_OK && r < rows; r++) {
        uint64_t place = p->row[first + r];
        if (place >> PLACE_BITS != from.number)
            status = xent_sample_block(parent, (size_t)(place >> PLACE_BITS), pack.parent, &from,
                                       err);
        if (status == XENT_OK)
            xent_pack_row(shape, &from, place % places, &pack, r);
    }
    *block = xent_packed_block(&from, rows, first, &pack);
    return status;
}

static const xent_source part_source = {"part", part_block, free};

xent_status
xent_split_sample(const xent_split *split, size_t first, size_t last, xent_sample **sample,
                  xent_error *err)
{
    xent_shape shape = *xent_sample_shape(split->parent);
    xent_packing pack;
    part *p = malloc(sizeof *p);
    *sample = NULL;
    if (!p)
        return xent_fail_memory(err);
    shape.rows = split->start[last + 1] - split->start[first];
    shape.max_weight = 0;
    for (size_t l = first; l <= last; l++)
        if (split->max_weight[l] > shape.max_weight)
            shape.max_weight = split->max_weight[l];
    shape.block_rows = xent_block_rows(shape.columns);
    shape.blocks = (shape.rows + shape.block_rows - 1) / shape.block_rows;
    *p = (part){split, split->row + split->start[first], shape.rows, shape.block_rows};
    return xent_sample_open(&shape, &part_source, p, xent_pack_lay_out(split->parent, NULL, &pack),
                            xent_sample_facts(split->parent), sample, err);
}
