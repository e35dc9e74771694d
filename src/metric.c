/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metric.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "executor.h"
#include "metric_internal.h"
#include "pairs.h"
#include "sample_internal.h"

const xent_settings xent_settings_default = {
    .bins = 15, .level = 0.95, .tolerance = 0.01, .seed = 1, .replicates = 1000, .folds = 5};

#define ADDRESS(name) &xent_metric_##name,
const xent_metric *const xent_metrics[] = {XENT_METRICS(ADDRESS) NULL};

enum {
#define COUNT(name) COUNT_##name,
    XENT_METRICS(COUNT) METRICS
};

const xent_metric *
xent_metric_find(const char *name)
{
    for (size_t m = 0; xent_metrics[m]; m++)
        if (strcmp(xent_metrics[m]->name, name) == 0)
            return xent_metrics[m];
    return NULL;
}

/* Are the pairs P(y=1) against y? */
static bool
pairs_are_positive(const xent_settings *settings, const xent_shape *shape)
{
    return shape->task == XENT_BINARY && settings->confidence == XENT_POSITIVE;
}

bool
xent_metric_applies(const xent_metric *metric, const xent_settings *settings,
                    const xent_shape *shape)
{
    if (!(metric->tasks & shape->task))
        return false;
    if (metric->needs & XENT_NEED_POSITIVE && !pairs_are_positive(settings, shape))
        return false;
    return !(metric->needs & XENT_NEED_MANY_CLASSES) || shape->classes > 5;
}

struct xent_evaluation {
    bool applies[METRICS];
    xent_value value[METRICS];
    xent_bins bins;
    size_t zero_rows;
    uint64_t first_zero_row;
};

/* What one thread keeps. */
typedef struct {
    char *memory; /* scratch of the sample, rows, pairs, probabilities, states */
    void *scratch;
    xent_row *row;
    xent_pair *pair;
    double *q;
    void *state[METRICS];
    size_t zero_rows;
    uint64_t first_zero_row;
} worker_state;

/* A pass under way. */
typedef struct {
    const xent_sample *sample;
    const xent_settings *settings;
    const xent_shape *shape;
    const bool *applies;
    bool probabilities; /* does any metric need them? */
    xent_pair *pair;    /* of all rows */
    unsigned workers;
    worker_state worker[XENT_MAX_THREADS];
} evaluation_pass;

static size_t
state_size(const evaluation_pass *pass, size_t m)
{
    const xent_metric *metric = xent_metrics[m];
    return pass->applies[m] && metric->size ? metric->size(pass->settings, pass->shape) : 0;
}

/* Cuts a worker's memory (NULL: only measures) and returns its size. */
static size_t
lay_out(const evaluation_pass *pass, worker_state *w)
{
    size_t rows = pass->shape->block_rows, used = 0;
    size_t q_rows = pass->probabilities ? rows : 1;
    w->scratch = xent_scratch_cut(w->memory, &used, xent_sample_scratch_size(pass->sample));
    w->row = xent_scratch_cut(w->memory, &used, rows * sizeof *w->row);
    w->pair = xent_scratch_cut(w->memory, &used, rows * sizeof *w->pair);
    w->q = xent_scratch_cut(w->memory, &used, q_rows * pass->shape->columns * sizeof *w->q);
    for (size_t m = 0; m < METRICS; m++)
        w->state[m] = xent_scratch_cut(w->memory, &used, state_size(pass, m));
    return used;
}

static xent_status
workers_alloc(evaluation_pass *pass, xent_error *err)
{
    size_t size = lay_out(pass, &pass->worker[0]);
    for (unsigned i = 0; i < pass->workers; i++) {
        worker_state *w = &pass->worker[i];
        w->memory = calloc(1, size);
        if (!w->memory)
            return xent_fail_memory(err);
        lay_out(pass, w);
    }
    return XENT_OK;
}

static xent_pair
pair_of_row(const evaluation_pass *pass, const xent_row *row)
{
    if (pairs_are_positive(pass->settings, pass->shape))
        return (xent_pair){row->positive, row->label, row->weight};
    return (xent_pair){row->confidence, row->predicted == row->label, row->weight};
}

