/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `xent info` measures: distributions given in words, in a file, or as a named density. */
#ifndef XENT_DISTRIBUTION_H
#define XENT_DISTRIBUTION_H
#include "density.h"
#include "reader.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    XENT_GIVEN_MASSES,
    XENT_GIVEN_COUNTS,
    XENT_GIVEN_LOGITS,
    XENT_GIVEN_DENSITY
} xent_given;

typedef struct {
    xent_given given;
    const char *text;            /* as it was given; borrowed */
    size_t rows, outcomes;       /* each row a distribution, or all of them one joint table */
    bool joint;
    double *value;               /* rows * outcomes masses, or logits; of counts the frequencies */
    double *count;               /* the counts, or NULL */
    double mass_min, mass_max;   /* of the masses as given; NAN for logits and densities */
    size_t normalized;           /* distributions that the normalise option changed */
    xent_named_density *density; /* or NULL */
} xent_distribution;

/* Reads "p=0.5,0.25,0.25" (or q=), "counts=3,5,0", "logits=1,-2,0.5": numbers, further rows behind
   slashes, or after the sign the name of a file; "normal:0,1" and its kin (density.h); anything
   else is a file of masses.  A file of one column is one distribution.  joint: the rows are one
   table.  Of the options it takes those that say what to read, and admit.normalize, without which
   masses stay as they are; where they do not sum to 1 within 1e-6, a warning says so.  XENT_EDATA,
   with the place, for what is negative, not finite, or nothing but zeros; XENT_EIO, XENT_ENOMEM. */
xent_status xent_distribution_open(const char *text, const xent_read_options *options, bool joint,
                                   xent_notes *notes, xent_distribution **distribution,
                                   xent_error *err);
void xent_distribution_free(xent_distribution *distribution); /* NULL is allowed */

/* ---- measures */

enum { XENT_INFORMATION = 20 }; /* room for measures */

/* One of the things that distributions can be asked; they stand in xent_information_measures. */
typedef struct {
    const char *name;       /* "cross_entropy" */
    const char *title;      /* "cross-entropy H(P,Q)" */
    const char *definition; /* "-sum p ln q" */
    bool in_units;          /* nats, to be told in any unit; else a bare number */
} xent_information_measure;

extern const xent_information_measure xent_information_measures[]; /* ends with a NULL name */

/* What was measured, in nats, in the order of xent_information_measures; means over the rows. */
typedef struct {
    bool has[XENT_INFORMATION];
    double value[XENT_INFORMATION];
    double error[XENT_INFORMATION]; /* of quadrature; 0 for outcomes */
    size_t impossible;              /* rows with q = 0 < p, the first of them, and its outcome */
    size_t impossible_row, impossible_outcome;
} xent_information;

/* Measures p, and against q if that is not NULL: rows against rows, or against the one row of the
   other.  A joint p is measured as a table.  order: of Rényi's measures, >= 0 or INFINITY.
   threads: 0 is as many as there are processors; they change no result.  A warning says which
   outcome made a cross-entropy infinite.  XENT_EDATA if p and q do not fit, or a quadrature fails;
   XENT_ENOMEM. */
xent_status xent_measure(const xent_distribution *p, const xent_distribution *q, double order,
                         unsigned threads, xent_notes *notes, xent_information *information,
                         xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
