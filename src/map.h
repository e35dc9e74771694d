/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration maps: one registry; fit, apply, save, load.

   A map takes scores to scores: where it can it keeps logits (z / T, slope z + intercept), so that
   no digit is lost before the next log-sum-exp.  Parameters are an array of
   doubles whose names and shapes the type declares; saving, loading, folding and reporting are
   generic.  A map is immutable once fitted. */
#ifndef XENT_MAP_H
#define XENT_MAP_H
#include "metric.h"
#include "optim.h"
#include "sample.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { XENT_MAX_PARAMETERS = 4 }; /* kinds of parameters of one map type */

typedef struct xent_map xent_map;

/* Why a fit stopped; only XENT_CONVERGED made a map.  Names: xent_fit_status_name. */
typedef enum {
    XENT_CONVERGED,
    XENT_SEPARABLE,     /* every row right: the optimum is T = 0, or slope = inf */
    XENT_UNINFORMATIVE, /* the optimum has 1/T <= 0 */
    XENT_UNIDENTIFIED,  /* constant scores, or one class only */
    XENT_INFINITE,      /* a row with q(y) = 0: the NLL is infinite at every parameter */
    XENT_STALLED        /* the gradient would not vanish */
} xent_fit_status;

const char *xent_fit_status_name(xent_fit_status status); /* "converged" */

/* The certificate of a fit.  NLLs are means over the rows, in nats. */
typedef struct {
    xent_fit_status status;
    size_t rows;              /* the sum of the frequencies, if the weights are such */
    double weight;            /* the sum of the weights */
    bool maximum_likelihood;  /* was the reported NLL what the fit minimised? */
    double log_likelihood;    /* -(sum of weights) * nll_after */
    double lr_statistic;      /* 2 (log-likelihood - that of the identity) */
    double lr_p_value;        /* chi-squared with as many degrees as parameters; NAN where it is
                                 not: importance weights, or no maximum of the likelihood */
    double nll_before;        /* of softmax(z) */
    double nll_after;
    double gradient_norm;     /* of the mean NLL in the optimised parameters, which are free of
                                 the scores' scale: ln 1/T; slope and intercept of standardised
                                 log-odds */
    size_t iterations;
    size_t clusters;          /* that the standard errors are by; 0: rows are independent */
    char withheld[240];       /* what clusters leave out, and why; "": rows are independent */
    double signed_optimum;    /* of an uninformative temperature: the optimal 1/T <= 0; else NAN */
    char advice[256];         /* what to do about a fit that failed; "" */
} xent_fit;

/* A cut of the rows into parts, 0 .. size-1. */
typedef struct {
    size_t size;
    size_t (*of)(const void *context, const xent_block *block, size_t i); /* the part of row i */
    const void *context;
} xent_folds;

/* A map that was fitted on the rows outside a part, and what it does within. */
typedef struct {
    xent_map *map;
    double weight, nll;   /* of the part's own rows: weights, and mean NLL in nats; NAN */
} xent_fold_fit;

typedef struct {
    bool smoothed_targets;    /* platt: (N1+1)/(N1+2) and 1/(N0+2) for 1 and 0 */
    unsigned threads;         /* 0: all processors; never changes a result */
    const xent_map *start;    /* a map of the same type to start from, such as that of all rows for
                                 a fold; NULL: the identity.  Changes last digits only,
                                 and may leave nll_before unknown */
    const xent_folds *folds;  /* a cut of the rows; NULL: none */
    xent_fold_fit *fold;      /* folds->size: where a fit of all rows can tell what to fit to those
                                 outside a part, it does so; elsewhere the map is NULL */
} xent_fit_options;

/* One number; one for each class; one for two classes and else one for each class (one versus
   rest); or the knots of a curve for two classes and else of one for each class, as many as the fit
   asked for. */
typedef enum { XENT_SCALAR, XENT_PER_CLASS, XENT_VERSUS_REST, XENT_CURVES } xent_parameter_shape;

/* A named parameter and how many numbers it has. */
typedef struct {
    const char *name;         /* "temperature" */
    xent_parameter_shape shape;
    bool derived;             /* computed from the others; shown and saved, not fitted */
    double identity;          /* its numbers in the map that changes nothing; NAN: various */
} xent_parameter;

/* How many numbers a parameter has for this many classes; 0 for curves, which only their map
   knows (see xent_map_parameter). */
size_t xent_parameter_size(const xent_parameter *parameter, size_t classes);

