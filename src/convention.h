/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration errors as other libraries compute them, and why they differ from ours.

   A convention is data: for each metric a rule, which says how the bins are drawn, on which side
   they are closed, what becomes of p = 0 and p = 1, and in which precision.  One engine follows
   every rule, ours among them.  So a difference is explained by turning our rule into the other one
   step by step: the rows that move in a step are its rows, the change of the value is its effect,
   and the effects add up to the difference.

   None of these libraries knows weights: their values count every row once. */
#ifndef XENT_CONVENTION_H
#define XENT_CONVENTION_H
#include "metric.h"
#ifdef __cplusplus
extern "C" {
#endif

/* How a library computes one metric. */
typedef struct xent_convention_measure xent_convention_measure;

typedef struct {
    const char *name;    /* "torchmetrics" */
    const char *title;   /* "torchmetrics, calibration_error" */
    const char *source;  /* which code was read */
    size_t default_bins; /* if its user says nothing */
    const xent_convention_measure *measures; /* see convention_internal.h */
} xent_convention;

extern const xent_convention *const xent_conventions[]; /* ends with NULL */
const xent_convention *xent_convention_find(const char *name);

/* One value of a convention. */
typedef struct {
    bool defined;            /* has the library such a metric, and does it return a number? */
    char call[128];          /* "ECE(15).measure"; "" if there is no such metric */
    char definition[256];    /* what that does */
    char refusal[160];       /* why it returns none; "" if it does */
    double value;            /* NAN unless defined */
    xent_bins bins;          /* those it was computed from, without intervals; edges as the library
                                has them */
} xent_convention_value;

void xent_convention_value_clear(xent_convention_value *value);

enum { XENT_CAUSES = 9, XENT_CAUSE_ROWS = 5 };

/* One step from our value to another's. */
typedef struct {
    const char *name;              /* "side" */
    const char *sentence;          /* "rows on an edge, where its bins are [lo,hi)" */
    double effect;                 /* by how much the value changes */
    size_t rows;                   /* that move; 0: what changes is arithmetic */
    size_t shown;                  /* of them, the first: */
    uint64_t row[XENT_CAUSE_ROWS]; /* row numbers of the input, from 0 */
} xent_cause;

/* Why the value of a convention differs from ours: value = own + the effects, but for rounding. */
typedef struct {
    xent_convention_value value;
    double default_value; /* with the library's own number of bins; NAN unless defined */
    size_t causes;
    xent_cause cause[XENT_CAUSES];
} xent_difference;

/* The rows of a sample as the libraries see them. */
typedef struct xent_convention_rows xent_convention_rows;

/* Reads the (p, outcome) pairs of a labelled sample, in the order of the rows.  Takes 20 to 52
   bytes a row.  XENT_ENOMEM; errors of the source. */
xent_status xent_convention_rows_alloc(const xent_sample *sample, const xent_settings *settings,
                                       xent_convention_rows **rows, xent_error *err);
void xent_convention_rows_free(xent_convention_rows *rows); /* NULL is allowed */

/* Is the metric one that some convention has? */
bool xent_convention_knows(const char *metric);

/* The value of a metric as the library returns it for settings->bins.  The value is the caller's to
   clear, also on failure.  XENT_ENOMEM. */
xent_status xent_convention_measure_rows(const xent_convention *convention, const char *metric,
                                         const xent_convention_rows *rows,
                                         xent_convention_value *value, xent_error *err);

/* The same with the causes of its difference from `own`, the metric's value as xent_evaluate has
   it.  XENT_ENOMEM; errors of the source. */
xent_status xent_convention_explain(const xent_convention *convention, const char *metric,
                                    const xent_convention_rows *rows, double own,
                                    xent_difference *difference, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
