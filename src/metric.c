/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metric.h"
#include <math.h>
#include <stdlib.h>
#include "binning.h"
#include "cluster.h"
#include "drawn.h"
#include "metric_evaluation.h"
#include "metric_internal.h"
#include "null.h"
#include "sample_internal.h"
#include "sweep.h"
#include "width.h"

/* The metric that measures metric m: itself, or its lead. */
static size_t
lead_of(size_t m)
{
    size_t lead = m;
    if (xent_metrics[m]->lead)
        for (lead = 0; xent_metrics[lead] != xent_metrics[m]->lead;)
            lead++;
    return lead;
}

/* What needs the (p, outcome) pairs of a block, and what needs them all, sorted. */
enum {
    NEED_SORTED = XENT_NEED_MASS | XENT_NEED_WALK | XENT_NEED_PAIRS,
    NEED_OUTCOMES = NEED_SORTED | XENT_NEED_WIDTH | XENT_NEED_OUTCOMES
};

/* A pass under way. */
typedef struct {
    const xent_settings *settings;
    const xent_shape *shape;
    const bool *runs;
    size_t clusters;       /* 0: every row stands for itself */
    unsigned needs, wants; /* of all metrics: XENT_NEED_*, XENT_WANT_* */
    bool rows;             /* are row summaries computed at all? */
    bool streams;          /* are bins summed as rows come by? */
    xent_pairs pairs;      /* of all rows, if they are needed */
    xent_drawn drawn;      /* some rows, likewise */
    xent_sweep sweep;
} evaluation_pass;

/* What a thread keeps: the rows with q(y) = 0, the bins, then the metrics' states. */
typedef struct {
    size_t *zero_rows;
    void *width;
    void *metric[METRICS];
} states;

/* Scratch for one block. */
typedef struct {
    xent_row *row;
    double *p;
    int32_t *outcome;
    double *soft_outcome;
    double *q;
    xent_soft_row *soft;
    double *logits; /* of a row */
} scratches;

/* ---- memory */

static size_t
state_size(const evaluation_pass *pass, size_t m)
{
    const xent_metric *metric = xent_metrics[m];
    return pass->runs[m] && metric->size ? metric->size(pass->settings, pass->shape) : 0;
}

/* Both cut memory (NULL: they only measure) and return its size. */
static size_t
cut_states(const evaluation_pass *pass, void *memory, states *s)
{
    size_t used = 0;
    s->zero_rows = xent_scratch_cut(memory, &used, sizeof *s->zero_rows);
    s->width = xent_scratch_cut(memory, &used,
                                pass->streams ? xent_width_size(pass->settings, pass->shape) : 0);
    for (size_t m = 0; m < METRICS; m++)
        s->metric[m] = xent_scratch_cut(memory, &used, state_size(pass, m));
    return used;
}

static size_t
cut_scratch(const evaluation_pass *pass, void *memory, scratches *s)
{
    size_t rows = pass->shape->block_rows, columns = pass->shape->columns, used = 0;
    size_t q_rows = pass->needs & XENT_NEED_PROBABILITIES ? rows : 0;
    size_t outcomes = pass->needs & NEED_OUTCOMES ? rows : 0, soft = pass->shape->soft ? rows : 0;
    s->row = xent_scratch_cut(memory, &used, (pass->rows ? rows : 0) * sizeof *s->row);
    s->p = xent_scratch_cut(memory, &used, outcomes * sizeof *s->p);
    s->outcome = xent_scratch_cut(memory, &used, outcomes * sizeof *s->outcome);
    s->soft_outcome = xent_scratch_cut(memory, &used, soft * sizeof *s->soft_outcome);
    s->soft = xent_scratch_cut(memory, &used, soft * sizeof *s->soft);
    s->logits = xent_scratch_cut(memory, &used, (soft ? columns : 0) * sizeof *s->logits);
    s->q = xent_scratch_cut(memory, &used, q_rows * columns * sizeof *s->q);
    return used;
}

/* ---- one block */

/* The pairs of P(y=1) against y: probabilities stand in the block as they are. */
static xent_outcomes
positive_outcomes(const evaluation_pass *pass, const xent_block *block, const scratches *at)
{
    xent_outcomes pairs = {.rows = block->rows,
                           .p = at->p,
                           .outcome = block->label,
                           .soft = block->target,
                           .weight = block->weight};
    if (pass->shape->kind != XENT_PROBS)
        for (size_t i = 0; i < block->rows; i++)
            at->p[i] = at->row[i].positive;
    else if (block->f32)
        for (size_t i = 0; i < block->rows; i++)
            at->p[i] = (double)block->f32[i];
    else
        pairs.p = block->f64;
    return pairs;
}

