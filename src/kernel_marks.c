/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many replicates at once, each a lane: what rows are marked with is drawn, sums over the pairs of
   a row weigh these the same in all replicates. */
#include "kernel_internal.h"
#include "kernel_math.h"
#include "kernel_simd.h"
#include "random.h"

enum { VECTORS = XENT_MARKS / XENT_WIDTH, COUNTED_CLASSES = 64 };

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

/* How many of the sums are not above each u, all u below the last of them.  A search of few classes
   would mostly wait for branches that nothing foretells. */
XENT_INLINE void
count_sums(size_t classes, const double *sums, const double *u, float *mark)
{
    xent_v x[VECTORS];
    xent_vi low[VECTORS];
    XENT_EACH(VECTORS)
    {
        x[k] = xent_v_load(u + k * XENT_WIDTH);
        low[k] = (xent_vi){0};
    }
    for (size_t c = 0; c + 1 < classes; c++)
        XENT_EACH(VECTORS) low[k] -= x[k] >= xent_v_all(sums[c]);
    for (size_t l = 0; l < XENT_MARKS; l++)
        mark[l] = (float)low[l / XENT_WIDTH][l % XENT_WIDTH];
}

static size_t
search_sums(size_t classes, const double *sums, double u)
{
    size_t low = 0, high = classes - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (u < sums[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Draws a label for each of n rows, the first being number `first`, from the sums of its
   probabilities up to each class: the first class whose sum is above its share of a u. */
void
XENT_PASS(labels)(size_t n, size_t first, size_t classes, const double *sums, const uint64_t *key,
                  float *mark)
{
    for (size_t i = 0; i < n; i++, sums += classes, mark += XENT_MARKS) {
        double u[XENT_MARKS];
        for (size_t l = 0; l < XENT_MARKS; l++)
            u[l] = xent_random_uniform(key[l], first + i) * sums[classes - 1];
        if (classes <= COUNTED_CLASSES)
            count_sums(classes, sums, u, mark);
        else
            for (size_t l = 0; l < XENT_MARKS; l++)
                mark[l] = (float)search_sums(classes, sums, u[l]);
    }
}
