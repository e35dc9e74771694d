/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "logistic.h"
#include <math.h>
#include <stdlib.h>
#include "exact.h"
#include "executor.h"
#include "kernel_internal.h"

enum {
    CHUNK = 4096,       /* rows whose terms are summed in doubles; last digits hang on it */
    SAMPLE = 65536,     /* rows of which a fit of many rows starts: from there two steps suffice */
    MANY = 4 * SAMPLE
};

typedef struct {
    xent_exact sum[XENT_LOGISTIC_SUMS];
} exact_sums;

/* The problem with x standardised as (x - center) * scale. */
typedef struct {
    xent_logistic_rows rows; /* of all chunks, and where to evaluate */
    unsigned threads;
    exact_sums *partial;     /* threads */
    double sum[XENT_LOGISTIC_SUMS]; /* the last evaluation, */
    xent_logistic_extent extent;    /* and what there is of it */
} regression;

static size_t
chunks_of(size_t n)
{
    return (n + CHUNK - 1) / CHUNK;
}

/* ---- one pass */

static xent_logistic_rows
rows_of(const xent_logistic *problem)
{
    return (xent_logistic_rows){.n = problem->n, .x = problem->x, .label = problem->label,
                                .target = problem->target, .weight = problem->weight,
                                .frequency = problem->frequency,
                                .positive = problem->positive, .high = problem->high,
                                .low = problem->low};
}

static xent_logistic_rows
chunk_of(const xent_logistic_rows *all, size_t chunk)
{
    xent_logistic_rows rows = *all;
    size_t first = chunk * CHUNK;
    rows.n = rows.n - first < CHUNK ? rows.n - first : CHUNK;
    rows.x += first;
    rows.label = rows.label ? rows.label + first : NULL;
    rows.target = rows.target ? rows.target + first : NULL;
    rows.weight = rows.weight ? rows.weight + first : NULL;
    return rows;
}

static bool
open_regression(const xent_logistic *problem, double center, double scale, regression *r)
{
    *r = (regression){.rows = rows_of(problem), .threads = problem->threads};
    r->rows.center = center;
    r->rows.scale = scale;
    r->rows.slope = (double)NAN;
    r->rows.extent = XENT_LOGISTIC_ALL;
    r->partial = malloc(problem->threads * sizeof *r->partial);
    return r->partial != NULL;
}

static xent_status
add_chunk(void *context, unsigned worker, size_t chunk, xent_error *err)
{
    const regression *r = context;
    xent_logistic_rows rows = chunk_of(&r->rows, chunk);
    double sum[XENT_LOGISTIC_SUMS];
    (void)err;
    xent_kernels_best()->logistic(&rows, sum);
    for (size_t s = 0; s < XENT_LOGISTIC_SUMS; s++)
        xent_exact_add(&r->partial[worker].sum[s], sum[s]);
    return XENT_OK;
}

/* Fills r->sum at (slope, intercept), unless it is there already. */
static xent_status
evaluate(regression *r, double slope, double intercept, xent_error *err)
{
    if (slope == r->rows.slope && intercept == r->rows.intercept
        && (r->extent == r->rows.extent || r->extent == XENT_LOGISTIC_ALL))
        return XENT_OK;
    r->extent = r->rows.extent;
    r->rows.slope = slope;
    r->rows.intercept = intercept;
    for (unsigned i = 0; i < r->threads; i++)
        r->partial[i] = (exact_sums){0};
    xent_status status = xent_run_blocks(r->threads, chunks_of(r->rows.n), add_chunk, r, err);
    for (unsigned i = 1; i < r->threads; i++)
        for (size_t s = 0; s < XENT_LOGISTIC_SUMS; s++)
            xent_exact_merge(&r->partial[0].sum[s], &r->partial[i].sum[s]);
    for (size_t s = 0; s < XENT_LOGISTIC_SUMS; s++)
        r->sum[s] = xent_exact_round(&r->partial[0].sum[s]);
    return status;
}

