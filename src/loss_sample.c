/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss_sample.h"
#include <math.h>
#include <stdlib.h>
#include "companion.h"
#include "loss_internal.h"
#include "sample_internal.h"
#include "sweep.h"

xent_status
xent_loss_check(const xent_loss_plan *plan, const xent_loss_data *data, xent_error *err)
{
    bool wants = !(plan->loss->takes & XENT_TAKES_NOTHING);
    if (wants && !data->targets && !xent_sample_shape(data->sample)->labelled) {
        xent_fail(err, XENT_EDATA, "neither labels nor targets");
        xent_error_hint(err, "--labels NAME|FILE or --targets NAME|FILE");
        return XENT_EDATA;
    }
    xent_status status = XENT_OK;
    if (data->targets)
        status = xent_companion_check(data->sample, data->targets, "targets", err);
    if (status == XENT_OK && data->teacher)
        status = xent_companion_check(data->sample, data->teacher, "scores of the teacher", err);
    return status;
}

/* ---- scratch of a thread */

typedef struct {
    double *value, *target, *teacher, *gradient, *loss;
    void *companion; /* scratch of the targets' or the teacher's source */
} workspace;

static size_t
source_size(const xent_sample *sample)
{
    return sample ? xent_sample_scratch_size(sample) : 0;
}

static size_t
lay_out(const xent_loss_plan *plan, const xent_loss_data *data, bool gradient, char *memory,
        workspace *w)
{
    size_t rows = xent_sample_shape(data->sample)->block_rows, size = 0;
    size_t cells = rows * plan->columns * sizeof(double);
    size_t targets = source_size(data->targets), teacher = source_size(data->teacher);
    w->value = xent_scratch_cut(memory, &size, rows * sizeof(double));
    w->loss = xent_scratch_cut(memory, &size, xent_loss_scratch(plan) * sizeof(double));
    w->target = xent_scratch_cut(memory, &size, data->targets ? cells : 0);
    w->teacher = xent_scratch_cut(memory, &size, data->teacher ? cells : 0);
    w->gradient = xent_scratch_cut(memory, &size, gradient ? cells : 0);
    w->companion = xent_scratch_cut(memory, &size, targets > teacher ? targets : teacher);
    return size;
}

/* ---- one block */

static xent_status
fetch_targets(const xent_loss_plan *plan, const xent_loss_data *data, size_t number,
              const xent_block *block, const workspace *w, xent_error *err)
{
    xent_block from;
    bool logs = xent_sample_shape(data->targets)->kind == XENT_LOGPROBS &&
                !plan->options.log_targets;
    xent_status status = xent_sample_block(data->targets, number, w->companion, &from, err);
    for (size_t j = 0; status == XENT_OK && j < from.rows * from.columns; j++) {
        double t = xent_block_score(&from, j);
        w->target[j] = logs ? exp(t) : t;
    }
    if (status == XENT_OK)
        xent_companion_keep(block, &from, w->target);
    return status;
}

static xent_status
fetch_teacher(const xent_loss_data *data, size_t number, const xent_block *block,
              const workspace *w, xent_error *err)
{
    xent_block from;
    xent_status status = xent_sample_block(data->teacher, number, w->companion, &from, err);
    if (status != XENT_OK)
        return status;
    xent_kernel_logits(&from, xent_sample_shape(data->teacher)->kind, w->teacher);
    xent_companion_keep(block, &from, w->teacher);
    return XENT_OK;
}

/* Fills rows: what the block's are compared with. */
static xent_status
fetch(const xent_loss_plan *plan, const xent_loss_data *data, size_t number,
      const xent_block *block, const workspace *w, xent_loss_rows *rows, xent_error *err)
{
    xent_status status = XENT_OK;
    *rows = (xent_loss_rows){block, data->targets ? w->target : NULL,
                             data->teacher ? w->teacher : NULL};
    if (data->targets)
        status = fetch_targets(plan, data, number, block, w, err);
    if (status == XENT_OK && data->teacher)
        status = fetch_teacher(data, number, block, w, err);
    return status;
}

/* ---- one pass: sums */

typedef struct {
    const xent_loss_plan *plan;
    const xent_loss_data *data;
} pass;

static size_t
block_number(const xent_sample *sample, const xent_block *block)
{
    return (size_t)(xent_block_row(block, 0) / xent_sample_shape(sample)->block_rows);
}

static xent_status
sum_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const pass *p = context;
    workspace w;
    xent_loss_rows rows;
    if (block->rows == 0)
        return XENT_OK;
    lay_out(p->plan, p->data, false, scratch, &w);
    xent_status status = fetch(p->plan, p->data, block_number(p->data->sample, block), block, &w,
                               &rows, err);
    if (status != XENT_OK)
        return status;
    xent_loss_summands(p->plan, &rows, w.value, w.loss);
    xent_loss_add(p->plan, &rows, w.value, state);
    return XENT_OK;
}

