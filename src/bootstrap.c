/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bootstrap.h"
#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include "executor.h"
#include "interval.h"
#include "random.h"

/* The stream of the draws; see null.c. */
static const uint64_t bootstrap_stream = UINT64_C(7) << 32;

static const char few_units[] = "fewer than 30 rows, or clusters, to draw from";
static const char many_frequencies[] =
    "no bootstrap of more than 65536 rows that have frequencies";

/* ---- units */

/* Rows of a frequency are drawn one by one. */
static bool
draws_copies(const xent_shape *shape)
{
    return shape->weighted && shape->weight_kind == XENT_FREQUENCY
           && xent_shape_clusters(shape) == 0;
}

/* How many neighbours make a unit. */
static size_t
run_of(size_t size)
{
    return size > 0 ? (size - 1) / XENT_BOOTSTRAP_UNITS + 1 : 1;
}

static size_t
runs_of(size_t size)
{
    return (size + run_of(size) - 1) / run_of(size);
}

size_t
xent_bootstrap_units(const xent_settings *settings, const xent_shape *shape)
{
    if (settings->bootstrap == 0 || xent_shape_clusters(shape) > 0
        || (draws_copies(shape) && shape->rows > XENT_BOOTSTRAP_UNITS))
        return 0;
    return runs_of(shape->rows);
}

size_t
xent_bootstrap_unit(const xent_shape *shape, size_t row)
{
    return row / run_of(shape->rows);
}

/* What a unit brings each time it is drawn: weight, and by how much its sum exceeds that of as much
   weight at the mean. */
typedef struct {
    double rate; /* so often in the mean */
    double weight, excess;
} unit;

typedef struct {
    size_t size;
    unit *unit;
    double rows; /* sum of the rates */
} units;

/* One unit of each run of the n sums, but for those without rows.  NULL: no memory left. */
static unit *
gather(size_t n, const xent_cluster_sum *sum, double scale, bool copies, double mean, units *all)
{
    size_t run = run_of(n);
    all->unit = calloc(runs_of(n), sizeof *all->unit);
    for (size_t first = 0; all->unit && first < n; first += run) {
        xent_cluster_sum s = {0, 0};
        for (size_t c = first; c < first + run && c < n; c++) {
            s.weight += sum[c].weight;
            s.sum += sum[c].sum;
        }
        if (s.weight == 0)
            continue;
        double weight = xent_from_fixed(s.weight), rate = copies ? weight / scale : 1;
        double excess = xent_from_fixed(s.sum) - mean * weight;
        all->unit[all->size++] = (unit){rate, weight / rate, excess / rate};
        all->rows += rate;
    }
    return all->unit;
}

/* ---- draws */

static const double none_of_one = 0.36787944117144233; /* exp(-1) */

/* Above it a normal number of the same mean and variance, which need not be whole, is as good. */
static const double largest_rate = 64;

/* The Poisson number of mean `rate` whose distribution function first reaches u; no larger one is
   met within 2^-52 of the end. */
static double
count_up(double rate, double u)
{
    enum { MOST = 256 };
    double term = exp(-rate), below = term;
    int count = 0;
    while (u > below && count < MOST) {
        term *= rate / ++count;
        below += term;
    }
    return count;
}

static double
count(double rate, double u)
{
    if (rate > largest_rate)
        return fmax(0, rate + sqrt(rate) * gsl_cdf_ugaussian_Pinv(u));
    if (rate < 1 || rate > 1 || u > 2.5 * none_of_one)
        return count_up(rate, u);
    return (u > none_of_one) + (u > 2 * none_of_one);
}

typedef struct {
    const units *all;
    uint64_t seed;
    double *excess; /* of each draw over the mean */
} drawing;

static xent_status
draw(void *context, unsigned worker, size_t number, xent_error *err)
{
    const drawing *d = context;
    uint64_t key = xent_random_key(d->seed, bootstrap_stream + number);
    double weight = 0, excess = 0;
    (void)worker;
    (void)err;
    for (size_t i = 0; i < d->all->size; i++) {
        const unit *u = &d->all->unit[i];
        double times = count(u->rate, xent_random_uniform(key, i));
        weight += times * u->weight;
        excess += times * u->excess;
    }
    d->excess[number] = weight > 0 ? excess / weight : 0;
    return XENT_OK;
}

/* What lies beyond each end: less than (1 - level) / 2, since draws vary less than the mean by
   sqrt((n - 1) / n), and the normal distribution less than Student's. */
static double
tail(double level, double degrees)
{
    double t = gsl_cdf_tdist_Pinv(0.5 + level / 2, degrees);
    return gsl_cdf_ugaussian_Q(t * sqrt((degrees + 1) / degrees));
}

static xent_status
bound(const units *all, const xent_settings *settings, double degrees, xent_value *value,
      xent_error *err)
{
    size_t draws = settings->bootstrap;
    drawing d = {all, settings->seed, malloc(draws * sizeof *d.excess)};
    if (!d.excess)
        return xent_fail_memory(err);
    unsigned threads = xent_threads_for(settings->threads, draws * all->size);
    xent_status status = xent_run_blocks(threads, draws, draw, &d, err);
    if (status == XENT_OK) {
        double beyond = floor((double)(draws + 1) * tail(settings->level, degrees));
        size_t last = beyond > 1 ? (size_t)beyond - 1 : 0;
        gsl_sort(d.excess, 1, draws);
        value->low = value->value + d.excess[last];
        value->high = value->value + d.excess[draws - 1 - last];
    }
    free(d.excess);
    return status;
}

xent_status
xent_bootstrap_mean(const xent_settings *settings, const xent_shape *shape,
                    const xent_cluster_sum *sum, double degrees, xent_value *value,
                    xent_error *err)
{
    size_t clusters = xent_shape_clusters(shape);
    size_t kept = clusters > 0 ? clusters : xent_bootstrap_units(settings, shape);
    units all = {0};
    xent_status status = XENT_OK;
    if (kept == 0) {
        value->withheld = many_frequencies;
        return XENT_OK;
    }
    if (!gather(kept, sum, xent_weight_scale(shape), draws_copies(shape), value->value, &all))
        return xent_fail_memory(err);
    if (all.rows < XENT_LEAST_BOOTSTRAP_ROWS)
        value->withheld = few_units;
    else
        status = bound(&all, settings, clusters > 0 ? degrees : all.rows - 1, value, err);
    free(all.unit);
    return status;
}
