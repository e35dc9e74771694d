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
    size_t size;            /* numbers of all parameters */
    double *parameters;     /* size numbers */
    double *standard_errors; /* size numbers, behind the parameters in the same allocation */
    char fitted_on[33];
    char *path;             /* of the file that it was loaded from; NULL: none */
    xent_fit fit;
};

/* A map with all numbers NAN and an empty certificate; NULL: no memory. */
xent_map *xent_map_alloc(const xent_map_type *type, size_t classes);

/* nll[i]: mean NLL over a labelled sample, in nats, at temperature[i] > 0.  One sweep each. */
xent_status xent_temperature_curve(const xent_sample *sample, unsigned threads, size_t n,
                                   const double *temperature, double *nll, xent_error *err);

/* Mean NLL over a sample, in nats, of a map (NULL: the identity), and the sum of the weights. */
xent_status xent_map_nll(const xent_map *map, const xent_sample *sample, unsigned threads,
                         double *nll, double *weight, xent_error *err);

/* Replaces the logits z[i*columns + j] of the rows of a block by other scores. */
typedef void xent_rescore(const void *context, const xent_block *block, double *z);

/* `parent` with other scores: logits if `logits`, else probabilities.  Labels, weights, rows and
   factors pass through.  Borrows the parent and the context.  XENT_ENOMEM. */
xent_status xent_rescored_sample(const xent_sample *parent, bool logits, xent_rescore *rescore,
                                 const void *context, xent_sample **sample, xent_error *err);

extern const xent_map_type xent_map_temperature, xent_map_platt;

#pragma GCC visibility pop
#endif
