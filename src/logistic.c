/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "logistic.h"
#include <math.h>
#include <stdlib.h>
#include "exact.h"
#include "executor.h"

enum { CHUNK = 4096 }; /* rows whose terms are summed in doubles; fixed, since last digits hang on it */

/* Sums over rows: weight, loss, gradient and Hessian (symmetric, in slope and intercept), and the
   outer products of the rows' gradients. */
enum { WEIGHT, LOSS, G0, G1, H00, H01, H11, S00, S01, S11, SUMS };

typedef struct {
    xent_exact sum[SUMS];
} exact_sums;

/* The problem with x standardised as (x - center) * scale. */
typedef struct {
    const xent_logistic *data;
    double center, scale;
    double slope, intercept; /* where to evaluate */
    size_t chunks;
    exact_sums *partial;     /* data->threads */
    double sum[SUMS];        /* the last evaluation */
} regression;

/* ---- one pass */

/* Adds the terms of a row at m = slope x + intercept with target t. */
static inline void
add_row(double *sum, double x, double m, double t, double w, bool frequency)
{
    double e = exp(-fabs(m)), near = 1 / (1 + e), far = e * near;
    double p = m >= 0 ? near : far, complement = m >= 0 ? far : near;
    double residual = p * (1 - t) - complement * t;
    double curvature = w * near * far, square = (frequency ? w : w * w) * residual * residual;
    sum[WEIGHT] += w;
    sum[LOSS] += w * (log1p(e) + (m > 0 ? m : 0) - t * m);
    sum[G0] += w * residual * x;
    sum[G1] += w * residual;
    sum[H00] += curvature * x * x;
    sum[H01] += curvature * x;
    sum[H11] += curvature;
    sum[S00] += square * x * x;
    sum[S01] += square * x;
    sum[S11] += square;
}

static xent_status
add_chunk(void *context, unsigned worker, size_t chunk, xent_error *err)
{
    const regression *r = context;
    const xent_logistic *d = r->data;
    double sum[SUMS] = {0};
    size_t first = chunk * CHUNK, end = d->n - first < CHUNK ? d->n : first + CHUNK;
    (void)err;
    for (size_t i = first; i < end; i++) {
        if (!isfinite(d->x[i]))
            continue;
        double x = (d->x[i] - r->center) * r->scale;
        double t = d->label[i] == d->positive ? d->high : d->low;
        add_row(sum, x, r->slope * x + r->intercept, t, d->weight ? d->weight[i] : 1,
                d->frequency);
    }
    for (size_t s = 0; s < SUMS; s++)
        xent_exact_add(&r->partial[worker].sum[s], sum[s]);
    return XENT_OK;
}

/* Fills r->sum at (slope, intercept). */
static xent_status
evaluate(regression *r, double slope, double intercept, xent_error *err)
{
    r->slope = slope;
    r->intercept = intercept;
    for (unsigned i = 0; i < r->data->threads; i++)
        r->partial[i] = (exact_sums){0};
    xent_status status = xent_run_blocks(r->data->threads, r->chunks, add_chunk, r, err);
    for (unsigned i = 1; i < r->data->threads; i++)
        for (size_t s = 0; s < SUMS; s++)
            xent_exact_merge(&r->partial[0].sum[s], &r->partial[i].sum[s]);
    for (size_t s = 0; s < SUMS; s++)
        r->sum[s] = xent_exact_round(&r->partial[0].sum[s]);
    return status;
}

static xent_status
objective(void *context, const double *at, double *f, double *gradient, double *hessian,
          xent_error *err)
{
    regression *r = context;
    xent_status status = evaluate(r, at[0], at[1], err);
    const double *sum = r->sum, weight = sum[WEIGHT];
    *f = sum[LOSS] / weight;
    if (gradient) {
        gradient[0] = sum[G0] / weight;
        gradient[1] = sum[G1] / weight;
    }
    if (hessian) {
        hessian[0] = sum[H00] / weight;
        hessian[1] = hessian[2] = sum[H01] / weight;
        hessian[3] = sum[H11] / weight;
    }
    return status;
}

/* ---- the fit */

