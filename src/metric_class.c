/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that keep something per class. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "class_most.h"
#include "class_null.h"
#include "fixed.h"
#include "info.h"
#include "kernel_internal.h"
#include "metric_internal.h"
#include "sample_internal.h"

static void
label_entropy_define(const xent_settings *settings, const xent_shape *shape, char *text,
                     size_t size)
{
    (void)settings;
    snprintf(text, size, "entropy of %s",
             shape->soft ? "the mean target" : "the label frequencies");
}

/* One sum of weights per class. */
static size_t
label_entropy_size(const xent_settings *settings, const xent_shape *shape)
{
    (void)settings;
    return shape->classes * sizeof(xent_fixed);
}

static void
label_entropy_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    xent_fixed *weight = state;
    double scale = xent_weight_scale(rows->shape);
    (void)settings;
    for (size_t i = 0; i < rows->block->rows; i++)
        xent_fixed_add_class(weight, rows->block, i, xent_scaled_weight(rows, i, scale));
}

static void
label_entropy_merge(void *state, const void *from, const xent_settings *settings,
                    const xent_shape *shape)
{
    (void)settings;
    xent_fixed_merge(state, from, shape->classes);
}

static xent_status
label_entropy_finish(const void *state, const xent_whole *whole, xent_value *value,
                     xent_error *err)
{
    const xent_fixed *weight = state;
    xent_fixed total = 0;
    xent_exact sum = {0};
    (void)err;
    for (size_t c = 0; c < whole->shape->classes; c++)
        total += weight[c];
    for (size_t c = 0; c < whole->shape->classes; c++) {
        double share = (double)weight[c] / (double)total;
        if (share > 0)
            xent_exact_add_product(&sum, share, xent_self_information(share));
    }
    value->value = xent_exact_round(&sum);
    return XENT_OK;
}

const xent_metric xent_metric_label_entropy = {
    .name = "label_entropy",
    .title = "label entropy",
    .source = "Shannon 1948",
    .unit = XENT_UNIT_NATS,
    .low = 0,
    .high = HUGE_VAL,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .subject = XENT_OF_BOTH,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .define = label_entropy_define,
    .size = label_entropy_size,
    .add = label_entropy_add,
    .merge = label_entropy_merge,
    .finish = label_entropy_finish,
};

/* What the null reference asks of a cell besides, in whole 2^-32. */
typedef struct {
    int64_t observed; /* sum w of the rows with this label */
    int64_t weight;   /* sum w; not of the first bin, which has what the others leave */
    int64_t variance; /* of the sum of labels, if the q are true */
} cell_sums;

static int64_t
to_step(double x)
{
    return (int64_t)(x * 0x1p32);
}

/* Sums of weights and of w (q_c - [y=c]), scaled to [-1, 1]. */
typedef struct {
    xent_fixed *total;          /* sum w */
    xent_fixed *squares;        /* sum w^2; of frequencies sum w times that of one row */
    xent_fixed *cell;           /* class c, bin b: c * bins + b */
    size_t *pending;       /* rows whose first bins are in `first` and not in `cell` yet */
    xent_class_sums first;
    cell_sums *apart;           /* of each cell, if classes are apart */
} class_sums;

/* Cuts a state (NULL: only measures) and returns its size. */
static size_t
cut_class_sums(const xent_settings *settings, const xent_shape *shape, void *state, class_sums *s)
{
    size_t used = 0, classes = shape->classes, cells = classes * settings->bins;
    size_t apart = xent_classes_are_apart(shape) ? cells : 0;
    s->total = xent_scratch_cut(state, &used, sizeof *s->total);
    s->squares = xent_scratch_cut(state, &used, sizeof *s->squares);
    s->cell = xent_scratch_cut(state, &used, cells * sizeof *s->cell);
    s->pending = xent_scratch_cut(state, &used, sizeof *s->pending);
    s->first.coarse = xent_scratch_cut(state, &used, classes * sizeof *s->first.coarse);
    s->first.fine = xent_scratch_cut(state, &used, classes * sizeof *s->first.fine);
    s->first.variance = xent_scratch_cut(state, &used, classes * sizeof *s->first.variance);
    s->first.other = xent_scratch_cut(state, &used, classes * sizeof *s->first.other);
    s->apart = xent_scratch_cut(state, &used, apart * sizeof *s->apart);
    s->apart = apart > 0 ? s->apart : NULL;
    return used;
}

