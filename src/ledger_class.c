/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledgers of all classes, each against the rest, in one pass. */
#include <math.h>
#include <stdlib.h>
#include "ledger_part.h"
#include "sample_internal.h"
#include "sweep.h"

typedef struct {
    const xent_refit *refit;
    const xent_views *views;
    const double *share; /* of each class */
} class_pass;

/* What is there for each view stands in blocks of block_rows rows. */
typedef struct {
    void *source, *part;
    double *q, *nll;             /* of each view: rows * columns probabilities; -ln q(y) */
    double *loss, *brier;        /* of one class: of each view; of the first two */
    double *weight, *cost, *slope, *all_slope;
    xent_row *row;
} class_scratch;

static size_t
cut(const class_pass *pass, void *memory, class_scratch *s)
{
    const xent_shape *shape = xent_sample_shape(pass->views->view[XENT_VIEW_STATED]);
    size_t used = 0, rows = shape->block_rows, all = pass->views->size * rows;
    s->source = xent_scratch_cut(memory, &used, xent_views_scratch(pass->views));
    s->part = xent_scratch_cut(memory, &used, xent_part_scratch(rows));
    s->q = xent_scratch_cut(memory, &used, all * shape->columns * sizeof *s->q);
    s->nll = xent_scratch_cut(memory, &used, all * sizeof *s->nll);
    s->loss = xent_scratch_cut(memory, &used, all * sizeof *s->loss);
    s->brier = xent_scratch_cut(memory, &used, XENT_VIEW_MAPPED * rows * sizeof *s->brier);
    s->weight = xent_scratch_cut(memory, &used, rows * sizeof *s->weight);
    s->cost = xent_scratch_cut(memory, &used, rows * sizeof *s->cost);
    s->slope = xent_scratch_cut(memory, &used, XENT_REFIT_NUMBERS * rows * sizeof *s->slope);
    s->all_slope = xent_scratch_cut(memory, &used, XENT_REFIT_NUMBERS * rows * sizeof *s->slope);
    s->row = xent_scratch_cut(memory, &used, rows * sizeof *s->row);
    return used;
}

static xent_status
find_forecasts(const class_pass *pass, size_t m, const xent_block *block, const class_scratch *at,
               xent_error *err)
{
    const xent_sample *view = pass->views->view[m];
    size_t n = block->rows, columns = block->columns;
    xent_block seen;
    xent_status status = xent_sample_block(view, block->number, at->source, &seen, err);
    if (status != XENT_OK)
        return status;
    xent_kernel_rows(&seen, xent_sample_shape(view)->kind, XENT_WANT_NLL, columns, at->row,
                     at->q + m * n * columns);
    for (size_t i = 0; i < n; i++)
        at->nll[m * n + i] = at->row[i].nll;
    return XENT_OK;
}

/* -ln(1 - q_c).  The other classes' sum keeps the digits that q_c near 1 has lost; probabilities
   are used as they are. */
static double
cost_of_rest(const double *q, size_t columns, size_t c, bool normalised)
{
    double rest = 0;
    if (!normalised || q[c] <= 0.5)
        return -log1p(-q[c]);
    for (size_t j = 0; j < columns; j++)
        rest += j == c ? 0 : q[j];
    return -log(rest);
}

/* The losses of class c against the rest under view m. */
static void
find_losses(const class_pass *pass, size_t m, size_t c, const xent_block *block,
            const class_scratch *at)
{
    bool normalised = xent_sample_shape(pass->views->view[m])->kind == XENT_LOGITS;
    size_t n = block->rows, columns = block->columns;
    for (size_t i = 0; i < n; i++) {
        const double *q = at->q + (m * n + i) * columns;
        bool hit = block->label[i] == (int32_t)c;
        double gap = q[c] - (hit ? 1 : 0);
        at->loss[m * n + i] = hit ? at->nll[m * n + i]
                                  : cost_of_rest(q, columns, c, normalised);
        if (m < XENT_VIEW_MAPPED)
            at->brier[m * n + i] = gap * gap;
    }
}

