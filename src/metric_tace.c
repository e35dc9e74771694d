/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thresholded adaptive calibration error (Nixon, Dusenberry, Zhang, Jerfel, Tran 2019): the
   error of every class in bins of equal mass of its probabilities above a threshold.

   Those probabilities are collected and sorted class by class, as many classes in a pass as have
   CHUNK of them, so that they never take as much memory as the scores. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "class_null.h"
#include "metric_internal.h"
#include "null.h"
#include "sample_internal.h"
#include "sweep.h"

enum { CHUNK = 1 << 20 };

typedef struct {
    const xent_whole *whole;
    const uint64_t *count;     /* of each class: probabilities above the threshold */
    size_t first, end;         /* classes at hand */
    xent_pairs *pairs;         /* of each class, those at hand filled up to: */
    size_t *filled;
    double *error;             /* of each class */
    bool apart;                /* is chance told by the laws of cells? */
    xent_class_cells cells;
    xent_class_laws laws;
} class_walk;

static bool
is_kept(const xent_settings *settings, double q)
{
    return q > settings->threshold || settings->threshold == 0;
}

/* ---- counting */

static size_t
tace_size(const xent_settings *settings, const xent_shape *shape)
{
    (void)settings;
    return shape->classes * sizeof(uint64_t);
}

static void
tace_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    uint64_t *count = state;
    size_t classes = rows->shape->classes;
    for (size_t i = 0; i < rows->block->rows; i++)
        for (size_t c = 0; c < classes; c++)
            count[c] += is_kept(settings, rows->q[i * classes + c]);
}

static void
tace_merge(void *state, const void *from, const xent_settings *settings, const xent_shape *shape)
{
    uint64_t *count = state;
    (void)settings;
    for (size_t c = 0; c < shape->classes; c++)
        count[c] += ((const uint64_t *)from)[c];
}

/* ---- collecting */

static size_t
lay_out(const xent_shape *shape, void *scratch, xent_row **row, double **q)
{
    size_t used = 0, rows = shape->block_rows;
    *row = xent_scratch_cut(scratch, &used, rows * sizeof **row);
    *q = xent_scratch_cut(scratch, &used, rows * shape->columns * sizeof **q);
    return used;
}

static void
keep_row(class_walk *walk, const xent_block *block, size_t i, const double *q)
{
    double weight = xent_block_weight(block, i);
    for (size_t c = walk->first; c < walk->end; c++) {
        if (!is_kept(walk->whole->settings, q[c]))
            continue;
        int32_t outcome = (size_t)block->label[i] == c;
        double p = fmin(q[c], 1); /* a softmax may round to the double above */
        const double *soft = block->target ? block->target + i * block->columns + c : NULL;
        const xent_outcomes one = {1, &p, &outcome, soft, block->weight ? &weight : NULL,
                                   NULL, 0};
        xent_pairs_set(&walk->pairs[c], walk->filled[c]++, &one);
    }
}

static xent_status
keep_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    class_walk *walk = context;
    const xent_shape *shape = walk->whole->shape;
    xent_row *row;
    double *q;
    (void)state;
    (void)err;
    lay_out(shape, scratch, &row, &q);
    xent_sample_rows(shape, block, 0, block->columns, row, q);
    for (size_t i = 0; i < block->rows; i++)
        keep_row(walk, block, i, q + i * block->columns);
    return XENT_OK;
}

static xent_status
collect(class_walk *walk, xent_error *err)
{
    xent_shape shape = *walk->whole->shape;
    xent_row *row;
    double *q;
    xent_sweep sweep;
    xent_status status = XENT_OK;
    shape.factors = 0; /* no interval, so that clusters do not matter */
    for (size_t c = walk->first; c < walk->end && status == XENT_OK; c++) {
        shape.rows = walk->count[c];
        if (shape.rows > 0)
            status = xent_pairs_alloc(&walk->pairs[c], &shape, err);
    }
    if (status != XENT_OK)
        return status;
    /* one thread: where a pair goes depends on those before it */
    status = xent_sweep_open(walk->whole->sample, 1, 0, lay_out(walk->whole->shape, NULL, &row, &q),
                             &sweep, err);
    if (status != XENT_OK)
        return status;
    status = xent_sweep_run(&sweep, keep_block, walk, err);
    xent_sweep_close(&sweep);
    return status;
}

/* ---- one class */

/* Notes in which group the probabilities of class c are, of so many drawn rows. */
static void
note_cells(const class_walk *walk, size_t c, const xent_pairs *pairs, size_t groups,
           const size_t *ends, size_t noted, int16_t *cell)
{
    const xent_drawn *drawn = walk->whole->drawn;
    for (size_t i = 0; i < noted; i++) {
        double p = fmin(drawn->q[i * drawn->classes + c], 1);
        size_t g = 0;
        if (!is_kept(walk->whole->settings, p))
            continue;
        while (g + 1 < groups && p > xent_pair_p(pairs, ends[g] - 1))
            g++;
        cell[i * drawn->classes + c] = (int16_t)g;
    }
}

