/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that keep something per class. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "info.h"
#include "metric_internal.h"

/* Sums of numbers in [-1, 1] in units of 2^-62: exact in any order, and sixteen bytes where an
   xent_exact has five hundred.  Each term is off by less than 2^-62. */
__extension__ typedef __int128 fixed;

static int64_t
to_fixed(double x)
{
    return (int64_t)(x * 0x1p62);
}

static double
from_fixed(fixed x)
{
    return ldexp((double)x, -62);
}

static double
scaled_weight(const xent_rows *rows, size_t i, double scale)
{
    return xent_block_weight(rows->block, i) * scale;
}

/* The power of two that brings every weight into [0, 1]; of subnormal weights the largest there
   is. */
static double
weight_scale(const xent_shape *shape)
{
    int exponent;
    if (!shape->weighted)
        return 1;
    frexp(shape->max_weight, &exponent);
    return ldexp(1, exponent < -1022 ? 1022 : -exponent);
}

static void
merge_fixed(fixed *to, const fixed *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += from[i];
}

static void
label_entropy_define(const xent_settings *settings, const xent_shape *shape, char *text,
                     size_t size)
{
    (void)settings;
    (void)shape;
    snprintf(text, size, "entropy of the label frequencies");
}

/* One sum of weights per class. */
static size_t
label_entropy_size(const xent_settings *settings, const xent_shape *shape)
{
    (void)settings;
    return shape->classes * sizeof(fixed);
}

static void
label_entropy_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    fixed *weight = state;
    double scale = weight_scale(rows->shape);
    (void)settings;
    for (size_t i = 0; i < rows->block->rows; i++)
        weight[rows->block->label[i]] += to_fixed(scaled_weight(rows, i, scale));
}

static void
label_entropy_merge(void *state, const void *from, const xent_settings *settings,
                    const xent_shape *shape)
{
    (void)settings;
    merge_fixed(state, from, shape->classes);
}

static void
label_entropy_finish(const void *state, const xent_whole *whole, xent_value *value)
{
    const fixed *weight = state;
    fixed total = 0;
    xent_exact sum = {0};
    for (size_t c = 0; c < whole->shape->classes; c++)
        total += weight[c];
    for (size_t c = 0; c < whole->shape->classes; c++) {
        double share = (double)weight[c] / (double)total;
        if (share > 0)
            xent_exact_add_product(&sum, share, xent_self_information(share));
    }
    value->value = xent_exact_round(&sum);
}

const xent_metric xent_metric_label_entropy = {
    .name = "label_entropy",
    .title = "label entropy",
    .source = "Shannon 1948",
    .unit = XENT_UNIT_NATS,
    .low = 0,
    .high = HUGE_VAL,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = label_entropy_define,
    .size = label_entropy_size,
    .add = label_entropy_add,
    .merge = label_entropy_merge,
    .finish = label_entropy_finish,
};

static void
classwise_ece_define(const xent_settings *settings, const xent_shape *shape, char *text,
                     size_t size)
{
    (void)shape;
    snprintf(text, size, "mean over classes of the L1 error of q_c against [y=c], %zu equal-width "
                         "bins %s",
             settings->bins, settings->edges == XENT_RIGHT ? "(lo,hi]" : "[lo,hi)");
}

/* The sum of the weights, then for every class and bin the sum of w (q_c - [y=c]). */
static size_t
classwise_ece_numbers(const xent_settings *settings, const xent_shape *shape)
{
    return 1 + shape->classes * settings->bins;
}

static size_t
classwise_ece_size(const xent_settings *settings, const xent_shape *shape)
{
    return classwise_ece_numbers(settings, shape) * sizeof(fixed);
}

static void
classwise_ece_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    fixed *total = state, *cell = total + 1;
    size_t columns = rows->block->columns, bins = settings->bins;
    double scale = weight_scale(rows->shape);
    for (size_t i = 0; i < rows->block->rows; i++) {
        const double *q = rows->q + i * columns;
        double w = scaled_weight(rows, i, scale);
        size_t label = (size_t)rows->block->label[i];
        *total += to_fixed(w);
        for (size_t c = 0; c < columns; c++)
            cell[c * bins + xent_bin_index(bins, settings->edges, q[c])] += to_fixed(w * q[c]);
        cell[label * bins + xent_bin_index(bins, settings->edges, q[label])] -= to_fixed(w);
    }
}

static void
classwise_ece_merge(void *state, const void *from, const xent_settings *settings,
                    const xent_shape *shape)
{
    merge_fixed(state, from, classwise_ece_numbers(settings, shape));
}

static void
classwise_ece_finish(const void *state, const xent_whole *whole, xent_value *value)
{
    const fixed *total = state, *cell = total + 1;
    size_t cells = classwise_ece_numbers(whole->settings, whole->shape) - 1;
    xent_exact sum = {0};
    for (size_t i = 0; i < cells; i++)
        xent_exact_add(&sum, fabs(from_fixed(cell[i])));
    value->value = xent_exact_round(&sum) / from_fixed(*total) / (double)whole->shape->classes;
}

const xent_metric xent_metric_classwise_ece = {
    .name = "classwise_ece",
    .title = "classwise calibration error",
    .source = "Kull et al. 2019",
    .better = -1,
    .low = 0,
    .high = 1,
    .tasks = XENT_MULTICLASS,
    .needs = XENT_NEED_PROBABILITIES,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = classwise_ece_define,
    .size = classwise_ece_size,
    .add = classwise_ece_add,
    .merge = classwise_ece_merge,
    .finish = classwise_ece_finish,
};
