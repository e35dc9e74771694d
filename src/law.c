/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "law.h"
#include <math.h>
#include <gsl/gsl_cdf.h>

/* Above this variance the sum of a group's outcomes is as good as normal; below it XENT_LAW_TABLE
   values around the mean hold all but 1e-15 of the binomial distribution. */
static const double normal_variance = 36;

/* Behind a value that is so much less likely than the mode no other changes a sum. */
static const double negligible = 0x1p-80;

static const double pi = 3.141592653589793;

/* Two values have no second polynomial: its square is rounding. */
static const double tiny = 1e-12;

/* Fills the binomial distribution of `rows` rows with this mean, from the mode outwards. */
static void
fill_table(xent_law *l, double rows, double mean)
{
    double p = mean / rows, odds = p / (1 - p), total = 0;
    double mode = fmin(floor((rows + 1) * p), rows), k;
    l->first = fmax(0, mode - XENT_LAW_TABLE / 2);
    size_t middle = (size_t)(mode - l->first);
    l->cdf[middle] = 1;
    for (size_t i = middle; i > 0; i--) {
        k = l->first + (double)i;
        l->cdf[i - 1] = l->cdf[i] * k / ((rows - k + 1) * odds);
    }
    size_t end = middle + 1;
    for (; end < XENT_LAW_TABLE && l->cdf[end - 1] > negligible; end++) {
        k = l->first + (double)end;
        l->cdf[end] = k > rows ? 0 : l->cdf[end - 1] * (rows - k + 1) * odds / k;
    }
    for (size_t i = 0; i < end; i++)
        l->cdf[i] = total += l->cdf[i];
    for (l->size = 0; l->size < end && (l->size == 0 || l->cdf[l->size - 1] < 1); l->size++)
        l->cdf[l->size] /= total;
}

/* The number of equal rows whose outcomes have this mean and variance, m p and m p (1-p); the
   mean is that of the rarer outcome. */
static double
equal_rows(double mean, double variance, double rows)
{
    double excess = mean - variance;
    return excess > 0 ? fmin(fmax(1, rint(mean * mean / excess)), fmax(1, rint(rows))) : rows;
}

xent_law
xent_law_of(const xent_group *group, bool soft, bool counted, double *memory)
{
    bool certain = group->p == 0 || group->p == 1;
    xent_law l = {.mean = group->weight * group->p,
                  .deviation = certain ? 0 : sqrt(group->variance),
                  .limit = group->weight,
                  .counted = counted,
                  .atom = group->atom,
                  .mirrored = group->p > 0.5};
    double rare = (l.mirrored ? l.limit - l.mean : l.mean) / l.atom;
    double variance = group->variance / (l.atom * l.atom), rows = group->rows;
    if (soft || variance > normal_variance || !(rare > 0) || !(variance > 0))
        return l;
    double equal = equal_rows(rare, variance, rows);
    if (rare >= equal)
        return l;
    l.cdf = memory;
    fill_table(&l, equal, rare);
    return l;
}

/* The first multiple whose distribution function is at least u, or above u.  Which half it is in is
   anybody's guess, so the halves are chosen without a branch. */
static double
look_up(const xent_law *l, double u, bool above)
{
    size_t low = 0;
    for (size_t left = l->size; left > 1;) {
        size_t half = left / 2;
        double end = l->cdf[low + half - 1];
        bool beyond = above ? end <= u : end < u;
        low += beyond * half;
        left -= half;
    }
    return l->first + (double)low;
}

double
xent_law_quantile(const xent_law *l, double u)
{
    if (l->cdf && l->mirrored)
        return l->limit - l->atom * look_up(l, 1 - u, true);
    if (l->cdf)
        return l->atom * look_up(l, u, false);
    double x = l->deviation > 0 ? l->mean + l->deviation * gsl_cdf_ugaussian_Pinv(u) : l->mean;
    return fmin(fmax(l->counted ? rint(x) : x, 0), l->limit);
}

/* ---- the distance from the mean */

double
xent_law_center(const xent_law *l)
{
    return (l->mirrored ? l->limit - l->mean : l->mean) / l->atom;
}

/* The absolute value of a normal variable. */
static xent_distance
normal_distance(double deviation)
{
    double mean = deviation * sqrt(2 / pi);
    return (xent_distance){.mean = mean,
                           .variance = deviation * deviation - mean * mean,
                           .third = deviation * deviation * mean * (4 / pi - 1),
                           .curve = deviation / sqrt(pi),
                           .step = deviation};
}

/* Moments of k - center under a table: of its powers, and of those times the distance. */
typedef struct {
    double power[5], distance[3];
} table_moments;

static table_moments
moments_of(const xent_law *l)
{
    table_moments m = {{0}, {0}};
    double before = 0, center = xent_law_center(l);
    for (size_t i = 0; i < l->size; i++) {
        double share = l->cdf[i] - before, d = l->first + (double)i - center, term = share;
        before = l->cdf[i];
        for (size_t j = 0; j < 5; j++, term *= d) {
            m.power[j] += term;
            if (j < 3)
                m.distance[j] += term * fabs(d);
        }
    }
    return m;
}

/* The first two orthogonal polynomials of d are d and d^2 - skew d - variance. */
static xent_distance
table_distance(const xent_law *l)
{
    table_moments m = moments_of(l);
    double variance = m.power[2], mean = m.distance[0], skew = m.power[3] / variance;
    double square = m.power[4] - skew * m.power[3] - variance * variance;
    double third = m.distance[2] - 3 * mean * variance + 2 * mean * mean * mean;
    double curve = m.distance[2] - skew * m.distance[1] - variance * mean;
    double step = l->deviation / sqrt(variance);
    return (xent_distance){
        .mean = step * mean,
        .variance = step * step * fmax(0, variance - mean * mean),
        .third = step * step * step * third,
        .slope = (l->mirrored ? -1 : 1) * m.distance[1] / variance,
        .curve = square > tiny * variance * variance ? step * fmax(0, curve / sqrt(square)) : 0,
        .step = step};
}

xent_distance
xent_law_distance(const xent_law *l)
{
    return l->cdf ? table_distance(l) : normal_distance(l->deviation);
}
