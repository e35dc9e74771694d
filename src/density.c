/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integrals over a density.  The support is cut at the breaks of both densities, and each piece is
   integrated over a coordinate v in which it is tame: near a finite end over the logarithm of the
   distance from it, so that x^(a-1) becomes e^(a v); beyond the breaks over a logarithm too, so
   that a tail like x^-a becomes an exponential; in between over x. */
#include "density.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include "info_internal.h"

enum { INTERVALS = 400 };
static const double wanted = 1e-11;    /* relative, of every piece */
static const double tolerated = 1e-8;  /* relative, of the whole */
static const double unseen = 1e-10;    /* relative, where numbers end */

typedef enum { LINEAR, ABOVE, BELOW, UP, DOWN } coordinate;

typedef double integrand(double log_f, double log_g, double log_weight);

/* One integral being taken. */
typedef struct {
    const xent_density *p, *q; /* q NULL: only p counts */
    integrand *term;
    coordinate kind;
    double origin, scale;      /* of UP and DOWN: x = origin +- scale (e^v - 1) */
    int infinite;              /* has g = 0 < f been seen? */
    double far;                /* the largest value where numbers end */
} job;

/* ---- integrands, of f dx = exp(log_f + log_weight) dv */

static double
mass_term(double log_f, double log_g, double log_weight)
{
    (void)log_g;
    return exp(log_f + log_weight);
}

static double
cross_term(double log_f, double log_g, double log_weight)
{
    return -log_g * exp(log_f + log_weight);
}

static double
ratio_term(double log_f, double log_g, double log_weight)
{
    return (log_f - log_g) * exp(log_f + log_weight);
}

/* f phi(g/f) */
static double
phi_term(double log_f, double log_g, double log_weight)
{
    double x = log_g - log_f;
    if (fabs(x) < 1)
        return exp(log_f + log_weight) * xent_expm1_minus(x);
    return exp(log_g + log_weight) - exp(log_f + log_weight) * (1 + x);
}

/* ---- coordinates */

static xent_point
point_of(const job *work, double v, double *log_weight)
{
    const xent_density *p = work->p;
    xent_point at = {.log_above = (double)NAN, .log_below = (double)NAN};
    *log_weight = v;
    switch (work->kind) {
    case LINEAR:
        at.x = v;
        *log_weight = 0;
        break;
    case ABOVE:
        at.x = p->low + exp(v);
        at.log_above = v;
        break;
    case BELOW:
        at.x = p->high - exp(v);
        at.log_below = v;
        break;
    case UP:
        at.x = work->origin + work->scale * expm1(v);
        *log_weight += log(work->scale);
        break;
    case DOWN:
        at.x = work->origin - work->scale * expm1(v);
        *log_weight += log(work->scale);
        break;
    }
    return at;
}

/* Fills what the coordinate does not know. */
static xent_point
seen_from(const xent_density *density, const xent_density *p, xent_point at)
{
    if (isnan(at.log_above) || density->low != p->low)
        at.log_above = log(at.x - density->low);
    if (isnan(at.log_below) || density->high != p->high)
        at.log_below = log(density->high - at.x);
    return at;
}

static double
log_density_at(const xent_density *density, const xent_density *p, xent_point at)
{
    at = seen_from(density, p, at);
    return density->log_density(&at, density->context);
}

static double
evaluate(double v, void *context)
{
    job *work = context;
    double log_weight;
    xent_point at = point_of(work, v, &log_weight);
    if (!isfinite(at.x))
        return 0;
    double log_f = log_density_at(work->p, work->p, at);
    double log_g = work->q ? log_density_at(work->q, work->p, at) : log_f;
    if (log_f + log_weight < -745) /* f dx underflows, and with it all but what g has there */
        return work->term == phi_term && isfinite(log_g) ? exp(log_g + log_weight) : 0;
    if (log_g == -(double)INFINITY) {
        work->infinite = 1;
        return 0;
    }
    return work->term(log_f, log_g, log_weight);
}

/* ---- pieces */

/* The sum so far. */
typedef struct {
    double value, error, size; /* size: of the absolute parts */
} total;

static void
integrate_piece(job *work, double from, double to, gsl_integration_workspace *space, total *sum)
{
    gsl_function function = {.function = evaluate, .params = work};
    double value = 0, error = 0;
    int status;
    if (isinf(from))
        status = gsl_integration_qagil(&function, to, 0, wanted, INTERVALS, space, &value, &error);
    else if (isinf(to))
        status =
            gsl_integration_qagiu(&function, from, 0, wanted, INTERVALS, space, &value, &error);
    else
        status = gsl_integration_qags(&function, from, to, 0, wanted, INTERVALS, space, &value,
                                      &error);
    /* What misses the wanted accuracy may still reach the tolerated one; divergence does not. */
    if (status == GSL_EDIVERGE || status == GSL_ENOMEM || status == GSL_EBADTOL)
        error = HUGE_VAL;
    sum->value += value;
    sum->error += error;
    sum->size += fabs(value);
}

/* An infinite piece from the break `at` on, downwards or upwards.  Quadrature can be deceived by
   what rises for ever, so the value is looked at where x overflows, and where its square does. */
static void
integrate_tail(job *work, double at, int up, gsl_integration_workspace *space, total *sum)
{
    const xent_density *p = work->p;
    static const double far[] = {1e150, 1e300};
    int to_end = isfinite(up ? p->low : p->high);
    double from = to_end ? log(up ? at - p->low : p->high - at) : 0;
    work->origin = at;
    work->kind = up ? (to_end ? ABOVE : UP) : (to_end ? BELOW : DOWN);
    integrate_piece(work, from, (double)INFINITY, space, sum);
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        double distance = up ? far[i] - at : far[i] + at;
        double v = to_end ? log(distance) : log1p(distance / work->scale);
        if (distance > 0)
            work->far = fmax(work->far, fabs(evaluate(v, work)));
    }
}