static size_t
classwise_ece_size(const xent_settings *settings, const xent_shape *shape)
{
    class_sums s;
    return cut_class_sums(settings, shape, NULL, &s);
}

/* What is pending in the first bin of class c. */
static xent_fixed
first_bin(const xent_class_sums *first, size_t c)
{
    return (xent_fixed)(first->coarse[c] * 0x1p26) * ((xent_fixed)1 << 36)
           + (xent_fixed)(first->fine[c] * 0x1p62);
}

static void
flush_first(class_sums *s, size_t classes, size_t bins)
{
    for (size_t c = 0; c < classes; c++) {
        s->cell[c * bins] += first_bin(&s->first, c);
        if (s->apart)
            s->apart[c * bins].variance += to_step(s->first.variance[c]);
        s->first.coarse[c] = s->first.fine[c] = s->first.variance[c] = 0;
    }
    *s->pending = 0;
}

/* What was observed of a row: all of a label, or the shares of a target. */
static void
take_observed(class_sums *s, const xent_settings *settings, const xent_rows *rows, size_t i,
              double w)
{
    size_t bins = settings->bins, classes = rows->shape->classes;
    const double *q = rows->q + i * classes;
    size_t label = (size_t)rows->block->label[i];
    const double *target = rows->soft ? rows->block->target + i * classes : NULL;
    size_t own = target ? 0 : label * bins + xent_bin_index(bins, settings->edges, q[label]);
    if (!target)
        s->cell[own] -= xent_to_fixed(w);
    if (s->apart)
        s->apart[own].observed += to_step(w);
    for (size_t c = 0; target && c < classes; c++)
        if (target[c] > 0)
            s->cell[c * bins + xent_bin_index(bins, settings->edges, q[c])] -=
                xent_to_fixed(w * target[c]);
}

/* unit: what the weight counts as in the variance of the labels. */
static void
add_class(class_sums *s, const xent_settings *settings, size_t c, double q, double w, double unit)
{
    size_t bins = settings->bins, at = c * bins + xent_bin_index(bins, settings->edges, q);
    s->cell[at] += xent_to_fixed(w * q);
    if (s->apart) {
        s->apart[at].weight += to_step(w);
        s->apart[at].variance += to_step(w * q * (unit - unit * q));
    }
}

static void
add_class_row(class_sums *s, const xent_settings *settings, size_t classes, const double *q,
              double w, double unit)
{
    size_t others = 0;
    const xent_bin_table table = {.bins = settings->bins, .left = settings->edges == XENT_LEFT};
    if (classes > XENT_NARROW)
        xent_kernels_best()->classes(classes, q, w, unit, &table, &s->first, &others);
    for (size_t i = 0; i < others; i++)
        add_class(s, settings, s->first.other[i], q[s->first.other[i]], w, unit);
    for (size_t c = 0; c < classes && classes <= XENT_NARROW; c++)
        add_class(s, settings, c, q[c], w, unit);
    *s->total += xent_to_fixed(w);
    *s->squares += xent_to_fixed(w * unit);
}

static void
classwise_ece_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    class_sums s;
    size_t classes = rows->shape->classes, n = rows->block->rows;
    double scale = xent_weight_scale(rows->shape);
    bool counts = rows->shape->weighted && rows->shape->weight_kind == XENT_FREQUENCY;
    cut_class_sums(settings, rows->shape, state, &s);
    if (*s.pending + n > XENT_CLASS_PENDING)
        flush_first(&s, classes, settings->bins);
    *s.pending += n;
    for (size_t i = 0; i < n; i++) {
        double w = xent_scaled_weight(rows, i, scale);
        add_class_row(&s, settings, classes, rows->q + i * classes, w, counts ? scale : w);
        take_observed(&s, settings, rows, i, w);
    }
}

