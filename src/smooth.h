/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Residuals outcome - p smoothed over p by a Gaussian that is reflected at 0 and 1, and from them
   the smooth calibration error (Blasiok and Nakkiran 2023): the width sigma at which the mean
   absolute smoothed residual, the integral of |sum of w (outcome - p) kernel(t, p)| over t, equals
   sigma.

   The reflected Gaussian is the heat kernel of an insulated rod, whose eigenfunctions are cosines:
   numbers go on a grid once, one cosine transform gives their coefficients, and each sigma then
   costs a multiplication by exp(-(pi k sigma)^2 / 2) and a transform back to as many points as
   sigma needs. */
#ifndef XENT_SMOOTH_H
#define XENT_SMOOTH_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* The grid of what is observed, of few pairs the one that is tried first; and the step that the
   search for its error ends with. */
enum { XENT_SMOOTH_CELLS = 32768, XENT_SMOOTH_FEW_CELLS = 4096, XENT_SMOOTH_FEW_PAIRS = 32768 };
static const double xent_smooth_step = 1e-12;

typedef struct {
    size_t cells;        /* of the grid on [0, 1]; a power of two, 16 at least */
    double *node;        /* cells + 1 numbers at i / cells */
    double *coefficient; /* cells + 1 cosine coefficients of them */
    double *curve;       /* 2 cells: the smoothed numbers, at first at 0, 1/points, .. 1 */
    double *change;      /* 2 cells: their derivative by sigma */
    size_t points;       /* of the curve, less one */
    double fineness;     /* at least so many of them for each sigma, if there are as many cells;
                            32 */
} xent_smoother;

/* Bytes of a smoother's arrays, and a smoother in so much memory, its nodes cleared. */
size_t xent_smoother_size(size_t cells);
xent_smoother xent_smoother_cut(size_t cells, void *memory);

/* Adds x at p in [0, 1] to the nodes on both sides of it. */
static inline void
xent_smooth_add(xent_smoother *s, double p, double x)
{
    double position = p * (double)s->cells;
    size_t i = (size_t)position;
    i -= i == s->cells;
    double right = x * (position - (double)i);
    s->node[i] += x - right;
    s->node[i + 1] += right;
}

/* The coefficients of the nodes. */
xent_status xent_smooth_transform(xent_smoother *s, xent_error *err);

/* Is the grid as good as any for this sigma? */
static inline bool
xent_smooth_is_fine(const xent_smoother *s, double sigma)
{
    return s->cells == XENT_SMOOTH_CELLS || sigma * (double)s->cells >= 64;
}

/* The smallest sigma that the grid is fine enough for: two cells. */
static inline double
xent_smooth_least(const xent_smoother *s)
{
    return 2 / (double)s->cells;
}

/* The curve at a sigma of at least that, and its derivative. */
xent_status xent_smooth_curve(xent_smoother *s, double sigma, xent_error *err);

/* The curve at t in [0, 1], by the cubic through four points. */
double xent_smooth_at(const xent_smoother *s, double t);

/* The sigma in [0, 1] with error(sigma) = sigma, searched from *sigma until a step is below `step`;
   the nodes are transformed before.  O(cells log cells).  XENT_ENOMEM. */
xent_status xent_smooth_solve(xent_smoother *s, double step, double *sigma, xent_error *err);

/* The smooth calibration error of sorted pairs.  XENT_ENOMEM. */
xent_status xent_smooth_error(const xent_pairs *pairs, double *sigma, xent_error *err);

#pragma GCC visibility pop
#endif
