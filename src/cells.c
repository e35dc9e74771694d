/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"
#include <stdlib.h>
#include <string.h>
#include "sample_internal.h"

typedef struct {
    const xent_sample *parent;
    size_t own;          /* factors that cells have beside those of their rows: 1, or 0 */
    xent_factor *factor; /* names and levels are the parent's */
} cells;

/* Scratch of a block: the parent's, and what every cell has. */
typedef struct {
    void *parent;
    int32_t *label;
    double *weight;
    uint64_t *row;
    int32_t *factor;
} parts;

static size_t
lay_out(const cells *c, char *scratch, parts *p)
{
    const xent_shape *shape = xent_sample_shape(c->parent);
    size_t size = 0, n = shape->block_rows * shape->columns;
    p->parent = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(c->parent));
    p->label = xent_scratch_cut(scratch, &size, shape->labelled ? n * sizeof *p->label : 0);
    p->weight = xent_scratch_cut(scratch, &size, shape->weighted ? n * sizeof *p->weight : 0);
    p->row = xent_scratch_cut(scratch, &size, n * sizeof *p->row);
    p->factor = xent_scratch_cut(scratch, &size, n * (shape->factors + c->own) * sizeof *p->factor);
    return size;
}

/* ---- a block */

/* What cells first .. end-1 have of row i of the parent's block. */
static void
fill_row(const cells *c, const xent_block *from, size_t i, const parts *p)
{
    size_t factors = xent_sample_shape(c->parent)->factors, all = factors + c->own;
    size_t first = i * from->columns, end = first + from->columns;
    for (size_t cell = first; cell < end; cell++)
        p->row[cell] = xent_block_row(from, i);
    for (size_t cell = first; cell < end && from->mark; cell++)
        p->label[cell] = from->mark[cell];
    for (size_t cell = first; cell < end && from->weight; cell++)
        p->weight[cell] = from->weight[i];
    for (size_t cell = first; cell < end && all > 0; cell++) {
        if (factors > 0)
            memcpy(p->factor + cell * all, from->factor + i * factors, factors * sizeof *p->factor);
        if (c->own)
            p->factor[cell * all + factors] = (int32_t)(from->first + i);
    }
}

static xent_status
cells_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const cells *c = state;
    size_t factors = xent_sample_shape(c->parent)->factors + c->own;
    xent_block from;
    parts p;
    lay_out(c, scratch, &p);
    xent_status status = xent_sample_block(c->parent, i, p.parent, &from, err);
    if (status != XENT_OK)
        return status;
    for (size_t r = 0; r < from.rows; r++)
        fill_row(c, &from, r, &p);
    *block = (xent_block){
        .first = from.first * from.columns,
        .rows = from.rows * from.columns,
        .columns = 1,
        .f32 = from.f32,
        .f64 = from.f64,
        .from_f32 = from.from_f32,
        .label = from.mark ? p.label : NULL,
        .weight = from.weight ? p.weight : NULL,
        .row = p.row,
        .factor = factors > 0 ? p.factor : NULL,
    };
    return XENT_OK;
}

static void
cells_free(void *state)
{
    cells *c = state;
    free(c->factor);
    free(c);
}

static const xent_source cells_source = {"cells", cells_block, cells_free};

/* ---- the sample */

static xent_shape
shape_of_cells(const cells *c)
{
    xent_shape shape = *xent_sample_shape(c->parent);
    shape.block_rows *= shape.columns;
    shape.rows *= shape.columns;
    shape.cells = shape.columns;
    shape.columns = 1;
    shape.classes = 2;
    shape.task = XENT_BINARY;
    shape.names = NULL;
    shape.factors += c->own;
    shape.factor = c->factor;
    return shape;
}

xent_status
xent_sample_cells(const xent_sample *parent, xent_sample **sample, xent_error *err)
{
    static char row[] = "row";
    const xent_shape *shape = xent_sample_shape(parent);
    *sample = NULL;
    if (shape->rows > INT32_MAX)
        return xent_fail(err, XENT_EDATA, "%zu rows of several labels; at most %ld", shape->rows,
                         (long)INT32_MAX);
    cells *c = malloc(sizeof *c);
    xent_factor *factor = calloc(shape->factors + 1, sizeof *factor);
    if (!c || !factor) {
        free(c);
        free(factor);
        return xent_fail_memory(err);
    }
    *c = (cells){parent, xent_shape_clusters(shape) == 0, factor};
    for (size_t f = 0; f < shape->factors && shape->factor; f++)
        factor[f] = shape->factor[f];
    if (c->own)
        factor[shape->factors] = (xent_factor){XENT_CLUSTER, row, shape->rows, NULL};
    xent_shape made = shape_of_cells(c);
    parts p;
    return xent_sample_open(&made, &cells_source, c, lay_out(c, NULL, &p),
                            xent_sample_facts(parent), sample, err);
}

/* ---- and back */

typedef struct {
    const xent_sample *parent, *cells;
} rows;

/* Scratch of a block: of the cells, what they say, and the probabilities. */
typedef struct {
    void *cells;
    xent_row *row;
    double *p;
} rows_parts;

static size_t
rows_lay_out(const rows *r, char *scratch, rows_parts *p)
{
    size_t size = 0, n = xent_sample_shape(r->cells)->block_rows;
    p->cells = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(r->cells));
    p->row = xent_scratch_cut(scratch, &size, n * sizeof *p->row);
    p->p = xent_scratch_cut(scratch, &size, n * sizeof *p->p);
    return size;
}

static xent_status
rows_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const rows *r = state;
    const xent_shape *shape = xent_sample_shape(r->cells);
    size_t columns = xent_sample_shape(r->parent)->columns;
    xent_block from;
    rows_parts p;
    rows_lay_out(r, scratch, &p);
    xent_status status = xent_sample_block(r->cells, i, p.cells, &from, err);
    if (status != XENT_OK)
        return status;
    xent_sample_rows(shape, &from, 0, 1, p.row, p.p);
    *block = (xent_block){.first = from.first / columns,
                          .rows = from.rows / columns,
                          .columns = columns,
                          .f64 = p.p};
    return XENT_OK;
}

static const xent_source rows_source = {"rows", rows_block, free};

xent_status
xent_sample_uncells(const xent_sample *parent, const xent_sample *from, xent_sample **sample,
                    xent_error *err)
{
    xent_shape shape = *xent_sample_shape(parent);
    rows *r = malloc(sizeof *r);
    rows_parts p;
    *sample = NULL;
    if (!r)
        return xent_fail_memory(err);
    *r = (rows){parent, from};
    shape.kind = XENT_PROBS;
    shape.float32 = shape.labelled = shape.weighted = false;
    shape.factors = 0;
    return xent_sample_open(&shape, &rows_source, r, rows_lay_out(r, NULL, &p),
                            xent_sample_facts(parent), sample, err);
}
