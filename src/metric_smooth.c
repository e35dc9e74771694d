/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration errors without bins: of residuals that are smoothed over p. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "interval.h"
#include "metric_internal.h"
#include "null.h"
#include "smooth.h"

/* Cells of the grid for what is drawn; the pairs of a calibration curve are pooled into so many
   groups of neighbours. */
enum { DRAWN_CELLS = 1024, CURVE_GROUPS = 16384 };

/* The search for what is drawn ends at such steps, on curves of so many points for each sigma. */
static const double drawn_step = 1e-5, drawn_fineness = 12;

/* Where the random numbers of these groups begin, apart from those of bins. */
static const uint64_t smooth_counter = UINT64_C(2) << 32;

/* ---- smooth ECE */

static void
smooth_ece_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size,
             "%s, integral of the mean residual smoothed by a Gaussian, reflected at 0 and 1, that "
             "is as wide as this number",
             xent_pairs_name(settings, shape));
}

/* The smooth error of groups at their mean p. */
static xent_status
solve_groups(xent_smoother *s, const xent_partition *part, const double *difference, double step,
             double *sigma, xent_error *err)
{
    for (size_t g = 0; g < part->size; g++)
        xent_smooth_add(s, part->group[g].p, -difference[g] / part->weight);
    *sigma = 0.05;
    xent_status status = xent_smooth_transform(s, err);
    return status == XENT_OK ? xent_smooth_solve(s, step, sigma, err) : status;
}

static xent_status
measure_smooth(const void *context, const xent_partition *part, const double *difference,
               void *scratch, double *error, xent_error *err)
{
    xent_smoother s = xent_smoother_cut(DRAWN_CELLS, scratch);
    (void)context;
    s.fineness = drawn_fineness;
    return solve_groups(&s, part, difference, drawn_step, error, err);
}

static xent_status
smooth_ece_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    const xent_null_draws draws = {.counter = smooth_counter, .errors = 1, .close = true,
                                   .work = 8 * DRAWN_CELLS,
                                   .scratch = xent_smoother_size(DRAWN_CELLS),
                                   .measure = measure_smooth};
    (void)state;
    xent_status status = xent_smooth_error(whole->pairs, &value->value, err);
    if (status != XENT_OK)
        return status;
    return xent_null_refer_pairs(&draws, whole->pairs, XENT_NULL_GROUPS, whole->settings, value,
                                 err);
}

const xent_metric xent_metric_smooth_ece = {
    .name = "smooth_ece",
    .title = "smooth calibration error",
    .source = "Blasiok, Nakkiran 2023",
    .better = -1,
    .low = 0,
    .high = 1,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .subject = XENT_OF_BOTH,
    .needs = XENT_NEED_PAIRS,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = smooth_ece_define,
    .null_method = xent_null_groups_method,
    .finish = smooth_ece_finish,
};

/* ---- the distance of a smoothed calibration curve from the diagonal */

enum { ICI, E50, E90, EMAX, DISTANCES };

static void
define_distance(const char *what, const xent_settings *settings, const xent_shape *shape,
                char *text, size_t size)
{
    snprintf(text, size,
             "%s, %s |c(p) - p| over the rows; c smoothed by the Gaussian of smooth_ece",
             xent_pairs_name(settings, shape), what);
}

/* The smoothed residuals and weights of groups; memory: two smoothers' and two numbers for each
   group. */
typedef struct {
    xent_smoother residual, weight;
    double sigma;
    double *distance, *mass; /* of each group */
} curve;

static size_t
curve_size(size_t cells, size_t groups)
{
    return 2 * xent_smoother_size(cells) + 2 * groups * sizeof(double);
}

static curve
curve_cut(size_t cells, size_t groups, void *memory)
{
    char *at = memory;
    curve c = {.residual = xent_smoother_cut(cells, at)};
    c.weight = xent_smoother_cut(cells, at + xent_smoother_size(cells));
    c.distance = (double *)(void *)(at + 2 * xent_smoother_size(cells));
    c.mass = c.distance + groups;
    return c;
}

/* |c(p) - p| at each group, with its weight. */
static xent_status
find_distances(curve *c, const xent_partition *part, const double *difference, double step,
               xent_error *err)
{
    for (size_t g = 0; g < part->size; g++)
        xent_smooth_add(&c->weight, part->group[g].p, part->group[g].weight / part->weight);
    xent_status status = solve_groups(&c->residual, part, difference, step, &c->sigma, err);
    c->sigma = fmax(c->sigma, xent_smooth_least(&c->residual));
    if (status == XENT_OK)
        status = xent_smooth_curve(&c->residual, c->sigma, err);
    if (status == XENT_OK)
        status = xent_smooth_transform(&c->weight, err);
    if (status == XENT_OK)
        status = xent_smooth_curve(&c->weight, c->sigma, err);
    for (size_t g = 0; g < part->size && status == XENT_OK; g++) {
        double p = part->group[g].p;
        c->distance[g] = fabs(xent_smooth_at(&c->residual, p) / xent_smooth_at(&c->weight, p));
        c->mass[g] = part->group[g].weight;
    }
    return status;
}