static void
note_zero_row(worker_state *w, uint64_t row)
{
    if (w->zero_rows == 0 || row < w->first_zero_row)
        w->first_zero_row = row;
    w->zero_rows++;
}

static xent_status
evaluate_block(void *context, unsigned worker, size_t b, xent_error *err)
{
    evaluation_pass *pass = context;
    worker_state *w = &pass->worker[worker];
    xent_block block;
    xent_status status = xent_sample_block(pass->sample, b, w->scratch, &block, err);
    if (status != XENT_OK)
        return status;
    xent_kernel_rows(&block, pass->shape->kind, pass->probabilities ? block.columns : 0, w->row,
                     w->q);
    for (size_t i = 0; i < block.rows; i++) {
        w->pair[i] = pass->pair[block.first + i] = pair_of_row(pass, &w->row[i]);
        if (w->row[i].nll == (double)INFINITY)
            note_zero_row(w, xent_block_row(&block, i));
    }
    xent_rows rows = {pass->shape, &block, w->row, pass->probabilities ? w->q : NULL, w->pair};
    for (size_t m = 0; m < METRICS; m++)
        if (pass->applies[m] && xent_metrics[m]->add)
            xent_metrics[m]->add(w->state[m], pass->settings, &rows);
    return XENT_OK;
}

/* Leaves everything in worker 0. */
static void
merge_workers(evaluation_pass *pass)
{
    worker_state *all = &pass->worker[0];
    for (unsigned i = 1; i < pass->workers; i++) {
        const worker_state *w = &pass->worker[i];
        if (w->zero_rows > 0 && (all->zero_rows == 0 || w->first_zero_row < all->first_zero_row))
            all->first_zero_row = w->first_zero_row;
        all->zero_rows += w->zero_rows;
        for (size_t m = 0; m < METRICS; m++)
            if (pass->applies[m] && xent_metrics[m]->merge)
                xent_metrics[m]->merge(all->state[m], w->state[m], pass->settings, pass->shape);
    }
}

static xent_status
fill_bins(const xent_pairs *pairs, const xent_null *null, const xent_settings *settings,
          xent_bins *bins, xent_error *err)
{
    xent_exact outcome = {0};
    *bins = (xent_bins){.size = pairs->width.size, .weight = pairs->weight};
    bins->bin = malloc(bins->size * sizeof *bins->bin);
    if (!bins->bin)
        return xent_fail_memory(err);
    xent_pairs_bins(pairs, settings, bins->bin);
    for (size_t i = 0; i < bins->size; i++) {
        bins->bin[i].consistency_low = null->low_outcome[i];
        bins->bin[i].consistency_high = null->high_outcome[i];
        xent_exact_add_product(&outcome, bins->bin[i].weight, bins->bin[i].accuracy);
    }
    bins->outcome = xent_exact_round(&outcome) / bins->weight;
    return XENT_OK;
}

static void
finish_metrics(const evaluation_pass *pass, const xent_whole *whole, xent_evaluation *evaluation)
{
    for (size_t m = 0; m < METRICS; m++) {
        xent_value *value = &evaluation->value[m];
        *value = (xent_value){NAN, NAN, NAN, NAN, NAN, NAN};
        if (pass->applies[m])
            xent_metrics[m]->finish(pass->worker[0].state[m], whole, value);
    }
}

/* Sorts the pairs and finishes; the pass's pairs are gone afterwards. */
static xent_status
finish(evaluation_pass *pass, xent_evaluation *evaluation, xent_error *err)
{
    xent_pairs pairs = {0};
    xent_null null = {.low_outcome = NULL};
    double error[XENT_PAIR_ERRORS];
    xent_pair *pair = pass->pair;
    pass->pair = NULL;
    xent_status status = xent_pairs_init(&pairs, pass->shape->rows, pair,
                                         pass->shape->weight_kind, pass->settings, err);
    if (status == XENT_OK)
        status = xent_pairs_observed(&pairs, error, err);
    if (status == XENT_OK)
        status = xent_null_init(&null, &pairs, pass->settings, err);
    if (status == XENT_OK)
        status = fill_bins(&pairs, &null, pass->settings, &evaluation->bins, err);
    if (status == XENT_OK) {
        xent_whole whole = {pass->settings, pass->shape, pairs.pair, pairs.size, error, &null};
        finish_metrics(pass, &whole, evaluation);
    }
    xent_null_clear(&null);
    xent_pairs_clear(&pairs);
    return status;
}