/* Is the next step of Newton's method likely to be the last, so that its pass should have all? */
static bool
is_near(const regression *r)
{
    const double *sum = r->sum;
    return fabs(sum[XENT_LOGISTIC_G0]) + fabs(sum[XENT_LOGISTIC_G1])
           < 1e-6 * sum[XENT_LOGISTIC_WEIGHT];
}

static xent_status
objective(void *context, const double *at, double *f, double *gradient, double *hessian,
          xent_error *err)
{
    regression *r = context;
    const double *sum = r->sum;
    if (is_near(r))
        r->rows.extent = XENT_LOGISTIC_ALL;
    xent_status status = evaluate(r, at[0], at[1], err);
    double weight = sum[XENT_LOGISTIC_WEIGHT];
    *f = r->extent == XENT_LOGISTIC_ALL ? sum[XENT_LOGISTIC_LOSS] / weight : (double)NAN;
    if (gradient) {
        gradient[0] = sum[XENT_LOGISTIC_G0] / weight;
        gradient[1] = sum[XENT_LOGISTIC_G1] / weight;
    }
    if (hessian) {
        hessian[0] = sum[XENT_LOGISTIC_H00] / weight;
        hessian[1] = hessian[2] = sum[XENT_LOGISTIC_H01] / weight;
        hessian[3] = sum[XENT_LOGISTIC_H11] / weight;
    }
    return status;
}

xent_status
xent_logistic_loss(const xent_logistic *problem, double slope, double intercept, double *sum,
                   xent_error *err)
{
    regression r;
    xent_status status = XENT_ENOMEM;
    if (!open_regression(problem, 0, 1, &r))
        return xent_fail_memory(err);
    r.rows.high = 1;
    r.rows.low = 0;
    r.rows.extent = XENT_LOGISTIC_VALUE;
    status = evaluate(&r, slope, intercept, err);
    *sum = r.sum[XENT_LOGISTIC_LOSS];
    free(r.partial);
    return status;
}

/* ---- the fit */

/* The better of the line that was given and the best constant. */
static xent_status
choose_start(regression *r, double at[static 2], xent_error *err)
{
    xent_status status = evaluate(r, 0, 0, err); /* residuals 1/2 - t there */
    double weight = r->sum[XENT_LOGISTIC_WEIGHT];
    double mean = 0.5 - r->sum[XENT_LOGISTIC_G1] / weight;
    if (status != XENT_OK)
        return status;
    status = evaluate(r, at[0], at[1], err);
    if (!(r->sum[XENT_LOGISTIC_LOSS]
          <= -weight * (mean * log(mean) + (1 - mean) * log(1 - mean)))) {
        at[0] = 0;
        at[1] = log(mean / (1 - mean));
    }
    return status;
}

/* Standard errors A^-1 B A^-1 of the standardised line, carried over to x itself; r->sum stands at
   the optimum. */
static void
sandwich(const regression *r, xent_line *line)
{
    const double *s = r->sum;
    double h00 = s[XENT_LOGISTIC_H00], h01 = s[XENT_LOGISTIC_H01], h11 = s[XENT_LOGISTIC_H11];
    double s00 = s[XENT_LOGISTIC_S00], s01 = s[XENT_LOGISTIC_S01], s11 = s[XENT_LOGISTIC_S11];
    double determinant = h00 * h11 - h01 * h01;
    double a00 = h11 / determinant, a01 = -h01 / determinant, a11 = h00 / determinant;
    /* rows of J A^-1, J the derivatives of (slope, intercept) by the standardised ones */
    double scale = r->rows.scale, shift = r->rows.center * scale;
    double slope[2] = {a00 * scale, a01 * scale};
    double intercept[2] = {a01 - shift * a00, a11 - shift * a01};
    line->slope_error = sqrt(slope[0] * slope[0] * s00 + 2 * slope[0] * slope[1] * s01
                             + slope[1] * slope[1] * s11);
    line->intercept_error =
        sqrt(intercept[0] * intercept[0] * s00 + 2 * intercept[0] * intercept[1] * s01
             + intercept[1] * intercept[1] * s11);
}

