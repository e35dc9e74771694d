/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bracketed Newton root; the minimiser is in optim_minimise.c. */
#include "optim.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

const xent_stopping xent_stopping_default = {.step = 1e-14, .max_iterations = 200};

/* A step below this that no longer shrinks is rounding noise. */
static const double noise_step = 1e-9;

/* The function and what it last said. */
typedef struct {
    xent_slope *f;
    void *context;
    double x, value, derivative;
    xent_status status;
    xent_error *err;
} problem;

/* Asks f at x unless it was the last point asked.  After a failure GSL is told a root, so that it
   neither stumbles over what is not finite nor calls its error handler. */
static void
ask(problem *p, double x)
{
    if (x == p->x || p->status != XENT_OK)
        return;
    p->x = x;
    p->status = p->f(p->context, x, &p->value, &p->derivative, p->err);
    if (p->status == XENT_OK && !(isfinite(p->value) && isfinite(p->derivative)))
        p->status = xent_fail(p->err, XENT_EFIT, "the function is not finite at %.17g", x);
    if (p->status != XENT_OK) {
        p->value = 0;
        p->derivative = 1;
    }
}

static double
gsl_value(double x, void *context)
{
    problem *p = context;
    ask(p, x);
    return p->value;
}

static double
gsl_derivative(double x, void *context)
{
    problem *p = context;
    ask(p, x);
    return p->derivative;
}

static void
gsl_both(double x, void *context, double *value, double *derivative)
{
    *value = gsl_value(x, context);
    *derivative = gsl_derivative(x, context);
}

/* The Newton step from the last point; infinite where the function is flat. */
static double
newton_step(const problem *p)
{
    if (p->value == 0)
        return 0;
    return p->derivative > 0 ? -p->value / p->derivative : copysign((double)INFINITY, -p->value);
}

/* Where to go instead of x + step, if need be; x itself if there is nowhere to go. */
static double
safeguard(double x, double step, double low, double high, double longest)
{
    double limit = longest > 0 ? longest : (double)INFINITY;
    double to = x + fmax(-limit, fmin(step, limit));
    if (to > low && to < high)
        return to;
    to = low + (high - low) / 2;
    to = x + fmax(-limit, fmin(to - x, limit));
    return to > low && to < high ? to : x;
}

static int
is_small(const problem *p, double step, double last_step, const xent_stopping *stopping)
{
    return fabs(p->value) <= stopping->gradient
           || gsl_root_test_delta(p->x + step, p->x, stopping->step, stopping->step) == GSL_SUCCESS
           || (fabs(step) <= noise_step && fabs(step) >= last_step / 2);
}

/* Moves the solver to the next point; a move that is not Newton's starts it anew. */
static void
advance(gsl_root_fdfsolver *solver, gsl_function_fdf *fdf, double from, double step, double to)
{
    if (to == from + step)
        gsl_root_fdfsolver_iterate(solver);
    else
        gsl_root_fdfsolver_set(solver, fdf, to);
}

static xent_status
search(gsl_root_fdfsolver *solver, gsl_function_fdf *fdf, double low, double high,
       xent_stopping *stopping)
{
    problem *p = fdf->params;
    double last_step = (double)INFINITY;
    for (stopping->iterations = 0;; stopping->iterations++) {
        double x = p->x, step = newton_step(p);
        stopping->gradient_norm = fabs(p->value);
        if (p->status != XENT_OK || is_small(p, step, last_step, stopping))
            return p->status;
        if (stopping->iterations == stopping->max_iterations)
            return xent_fail(p->err, XENT_EFIT, "no root after %zu iterations",
                             stopping->max_iterations);
        if (p->value < 0)
            low = x;
        else
            high = x;
        double to = safeguard(x, step, low, high, stopping->longest);
        if (to == x)
            return XENT_OK;
        last_step = fabs(to - x);
        advance(solver, fdf, x, step, to);
    }
}

xent_status
xent_root(xent_slope *f, void *context, double low, double high, double *x,
          xent_stopping *stopping, xent_error *err)
{
    problem p = {.f = f, .context = context, .x = (double)NAN, .err = err};
    gsl_function_fdf fdf = {gsl_value, gsl_derivative, gsl_both, &p};
    gsl_root_fdfsolver *solver = gsl_root_fdfsolver_alloc(gsl_root_fdfsolver_newton);
    if (!solver)
        return xent_fail_memory(err);
    gsl_root_fdfsolver_set(solver, &fdf, *x);
    xent_status status = search(solver, &fdf, low, high, stopping);
    *x = p.x;
    gsl_root_fdfsolver_free(solver);
    return status;
}
