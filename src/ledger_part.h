/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of a part of what a map was cross-fitted on: of a group of rows, or of one class
   against the rest.  The map is that of all rows and all classes, and the losses are those of
   rows that it was not fitted on, so that the parts of the nll and of its miscalibration add up
   to the whole: what the map saves in a part may be negative. */
#ifndef XENT_LEDGER_PART_H
#define XENT_LEDGER_PART_H
#include "ledger_internal.h"
#include "refit.h"

#pragma GCC visibility push(hidden)

/* Some rows of a part; each member has n numbers but slope, whose number j begins at j * n. */
typedef struct {
    size_t n;
    const double *weight;
    const double *before, *after, *mapped; /* log losses as stated; by the maps of other folds; by
                                              the map of all rows */
    const double *brier_before, *brier_after;
    const double *cost;      /* of the part's shares as a forecast */
    const double *slope;     /* of `mapped` in the numbers of the map */
    const double *all_slope; /* that of the rows' losses that the map was fitted to */
} xent_part_rows;

typedef struct {
    xent_exact weight, before, after, brier_before, brier_after; /* sums of w and w x */
    xent_spread gain, lift;     /* of before - mapped; of cost - mapped */
    xent_exact weighted_gain;   /* w gain */
    xent_exact slope[XENT_REFIT_NUMBERS];  /* w slope */
    xent_exact all_slope[XENT_REFIT_NUMBERS]; /* v all_slope, and times gain and lift */
    xent_exact gain_slope[XENT_REFIT_NUMBERS], lift_slope[XENT_REFIT_NUMBERS];
} xent_part_sums;

/* Bytes of scratch that adding n rows takes. */
size_t xent_part_scratch(size_t n);
void xent_part_add(const xent_part_rows *rows, const xent_refit *refit, bool frequency,
                   void *scratch, xent_part_sums *sums);
void xent_part_merge(xent_part_sums *to, const xent_part_sums *from);

/* The mean of which `sum`, of w x, is one of the sums. */
double xent_part_mean(const xent_part_sums *sums, const xent_exact *sum);

/* What else there is to know of a part. */
typedef struct {
    size_t rows, classes;
    xent_task task;
    const double *share;  /* classes */
    double within;        /* see xent_ledger_shares */
    double nll, brier;    /* mean losses as stated */
    double level;         /* of intervals */
} xent_part_about;

/* Fills the ledger of a part.  The intervals, of the log score, are of what the best map of all
   rows would leave of the part, and save there, on any number of rows.  That of the resolution is
   by the central limit theorem, with the chance of the fit.  The miscalibration is the product of
   how far the map is from changing nothing and of what a unit of that saves, which are both near
   normal even where the product is not; its interval holds all products that a likelihood-ratio
   test does not reject. */
void xent_part_finish(const xent_part_sums *sums, const xent_refit *refit,
                      const xent_part_about *about, xent_ledger *ledger);

/* The ledger of a group, `rows` of the sample that was cross-fitted; nll, brier: theirs.  Two
   passes over them.  XENT_ENOMEM; errors of the source. */
xent_status xent_ledger_of_rows(const xent_sample *rows, const xent_refit *refit, double nll,
                                double brier, const xent_settings *settings, xent_ledger *ledger,
                                xent_error *err);

/* The ledgers of all classes of a labelled sample with a column for each, class c in ledger[c]: the
   binary forecast q_c of y = c, under the map that serves all classes.  The Brier scores of the
   classes and their terms add up to those of all.  Two passes; 11 KB for each class and thread.
   XENT_ENOMEM; errors of the source. */
xent_status xent_ledger_of_classes(const xent_sample *sample, const xent_refit *refit,
                                   const xent_settings *settings, xent_ledger *ledger,
                                   xent_error *err);

#pragma GCC visibility pop
#endif
