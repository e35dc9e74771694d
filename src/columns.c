/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "columns.h"
#include <stdlib.h>
#include <string.h>
#include "sample_internal.h"
#include "sweep.h"

struct xent_columns {
    const xent_sample *parent;
    size_t first, size;
    float *f32;       /* of the i-th column: from i * rows on; or */
    double *f64;
    int32_t *label;   /* likewise */
    double *weight;   /* of the rows; NULL: all 1 */
    uint64_t *row;
    int32_t *factor;  /* NULL: none */
};

void
xent_columns_free(xent_columns *c)
{
    if (c) {
        free(c->f32);
        free(c->f64);
        free(c->label);
        free(c->weight);
        free(c->row);
        free(c->factor);
    }
    free(c);
}

size_t
xent_columns_size(const xent_columns *c)
{
    return c->size;
}

/* ---- copying */

static void
copy_rows(const xent_columns *c, const xent_block *block)
{
    size_t factors = xent_sample_shape(c->parent)->factors;
    for (size_t i = 0; i < block->rows; i++)
        c->row[block->first + i] = xent_block_row(block, i);
    if (c->weight)
        memcpy(c->weight + block->first, block->weight, block->rows * sizeof *c->weight);
    if (c->factor)
        memcpy(c->factor + block->first * factors, block->factor,
               block->rows * factors * sizeof *c->factor);
}

static void
copy_column(const xent_columns *c, const xent_block *block, size_t i)
{
    size_t at = i * xent_sample_shape(c->parent)->rows + block->first, step = block->columns;
    size_t cell = c->first + i;
    for (size_t r = 0; r < block->rows; r++, cell += step) {
        if (c->f32)
            c->f32[at + r] = block->f32[cell];
        else
            c->f64[at + r] = block->f64[cell];
        c->label[at + r] = block->mark[cell];
    }
}

/* Blocks write to places of their own. */
static xent_status
copy_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_columns *c = context;
    (void)state;
    (void)scratch;
    (void)err;
    copy_rows(c, block);
    for (size_t i = 0; i < c->size; i++)
        copy_column(c, block, i);
    return XENT_OK;
}

static size_t
columns_that_fit(const xent_shape *shape, size_t first)
{
    size_t cell = (shape->float32 ? sizeof(float) : sizeof(double)) + sizeof(int32_t);
    size_t fit = XENT_COLUMNS_BYTES / cell / shape->rows, left = shape->columns - first;
    return fit < 1 ? 1 : fit < left ? fit : left;
}

static bool
alloc_cells(xent_columns *c, const xent_shape *shape)
{
    size_t n = c->size * shape->rows;
    if (shape->float32)
        c->f32 = malloc(n * sizeof *c->f32);
    else
        c->f64 = malloc(n * sizeof *c->f64);
    c->label = malloc(n * sizeof *c->label);
    c->row = malloc(shape->rows * sizeof *c->row);
    if (shape->weighted)
        c->weight = malloc(shape->rows * sizeof *c->weight);
    if (shape->factors > 0)
        c->factor = malloc(shape->rows * shape->factors * sizeof *c->factor);
    return (c->f32 || c->f64) && c->label && c->row && (c->weight || !shape->weighted)
           && (c->factor || shape->factors == 0);
}

xent_status
xent_columns_alloc(const xent_sample *parent, size_t first, unsigned threads,
                   xent_columns **columns, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(parent);
    xent_sweep sweep;
    xent_columns *c = calloc(1, sizeof *c);
    *columns = NULL;
    if (!c)
        return xent_fail_memory(err);
    *c = (xent_columns){.parent = parent, .first = first, .size = columns_that_fit(shape, first)};
    xent_status status = alloc_cells(c, shape)
                             ? xent_sweep_open(parent, threads, 0, 0, &sweep, err)
                             : xent_fail_memory(err);
    if (status == XENT_OK) {
        status = xent_sweep_run(&sweep, copy_block, c, err);
        xent_sweep_close(&sweep);
    }
    if (status == XENT_OK)
        *columns = c;
    else
        xent_columns_free(c);
    return status;
}

/* ---- a column */

typedef struct {
    const xent_columns *columns;
    size_t i;
} column;

static xent_status
column_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const column *of = state;
    const xent_columns *c = of->columns;
    const xent_shape *shape = xent_sample_shape(c->parent);
    size_t full = xent_block_rows(1), first = i * full, at = of->i * shape->rows + first;
    (void)scratch;
    (void)err;
    *block = (xent_block){
        .first = first,
        .rows = shape->rows - first < full ? shape->rows - first : full,
        .columns = 1,
        .f32 = c->f32 ? c->f32 + at : NULL,
        .f64 = c->f64 ? c->f64 + at : NULL,
        .label = c->label + at,
        .weight = c->weight ? c->weight + first : NULL,
        .row = c->row + first,
        .factor = c->factor ? c->factor + first * shape->factors : NULL,
    };
    return XENT_OK;
}

static const xent_source column_source = {"column", column_block, free};

xent_status
xent_columns_sample(const xent_columns *c, size_t i, xent_sample **sample, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(c->parent);
    column *of = malloc(sizeof *of);
    *sample = NULL;
    if (!of)
        return xent_fail_memory(err);
    *of = (column){c, i};
    shape.columns = 1;
    shape.classes = 2;
    shape.task = XENT_BINARY;
    shape.names = NULL;
    xent_shape_blocks(&shape);
    return xent_sample_open(&shape, &column_source, of, 0, xent_sample_facts(c->parent), sample,
                            err);
}
