/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss of a map. */
#include "exact.h"
#include "kernel_internal.h"
#include "map_internal.h"
#include "sample_internal.h"
#include "sweep.h"

typedef struct {
    xent_exact weight, nll;
} loss_sums;

typedef struct {
    const xent_map *map; /* NULL: the identity */
    const xent_shape *shape;
} loss_job;

/* Scratch of one block. */
typedef struct {
    double *z, *terms, *beta;
} scratches;

static size_t
cut_scratch(const loss_job *job, void *memory, scratches *s)
{
    size_t used = 0, rows = job->shape->block_rows, columns = job->shape->columns;
    size_t beta = xent_kernel_beta_scratch(rows, columns);
    s->z = xent_scratch_cut(memory, &used, (job->map ? rows * columns : 0) * sizeof *s->z);
    s->terms = xent_scratch_cut(memory, &used, XENT_BETA_TERMS * rows * sizeof *s->terms);
    s->beta = xent_scratch_cut(memory, &used, beta * sizeof *s->beta);
    return used;
}

/* -ln q(y) of the rows of one column, from their log-odds. */
static void
find_losses_of_odds(const xent_block *block, xent_kind kind, double *nll)
{
    xent_kernel_logits(block, kind, nll);
    for (size_t i = 0; i < block->rows; i++)
        nll[i] = block->label[i] == 1 ? nll[i] : -nll[i];
    xent_kernels_best()->log_sigmoid(block->rows, nll);
    for (size_t i = 0; i < block->rows; i++)
        nll[i] = -nll[i];
}

/* The losses of the rows at the front of the terms.  Probabilities of several columns count as
   divided by their sum. */
static void
find_losses(const xent_block *block, xent_kind kind, const scratches *s)
{
    if (block->columns == 1 && !block->target)
        find_losses_of_odds(block, kind, s->terms);
    else
        xent_kernel_beta(block, kind, 1, XENT_BETA_LOW, false, s->beta, s->terms);
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const loss_job *job = context;
    loss_sums *total = state;
    xent_block mapped = *block;
    xent_kind kind = job->shape->kind;
    double weight = 0, nll = 0;
    scratches s;
    (void)err;
    cut_scratch(job, scratch, &s);
    if (job->map) {
        xent_map_take(job->map->type, block, kind, s.z);
        job->map->type->apply(job->map, block->rows, block->columns, s.z, s.z);
        mapped.f32 = NULL;
        mapped.f64 = s.z;
        kind = job->map->type->keeps_logits ? XENT_LOGITS : XENT_PROBS;
    }
    find_losses(&mapped, kind, &s);
    for (size_t i = 0; i < block->rows; i++) {
        weight += xent_block_weight(block, i);
        nll += xent_block_weight(block, i) * s.terms[i];
    }
    xent_exact_add(&total->weight, weight);
    xent_exact_add(&total->nll, nll);
    return XENT_OK;
}

xent_status
xent_map_nll(const xent_map *map, const xent_sample *sample, unsigned threads, double *nll,
             double *weight, xent_error *err)
{
    loss_job job = {map, xent_sample_shape(sample)};
    scratches measured;
    xent_sweep sweep;
    xent_status status = xent_sweep_open(sample, threads, sizeof(loss_sums),
                                         cut_scratch(&job, NULL, &measured), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_block, &job, err);
    if (status == XENT_OK) {
        loss_sums *total = xent_sweep_state(&sweep, 0);
        for (unsigned i = 1; i < sweep.threads; i++) {
            const loss_sums *part = xent_sweep_state(&sweep, i);
            xent_exact_merge(&total->weight, &part->weight);
            xent_exact_merge(&total->nll, &part->nll);
        }
        *weight = xent_exact_round(&total->weight);
        *nll = xent_exact_round(&total->nll) / *weight;
    }
    xent_sweep_close(&sweep);
    return status;
}
