/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T-Cal, the adaptive test of calibration by Lee, Huang, Hassani and Dobriban (2023).

   On each of the scales of 2, 4, 8, ... bins of equal width the squared calibration error is
   estimated without bias, sum_b (D_b^2 - V_b) / W_b with D the sum of w (p - outcome) and V its
   variance under calibration; few bins see errors that change slowly with p, many those that change
   fast.  The largest of the scales' standardised estimates is compared with what it is for outcomes
   drawn from p.  The paper goes on to scales of more bins than rows and tests each at an equal
   share of the level; here scales end with 1024 bins, which is past what a million rows need of a
   curve with a derivative, and the largest is tested as one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "metric_internal.h"
#include "null.h"

enum { SCALES = 10, FINEST = 1 << SCALES };

/* The stream of the draws; see null.c. */
static const uint64_t tcal_counter = UINT64_C(3) << 32;

/* The groups of the finest scale that hold pairs. */
typedef struct {
    xent_partition part;
    size_t bin[FINEST]; /* of each group */
    size_t scales;      /* those of no more bins than rows */
} scale_set;

/* ---- the groups */

/* Dyadic edges are exact, so there is nothing to compare with. */
static size_t
finest_bin(double p)
{
    return p > 0 ? (size_t)ceil(p * FINEST) - 1 : 0;
}

static xent_status
cut_scales(const xent_pairs *pairs, scale_set *set, xent_error *err)
{
    size_t ends[FINEST], n = 0;
    for (size_t i = 0; i < pairs->size; i++) {
        size_t bin = finest_bin(xent_pair_p(pairs, i));
        if (n == 0 || set->bin[n - 1] != bin)
            set->bin[n++] = bin;
        ends[n - 1] = i + 1;
    }
    double rows = pairs->frequencies ? pairs->weight : (double)pairs->size;
    while (set->scales < SCALES && ldexp(1, (int)set->scales + 1) <= fmax(2, rows))
        set->scales++;
    return xent_pairs_gather(pairs, n, ends, &set->part, err);
}

/* ---- the statistic */

/* What the bins of one scale add to the estimate and to its variance. */
typedef struct {
    double difference, variance, weight;
} scale_bin;

static void
add_bin(const scale_bin *bin, double *estimate, double *variance)
{
    if (!(bin->weight > 0))
        return;
    *estimate += (bin->difference * bin->difference - bin->variance) / bin->weight;
    *variance += 2 * bin->variance * bin->variance / (bin->weight * bin->weight);
}

/* The standardised estimate on the scale whose bins are 2^shift of the finest; NAN: nothing
   varies. */
static double
estimate_on(const scale_set *set, const double *difference, size_t shift)
{
    scale_bin bin = {0};
    double estimate = 0, variance = 0;
    for (size_t g = 0; g < set->part.size; g++) {
        const xent_group *group = &set->part.group[g];
        if (g > 0 && set->bin[g] >> shift != set->bin[g - 1] >> shift) {
            add_bin(&bin, &estimate, &variance);
            bin = (scale_bin){0};
        }
        bin.difference += difference[g];
        bin.variance += group->variance;
        bin.weight += group->weight;
    }
    add_bin(&bin, &estimate, &variance);
    return estimate / sqrt(variance);
}

static xent_status
measure_scales(const void *context, const xent_partition *part, const double *difference,
               void *scratch, double *error, xent_error *err)
{
    const scale_set *set = context;
    (void)part;
    (void)scratch;
    (void)err;
    *error = (double)NAN;
    for (size_t s = 1; s <= set->scales; s++)
        *error = fmax(*error, estimate_on(set, difference, SCALES - s));
    return XENT_OK;
}

/* ---- the test */

static xent_status
test_scales(const scale_set *set, const xent_settings *settings, xent_value *value,
            xent_error *err)
{
    const xent_null_draws draws = {.part = &set->part, .counter = tcal_counter, .errors = 1,
                                   .work = SCALES * set->part.size, .measure = measure_scales,
                                   .context = set};
    double *observed = malloc(set->part.size * sizeof *observed);
    double *drawn = malloc(settings->replicates * sizeof *drawn);
    xent_status status = observed && drawn ? XENT_OK : xent_fail_memory(err);
    for (size_t g = 0; g < set->part.size && status == XENT_OK; g++)
        observed[g] = set->part.group[g].difference;
    if (status == XENT_OK)
        status = measure_scales(set, &set->part, observed, NULL, &value->value, err);
    if (status == XENT_OK && !isnan(value->value)) {
        status = xent_null_draw(&draws, settings, drawn, err);
        if (status == XENT_OK)
            value->p_value = xent_null_rank(value->value, settings->replicates, 1, drawn);
    }
    free(observed);
    free(drawn);
    return status;
}

static xent_status
t_cal_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    scale_set *set = calloc(1, sizeof *set);
    (void)state;
    if (!set)
        return xent_fail_memory(err);
    xent_status status = cut_scales(whole->pairs, set, err);
    if (status == XENT_OK)
        status = test_scales(set, whole->settings, value, err);
    free(set->part.group);
    free(set);
    return status;
}

static void
t_cal_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size,
             "%s, largest standardised debiased L2 error of 2, 4, ... %d equal-width bins (lo,hi]; "
             "p-value by %zu draws under calibration",
             xent_pairs_name(settings, shape), FINEST, settings->replicates);
}

const xent_metric xent_metric_t_cal = {
    .name = "t_cal",
    .title = "T-Cal",
    .source = "Lee, Huang, Hassani, Dobriban 2023",
    .better = -1,
    .low = -HUGE_VAL,
    .high = HUGE_VAL,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .labels = "it compares with the variance p (1-p) of labels drawn from p",
    .needs = XENT_NEED_PAIRS,
    .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,
    .extra = true,
    .define = t_cal_define,
    .finish = t_cal_finish,
};
