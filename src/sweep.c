/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep.h"
#include <stdlib.h>
#include <string.h>
#include "sample_internal.h"

typedef struct {
    const xent_sweep *sweep;
    xent_visitor *visit;
    void *context;
} pass;

/* The memory of one thread. */
typedef struct {
    void *state, *source, *scratch;
} share;

/* Cuts a thread's memory (NULL: only measures) and returns its size. */
static size_t
lay_out(const xent_sample *sample, size_t state_size, size_t scratch_size, char *memory,
        share *mine)
{
    size_t size = 0;
    mine->state = xent_scratch_cut(memory, &size, state_size);
    mine->source = xent_scratch_cut(memory, &size, xent_sample_scratch_size(sample));
    mine->scratch = xent_scratch_cut(memory, &size, scratch_size);
    return size;
}

xent_status
xent_sweep_open(const xent_sample *sample, unsigned threads, size_t state_size,
                size_t scratch_size, xent_sweep *sweep, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    share measured;
    *sweep = (xent_sweep){.sample = sample, .state_size = state_size};
    sweep->threads = xent_threads_for(threads, shape->rows * shape->columns);
    sweep->stride = lay_out(sample, state_size, scratch_size, NULL, &measured) + 64;
    sweep->memory = malloc(sweep->threads * sweep->stride);
    return sweep->memory ? XENT_OK : xent_fail_memory(err);
}

void
xent_sweep_close(xent_sweep *sweep)
{
    free(sweep->memory);
    sweep->memory = NULL;
}

void *
xent_sweep_state(const xent_sweep *sweep, unsigned i)
{
    return sweep->memory + i * sweep->stride;
}

static xent_status
see_block(void *context, unsigned worker, size_t i, xent_error *err)
{
    const pass *p = context;
    const xent_sweep *sweep = p->sweep;
    xent_block block;
    share mine;
    lay_out(sweep->sample, sweep->state_size, 0, sweep->memory + worker * sweep->stride, &mine);
    xent_status status = xent_sample_block(sweep->sample, i, mine.source, &block, err);
    return status == XENT_OK ? p->visit(p->context, &block, mine.state, mine.scratch, err) : status;
}

/* ---- in runs of blocks */

typedef struct {
    pass pass;
    size_t parts;
    char *states;
    size_t state_size;
} parts_pass;

static xent_status
see_part(void *context, unsigned worker, size_t part, xent_error *err)
{
    const parts_pass *p = context;
    const xent_sweep *sweep = p->pass.sweep;
    size_t blocks = xent_sample_shape(sweep->sample)->blocks;
    size_t first = blocks / p->parts * part, extra = blocks % p->parts;
    first += part < extra ? part : extra;
    size_t end = first + blocks / p->parts + (part < extra);
    xent_status status = XENT_OK;
    share mine;
    lay_out(sweep->sample, sweep->state_size, 0, sweep->memory + worker * sweep->stride, &mine);
    for (size_t i = first; i < end && status == XENT_OK; i++) {
        xent_block block;
        status = xent_sample_block(sweep->sample, i, mine.source, &block, err);
        if (status == XENT_OK)
            status = p->pass.visit(p->pass.context, &block, p->states + part * p->state_size,
                                   mine.scratch, err);
    }
    return status;
}

xent_status
xent_sweep_run_parts(const xent_sweep *sweep, size_t parts, void *states, size_t state_size,
                     xent_visitor *visit, void *context, xent_error *err)
{
    parts_pass p = {{sweep, visit, context}, parts, states, state_size};
    return xent_run_blocks(sweep->threads, parts, see_part, &p, err);
}

/* ---- block by block */

xent_status
xent_sweep_run(const xent_sweep *sweep, xent_visitor *visit, void *context, xent_error *err)
{
    pass p = {sweep, visit, context};
    for (unsigned i = 0; i < sweep->threads; i++)
        memset(xent_sweep_state(sweep, i), 0, sweep->state_size);
    return xent_run_blocks(sweep->threads, xent_sample_shape(sweep->sample)->blocks, see_block, &p,
                           err);
}
