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

/* A place among the rows, which only moves up. */
typedef struct {
    const xent_ranks *ranks;
    size_t pair;
    double rows_end; /* rows up to that pair, itself included; 0: before the first */
} cursor;

/* p of row `row`, 0 .. rows-1. */
static double
p_at(cursor *at, double row)
{
    const xent_pairs *pairs = at->ranks->pairs;
    if (!pairs->frequencies)
        at->pair = (size_t)row;
    else if (at->rows_end <= 0)
        at->rows_end = xent_pair_rows(pairs, 0);
    while (pairs->frequencies && at->rows_end <= row && at->pair + 1 < pairs->size)
        at->rows_end += xent_pair_rows(pairs, ++at->pair);
    return fmin(fmax(xent_pair_p(pairs, at->pair), at->ranks->clip), 1 - at->ranks->clip);
}

/* numpy's quantile by linear interpolation, counted from the nearer neighbour. */
static double
quantile(cursor *at, double share)
{
    double rows = xent_pairs_rows(at->ranks->pairs);
    double position = share * (rows - 1), below = floor(position), t = position - below;
    double low = p_at(at, below);
    if (below + 1 >= rows)
        return low;
    cursor next = *at;
    double high = p_at(&next, below + 1);
    return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t;
}

/* Midway between the last row of part i - 1 and the first of part i. */
static double
midpoint(cursor *at, size_t bins, size_t i)
{
    double n = xent_pairs_rows(at->ranks->pairs), per_bin = floor(n / (double)bins);
    double larger = n - per_bin * (double)bins;
    double first = per_bin * (double)i + fmin((double)i, larger);
    if (first >= n)
        return 1;
    double last = p_at(at, first - 1);
    return (last + p_at(at, first)) / 2;
}

static double
inner_edge(xent_edge_rule rule, cursor *at, size_t bins, size_t i)
{
    switch (rule) {
    case XENT_EDGES_STEP:
        return linspace(bins, i);
    case XENT_EDGES_FLOAT:
        return linspace_float(bins, i);
    case XENT_EDGES_MIDPOINT:
        return midpoint(at, bins, i);
    case XENT_EDGES_QUANTILE:
        return quantile(at, xent_bin_edge(bins, i));
    case XENT_EDGES_LINSPACE:
        return quantile(at, linspace(bins, i));
    case XENT_EDGES_PERCENTILE:
        return quantile(at, linspace(bins, i) * 100 / 100);
    default:
        return xent_bin_edge(bins, i);
    }
}

void
xent_edges_fill(xent_edge_rule rule, const xent_ranks *ranks, size_t bins, double *edge)
{
    cursor at = {.ranks = ranks};
    edge[0] = 0;
    edge[bins] = 1;
    for (size_t i = 1; i < bins; i++)
        edge[i] = inner_edge(rule, &at, bins, i);
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
