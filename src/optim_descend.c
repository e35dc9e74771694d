/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minimum of a convex function of many variables: limited-memory BFGS. */
#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "optim.h"

enum { MEMORY = 12 }; /* steps that are remembered */

/* Of the decrease that a step promises, the part that it must keep (Armijo). */
static const double sufficient = 1e-4;
static const double shortest = 0x1p-30;
/* Relative rounding of f. */
static const double noise = 64 * 0x1p-52;

/* A step, the change of the gradient along it, and 1 / their product. */
typedef struct {
    double *s, *y, rho;
} memory;

/* All doubles are one allocation. */
typedef struct {
    xent_objective *f;
    void *context;
    size_t n;
    double *x, value, *gradient;
    double *trial, trial_value, *trial_gradient;
    double *direction;
    memory past[MEMORY]; /* a ring; past[count - 1 modulo MEMORY] is the last step */
    size_t count;
    double *numbers;
    xent_error *err;
} problem;

static double
dot(size_t n, const double *a, const double *b)
{
    return cblas_ddot((int)n, a, 1, b, 1);
}

static void
add(size_t n, double scale, const double *a, double *to)
{
    cblas_daxpy((int)n, scale, a, 1, to, 1);
}

static bool
open_problem(problem *p)
{
    size_t n = p->n;
    double *at = p->numbers = calloc((4 + 2 * MEMORY) * n, sizeof *at);
    if (!at)
        return false;
    p->gradient = at;
    p->trial = at + n;
    p->trial_gradient = at + 2 * n;
    p->direction = at + 3 * n;
    for (size_t i = 0; i < MEMORY; i++) {
        p->past[i].s = at + (4 + 2 * i) * n;
        p->past[i].y = at + (5 + 2 * i) * n;
    }
    return true;
}

/* direction = -H gradient, H the inverse Hessian that the past suggests (two-loop recursion). */
static void
choose_direction(problem *p)
{
    size_t n = p->n, known = p->count < MEMORY ? p->count : MEMORY;
    double alpha[MEMORY], *d = p->direction;
    for (size_t i = 0; i < n; i++)
        d[i] = -p->gradient[i];
    for (size_t k = 0; k < known; k++) {
        const memory *m = &p->past[(p->count - 1 - k) % MEMORY];
        alpha[k] = m->rho * dot(n, m->s, d);
        add(n, -alpha[k], m->y, d);
    }
    if (known > 0) {
        const memory *m = &p->past[(p->count - 1) % MEMORY];
        cblas_dscal((int)n, 1 / (m->rho * dot(n, m->y, m->y)), d, 1);
    }
    for (size_t k = known; k-- > 0;) {
        const memory *m = &p->past[(p->count - 1 - k) % MEMORY];
        add(n, alpha[k] - m->rho * dot(n, m->y, d), m->s, d);
    }
}

/* Did the trial decrease f enough or, where f is flat to rounding or not known, its slope along the
   step (Hager and Zhang's approximate condition, 2005)? */
static bool
is_enough(const problem *p, double length, double promise)
{
    if (p->trial_value <= p->value + sufficient * length * promise)
        return true;
    double slope = dot(p->n, p->trial_gradient, p->direction);
    return !(p->trial_value > p->value + noise * fabs(p->value))
           && fabs(slope) <= (1 - 2 * sufficient) * fabs(promise);
}

/* Halves the step until it is good enough; *found is false if no length is. */
static xent_status
try_steps(problem *p, bool *found)
{
    size_t n = p->n;
    double promise = dot(n, p->gradient, p->direction);
    *found = false;
    for (double length = 1; length > shortest && !*found; length /= 2) {
        memcpy(p->trial, p->x, n * sizeof *p->x);
        add(n, length, p->direction, p->trial);
        xent_status status =
            p->f(p->context, p->trial, &p->trial_value, p->trial_gradient, NULL, p->err);
        if (status != XENT_OK)
            return status;
        *found = is_enough(p, length, promise);
    }
    return XENT_OK;
}

/* Makes the trial the current point, and remembers the step if the function curves along it. */
static void
accept(problem *p)
{
    size_t n = p->n;
    memory *m = &p->past[p->count % MEMORY];
    for (size_t i = 0; i < n; i++) {
        m->s[i] = p->trial[i] - p->x[i];
        m->y[i] = p->trial_gradient[i] - p->gradient[i];
    }
    double product = dot(n, m->s, m->y);
    if (product > 0 && isfinite(1 / product)) {
        m->rho = 1 / product;
        p->count++;
    }
    double *gradient = p->gradient;
    memcpy(p->x, p->trial, n * sizeof *p->x);
    p->value = p->trial_value;
    p->gradient = p->trial_gradient;
    p->trial_gradient = gradient;
}

static xent_status
stuck(const problem *p, const xent_stopping *stopping)
{
    return xent_fail(p->err, XENT_EFIT, "the gradient stays at %.3g after %zu iterations",
                     stopping->gradient_norm, stopping->iterations);
}

static xent_status
search(problem *p, xent_stopping *stopping)
{
    xent_status status = p->f(p->context, p->x, &p->value, p->gradient, NULL, p->err);
    for (stopping->iterations = 0; status == XENT_OK; stopping->iterations++) {
        bool found;
        stopping->gradient_norm = sqrt(dot(p->n, p->gradient, p->gradient));
        if (stopping->gradient_norm <= stopping->gradient)
            return XENT_OK;
        if (!isfinite(stopping->gradient_norm)
            || stopping->iterations >= stopping->max_iterations)
            return stuck(p, stopping);
        choose_direction(p);
        status = try_steps(p, &found);
        if (status == XENT_OK && !found)
            return stuck(p, stopping);
        if (status == XENT_OK)
            accept(p);
    }
    return status;
}

xent_status
xent_descend(xent_objective *f, void *context, size_t n, double *x, xent_stopping *stopping,
             xent_error *err)
{
    problem p = {.f = f, .context = context, .n = n, .x = x, .err = err};
    xent_status status = open_problem(&p) ? search(&p, stopping) : xent_fail_memory(err);
    free(p.numbers);
    return status;
}
