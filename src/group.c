/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "group.h"
#include <math.h>

/* The sum of share * |gap|^1 and ^2 and the largest gap of a partition. */
void
xent_width_errors(const xent_partition *part, const double *difference, double *error)
{
    double squares = 0;
    error[XENT_PAIR_ECE] = error[XENT_PAIR_MCE] = 0;
    for (size_t g = 0; g < part->size; g++) {
        double gap = fabs(difference[g]) / part->group[g].weight;
        error[XENT_PAIR_ECE] += fabs(difference[g]) / part->weight;
        squares += part->group[g].weight / part->weight * gap * gap;
        error[XENT_PAIR_MCE] = fmax(error[XENT_PAIR_MCE], gap);
    }
    error[XENT_PAIR_RMSCE] = sqrt(squares);
}

/* Kumar, Liang, Ma 2019: the plug-in square less the variance of the mean outcome. */
static double
debiased_term(const xent_group *group, double difference)
{
    double gap = difference / group->weight, outcome = group->p - gap;
    return gap * gap - outcome * (1 - outcome) / (group->rows - 1);
}

void
xent_mass_errors(const xent_partition *part, const double *difference, double *error)
{
    double square = 0;
    error[XENT_PAIR_ECE_MASS] = 0;
    for (size_t g = 0; g < part->size; g++) {
        const xent_group *group = &part->group[g];
        error[XENT_PAIR_ECE_MASS] += fabs(difference[g]) / part->weight;
        if (group->rows > 1)
            square += group->weight / part->weight * debiased_term(group, difference[g]);
    }
    error[XENT_PAIR_ECE_DEBIASED] = sqrt(fmax(0, square));
}

double
xent_partition_variance(const xent_partition *part)
{
    double sum = 0;
    for (size_t g = 0; g < part->size; g++)
        sum += part->group[g].variance / (part->group[g].atom * part->group[g].atom);
    return sum;
}