static xent_outcomes
outcomes_of(const evaluation_pass *pass, const xent_block *block, const scratches *at)
{
    if (xent_pairs_are_positive(pass->settings, pass->shape))
        return positive_outcomes(pass, block, at);
    bool soft = pass->shape->soft;
    for (size_t i = 0; i < block->rows; i++) {
        at->p[i] = at->row[i].confidence;
        at->outcome[i] = at->row[i].predicted == at->row[i].label;
    }
    for (size_t i = 0; soft && i < block->rows; i++)
        at->soft_outcome[i] = at->soft[i].hit;
    return (xent_outcomes){.rows = block->rows,
                           .p = at->p,
                           .outcome = at->outcome,
                           .soft = soft ? at->soft_outcome : NULL,
                           .weight = block->weight};
}

/* Says which clusters the pairs are of. */
static void
add_clusters(const evaluation_pass *pass, const xent_block *block, xent_outcomes *pairs)
{
    if (pass->clusters > 0) {
        pairs->cluster = block->factor + xent_shape_factor(pass->shape, XENT_CLUSTER);
        pairs->stride = pass->shape->factors;
    }
}

/* Row summaries that no metric asks for are needed where the pairs come from them. */
static void
find_needs(evaluation_pass *pass)
{
    for (size_t m = 0; m < METRICS; m++) {
        pass->needs |= pass->runs[m] ? xent_metrics[m]->needs : 0;
        pass->wants |= pass->runs[m] ? xent_metrics[m]->row : 0;
    }
    bool positive = xent_pairs_are_positive(pass->settings, pass->shape);
    pass->streams = pass->needs & XENT_NEED_WIDTH && pass->settings->binning == XENT_BY_WIDTH;
    if (pass->needs & XENT_NEED_WIDTH && (!pass->streams || pass->clusters > 0))
        pass->needs |= XENT_NEED_PAIRS;
    if (pass->shape->soft || (pass->needs & NEED_OUTCOMES && !positive))
        pass->wants |= XENT_WANT_TOP;
    if (pass->needs & NEED_OUTCOMES && positive && pass->shape->kind != XENT_PROBS)
        pass->wants |= XENT_WANT_POSITIVE;
    pass->rows = pass->wants || pass->needs & XENT_NEED_PROBABILITIES;
}

static void
summarise_rows(const evaluation_pass *pass, const xent_block *block, const scratches *at,
               size_t *zero_rows)
{
    size_t stride = pass->needs & XENT_NEED_PROBABILITIES ? block->columns : 0;
    if (pass->rows)
        xent_sample_rows(pass->shape, block, pass->wants, stride, at->row, at->q);
    if (pass->shape->soft)
        xent_kernel_soft_rows(block, pass->shape->kind, at->logits, at->row, at->soft);
    for (size_t i = 0; i < block->rows && pass->wants & XENT_WANT_NLL; i++)
        *zero_rows += at->row[i].nll == (double)INFINITY;
}

static xent_status
evaluate_block(void *context, const xent_block *block, void *state, void *scratch,
               xent_error *err)
{
    evaluation_pass *pass = context;
    states to;
    scratches at;
    (void)err;
    cut_states(pass, state, &to);
    cut_scratch(pass, scratch, &at);
    summarise_rows(pass, block, &at, to.zero_rows);
    bool probabilities = pass->needs & XENT_NEED_PROBABILITIES;
    xent_rows rows = {pass->shape, block, at.row, probabilities ? at.q : NULL,
                      pass->shape->soft ? at.soft : NULL, {0}};
    if (pass->needs & NEED_OUTCOMES)
        rows.outcomes = outcomes_of(pass, block, &at);
    add_clusters(pass, block, &rows.outcomes);
    if (pass->needs & NEED_SORTED)
        xent_pairs_set(&pass->pairs, block->first, &rows.outcomes);
    if (pass->needs & XENT_NEED_DRAWN)
        xent_drawn_set(&pass->drawn, &rows);
    if (pass->streams)
        xent_width_add(to.width, pass->settings, pass->shape, &rows.outcomes);
    for (size_t m = 0; m < METRICS; m++)
        if (pass->runs[m] && xent_metrics[m]->add)
            xent_metrics[m]->add(to.metric[m], pass->settings, &rows);
    return XENT_OK;
}

/* ---- the end */

/* Leaves everything in the states of thread 0. */
static states
merge_states(const evaluation_pass *pass)
{
    states all, from;
    cut_states(pass, xent_sweep_state(&pass->sweep, 0), &all);
    for (unsigned i = 1; i < pass->sweep.threads; i++) {
        cut_states(pass, xent_sweep_state(&pass->sweep, i), &from);
        *all.zero_rows += *from.zero_rows;
        if (pass->streams)
            xent_width_merge(all.width, from.width, pass->settings, pass->shape);
        for (size_t m = 0; m < METRICS; m++)
            if (pass->runs[m] && xent_metrics[m]->merge)
                xent_metrics[m]->merge(all.metric[m], from.metric[m], pass->settings, pass->shape);
    }
    return all;
}

