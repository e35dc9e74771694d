/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of a logistic regression on one variable, and the log-odds that it is fitted to. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include "kernel_internal.h"
#include "kernel_lanes.h"
#include "kernel_math.h"
#include "kernel_scores.h"

/* ln(1 + e) for 0 <= e <= 1, near = 1 / (1 + e): the logarithm of the rounded 1 + e, and what the
   rounding lost. */
XENT_INLINE double
log1p_of(double e, double near)
{
    double u = 1 + e;
    return xent_kernel_log(u) + (e - (u - 1)) * near;
}

/* Rows that are summed at a time, in a core's first cache. */
enum { PIECE = 512 };

/* What the rows of a piece add to the sums, each number in an array of its own so that loops over
   them are vector code. */
typedef struct {
    double x[PIECE], t[PIECE], w[PIECE];       /* standardised x, target, weight */
    double loss[PIECE], slope[PIECE], curvature[PIECE], square[PIECE];
} piece;

/* A row whose x is infinite counts for nothing. */
XENT_INLINE void
take_rows(const xent_logistic_rows *r, size_t first, size_t n, piece *p)
{
    const double *x = r->x + first;
    const int32_t *label = r->label + first;
    for (size_t i = 0; i < n; i++)
        p->t[i] = label[i] == r->positive ? r->high : r->low;
    for (size_t i = 0; i < n; i++)
        p->w[i] = r->weight ? r->weight[first + i] : 1;
    for (size_t i = 0; i < n; i++) {
        bool finite = fabs(x[i]) <= DBL_MAX;
        p->x[i] = finite ? (x[i] - r->center) * r->scale : 0;
        p->w[i] = finite ? p->w[i] : 0;
    }
}

XENT_INLINE void
fill_terms(const xent_logistic_rows *r, size_t n, piece *p)
{
    double a = r->slope, b = r->intercept;
    for (size_t i = 0; i < n; i++) {
        double m = a * p->x[i] + b, t = p->t[i], w = p->w[i];
        double e = xent_kernel_exp(-fabs(m)), near = 1 / (1 + e), far = e * near;
        double q = m >= 0 ? near : far, complement = m >= 0 ? far : near;
        double residual = q * (1 - t) - complement * t;
        p->loss[i] = w * (log1p_of(e, near) + (m > 0 ? m : 0) - t * m);
        p->slope[i] = w * residual;
        p->curvature[i] = w * near * far;
        p->square[i] = w * residual * residual;
    }
    if (r->frequency)
        return;
    for (size_t i = 0; i < n; i++)
        p->square[i] *= p->w[i];
}

XENT_INLINE void
add_piece(size_t n, const piece *p, double *sums)
{
    sums[XENT_LOGISTIC_WEIGHT] += xent_lanes_sum(n, p->w);
    sums[XENT_LOGISTIC_LOSS] += xent_lanes_sum(n, p->loss);
    sums[XENT_LOGISTIC_G0] += xent_lanes_dot(n, p->slope, p->x);
    sums[XENT_LOGISTIC_G1] += xent_lanes_sum(n, p->slope);
    sums[XENT_LOGISTIC_H00] += xent_lanes_dot2(n, p->curvature, p->x);
    sums[XENT_LOGISTIC_H01] += xent_lanes_dot(n, p->curvature, p->x);
    sums[XENT_LOGISTIC_H11] += xent_lanes_sum(n, p->curvature);
    sums[XENT_LOGISTIC_S00] += xent_lanes_dot2(n, p->square, p->x);
    sums[XENT_LOGISTIC_S01] += xent_lanes_dot(n, p->square, p->x);
    sums[XENT_LOGISTIC_S11] += xent_lanes_sum(n, p->square);
}

void
XENT_PASS(logistic)(const xent_logistic_rows *rows, double *sums)
{
    piece p;
    for (size_t s = 0; s < XENT_LOGISTIC_SUMS; s++)
        sums[s] = 0;
    for (size_t first = 0; first < rows->n; first += PIECE) {
        size_t n = rows->n - first < PIECE ? rows->n - first : PIECE;
        take_rows(rows, first, n, &p);
        fill_terms(rows, n, &p);
        add_piece(n, &p, sums);
    }
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
        x[i] = (x[i] < 0 ? x[i] : 0) - log1p_of(e, 1 / (1 + e));
    }
}
