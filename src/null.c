/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What calibration errors are when the stated probabilities are true: parametric simulation.

   A replicate walks once over the sorted pairs and needs only the running sum of p - outcome: its
   differences at the ends of groups give every binned error, its largest value the KS error. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include "executor.h"
#include "interval.h"
#include "pairs.h"
#include "random.h"

/* Up to so many pairs each is drawn on its own; above, runs of them are drawn at once. */
enum { EXACT_PAIRS = 32768, EXACT_RUN = 256, NORMAL_RUNS = 1024 };

/* Consecutive pairs that lie in one group of either partition. */
typedef struct {
    size_t first, end;
    double deviation; /* of the run's sum; 0: draw pair by pair */
    bool ends_width, ends_mass;
} run;

typedef struct {
    const xent_pairs *pairs;
    const xent_settings *settings;
    run *run;
    size_t runs;
    double *error;      /* replicates * XENT_PAIR_ERRORS */
    double *difference; /* replicates * (width.size + mass.size) */
} simulation;

static double
normal(uint64_t key, uint64_t counter)
{
    return gsl_cdf_ugaussian_Pinv(xent_random_uniform(key, counter));
}

static double
variance(const xent_pairs *pairs, size_t i)
{
    const xent_pair *pair = &pairs->pair[i];
    double w = pair->weight, copies = pairs->weight_kind == XENT_FREQUENCY ? w : w * w;
    return copies * pair->p * (1 - pair->p);
}

/* w (p - outcome) of one pair; a frequency stands for many outcomes and is drawn as their sum. */
static double
draw_pair(const xent_pairs *pairs, uint64_t key, size_t i)
{
    const xent_pair *pair = &pairs->pair[i];
    if (pairs->weight_kind == XENT_FREQUENCY && pair->weight != 1)
        return sqrt(variance(pairs, i)) * normal(key, i);
    return pair->weight * (pair->p - (xent_random_uniform(key, i) < pair->p));
}

static bool
ends_tie(const xent_pairs *pairs, size_t i)
{
    return i + 1 == pairs->size || pairs->pair[i + 1].p != pairs->pair[i].p;
}

static void
walk_run(const xent_pairs *pairs, const run *r, uint64_t key, double *sum, double *largest)
{
    if (r->deviation > 0) {
        *sum += r->deviation * normal(key, r->first);
        *largest = fmax(*largest, fabs(*sum));
        return;
    }
    double s = *sum, most = *largest;
    for (size_t i = r->first; i < r->end; i++) {
        s += draw_pair(pairs, key, i);
        if (fabs(s) > most && ends_tie(pairs, i))
            most = fabs(s);
    }
    *sum = s;
    *largest = most;
}

static xent_status
replicate(void *context, unsigned worker, size_t number, xent_error *err)
{
    (void)worker;
    (void)err;
    simulation *sim = context;
    const xent_pairs *pairs = sim->pairs;
    double *width = sim->difference + number * (pairs->width.size + pairs->mass.size);
    double *mass = width + pairs->width.size;
    double sum = 0, largest = 0, width_start = 0, mass_start = 0;
    uint64_t key = xent_random_key(sim->settings->seed, number);
    size_t w = 0, m = 0;
    for (size_t i = 0; i < sim->runs; i++) {
        walk_run(pairs, &sim->run[i], key, &sum, &largest);
        if (sim->run[i].ends_width) {
            width[w++] = sum - width_start;
            width_start = sum;
        }
        if (sim->run[i].ends_mass) {
            mass[m++] = sum - mass_start;
            mass_start = sum;
        }
    }
    xent_pair_errors(pairs, width, mass, largest, sim->error + number * XENT_PAIR_ERRORS);
    return XENT_OK;
}

/* Where a run that starts at `first` ends, at the latest at `limit`, never between ties. */
static size_t
run_end(const xent_pairs *pairs, size_t first, size_t limit)
{
    size_t longest = pairs->size / NORMAL_RUNS;
    if (pairs->size <= EXACT_PAIRS || limit - first <= EXACT_RUN || limit - first <= longest)
        return limit;
    size_t end = first + longest;
    while (end < limit && !ends_tie(pairs, end - 1))
        end++;
    return end;
}