static void
add_class(const class_pass *pass, size_t c, const xent_block *block, const class_scratch *at,
          xent_part_sums *sums)
{
    const xent_refit *refit = pass->refit;
    const xent_shape *shape = xent_sample_shape(pass->views->view[XENT_VIEW_STATED]);
    double cost = -log(pass->share[c]), rest = -log1p(-pass->share[c]);
    size_t n = block->rows;
    for (size_t m = 0; m < pass->views->size; m++)
        find_losses(pass, m, c, block, at);
    for (size_t i = 0; i < n; i++)
        at->cost[i] = block->label[i] == (int32_t)c ? cost : rest;
    for (size_t j = 0; j < refit->numbers; j++)
        xent_refit_slopes(refit, j, n, n, at->loss, at->slope + j * n);
    const xent_part_rows rows = {.n = n, .weight = at->weight, .before = at->loss,
                                 .after = at->loss + XENT_VIEW_CROSSFITTED * n,
                                 .mapped = at->loss + XENT_VIEW_MAPPED * n,
                                 .brier_before = at->brier,
                                 .brier_after = at->brier + XENT_VIEW_CROSSFITTED * n,
                                 .cost = at->cost, .slope = at->slope,
                                 .all_slope = at->all_slope};
    xent_part_add(&rows, refit, shape->weight_kind == XENT_FREQUENCY, at->part, sums);
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const class_pass *pass = context;
    const xent_refit *refit = pass->refit;
    xent_part_sums *sums = state;
    size_t n = block->rows;
    class_scratch at;
    xent_status status = XENT_OK;
    cut(pass, scratch, &at);
    for (size_t m = 0; m < pass->views->size && status == XENT_OK; m++)
        status = find_forecasts(pass, m, block, &at, err);
    if (status != XENT_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        at.weight[i] = xent_block_weight(block, i);
    for (size_t j = 0; j < refit->numbers; j++)
        xent_refit_slopes(refit, j, n, n, at.nll, at.all_slope + j * n);
    for (size_t c = 0; c < block->columns; c++)
        add_class(pass, c, block, &at, &sums[c]);
    return XENT_OK;
}

static void
finish(const class_pass *pass, const xent_sweep *sweep, double level, xent_ledger *ledger)
{
    const xent_shape *shape = xent_sample_shape(sweep->sample);
    xent_part_sums *all = xent_sweep_state(sweep, 0);
    for (size_t c = 0; c < shape->classes; c++) {
        const double share[] = {1 - pass->share[c], pass->share[c]};
        for (unsigned t = 1; t < sweep->threads; t++)
            xent_part_merge(&all[c], (const xent_part_sums *)xent_sweep_state(sweep, t) + c);
        const xent_part_about about = {.rows = shape->rows, .classes = 2, .task = XENT_BINARY,
                                       .share = share, .level = level,
                                       .nll = xent_part_mean(&all[c], &all[c].before),
                                       .brier = xent_part_mean(&all[c], &all[c].brier_before)};
        xent_part_finish(&all[c], pass->refit, &about, &ledger[c]);
    }
}

xent_status
xent_ledger_of_classes(const xent_sample *sample, const xent_refit *refit,
                       const xent_settings *settings, xent_ledger *ledger, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    double *share = calloc(shape->classes, sizeof *share), within = 0;
    xent_views views;
    xent_sweep sweep = {.memory = NULL};
    class_pass pass = {refit, &views, share};
    class_scratch measured;
    xent_status status = xent_views_open(refit, sample, &views, err);
    if (status == XENT_OK)
        status = share ? xent_ledger_shares(sample, share, &within, err) : xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_sweep_open(sample, settings->threads,
                                 shape->classes * sizeof(xent_part_sums),
                                 cut(&pass, NULL, &measured), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_block, &pass, err);
    if (status == XENT_OK)
        finish(&pass, &sweep, settings->level, ledger);
    xent_sweep_close(&sweep);
    xent_views_clear(&views);
    free(share);
    return status;
}
