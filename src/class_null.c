/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class_null.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "executor.h"
#include "kernel_internal.h"
#include "null.h"
#include "random.h"

static const uint64_t class_stream = UINT64_C(6) << 32;

enum { CHUNK = 64 };

/* The replicates under way. */
typedef struct {
    const xent_class_cells *in;
    const xent_settings *settings;
    double *sums;     /* of a drawn row's q up to each class */
    double *expected; /* of each class and cell: sum w q */
    double *scale;    /* of each class: its error in all rows over that in the drawn ones */
    double *weight;   /* of the rows of each class */
    double *scratch;  /* of each thread: differences of XENT_MARKS replicates, errors of classes */
    double *error;
} drawing;

static size_t
rows_of(const xent_shape *shape)
{
    size_t drawn = xent_drawn_rows(shape);
    return drawn < XENT_CLASS_ROWS ? drawn : XENT_CLASS_ROWS;
}

static bool
has_counts(const xent_shape *shape)
{
    return shape->weighted && shape->weight_kind == XENT_FREQUENCY;
}

bool
xent_classes_are_apart(const xent_shape *shape)
{
    return shape->classes > XENT_FEW_CLASSES && !shape->soft
           && (has_counts(shape) || rows_of(shape) < shape->rows);
}

xent_status
xent_class_cells_alloc(const xent_whole *whole, size_t cells, xent_class_cells *to,
                       xent_error *err)
{
    const xent_shape *shape = whole->shape;
    const xent_drawn *drawn = whole->drawn;
    *to = (xent_class_cells){drawn, rows_of(shape), xent_drawn_rows(shape), shape->rows, cells,
                             NULL};
    if (!drawn || drawn->target || has_counts(shape) || xent_classes_are_apart(shape))
        return XENT_OK;
    size_t all = to->noted * drawn->classes;
    to->cell = malloc(all * sizeof *to->cell);
    if (!to->cell)
        return xent_fail_memory(err);
    memset(to->cell, 0xff, all * sizeof *to->cell);
    return XENT_OK;
}

void
xent_class_cells_clear(xent_class_cells *cells)
{
    free(cells->cell);
    cells->cell = NULL;
}

void
xent_class_errors_pool(size_t n, const double *error, double *pooled)
{
    pooled[XENT_CLASS_SUM] = pooled[XENT_CLASS_MAX] = 0;
    for (size_t c = 0; c < n; c++) {
        pooled[XENT_CLASS_SUM] += error[c];
        pooled[XENT_CLASS_MAX] = fmax(pooled[XENT_CLASS_MAX], error[c]);
    }
    pooled[XENT_CLASS_MEAN] = pooled[XENT_CLASS_SUM] / (double)n;
}

/* ---- draws */

static void
expect(const drawing *d)
{
    const xent_drawn *drawn = d->in->drawn;
    size_t classes = drawn->classes, cells = d->in->cells;
    for (size_t i = 0; i < d->in->size; i++) {
        xent_drawn_sums(drawn, i, d->sums + i * classes);
        for (size_t c = 0; c < classes; c++) {
            int16_t cell = d->in->cell[i * classes + c];
            if (cell < 0)
                continue;
            d->expected[c * cells + (size_t)cell] += drawn->weight[i] * drawn->q[i * classes + c];
            d->weight[c] += drawn->weight[i];
        }
    }
}

/* The mean distance of a Poisson variable from its mean m: 2 exp(-m) m^(k+1) / k!, k = floor(m). */
static double
poisson_distance(double m)
{
    double k = floor(m);
    return m > 0 ? 2 * exp((k + 1) * log(m) - m - lgamma(k + 1)) : 0;
}

/* What the error of class c is in the mean, of `rows` rows: `expected` are the sums of w q in its
   cells, of rows of `weight`, of which those in cells are of `kept`. */
static double
mean_error(const drawing *d, size_t c, const double *expected, double weight, double kept,
           double rows)
{
    double sum = 0;
    for (size_t b = 0; b < d->in->cells; b++)
        sum += poisson_distance(expected[c * d->in->cells + b] / weight * rows);
    return sum * weight / (rows * kept);
}

