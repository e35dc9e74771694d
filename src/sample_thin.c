/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of some rows from all over another one, for a first guess: the first rows of every n-th
   block, where they lie. */
#include <stdlib.h>
#include "sample_internal.h"

/* Places to take rows from, where blocks hold enough rows to choose. */
static const size_t least_places = 128;

typedef struct {
    const xent_sample *parent;
    size_t stride, rows; /* from block to block, and of each */
} thin;

static xent_status
thin_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const thin *t = state;
    xent_status status = xent_sample_block(t->parent, i * t->stride, scratch, block, err);
    if (status == XENT_OK && block->rows > t->rows)
        block->rows = t->rows;
    return status;
}

static const xent_source thin_source = {"thin", thin_block, free};

xent_status
xent_sample_thin(const xent_sample *parent, size_t rows, xent_sample **sample, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(parent);
    size_t most = (rows + shape.block_rows - 1) / shape.block_rows;
    size_t places = most > least_places ? most : least_places;
    places = places < shape.blocks ? places : shape.blocks;
    thin *state = malloc(sizeof *state);
    if (!state)
        return xent_fail_memory(err);
    *state = (thin){parent, shape.blocks / places, (rows + places - 1) / places};
    shape.blocks = places;
    shape.block_rows = state->rows;
    shape.rows = places * state->rows;
    return xent_sample_open(&shape, &thin_source, state, xent_sample_scratch_size(parent),
                            xent_sample_facts(parent), sample, err);
}
