/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isotonic.h"
#include <math.h>
#include <stdlib.h>
#include "pav.h"

typedef struct {
    double x, y, w;
    size_t row;
} point;

static int
by_x(const void *a, const void *b)
{
    const point *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

static xent_status
take_points(size_t n, const double *x, const double *y, const double *w, point *points,
            xent_error *err)
{
    for (size_t i = 0; i < n; i++) {
        points[i] = (point){x[i], y[i], w ? w[i] : 1, i};
        if (isnan(x[i]) || !isfinite(y[i]))
            return xent_fail(err, XENT_EDATA, "point %zu is (%g, %g)", i, x[i], y[i]);
        if (!(points[i].w > 0) || isinf(points[i].w))
            return xent_fail(err, XENT_EDATA, "weight %zu is %g, not a number above 0", i,
                             points[i].w);
    }
    qsort(points, n, sizeof *points, by_x);
    return XENT_OK;
}

static xent_status
fit(size_t n, const point *points, double *fitted, xent_error *err)
{
    xent_pav pav = {0};
    xent_status status = XENT_OK;
    for (size_t i = 0; i < n && status == XENT_OK; i++)
        status = xent_pav_add(&pav, 1, &points[i].x, &points[i].y, &points[i].w, err);
    if (status == XENT_OK)
        status = xent_pav_finish(&pav, err);
    for (size_t i = 0, b = 0; i < n && status == XENT_OK; i++) {
        b += points[i].x > pav.block[b].last;
        fitted[points[i].row] = pav.block[b].sum / pav.block[b].weight;
    }
    xent_pav_clear(&pav);
    return status;
}

xent_status
xent_isotonic(size_t n, const double *x, const double *y, const double *w, double *fitted,
              xent_error *err)
{
    point *points = calloc(n + 1, sizeof *points);
    xent_status status = points ? take_points(n, x, y, w, points, err) : xent_fail_memory(err);
    if (status == XENT_OK)
        status = fit(n, points, fitted, err);
    free(points);
    return status;
}
