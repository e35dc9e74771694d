/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "group.h"
#include <math.h>

/* The norms of the gaps of a partition, weighted by the groups' shares. */
typedef struct {
    double l1, l2, max;
} norms;

static norms
norms_of(const xent_partition *part, const double *difference)
{
    norms n = {0, 0, 0};
    double squares = 0;
    for (size_t g = 0; g < part->size; g++) {
        double gap = fabs(difference[g]) / part->group[g].weight;
        n.l1 += fabs(difference[g]) / part->weight;
        squares += part->group[g].weight / part->weight * gap * gap;
        n.max = fmax(n.max, gap);
    }
    n.l2 = sqrt(squares);
    return n;
}

void
xent_width_errors(const xent_partition *part, const double *difference, double *error)
{
    norms n = norms_of(part, difference);
    double above = 0, below = 0;
    for (size_t g = 0; g < part->size; g++) {
        above += fmax(0, difference[g]) / part->weight;
        below += fmax(0, -difference[g]) / part->weight;
    }
    error[XENT_PAIR_ECE] = n.l1;
    error[XENT_PAIR_RMSCE] = n.l2;
    error[XENT_PAIR_MCE] = n.max;
    error[XENT_PAIR_ECE_OVER] = above;
    error[XENT_PAIR_ECE_UNDER] = below;
}

/* Kumar, Liang, Ma 2019: the plug-in square less the variance of the mean outcome, that of labels
   or, of outcomes between 0 and 1, the observed one. */
static double
debiased_term(const xent_group *group, bool soft, double difference)
{
    double gap = difference / group->weight, outcome = group->p - gap;
    double spread = soft ? group->spread : outcome * (1 - outcome);
    return gap * gap - spread / (group->rows - 1);
}

void
xent_mass_errors(const xent_partition *part, const double *difference, double *error)
{
    norms n = norms_of(part, difference);
    double square = 0;
    error[XENT_PAIR_ECE_MASS] = n.l1;
    error[XENT_PAIR_RMSCE_MASS] = n.l2;
    error[XENT_PAIR_MCE_MASS] = n.max;
    for (size_t g = 0; g < part->size; g++) {
        const xent_group *group = &part->group[g];
        if (group->rows > 1)
            square += group->weight / part->weight * debiased_term(group, part->soft, difference[g]);
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
