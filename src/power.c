/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power.h"
#include <math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

/* The gap is found to 2^-HALVINGS. */
enum { HALVINGS = 60 };

/* Adds a group's |mean gap|, a folded normal variable, to the mean and the variance of the sum. */
static void
add_folded(double share, double gap, double deviation, double *mean, double *variance)
{
    double score = gap / deviation;
    double folded = deviation > 0 ? 2 * deviation * gsl_ran_ugaussian_pdf(score)
                                        + gap * (1 - 2 * gsl_cdf_ugaussian_Q(score))
                                  : gap;
    *mean += share * folded;
    *variance += share * share * fmax(0, gap * gap + deviation * deviation - folded * folded);
}

/* What the error exceeds with probability xent_power if every group's gap is `gap`. */
static double
error_of_gap(const xent_partition *part, double gap)
{
    double mean = 0, variance = 0;
    for (size_t g = 0; g < part->size; g++)
        add_folded(part->group[g].weight / part->weight, gap,
                   sqrt(part->group[g].variance) / part->group[g].weight, &mean, &variance);
    return mean - gsl_cdf_ugaussian_Pinv(xent_power) * sqrt(variance);
}

double
xent_absolute_detectable(const xent_partition *part, double high)
{
    double below = 0, above = 1;
    if (xent_partition_variance(part) < xent_least_variance
        || !(error_of_gap(part, above) >= high))
        return (double)NAN;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (below + above) / 2;
        if (error_of_gap(part, middle) < high)
            below = middle;
        else
            above = middle;
    }
    return above;
}
