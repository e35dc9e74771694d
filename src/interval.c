/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interval.h"
#include <math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

double
xent_normal_quantile(double level)
{
    return gsl_cdf_ugaussian_Pinv(0.5 + level / 2);
}

/* Wilson 1927: the shares that a test by the normal approximation does not reject. */
static void
wilson(double share, double n, double level, double *low, double *high)
{
    double z = xent_normal_quantile(level), z2 = z * z;
    double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    *low = share == 0 ? 0 : fmax(0, centre - half);
    *high = share == 1 ? 1 : fmin(1, centre + half);
}

/* Of larger shapes the incomplete beta function fails, and an expansion is as good. */
static const double large_shape = 1e5;

/* Abramowitz and Stegun 26.5.22. */
static double
beta_quantile_of_large(double p, double a, double b)
{
    double y = -gsl_cdf_ugaussian_Pinv(p), lambda = (y * y - 3) / 6;
    double h = 2 / (1 / (2 * a - 1) + 1 / (2 * b - 1));
    double w = y * sqrt(h + lambda) / h -
               (1 / (2 * b - 1) - 1 / (2 * a - 1)) * (lambda + 5.0 / 6 - 2 / (3 * h));
    return a / (a + b * exp(2 * w));
}

static double
beta_quantile(double p, double a, double b)
{
    enum { HALVINGS = 100 };
    double low = 0, high = 1;
    if (a > large_shape && b > large_shape)
        return beta_quantile_of_large(p, a, b);
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (gsl_cdf_beta_P(middle, a, b) < p)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Clopper and Pearson 1934: the shares that exact tests of either side do not reject; of fractions
   of trials by Korn and Graubard 1998. */
static void
clopper_pearson(double share, double n, double level, double *low, double *high)
{
    double tail = (1 - level) / 2, hits = share * n, misses = n - hits;
    *low = share == 0 ? 0 : beta_quantile(tail, hits, misses + 1);
    *high = share == 1 ? 1 : beta_quantile(1 - tail, hits + 1, misses);
}

typedef struct {
    const char *name, *title;
    void (*bound)(double share, double n, double level, double *low, double *high);
} method;

static const method methods[] = {
    [XENT_WILSON] = {"wilson", "Wilson", wilson},
    [XENT_CLOPPER_PEARSON] = {"clopper-pearson", "Clopper-Pearson", clopper_pearson},
};

void
xent_interval_of_share(xent_share_interval kind, double share, double n, double level, double *low,
                       double *high)
{
    methods[kind].bound(share, n, level, low, high);
}

const char *
xent_share_interval_name(xent_share_interval kind)
{
    return methods[kind].name;
}

const char *
xent_share_interval_title(xent_share_interval kind)
{
    return methods[kind].title;
}

double
xent_quantile(size_t n, double *x, double p)
{
    double position = ceil(p * (double)n);
    size_t i = position < 1 ? 0 : (size_t)position - 1;
    return gsl_stats_select(x, 1, n, i < n ? i : n - 1);
}

static void
swap(double *x, size_t i, size_t j)
{
    double other = x[i];
    x[i] = x[j];
    x[j] = other;
}

static double
median_of_three(double a, double b, double c)
{
    return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

/* Numbers before `low` are below the pivot, those from `high` on above it. */
typedef struct {
    size_t low, high;
    double below, equal; /* sums of weights */
} parts;

static parts
part(double *x, double *weight, size_t first, size_t end, double pivot)
{
    parts at = {.low = first, .high = end};
    for (size_t i = first; i < at.high;) {
        double w = weight[i];
        size_t to = i;
        if (x[i] < pivot)
            to = at.low++;
        else if (x[i] > pivot)
            to = --at.high;
        at.below += x[i] < pivot ? w : 0;
        at.equal += x[i] == pivot ? w : 0;
        swap(weight, i, to);
        swap(x, i, to);
        i += to <= i; /* what came from the end has not been looked at */
    }
    return at;
}

double
xent_weighted_quantile(size_t n, double *x, double *weight, double p)
{
    double total = 0, below = 0;
    size_t first = 0, end = n;
    for (size_t i = 0; i < n; i++)
        total += weight[i];
    while (end - first > 1) {
        double pivot = median_of_three(x[first], x[first + (end - first) / 2], x[end - 1]);
        parts at = part(x, weight, first, end, pivot);
        if (at.low > first && below + at.below >= p * total) {
            end = at.low;
            continue;
        }
        below += at.below + at.equal;
        if (at.high == end || below >= p * total)
            return pivot;
        first = at.high;
    }
    return x[first];
}