/* Center and scale from the finite values; they must vary. */
static void
standardise(regression *r)
{
    const xent_logistic *d = r->data;
    double n = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < d->n; i++)
        if (isfinite(d->x[i])) {
            n++;
            sum += d->x[i];
        }
    r->center = sum / n;
    for (size_t i = 0; i < d->n; i++)
        if (isfinite(d->x[i]))
            squares += (d->x[i] - r->center) * (d->x[i] - r->center);
    r->scale = sqrt(n / squares);
}

/* The better of the line that was given and the best constant. */
static xent_status
choose_start(regression *r, const xent_line *line, double at[static 2], xent_error *err)
{
    double loss;
    at[0] = line->slope / r->scale;
    at[1] = line->intercept + line->slope * r->center;
    xent_status status = evaluate(r, at[0], at[1], err);
    double given = r->sum[LOSS], weight = r->sum[WEIGHT];
    if (status != XENT_OK)
        return status;
    status = evaluate(r, 0, 0, err); /* residuals 1/2 - t there */
    double mean = 0.5 - r->sum[G1] / weight, odds = log(mean / (1 - mean));
    loss = -weight * (mean * log(mean) + (1 - mean) * log(1 - mean));
    if (!(given <= loss)) {
        at[0] = 0;
        at[1] = odds;
    }
    return status;
}

/* Standard errors A^-1 B A^-1 of the standardised line, carried over to x itself; r->sum stands at
   the optimum. */
static void
sandwich(const regression *r, xent_line *line)
{
    const double *s = r->sum;
    double determinant = s[H00] * s[H11] - s[H01] * s[H01];
    double a00 = s[H11] / determinant, a01 = -s[H01] / determinant, a11 = s[H00] / determinant;
    /* rows of J A^-1, J the derivatives of (slope, intercept) by the standardised ones */
    double shift = r->center * r->scale;
    double slope[2] = {a00 * r->scale, a01 * r->scale};
    double intercept[2] = {a01 - shift * a00, a11 - shift * a01};
    line->slope_error = sqrt(slope[0] * slope[0] * s[S00] + 2 * slope[0] * slope[1] * s[S01]
                             + slope[1] * slope[1] * s[S11]);
    line->intercept_error =
        sqrt(intercept[0] * intercept[0] * s[S00] + 2 * intercept[0] * intercept[1] * s[S01]
             + intercept[1] * intercept[1] * s[S11]);
}

xent_status
xent_logistic_fit(const xent_logistic *problem, xent_line *line, xent_error *err)
{
    regression r = {.data = problem, .chunks = (problem->n + CHUNK - 1) / CHUNK};
    xent_stopping stopping = xent_stopping_default;
    double at[2];
    r.partial = malloc(problem->threads * sizeof *r.partial);
    if (!r.partial)
        return xent_fail_memory(err);
    standardise(&r);
    xent_status status = choose_start(&r, line, at, err);
    if (status == XENT_OK)
        status = xent_minimise(objective, &r, 2, at, &stopping, err);
    line->slope = at[0] * r.scale;
    line->intercept = at[1] - at[0] * r.center * r.scale;
    line->iterations = stopping.iterations;
    line->gradient_norm = stopping.gradient_norm;
    if (status == XENT_OK)
        status = evaluate(&r, at[0], at[1], err);
    if (status == XENT_OK)
        sandwich(&r, line);
    free(r.partial);
    return status;
}

/* ---- the facts */

void
xent_logistic_look(const xent_logistic *problem, xent_logistic_facts *facts)
{
    *facts = (xent_logistic_facts){.min = {(double)INFINITY, (double)INFINITY},
                                   .max = {-(double)INFINITY, -(double)INFINITY}};
    for (size_t i = 0; i < problem->n; i++) {
        double x = problem->x[i];
        bool positive = problem->label[i] == problem->positive;
        if (isfinite(x)) {
            facts->seen[positive] = true;
            facts->min[positive] = fmin(facts->min[positive], x);
            facts->max[positive] = fmax(facts->max[positive], x);
        } else if ((x > 0) == positive) {
            facts->sure_right = true;
        } else {
            facts->sure_wrong = true;
        }
    }
}
