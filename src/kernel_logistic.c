/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of a logistic regression on one variable, and the log-odds that it is fitted to. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_math.h"
#include "kernel_scores.h"

/* ln(1 + e) for 0 <= e <= 1: the logarithm of the rounded 1 + e, and what the rounding lost, at most
   2^-53, over about 1 + e. */
XENT_INLINE double
log1p_of(double e)
{
    double u = 1 + e;
    return xent_kernel_log_normal(u, 0) + (e - (u - 1)) * (1 - e * (1 - 0.5 * e));
}

/* Rows that are summed at a time, in a core's first cache. */
enum { PIECE = 512 };

/* What the rows of a piece add to the sums, each number in an array of its own so that loops over
   them are vector code. */
typedef struct {
    double x[PIECE], t[PIECE], w[PIECE];       /* standardised x, target, weight */
    double loss[PIECE], slope[PIECE], curvature[PIECE], square[PIECE];
} piece;

/* A row whose x is infinite counts for nothing.  (Two choices by one condition in one loop would
   keep some compilers from making it vector code.) */
XENT_INLINE void
take_rows(const xent_logistic_rows *r, size_t first, size_t n, piece *p)
{
    const double *x = r->x + first, *weight = r->weight ? r->weight + first : NULL;
    const int32_t *label = r->label + first;
    int32_t positive = r->positive;
    double high = r->high, low = r->low, center = r->center, scale = r->scale;
    for (size_t i = 0; i < n; i++)
        p->t[i] = label[i] == positive ? high : low;
    for (size_t i = 0; i < n; i++)
        p->x[i] = fabs(x[i]) <= DBL_MAX ? (x[i] - center) * scale : 0;
    for (size_t i = 0; i < n; i++)
        p->w[i] = fabs(x[i]) <= DBL_MAX ? 1 : 0;
    for (size_t i = 0; weight && i < n; i++)
        p->w[i] *= weight[i];
}

/* The residual is q (1 - t) - (1 - q) t, formed from near and far = 1 - near, of which neither has
   lost digits; u is the target of the class that m is for. */
XENT_INLINE void
fill_terms(double a, double b, xent_logistic_extent extent, size_t n, piece *p)
{
    for (size_t i = 0; i < n; i++) {
        double m = a * p->x[i] + b, t = p->t[i], w = p->w[i];
        double side = __builtin_copysign(1, m), u = 0.5 + side * (t - 0.5);
        double e = xent_kernel_exp(-fabs(m)), near = 1 / (1 + e), far = e * near;
        double residual = side * (near * (1 - u) - far * u);
        if (extent != XENT_LOGISTIC_DERIVATIVES)
            p->loss[i] = w * (log1p_of(e) + fabs(m) * (1 - u));
        if (extent == XENT_LOGISTIC_VALUE)
            continue;
        p->slope[i] = w * residual;
        p->curvature[i] = w * near * far;
        if (extent == XENT_LOGISTIC_ALL)
            p->square[i] = w * residual * residual;
    }
}

/* Adds sum a, sum a x and sum a x^2, all in one loop: a sum alone would wait for its own
   additions. */
XENT_INLINE void
add_moments(size_t n, const double *a, const double *x, double *zeroth, double *first,
            double *second)
{
    double lane[3][XENT_LANES] = {{0}};
    size_t i = 0;
    for (; i + XENT_LANES <= n; i += XENT_LANES)
        for (size_t l = 0, j = i; l < XENT_LANES; l++, j++) {
            double ax = a[j] * x[j];
            lane[0][l] += a[j];
            lane[1][l] += ax;
            lane[2][l] += ax * x[j];
        }
    for (size_t l = 0, j = i; j < n; l++, j++) {
        double ax = a[j] * x[j];
        lane[0][l] += a[j];
        lane[1][l] += ax;
        lane[2][l] += ax * x[j];
    }
    *zeroth += xent_lanes_tree(lane[0]);
    *first += xent_lanes_tree(lane[1]);
    *second += xent_lanes_tree(lane[2]);
}

