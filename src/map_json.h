/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map as JSON: the members of a map file, which a result document holds too. */
#ifndef XENT_MAP_JSON_H
#define XENT_MAP_JSON_H
#include "json.h"
#include "map.h"

#pragma GCC visibility push(hidden)

/* The members of a map file, also of a map that did not converge; NULL: no memory. */
json_t *xent_map_to_json(const xent_map *map);

/* The member `fit` of it alone. */
json_t *xent_fit_to_json(const xent_fit *fit);

/* A map from such an object, every member validated; it must have converged.  XENT_EDATA with a
   sentence that names the member; XENT_ENOMEM. */
xent_status xent_map_from_json(const json_t *object, xent_map **map, xent_error *err);

#pragma GCC visibility pop
#endif
