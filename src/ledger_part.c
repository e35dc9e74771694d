/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger_part.h"
#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "interval.h"
#include "ledger_bound.h"
#include "sample_internal.h"
#include "sweep.h"
#include "total.h"

/* ---- sums */

enum { TERMS = 4 };

size_t
xent_part_scratch(size_t n)
{
    return TERMS * n * sizeof(double);
}

/* x y, or x of a NULL y. */
static void
add_products(size_t n, const double *x, const double *y, double *term, xent_exact *sum)
{
    for (size_t i = 0; i < n; i++)
        term[i] = x[i] * (y ? y[i] : 1);
    xent_total_add(sum, n, term);
}

static void
add_chance(const xent_part_rows *rows, const xent_refit *refit, bool frequency, double *scratch,
           xent_part_sums *sums)
{
    size_t n = rows->n;
    double *term = scratch, *v = term + n, *gain = v + n, *lift = gain + n;
    for (size_t i = 0; i < n; i++) {
        v[i] = frequency ? rows->weight[i] : rows->weight[i] * rows->weight[i];
        gain[i] = rows->before[i] - rows->mapped[i];
        lift[i] = rows->cost[i] - rows->mapped[i];
    }
    add_products(n, rows->weight, gain, term, &sums->weighted_gain);
    for (size_t j = 0; j < refit->numbers; j++) {
        add_products(n, rows->weight, rows->slope + j * n, term, &sums->slope[j]);
        add_products(n, v, rows->all_slope + j * n, term, &sums->all_slope[j]);
        for (size_t i = 0; i < n; i++)
            term[i] = v[i] * rows->all_slope[j * n + i] * gain[i];
        xent_total_add(&sums->gain_slope[j], n, term);
        for (size_t i = 0; i < n; i++)
            term[i] = v[i] * rows->all_slope[j * n + i] * lift[i];
        xent_total_add(&sums->lift_slope[j], n, term);
    }
    xent_spread_add(n, v, gain, &sums->gain);
    xent_spread_add(n, v, lift, &sums->lift);
}

void
xent_part_add(const xent_part_rows *rows, const xent_refit *refit, bool frequency, void *scratch,
              xent_part_sums *sums)
{
    size_t n = rows->n;
    add_products(n, rows->weight, NULL, scratch, &sums->weight);
    add_products(n, rows->weight, rows->before, scratch, &sums->before);
    add_products(n, rows->weight, rows->after, scratch, &sums->after);
    add_products(n, rows->weight, rows->brier_before, scratch, &sums->brier_before);
    add_products(n, rows->weight, rows->brier_after, scratch, &sums->brier_after);
    if (refit->numbers > 0)
        add_chance(rows, refit, frequency, scratch, sums);
}

void
xent_part_merge(xent_part_sums *to, const xent_part_sums *from)
{
    xent_exact_merge(&to->weight, &from->weight);
    xent_exact_merge(&to->before, &from->before);
    xent_exact_merge(&to->after, &from->after);
    xent_exact_merge(&to->brier_before, &from->brier_before);
    xent_exact_merge(&to->brier_after, &from->brier_after);
    xent_exact_merge(&to->weighted_gain, &from->weighted_gain);
    xent_spread_merge(&to->gain, &from->gain);
    xent_spread_merge(&to->lift, &from->lift);
    for (size_t j = 0; j < XENT_REFIT_NUMBERS; j++) {
        xent_exact_merge(&to->slope[j], &from->slope[j]);
        xent_exact_merge(&to->all_slope[j], &from->all_slope[j]);
        xent_exact_merge(&to->gain_slope[j], &from->gain_slope[j]);
        xent_exact_merge(&to->lift_slope[j], &from->lift_slope[j]);
    }
}

/* ---- chance

   A mean over the part has the influence (x - mean)/W' of its rows, W' their weight, and that of
   the map a'psi/W of all rows, psi = -H^-1 s. */

typedef double vector[XENT_REFIT_NUMBERS];

/* The covariance of the mean of x over the part with the numbers of the map. */
static void
covary(const xent_part_sums *sums, const xent_refit *refit, const xent_spread *x,
       const xent_exact *x_slope, double *with)
{
    double mean = xent_exact_round(&x->sum) / xent_exact_round(&x->count);
    double weights = xent_exact_round(&sums->weight) * refit->weight;
    vector raw;
    for (size_t j = 0; j < refit->numbers; j++)
        raw[j] = (xent_exact_round(&x_slope[j]) - mean * xent_exact_round(&sums->all_slope[j]))
                 / weights;
    for (size_t j = 0; j < refit->numbers; j++) {
        with[j] = 0;
        for (size_t k = 0; k < refit->numbers; k++)
            with[j] -= refit->influence[j][k] * raw[k];
    }
}

static double
dot(const xent_refit *refit, const double *a, const double *b)
{
    double sum = 0;
    for (size_t j = 0; j < refit->numbers; j++)
        sum += a[j] * b[j];
    return sum;
}

