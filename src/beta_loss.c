/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beta_loss.h"
#include <math.h>
#include <string.h>
#include "exact.h"
#include "kernel_internal.h"
#include "share.h"

enum { SQUARES = XENT_BETA_ORDERS, SUMS = 1 + XENT_BETA_TERMS + SQUARES };

/* Sums over the rows of a part: of the weights, of the kernel's terms, of the squares. */
typedef struct {
    xent_exact sum[SUMS];
    xent_beta_facts facts;
} part_state;

/* ---- the facts */

static void
see_labels(xent_beta_facts *f, size_t rows, int32_t least, int32_t most)
{
    if (f->rows == 0 || least < f->label_min)
        f->label_min = least;
    if (f->rows == 0 || most > f->label_max)
        f->label_max = most;
    f->rows += rows;
}

/* The order of the classes is that of the stored scores, whatever they are. */
static void
see_row(xent_beta_facts *f, const xent_block *block, size_t i, double masked)
{
    size_t n = block->columns, first = i * n;
    double own = xent_block_score(block, first + (size_t)block->label[i]);
    f->infinite |= own == masked;
    for (size_t j = 0; j < n && !(f->above && f->below); j++) {
        double other = xent_block_score(block, first + j);
        f->above |= other > own;
        f->below |= other < own && other > masked;
    }
}

/* The classes that a target distribution gives something take turns as the label. */
static void
see_target_row(xent_beta_facts *f, const xent_block *block, size_t i, double masked)
{
    size_t n = block->columns, first = i * n, rows = 1;
    const double *target = block->target + first;
    double most = masked, least = (double)INFINITY, own_most = masked, own_least = least;
    for (size_t j = 0; j < n; j++) {
        double z = xent_block_score(block, first + j);
        most = fmax(most, z);
        least = z > masked ? fmin(least, z) : least;
        if (!(target[j] > 0))
            continue;
        see_labels(f, rows, (int32_t)j, (int32_t)j);
        rows = 0;
        f->infinite |= z == masked;
        own_most = fmax(own_most, z);
        own_least = fmin(own_least, z);
    }
    f->above |= most > own_least;
    f->below |= least < own_most;
}

/* The same of one column; the row of a sure and right prediction (z = inf) costs nothing. */
static void
see_log_odds(xent_beta_facts *f, double z, int32_t label)
{
    double right = label == 1 ? z : -z;
    f->infinite |= right == -(double)INFINITY;
    f->above |= right < 0;
    f->below |= right > 0 && right < (double)INFINITY;
}

static void
merge_facts(xent_beta_facts *f, const xent_beta_facts *from)
{
    if (from->rows == 0)
        return;
    see_labels(f, from->rows, from->label_min, from->label_max);
    f->infinite |= from->infinite;
    f->above |= from->above;
    f->below |= from->below;
}

/* ---- a pass */

static size_t
part_of(const xent_beta_loss *loss, const xent_block *block, size_t i)
{
    return loss->folds ? loss->folds->of(loss->folds->context, block, i) : 0;
}

/* z: room for the log-odds of the rows of one column. */
static void
see_facts(const xent_beta_loss *loss, const xent_block *block, part_state *state, double *z)
{
    double masked = loss->kind == XENT_PROBS ? 0 : -(double)INFINITY;
    if (block->columns == 1)
        xent_kernel_logits(block, loss->kind, z);
    for (size_t i = 0; i < block->rows; i++) {
        xent_beta_facts *f = &state[part_of(loss, block, i)].facts;
        if (block->target && block->columns > 1) {
            see_target_row(f, block, i, masked);
            continue;
        }
        see_labels(f, 1, block->label[i], block->label[i]);
        if (block->columns > 1)
            see_row(f, block, i, masked);
        else
            see_log_odds(f, z[i], block->label[i]);
        if (block->target && block->target[i] > 0 && block->target[i] < 1) {
            see_labels(f, 0, !block->label[i], !block->label[i]);
            see_log_odds(f, z[i], !block->label[i]);
        }
    }
}

/* How many derivatives a mode asks for. */
static int
orders_of(xent_beta_mode mode)
{
    return mode == XENT_BETA_HIGH || mode == XENT_BETA_IDENTITY ? XENT_BETA_ORDERS : 3;
}

