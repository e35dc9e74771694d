/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger_bound.h"
#include <math.h>
#include <gsl/gsl_math.h>

/* Points on the ellipse, between which a parabola finds the extremes to eight digits. */
enum { POINTS = 256 };

/* A quadratic function has its extremes over an ellipse on its border: a product has no others
   inside, and where the ellipse is but a line the border passes all of it twice. */
static double
at(const xent_product *p, double radius, double angle)
{
    double sd = sqrt(p->first), slope = sd > 0 ? p->both / sd : 0;
    double rest = sqrt(fmax(0, p->second - slope * slope));
    double u = radius * cos(angle), v = radius * sin(angle);
    return (1 + sd * u) * (p->product + slope * u + rest * v);
}

/* The largest of sign * the product near the angle, where it is no less than at its neighbours. */
static double
refine(const xent_product *p, double radius, double angle, double sign)
{
    double step = 2 * M_PI / POINTS, before = sign * at(p, radius, angle - step);
    double here = sign * at(p, radius, angle), after = sign * at(p, radius, angle + step);
    double bend = before - 2 * here + after;
    double move = bend < 0 ? step * (before - after) / (2 * bend) : 0;
    return fmax(here, sign * at(p, radius, angle + move));
}

void
xent_product_bounds(const xent_product *p, double radius, double *low, double *high)
{
    double least = 0, most = 0, step = 2 * M_PI / POINTS;
    for (int i = 1; i < POINTS; i++) {
        least = at(p, radius, i * step) < at(p, radius, least) ? i * step : least;
        most = at(p, radius, i * step) > at(p, radius, most) ? i * step : most;
    }
    *low = -refine(p, radius, least, -1);
    *high = refine(p, radius, most, 1);
}
