/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "edges.h"
#include <math.h>

/* numpy.linspace(0, 1, bins + 1)[i] */
static double
linspace(size_t bins, size_t i)
{
    return i == bins ? 1 : (double)i * (1 / (double)bins);
}

/* torch.linspace(0, 1, bins + 1)[i], the formula of its scalar and CUDA code; vectors of CPUs may
   come out one unit in the last place off where there are more than some twenty bins. */
static double
linspace_float(size_t bins, size_t i)
{
    float step = 1 / (float)bins;
    if (i < (bins + 1) / 2)
        return (double)(step * (float)i);
    float back = step * (float)(bins - i);
    return (double)(1 - back);
}

static double
p_at(const xent_ranks *ranks, size_t i)
{
    return fmin(fmax(xent_pair_p(ranks->pairs, i), ranks->clip), 1 - ranks->clip);
}

/* numpy's quantile by linear interpolation, counted from the nearer neighbour. */
static double
quantile(const xent_ranks *ranks, double share)
{
    double position = share * (double)(ranks->pairs->size - 1), below = floor(position);
    size_t i = (size_t)below;
    if (i + 1 >= ranks->pairs->size)
        return p_at(ranks, ranks->pairs->size - 1);
    double t = position - below, low = p_at(ranks, i), high = p_at(ranks, i + 1);
    return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t;
}

/* Midway between the last row of part i - 1 and the first of part i. */
static double
midpoint(const xent_ranks *ranks, size_t bins, size_t i)
{
    size_t n = ranks->pairs->size, larger = n % bins;
    size_t first = n / bins * i + (i < larger ? i : larger);
    if (first >= n)
        return 1;
    return (p_at(ranks, first - 1) + p_at(ranks, first)) / 2;
}

static double
inner_edge(xent_edge_rule rule, const xent_ranks *ranks, size_t bins, size_t i)
{
    switch (rule) {
    case XENT_EDGES_STEP:
        return linspace(bins, i);
    case XENT_EDGES_FLOAT:
        return linspace_float(bins, i);
    case XENT_EDGES_MIDPOINT:
        return midpoint(ranks, bins, i);
    case XENT_EDGES_QUANTILE:
        return quantile(ranks, xent_bin_edge(bins, i));
    case XENT_EDGES_LINSPACE:
        return quantile(ranks, linspace(bins, i));
    case XENT_EDGES_PERCENTILE:
        return quantile(ranks, linspace(bins, i) * 100 / 100);
    default:
        return xent_bin_edge(bins, i);
    }
}

void
xent_edges_fill(xent_edge_rule rule, const xent_ranks *ranks, size_t bins, double *edge)
{
    edge[0] = 0;
    edge[bins] = 1;
    for (size_t i = 1; i < bins; i++)
        edge[i] = inner_edge(rule, ranks, bins, i);
}

size_t
xent_edges_place(const double *edge, size_t bins, xent_edges closed, double p)
{
    size_t low = 0, high = bins - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double next = edge[middle + 1];
        if (next < p || (closed == XENT_LEFT && next <= p))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
