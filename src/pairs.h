/* SPDX-License-Identifier: GPL-3.0-or-later */
/* (p, outcome) pairs sorted by p, for the metrics that look at their order.

   A pair takes 8 bytes, the bits of p above an outcome of 0 or 1, 8 more if outcomes lie between,
   and 8 more if there are weights; sorting takes as much again for a while. */
#ifndef XENT_PAIRS_H
#define XENT_PAIRS_H
#include <string.h>
#include "group.h"

#pragma GCC visibility push(hidden)

typedef struct xent_pairs {
    size_t size;
    size_t words;      /* of a record: the key, then soft outcome, cluster and weight, if any */
    uint64_t *record;
    double weight;     /* sum w; known when they are sorted */
    bool soft;         /* may outcomes lie between 0 and 1? */
    bool weighted;
    bool clustered;    /* does the word before the weight say which cluster a pair is of? */
    bool frequencies;  /* do the weights count rows? */
} xent_pairs;

/* Room for n pairs of rows of such a shape.  XENT_ENOMEM. */
xent_status xent_pairs_alloc(xent_pairs *pairs, const xent_shape *shape, xent_error *err);
void xent_pairs_clear(xent_pairs *pairs);

/* The same pairs in the same order, in memory of their own.  XENT_ENOMEM. */
xent_status xent_pairs_copy(xent_pairs *to, const xent_pairs *from, xent_error *err);

/* Sets pairs first .. first + outcomes->rows - 1; different ones from different threads. */
void xent_pairs_set(xent_pairs *pairs, size_t first, const xent_outcomes *outcomes);

/* Sorts by p, then by outcome and weight, so that the order of the rows is forgotten.
   XENT_ENOMEM. */
xent_status xent_pairs_sort(xent_pairs *pairs, unsigned threads, xent_error *err);

/* Sorts by p alone: pairs with equal p stay in the order of the rows.  XENT_ENOMEM. */
xent_status xent_pairs_rank(xent_pairs *pairs, unsigned threads, xent_error *err);

static inline double
xent_pair_p(const xent_pairs *pairs, size_t i)
{
    uint64_t bits = pairs->record[i * pairs->words] >> 1;
    double p;
    memcpy(&p, &bits, sizeof p);
    return p;
}

/* Between 0 and 1. */
static inline double
xent_pair_outcome(const xent_pairs *pairs, size_t i)
{
    double outcome = (double)(pairs->record[i * pairs->words] & 1);
    if (pairs->soft)
        memcpy(&outcome, &pairs->record[i * pairs->words + 1], sizeof outcome);
    return outcome;
}

static inline double
xent_pair_weight(const xent_pairs *pairs, size_t i)
{
    double weight = 1;
    if (pairs->weighted)
        memcpy(&weight, &pairs->record[(i + 1) * pairs->words - 1], sizeof weight);
    return weight;
}

/* Of pairs that are clustered. */
static inline size_t
xent_pair_cluster(const xent_pairs *pairs, size_t i)
{
    return (size_t)pairs->record[(i + 1) * pairs->words - 1 - pairs->weighted];
}

/* The number of rows that a pair stands for. */
static inline double
xent_pair_rows(const xent_pairs *pairs, size_t i)
{
    return pairs->frequencies ? xent_pair_weight(pairs, i) : 1;
}

/* The number of rows that sorted pairs stand for. */
static inline double
xent_pairs_rows(const xent_pairs *pairs)
{
    return pairs->frequencies ? pairs->weight : (double)pairs->size;
}

/* Is pair i the last one of its p? */
static inline bool
xent_pair_ends_tie(const xent_pairs *pairs, size_t i)
{
    return i + 1 == pairs->size
           || pairs->record[i * pairs->words] >> 1 != pairs->record[(i + 1) * pairs->words] >> 1;
}

static inline double
xent_pair_spread(const xent_pairs *pairs, size_t i)
{
    return xent_outcome_spread(xent_pair_p(pairs, i), xent_pair_outcome(pairs, i), pairs->soft);
}

/* What a pair adds to the variance of sum w outcome under perfect calibration. */
static inline double
xent_pair_variance(const xent_pairs *pairs, size_t i)
{
    double w = xent_pair_weight(pairs, i);
    return (pairs->frequencies ? w : w * w) * xent_pair_spread(pairs, i);
}

/* Where groups of equal mass end: group i before pair ends[i].  Returns how many are not empty, at
   most `groups`. */
size_t xent_pairs_ends(const xent_pairs *pairs, size_t groups, size_t *ends);

/* Cuts sorted pairs into groups of equal mass: the first n mod B groups one row larger, edges
   midway between neighbours, right-closed, so that equal p are never split.  The groups are the
   caller's to free.  XENT_ENOMEM. */
xent_status xent_pairs_cut(const xent_pairs *pairs, size_t groups, xent_partition *part,
                           xent_error *err);

/* The same, cut once more where p passes a multiple of 1 / groups: at most twice as many.  Where
   rows are few, groups of equal mass are wide. */
xent_status xent_pairs_cut_close(const xent_pairs *pairs, size_t groups, xent_partition *part,
                                 xent_error *err);

/* Sums up the pairs of groups that end before pair ends[0], ends[1], ...  The groups are the
   caller's to free.  XENT_ENOMEM. */
xent_status xent_pairs_gather(const xent_pairs *pairs, size_t groups, const size_t *ends,
                              xent_partition *part, xent_error *err);

/* The least and the largest sum of w (p - outcome) over prefixes of the sorted pairs, none of them
   too, ties pooled. */
void xent_pairs_prefix(const xent_pairs *pairs, double *low, double *high);

#pragma GCC visibility pop
#endif
