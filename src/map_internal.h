/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the map module share. */
#ifndef XENT_MAP_INTERNAL_H
#define XENT_MAP_INTERNAL_H
#include "map.h"

#pragma GCC visibility push(hidden)

struct xent_map {
    const xent_map_type *type;
    size_t classes;
    xent_kind input_kind;   /* of the sample that it was fitted on */
    size_t curves;          /* of a type with curves; else 0 */
    size_t *curve_end;      /* curves; see xent_map_curves */
    size_t size;            /* numbers of all parameters */
    double *parameters;     /* size numbers; NULL: curves whose knots nobody has counted yet */
    double *standard_errors; /* size numbers, behind the parameters in the same allocation */
    double *degrees;        /* size numbers behind these, of Student's t; NAN: normal */
    char fitted_on[33];
    char *path;             /* of the file that it was loaded from; NULL: none */
    xent_fit fit;
};

/* A map with all numbers NAN and an empty certificate; NULL: no memory.  A type with curves waits
   for their ends. */
xent_map *xent_map_alloc(const xent_map_type *type, size_t classes);

/* Makes the numbers, all NAN, of a map whose curve_end is filled in.  False: no memory. */
bool xent_map_make_numbers(xent_map *map);

/* How many numbers one of the map's parameters has. */
size_t xent_map_numbers(const xent_map *map, const xent_parameter *parameter);

/* Fits the folds that the type can fit at once: fit[0 .. folds->size-1], whose map is NULL where it
   could not, or would not vouch for the result.  XENT_ENOMEM; errors of the source. */
xent_status xent_map_fit_folds(const xent_map_type *type, const xent_sample *sample,
                               const xent_fit_options *options, const xent_folds *folds,
                               xent_fold_fit *fit, xent_error *err);

/* What maps of a type take, from the scores of a block: z[i*columns + j]. */
void xent_map_take(const xent_map_type *type, const xent_block *block, xent_kind kind, double *z);

/* Mean NLL over a sample, in nats, of a map (NULL: the identity), and the sum of the weights. */
xent_status xent_map_nll(const xent_map *map, const xent_sample *sample, unsigned threads,
                         double *nll, double *weight, xent_error *err);

/* Replaces the standard errors of a fit to independent rows by those of rows of clusters, or says
   in the certificate why there are none.  One pass, in which the sums of clusters * size numbers
   are kept.  XENT_ENOMEM; errors of the source. */
xent_status xent_map_cluster_errors(xent_map *map, const xent_sample *sample, unsigned threads,
                                    xent_error *err);

/* Replaces the scores z[i*columns + j] of the rows of a block by other scores. */
typedef void xent_rescore(const void *context, const xent_block *block, double *z);

/* `parent` with other scores, from what maps of this type take to what they make.  Labels, weights,
   rows and factors pass through.  Borrows the parent and the context.  XENT_ENOMEM. */
xent_status xent_rescored_sample(const xent_sample *parent, const xent_map_type *type,
                                 xent_rescore *rescore, const void *context, xent_sample **sample,
                                 xent_error *err);

extern const xent_map_type xent_map_temperature, xent_map_platt, xent_map_isotonic,
    xent_map_vector;

#pragma GCC visibility pop
#endif