/* Adds w times the square of a Taylor series, to its own order. */
static void
add_square(size_t orders, double w, const double *a, double *sum)
{
    sum[0] += w * a[0] * a[0];
    sum[1] += w * 2 * a[0] * a[1];
    sum[2] += w * (2 * a[0] * a[2] + a[1] * a[1]);
    if (orders == 3)
        return;
    sum[3] += w * 2 * (a[0] * a[3] + a[1] * a[2]);
    sum[4] += w * (2 * (a[0] * a[4] + a[1] * a[3]) + a[2] * a[2]);
    sum[5] += w * 2 * (a[0] * a[5] + a[1] * a[4] + a[2] * a[3]);
}

/* Adds row i, whose terms lie n apart.  w_square: what the squares count. */
static void
add_row(const xent_beta_request *request, const double *t, size_t n, size_t i, double w,
        double w_square, double *sum)
{
    static const double inverse_factorial[] = {1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120};
    double slope[SQUARES];
    size_t orders = (size_t)orders_of(request->mode);
    sum[0] += w;
    sum[1] += w * t[i];
    for (size_t k = 0; k < orders; k++) {
        double d = t[(k + 1) * n + i];
        slope[k] = d * inverse_factorial[k];
        sum[2 + k] += w * d;
    }
    add_square(orders, w_square, slope, sum + 1 + XENT_BETA_TERMS);
    if (request->mode == XENT_BETA_IDENTITY) {
        sum[1 + XENT_BETA_AT_ONE] += w * t[XENT_BETA_AT_ONE * n + i];
        sum[1 + XENT_BETA_SLOPE_AT_ONE] += w * t[XENT_BETA_SLOPE_AT_ONE * n + i];
    }
    for (size_t k = XENT_BETA_UPPER; request->mode == XENT_BETA_LADDER && k < XENT_BETA_TERMS; k++)
        sum[1 + k] += w * t[k * n + i];
}

static void
add_rows(const xent_beta_loss *loss, const xent_block *block, const double *terms, part_state *to)
{
    double sum[XENT_MOST_PARTS][SUMS];
    memset(sum, 0, loss->parts * sizeof *sum);
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        add_row(&loss->request, terms, block->rows, i, w, loss->frequency ? w : w * w,
                sum[part_of(loss, block, i)]);
    }
    for (size_t p = 0; p < loss->parts; p++)
        for (size_t k = 0; k < SUMS; k++)
            xent_exact_add(&to[p].sum[k], sum[p][k]);
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_beta_loss *loss = context;
    const xent_beta_request *request = &loss->request;
    part_state *part = state;
    double *terms = scratch, *work = terms + XENT_BETA_TERMS * block->rows;
    (void)err;
    if (request->facts)
        see_facts(loss, block, part, terms);
    xent_kernel_beta(block, loss->kind, request->beta, request->mode, request->fast, work, terms);
    add_rows(loss, block, terms, part);
    return XENT_OK;
}

static void
merge_part(part_state *to, const part_state *from)
{
    for (size_t k = 0; k < SUMS; k++)
        xent_exact_merge(&to->sum[k], &from->sum[k]);
    merge_facts(&to->facts, &from->facts);
}

static xent_expansion
expansion_of(const part_state *part, const xent_beta_request *request)
{
    double sum[SUMS];
    for (size_t k = 0; k < SUMS; k++)
        sum[k] = xent_exact_round(&part->sum[k]);
    bool at_one = request->mode == XENT_BETA_IDENTITY;
    xent_expansion e = {.beta = request->beta,
                        .weight = sum[0],
                        .orders = orders_of(request->mode),
                        .facts = part->facts};
    for (int k = 0; k <= e.orders; k++)
        e.term[k] = sum[1 + k] / sum[0];
    e.at_one = at_one ? sum[1 + XENT_BETA_AT_ONE] / sum[0] : (double)NAN;
    e.slope_at_one = at_one ? sum[1 + XENT_BETA_SLOPE_AT_ONE] / sum[0] : (double)NAN;
    for (int k = 0; k < e.orders; k++)
        e.square[k] = sum[1 + XENT_BETA_TERMS + k];
    return e;
}

