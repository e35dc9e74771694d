/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metric.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "metric_internal.h"
#include "pairs.h"
#include "sample_internal.h"
#include "sweep.h"

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
    size_t zero_rows; /* with q(y) = 0 */
};

/* A pass under way. */
typedef struct {
    const xent_settings *settings;
    const xent_shape *shape;
    const bool *applies;
    bool probabilities; /* does any metric need them? */
    xent_pair *pair;    /* of all rows */
    xent_sweep sweep;
} evaluation_pass;

/* What a thread keeps: the rows with q(y) = 0, then the metrics' states. */
typedef struct {
    size_t *zero_rows;
    void *metric[METRICS];
} states;

/* Scratch for one block. */
typedef struct {
    xent_row *row;
    xent_pair *pair;
    double *q;
    double *one_row;
} scratches;

static size_t
state_size(const evaluation_pass *pass, size_t m)
{
    const xent_metric *metric = xent_metrics[m];
    return pass->applies[m] && metric->size ? metric->size(pass->settings, pass->shape) : 0;
}

/* Both cut memory (NULL: they only measure) and return its size. */
static size_t
cut_states(const evaluation_pass *pass, void *memory, states *s)
{
    size_t used = 0;
    s->zero_rows = xent_scratch_cut(memory, &used, sizeof *s->zero_rows);
    for (size_t m = 0; m < METRICS; m++)
        s->metric[m] = xent_scratch_cut(memory, &used, state_size(pass, m));
    return used;
}

static size_t
cut_scratch(const evaluation_pass *pass, void *memory, scratches *s)
{
    size_t rows = pass->shape->block_rows, used = 0;
    size_t q_rows = pass->probabilities ? rows : 1;
    s->row = xent_scratch_cut(memory, &used, rows * sizeof *s->row);
    s->pair = xent_scratch_cut(memory, &used, rows * sizeof *s->pair);
    s->q = xent_scratch_cut(memory, &used, q_rows * pass->shape->columns * sizeof *s->q);
    s->one_row = xent_scratch_cut(memory, &used, pass->shape->columns * sizeof *s->one_row);
    return used;
}

static xent_pair
pair_of_row(const evaluation_pass *pass, const xent_row *row)
{
    if (pairs_are_positive(pass->settings, pass->shape))
        return (xent_pair){row->positive, row->label, row->weight};
    return (xent_pair){row->confidence, row->predicted == row->label, row->weight};
}

static xent_status
evaluate_block(void *context, const xent_block *block, void *state, void *scratch,
               xent_error *err)
{
    const evaluation_pass *pass = context;
    states to;
    scratches at;
    (void)err;
    cut_states(pass, state, &to);
    cut_scratch(pass, scratch, &at);
    xent_kernel_rows(block, pass->shape->kind, XENT_WANT_EVERYTHING,
                     pass->probabilities ? block->columns : 0, at.row, at.q, at.one_row);
    for (size_t i = 0; i < block->rows; i++) {
        at.pair[i] = pass->pair[block->first + i] = pair_of_row(pass, &at.row[i]);
        *to.zero_rows += at.row[i].nll == (double)INFINITY;
    }
    xent_rows rows = {pass->shape, block, at.row, pass->probabilities ? at.q : NULL, at.pair};
    for (size_t m = 0; m < METRICS; m++)
        if (pass->applies[m] && xent_metrics[m]->add)
            xent_metrics[m]->add(to.metric[m], pass->settings, &rows);
    return XENT_OK;
}

/* Leaves everything in the states of thread 0. */
static states
merge_states(const evaluation_pass *pass)
{
    states all, from;
    cut_states(pass, xent_sweep_state(&pass->sweep, 0), &all);
    for (unsigned i = 1; i < pass->sweep.threads; i++) {
        cut_states(pass, xent_sweep_state(&pass->sweep, i), &from);
        *all.zero_rows += *from.zero_rows;
        for (size_t m = 0; m < METRICS; m++)
            if (pass->applies[m] && xent_metrics[m]->merge)
                xent_metrics[m]->merge(all.metric[m], from.metric[m], pass->settings, pass->shape);
    }
    return all;
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
    states all = merge_states(pass);
    evaluation->zero_rows = *all.zero_rows;
    for (size_t m = 0; m < METRICS; m++) {
        xent_value *value = &evaluation->value[m];
        *value = xent_value_unknown();
        if (pass->applies[m])
            xent_metrics[m]->finish(all.metric[m], whole, value);
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
    if (settings->replicates < 1 || settings->replicates > XENT_MAX_REPLICATES)
        return xent_fail(err, XENT_EINVAL, "%zu replicates of the null reference; 1 to %d are "
                                           "possible",
                         settings->replicates, XENT_MAX_REPLICATES);
    if (!shape->labelled)
        return xent_fail(err, XENT_EDATA, "the rows have no labels");
    return XENT_OK;
}

static xent_status
run_pass(evaluation_pass *pass, const xent_sample *sample, xent_evaluation *evaluation,
         xent_error *err)
{
    states state;
    scratches scratch;
    size_t state_bytes = cut_states(pass, NULL, &state);
    size_t scratch_bytes = cut_scratch(pass, NULL, &scratch);
    xent_status status = xent_sweep_open(sample, pass->settings->threads, state_bytes,
                                         scratch_bytes, &pass->sweep, err);
    if (status != XENT_OK)
        return status;
    pass->pair = malloc(pass->shape->rows * sizeof *pass->pair);
    if (!pass->pair)
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_sweep_run(&pass->sweep, evaluate_block, pass, err);
    if (status == XENT_OK)
        status = finish(pass, evaluation, err);
    free(pass->pair);
    xent_sweep_close(&pass->sweep);
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
    if (!new)
        return xent_fail_memory(err);
    evaluation_pass pass = {.settings = settings, .shape = shape, .applies = new->applies};
    for (size_t m = 0; m < METRICS; m++) {
        new->applies[m] = xent_metric_applies(xent_metrics[m], settings, shape);
        if (new->applies[m] && xent_metrics[m]->needs & XENT_NEED_PROBABILITIES)
            pass.probabilities = true;
    }
    status = run_pass(&pass, sample, new, err);
    if (status == XENT_OK)
        *evaluation = new;
    else
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