static void
merge_apart(class_sums *to, const class_sums *from, size_t classes, size_t bins)
{
    for (size_t i = 0; i < classes * bins; i++) {
        to->apart[i].observed += from->apart[i].observed;
        to->apart[i].weight += from->apart[i].weight;
        to->apart[i].variance += from->apart[i].variance;
    }
    for (size_t c = 0; c < classes; c++)
        to->apart[c * bins].variance += to_step(from->first.variance[c]);
}

/* What another state has in its first bins may take more rows than fit here: it goes to the
   cells. */
static void
classwise_ece_merge(void *state, const void *from, const xent_settings *settings,
                    const xent_shape *shape)
{
    class_sums to, other;
    size_t classes = shape->classes, bins = settings->bins;
    cut_class_sums(settings, shape, state, &to);
    cut_class_sums(settings, shape, (void *)(uintptr_t)from, &other);
    *to.total += *other.total;
    *to.squares += *other.squares;
    xent_fixed_merge(to.cell, other.cell, classes * bins);
    flush_first(&to, classes, bins);
    for (size_t c = 0; c < classes; c++)
        to.cell[c * bins] += first_bin(&other.first, c);
    if (to.apart)
        merge_apart(&to, &other, classes, bins);
}

/* The error of every class. */
static void
measure_classes(const xent_whole *whole, const class_sums *s, double *error)
{
    size_t classes = whole->shape->classes, bins = whole->settings->bins;
    double total = xent_from_fixed(*s->total);
    for (size_t c = 0; c < classes; c++) {
        xent_exact sum = {0};
        for (size_t b = 0; b < bins; b++) {
            xent_fixed first = b == 0 ? first_bin(&s->first, c) : 0;
            xent_exact_add(&sum, fabs(xent_from_fixed(s->cell[c * bins + b] + first)));
        }
        error[c] = xent_exact_round(&sum) / total;
    }
}

static xent_status
refer_classes(const xent_whole *whole, xent_value *value, xent_error *err)
{
    const xent_settings *settings = whole->settings;
    xent_class_cells cells;
    xent_status status = xent_class_cells_alloc(whole, settings->bins, &cells, err);
    if (status == XENT_OK && cells.cell)
        for (size_t i = 0; i < cells.noted * cells.drawn->classes; i++)
            cells.cell[i] = (int16_t)xent_bin_index(settings->bins, settings->edges,
                                                    cells.drawn->q[i]);
    if (status == XENT_OK)
        status = xent_class_null_refer(&cells, settings, value, err);
    xent_class_cells_clear(&cells);
    return status;
}

/* ---- the null reference of classes that are apart */

typedef struct {
    const xent_settings *settings;
    class_sums sums;
    double scale, atom, total; /* weights are as they were read */
} apart_context;

static void
fill_group(const apart_context *a, size_t c, size_t b, double weight, xent_group *group)
{
    size_t at = c * a->settings->bins + b;
    const cell_sums *cell = &a->sums.apart[at];
    xent_fixed first = b == 0 ? first_bin(&a->sums.first, c) : 0;
    int64_t variance = cell->variance + (b == 0 ? to_step(a->sums.first.variance[c]) : 0);
    double stated = xent_from_fixed(a->sums.cell[at] + first) + (double)cell->observed * 0x1p-32;
    *group = (xent_group){.weight = weight / a->scale,
                          .rows = weight / a->scale / a->atom,
                          .p = weight > 0 ? fmin(fmax(stated / weight, 0), 1) : 0,
                          .variance = (double)variance * 0x1p-32 / (a->scale * a->scale),
                          .atom = a->atom};
}

static void
fill_groups(const void *context, size_t c, xent_group *group)
{
    const apart_context *a = context;
    size_t bins = a->settings->bins;
    double rest = a->total * a->scale;
    for (size_t b = 1; b < bins; b++) {
        double weight = (double)a->sums.apart[c * bins + b].weight * 0x1p-32;
        fill_group(a, c, b, weight, &group[b]);
        rest -= weight;
    }
    fill_group(a, c, 0, rest, &group[0]);
}