/* a' variance b. */
static double
of_map(const xent_refit *refit, const double *a, const double *b)
{
    double sum = 0;
    for (size_t j = 0; j < refit->numbers; j++)
        sum += a[j] * dot(refit, refit->variance[j], b);
    return sum;
}

/* variance^-1 shift. */
static void
standardise(const xent_refit *refit, double *to)
{
    const double(*v)[XENT_REFIT_NUMBERS] = refit->variance, *d = refit->shift;
    if (refit->numbers == 1) {
        to[0] = d[0] / v[0][0];
    } else {
        double determinant = v[0][0] * v[1][1] - v[0][1] * v[1][0];
        to[0] = (v[1][1] * d[0] - v[0][1] * d[1]) / determinant;
        to[1] = (v[0][0] * d[1] - v[1][0] * d[0]) / determinant;
    }
}

/* Within this many standard errors, as a p-value, the map may be the one that changes nothing.
   Then its direction is chance too, and the radius has a degree of freedom for each number. */
static const double near_identity = 1e-3;

static void
bound_miscalibration(const xent_part_sums *sums, const xent_refit *refit, double level,
                     xent_ledger_terms *terms)
{
    double weight = xent_exact_round(&sums->weight);
    double gain = xent_exact_round(&sums->weighted_gain) / weight;
    double numbers = (double)refit->numbers;
    vector direction, with, toward;
    standardise(refit, direction);
    double far = dot(refit, direction, refit->shift); /* squared standard errors */
    if (!(far > 0) || !isfinite(far) || !isfinite(gain))
        return;
    covary(sums, refit, &sums->gain, sums->gain_slope, with);
    for (size_t j = 0; j < refit->numbers; j++) {
        direction[j] /= far;
        toward[j] = -xent_exact_round(&sums->slope[j]) / weight - gain * direction[j];
    }
    xent_product p = {.product = gain,
                      .first = 1 / far,
                      .second = xent_spread_variance(&sums->gain, weight)
                                + 2 * dot(refit, toward, with) + of_map(refit, toward, toward),
                      .both = dot(refit, direction, with) + of_map(refit, direction, toward)};
    bool near = far < gsl_cdf_chisq_Qinv(near_identity, numbers);
    xent_product_bounds(&p, sqrt(gsl_cdf_chisq_Pinv(level, near ? numbers : 1)),
                        &terms->miscalibration_low, &terms->miscalibration_high);
}

/* The entropy of the shares is too low by half a row for each class but one (Miller 1955). */
static void
bound_resolution(const xent_part_sums *sums, const xent_refit *refit, const xent_part_about *about,
                 xent_ledger_terms *terms)
{
    double weight = xent_exact_round(&sums->weight);
    vector with, toward;
    covary(sums, refit, &sums->lift, sums->lift_slope, with);
    for (size_t j = 0; j < refit->numbers; j++)
        toward[j] = -xent_exact_round(&sums->slope[j]) / weight;
    double variance = xent_spread_variance(&sums->lift, weight) + 2 * dot(refit, toward, with)
                      + of_map(refit, toward, toward);
    double half = xent_normal_quantile(about->level) * sqrt(variance);
    double middle = terms->resolution
                    + (double)(about->classes - 1) / 2 * xent_spread_row(&sums->lift, weight);
    if (half > 0 && isfinite(half)) {
        terms->resolution_low = middle - half;
        terms->resolution_high = middle + half;
    }
}

double
xent_part_mean(const xent_part_sums *sums, const xent_exact *sum)
{
    return xent_exact_round(sum) / xent_exact_round(&sums->weight);
}

void
xent_part_finish(const xent_part_sums *sums, const xent_refit *refit, const xent_part_about *about,
                 xent_ledger *ledger)
{
    xent_ledger_uncertainty(about->classes, about->task, about->share, about->within, ledger);
    xent_ledger_fill(about->nll, xent_part_mean(sums, &sums->after), &ledger->log);
    xent_ledger_fill(about->brier, xent_part_mean(sums, &sums->brier_after), &ledger->brier);
    if (refit->numbers == 0)
        return;
    if (about->rows >= XENT_LEDGER_LEAST_ROWS)
        bound_miscalibration(sums, refit, about->level, &ledger->log);
    if (xent_ledger_has_classes(about->classes, about->share, about->rows))
        bound_resolution(sums, refit, about, &ledger->log);
}

/* ---- a group */

typedef struct {
    const xent_refit *refit;
    const xent_views *views;
    const double *share;
} group_pass;

typedef struct {
    void *source, *part;
    double *loss, *brier; /* of each view, block_rows; brier of the first two */
    double *weight, *cost, *slope, *logits;
    xent_row *row;
    xent_soft_row *soft;
} group_scratch;