/* A kind of map; sister kinds stand in xent_map_types. */
typedef struct {
    const char *name;                /* "temperature" */
    const char *title;               /* "temperature scaling" */
    const char *source;              /* "Guo et al. 2017" */
    const xent_parameter *parameter; /* ends with a NULL name */
    size_t redundant;                /* how many of its numbers follow from the others: a gauge */
    bool wants_columns;              /* needs a score for each class: no single column */
    bool keeps_argmax;
    bool takes_probabilities;        /* a function of probabilities, else of logits */
    bool keeps_logits;               /* the result is logits, else probabilities */
    const char *factor;              /* the parameter by which the map multiplies logits, if that is
                                        all that it does; else NULL */
    bool takes_targets;              /* can be fitted to target distributions too */
    /* Fits the parameters of a map, their standard errors (NAN: not known) and its certificate.
       XENT_OK also without a finite optimum: the certificate's status tells.  The map comes with
       all numbers NAN; what follows from the rest (rows, likelihoods) is left to xent_map_fit. */
    xent_status (*fit)(const xent_sample *sample, const xent_fit_options *options, xent_map *map,
                       xent_error *err);
    /* NULL, or fits all folds at once near options->start, the map of all rows.  A fold that it
       cannot vouch for to nine digits keeps its NANs, and is left to fit().  Also fills the rows of
       the certificates, which xent_map_fit knows by itself. */
    xent_status (*fit_folds)(const xent_sample *sample, const xent_fit_options *options,
                             const xent_folds *folds, xent_fold_fit *fit, xent_error *err);
    /* NULL, where no standard errors are known, or what they are made of.  The map's `size` numbers
       fall into problems of `joint` (0: all), each with a loss of its own; number a of problem p,
       of P, stands at a * P + p.  Of the rows of a block, the slopes of their losses,
       slope[i*size + j], and, added to curvature[(p * joint + a) * joint + b] for b >= a, w times
       the second derivatives, at the optimum.  scratch: 2 rows * columns numbers. */
    size_t joint;
    void (*slopes)(const xent_map *map, const xent_block *block, xent_kind kind, double *scratch,
                   double *slope, double *curvature);
    /* out[i*columns + j] from the logits z of a block (one column: log-odds), or from its
       probabilities (one column: P(y=1)), where a masked class has -0; out may be z. */
    void (*apply)(const xent_map *map, size_t rows, size_t columns, const double *z, double *out);
    /* NULL, or why these (finite) parameters make no map ("temperature is not positive"). */
    const char *(*check)(const xent_map *map);
} xent_map_type;

extern const xent_map_type *const xent_map_types[]; /* ends with NULL */
const xent_map_type *xent_map_type_find(const char *name);

/* The map that a diagnosis is of by default: platt of one column, else temperature. */
const xent_map_type *xent_map_type_default(const xent_shape *shape);

/* Fits a map on a labelled sample.  XENT_OK with fit->status XENT_CONVERGED and a map; XENT_EFIT
   with any other status: *map then holds what is known (a temperature of 0 where the data are
   separable), so that it can be shown, but cannot be saved or applied.  The caller frees it in
   both cases.  XENT_EDATA for an unlabelled sample, for target distributions where the type takes
   none, or for one column where it wants more; XENT_EINVAL for smoothed targets of distributions;
   XENT_ENOMEM; errors of the source.  After these *map is NULL.  fit (NULL: see
   xent_map_certificate) is a copy of the certificate. */
xent_status xent_map_fit(const xent_map_type *type, const xent_sample *sample,
                         const xent_fit_options *options, xent_map **map, xent_fit *fit,
                         xent_error *err);
void xent_map_free(xent_map *map); /* NULL is allowed */

const xent_map_type *xent_map_type_of(const xent_map *map);
size_t xent_map_classes(const xent_map *map);
/* The numbers of parameter `name` and how many there are; NULL if the map has no such one, or no
   standard errors of it (curves). */
const double *xent_map_parameter(const xent_map *map, const char *name, size_t *size);
const double *xent_map_standard_error(const xent_map *map, const char *name, size_t *size);
/* Degrees of freedom of Student's t for standard errors by cluster; NAN: these are normal. */
const double *xent_map_degrees(const xent_map *map, const char *name, size_t *size);
/* Where the knots of the curves end: those of curve c are end[c-1] .. end[c]-1, those of curve 0
   begin at 0.  How many curves there are; 0: the map has none. */
size_t xent_map_curves(const xent_map *map, const size_t **end);
/* Fingerprint of the sample that it was fitted on (see xent_facts). */
const char *xent_map_fitted_on(const xent_map *map);
const xent_fit *xent_map_certificate(const xent_map *map);

/* Recalibrated probabilities of logits in memory, for serving: q[i*columns + j] from
   z[i*columns + j] (one column: P(y=1) from log-odds).  columns: xent_map_classes, or 1 for two
   classes unless the type wants columns.  q may be z.  Allocates nothing; any number of threads may
   share a map.  O(rows * columns). */
void xent_map_probabilities(const xent_map *map, size_t rows, size_t columns, const double *z,
                            double *q);

/* The sample that the map makes of `sample`, which it borrows together with the map.  Costs one
   application per block read.  XENT_EDATA if the classes differ or the type wants more columns;
   XENT_EFIT for a map that did not converge; XENT_ENOMEM. */
xent_status xent_map_sample(const xent_map *map, const xent_sample *sample, xent_sample **mapped,
                            xent_error *err);

/* Writes a map file (JSON) to PATH, whole or not at all; reads one and validates every member.
   inputs as in xent_output_open.  Saved and loaded again, the parameters are the same bits.
   save: XENT_EFIT for a map that did not converge; XENT_EIO; XENT_EINVAL; XENT_ENOMEM.
   load: XENT_EDATA, naming the line or the member, for a file that is no map of this version or
   larger than 16 MiB; XENT_EIO; XENT_ENOMEM. */
xent_status xent_map_save(const xent_map *map, const char *path, const char *const *inputs,
                          xent_error *err);
xent_status xent_map_load(const char *path, xent_map **map, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