static void
note_bins(const xent_settings *settings, const xent_class_laws *laws)
{
    for (size_t i = 0; i < laws->noted * laws->classes; i++)
        laws->cell[i] = (int16_t)xent_bin_index(settings->bins, settings->edges, laws->drawn->q[i]);
}

static xent_status
refer_apart(const xent_whole *whole, const class_sums *s, xent_value *value, xent_error *err)
{
    const xent_settings *settings = whole->settings;
    double scale = xent_weight_scale(whole->shape), total = xent_from_fixed(*s->total);
    apart_context a = {settings, *s, scale, xent_from_fixed(*s->squares) / total / scale,
                       total / scale};
    xent_class_laws laws;
    xent_status status = xent_class_laws_alloc(whole->shape, whole->drawn, settings->bins, &laws,
                                               err);
    if (status == XENT_OK) {
        note_bins(settings, &laws);
        status = xent_class_laws_fill(&laws, settings->threads, a.total, fill_groups, &a, err);
    }
    if (status == XENT_OK)
        status = xent_class_null_apart(&laws, settings, value, err);
    bool largest = xent_metric_is_wanted(settings, &xent_metric_classwise_ece_max);
    if (status == XENT_OK && largest && !laws.withheld)
        status = xent_class_most_refer(&laws, settings, a.total, fill_groups, &a,
                                       &value[XENT_CLASS_MAX], err);
    xent_class_laws_clear(&laws);
    return status;
}

static xent_status
classwise_ece_finish(const void *state, const xent_whole *whole, xent_value *value,
                     xent_error *err)
{
    class_sums s;
    double pooled[XENT_CLASS_ERRORS], *error = malloc(whole->shape->classes * sizeof *error);
    if (!error)
        return xent_fail_memory(err);
    cut_class_sums(whole->settings, whole->shape, (void *)(uintptr_t)state, &s);
    measure_classes(whole, &s, error);
    xent_class_errors_pool(whole->shape->classes, error, pooled);
    free(error);
    for (size_t e = 0; e < XENT_CLASS_ERRORS; e++)
        value[e].value = pooled[e];
    return s.apart ? refer_apart(whole, &s, value, err) : refer_classes(whole, value, err);
}

static void
define_pool(const char *pool, const xent_settings *settings, char *text, size_t size)
{
    snprintf(text, size, "%s over classes of the L1 error of q_c against [y=c], %zu equal-width "
                         "bins %s",
             pool, settings->bins, settings->edges == XENT_RIGHT ? "(lo,hi]" : "[lo,hi)");
}

#define CLASSWISE(id, which, pool, ...)                                                            \
    static void id##_define(const xent_settings *settings, const xent_shape *shape, char *text,    \
                            size_t size)                                                           \
    {                                                                                              \
        (void)shape;                                                                               \
        define_pool(pool, settings, text, size);                                                   \
    }                                                                                              \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .source = "Kull et al. 2019",                                                              \
        .better = -1,                                                                              \
        .low = 0,                                                                                  \
        .tasks = XENT_MULTICLASS,                                                                  \
        .needs = XENT_NEED_PROBABILITIES | XENT_NEED_DRAWN,                                        \
        .subject = XENT_OF_BOTH,                                                                   \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .lead = &xent_metric_classwise_ece,                                                        \
        .member = which,                                                                           \
        .define = id##_define,                                                                     \
        .size = classwise_ece_size,                                                                \
        .add = classwise_ece_add,                                                                  \
        .merge = classwise_ece_merge,                                                              \
        .finish = classwise_ece_finish,                                                            \
        __VA_ARGS__}

CLASSWISE(classwise_ece, XENT_CLASS_MEAN, "mean", .title = "classwise calibration error", .high = 1,
          .null_method = xent_class_null_method);
CLASSWISE(classwise_ece_sum, XENT_CLASS_SUM, "sum", .title = "sum of the classes' errors",
          .high = HUGE_VAL, .extra = true, .null_method = xent_class_null_method);
CLASSWISE(classwise_ece_max, XENT_CLASS_MAX, "maximum", .title = "largest error of a class",
          .high = 1, .extra = true, .null_method = xent_class_most_method);
