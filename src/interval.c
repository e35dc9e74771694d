/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interval.h"
#include <math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

double
xent_normal_quantile(double level)
{
    return gsl_cdf_ugaussian_Pinv(0.5 + level / 2);
}

void
xent_wilson(double share, double n, double level, double *low, double *high)
{
    double z = xent_normal_quantile(level), z2 = z * z;
    double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    *low = share == 0 ? 0 : fmax(0, centre - half);
    *high = share == 1 ? 1 : fmin(1, centre + half);
}

double
xent_quantile(size_t n, double *x, double p)
{
    double position = ceil(p * (double)n);
    size_t i = position < 1 ? 0 : (size_t)position - 1;
    return gsl_stats_select(x, 1, n, i < n ? i : n - 1);
}

double
xent_weighted_quantile(size_t n, double *x, double *weight, double p)
{
    double total = 0, sum = 0;
    gsl_sort2(x, 1, weight, 1, n);
    for (size_t i = 0; i < n; i++)
        total += weight[i];
    for (size_t i = 0; i + 1 < n; i++) {
        sum += weight[i];
        if (sum >= p * total)
            return x[i];
    }
    return x[n - 1];
}
