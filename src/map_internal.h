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
    xent_fit fit;
};

/* A map with all numbers NAN and an empty certificate; NULL: no memory. */
xent_map *xent_map_alloc(const xent_map_type *type, size_t classes);

/* Mean NLL over a sample, in nats, of the map with these parameters (NULL: the identity), and
   the sum of the weights. */
xent_status xent_map_nll(const xent_map_type *type, const double *parameters,
                         const xent_sample *sample, unsigned threads, double *nll, double *weight,
                         xent_error *err);

/* The shape of a sample after a map of this type. */
xent_shape xent_map_shape(const xent_map_type *type, const xent_sample *sample);

extern const xent_map_type xent_map_temperature, xent_map_platt;

#pragma GCC visibility pop
#endif
