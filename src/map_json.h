/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map as JSON: the members of a map file, which a result document holds too. */
#ifndef XENT_MAP_JSON_H
#define XENT_MAP_JSON_H
#include "json.h"
#include "map.h"

#pragma GCC visibility push(hidden)

/* The members of a map file, also of a map that did not converge; NULL: no memory. */
json_t *xent_map_to_json(const xent_map *map);

#pragma GCC visibility pop
#endif
