/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over the pairs of a row in many replicates at once, each a lane: what pairs weigh is the same
   in all of them, what rows are marked with is drawn. */
#include "kernel_internal.h"
#include "kernel_math.h"

XENT_INLINE void
add_lanes(const float *sum, double *total)
{
    for (size_t l = 0; l < XENT_MARKS; l++)
        total[l] += (double)sum[l];
}

/* Adds the cells of rows that have the mark of this one. */
void
XENT_PASS(matches)(size_t n, const float *cell, const float *mark, const float *own, double *total)
{
    float sum[XENT_MARKS] = {0}, mine[XENT_MARKS];
    for (size_t l = 0; l < XENT_MARKS; l++)
        mine[l] = own[l];
    for (size_t j = 0; j < n; j++) {
        float k = cell[j];
        for (size_t l = 0; l < XENT_MARKS; l++)
            sum[l] += mark[j * XENT_MARKS + l] == mine[l] ? k : 0;
    }
    add_lanes(sum, total);
}

/* Adds the cells times both marks. */
void
XENT_PASS(signs)(size_t n, const float *cell, const float *mark, const float *own, double *total)
{
    float sum[XENT_MARKS] = {0};
    for (size_t j = 0; j < n; j++)
        for (size_t l = 0; l < XENT_MARKS; l++)
            sum[l] += mark[j * XENT_MARKS + l] * cell[j];
    for (size_t l = 0; l < XENT_MARKS; l++)
        sum[l] *= own[l];
    add_lanes(sum, total);
}