XENT_INLINE void
add_piece(xent_logistic_extent extent, bool frequency, size_t n, piece *p, double *sums)
{
    double unused = 0;
    sums[XENT_LOGISTIC_WEIGHT] += xent_lanes_sum(n, p->w);
    if (extent != XENT_LOGISTIC_DERIVATIVES)
        sums[XENT_LOGISTIC_LOSS] += xent_lanes_sum(n, p->loss);
    if (extent == XENT_LOGISTIC_VALUE)
        return;
    add_moments(n, p->slope, p->x, &sums[XENT_LOGISTIC_G1], &sums[XENT_LOGISTIC_G0], &unused);
    add_moments(n, p->curvature, p->x, &sums[XENT_LOGISTIC_H11], &sums[XENT_LOGISTIC_H01],
                &sums[XENT_LOGISTIC_H00]);
    if (extent == XENT_LOGISTIC_DERIVATIVES)
        return;
    for (size_t i = 0; !frequency && i < n; i++)
        p->square[i] *= p->w[i];
    add_moments(n, p->square, p->x, &sums[XENT_LOGISTIC_S11], &sums[XENT_LOGISTIC_S01],
                &sums[XENT_LOGISTIC_S00]);
}

/* The pass, for every extent its own code. */
XENT_INLINE void
add_rows(const xent_logistic_rows *rows, xent_logistic_extent extent, double *sums)
{
    piece p;
    for (size_t first = 0; first < rows->n; first += PIECE) {
        size_t n = rows->n - first < PIECE ? rows->n - first : PIECE;
        take_rows(rows, first, n, &p);
        fill_terms(rows->slope, rows->intercept, extent, n, &p);
        add_piece(extent, rows->frequency, n, &p, sums);
    }
}

void
XENT_PASS(logistic)(const xent_logistic_rows *rows, double *sums)
{
    for (size_t s = 0; s < XENT_LOGISTIC_SUMS; s++)
        sums[s] = 0;
    if (rows->extent == XENT_LOGISTIC_DERIVATIVES)
        add_rows(rows, XENT_LOGISTIC_DERIVATIVES, sums);
    else if (rows->extent == XENT_LOGISTIC_VALUE)
        add_rows(rows, XENT_LOGISTIC_VALUE, sums);
    else
        add_rows(rows, XENT_LOGISTIC_ALL, sums);
}

/* sum of e^(z_j - second) over all but the largest. */
XENT_INLINE double
sum_of_rest(size_t n, const double *z, size_t top, double second)
{
    XENT_LANES_SUM(n, j == top ? 0 : xent_kernel_exp(z[j] - second));
}

/* Replaces logits by z_c - ln sum_{j != c} e^z_j.  The sum over the others of any class but the
   largest holds the largest, so that nothing cancels in it. */
XENT_INLINE void
row_odds(size_t n, double *z)
{
    double max = xent_lanes_max(n, z), own = (double)INFINITY, total = 1;
    size_t top = 0;
    while (z[top] != max)
        top++;
    z[top] = -(double)INFINITY;
    double second = xent_lanes_max(n, z);
    if (second > -(double)INFINITY) {
        double sum = sum_of_rest(n, z, top, second);
        own = (max - second) - xent_kernel_log(sum);
        total = 1 + sum * xent_kernel_exp(second - max);
    }
    for (size_t j = 0; j < n; j++) {
        double rest = total - xent_kernel_exp(z[j] - max);
        z[j] = (z[j] - max) - xent_kernel_log(rest < 1 ? 1 : rest);
    }
    z[top] = own;
}

void
XENT_PASS(odds)(size_t rows, size_t columns, double *z)
{
    for (size_t i = 0; i < rows; i++)
        row_odds(columns, z + i * columns);
}

/* ln sigmoid(x) */
void
XENT_PASS(log_sigmoid)(size_t n, double *x)
{
    for (size_t i = 0; i < n; i++) {
        double e = xent_kernel_exp(-fabs(x[i]));
        x[i] = (x[i] < 0 ? x[i] : 0) - log1p_of(e);
    }
}
