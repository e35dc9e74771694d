/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minimum of a convex function: GSL's BFGS, then Newton. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "optim.h"

/* BFGS hands over to Newton when the gradient has shrunk by this factor. */
static const double neighbourhood = 0.1;
/* A relative step below this whose gradient no longer shrinks is rounding noise. */
static const double noise_step = 1e-7;
/* Of the decrease that a step promises, the part that it must keep (Armijo). */
static const double sufficient = 1e-4;

/* The function, a point, and what the function says there.  All doubles are one allocation. */
typedef struct {
    xent_objective *f;
    void *context;
    size_t n;
    double *asked;             /* n: the last point that GSL asked for */
    double value, *gradient;   /* n */
    double *trial;             /* n */
    double trial_value, *trial_gradient; /* n */
    double *step;              /* n */
    double *scale;             /* n */
    double *hessian, *trial_hessian;     /* n*n */
    size_t *order;             /* n */
    xent_status status;
    xent_error *err;
} problem;

static bool
open_problem(problem *p)
{
    size_t n = p->n;
    double *at = malloc((6 * n + 2 * n * n) * sizeof *at);
    p->order = malloc(n * sizeof *p->order);
    p->asked = at;
    if (!at || !p->order)
        return false;
    p->gradient = at + n;
    p->trial = at + 2 * n;
    p->trial_gradient = at + 3 * n;
    p->step = at + 4 * n;
    p->scale = at + 5 * n;
    p->hessian = at + 6 * n;
    p->trial_hessian = p->hessian + n * n;
    for (size_t i = 0; i < n; i++)
        at[i] = (double)NAN;
    return true;
}

static void
close_problem(problem *p)
{
    free(p->asked);
    free(p->order);
}

/* ---- BFGS */

/* Asks f at x unless it was the last point asked; after a failure GSL is told of a flat place. */
static void
ask(problem *p, const gsl_vector *x)
{
    bool same = true;
    for (size_t i = 0; i < p->n; i++)
        same = same && gsl_vector_get(x, i) == p->asked[i];
    if (same || p->status != XENT_OK)
        return;
    for (size_t i = 0; i < p->n; i++)
        p->asked[i] = gsl_vector_get(x, i);
    p->status = p->f(p->context, p->asked, &p->value, p->gradient, NULL, p->err);
    if (p->status != XENT_OK)
        memset(p->gradient, 0, p->n * sizeof *p->gradient);
}

static double
gsl_value(const gsl_vector *x, void *context)
{
    problem *p = context;
    ask(p, x);
    return p->value;
}

static void
gsl_gradient(const gsl_vector *x, void *context, gsl_vector *gradient)
{
    problem *p = context;
    ask(p, x);
    for (size_t i = 0; i < p->n; i++)
        gsl_vector_set(gradient, i, p->gradient[i]);
}

static void
gsl_both(const gsl_vector *x, void *context, double *value, gsl_vector *gradient)
{
    *value = gsl_value(x, context);
    gsl_gradient(x, context, gradient);
}

/* The sum of the magnitudes: unlike the largest of them it is NaN if one is. */
static double
norm(size_t n, const double *v)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs(v[i]);
    return sum;
}

/* Brings x[n] into the neighbourhood of the minimum. */
static xent_status
approach(problem *p, double *x, xent_stopping *stopping)
{
    gsl_multimin_function_fdf fdf = {gsl_value, gsl_gradient, gsl_both, p->n, p};
    gsl_vector_view start = gsl_vector_view_array(x, p->n);
    gsl_multimin_fdfminimizer *solver =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, p->n);
    if (!solver)
        return xent_fail_memory(p->err);
    gsl_multimin_fdfminimizer_set(solver, &fdf, &start.vector, 0.1, 0.1);
    double enough = neighbourhood * norm(p->n, p->gradient);
    while (p->status == XENT_OK && stopping->iterations < stopping->max_iterations / 2
           && gsl_multimin_test_gradient(solver->gradient, enough) == GSL_CONTINUE) {
        stopping->iterations++;
        if (gsl_multimin_fdfminimizer_iterate(solver) != GSL_SUCCESS)
            break; /* no progress at this precision: Newton's turn */
    }
    for (size_t i = 0; i < p->n && p->status == XENT_OK; i++)
        x[i] = gsl_vector_get(solver->x, i);
    gsl_multimin_fdfminimizer_free(solver);
    return p->status;
}

/* ---- Newton */