/* The groups of the pairs and the errors that follow from them. */
typedef struct {
    xent_partition width, mass;
    double error[XENT_PAIR_ERRORS];
    xent_null null;
} grouping;

static void
grouping_clear(grouping *g)
{
    free(g->width.group);
    free(g->mass.group);
}

/* The errors of the observed differences. */
static xent_status
observe(const xent_partition *part,
        void (*errors)(const xent_partition *part, const double *difference, double *error),
        double *error, xent_error *err)
{
    double *difference = malloc(part->size * sizeof *difference);
    if (!difference)
        return xent_fail_memory(err);
    for (size_t g = 0; g < part->size; g++)
        difference[g] = part->group[g].difference;
    errors(part, difference, error);
    free(difference);
    return XENT_OK;
}

static xent_status
sort_pairs(evaluation_pass *pass, xent_error *err)
{
    const xent_settings *settings = pass->settings;
    return xent_binning_splits_ties(settings->binning)
               ? xent_pairs_rank(&pass->pairs, settings->threads, err)
               : xent_pairs_sort(&pass->pairs, settings->threads, err);
}

/* The bins of the sorted pairs. */
static xent_status
bin_sorted(const evaluation_pass *pass, grouping *g, xent_bins *bins, xent_error *err)
{
    size_t *ends = NULL, size;
    xent_status status = xent_binning_cut(&pass->pairs, pass->settings, &ends, &size, err);
    if (status == XENT_OK)
        status = xent_width_of_pairs(&pass->pairs, ends, size, pass->settings, pass->shape,
                                     &g->width, bins, err);
    free(ends);
    return status;
}

static xent_status
group_width(const evaluation_pass *pass, void *state, grouping *g, xent_bins *bins,
            xent_error *err)
{
    xent_status status = pass->streams ? xent_width_finish(state, pass->settings, pass->shape,
                                                           &g->width, bins, err)
                                       : bin_sorted(pass, g, bins, err);
    if (status == XENT_OK)
        status = observe(&g->width, xent_width_errors, g->error, err);
    if (status == XENT_OK)
        status = xent_null_bands(&g->width, pass->settings, bins, err);
    if (status == XENT_OK && pass->clusters > 0)
        status = xent_cluster_bins(&pass->pairs, pass->clusters, pass->settings, bins, err);
    return status;
}

static xent_status
group_mass(const evaluation_pass *pass, grouping *g, xent_error *err)
{
    xent_status status = xent_pairs_cut(&pass->pairs, pass->settings->bins, &g->mass, err);
    return status == XENT_OK ? observe(&g->mass, xent_mass_errors, g->error, err) : status;
}

/* Everything that metrics may look at in finish. */
static xent_status
group_pairs(evaluation_pass *pass, void *width, grouping *g, xent_bins *bins, xent_error *err)
{
    xent_status status = XENT_OK;
    unsigned needs = pass->needs;
    if (needs & NEED_SORTED)
        status = sort_pairs(pass, err);
    if (status == XENT_OK && needs & XENT_NEED_WIDTH)
        status = group_width(pass, width, g, bins, err);
    if (status == XENT_OK && needs & XENT_NEED_MASS)
        status = group_mass(pass, g, err);
    if (status == XENT_OK && needs & XENT_NEED_WALK) {
        double low, high;
        xent_pairs_prefix(&pass->pairs, &low, &high);
        g->error[XENT_PAIR_KS] = fmax(high, -low) / pass->pairs.weight;
    }
    if (status == XENT_OK && needs & (XENT_NEED_WIDTH | XENT_NEED_MASS | XENT_NEED_WALK))
        status = xent_null_init(&g->null, needs & XENT_NEED_WIDTH ? &g->width : NULL,
                                needs & XENT_NEED_MASS ? &g->mass : NULL,
                                needs & XENT_NEED_WALK ? &pass->pairs : NULL, pass->settings, err);
    return status;
}

static xent_status
finish_metrics(const evaluation_pass *pass, const states *all, const xent_whole *whole,
               xent_evaluation *evaluation, xent_error *err)
{
    xent_status status = XENT_OK;
    evaluation->zero_rows = pass->wants & XENT_WANT_NLL ? *all->zero_rows : SIZE_MAX;
    for (size_t m = 0; m < METRICS && status == XENT_OK; m++) {
        xent_value value[XENT_METRIC_MEMBERS];
        for (size_t i = 0; i < XENT_METRIC_MEMBERS; i++)
            value[i] = xent_value_unknown();
        if (pass->runs[m])
            status = xent_metrics[m]->finish(all->metric[m], whole, value, err);
        for (size_t s = 0; s < METRICS && pass->runs[m]; s++) {
            if (lead_of(s) != m)
                continue;
            evaluation->value[s] = value[xent_metrics[s]->member];
            if (pass->clusters > 0 && !xent_metrics[s]->clusters)
                xent_cluster_withhold(&evaluation->value[s]);
        }
    }
    return status;
}

