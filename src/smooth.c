/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smooth.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include "optim.h"

/* The coefficients are damped by e^-32 where they are left out, at k = REACH / sigma. */
enum { LEAST_POINTS = 16 };
static const double reach = 8 / 3.14159265358979323846;

static const double pi = 3.14159265358979323846;

size_t
xent_smoother_size(size_t cells)
{
    return (2 * (cells + 1) + 4 * cells) * sizeof(double);
}

xent_smoother
xent_smoother_cut(size_t cells, void *memory)
{
    double *node = memory;
    memset(node, 0, (cells + 1) * sizeof *node);
    return (xent_smoother){.cells = cells, .node = node, .coefficient = node + cells + 1,
                           .curve = node + 2 * (cells + 1),
                           .change = node + 2 * (cells + 1) + 2 * cells,
                           .fineness = 32};
}

/* Linear shares between nodes smooth already, by a triangle one cell wide on either side; its
   transform is sinc squared, which is taken back. */
static double
triangle(const xent_smoother *s, size_t k)
{
    double x = pi * (double)k / (double)(2 * s->cells), sinc = k ? sin(x) / x : 1;
    return sinc * sinc;
}

static xent_status
transformed(int gsl_status, xent_error *err)
{
    return gsl_status == GSL_SUCCESS ? XENT_OK
                                     : xent_fail(err, XENT_EINVAL, "a Fourier transform failed");
}

xent_status
xent_smooth_transform(xent_smoother *s, xent_error *err)
{
    double *even = s->curve;
    size_t cells = s->cells;
    memcpy(even, s->node, (cells + 1) * sizeof *even);
    even[0] *= 2; /* an end is its own mirror image */
    even[cells] *= 2;
    for (size_t i = 1; i < cells; i++)
        even[2 * cells - i] = even[i];
    xent_status status = transformed(gsl_fft_real_radix2_transform(even, 1, 2 * cells), err);
    for (size_t k = 0; k <= cells; k++)
        s->coefficient[k] = even[k] / 2 / triangle(s, k);
    return status;
}

static size_t
points_for(const xent_smoother *s, double sigma)
{
    size_t points = LEAST_POINTS;
    while (points < s->cells && (double)points * sigma < s->fineness)
        points *= 2;
    return points;
}

xent_status
xent_smooth_curve(xent_smoother *s, double sigma, xent_error *err)
{
    size_t points = s->points = points_for(s, sigma);
    memset(s->curve, 0, 2 * points * sizeof *s->curve);
    memset(s->change, 0, 2 * points * sizeof *s->change);
    for (size_t k = 0; k < points && (double)k * sigma <= reach; k++) {
        double rate = pi * (double)k * (pi * (double)k);
        s->curve[k] = 2 * (double)points * s->coefficient[k] * exp(-0.5 * rate * sigma * sigma);
        s->change[k] = -rate * sigma * s->curve[k];
    }
    xent_status status = transformed(gsl_fft_halfcomplex_radix2_inverse(s->curve, 1, 2 * points),
                                     err);
    return status == XENT_OK
               ? transformed(gsl_fft_halfcomplex_radix2_inverse(s->change, 1, 2 * points), err)
               : status;
}

/* The curve continues evenly beyond its ends, and with the period of its array. */
double
xent_smooth_at(const xent_smoother *s, double t)
{
    double position = t * (double)s->points;
    size_t i = (size_t)position, period = 2 * s->points;
    double x = position - (double)i;
    const double *c = s->curve;
    return -x * (x - 1) * (x - 2) / 6 * c[(i + period - 1) % period]
           + (x + 1) * (x - 1) * (x - 2) / 2 * c[i % period]
           - (x + 1) * x * (x - 2) / 2 * c[(i + 1) % period]
           + (x + 1) * x * (x - 1) / 6 * c[(i + 2) % period];
}

/* The integral of |curve| between two points, in their distance: a trapezoid, or two triangles
   where the sign changes.  There the slope turns over, which the trapezoids on either side
   do not see: by Euler and Maclaurin it adds a sixth of the change. */
static double
area(double a, double b)
{
    double size = fabs(a) + fabs(b);
    if ((a < 0) == (b < 0) || size == 0)
        return size / 2;
    return (a * a + b * b) / (2 * size) + size / 6;
}

/* sigma - error(sigma), which increases, and its derivative; below two cells error() is
   constant. */
static xent_status
excess(void *context, double sigma, double *f, double *df, xent_error *err)
{
    xent_smoother *s = context;
    double error = 0, slope = 0, least = xent_smooth_least(s);
    xent_status status = xent_smooth_curve(s, fmax(sigma, least), err);
    for (size_t i = 0; i < s->points; i++)
        error += area(s->curve[i], s->curve[i + 1]);
    for (size_t i = 0; i <= s->points; i++)
        slope += copysign(i == 0 || i == s->points ? 0.5 : 1, s->curve[i]) * s->change[i];
    *f = sigma - error / (double)s->points;
    *df = sigma > least ? 1 - slope / (double)s->points : 1;
    return status;
}

xent_status
xent_smooth_solve(xent_smoother *s, double step, double *sigma, xent_error *err)
{
    xent_stopping stopping = xent_stopping_default;
    stopping.step = step;
    return xent_root(excess, s, -1, 2, sigma, &stopping, err);
}

static xent_status
find_error(const xent_pairs *pairs, xent_smoother *s, double *sigma, xent_error *err)
{
    for (size_t i = 0; i < pairs->size; i++) {
        double p = xent_pair_p(pairs, i), residual = xent_pair_outcome(pairs, i) - p;
        xent_smooth_add(s, p, xent_pair_weight(pairs, i) / pairs->weight * residual);
    }
    *sigma = 0.05;
    xent_status status = xent_smooth_transform(s, err);
    return status == XENT_OK ? xent_smooth_solve(s, xent_smooth_step, sigma, err) : status;
}

xent_status
xent_smooth_error(const xent_pairs *pairs, double *sigma, xent_error *err)
{
    bool few = pairs->size <= XENT_SMOOTH_FEW_PAIRS;
    void *memory = malloc(xent_smoother_size(XENT_SMOOTH_CELLS));
    if (!memory)
        return xent_fail_memory(err);
    xent_smoother s = xent_smoother_cut(few ? XENT_SMOOTH_FEW_CELLS : XENT_SMOOTH_CELLS, memory);
    xent_status status = find_error(pairs, &s, sigma, err);
    if (status == XENT_OK && !xent_smooth_is_fine(&s, *sigma)) {
        s = xent_smoother_cut(XENT_SMOOTH_CELLS, memory);
        status = find_error(pairs, &s, sigma, err);
    }
    free(memory);
    return status;
}