/* step = -H^-1 g.  The Hessian is scaled to a unit diagonal first, since the modified Cholesky
   decomposition perturbs what is small against 1; it is destroyed. */
static void
newton_step(problem *p)
{
    size_t n = p->n;
    gsl_matrix_view hessian = gsl_matrix_view_array(p->hessian, n, n);
    gsl_vector_view step = gsl_vector_view_array(p->step, n);
    gsl_permutation order = {n, p->order};
    for (size_t i = 0; i < n; i++) {
        double diagonal = p->hessian[i * n + i];
        p->scale[i] = diagonal > 0 ? 1 / sqrt(diagonal) : 1;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            p->hessian[i * n + j] *= p->scale[i] * p->scale[j];
    gsl_linalg_mcholesky_decomp(&hessian.matrix, &order, NULL);
    for (size_t i = 0; i < n; i++)
        p->step[i] = -p->gradient[i] * p->scale[i];
    gsl_linalg_mcholesky_svx(&hessian.matrix, &order, &step.vector);
    for (size_t i = 0; i < n; i++)
        p->step[i] *= p->scale[i];
}

static double
relative_step(problem *p, const double *x)
{
    for (size_t i = 0; i < p->n; i++)
        p->trial[i] = p->step[i] / (1 + fabs(x[i]));
    return norm(p->n, p->trial);
}

/* Asks f at x + length * step. */
static xent_status
try_step(problem *p, const double *x, double length)
{
    for (size_t i = 0; i < p->n; i++)
        p->trial[i] = x[i] + length * p->step[i];
    return p->f(p->context, p->trial, &p->trial_value, p->trial_gradient, p->trial_hessian,
                p->err);
}

/* Makes the last trial the current point. */
static void
accept(problem *p, double *x)
{
    double *hessian = p->hessian, *gradient = p->gradient;
    memcpy(x, p->trial, p->n * sizeof *x);
    p->value = p->trial_value;
    p->gradient = p->trial_gradient;
    p->trial_gradient = gradient;
    p->hessian = p->trial_hessian;
    p->trial_hessian = hessian;
}

/* Halves the step until it decreases f enough, or, since near the minimum f is flat to rounding,
   the gradient; *found is false if no length does. */
static xent_status
shorten(problem *p, const double *x, bool *found)
{
    double promise = 0, now = norm(p->n, p->gradient);
    for (size_t i = 0; i < p->n; i++)
        promise += p->gradient[i] * p->step[i];
    *found = false;
    for (double length = 1; length > 0x1p-40 && !*found; length /= 2) {
        xent_status status = try_step(p, x, length);
        if (status != XENT_OK)
            return status;
        *found = p->trial_value <= p->value + sufficient * length * promise
                 || norm(p->n, p->trial_gradient) <= now / 2;
    }
    return XENT_OK;
}

static xent_status
polish(problem *p, double *x, xent_stopping *stopping)
{
    double last = (double)INFINITY;
    xent_status status = p->f(p->context, x, &p->value, p->gradient, p->hessian, p->err);
    for (; status == XENT_OK; stopping->iterations++) {
        bool found;
        double now = stopping->gradient_norm = norm(p->n, p->gradient);
        if (now <= stopping->gradient)
            return XENT_OK;
        newton_step(p);
        double relative = relative_step(p, x);
        if (relative <= stopping->step || (relative <= noise_step && now >= last / 2))
            return XENT_OK;
        if (!isfinite(relative) || stopping->iterations >= stopping->max_iterations)
            break;
        last = now;
        status = shorten(p, x, &found);
        if (status == XENT_OK && !found) {
            if (relative <= noise_step)
                return XENT_OK;
            break;
        }
        if (status == XENT_OK)
            accept(p, x);
    }
    if (status != XENT_OK)
        return status;
    return xent_fail(p->err, XENT_EFIT, "the gradient stays at %.3g after %zu iterations",
                     stopping->gradient_norm, stopping->iterations);
}

xent_status
xent_minimise(xent_objective *f, void *context, size_t n, double *x, xent_stopping *stopping,
              xent_error *err)
{
    problem p = {.f = f, .context = context, .n = n, .err = err};
    stopping->iterations = 0;
    xent_status status = open_problem(&p) ? XENT_OK : xent_fail_memory(err);
    if (status == XENT_OK && !stopping->near)
        status = approach(&p, x, stopping);
    if (status == XENT_OK)
        status = polish(&p, x, stopping);
    close_problem(&p);
    return status;
}
