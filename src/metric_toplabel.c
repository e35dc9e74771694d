/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calibration error of the confidence given the predicted class as well (Gupta and Ramdas
   2022). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "fixed.h"
#include "metric_internal.h"
#include "null.h"

static const uint64_t conditional_counter = UINT64_C(5) << 32;

/* The rows of one predicted class and bin, their weights scaled to [0, 1]. */
typedef struct {
    xent_fixed rows, weight, p, outcome; /* n, sum w, w p, w outcome */
    xent_fixed variance, rows_variance;  /* sum w^2 v (frequencies: w) and w v of the spreads v */
} cell;

static size_t
conditional_size(const xent_settings *settings, const xent_shape *shape)
{
    return shape->classes * settings->bins * sizeof(cell);
}

static void
conditional_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    const xent_outcomes *pairs = &rows->outcomes;
    double scale = xent_weight_scale(rows->shape);
    bool importance = rows->shape->weighted && rows->shape->weight_kind == XENT_IMPORTANCE;
    for (size_t i = 0; i < pairs->rows; i++) {
        double p = pairs->p[i], w = xent_scaled_weight(rows, i, scale);
        double outcome = xent_outcome(pairs, i);
        double spread = w * xent_outcome_spread(p, outcome, pairs->soft != NULL);
        size_t bin = xent_bin_index(settings->bins, settings->edges, p);
        cell *c = (cell *)state + (size_t)rows->row[i].predicted * settings->bins + bin;
        c->rows++;
        c->weight += xent_to_fixed(w);
        c->p += xent_to_fixed(w * p);
        c->outcome += xent_to_fixed(w * outcome);
        c->variance += xent_to_fixed(importance ? w * spread : spread);
        c->rows_variance += xent_to_fixed(spread);
    }
}

static void
conditional_merge(void *state, const void *from, const xent_settings *settings,
                  const xent_shape *shape)
{
    xent_fixed_merge(state, from, conditional_size(settings, shape) / sizeof(xent_fixed));
}

/* The power of two leaves the weights again, so that frequencies count rows. */
static xent_group
group_of(const cell *c, double scale, bool frequency)
{
    double weight = xent_from_fixed(c->weight) / scale;
    double own = xent_from_fixed(c->rows_variance) / scale;
    double variance = xent_from_fixed(c->variance) / scale / (frequency ? 1 : scale);
    return (xent_group){.weight = weight,
                        .rows = frequency ? weight : (double)c->rows,
                        .p = xent_from_fixed(c->p) / xent_from_fixed(c->weight),
                        .difference = xent_from_fixed(c->p - c->outcome) / scale,
                        .variance = variance,
                        .atom = own > 0 ? variance / own : 1};
}

static xent_status
group_cells(const cell *c, const xent_whole *whole, xent_partition *part, xent_error *err)
{
    size_t cells = whole->shape->classes * whole->settings->bins;
    double scale = xent_weight_scale(whole->shape);
    bool frequency = !whole->shape->weighted || whole->shape->weight_kind == XENT_FREQUENCY;
    *part = (xent_partition){.soft = whole->shape->soft,
                             .group = malloc(cells * sizeof *part->group)};
    if (!part->group)
        return xent_fail_memory(err);
    for (size_t i = 0; i < cells; i++)
        if (c[i].weight > 0) {
            part->group[part->size] = group_of(&c[i], scale, frequency);
            part->weight += part->group[part->size++].weight;
        }
    return XENT_OK;
}

static xent_status
measure(const void *context, const xent_partition *part, const double *difference, void *scratch,
        double *error, xent_error *err)
{
    (void)context;
    (void)scratch;
    (void)err;
    *error = 0;
    for (size_t g = 0; g < part->size; g++)
        *error += fabs(difference[g]) / part->weight;
    return XENT_OK;
}

static xent_status
conditional_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    xent_partition part;
    const xent_null_draws draws = {.part = &part, .counter = conditional_counter, .errors = 1,
                                   .measure = measure};
    double error = 0;
    xent_status status = group_cells(state, whole, &part, err);
    for (size_t g = 0; g < part.size && status == XENT_OK; g++)
        error += fabs(part.group[g].difference) / part.weight;
    value->value = error;
    if (status == XENT_OK)
        status = xent_null_refer(&draws, whole->settings, value, err);
    free(part.group);
    return status;
}

static void
conditional_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)shape;
    snprintf(text, size,
             "L1 of max q against correctness, %zu equal-width bins %s for each predicted "
             "class, by their rows",
             settings->bins, settings->edges == XENT_RIGHT ? "(lo,hi]" : "[lo,hi)");
}

static void
conditional_null_method(const xent_settings *settings, const xent_shape *shape, char *text,
                        size_t size)
{
    xent_null_method(settings, shape, XENT_PAIR_ECE, text, size);
}

const xent_metric xent_metric_top_label_ece = {
    .name = "top_label_ece",
    .title = "error given the predicted class",
    .source = "Gupta, Ramdas 2022",
    .better = -1,
    .low = 0,
    .high = 1,
    .tasks = XENT_MULTICLASS,
    .subject = XENT_OF_BOTH,
    .needs = XENT_NEED_OUTCOMES,
    .row = XENT_WANT_TOP,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = conditional_define,
    .null_method = conditional_null_method,
    .size = conditional_size,
    .add = conditional_add,
    .merge = conditional_merge,
    .finish = conditional_finish,
};