static void
add_run(simulation *sim, size_t first, size_t end)
{
    run *r = &sim->run[sim->runs++];
    *r = (run){.first = first, .end = end};
    if (sim->pairs->size <= EXACT_PAIRS || end - first <= EXACT_RUN)
        return;
    double sum = 0;
    for (size_t i = first; i < end; i++)
        sum += variance(sim->pairs, i);
    r->deviation = sqrt(sum);
}

static void
cut_runs(simulation *sim)
{
    const xent_partition *width = &sim->pairs->width, *mass = &sim->pairs->mass;
    size_t first = 0, w = 0, m = 0;
    while (first < sim->pairs->size) {
        size_t limit = width->end[w] < mass->end[m] ? width->end[w] : mass->end[m];
        size_t end = run_end(sim->pairs, first, limit);
        add_run(sim, first, end);
        run *last = &sim->run[sim->runs - 1];
        last->ends_width = end == width->end[w];
        last->ends_mass = end == mass->end[m];
        w += last->ends_width;
        m += last->ends_mass;
        first = end;
    }
}

/* Mean and upper quantile of each error over the replicates; column: scratch for them. */
static void
summarise_errors(const simulation *sim, double *column, xent_null *null)
{
    size_t n = sim->settings->replicates;
    for (size_t e = 0; e < XENT_PAIR_ERRORS; e++) {
        xent_exact sum = {0};
        for (size_t r = 0; r < n; r++) {
            column[r] = sim->error[r * XENT_PAIR_ERRORS + e];
            xent_exact_add(&sum, column[r]);
        }
        xent_sort(n, column);
        null->mean[e] = xent_exact_round(&sum) / (double)n;
        null->high[e] = xent_quantile(n, column, sim->settings->level);
    }
}

/* The mean outcome of an equal-width group whose sum of w (p - outcome) is `difference`.  Where
   rows are counted it is a whole number over another. */
static double
drawn_outcome(const xent_pairs *pairs, size_t g, double difference)
{
    double weight = pairs->width.weight[g], sum = pairs->width.mean[g] * weight - difference;
    if (pairs->weight_kind == XENT_FREQUENCY || pairs->weight == (double)pairs->size)
        sum = rint(sum);
    return fmin(fmax(sum, 0), weight) / weight;
}

static void
summarise_bins(const simulation *sim, double *column, xent_null *null)
{
    const xent_partition *width = &sim->pairs->width;
    size_t n = sim->settings->replicates, stride = width->size + sim->pairs->mass.size;
    double tail = (1 - sim->settings->level) / 2;
    for (size_t g = 0; g < width->size; g++) {
        for (size_t r = 0; r < n; r++)
            column[r] = drawn_outcome(sim->pairs, g, sim->difference[r * stride + g]);
        xent_sort(n, column);
        null->low_outcome[g] = xent_quantile(n, column, tail);
        null->high_outcome[g] = xent_quantile(n, column, 1 - tail);
    }
}

xent_status
xent_null_init(xent_null *null, const xent_pairs *pairs, const xent_settings *settings,
               xent_error *err)
{
    size_t n = settings->replicates, groups = pairs->width.size + pairs->mass.size;
    simulation sim = {.pairs = pairs, .settings = settings};
    double *column = malloc(n * sizeof *column);
    sim.run = malloc((groups + 2 * NORMAL_RUNS) * sizeof *sim.run);
    sim.error = malloc(n * XENT_PAIR_ERRORS * sizeof *sim.error);
    sim.difference = malloc(n * groups * sizeof *sim.difference);
    *null = (xent_null){.low_outcome = malloc(groups * sizeof(double)),
                        .high_outcome = malloc(groups * sizeof(double))};
    xent_status status = XENT_OK;
    if (!column || !sim.run || !sim.error || !sim.difference || !null->low_outcome
        || !null->high_outcome) {
        status = xent_fail_memory(err);
        goto done;
    }
    cut_runs(&sim);
    status = xent_run_blocks(xent_threads_for(settings->threads, n * pairs->size / 4), n,
                             replicate, &sim, err);
    if (status != XENT_OK)
        goto done;
    summarise_errors(&sim, column, null);
    summarise_bins(&sim, column, null);
done:
    free(column);
    free(sim.run);
    free(sim.error);
    free(sim.difference);
    if (status != XENT_OK)
        xent_null_clear(null);
    return status;
}

void
xent_null_clear(xent_null *null)
{
    free(null->low_outcome);
    free(null->high_outcome);
    *null = (xent_null){0};
}