xent_status
xent_loss_measure(const xent_loss_plan *plan, const xent_loss_data *data, xent_loss_sums *sums,
                  xent_error *err)
{
    pass p = {plan, data};
    workspace w;
    xent_sweep sweep;
    *sums = (xent_loss_sums){.rows = xent_sample_facts(data->sample)->ignored_rows};
    xent_status status = xent_sweep_open(data->sample, data->threads, sizeof *sums,
                                         lay_out(plan, data, false, NULL, &w), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, sum_block, &p, err);
    for (unsigned i = 0; status == XENT_OK && i < sweep.threads; i++)
        xent_loss_merge(sums, xent_sweep_state(&sweep, i));
    xent_sweep_close(&sweep);
    return status;
}

/* ---- rows in order */

typedef struct {
    const xent_loss_plan *plan;
    xent_loss_visitor *visit;
    void *context;
    double *zeros;
    double scale;
    bool gradient;
    uint64_t next; /* row that has not been shown */
} showing;

/* Shows the ignored rows before `row`. */
static xent_status
show_gap(showing *s, uint64_t row, xent_error *err)
{
    xent_status status = XENT_OK;
    for (; status == XENT_OK && s->next < row; s->next++)
        status = s->visit(s->context, s->next, 0, s->gradient ? s->zeros : NULL, err);
    return status;
}

static xent_status
show_block(showing *s, const xent_block *block, const workspace *w, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t i = 0; status == XENT_OK && i < block->rows; i++) {
        double weight = xent_block_weight(block, i), *row = NULL;
        if (s->gradient)
            row = w->gradient + i * block->columns;
        for (size_t j = 0; row && j < block->columns; j++)
            row[j] *= weight * s->scale;
        status = show_gap(s, xent_block_row(block, i), err);
        if (status == XENT_OK)
            status = s->visit(s->context, s->next++, weight * w->value[i], row, err);
    }
    return status;
}

xent_status
xent_loss_each(const xent_loss_plan *plan, const xent_loss_data *data, const xent_loss_sums *sums,
               bool gradient, xent_loss_visitor *visit, void *context, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(data->sample);
    workspace w;
    xent_block block;
    xent_loss_rows rows;
    char *memory = malloc(lay_out(plan, data, gradient, NULL, &w));
    void *scratch = malloc(xent_sample_scratch_size(data->sample) + 1);
    showing s = {plan, visit, context, calloc(plan->columns, sizeof(double)),
                 xent_loss_gradient_scale(plan, sums), gradient, 0};
    xent_status status = memory && scratch && s.zeros ? XENT_OK : xent_fail_memory(err);
    if (status == XENT_OK)
        lay_out(plan, data, gradient, memory, &w);
    for (size_t i = 0; status == XENT_OK && i < shape->blocks; i++) {
        status = xent_sample_block(data->sample, i, scratch, &block, err);
        if (status == XENT_OK)
            status = fetch(plan, data, i, &block, &w, &rows, err);
        if (status != XENT_OK)
            break;
        xent_loss_values(plan, &rows, w.value, gradient ? w.gradient : NULL, w.loss);
        status = show_block(&s, &block, &w, err);
    }
    if (status == XENT_OK)
        status = show_gap(&s, sums->rows, err);
    free(s.zeros);
    free(scratch);
    free(memory);
    return status;
}

/* ---- labels */

static xent_status
count_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    xent_exact *count = state;
    (void)context;
    (void)scratch;
    (void)err;
    for (size_t i = 0; i < block->rows; i++)
        if (block->label[i] >= 0)
            xent_exact_add(&count[block->label[i]], xent_block_weight(block, i));
    return XENT_OK;
}

xent_status
xent_class_counts(const xent_sample *sample, unsigned threads, double *count, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_sweep sweep;
    if (!shape->labelled)
        return xent_fail(err, XENT_EDATA, "class weights from the data want labels");
    xent_status status = xent_sweep_open(sample, threads, shape->classes * sizeof(xent_exact), 0,
                                         &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, count_block, NULL, err);
    for (size_t k = 0; status == XENT_OK && k < shape->classes; k++) {
        xent_exact sum = {0};
        for (unsigned i = 0; i < sweep.threads; i++)
            xent_exact_merge(&sum, (xent_exact *)xent_sweep_state(&sweep, i) + k);
        count[k] = xent_exact_round(&sum);
    }
    xent_sweep_close(&sweep);
    return status;
}
