/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "null.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "executor.h"
#include "interval.h"
#include "law.h"
#include "null_internal.h"
#include "random.h"
#include "total.h"

/* Replicates that a thread draws at a time. */
enum { BATCH = 32 };

/* Counters of the random numbers of one replicate: the groups of equal mass follow at a distance
   that those of equal width never reach. */
static const uint64_t mass_counter = UINT64_C(1) << 32;

/* Are the sums of outcomes whole numbers? */
static bool
counts_rows(const xent_partition *part)
{
    double rows = 0;
    for (size_t g = 0; g < part->size; g++)
        rows += part->group[g].rows;
    return rows == part->weight && !part->soft;
}

/* The laws of a partition and their tables, close together, in one piece of memory; NULL: none
   left. */
static xent_law *
laws_of(const xent_partition *part)
{
    bool counted = counts_rows(part);
    xent_law *laws = malloc(part->size * (sizeof *laws + XENT_LAW_TABLE * sizeof(double)));
    double *memory = (double *)(laws + part->size);
    for (size_t g = 0; g < part->size && laws; g++, memory += laws[g - 1].size)
        laws[g] = xent_law_of(&part->group[g], part->soft, counted, memory);
    return laws;
}

/* ---- drawing */

/* The errors of one partition under simulation. */
typedef struct {
    const xent_null_draws *draws;
    const xent_settings *settings;
    const xent_law *laws;
    double *difference; /* of one replicate, for each thread */
    char *scratch;      /* for each thread */
    double *error;
} simulation;

static xent_status
draw(const simulation *sim, unsigned worker, size_t number, xent_error *err)
{
    const xent_null_draws *draws = sim->draws;
    uint64_t key = xent_random_key(sim->settings->seed, number);
    double *difference = sim->difference + worker * draws->part->size;
    for (size_t g = 0; g < draws->part->size; g++) {
        double u = xent_random_uniform(key, draws->counter + g);
        difference[g] = sim->laws[g].mean - xent_law_quantile(&sim->laws[g], u);
    }
    return draws->measure(draws->context, draws->part, difference,
                          sim->scratch + worker * draws->scratch,
                          sim->error + number * draws->errors, err);
}

static xent_status
draw_batch(void *context, unsigned worker, size_t batch, xent_error *err)
{
    const simulation *sim = context;
    size_t first = batch * BATCH, left = sim->settings->replicates - first;
    xent_status status = XENT_OK;
    for (size_t i = 0; i < BATCH && i < left && status == XENT_OK; i++)
        status = draw(sim, worker, first + i, err);
    return status;
}

xent_status
xent_null_draw(const xent_null_draws *draws, const xent_settings *settings, double *error,
               xent_error *err)
{
    size_t groups = draws->part->size, replicates = settings->replicates;
    size_t batches = (replicates + BATCH - 1) / BATCH;
    unsigned threads = xent_threads_for(settings->threads,
                                        replicates * (groups + draws->work));
    xent_law *laws = laws_of(draws->part);
    simulation sim = {draws, settings, laws, malloc(threads * groups * sizeof *sim.difference),
                      malloc(threads * draws->scratch + 1), error};
    xent_status status = laws && sim.difference && sim.scratch ? XENT_OK : xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_run_blocks(threads, batches, draw_batch, &sim, err);
    free(laws);
    free(sim.difference);
    free(sim.scratch);
    return status;
}

/* ---- the reference */

void
xent_null_method(const xent_settings *settings, const xent_shape *shape, xent_pair_error which,
                 char *text, size_t size)
{
    const char *how = "of each group's sum of outcomes: binomial, or normal if the variance is "
                      "above 36";
    if (shape->soft)
        how =
            "of each group's sum of outcomes: normal, with the squared residuals for its variance";
    if (which == XENT_PAIR_KS)
        how = shape->rows <= XENT_WALK_ROWS && !shape->soft
                  ? "of every outcome"
                  : "of 1024 runs of rows: normal, a Brownian bridge between";
    snprintf(text, size, "%zu draws %s", settings->replicates, how);
}

void
xent_null_groups_method(const xent_settings *settings, const xent_shape *shape, char *text,
                        size_t size)
{
    if (shape->rows <= XENT_NULL_GROUPS)
        snprintf(text, size, "%zu draws of every outcome", settings->replicates);
    else
        snprintf(text, size,
                 "%zu draws of the outcomes of groups of neighbours: of 1/%d of the rows at most, "
                 "and less than 1/%d apart",
                 settings->replicates, XENT_NULL_GROUPS, XENT_NULL_GROUPS);
}

