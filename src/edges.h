/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edges of bins of [0, 1], in the arithmetic of those who draw them: the last bit of an edge
   decides where a p that equals it belongs. */
#ifndef XENT_EDGES_H
#define XENT_EDGES_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

typedef enum {
    XENT_EDGES_RATIO,      /* i/B, divided once */
    XENT_EDGES_STEP,       /* i (1/B), multiplied: numpy.linspace */
    XENT_EDGES_FLOAT,      /* torch.linspace, in float32, counted from the nearer end */
    /* the others look at the sorted pairs */
    XENT_EDGES_MIDPOINT,   /* of equal numbers, the first n mod B one larger; midway between */
    XENT_EDGES_QUANTILE,   /* numpy.quantile at i/B, between 0 and 1 */
    XENT_EDGES_LINSPACE,   /* numpy.quantile at numpy.linspace, between 0 and 1 */
    XENT_EDGES_PERCENTILE  /* numpy.percentile at 100 numpy.linspace */
} xent_edge_rule;

static inline bool
xent_edges_need_order(xent_edge_rule rule)
{
    return rule >= XENT_EDGES_MIDPOINT;
}

/* The rows by p, at least one, their p moved into [clip, 1 - clip]. */
typedef struct {
    const xent_pairs *pairs; /* sorted */
    double clip;
} xent_ranks;

/* Writes edge[0 .. bins]: 0, bins-1 inner ones that never fall, 1.  ranks are not looked at unless
   the rule needs the order. */
void xent_edges_fill(xent_edge_rule rule, const xent_ranks *ranks, size_t bins, double *edge);

/* The bin of p, 0 .. bins-1: how many inner edges are below p (bins (lo,hi]), or not above it
   ([lo,hi)).  O(log bins). */
size_t xent_edges_place(const double *edge, size_t bins, xent_edges closed, double p);

#pragma GCC visibility pop
#endif
