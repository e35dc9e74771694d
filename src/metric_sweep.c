/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration errors in as many bins as keep the mean outcomes from falling (Roelofs et al.
   2022). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "metric_internal.h"
#include "null.h"

/* The pairs are pooled into so many groups of neighbours, which bins never split; for the null
   reference into fewer. */
enum { GROUPS = 16384 };

static const uint64_t sweep_counter = UINT64_C(4) << 32;

enum { MASS, WIDTH, SWEEPS };

/* A partition under a sweep; sums over the groups before each, and over all. */
typedef struct {
    const xent_partition *part;
    double *weight, *p, *difference, *rows;
} prefixes;

static size_t
prefixes_size(size_t groups)
{
    return 4 * (groups + 1) * sizeof(double);
}

static prefixes
sum_prefixes(const xent_partition *part, const double *difference, void *memory)
{
    double *at = memory;
    size_t n = part->size + 1;
    prefixes s = {part, at, at + n, at + 2 * n, at + 3 * n};
    s.weight[0] = s.p[0] = s.difference[0] = s.rows[0] = 0;
    for (size_t g = 0; g < part->size; g++) {
        const xent_group *group = &part->group[g];
        s.weight[g + 1] = s.weight[g] + group->weight;
        s.p[g + 1] = s.p[g] + group->weight * group->p;
        s.difference[g + 1] = s.difference[g] + difference[g];
        s.rows[g + 1] = s.rows[g] + group->rows;
    }
    return s;
}

/* The end of bin i of `bins` that starts at group `first`.  Of equal mass: behind the group that
   its last row is in, the first bins one row larger. */
static size_t
bin_end(const prefixes *s, bool width, size_t bins, size_t i, size_t first, xent_edges edges)
{
    size_t end = first, groups = s->part->size;
    double rows = s->rows[groups], each = floor(rows / (double)bins);
    double last = each * (double)(i + 1) + fmin((double)(i + 1), rows - each * (double)bins);
    if (width)
        while (end < groups && xent_bin_index(bins, edges, s->part->group[end].p) <= i)
            end++;
    else
        while (end < groups && s->rows[end + 1] <= last)
            end++;
    if (!width && end < groups && s->rows[end] < last)
        end++;
    return i + 1 == bins ? groups : end;
}

/* The L1 error in so many bins; false if a mean outcome is below that of the bin before. */
static bool
try_bins(const prefixes *s, bool width, size_t bins, xent_edges edges, double *error)
{
    double sum = 0, before = -HUGE_VAL;
    for (size_t i = 0, first = 0, end; i < bins; i++, first = end) {
        end = bin_end(s, width, bins, i, first, edges);
        if (end == first)
            continue;
        double weight = s->weight[end] - s->weight[first];
        double difference = s->difference[end] - s->difference[first];
        double outcome = (s->p[end] - s->p[first] - difference) / weight;
        if (outcome < before - 1e-12)
            return false;
        before = outcome;
        sum += fabs(difference) / s->part->weight;
    }
    *error = sum;
    return true;
}

static void
sweep(const prefixes *s, xent_edges edges, double *error)
{
    double rows = s->rows[s->part->size];
    size_t most = rows < XENT_MAX_BINS ? (size_t)rows : XENT_MAX_BINS;
    for (size_t way = 0; way < SWEEPS; way++) {
        try_bins(s, way == WIDTH, 1, edges, &error[way]);
        for (size_t bins = 2; bins <= most; bins++)
            if (!try_bins(s, way == WIDTH, bins, edges, &error[way]))
                break;
    }
}

static xent_status
measure_sweep(const void *context, const xent_partition *part, const double *difference,
              void *scratch, double *error, xent_error *err)
{
    const xent_settings *settings = context;
    prefixes s = sum_prefixes(part, difference, scratch);
    (void)err;
    sweep(&s, settings->edges, error);
    return XENT_OK;
}

static xent_status
observe(const xent_whole *whole, xent_value *value, xent_error *err)
{
    xent_partition part = {0};
    double error[SWEEPS];
    xent_status status = xent_pairs_cut(whole->pairs, GROUPS, &part, err);
    if (status != XENT_OK)
        return status;
    double *difference = malloc(part.size * sizeof *difference);
    void *memory = malloc(prefixes_size(part.size));
    status = difference && memory ? XENT_OK : xent_fail_memory(err);
    for (size_t g = 0; g < part.size && status == XENT_OK; g++)
        difference[g] = part.group[g].difference;
    if (status == XENT_OK)
        status = measure_sweep(whole->settings, &part, difference, memory, error, err);
    for (size_t e = 0; e < SWEEPS && status == XENT_OK; e++)
        value[e].value = error[e];
    free(difference);
    free(memory);
    free(part.group);
    return status;
}

static xent_status
ece_sweep_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    const xent_null_draws draws = {.counter = sweep_counter, .errors = SWEEPS,
                                   .close = true, .work = 32 * XENT_NULL_CLOSE,
                                   .scratch = prefixes_size(XENT_NULL_CLOSE),
                                   .measure = measure_sweep, .context = whole->settings};
    (void)state;
    xent_status status = observe(whole, value, err);
    if (status != XENT_OK)
        return status;
    return xent_null_refer_pairs(&draws, whole->pairs, XENT_NULL_GROUPS, whole->settings, value,
                                 err);
}

static void
define_sweep(const char *what, const xent_settings *settings, const xent_shape *shape, char *text,
             size_t size)
{
    snprintf(text, size,
             "%s, L1, as many bins of equal %s, up to %d, as have mean outcomes that never "
             "fall",
             xent_pairs_name(settings, shape), what, XENT_MAX_BINS);
}

static void
ece_sweep_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    define_sweep("mass", settings, shape, text, size);
}

static void
ece_sweep_width_define(const xent_settings *settings, const xent_shape *shape, char *text,
                       size_t size)
{
    define_sweep("width", settings, shape, text, size);
}

#define SWEEP_METRIC(id, which, ...)                                                               \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .source = "Roelofs et al. 2022",                                                           \
        .better = -1,                                                                              \
        .low = 0,                                                                                  \
        .high = 1,                                                                                 \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .subject = XENT_OF_BOTH,                                                                   \
        .needs = XENT_NEED_PAIRS,                                                                  \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .extra = true,                                                                             \
        .lead = &xent_metric_ece_sweep,                                                            \
        .member = which,                                                                           \
        .define = id##_define,                                                                     \
        .null_method = xent_null_groups_method,                                                    \
        .finish = ece_sweep_finish,                                                                \
        __VA_ARGS__}

SWEEP_METRIC(ece_sweep, MASS, .title = "calibration error by sweep");
SWEEP_METRIC(ece_sweep_width, WIDTH, .title = "calibration error by sweep, equal width");
