/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one sweep over all rows finds out, for every way of reading the scores at once. */
#ifndef XENT_SURVEY_H
#define XENT_SURVEY_H
#include "sample.h"
#pragma GCC visibility push(hidden)

/* Cells or rows of one sort: how many, and the first. */
typedef struct {
    size_t count;
    uint64_t row;   /* as numbered in the file */
    size_t column;
    double value;
} xent_finding;

typedef struct {
    double min, max;            /* of the finite scores; min > max: there are none */
    size_t minus_inf;
    double sum_min, sum_max;    /* of rows' sums */
    double exp_min, exp_max;    /* of rows' sums of exp, valid if positive.count is 0 */
    double low, high;           /* of all scores but NaN, with infinities */
    xent_finding nan, plus_inf;
    xent_finding masked;        /* rows of -inf alone */
    xent_finding nothing;       /* rows that sum to 0 */
    xent_finding outside;       /* scores outside [0,1], if wanted */
    xent_finding positive;      /* scores above 0 */
    xent_finding off, exp_off;  /* rows whose sums miss 1 by more than the tolerance */
    xent_finding zero[3];       /* rows with q(y) = 0, by xent_kind */
    xent_evidence evidence;     /* what rows are suspected for, as far as one sweep shows it */
} xent_survey;

typedef struct {
    double tolerance;           /* for sums that should be 1 */
    bool exponentials;          /* are sums of exp wanted? */
    bool outside;               /* are scores outside [0,1] to be counted? */
    unsigned threads;           /* 0: all processors */
} xent_survey_options;

/* One sweep.  copies: rows that repeat an earlier one with its label, 0 for one column;
   fingerprint: see xent_facts.  O(rows * columns), the same for any number of threads. */
xent_status xent_survey_run(const xent_sample *sample, const xent_survey_options *options,
                            xent_survey *survey, size_t *copies, char fingerprint[33],
                            xent_error *err);

/* Makes of two fingerprints one. */
void xent_fingerprint_join(char fingerprint[33], const char other[33]);

/* Counts the row, keeping the first. */
void xent_finding_add(xent_finding *finding, uint64_t row, size_t column, double value);
void xent_finding_merge(xent_finding *finding, const xent_finding *from);

/* Is q(y) of this score exactly 0?  score: the label's, or the only one of one column. */
bool xent_is_zero(xent_kind kind, size_t columns, double score, int32_t label);

/* How many of n hashes equal another one before them; sorts them, on up to `threads` threads.
   O(n). XENT_ENOMEM. */
xent_status xent_count_copies(size_t n, uint64_t *hash, unsigned threads, size_t *copies,
                              xent_error *err);

#pragma GCC visibility pop
#endif