/* What is expected of all rows that are noted: their weight, in cells and of each class. */
static double
note(const drawing *d, double *noted, double *kept)
{
    const xent_drawn *drawn = d->in->drawn;
    size_t classes = drawn->classes;
    double weight = 0;
    for (size_t i = 0; i < d->in->noted; i++) {
        weight += drawn->weight[i];
        for (size_t c = 0; c < classes; c++) {
            int16_t cell = d->in->cell[i * classes + c];
            if (cell < 0)
                continue;
            noted[c * d->in->cells + (size_t)cell] += drawn->weight[i] * drawn->q[i * classes + c];
            kept[c] += drawn->weight[i];
        }
    }
    return weight;
}

/* How much smaller the error of each class is in all rows than in those whose labels are drawn.
   These are too few to know where the labels are: null references of other cells reject too
   often. */
static xent_status
find_scales(const drawing *d, xent_error *err)
{
    size_t classes = d->in->drawn->classes, cells = classes * d->in->cells;
    double few = 0, *noted = calloc(cells + classes, sizeof *noted), *kept = noted + cells;
    if (!noted)
        return xent_fail_memory(err);
    double all = note(d, noted, kept), size = (double)d->in->size, rows = (double)d->in->rows;
    for (size_t i = 0; i < d->in->size; i++)
        few += d->in->drawn->weight[i];
    for (size_t c = 0; c < classes; c++) {
        double here = mean_error(d, c, d->expected, few, d->weight[c], size);
        double there = mean_error(d, c, noted, all, kept[c], rows);
        d->scale[c] = here > 0 ? there / here : 1;
    }
    free(noted);
    return XENT_OK;
}

/* Takes the labels of a row in each replicate from its differences. */
static void
subtract_row(const drawing *d, size_t i, size_t stride, const float *mark, double *difference)
{
    size_t classes = d->in->drawn->classes, cells = d->in->cells;
    const int16_t *of_class = d->in->cell + i * classes;
    double weight = d->in->drawn->weight[i];
    for (size_t l = 0; l < XENT_MARKS; l++) {
        size_t c = (size_t)mark[l];
        if (of_class[c] >= 0)
            difference[l * stride + c * cells + (size_t)of_class[c]] -= weight;
    }
}

static void
subtract_labels(const drawing *d, size_t first, size_t stride, double *difference)
{
    size_t classes = d->in->drawn->classes, n;
    uint64_t key[XENT_MARKS];
    float mark[CHUNK * XENT_MARKS];
    for (size_t l = 0; l < XENT_MARKS; l++)
        key[l] = xent_random_key(d->settings->seed, class_stream + first + l);
    for (size_t at = 0; at < d->in->size; at += n) {
        n = d->in->size - at < CHUNK ? d->in->size - at : CHUNK;
        xent_kernels_best()->labels(n, at, classes, d->sums + at * classes, key, mark);
        for (size_t i = 0; i < n; i++)
            subtract_row(d, at + i, stride, mark + i * XENT_MARKS, difference);
    }
}

static void
sum_errors(const drawing *d, const double *difference, double *error, double *pooled)
{
    size_t classes = d->in->drawn->classes, cells = d->in->cells;
    for (size_t c = 0; c < classes; c++) {
        error[c] = 0;
        for (size_t b = 0; b < cells; b++)
            error[c] += fabs(difference[c * cells + b]);
        if (d->weight[c] > 0)
            error[c] *= d->scale[c] / d->weight[c];
    }
    xent_class_errors_pool(classes, error, pooled);
}