/* What the null reference needs of class c. */
static void
note_class(const class_walk *walk, size_t c, const xent_pairs *pairs, const xent_partition *part,
           const size_t *ends)
{
    if (walk->apart) {
        note_cells(walk, c, pairs, part->size, ends, walk->laws.noted, walk->laws.cell);
        xent_class_laws_set(&walk->laws, c, part->size, part->group, part->weight);
    } else if (walk->cells.cell) {
        note_cells(walk, c, pairs, part->size, ends, walk->cells.noted, walk->cells.cell);
    }
}

static xent_status
measure_class(class_walk *walk, size_t c, size_t *ends, xent_error *err)
{
    const xent_settings *settings = walk->whole->settings;
    xent_pairs *pairs = &walk->pairs[c];
    xent_partition part = {0};
    if (pairs->size == 0)
        return XENT_OK;
    xent_status status = xent_pairs_sort(pairs, settings->threads, err);
    if (status != XENT_OK)
        return status;
    size_t groups = xent_pairs_ends(pairs, settings->bins, ends);
    status = xent_pairs_gather(pairs, groups, ends, &part, err);
    for (size_t g = 0; status == XENT_OK && g < part.size; g++)
        walk->error[c] += fabs(part.group[g].difference) / part.weight;
    if (status == XENT_OK)
        note_class(walk, c, pairs, &part, ends);
    free(part.group);
    xent_pairs_clear(pairs);
    return status;
}

/* The classes from `first` on that are looked at together. */
static size_t
chunk_end(const class_walk *walk)
{
    size_t end = walk->first, total = 0;
    while (end < walk->whole->shape->classes
           && (end == walk->first || total + walk->count[end] <= CHUNK))
        total += walk->count[end++];
    return end;
}

static xent_status
measure_classes(class_walk *walk, xent_error *err)
{
    size_t *ends = malloc(walk->whole->settings->bins * sizeof *ends);
    xent_status status = ends ? XENT_OK : xent_fail_memory(err);
    while (status == XENT_OK && walk->first < walk->whole->shape->classes) {
        walk->end = chunk_end(walk);
        status = collect(walk, err);
        for (size_t c = walk->first; c < walk->end && status == XENT_OK; c++)
            status = measure_class(walk, c, ends, err);
        walk->first = walk->end;
    }
    free(ends);
    return status;
}

/* ---- all classes */

static xent_status
open_walk(class_walk *walk, xent_error *err)
{
    const xent_whole *whole = walk->whole;
    size_t classes = whole->shape->classes, cells = whole->settings->bins;
    walk->apart = xent_classes_are_apart(whole->shape);
    walk->pairs = calloc(classes, sizeof *walk->pairs);
    walk->filled = calloc(classes, sizeof *walk->filled);
    walk->error = calloc(classes, sizeof *walk->error);
    if (!walk->pairs || !walk->filled || !walk->error)
        return xent_fail_memory(err);
    return walk->apart ? xent_class_laws_alloc(whole->shape, whole->drawn, cells, &walk->laws, err)
                       : xent_class_cells_alloc(whole, cells, &walk->cells, err);
}

static void
close_walk(class_walk *walk)
{
    for (size_t c = 0; walk->pairs && c < walk->whole->shape->classes; c++)
        xent_pairs_clear(&walk->pairs[c]);
    xent_class_cells_clear(&walk->cells);
    xent_class_laws_clear(&walk->laws);
    free(walk->pairs);
    free(walk->filled);
    free(walk->error);
}

static xent_status
tace_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    class_walk walk = {.whole = whole, .count = state};
    xent_value pooled[XENT_CLASS_ERRORS] = {*value, *value, *value};
    double errors[XENT_CLASS_ERRORS];
    xent_status status = open_walk(&walk, err);
    if (status == XENT_OK)
        status = measure_classes(&walk, err);
    if (status == XENT_OK)
        status = walk.apart ? xent_class_null_apart(&walk.laws, whole->settings, pooled, err)
                            : xent_class_null_refer(&walk.cells, whole->settings, pooled, err);
    if (status == XENT_OK) {
        xent_class_errors_pool(whole->shape->classes, walk.error, errors);
        *value = pooled[XENT_CLASS_MEAN];
        value->value = errors[XENT_CLASS_MEAN];
    }
    close_walk(&walk);
    return status;
}

static void
tace_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    char kept[40] = "";
    (void)shape;
    if (settings->threshold > 0)
        snprintf(kept, sizeof kept, " above %g", settings->threshold);
    snprintf(text, size, "mean over classes of the L1 error of q_c%s against [y=c], %zu equal-mass "
                         "bins for each class",
             kept, settings->bins);
}

const xent_metric xent_metric_tace = {
    .name = "tace",
    .title = "thresholded adaptive calibration error",
    .source = "Nixon et al. 2019",
    .better = -1,
    .low = 0,
    .high = 1,
    .tasks = XENT_MULTICLASS,
    .needs = XENT_NEED_PROBABILITIES | XENT_NEED_DRAWN | XENT_NEED_PASSES,
    .subject = XENT_OF_BOTH,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = tace_define,
    .null_method = xent_class_null_method,
    .size = tace_size,
    .add = tace_add,
    .merge = tace_merge,
    .finish = tace_finish,
};