static xent_status
check_settings(const xent_settings *settings, const xent_shape *shape, xent_error *err)
{
    if (settings->bins < 1 || settings->bins > XENT_MAX_BINS)
        return xent_fail(err, XENT_EINVAL, "%zu bins; 1 to %d are possible", settings->bins,
                         XENT_MAX_BINS);
    if (!(settings->level > 0 && settings->level < 1))
        return xent_fail(err, XENT_EINVAL, "level %g does not lie between 0 and 1",
                         settings->level);
    if (settings->replicates < 1)
        return xent_fail(err, XENT_EINVAL, "a null reference needs at least one replicate");
    if (!shape->labelled)
        return xent_fail(err, XENT_EDATA, "the rows have no labels");
    return XENT_OK;
}

static xent_status
run_pass(evaluation_pass *pass, xent_evaluation *evaluation, xent_error *err)
{
    const xent_shape *shape = pass->shape;
    pass->workers = xent_threads_for(pass->settings->threads, shape->rows * shape->columns);
    pass->pair = malloc(shape->rows * sizeof *pass->pair);
    xent_status status = pass->pair ? workers_alloc(pass, err) : xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_run_blocks(pass->workers, shape->blocks, evaluate_block, pass, err);
    if (status == XENT_OK) {
        merge_workers(pass);
        evaluation->zero_rows = pass->worker[0].zero_rows;
        evaluation->first_zero_row = pass->worker[0].first_zero_row;
        status = finish(pass, evaluation, err);
    }
    for (unsigned i = 0; i < pass->workers; i++)
        free(pass->worker[i].memory);
    free(pass->pair);
    return status;
}

xent_status
xent_evaluate(const xent_sample *sample, const xent_settings *settings,
              xent_evaluation **evaluation, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    *evaluation = NULL;
    xent_status status = check_settings(settings, shape, err);
    if (status != XENT_OK)
        return status;
    xent_evaluation *new = calloc(1, sizeof *new);
    evaluation_pass *pass = calloc(1, sizeof *pass);
    if (!new || !pass) {
        status = xent_fail_memory(err);
        goto done;
    }
    pass->sample = sample;
    pass->settings = settings;
    pass->shape = shape;
    pass->applies = new->applies;
    for (size_t m = 0; m < METRICS; m++) {
        new->applies[m] = xent_metric_applies(xent_metrics[m], settings, shape);
        if (new->applies[m] && xent_metrics[m]->needs & XENT_NEED_PROBABILITIES)
            pass->probabilities = true;
    }
    status = run_pass(pass, new, err);
    if (status == XENT_OK) {
        *evaluation = new;
        new = NULL;
    }
done:
    free(pass);
    xent_evaluation_free(new);
    return status;
}

void
xent_evaluation_free(xent_evaluation *evaluation)
{
    if (evaluation)
        free(evaluation->bins.bin);
    free(evaluation);
}

const xent_value *
xent_evaluation_value(const xent_evaluation *evaluation, const xent_metric *metric)
{
    for (size_t m = 0; m < METRICS; m++)
        if (xent_metrics[m] == metric)
            return evaluation->applies[m] ? &evaluation->value[m] : NULL;
    return NULL;
}

const xent_bins *
xent_evaluation_bins(const xent_evaluation *evaluation)
{
    return &evaluation->bins;
}

size_t
xent_evaluation_zero_rows(const xent_evaluation *evaluation)
{
    return evaluation->zero_rows;
}

uint64_t
xent_evaluation_first_zero_row(const xent_evaluation *evaluation)
{
    return evaluation->first_zero_row;
}