/* Mean and upper quantile of error e of `errors` over the replicates; column: scratch for them. */
static void
summarise(const xent_settings *settings, size_t errors, size_t e, const double *error,
          double *column, double *mean, double *high, double *beyond)
{
    xent_exact sum = {0};
    size_t n = settings->replicates, above = 0;
    for (size_t r = 0; r < n; r++)
        column[r] = error[r * errors + e];
    xent_total_add(&sum, n, column);
    *mean = xent_exact_round(&sum) / (double)n;
    *high = xent_quantile(n, column, settings->level);
    for (size_t r = 0; r < n; r++)
        above += column[r] > *high;
    *beyond = (double)above / (double)n;
}

xent_status
xent_null_summarise(const xent_settings *settings, size_t errors, const double *error,
                    xent_value *value, xent_error *err)
{
    double beyond, *column = malloc(settings->replicates * sizeof *column);
    if (!column)
        return xent_fail_memory(err);
    for (size_t e = 0; e < errors; e++)
        summarise(settings, errors, e, error, column, &value[e].null_mean, &value[e].null_high,
                  &beyond);
    free(column);
    return XENT_OK;
}

double
xent_null_rank(double observed, size_t n, size_t stride, const double *drawn)
{
    size_t above = 1;
    for (size_t r = 0; r < n; r++)
        above += drawn[r * stride] >= observed;
    return (double)above / (double)(n + 1);
}

xent_status
xent_null_refer(const xent_null_draws *draws, const xent_settings *settings, xent_value *value,
                xent_error *err)
{
    double *error = malloc(settings->replicates * draws->errors * sizeof *error);
    xent_status status = error ? xent_null_draw(draws, settings, error, err)
                               : xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_null_summarise(settings, draws->errors, error, value, err);
    for (size_t e = 0; e < draws->errors && draws->ranked && status == XENT_OK; e++)
        value[e].p_value = xent_null_rank(value[e].value, settings->replicates, draws->errors,
                                          error + e);
    free(error);
    return status;
}

xent_status
xent_null_refer_pairs(const xent_null_draws *draws, const xent_pairs *pairs, size_t groups,
                      const xent_settings *settings, xent_value *value, xent_error *err)
{
    xent_partition part = {0};
    xent_null_draws of_groups = *draws;
    xent_status status = (draws->close ? xent_pairs_cut_close : xent_pairs_cut)(pairs, groups, &part,
                                                                                err);
    of_groups.part = &part;
    if (status == XENT_OK)
        status = xent_null_refer(&of_groups, settings, value, err);
    free(part.group);
    return status;
}

static xent_status
measure_width(const void *context, const xent_partition *part, const double *difference,
              void *scratch, double *error, xent_error *err)
{
    (void)context;
    (void)scratch;
    (void)err;
    xent_width_errors(part, difference, error);
    return XENT_OK;
}

static xent_status
measure_mass(const void *context, const xent_partition *part, const double *difference,
             void *scratch, double *error, xent_error *err)
{
    (void)context;
    (void)scratch;
    (void)err;
    xent_mass_errors(part, difference, error);
    return XENT_OK;
}

xent_status
xent_null_init(xent_null *null, const xent_partition *width, const xent_partition *mass,
               const xent_pairs *pairs, const xent_settings *settings, xent_error *err)
{
    size_t n = settings->replicates;
    double *column = malloc(n * sizeof *column);
    double *error = malloc(n * XENT_PAIR_ERRORS * sizeof *error);
    const xent_null_draws of_width = {.part = width, .errors = XENT_PAIR_ERRORS,
                                      .measure = measure_width};
    const xent_null_draws of_mass = {.part = mass, .counter = mass_counter,
                                     .errors = XENT_PAIR_ERRORS, .measure = measure_mass};
    xent_status status = column && error ? XENT_OK : xent_fail_memory(err);
    for (size_t i = 0; i < n * XENT_PAIR_ERRORS && status == XENT_OK; i++)
        error[i] = (double)NAN;
    if (status == XENT_OK && width)
        status = xent_null_draw(&of_width, settings, error, err);
    if (status == XENT_OK && mass)
        status = xent_null_draw(&of_mass, settings, error, err);
    if (status == XENT_OK && pairs)
        status = xent_null_walk(pairs, settings, error, err);
    for (size_t e = 0; e < XENT_PAIR_ERRORS && status == XENT_OK; e++)
        summarise(settings, XENT_PAIR_ERRORS, e, error, column, &null->mean[e], &null->high[e],
                  &null->beyond[e]);
    free(column);
    free(error);
    return status;
}

xent_status
xent_null_bands(const xent_partition *width, const xent_settings *settings, xent_bins *bins,
                xent_error *err)
{
    double tail = (1 - settings->level) / 2;
    xent_law *laws = laws_of(width);
    if (!laws)
        return xent_fail_memory(err);
    for (size_t g = 0; g < width->size; g++) {
        bins->bin[g].consistency_low = xent_law_quantile(&laws[g], tail) / width->group[g].weight;
        bins->bin[g].consistency_high = xent_law_quantile(&laws[g], 1 - tail) / width->group[g].weight;
    }
    free(laws);
    return XENT_OK;
}
