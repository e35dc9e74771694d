/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard errors of a fit where only clusters of rows are independent: the sandwich of Liang and
   Zeger (1986).

   With A the summed curvature and S the slopes of a cluster's rows, the cluster's influence on the
   parameters is -A^-1 S.  Their variance and its degrees of freedom are those of cluster.h.  With
   smoothed targets the slopes are those of the labels: the difference is that of one row. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "cluster.h"
#include "curvature.h"
#include "map_internal.h"
#include "sample_internal.h"
#include "sweep.h"

/* Runs of blocks, whose sums are added in order: fewer where these are many. */
static const size_t most_parts = 16, numbers_of_parts = 1000000;

/* Sums over rows, each of weight w: w, by cluster; w times the slopes, c * size + j; and w times
   the second derivatives (map.h). */
typedef struct {
    double *weight, *slope, *curvature;
} sums;

typedef struct {
    const xent_map *map;
    const xent_shape *shape;
    size_t clusters, factor; /* the number of the factor that tells them */
    size_t joint;            /* how many numbers a problem has */
} cluster_pass;

/* Cuts the sums, and returns how many numbers they are. */
static size_t
cut(const cluster_pass *pass, double *memory, sums *s)
{
    size_t slopes = pass->clusters * pass->map->size;
    s->weight = memory;
    s->slope = memory + pass->clusters;
    s->curvature = s->slope + slopes;
    return pass->clusters + slopes + pass->map->size * pass->joint;
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const cluster_pass *pass = context;
    size_t size = pass->map->size;
    double *slope = scratch, *rest = slope + pass->shape->block_rows * size;
    sums to;
    (void)err;
    cut(pass, state, &to);
    pass->map->type->slopes(pass->map, block, pass->shape->kind, rest, slope, to.curvature);
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        size_t c = (size_t)block->factor[i * pass->shape->factors + pass->factor];
        to.weight[c] += w;
        for (size_t j = 0; j < size; j++)
            to.slope[c * size + j] += w * slope[i * size + j];
    }
    return XENT_OK;
}

/* ---- what follows */

/* NAN for clusters without rows. */
static void
find_influence(const cluster_pass *pass, const sums *all, const double *inverse, size_t problem,
               double *influence)
{
    size_t size = pass->map->size, problems = size / pass->joint;
    for (size_t c = 0; c < pass->clusters; c++) {
        const double *slope = all->slope + c * size + problem;
        double x = 0;
        for (size_t b = 0; b < pass->joint; b++)
            x -= inverse[b] * slope[b * problems];
        influence[c] = all->weight[c] > 0 ? x : (double)NAN;
    }
}

static double
find_largest(const cluster_pass *pass, const sums *all)
{
    double total = 0, largest = 0;
    for (size_t c = 0; c < pass->clusters; c++) {
        total += all->weight[c];
        largest = fmax(largest, all->weight[c]);
    }
    return largest / total;
}

/* doubt: why there are no standard errors; NULL: there are. */
static void
withhold(const xent_shape *shape, const char *doubt, xent_fit *fit)
{
    static const char test[] = "the likelihood-ratio test holds of";
    const char *rows = xent_shape_dependent(shape);
    if (fit->clusters == 0)
        snprintf(fit->withheld, sizeof fit->withheld,
                 "standard errors and the likelihood-ratio test hold of %s", rows);
    else if (doubt)
        snprintf(fit->withheld, sizeof fit->withheld, "no standard errors: %s; %s %s", doubt, test,
                 rows);
    else
        snprintf(fit->withheld, sizeof fit->withheld, "standard errors are by %s; %s %s",
                 shape->cells > 0 ? "row" : "cluster", test, rows);
}

static void
set_error(const xent_shape *shape, size_t number, const xent_cluster_spread *spread, xent_map *map)
{
    const char *doubt = xent_cluster_doubt(spread);
    map->fit.clusters = spread->clusters;
    withhold(shape, doubt, &map->fit);
    if (doubt)
        return;
    map->standard_errors[number] = sqrt(spread->variance);
    map->degrees[number] = xent_cluster_degrees(spread);
}

/* scratch: a number for each cluster, and for each of a problem. */
static void
set_errors(const cluster_pass *pass, const sums *all, xent_map *map, double *scratch)
{
    size_t joint = pass->joint, problems = map->size / joint;
    double largest = find_largest(pass, all), *influence = scratch + joint;
    for (size_t p = 0; p < problems; p++) {
        double *curvature = all->curvature + p * joint * joint;
        if (!xent_curvature_invert(joint, curvature, scratch))
            continue;
        for (size_t a = 0; a < joint; a++) {
            find_influence(pass, all, curvature + a * joint, p, influence);
            xent_cluster_spread spread =
                xent_cluster_spread_of(pass->clusters, influence, largest);
            set_error(pass->shape, a * problems + p, &spread, map);
        }
    }
}

/* ---- the pass */

static xent_status
run(const cluster_pass *pass, const xent_sample *sample, unsigned threads, xent_map *map,
    xent_error *err)
{
    const xent_shape *shape = pass->shape;
    size_t size = map->size, parts;
    xent_sweep sweep;
    sums all;
    size_t numbers = cut(pass, NULL, &all);
    parts = numbers < numbers_of_parts ? numbers_of_parts / numbers : 1;
    parts = parts < most_parts ? parts : most_parts;
    parts = parts < shape->blocks ? parts : shape->blocks;
    double *memory = calloc(parts * numbers + pass->clusters + pass->joint, sizeof *memory);
    if (!memory)
        return xent_fail_memory(err);
    xent_status status = xent_sweep_open(sample, threads, 0,
                                         shape->block_rows * (size + 2 * shape->columns)
                                             * sizeof *memory, &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run_parts(&sweep, parts, memory, numbers * sizeof *memory, see_block,
                                      (void *)(uintptr_t)pass, err);
    for (size_t i = numbers; status == XENT_OK && i < parts * numbers; i++)
        memory[i % numbers] += memory[i];
    cut(pass, memory, &all);
    if (status == XENT_OK)
        set_errors(pass, &all, map, memory + parts * numbers);
    xent_sweep_close(&sweep);
    free(memory);
    return status;
}

static bool
has_errors(const xent_map *map)
{
    return map->fit.status == XENT_CONVERGED && map->type->slopes
           && isfinite(map->standard_errors[0]);
}

xent_status
xent_map_cluster_errors(xent_map *map, const xent_sample *sample, unsigned threads,
                        xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool known = has_errors(map);
    cluster_pass pass = {.map = map, .shape = shape, .clusters = xent_shape_clusters(shape),
                         .factor = xent_shape_factor(shape, XENT_CLUSTER),
                         .joint = map->type->joint ? map->type->joint : map->size};
    for (size_t i = 0; i < map->size; i++)
        map->standard_errors[i] = (double)NAN;
    withhold(shape, NULL, &map->fit);
    return known ? run(&pass, sample, threads, map, err) : XENT_OK;
}