/* The pieces beyond the first and the last break. */
static void
integrate_ends(job *work, const double *at, size_t n, gsl_integration_workspace *space, total *sum)
{
    const xent_density *p = work->p;
    work->scale = n > 1 ? at[n - 1] - at[0] : 1;
    if (isfinite(p->low)) {
        work->kind = ABOVE;
        integrate_piece(work, -(double)INFINITY, log(at[0] - p->low), space, sum);
    } else {
        integrate_tail(work, at[0], 0, space, sum);
    }
    if (isfinite(p->high)) {
        work->kind = BELOW;
        integrate_piece(work, -(double)INFINITY, log(p->high - at[n - 1]), space, sum);
    } else {
        integrate_tail(work, at[n - 1], 1, space, sum);
    }
}

/* The piece between two breaks, seen from the nearer finite end. */
static void
integrate_between(job *work, double from, double to, gsl_integration_workspace *space, total *sum)
{
    const xent_density *p = work->p;
    double above = from - p->low, below = p->high - to;
    if (isinf(above) && isinf(below)) {
        work->kind = LINEAR;
        integrate_piece(work, from, to, space, sum);
    } else if (above <= below) {
        work->kind = ABOVE;
        integrate_piece(work, log(above), log(to - p->low), space, sum);
    } else {
        work->kind = BELOW;
        integrate_piece(work, log(below), log(p->high - from), space, sum);
    }
}

/* ---- the whole */

/* The breaks of both densities inside the support of p, and q's ends, in order, each once. */
static size_t
cut(const xent_density *p, const xent_density *q, double *at)
{
    size_t n = 0, distinct = 0;
    for (size_t i = 0; i < p->breaks; i++)
        at[n++] = p->at[i];
    for (size_t i = 0; q && i < q->breaks; i++)
        at[n++] = q->at[i];
    if (q) {
        at[n++] = q->low;
        at[n++] = q->high;
    }
    gsl_sort(at, 1, n);
    for (size_t i = 0; i < n; i++)
        if (at[i] > p->low && at[i] < p->high && isfinite(at[i]) &&
            (distinct == 0 || at[i] > at[distinct - 1]))
            at[distinct++] = at[i];
    return distinct;
}

static xent_status
finish(const job *work, const total *sum, const char *what, xent_integral *out, xent_error *err)
{
    if (work->infinite) {
        *out = (xent_integral){.value = HUGE_VAL};
        return XENT_OK;
    }
    *out = (xent_integral){.value = sum->value, .error = sum->error};
    if (sum->error <= tolerated * sum->size + 1e-300 && work->far <= unseen * sum->size)
        return XENT_OK;
    xent_fail(err, XENT_EDATA,
              "the integral of the %s does not converge: %.6g as far as numbers go, with an error "
              "of %.2g or more", what, sum->value, fmax(sum->error, work->far));
    xent_error_hint(err,
                    "it may be infinite, or most of it lie in the tails: is the first density "
                    "heavy where the logarithm of the second is large?");
    return XENT_EDATA;
}

static xent_status
integrate(const xent_density *p, const xent_density *q, integrand *term, const char *what,
          xent_integral *out, xent_error *err)
{
    job work = {.p = p, .q = q, .term = term};
    total sum = {0};
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(INTERVALS);
    double *at = malloc((p->breaks + (q ? q->breaks + 2 : 0)) * sizeof *at);
    xent_status status = XENT_OK;
    if (space && at) {
        size_t n = cut(p, q, at);
        integrate_ends(&work, at, n, space, &sum);
        for (size_t i = 1; i < n; i++)
            integrate_between(&work, at[i - 1], at[i], space, &sum);
        status = finish(&work, &sum, what, out, err);
    } else {
        status = xent_fail_memory(err);
    }
    gsl_integration_workspace_free(space);
    free(at);
    return status;
}

/* Is the mean of -ln q under p infinite?  Where p lives and q is 0; and where p has no moment of
   the order at which -ln q grows, as p's tails that are known to be heavy reach to infinity. */
static int
is_infinite(const xent_density *p, const xent_density *q)
{
    return p->low < q->low || p->high > q->high || (q->growth > 0 && p->moments > 0 &&
                                                    q->growth >= p->moments);
}

xent_status
xent_density_mass(const xent_density *p, xent_integral *mass, xent_error *err)
{
    return integrate(p, NULL, mass_term, "density", mass, err);
}

xent_status
xent_differential_entropy(const xent_density *p, xent_integral *entropy, xent_error *err)
{
    return integrate(p, NULL, cross_term, "entropy", entropy, err);
}

xent_status
xent_density_cross_entropy(const xent_density *p, const xent_density *q,
                           xent_integral *cross_entropy, xent_error *err)
{
    *cross_entropy = (xent_integral){.value = HUGE_VAL};
    if (is_infinite(p, q))
        return XENT_OK;
    return integrate(p, q, cross_term, "cross-entropy", cross_entropy, err);
}

xent_status
xent_density_kl(const xent_density *p, const xent_density *q, xent_integral *kl, xent_error *err)
{
    integrand *term = p->low == q->low && p->high == q->high ? phi_term : ratio_term;
    *kl = (xent_integral){.value = HUGE_VAL};
    return is_infinite(p, q) ? XENT_OK : integrate(p, q, term, "divergence", kl, err);
}