static xent_status
minimise(regression *r, double at[static 2], xent_line *line, xent_error *err)
{
    xent_stopping stopping = xent_stopping_default;
    stopping.near = true;
    xent_status status = xent_minimise(objective, r, 2, at, &stopping, err);
    line->iterations += stopping.iterations;
    line->gradient_norm = stopping.gradient_norm;
    return status;
}

/* Finds the optimum from any line. */
static xent_status
start_anywhere(regression *r, double at[static 2], xent_line *line, xent_error *err)
{
    xent_status status = choose_start(r, at, err);
    return status == XENT_OK ? minimise(r, at, line, err) : status;
}

/* near: is the line good already?  Then its gradient leads to the optimum, at half the price. */
static xent_status
search(regression *r, bool near, xent_line *line, xent_error *err)
{
    double scale = r->rows.scale, center = r->rows.center;
    double at[2] = {line->slope / scale, line->intercept + line->slope * center};
    xent_status status = XENT_EFIT;
    r->rows.extent = XENT_LOGISTIC_DERIVATIVES;
    if (near)
        status = minimise(r, at, line, err);
    r->rows.extent = XENT_LOGISTIC_ALL;
    if (status == XENT_EFIT) /* not begun, or led astray */
        status = start_anywhere(r, at, line, err);
    line->slope = at[0] * scale;
    line->intercept = at[1] - at[0] * center * scale;
    if (status == XENT_OK)
        status = evaluate(r, at[0], at[1], err);
    if (status == XENT_OK)
        sandwich(r, line);
    line->loss = r->sum[XENT_LOGISTIC_LOSS];
    return status;
}

/* Some rows of a problem, evenly spaced. */
typedef struct {
    double x[SAMPLE], weight[SAMPLE], target[SAMPLE];
    int32_t label[SAMPLE];
} thinned;

static xent_logistic
thin(const xent_logistic *problem, thinned *t)
{
    xent_logistic some = *problem;
    size_t stride = problem->n / SAMPLE;
    for (size_t i = 0; i < SAMPLE; i++) {
        t->x[i] = problem->x[i * stride];
        t->label[i] = problem->label ? problem->label[i * stride] : 0;
        t->target[i] = problem->target ? problem->target[i * stride] : 0;
        t->weight[i] = problem->weight ? problem->weight[i * stride] : 1;
    }
    some.n = SAMPLE;
    some.x = t->x;
    some.label = t->label;
    some.target = problem->target ? t->target : NULL;
    some.weight = t->weight;
    some.threads = 1;
    return some;
}

/* A line from a few rows; *found is false if they say none. */
static xent_status
start_with_few(const xent_logistic *problem, xent_line *line, bool *found, xent_error *err)
{
    thinned *t = malloc(sizeof *t);
    xent_logistic_facts facts;
    xent_line start = *line;
    regression r = {0};
    if (!t)
        return xent_fail_memory(err);
    xent_logistic some = thin(problem, t);
    xent_status status = xent_logistic_look(&some, &facts, err);
    if (status == XENT_OK && xent_logistic_overlaps(&facts)) {
        status = xent_fail_memory(err);
        if (open_regression(&some, facts.center, facts.scale, &r))
            status = search(&r, false, &start, err);
        *found = status == XENT_OK;
        if (*found)
            *line = start;
    }
    free(r.partial);
    free(t);
    return status == XENT_EFIT ? XENT_OK : status;
}

xent_status
xent_logistic_fit(const xent_logistic *problem, const xent_logistic_facts *facts, xent_line *line,
                  xent_error *err)
{
    regression r;
    bool near = false;
    xent_status status = XENT_OK;
    line->iterations = 0;
    if (problem->n >= MANY)
        status = start_with_few(problem, line, &near, err);
    if (status != XENT_OK)
        return status;
    if (!open_regression(problem, facts->center, facts->scale, &r))
        return xent_fail_memory(err);
    status = search(&r, near, line, err);
    free(r.partial);
    return status;
}

/* ---- the facts */

