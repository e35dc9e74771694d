/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class_terms.h"
#include <math.h>
#include <stdlib.h>
#include "kernel_internal.h"
#include "versus.h"
#include "width.h"

/* Draws of null references: for all classes, and for one. */
enum { MOST_DRAWS = 20000, LEAST_DRAWS = 39 };

typedef struct {
    xent_settings settings;
    xent_shape shape; /* of a class against the rest */
    xent_class_terms *terms;
} measuring;

static void
take_probabilities(const xent_block *block, xent_kind kind, size_t first, size_t count,
                   size_t stride, double *x, double *scratch)
{
    size_t columns = block->columns;
    xent_kernels_best()->probabilities(block, kind, scratch);
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < block->rows; i++)
            x[k * stride + i] = fabs(scratch[i * columns + first + k]); /* -0: masked */
}

static xent_status
find_bins(const measuring *m, const xent_outcomes *outcomes, xent_bins *bins, xent_error *err)
{
    xent_partition part = {.group = NULL};
    void *state = calloc(1, xent_width_size(&m->settings, &m->shape));
    xent_status status = state ? XENT_OK : xent_fail_memory(err);
    if (status == XENT_OK) {
        xent_width_add(state, &m->settings, &m->shape, outcomes);
        status = xent_width_finish(state, &m->settings, &m->shape, &part, bins, err);
    }
    free(part.group);
    free(state);
    return status;
}

static xent_status
find_corp(const measuring *m, const xent_outcomes *outcomes, unsigned threads, xent_corp *corp,
          xent_error *err)
{
    xent_pairs pairs;
    xent_settings settings = m->settings;
    xent_status status = xent_pairs_alloc(&pairs, &m->shape, err);
    settings.threads = threads;
    if (status == XENT_OK) {
        xent_pairs_set(&pairs, 0, outcomes);
        status = xent_pairs_sort(&pairs, threads, err);
    }
    if (status == XENT_OK)
        status = xent_corp_init(&pairs, &settings, corp, err);
    xent_pairs_clear(&pairs);
    return status;
}

/* The labels become outcomes in memory of their own: other classes are measured meanwhile. */
static xent_status
measure_class(void *context, const xent_versus_problem *problem, xent_error *err)
{
    const measuring *m = context;
    xent_class_terms *terms = &m->terms[problem->number];
    int32_t *outcome = problem->target ? NULL : malloc(problem->n * sizeof *outcome);
    if (!problem->target && !outcome)
        return xent_fail_memory(err);
    for (size_t i = 0; outcome && i < problem->n; i++)
        outcome[i] = problem->label[i] == problem->positive;
    const xent_outcomes outcomes = {.rows = problem->n, .p = problem->x, .outcome = outcome,
                                    .soft = problem->target, .weight = problem->weight};
    xent_status status = find_bins(m, &outcomes, &terms->bins, err);
    if (status == XENT_OK)
        status = find_corp(m, &outcomes, problem->threads, &terms->corp, err);
    free(outcome);
    return status;
}

/* Without factors: they are no part of the outcomes. */
static xent_shape
shape_of_class(const xent_shape *shape)
{
    xent_shape one = *shape;
    one.columns = 1;
    one.classes = 2;
    one.task = XENT_BINARY;
    one.factors = 0;
    one.factor = NULL;
    return one;
}

xent_status
xent_class_terms_measure(const xent_sample *sample, const xent_settings *settings,
                         xent_class_terms *terms, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    measuring m = {*settings, shape_of_class(shape), terms};
    xent_versus versus = {.labels = true, .both = true, .values = take_probabilities,
                          .solve = measure_class, .context = &m};
    size_t draws = MOST_DRAWS / shape->classes;
    draws = draws > LEAST_DRAWS ? draws : LEAST_DRAWS;
    m.settings.replicates = draws < settings->replicates ? draws : settings->replicates;
    xent_status status = xent_versus_rest(sample, &versus, settings->threads, err);
    for (size_t c = 0; status == XENT_OK && xent_shape_clusters(shape) > 0 && c < shape->classes;
         c++)
        xent_corp_withhold(&terms[c].corp);
    return status;
}

void
xent_class_terms_clear(xent_class_terms *terms, size_t classes)
{
    for (size_t c = 0; terms && c < classes; c++) {
        free(terms[c].bins.bin);
        xent_corp_clear(&terms[c].corp);
    }
}
