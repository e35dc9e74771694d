/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "versus.h"
#include <stdlib.h>
#include <string.h>
#include "sweep.h"

/* Values that are held at a time: an eighth of all, but a million if there are so many, and no more
   than 8 million, 64 MB; those of one problem at least. */
enum { FEW_VALUES = 1000000, MOST_VALUES = 8000000 };
/* A value is worth this many elements of a sweep to a thread. */
static const size_t work_of_value = 10;

typedef struct {
    const xent_sample *sample;
    const xent_shape *shape;
    const xent_versus *versus;
    size_t problems, first, count; /* all, and those that are held */
    double *x;                     /* count * rows, those of a problem together */
    int32_t *label;
    double *target;                /* as x; NULL: there are none */
    double *weight;
    unsigned threads, within;      /* over problems, and within one */
} gathering;

static void
gather_targets(const gathering *g, const xent_block *block)
{
    size_t columns = block->columns;
    size_t first = columns > 2 || g->versus->both ? g->first : columns - 1;
    double *to = g->target + block->first;
    for (size_t i = 0; i < block->rows; i++) {
        const double *row = block->target + i * columns;
        double mass = xent_block_target_mass(block, i);
        for (size_t k = 0; k < g->count; k++)
            to[k * g->shape->rows + i] = row[first + k] / mass;
    }
}

static xent_status
gather_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const gathering *g = context;
    (void)state;
    (void)err;
    if (g->label)
        memcpy(g->label + block->first, block->label, block->rows * sizeof *g->label);
    if (g->target)
        gather_targets(g, block);
    if (g->weight)
        memcpy(g->weight + block->first, block->weight, block->rows * sizeof *g->weight);
    g->versus->values(block, g->shape->kind, g->first, g->count, g->shape->rows,
                      g->x + block->first, scratch);
    return XENT_OK;
}

static xent_status
gather(gathering *g, unsigned threads, xent_error *err)
{
    const xent_shape *shape = g->shape;
    xent_sweep sweep;
    xent_status status =
        xent_sweep_open(g->sample, threads, 0,
                        shape->block_rows * shape->columns * sizeof(double), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, gather_block, g, err);
    xent_sweep_close(&sweep);
    return status;
}

static xent_status
solve_problem(void *context, unsigned worker, size_t i, xent_error *err)
{
    const gathering *g = context;
    size_t number = g->first + i;
    xent_versus_problem problem = {.number = number,
                                   .positive = g->problems == 1 ? 1 : (int32_t)number,
                                   .n = g->shape->rows,
                                   .x = g->x + i * g->shape->rows,
                                   .label = g->label,
                                   .target = g->target ? g->target + i * g->shape->rows : NULL,
                                   .weight = g->weight,
                                   .frequency = g->shape->weight_kind == XENT_FREQUENCY,
                                   .threads = g->within};
    (void)worker;
    return g->versus->solve(g->versus->context, &problem, err);
}

static size_t
problems_at_once(size_t problems, size_t rows)
{
    size_t values = problems * rows / 8;
    values = values > FEW_VALUES ? values : FEW_VALUES;
    values = values < MOST_VALUES ? values : MOST_VALUES;
    size_t at_once = values / rows > 0 ? values / rows : 1;
    return at_once < problems ? at_once : problems;
}

static xent_status
solve_all(gathering *g, unsigned threads, xent_error *err)
{
    size_t rows = g->shape->rows;
    bool labels = g->versus->labels && !g->shape->soft;
    size_t at_once = problems_at_once(g->problems, rows);
    xent_status status = XENT_OK;
    g->x = malloc(at_once * rows * sizeof *g->x);
    g->label = labels ? malloc(rows * sizeof *g->label) : NULL;
    g->target = g->shape->soft ? malloc(at_once * rows * sizeof *g->target) : NULL;
    g->weight = g->shape->weighted ? malloc(rows * sizeof *g->weight) : NULL;
    if (!g->x || (labels && !g->label) || (g->shape->soft && !g->target)
        || (g->shape->weighted && !g->weight))
        return xent_fail_memory(err);
    for (g->first = 0; status == XENT_OK && g->first < g->problems; g->first += at_once) {
        g->count = g->problems - g->first < at_once ? g->problems - g->first : at_once;
        status = gather(g, threads, err);
        if (status == XENT_OK)
            status = xent_run_blocks(g->threads, g->count, solve_problem, g, err);
    }
    return status;
}

xent_status
xent_versus_rest(const xent_sample *sample, const xent_versus *versus, unsigned threads,
                 xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    gathering g = {.sample = sample, .shape = shape, .versus = versus,
                   .problems = versus->both ? shape->columns
                                            : xent_versus_problems(shape->columns)};
    unsigned worth = xent_threads_for(threads, shape->rows * g.problems * work_of_value);
    g.threads = g.problems > 1 ? worth : 1;
    g.within = g.problems > 1 ? 1 : worth;
    xent_status status = solve_all(&g, threads, err);
    free(g.x);
    free(g.label);
    free(g.target);
    free(g.weight);
    return status;
}
