/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class_most.h"
#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "executor.h"
#include "kernel_internal.h"
#include "law.h"
#include "null.h"
#include "random.h"

static const uint64_t most_stream = UINT64_C(8) << 32;

/* Draws of cells, but so many of each at least; fewer make the reference rougher.  Classes that a
   thread looks at together. */
enum { DRAWN_CELLS = 1 << 23, LEAST_DRAWS = 200, CHUNK = 16 };

/* A class whose error would have to be so many deviations above its mean to reach the largest mean
   of another is never the one with the largest error. */
static const double out_of_reach = 10;

/* A cell whose labels are drawn. */
typedef struct {
    xent_law law;
    double step, center; /* |difference| = step * |k - center| */
    uint64_t number;
} drawn_cell;

typedef struct {
    const xent_class_laws *laws;
    double weight;
    xent_class_groups *groups;
    const void *context;
    double least;        /* the largest mean error of a class */
    size_t replicates, padded; /* up to whole vectors of marks */
    uint64_t *key;       /* of each replicate */
    double *most;        /* of each, in turn for each thread */
    xent_group *group;   /* for each thread: the cells of a class, */
    drawn_cell *cell;    /* those that chance is at work in, */
    double *table;       /* and their tables */
} drawing;

static bool
is_in_reach(const drawing *d, size_t c)
{
    const xent_class_moments *m = &d->laws->moments[c];
    return m->mean + out_of_reach * fmax(sqrt(m->variance), m->row) >= d->least;
}

/* The cells of class c that chance is at work in. */
static size_t
find_cells(const drawing *d, unsigned worker, size_t c)
{
    size_t n = 0, cells = d->laws->cells;
    xent_group *group = d->group + worker * cells;
    drawn_cell *cell = d->cell + worker * cells;
    double *table = d->table + worker * cells * XENT_LAW_TABLE;
    d->groups(d->context, c, group);
    for (size_t b = 0; b < cells; b++) {
        if (!xent_group_is_random(&group[b]))
            continue;
        xent_law law = xent_law_of(&group[b], false, false, table + n * XENT_LAW_TABLE);
        cell[n++] = (drawn_cell){law, xent_law_distance(&law).step / d->weight,
                                 xent_law_center(&law), c * cells + b};
    }
    return n;
}

/* Adds the error of a cell in XENT_MARKS replicates. */
static void
draw_cell(const drawn_cell *cell, const uint64_t *key, double *error)
{
    float mark[XENT_MARKS];
    if (!cell->law.cdf) {
        for (size_t l = 0; l < XENT_MARKS; l++) {
            double u = xent_random_uniform(key[l], cell->number);
            error[l] += cell->step * fabs(gsl_cdf_ugaussian_Pinv(u));
        }
        return;
    }
    xent_kernels_best()->labels(1, cell->number, cell->law.size, cell->law.cdf, key, mark);
    for (size_t l = 0; l < XENT_MARKS; l++)
        error[l] += cell->step * fabs(cell->law.first + (double)mark[l] - cell->center);
}

static xent_status
draw_classes(void *context, unsigned worker, size_t chunk, xent_error *err)
{
    const drawing *d = context;
    size_t end = (chunk + 1) * CHUNK < d->laws->classes ? (chunk + 1) * CHUNK : d->laws->classes;
    double *most = d->most + worker * d->padded;
    (void)err;
    for (size_t c = chunk * CHUNK; c < end; c++) {
        size_t n = is_in_reach(d, c) ? find_cells(d, worker, c) : 0;
        for (size_t first = 0; first < d->padded && n > 0; first += XENT_MARKS) {
            double error[XENT_MARKS] = {0};
            for (size_t i = 0; i < n; i++)
                draw_cell(d->cell + worker * d->laws->cells + i, d->key + first, error);
            for (size_t l = 0; l < XENT_MARKS; l++)
                most[first + l] = fmax(most[first + l], error[l]);
        }
    }
    return XENT_OK;
}

static xent_status
draw_all(const drawing *d, unsigned threads, const xent_settings *settings, xent_value *value,
         xent_error *err)
{
    size_t chunks = (d->laws->classes + CHUNK - 1) / CHUNK;
    xent_settings drawing_settings = *settings;
    for (size_t r = 0; r < d->padded; r++)
        d->key[r] = xent_random_key(settings->seed, most_stream + r);
    xent_status status = xent_run_blocks(threads, chunks, draw_classes, (void *)(uintptr_t)d, err);
    for (size_t t = 1; t < threads; t++)
        for (size_t r = 0; r < d->replicates; r++)
            d->most[r] = fmax(d->most[r], d->most[t * d->padded + r]);
    drawing_settings.replicates = d->replicates;
    return status == XENT_OK ? xent_null_summarise(&drawing_settings, 1, d->most, value, err)
                             : status;
}

static double
largest_mean(const xent_class_laws *laws)
{
    double most = 0;
    for (size_t c = 0; c < laws->classes; c++)
        most = fmax(most, laws->moments[c].mean);
    return most;
}

/* As many as were asked for, or as can be paid. */
static size_t
choose_replicates(const drawing *d, const xent_settings *settings)
{
    size_t cells = 1;
    for (size_t c = 0; c < d->laws->classes; c++)
        cells += is_in_reach(d, c) ? d->laws->moments[c].cells : 0;
    size_t most = DRAWN_CELLS / cells < LEAST_DRAWS ? LEAST_DRAWS : DRAWN_CELLS / cells;
    return settings->replicates < most ? settings->replicates : most;
}

xent_status
xent_class_most_refer(const xent_class_laws *laws, const xent_settings *settings, double weight,
                      xent_class_groups *groups, const void *context, xent_value *value,
                      xent_error *err)
{
    drawing d = {.laws = laws, .weight = weight, .groups = groups, .context = context,
                 .least = largest_mean(laws)};
    d.replicates = choose_replicates(&d, settings);
    d.padded = (d.replicates + XENT_MARKS - 1) / XENT_MARKS * XENT_MARKS;
    unsigned threads = xent_threads_for(settings->threads, d.replicates * laws->classes * 8);
    size_t cells = threads * laws->cells;
    d.key = malloc(d.padded * sizeof *d.key);
    d.most = calloc(threads * d.padded, sizeof *d.most);
    d.group = malloc(cells * sizeof *d.group);
    d.cell = malloc(cells * sizeof *d.cell);
    d.table = malloc(cells * XENT_LAW_TABLE * sizeof *d.table);
    bool good = d.key && d.most && d.group && d.cell && d.table;
    xent_status status = good ? draw_all(&d, threads, settings, value, err)
                              : xent_fail_memory(err);
    free(d.key);
    free(d.most);
    free(d.group);
    free(d.cell);
    free(d.table);
    return status;
}