/* Makes a pass, and leaves the sums of all threads in the first one's. */
static xent_status
run(xent_beta_loss *loss, const xent_beta_request *request, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(loss->sweep.sample);
    loss->request = *request;
    loss->request.fast = request->fast && xent_beta_loss_has_fast(shape);
    if (loss->request.fast)
        loss->request.beta = xent_kernel_fast_beta(request->beta);
    xent_status status = xent_sweep_run(&loss->sweep, see_block, loss, err);
    part_state *all = xent_sweep_state(&loss->sweep, 0);
    for (size_t p = 0; status == XENT_OK && p < loss->parts; p++)
        for (unsigned i = 1; i < loss->sweep.threads; i++)
            merge_part(&all[p], (part_state *)xent_sweep_state(&loss->sweep, i) + p);
    return status;
}

xent_status
xent_beta_loss_ask(xent_beta_loss *loss, const xent_beta_request *request, xent_expansion *part,
                   xent_error *err)
{
    xent_status status = run(loss, request, err);
    const part_state *all = xent_sweep_state(&loss->sweep, 0);
    for (size_t p = 0; status == XENT_OK && p < loss->parts; p++)
        part[p] = expansion_of(&all[p], &loss->request);
    return status;
}

xent_status
xent_beta_loss_climb(xent_beta_loss *loss, const xent_beta_request *request, xent_expansion *rung,
                     xent_error *err)
{
    xent_beta_request ladder = *request;
    ladder.mode = XENT_BETA_LADDER;
    xent_status status = run(loss, &ladder, err);
    if (status != XENT_OK)
        return status;
    const part_state *all = xent_sweep_state(&loss->sweep, 0);
    rung[0] = expansion_of(all, &loss->request);
    const xent_exact *sum = all->sum + 1 + XENT_BETA_UPPER;
    for (int r = 1; r < XENT_BETA_RUNGS; r++, sum += XENT_BETA_RUNG_TERMS) {
        rung[r] = (xent_expansion){.beta = 3 * rung[r - 1].beta, .weight = rung[0].weight,
                                   .orders = XENT_BETA_RUNG_TERMS - 1,
                                   .at_one = (double)NAN, .slope_at_one = (double)NAN};
        for (int k = 0; k < XENT_BETA_RUNG_TERMS; k++)
            rung[r].term[k] = xent_exact_round(&sum[k]) / rung[r].weight;
    }
    return status;
}

/* ---- the object */

bool
xent_beta_loss_has_fast(const xent_shape *shape)
{
    return shape->float32 && shape->columns > 1 && shape->kind != XENT_PROBS;
}

xent_status
xent_beta_loss_open(const xent_sample *sample, unsigned threads, const xent_folds *folds,
                    xent_beta_loss *loss, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t rows = shape->block_rows;
    size_t cells = XENT_BETA_TERMS * rows + xent_kernel_beta_scratch(rows, shape->columns);
    *loss = (xent_beta_loss){.kind = shape->kind,
                             .frequency = shape->weighted && shape->weight_kind == XENT_FREQUENCY,
                             .folds = folds,
                             .parts = folds ? folds->size : 1};
    return xent_sweep_open(sample, threads, loss->parts * sizeof(part_state),
                           cells * sizeof(double), &loss->sweep, err);
}

void
xent_beta_loss_close(xent_beta_loss *loss)
{
    xent_sweep_close(&loss->sweep);
}

/* ---- the series */

/* The series is not followed further than this part of beta. */
static const double trust = 0.3;

/* At delta = 0 higher derivatives play no part, though they may be infinite. */
double
xent_expansion_at(const xent_expansion *e, int k, double delta)
{
    double value = 0;
    for (int j = delta == 0 ? k : e->orders; j >= k; j--)
        value = e->term[j] + value * delta / (j - k + 1);
    return value;
}

