/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a null reference. */
#ifndef XENT_NULL_INTERNAL_H
#define XENT_NULL_INTERNAL_H
#include "null.h"

#pragma GCC visibility push(hidden)

/* Up to so many rows the walk is drawn row by row. */
enum { XENT_WALK_ROWS = 32768 };

/* error[r * XENT_PAIR_ERRORS + XENT_PAIR_KS] of every replicate r. */
xent_status xent_null_walk(const xent_pairs *pairs, const xent_settings *settings, double *error,
                           xent_error *err);

#pragma GCC visibility pop
#endif
