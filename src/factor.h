/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of groups, clusters, parts and names: distinct values become levels. */
#ifndef XENT_FACTOR_H
#define XENT_FACTOR_H
#include "select.h"
#pragma GCC visibility push(hidden)

/* So many groups or parts at most; clusters and names may be as many as rows, words XENT_MAX_WORDS:
   what further rows are called is not known. */
enum { XENT_MAX_LEVELS = 4096 };

/* Reads the factors that are picked into raw->factors, factor and about, which the caller frees,
   also on failure.  XENT_EDATA for a column that does not go with the scores or has too many
   levels; XENT_ENOMEM. */
xent_status xent_factors_take(xent_selection *selection, xent_raw *raw, xent_error *err);

#pragma GCC visibility pop
#endif