/* A choice of metrics is measured and no more. */
static bool
draws_curves(const evaluation_pass *pass)
{
    const xent_metric *const *wanted = pass->settings->metrics;
    return (!wanted || wanted == xent_metrics) && pass->needs & NEED_SORTED;
}

static xent_status
finish(evaluation_pass *pass, xent_evaluation *evaluation, xent_error *err)
{
    states all = merge_states(pass);
    grouping g = {.error = {0}};
    xent_status status = group_pairs(pass, all.width, &g, &evaluation->bins, err);
    if (status == XENT_OK) {
        xent_whole whole = {pass->settings, pass->shape, &pass->pairs, g.error, &g.null,
                            &g.width, &g.mass, &pass->drawn, pass->sweep.sample};
        status = finish_metrics(pass, &all, &whole, evaluation, err);
    }
    if (status == XENT_OK && draws_curves(pass))
        status = xent_evaluation_draw(evaluation, &pass->pairs, pass->settings, err);
    if (status == XENT_OK && pass->clusters > 0)
        xent_evaluation_withhold_bands(evaluation);
    grouping_clear(&g);
    return status;
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
    if (pass->needs & NEED_SORTED)
        status = xent_pairs_alloc(&pass->pairs, pass->shape, err);
    if (status == XENT_OK && pass->needs & XENT_NEED_DRAWN)
        status = xent_drawn_alloc(pass->shape, pass->settings, &pass->drawn, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&pass->sweep, evaluate_block, pass, err);
    if (status == XENT_OK)
        status = finish(pass, evaluation, err);
    xent_pairs_clear(&pass->pairs);
    xent_drawn_clear(&pass->drawn);
    xent_sweep_close(&pass->sweep);
    return status;
}

bool
xent_metric_is_wanted(const xent_settings *settings, const xent_metric *metric)
{
    if (!settings->metrics)
        return !metric->extra;
    for (size_t i = 0; settings->metrics[i]; i++)
        if (settings->metrics[i] == metric)
            return true;
    return false;
}

xent_status
xent_evaluate(const xent_sample *sample, const xent_settings *settings,
              xent_evaluation **evaluation, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    *evaluation = NULL;
    xent_status status = xent_settings_check(settings, err);
    if (status == XENT_OK && !shape->labelled && !shape->soft)
        status = xent_fail(err, XENT_EDATA, "the rows have no labels");
    if (status != XENT_OK)
        return status;
    xent_evaluation *new = calloc(1, sizeof *new);
    if (!new)
        return xent_fail_memory(err);
    size_t clusters = xent_shape_clusters(shape);
    xent_settings own = *settings;
    if (clusters > 0)
        own.replicates = 1; /* what chance alone would give is withheld */
    evaluation_pass pass = {
        .settings = &own, .shape = shape, .runs = new->runs, .clusters = clusters};
    for (size_t m = 0; m < METRICS; m++)
        if (xent_metric_is_wanted(settings, xent_metrics[m])
            && xent_metric_applies(xent_metrics[m], settings, shape))
            new->applies[m] = new->runs[lead_of(m)] = true;
    find_needs(&pass);
    status = run_pass(&pass, sample, new, err);
    if (status == XENT_OK)
        *evaluation = new;
    else
        xent_evaluation_free(new);
    return status;
}

xent_status
xent_collect_pairs(const xent_sample *sample, const xent_settings *settings, xent_pairs *pairs,
                   xent_error *err)
{
    static const bool none[METRICS];
    const xent_shape *shape = xent_sample_shape(sample);
    evaluation_pass pass = {.settings = settings, .shape = shape, .runs = none,
                            .clusters = xent_shape_clusters(shape), .needs = XENT_NEED_PAIRS};
    states state;
    scratches scratch;
    find_needs(&pass);
    xent_status status = xent_sweep_open(sample, settings->threads, cut_states(&pass, NULL, &state),
                                         cut_scratch(&pass, NULL, &scratch), &pass.sweep, err);
    *pairs = (xent_pairs){0};
    if (status != XENT_OK)
        return status;
    status = xent_pairs_alloc(&pass.pairs, shape, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&pass.sweep, evaluate_block, &pass, err);
    xent_sweep_close(&pass.sweep);
    if (status == XENT_OK)
        *pairs = pass.pairs;
    else
        xent_pairs_clear(&pass.pairs);
    return status;
}
