/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The null reference of the KS error: how far from 0 the sum of p - outcome gets on its walk over
   the sorted pairs. */
#include <math.h>
#include <stdlib.h>
#include "executor.h"
#include "kernel_internal.h"
#include "null_internal.h"
#include "random.h"

/* Walks of more rows are cut into about so many runs. */
enum { RUNS = 1024 };

/* The stream of the walks, apart from those of the groups' draws. */
static const uint64_t walk_stream = UINT64_C(1) << 32;

typedef struct {
    const xent_settings *settings;
    size_t size;
    xent_step *step; /* size steps, or NULL */
    xent_run *run;   /* size runs, or NULL */
    double unit;     /* of what the kernel finds, as a share of the weight */
    double *error;
} walk;

/* ---- row by row */

/* Rows that stand for themselves: frequencies that are whole numbers are taken apart. */
static bool
is_walkable(const xent_pairs *pairs)
{
    if (pairs->soft || (pairs->frequencies ? pairs->weight : (double)pairs->size) > XENT_WALK_ROWS)
        return false;
    for (size_t i = 0; i < pairs->size; i++)
        if (xent_pair_rows(pairs, i) != floor(xent_pair_rows(pairs, i)))
            return false;
    return true;
}

/* Appends the rows of pair i; *expected is the sum so far, in the units of the steps. */
static void
add_steps(walk *w, const xent_pairs *pairs, size_t i, int shift, double *expected)
{
    size_t copies = (size_t)xent_pair_rows(pairs, i);
    double p = xent_pair_p(pairs, i);
    double hit = rint(ldexp(pairs->frequencies ? 1 : xent_pair_weight(pairs, i), shift));
    for (size_t c = 0; c < copies; c++) {
        *expected += hit * p;
        w->step[w->size++] = (xent_step){
            .threshold = (int32_t)(fmin(rint(p * 0x1p31), 0x1p31) - 1),
            .hit = (int32_t)hit,
            .expected = (int32_t)rint(*expected),
            .ends_tie = c + 1 == copies && xent_pair_ends_tie(pairs, i)};
    }
}

/* Units that are powers of two leave equal weights exact; all of them together are at most 2^30.
   The power itself may be beyond the doubles. */
static void
cut_steps(walk *w, const xent_pairs *pairs)
{
    int exponent;
    bool power = frexp(pairs->weight, &exponent) == 0.5;
    int shift = 30 + power - exponent;
    double expected = 0;
    for (size_t i = 0; i < pairs->size; i++)
        add_steps(w, pairs, i, shift, &expected);
    w->unit = 1 / ldexp(pairs->weight, shift);
}

/* ---- run by run */

static double
whole_variance(const xent_pairs *pairs)
{
    double sum = 0;
    for (size_t i = 0; i < pairs->size; i++)
        sum += xent_pair_variance(pairs, i);
    return sum;
}

/* Runs of equal variance, as far as ties, which are never split, allow. */
static void
cut_runs(walk *w, const xent_pairs *pairs)
{
    double least = whole_variance(pairs) / RUNS, variance = 0;
    bool inside = false; /* has a tie ended within the run? */
    for (size_t i = 0; i < pairs->size; i++) {
        variance += xent_pair_variance(pairs, i);
        if (!xent_pair_ends_tie(pairs, i))
            continue;
        if (variance < least && i + 1 < pairs->size) {
            inside = true;
            continue;
        }
        w->run[w->size++] = (xent_run){sqrt(variance), inside ? variance : 0};
        variance = 0;
        inside = false;
        if (w->size > RUNS) /* the last one takes what rounding has left */
            least = (double)INFINITY;
    }
    w->unit = 1 / pairs->weight;
}

/* ---- all replicates */

static xent_status
walk_lanes(void *context, unsigned worker, size_t block, xent_error *err)
{
    const walk *w = context;
    xent_walk_keys keys;
    double most[XENT_WALKS];
    size_t first = block * XENT_WALKS, left = w->settings->replicates - first;
    (void)worker;
    (void)err;
    for (size_t l = 0; l < XENT_WALKS; l++) {
        uint64_t key = xent_random_key(w->settings->seed, walk_stream + first + l);
        keys.first[l] = (uint32_t)key;
        keys.second[l] = (uint32_t)(key >> 32);
    }
    if (w->step)
        xent_kernels_best()->walk(w->size, w->step, &keys, most);
    else
        xent_kernels_best()->runs(w->size, w->run, &keys, most);
    for (size_t l = 0; l < XENT_WALKS && l < left; l++)
        w->error[(first + l) * XENT_PAIR_ERRORS + XENT_PAIR_KS] = most[l] * w->unit;
    return XENT_OK;
}

xent_status
xent_null_walk(const xent_pairs *pairs, const xent_settings *settings, double *error,
               xent_error *err)
{
    walk w = {.settings = settings, .error = error};
    if (is_walkable(pairs))
        w.step = malloc((size_t)(pairs->frequencies ? pairs->weight : (double)pairs->size)
                        * sizeof *w.step);
    else
        w.run = malloc((RUNS + 2) * sizeof *w.run);
    if (!w.step && !w.run)
        return xent_fail_memory(err);
    if (w.step)
        cut_steps(&w, pairs);
    else
        cut_runs(&w, pairs);
    size_t blocks = (settings->replicates + XENT_WALKS - 1) / XENT_WALKS;
    unsigned threads = xent_threads_for(settings->threads, settings->replicates * w.size / 8);
    xent_status status = xent_run_blocks(threads, blocks, walk_lanes, &w, err);
    free(w.step);
    free(w.run);
    return status;
}