xent_expansion
xent_expansion_without(size_t parts, const xent_expansion *part, size_t without)
{
    xent_expansion rest = {.beta = part->beta, .orders = part->orders};
    for (size_t p = 0; p < parts; p++) {
        if (p == without || part[p].facts.rows == 0)
            continue;
        rest.weight += part[p].weight;
        rest.at_one += part[p].at_one * part[p].weight;
        rest.slope_at_one += part[p].slope_at_one * part[p].weight;
        for (int k = 0; k <= rest.orders; k++)
            rest.term[k] += part[p].term[k] * part[p].weight;
        for (int k = 0; k < SQUARES; k++)
            rest.square[k] += part[p].square[k];
        merge_facts(&rest.facts, &part[p].facts);
    }
    for (int k = 0; k <= rest.orders; k++)
        rest.term[k] /= rest.weight;
    rest.at_one /= rest.weight;
    rest.slope_at_one /= rest.weight;
    return rest;
}

/* L' along the series, as a function of the step relative to beta. */
static xent_status
slope_of_series(void *context, double v, double *f, double *df, xent_error *err)
{
    const xent_expansion *e = context;
    (void)err;
    *f = e->beta * xent_expansion_at(e, 1, e->beta * v);
    *df = e->beta * e->beta * xent_expansion_at(e, 2, e->beta * v);
    return XENT_OK;
}

/* The step to the root of the series, relative to beta; NAN if there is none to be trusted. */
double
xent_expansion_step(const xent_expansion *e, double *gradient_norm)
{
    xent_stopping stopping = xent_stopping_default;
    double v = 0;
    stopping.step = 0x1p-60;
    xent_expansion series = *e;
    xent_status status = xent_root(slope_of_series, &series, -trust, trust, &v, &stopping, NULL);
    *gradient_norm = stopping.gradient_norm;
    bool root =
        status == XENT_OK && fabs(v) < 0.9 * trust && xent_expansion_at(e, 2, v * e->beta) > 0;
    return root ? v : (double)NAN;
}

/* What the step v leaves, relative to beta: the last two terms of L' that there are, as they would
   go on. */
double
xent_expansion_left(const xent_expansion *e, double v)
{
    double step = e->beta * v, power = 1, before = 0, last = 0;
    for (int k = 2; k <= e->orders; k++) {
        power *= step / (k - 1);
        before = last;
        last = fabs(e->term[k] * power);
    }
    return fabs(v) * fmax(last, fabs(v) * before) / (e->term[2] * e->beta);
}

double
xent_expansion_standard_error(const xent_expansion *e, double delta)
{
    double square = 0;
    for (int k = delta == 0 ? 0 : e->orders - 1; k >= 0; k--)
        square = e->square[k] + square * delta;
    return sqrt(square) / (e->weight * xent_expansion_at(e, 2, delta));
}

/* ---- rows */

/* Of row i with logits z and probabilities q, of which those that are 0 have no part. */
static double
row_slope(const xent_block *block, size_t i, const double *z, const double *q, double *mean)
{
    double own = 0, mass = xent_block_mass(block, i);
    *mean = 0;
    for (size_t j = 0; j < block->columns; j++) {
        double share = xent_block_share(block, i, mass, j);
        *mean += q[j] > 0 ? q[j] * z[j] : 0;
        own += share > 0 ? share * z[j] : 0;
    }
    return *mean - own;
}

static double
row_curvature(size_t columns, const double *z, const double *q, double mean)
{
    double sum = 0;
    if (columns == 1)
        return q[0] * (1 - q[0]) * z[0] * z[0];
    for (size_t j = 0; j < columns; j++)
        sum += q[j] > 0 ? q[j] * (z[j] - mean) * (z[j] - mean) : 0;
    return sum;
}

double
xent_beta_slopes(const xent_block *block, xent_kind kind, double beta, double *scratch,
                 double *slope, size_t stride)
{
    size_t n = block->columns, cells = block->rows * n;
    double *z = scratch, *q = z + cells, mean, sum = 0;
    xent_kernel_logits(block, kind, z);
    xent_kernels_best()->scale(cells, beta, z, q);
    xent_kernel_softmax(block->rows, n, q, q);
    for (size_t i = 0; i < block->rows; i++, z += n, q += n) {
        slope[i * stride] = 0;
        if (n == 1 && isinf(z[0])) /* a sure row, and right: it has no slope */
            continue;
        slope[i * stride] = row_slope(block, i, z, q, &mean);
        sum += xent_block_weight(block, i) * row_curvature(n, z, q, mean);
    }
    return sum;
}