static xent_status
draw_batch(void *context, unsigned worker, size_t batch, xent_error *err)
{
    const drawing *d = context;
    size_t classes = d->in->drawn->classes, stride = classes * d->in->cells;
    size_t first = batch * XENT_MARKS, left = d->settings->replicates - first;
    double *difference = d->scratch + worker * (XENT_MARKS * stride + classes);
    (void)err;
    for (size_t l = 0; l < XENT_MARKS; l++)
        memcpy(difference + l * stride, d->expected, stride * sizeof *difference);
    subtract_labels(d, first, stride, difference);
    for (size_t l = 0; l < XENT_MARKS && l < left; l++)
        sum_errors(d, difference + l * stride, difference + XENT_MARKS * stride,
                   d->error + (first + l) * XENT_CLASS_ERRORS);
    return XENT_OK;
}

static xent_status
draw_all(const drawing *d, unsigned threads, xent_value *value, xent_error *err)
{
    size_t replicates = d->settings->replicates;
    expect(d);
    xent_status status = find_scales(d, err);
    if (status == XENT_OK)
        status = xent_run_blocks(threads, (replicates - 1) / XENT_MARKS + 1, draw_batch,
                                 (void *)(uintptr_t)d, err);
    if (status == XENT_OK)
        status = xent_null_summarise(d->settings, XENT_CLASS_ERRORS, d->error, value, err);
    return status;
}

xent_status
xent_class_null_refer(const xent_class_cells *cells, const xent_settings *settings,
                      xent_value *value, xent_error *err)
{
    if (!cells->cell)
        return XENT_OK;
    size_t rows = cells->size, classes = cells->drawn->classes;
    unsigned threads = xent_threads_for(settings->threads, settings->replicates * rows * 8);
    drawing d = {.in = cells, .settings = settings,
                 .sums = malloc(rows * classes * sizeof *d.sums),
                 .expected = calloc(classes * cells->cells, sizeof *d.expected),
                 .scale = malloc(classes * sizeof *d.scale),
                 .weight = calloc(classes, sizeof *d.weight),
                 .scratch = malloc(threads * classes * (XENT_MARKS * cells->cells + 1)
                                   * sizeof *d.scratch),
                 .error = malloc(settings->replicates * XENT_CLASS_ERRORS * sizeof *d.error)};
    bool good = d.sums && d.expected && d.scale && d.weight && d.scratch && d.error;
    xent_status status = good ? draw_all(&d, threads, value, err) : xent_fail_memory(err);
    free(d.sums);
    free(d.expected);
    free(d.scale);
    free(d.weight);
    free(d.scratch);
    free(d.error);
    return status;
}

xent_status
xent_class_null_apart(const xent_class_laws *laws, const xent_settings *settings,
                      xent_value *value, xent_error *err)
{
    double classes = (double)laws->classes;
    xent_value *sum = &value[XENT_CLASS_SUM], *mean = &value[XENT_CLASS_MEAN];
    xent_status status = xent_class_laws_sum(laws, settings->level, sum, err);
    mean->null_mean = sum->null_mean / classes;
    mean->null_high = sum->null_high / classes;
    mean->withheld = sum->withheld;
    value[XENT_CLASS_MAX].withheld = laws->withheld;
    return status;
}

static void
labels_method(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    int n = snprintf(text, size, "%zu draws of every label, all classes together",
                     settings->replicates);
    if (rows_of(shape) < shape->rows && n > 0 && (size_t)n < size)
        snprintf(text + n, size - (size_t)n, ", of %zu rows drawn at random, scaled to all rows",
                 rows_of(shape));
}

void
xent_class_null_method(const xent_settings *settings, const xent_shape *shape, char *text,
                       size_t size)
{
    if (!xent_classes_are_apart(shape))
        labels_method(settings, shape, text, size);
    else
        snprintf(text, size,
                 "moments of each cell's sum of labels: binomial, or normal if the variance is "
                 "above 36; what cells have in common by rows drawn at random");
}

void
xent_class_most_method(const xent_settings *settings, const xent_shape *shape, char *text,
                       size_t size)
{
    if (!xent_classes_are_apart(shape))
        labels_method(settings, shape, text, size);
    else
        snprintf(text, size,
                 "up to %zu draws of each cell's sum of labels: binomial, or normal if the "
                 "variance is above 36",
                 settings->replicates);
}
