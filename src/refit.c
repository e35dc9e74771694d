/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "refit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "ledger_internal.h"
#include "map_internal.h"
#include "sample_internal.h"
#include "sweep.h"
#include "total.h"

/* ---- maps nearby */

/* A parameter that is one number. */
typedef struct {
    size_t at; /* among the map's numbers */
    double identity;
} number;

/* The numbers by which a map is moved: the factor that it applies, else those that were fitted. */
static size_t
find_numbers(const xent_map *map, number *found)
{
    const char *factor = map->type->factor;
    size_t at = 0, n = 0;
    for (const xent_parameter *p = map->type->parameter; p->name; p++, at++)
        if (factor ? strcmp(p->name, factor) == 0 : !p->derived)
            found[n++] = (number){at, p->identity};
    return n;
}

/* The map with its numbers moved by so many steps each. */
static xent_map *
move(const xent_refit *refit, const number *moved, const int *steps)
{
    const xent_map *map = refit->map;
    xent_map *near = xent_map_alloc(map->type, map->classes);
    if (!near)
        return NULL;
    memcpy(near->parameters, map->parameters, map->size * sizeof *map->parameters);
    for (size_t j = 0; j < refit->numbers; j++)
        near->parameters[moved[j].at] += steps[j] * refit->step[j];
    near->fit.status = XENT_CONVERGED;
    return near;
}

/* By which steps the numbers of a view are moved. */
static void
steps_of(size_t view, int *steps)
{
    size_t far = view - XENT_VIEW_LARGER;
    for (size_t j = 0; j < XENT_REFIT_NUMBERS; j++)
        steps[j] = view >= XENT_VIEW_BOTH || far / 2 == j ? (far % 2 ? -1 : 1) : 0;
}

/* False: the map is at the end of what it may be. */
static bool
find_steps(xent_refit *refit, const number *moved)
{
    const xent_map *map = refit->map;
    for (size_t j = 0; j < refit->numbers; j++) {
        double x = map->parameters[moved[j].at], error = map->standard_errors[moved[j].at] / 8;
        refit->step[j] = map->type->factor ? fmin(error, x / 8) : error;
        refit->shift[j] = x - moved[j].identity;
        if (!(refit->step[j] > 0) || !isfinite(refit->step[j]))
            return false;
    }
    return true;
}

static bool
is_wanted(const xent_refit *refit, size_t view)
{
    return view < XENT_VIEW_BOTH ? view < XENT_VIEW_LARGER + 2 * refit->numbers
                                 : refit->numbers > 1;
}

static xent_status
make_near(xent_refit *refit, const number *moved, xent_error *err)
{
    int steps[XENT_REFIT_NUMBERS];
    for (size_t m = XENT_VIEW_LARGER; m < XENT_VIEWS; m++) {
        if (!is_wanted(refit, m))
            continue;
        steps_of(m, steps);
        refit->near[m] = move(refit, moved, steps);
        if (!refit->near[m])
            return xent_fail_memory(err);
    }
    return XENT_OK;
}

/* ---- views */

static xent_status
open_view(const xent_refit *refit, const xent_sample *rows, size_t m, xent_views *views,
          xent_error *err)
{
    const xent_map *map = m == XENT_VIEW_MAPPED ? refit->map : refit->near[m];
    xent_status status = m == XENT_VIEW_CROSSFITTED
                             ? xent_crossfit_rows(refit->crossfit, rows, &views->own[m], err)
                             : xent_map_sample(map, rows, &views->own[m], err);
    views->view[m] = views->own[m];
    return status;
}

xent_status
xent_views_open(const xent_refit *refit, const xent_sample *rows, xent_views *views,
                xent_error *err)
{
    xent_status status = XENT_OK;
    *views = (xent_views){.size = refit->numbers ? XENT_VIEW_LARGER + 2 * refit->numbers
                                                 : XENT_VIEW_MAPPED};
    views->view[XENT_VIEW_STATED] = rows;
    for (size_t m = XENT_VIEW_CROSSFITTED; m < views->size && status == XENT_OK; m++)
        status = open_view(refit, rows, m, views, err);
    return status;
}

/* What the curvature needs. */
static xent_status
open_near(const xent_refit *refit, const xent_sample *rows, xent_views *views, xent_error *err)
{
    xent_status status = XENT_OK;
    *views = (xent_views){.size = refit->numbers > 1 ? XENT_VIEWS : XENT_VIEW_LARGER + 2};
    for (size_t m = XENT_VIEW_MAPPED; m < views->size && status == XENT_OK; m++)
        status = open_view(refit, rows, m, views, err);
    return status;
}

void
xent_views_clear(xent_views *views)
{
    for (size_t m = 0; m < views->size; m++)
        xent_sample_free(views->own[m]);
    views->size = 0;
}