static xent_status
measure_distances(curve *c, const xent_partition *part, const double *difference, double step,
                  double *error, xent_error *err)
{
    xent_status status = find_distances(c, part, difference, step, err);
    if (status != XENT_OK)
        return status;
    error[ICI] = error[EMAX] = 0;
    for (size_t g = 0; g < part->size; g++) {
        error[ICI] += c->mass[g] / part->weight * c->distance[g];
        error[EMAX] = fmax(error[EMAX], c->distance[g]);
    }
    error[E50] = xent_weighted_quantile(part->size, c->distance, c->mass, 0.5);
    error[E90] = xent_weighted_quantile(part->size, c->distance, c->mass, 0.9);
    return XENT_OK;
}

static xent_status
measure_drawn(const void *context, const xent_partition *part, const double *difference,
              void *scratch, double *error, xent_error *err)
{
    curve c = curve_cut(DRAWN_CELLS, part->size, scratch);
    (void)context;
    c.residual.fineness = c.weight.fineness = drawn_fineness;
    return measure_distances(&c, part, difference, drawn_step, error, err);
}

static xent_status
observe_distances(const xent_partition *part, xent_value *value, xent_error *err)
{
    double error[DISTANCES];
    double *difference = malloc(part->size * sizeof *difference);
    void *memory = malloc(curve_size(XENT_SMOOTH_CELLS, part->size));
    xent_status status = difference && memory ? XENT_OK : xent_fail_memory(err);
    for (size_t g = 0; g < part->size && status == XENT_OK; g++)
        difference[g] = part->group[g].difference;
    if (status == XENT_OK) {
        curve c = curve_cut(XENT_SMOOTH_FEW_CELLS, part->size, memory);
        status = measure_distances(&c, part, difference, xent_smooth_step, error, err);
        if (status == XENT_OK && !xent_smooth_is_fine(&c.residual, c.sigma)) {
            c = curve_cut(XENT_SMOOTH_CELLS, part->size, memory);
            status = measure_distances(&c, part, difference, xent_smooth_step, error, err);
        }
    }
    for (size_t e = 0; e < DISTANCES && status == XENT_OK; e++)
        value[e].value = error[e];
    free(difference);
    free(memory);
    return status;
}

static xent_status
ici_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    xent_partition part = {0};
    const xent_null_draws draws = {.counter = smooth_counter, .errors = DISTANCES,
                                   .close = true, .work = 16 * DRAWN_CELLS,
                                   .scratch = curve_size(DRAWN_CELLS, XENT_NULL_CLOSE),
                                   .measure = measure_drawn};
    (void)state;
    xent_status status = xent_pairs_cut(whole->pairs, CURVE_GROUPS, &part, err);
    if (status == XENT_OK)
        status = observe_distances(&part, value, err);
    if (status == XENT_OK)
        status = xent_null_refer_pairs(&draws, whole->pairs, XENT_NULL_GROUPS, whole->settings,
                                       value, err);
    free(part.group);
    return status;
}

#define DISTANCE_METRIC(id, which, text_of, ...)                                                   \
    static void id##_define(const xent_settings *settings, const xent_shape *shape, char *text,    \
                            size_t size)                                                           \
    {                                                                                              \
        define_distance(text_of, settings, shape, text, size);                                     \
    }                                                                                              \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .source = "Austin, Steyerberg 2019",                                                       \
        .better = -1,                                                                              \
        .low = 0,                                                                                  \
        .high = 1,                                                                                 \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .subject = XENT_OF_BOTH,                                                                   \
        .needs = XENT_NEED_PAIRS,                                                                  \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .extra = true,                                                                             \
        .lead = &xent_metric_ici,                                                                  \
        .member = which,                                                                           \
        .define = id##_define,                                                                     \
        .null_method = xent_null_groups_method,                                                    \
        .finish = ici_finish,                                                                      \
        __VA_ARGS__}

DISTANCE_METRIC(ici, ICI, "mean of", .title = "integrated calibration index");
DISTANCE_METRIC(e50, E50, "median of", .title = "median distance of the calibration curve");
DISTANCE_METRIC(e90, E90, "90 % quantile of",
                .title = "90 % quantile of that distance");
DISTANCE_METRIC(emax, EMAX, "maximum of", .title = "largest distance of the calibration curve");
