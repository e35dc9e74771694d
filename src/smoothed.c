/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smoothed.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "interval.h"
#include "smooth.h"

/* Steps of the curve on [0, 1]; cells of the grid that rows are put on for each sigma, up to those
   of the smooth error's own; sigmas that the kernel reaches. */
enum { STEPS = 128, CELLS_PER_SIGMA = 16, REACH = 7 };

/* Where fewer rows than these are near, there is no curve. */
static const double least_rows = 10;

/* What is smoothed, for each node of the grid: sums over rows of weight w.  The variances are those
   of sums of w outcome; a row of frequency w counts w times. */
typedef struct {
    double w, residual, p; /* w, w (outcome - p), w p */
    double square;         /* w^2 */
    double variance;       /* of w outcome under perfect calibration */
} node;

typedef struct {
    size_t cells;  /* a power of two, STEPS at least */
    size_t reach;  /* nodes on either side that the kernel is not 0 at */
    node *node;    /* cells + 1 */
    double *bell;  /* reach + 1 values of the Gaussian, its top 1 */
    double *kernel; /* cells + 1: that of one point, the images of the nodes added */
} grid;

/* ---- the grid */

static size_t
cells_for(double sigma)
{
    size_t cells = STEPS;
    while (cells < XENT_SMOOTH_CELLS && (double)cells * sigma < CELLS_PER_SIGMA)
        cells *= 2;
    return cells;
}

static void
grid_clear(grid *g)
{
    free(g->node);
    free(g->bell);
    free(g->kernel);
}

/* Linear shares between nodes h apart smooth already, with the variance h^2/6. */
static xent_status
grid_init(grid *g, double sigma, xent_error *err)
{
    size_t cells = cells_for(sigma);
    double h = 1 / (double)cells, width = sqrt(sigma * sigma - h * h / 6);
    *g = (grid){.cells = cells, .reach = (size_t)ceil(REACH * sigma * (double)cells)};
    g->node = calloc(cells + 1, sizeof *g->node);
    g->bell = malloc((g->reach + 1) * sizeof *g->bell);
    g->kernel = malloc((cells + 1) * sizeof *g->kernel);
    if (!g->node || !g->bell || !g->kernel) {
        grid_clear(g);
        return xent_fail_memory(err);
    }
    for (size_t k = 0; k <= g->reach; k++) {
        double z = (double)k * h / width;
        g->bell[k] = exp(-0.5 * z * z);
    }
    return XENT_OK;
}

static void
add_share(node *to, double share, const node *row)
{
    to->w += share * row->w;
    to->residual += share * row->residual;
    to->p += share * row->p;
    to->square += share * row->square;
    to->variance += share * row->variance;
}

static void
add_pairs(grid *g, const xent_pairs *pairs)
{
    for (size_t i = 0; i < pairs->size; i++) {
        double p = xent_pair_p(pairs, i), w = xent_pair_weight(pairs, i);
        double position = p * (double)g->cells;
        size_t left = (size_t)position;
        left -= left == g->cells;
        node row = {w, w * (xent_pair_outcome(pairs, i) - p), w * p, pairs->frequencies ? w : w * w,
                    xent_pair_variance(pairs, i)};
        add_share(&g->node[left], 1 - (position - (double)left), &row);
        add_share(&g->node[left + 1], position - (double)left, &row);
    }
}

/* ---- one point */

/* The node that is the mirror image of node i, which may lie beyond both ends, many times. */
static size_t
reflect(const grid *g, ptrdiff_t i)
{
    size_t period = 2 * g->cells, k = (size_t)(i < 0 ? -i : i) % period;
    return k <= g->cells ? k : period - k;
}

/* An end is its own mirror image. */
static size_t
images(const grid *g, size_t i)
{
    return i == 0 || i == g->cells ? 2 : 1;
}

/* The sums at node `centre`, those of squares weighted with the squared kernel. */
static node
sum_around(grid *g, size_t centre)
{
    ptrdiff_t at = (ptrdiff_t)centre, reach = (ptrdiff_t)g->reach;
    size_t first = centre > g->reach ? centre - g->reach : 0;
    size_t last = centre + g->reach < g->cells ? centre + g->reach : g->cells;
    node sum = {0};
    memset(g->kernel + first, 0, (last - first + 1) * sizeof *g->kernel);
    for (ptrdiff_t k = -reach; k <= reach; k++)
        g->kernel[reflect(g, at + k)] += g->bell[k < 0 ? -k : k];
    for (size_t i = first; i <= last; i++) {
        double k = (double)images(g, i) * g->kernel[i];
        sum.w += k * g->node[i].w;
        sum.residual += k * g->node[i].residual;
        sum.p += k * g->node[i].p;
        sum.square += k * k * g->node[i].square;
        sum.variance += k * k * g->node[i].variance;
    }
    return sum;
}

/* The mean outcome near x is that of as many rows of equal weight as have its variance (Kish 1965),
   of whose share there is an interval; c(x) is at a distance from it that
   chance has no part in. */
static xent_smoothed_point
point_of(const node *sum, double x, const xent_settings *settings)
{
    double level = settings->level;
    double gap = sum->residual / sum->w, p = sum->p / sum->w, mean = p + gap, low, high;
    double half = xent_normal_quantile(level) * sqrt(sum->variance) / sum->w;
    double rows = sum->w * sum->w / sum->square;
    xent_interval_of_share(settings->interval, fmin(fmax(mean, 0), 1), rows, level, &low,
                           &high);
    return (xent_smoothed_point){.x = x, .y = x + gap, .rows = rows, .low = x + (low - p),
                                 .high = x + (high - p), .consistency_low = x - half,
                                 .consistency_high = x + half};
}

/* ---- the curve */

/* Steps that rows lie between. */
static xent_status
draw(grid *g, const xent_pairs *pairs, const xent_settings *settings, xent_smoothed *curve,
     xent_error *err)
{
    size_t first = (size_t)floor(xent_pair_p(pairs, 0) * STEPS);
    size_t last = (size_t)ceil(xent_pair_p(pairs, pairs->size - 1) * STEPS);
    curve->point = malloc((last - first + 1) * sizeof *curve->point);
    if (!curve->point)
        return xent_fail_memory(err);
    for (size_t i = first; i <= last; i++) {
        node sum = sum_around(g, i * (g->cells / STEPS));
        if (sum.w * sum.w >= least_rows * sum.square && sum.w > 0)
            curve->point[curve->size++] = point_of(&sum, (double)i / STEPS, settings);
    }
    return XENT_OK;
}

xent_status
xent_smoothed_init(const xent_pairs *pairs, const xent_settings *settings, xent_smoothed *curve,
                   xent_error *err)
{
    grid g = {0};
    *curve = (xent_smoothed){.size = 0};
    xent_status status = xent_smooth_error(pairs, &curve->sigma, err);
    curve->sigma = fmax(curve->sigma, 2.0 / XENT_SMOOTH_CELLS);
    if (status == XENT_OK)
        status = grid_init(&g, curve->sigma, err);
    if (status != XENT_OK)
        return status;
    add_pairs(&g, pairs);
    status = draw(&g, pairs, settings, curve, err);
    grid_clear(&g);
    return status;
}

void
xent_smoothed_clear(xent_smoothed *curve)
{
    free(curve->point);
    *curve = (xent_smoothed){.size = 0};
}

void
xent_smoothed_withhold(xent_smoothed *curve)
{
    for (size_t i = 0; i < curve->size; i++) {
        xent_smoothed_point *p = &curve->point[i];
        p->low = p->high = p->consistency_low = p->consistency_high = (double)NAN;
    }
}