size_t
xent_views_scratch(const xent_views *views)
{
    size_t most = 0;
    for (size_t m = 0; m < views->size; m++) {
        size_t size = views->view[m] ? xent_sample_scratch_size(views->view[m]) : 0;
        most = size > most ? size : most;
    }
    return most;
}

/* ---- slopes and curvatures */

void
xent_refit_slopes(const xent_refit *refit, size_t j, size_t rows, size_t stride,
                  const double *loss, double *slope)
{
    const double *larger = loss + (XENT_VIEW_LARGER + 2 * j) * stride, *smaller = larger + stride;
    for (size_t i = 0; i < rows; i++)
        slope[i] = (larger[i] - smaller[i]) / (2 * refit->step[j]);
}

/* Of row i, per step squared: own curvatures, then that of both numbers. */
static double
curvature(const double *loss, size_t stride, size_t i, size_t j, size_t k)
{
    const double *near = loss + XENT_VIEW_LARGER * stride + i;
    double middle = 2 * loss[XENT_VIEW_MAPPED * stride + i], singles = 0;
    if (j == k)
        return near[2 * j * stride] - middle + near[(2 * j + 1) * stride];
    for (size_t m = 0; m < 2 * XENT_REFIT_NUMBERS; m++)
        singles += near[m * stride];
    near = loss + XENT_VIEW_BOTH * stride + i;
    return (near[0] + near[stride] - singles + middle) / 2;
}

typedef struct {
    xent_exact weight;
    xent_exact square[XENT_REFIT_NUMBERS][XENT_REFIT_NUMBERS];    /* v s_j s_k */
    xent_exact curvature[XENT_REFIT_NUMBERS][XENT_REFIT_NUMBERS]; /* w times that of the loss */
} slope_sums;

typedef struct {
    const xent_refit *refit;
    const xent_views *views;
} slope_pass;

typedef struct {
    void *source;
    double *loss, *slope, *term, *logits; /* loss: XENT_VIEWS of block_rows */
    xent_row *row;
    xent_soft_row *soft;
} slope_scratch;

static size_t
cut(const slope_pass *pass, void *memory, slope_scratch *s)
{
    const xent_shape *shape = xent_sample_shape(pass->views->view[XENT_VIEW_MAPPED]);
    size_t used = 0, rows = shape->block_rows;
    s->source = xent_scratch_cut(memory, &used, xent_views_scratch(pass->views));
    s->loss = xent_scratch_cut(memory, &used, XENT_VIEWS * rows * sizeof *s->loss);
    s->slope = xent_scratch_cut(memory, &used, XENT_REFIT_NUMBERS * rows * sizeof *s->slope);
    s->term = xent_scratch_cut(memory, &used, rows * sizeof *s->term);
    s->row = xent_scratch_cut(memory, &used, rows * sizeof *s->row);
    s->soft = xent_scratch_cut(memory, &used, shape->soft ? rows * sizeof *s->soft : 0);
    s->logits = xent_scratch_cut(memory, &used, shape->columns * sizeof *s->logits);
    return used;
}

static void
add_slopes(const slope_pass *pass, const xent_block *block, const slope_scratch *at, size_t stride,
           slope_sums *sums)
{
    const xent_refit *refit = pass->refit;
    bool frequency = xent_sample_shape(pass->views->view[XENT_VIEW_MAPPED])->weight_kind
                     == XENT_FREQUENCY;
    size_t n = block->rows;
    for (size_t i = 0; i < n; i++)
        at->term[i] = xent_block_weight(block, i);
    xent_total_add(&sums->weight, n, at->term);
    for (size_t j = 0; j < refit->numbers; j++)
        xent_refit_slopes(refit, j, n, stride, at->loss, at->slope + j * stride);
    for (size_t j = 0; j < refit->numbers; j++)
        for (size_t k = j; k < refit->numbers; k++) {
            for (size_t i = 0; i < n; i++) {
                double w = xent_block_weight(block, i);
                at->term[i] = (frequency ? w : w * w) * at->slope[j * stride + i]
                              * at->slope[k * stride + i];
            }
            xent_total_add(&sums->square[j][k], n, at->term);
            for (size_t i = 0; i < n; i++)
                at->term[i] = xent_block_weight(block, i) * curvature(at->loss, stride, i, j, k);
            xent_total_add(&sums->curvature[j][k], n, at->term);
        }
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const slope_pass *pass = context;
    const xent_views *views = pass->views;
    size_t stride = xent_sample_shape(views->view[XENT_VIEW_MAPPED])->block_rows;
    slope_scratch at;
    xent_status status = XENT_OK;
    cut(pass, scratch, &at);
    for (size_t m = XENT_VIEW_MAPPED; m < views->size && status == XENT_OK; m++) {
        xent_block seen;
        status = xent_sample_block(views->view[m], block->number, at.source, &seen, err);
        if (status != XENT_OK)
            return status;
        xent_ledger_rows(&seen, xent_sample_shape(views->view[m])->kind, XENT_WANT_NLL, at.logits,
                         at.row, at.soft);
        for (size_t i = 0; i < seen.rows; i++)
            at.loss[m * stride + i] = at.row[i].nll;
    }
    add_slopes(pass, block, &at, stride, state);
    return XENT_OK;
}