static size_t
cut(const group_pass *pass, void *memory, group_scratch *s)
{
    const xent_shape *shape = xent_sample_shape(pass->views->view[XENT_VIEW_STATED]);
    size_t used = 0, rows = shape->block_rows, views = pass->views->size;
    s->source = xent_scratch_cut(memory, &used, xent_views_scratch(pass->views));
    s->part = xent_scratch_cut(memory, &used, xent_part_scratch(rows));
    s->loss = xent_scratch_cut(memory, &used, views * rows * sizeof *s->loss);
    s->brier = xent_scratch_cut(memory, &used, XENT_VIEW_MAPPED * rows * sizeof *s->brier);
    s->weight = xent_scratch_cut(memory, &used, rows * sizeof *s->weight);
    s->cost = xent_scratch_cut(memory, &used, rows * sizeof *s->cost);
    s->slope = xent_scratch_cut(memory, &used, XENT_REFIT_NUMBERS * rows * sizeof *s->slope);
    s->row = xent_scratch_cut(memory, &used, rows * sizeof *s->row);
    s->soft = xent_scratch_cut(memory, &used, shape->soft ? rows * sizeof *s->soft : 0);
    s->logits = xent_scratch_cut(memory, &used, shape->columns * sizeof *s->logits);
    return used;
}

/* The losses of the rows of a block under view m. */
static xent_status
find_losses(const group_pass *pass, size_t m, const xent_block *block, const group_scratch *at,
            xent_error *err)
{
    const xent_sample *view = pass->views->view[m];
    unsigned wants = XENT_WANT_NLL | (m < XENT_VIEW_MAPPED ? XENT_WANT_BRIER : 0);
    xent_block seen;
    xent_status status = xent_sample_block(view, block->number, at->source, &seen, err);
    if (status != XENT_OK)
        return status;
    xent_ledger_rows(&seen, xent_sample_shape(view)->kind, wants, at->logits, at->row, at->soft);
    for (size_t i = 0; i < seen.rows; i++) {
        at->loss[m * block->rows + i] = at->row[i].nll;
        if (m < XENT_VIEW_MAPPED)
            at->brier[m * block->rows + i] = at->row[i].brier;
    }
    return XENT_OK;
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const group_pass *pass = context;
    const xent_refit *refit = pass->refit;
    const xent_shape *shape = xent_sample_shape(pass->views->view[XENT_VIEW_STATED]);
    size_t n = block->rows;
    group_scratch at;
    xent_status status = XENT_OK;
    cut(pass, scratch, &at);
    for (size_t i = 0; i < n; i++) {
        at.weight[i] = xent_block_weight(block, i);
        at.cost[i] = xent_ledger_cost(pass->share, block, i);
    }
    for (size_t m = 0; m < pass->views->size && status == XENT_OK; m++)
        status = find_losses(pass, m, block, &at, err);
    if (status != XENT_OK)
        return status;
    for (size_t j = 0; j < refit->numbers; j++)
        xent_refit_slopes(refit, j, n, n, at.loss, at.slope + j * n);
    const xent_part_rows rows = {.n = n, .weight = at.weight, .before = at.loss,
                                 .after = at.loss + XENT_VIEW_CROSSFITTED * n,
                                 .mapped = at.loss + XENT_VIEW_MAPPED * n,
                                 .brier_before = at.brier,
                                 .brier_after = at.brier + XENT_VIEW_CROSSFITTED * n,
                                 .cost = at.cost, .slope = at.slope, .all_slope = at.slope};
    xent_part_add(&rows, refit, shape->weight_kind == XENT_FREQUENCY, at.part, state);
    return XENT_OK;
}

static xent_status
sum_up(const xent_refit *refit, const xent_sample *rows, const double *share, unsigned threads,
       xent_part_sums *sums, xent_error *err)
{
    xent_views views;
    xent_sweep sweep = {.memory = NULL};
    group_pass pass = {refit, &views, share};
    group_scratch measured;
    xent_status status = xent_views_open(refit, rows, &views, err);
    if (status == XENT_OK)
        status = xent_sweep_open(rows, threads, sizeof *sums, cut(&pass, NULL, &measured), &sweep,
                                 err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_block, &pass, err);
    for (unsigned t = 0; status == XENT_OK && t < sweep.threads; t++)
        xent_part_merge(sums, xent_sweep_state(&sweep, t));
    xent_sweep_close(&sweep);
    xent_views_clear(&views);
    return status;
}

xent_status
xent_ledger_of_rows(const xent_sample *rows, const xent_refit *refit, double nll, double brier,
                    const xent_settings *settings, xent_ledger *ledger, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(rows);
    double *share = calloc(shape->classes, sizeof *share), within = 0;
    xent_part_sums *sums = calloc(1, sizeof *sums);
    xent_status status = share && sums ? xent_ledger_shares(rows, share, &within, err)
                                       : xent_fail_memory(err);
    if (status == XENT_OK)
        status = sum_up(refit, rows, share, settings->threads, sums, err);
    if (status == XENT_OK) {
        const xent_part_about about = {shape->rows, shape->classes, shape->task, share, within, nll,
                                       brier, settings->level};
        xent_part_finish(sums, refit, &about, ledger);
    }
    free(share);
    free(sums);
    return status;
}
