/* SPDX-License-Identifier: GPL-3.0-or-later */
/* (p, outcome) pairs sorted by p, for the metrics that look at their order.

   A pair takes 8 bytes, the bits of p above the outcome, and 8 more if there are weights; sorting
   takes as much again for a while. */
#ifndef XENT_PAIRS_H
#define XENT_PAIRS_H
#include <string.h>
#include "group.h"

#pragma GCC visibility push(hidden)

typedef struct xent_pairs {
    size_t size;
    size_t words;      /* of a record: the key, and the weight if there are weights */
    uint64_t *record;
    double weight;     /* sum w; known when they are sorted */
    bool frequencies;  /* do the weights count rows? */
} xent_pairs;

/* Room for n pairs of rows of such a shape.  XENT_ENOMEM. */
xent_status xent_pairs_alloc(xent_pairs *pairs, const xent_shape *shape, xent_error *err);
void xent_pairs_clear(xent_pairs *pairs);

/* Sets pairs first .. first + outcomes->rows - 1; different ones from different threads. */
void xent_pairs_set(xent_pairs *pairs, size_t first, const xent_outcomes *outcomes);

/* Sorts by p, then by outcome and weight, so that the order of the rows is forgotten.
   XENT_ENOMEM. */
xent_status xent_pairs_sort(xent_pairs *pairs, unsigned threads, xent_error *err);

static inline double
xent_pair_p(const xent_pairs *pairs, size_t i)
{
    uint64_t bits = pairs->record[i * pairs->words] >> 1;
    double p;
    memcpy(&p, &bits, sizeof p);
    return p;
}

/* 0 or 1. */
static inline int32_t
xent_pair_outcome(const xent_pairs *pairs, size_t i)
{
    return (int32_t)(pairs->record[i * pairs->words] & 1);
}

static inline double
xent_pair_weight(const xent_pairs *pairs, size_t i)
{
    double weight = 1;
    if (pairs->words > 1)
        memcpy(&weight, &pairs->record[i * pairs->words + 1], sizeof weight);
    return weight;
}

/* The number of rows that a pair stands for. */
static inline double
xent_pair_rows(const xent_pairs *pairs, size_t i)
{
    return pairs->frequencies ? xent_pair_weight(pairs, i) : 1;
}

/* Is pair i the last one of its p? */
static inline bool
xent_pair_ends_tie(const xent_pairs *pairs, size_t i)
{
    return i + 1 == pairs->size
           || pairs->record[i * pairs->words] >> 1 != pairs->record[(i + 1) * pairs->words] >> 1;
}

/* What a pair adds to the variance of sum w outcome under perfect calibration. */
static inline double
xent_pair_variance(const xent_pairs *pairs, size_t i)
{
    double p = xent_pair_p(pairs, i), w = xent_pair_weight(pairs, i);
    return (pairs->frequencies ? w : w * w) * p * (1 - p);
}

/* Cuts sorted pairs into groups of equal mass: the first n mod B groups one row larger, edges
   midway between neighbours, right-closed, so that equal p are never split.  The groups are the
   caller's to free.  XENT_ENOMEM. */
xent_status xent_pairs_cut(const xent_pairs *pairs, size_t groups, xent_partition *part,
                           xent_error *err);

/* The largest |sum of w (p - outcome)| over prefixes of the sorted pairs, ties pooled. */
double xent_pairs_prefix(const xent_pairs *pairs);

#pragma GCC visibility pop
#endif