/* What one thread has seen. */
typedef struct {
    xent_logistic_facts facts;
    xent_exact n, sum, squares, weight, positive; /* of x less the shift */
} look_state;

typedef struct {
    xent_logistic_rows rows; /* centred at the shift */
    look_state *state;       /* one for each thread */
} looking;

static void
merge_ranges(xent_logistic_facts *f, const double *min, const double *max)
{
    for (size_t k = 0; k < 2; k++) {
        f->min[k] = fmin(f->min[k], min[k]);
        f->max[k] = fmax(f->max[k], max[k]);
    }
}

static xent_status
look_at_chunk(void *context, unsigned worker, size_t chunk, xent_error *err)
{
    const looking *all = context;
    look_state *state = &all->state[worker];
    xent_logistic_rows rows = chunk_of(&all->rows, chunk);
    xent_logistic_view view;
    (void)err;
    xent_kernels_best()->look(&rows, &view);
    merge_ranges(&state->facts, view.min, view.max);
    state->facts.sure_right |= view.right;
    state->facts.sure_wrong |= view.wrong;
    xent_exact_add(&state->n, view.n);
    xent_exact_add(&state->sum, view.sum);
    xent_exact_add(&state->squares, view.squares);
    xent_exact_add(&state->weight, view.weight);
    xent_exact_add(&state->positive, view.positive);
    return XENT_OK;
}

static void
merge_looks(look_state *to, const look_state *from)
{
    merge_ranges(&to->facts, from->facts.min, from->facts.max);
    to->facts.sure_right |= from->facts.sure_right;
    to->facts.sure_wrong |= from->facts.sure_wrong;
    xent_exact_merge(&to->n, &from->n);
    xent_exact_merge(&to->sum, &from->sum);
    xent_exact_merge(&to->squares, &from->squares);
    xent_exact_merge(&to->weight, &from->weight);
    xent_exact_merge(&to->positive, &from->positive);
}

/* Where the variance is lost in rounding, the range stands for its root. */
static void
standardise(const look_state *state, double shift, xent_logistic_facts *f)
{
    double n = xent_exact_round(&state->n), mean = xent_exact_round(&state->sum) / n;
    double square = xent_exact_round(&state->squares) / n, variance = square - mean * mean;
    double range = fmax(f->max[0], f->max[1]) - fmin(f->min[0], f->min[1]);
    bool known = isfinite(square) && variance > 1e-9 * square;
    f->center = shift + mean;
    f->scale = 1 / (known ? sqrt(variance) : range);
    f->weight = xent_exact_round(&state->weight);
    f->positive = xent_exact_round(&state->positive);
}

static double
first_finite(const xent_logistic *problem)
{
    for (size_t i = 0; i < problem->n; i++)
        if (isfinite(problem->x[i]))
            return problem->x[i];
    return 0;
}

xent_status
xent_logistic_look(const xent_logistic *problem, xent_logistic_facts *facts, xent_error *err)
{
    const xent_logistic_facts none = {.min = {(double)INFINITY, (double)INFINITY},
                                      .max = {-(double)INFINITY, -(double)INFINITY}};
    looking look = {.rows = rows_of(problem)};
    look.rows.center = first_finite(problem);
    look.state = calloc(problem->threads, sizeof *look.state);
    if (!look.state)
        return xent_fail_memory(err);
    for (unsigned i = 0; i < problem->threads; i++)
        look.state[i].facts = none;
    xent_status status =
        xent_run_blocks(problem->threads, chunks_of(problem->n), look_at_chunk, &look, err);
    for (unsigned i = 1; i < problem->threads; i++)
        merge_looks(&look.state[0], &look.state[i]);
    *facts = look.state[0].facts;
    for (size_t k = 0; k < 2; k++)
        facts->seen[k] = facts->min[k] <= facts->max[k];
    standardise(&look.state[0], look.rows.center, facts);
    free(look.state);
    return status;
}

bool
xent_logistic_overlaps(const xent_logistic_facts *facts)
{
    return facts->seen[0] && facts->seen[1] && facts->max[0] > facts->min[1]
           && facts->max[1] > facts->min[0];
}