static void
merge(slope_sums *to, const slope_sums *from)
{
    xent_exact_merge(&to->weight, &from->weight);
    for (size_t j = 0; j < XENT_REFIT_NUMBERS; j++)
        for (size_t k = j; k < XENT_REFIT_NUMBERS; k++) {
            xent_exact_merge(&to->square[j][k], &from->square[j][k]);
            xent_exact_merge(&to->curvature[j][k], &from->curvature[j][k]);
        }
}

/* ---- what follows */

typedef double matrix[XENT_REFIT_NUMBERS][XENT_REFIT_NUMBERS];

/* a of one or two rows; false: it has no inverse. */
static bool
invert(size_t n, matrix a, matrix inverse)
{
    double determinant = n > 1 ? a[0][0] * a[1][1] - a[0][1] * a[1][0] : a[0][0];
    if (!(determinant > 0) || !isfinite(determinant))
        return false;
    inverse[0][0] = (n > 1 ? a[1][1] : 1) / determinant;
    inverse[0][1] = inverse[1][0] = n > 1 ? -a[0][1] / determinant : 0;
    inverse[1][1] = n > 1 ? a[0][0] / determinant : 0;
    return true;
}

/* inverse square inverse. */
static void
sandwich(size_t n, matrix inverse, matrix square, matrix variance)
{
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < n; k++) {
            variance[j][k] = 0;
            for (size_t a = 0; a < n; a++)
                for (size_t b = 0; b < n; b++)
                    variance[j][k] += inverse[j][a] * square[a][b] * inverse[b][k];
        }
}

/* Without a curvature nothing is known. */
static void
finish(xent_refit *refit, const slope_sums *all)
{
    matrix square, mean;
    refit->weight = xent_exact_round(&all->weight);
    for (size_t j = 0; j < refit->numbers; j++)
        for (size_t k = j; k < refit->numbers; k++) {
            double steps = refit->step[j] * refit->step[k];
            square[j][k] = square[k][j] = xent_exact_round(&all->square[j][k])
                                          / (refit->weight * refit->weight);
            mean[j][k] = mean[k][j] = xent_exact_round(&all->curvature[j][k])
                                      / (refit->weight * steps);
        }
    if (invert(refit->numbers, mean, refit->influence))
        sandwich(refit->numbers, refit->influence, square, refit->variance);
    else
        refit->numbers = 0;
}

static xent_status
measure(xent_refit *refit, const xent_sample *sample, unsigned threads, xent_error *err)
{
    xent_views views;
    xent_sweep sweep = {.memory = NULL};
    slope_pass pass = {refit, &views};
    slope_scratch measured;
    xent_status status = open_near(refit, sample, &views, err);
    if (status == XENT_OK)
        status = xent_sweep_open(sample, threads, sizeof(slope_sums), cut(&pass, NULL, &measured),
                                 &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_block, &pass, err);
    if (status == XENT_OK) {
        slope_sums *all = xent_sweep_state(&sweep, 0);
        for (unsigned t = 1; t < sweep.threads; t++)
            merge(all, xent_sweep_state(&sweep, t));
        finish(refit, all);
    }
    xent_sweep_close(&sweep);
    xent_views_clear(&views);
    return status;
}

xent_status
xent_refit_init(const xent_sample *sample, const xent_crossfit *crossfit, const xent_map *map,
                bool known, unsigned threads, xent_refit *refit, xent_error *err)
{
    number moved[XENT_MAX_PARAMETERS];
    *refit = (xent_refit){.crossfit = crossfit, .map = map};
    if (!known)
        return XENT_OK;
    refit->numbers = find_numbers(map, moved);
    if (!find_steps(refit, moved)) {
        refit->numbers = 0;
        return XENT_OK;
    }
    xent_status status = make_near(refit, moved, err);
    return status == XENT_OK ? measure(refit, sample, threads, err) : status;
}

void
xent_refit_clear(xent_refit *refit)
{
    for (size_t m = 0; m < XENT_VIEWS; m++) {
        xent_map_free(refit->near[m]);
        refit->near[m] = NULL;
    }
}
