/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to put sorted pairs into bins: one registry, in the order of xent_binning. */
#ifndef XENT_BINNING_H
#define XENT_BINNING_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

const char *xent_binning_name(xent_binning binning); /* "mass-split" */

/* "15 equal-width bins (lo,hi]" */
void xent_binning_define(const xent_settings *settings, char *text, size_t size);

/* Where pairs of equal p are told apart, they must stand in the order of the rows: sorted by
   xent_pairs_rank. */
bool xent_binning_splits_ties(xent_binning binning);

/* Cuts sorted pairs into bins that are not empty: bin i ends before pair (*ends)[i], 0 .. *size-1.
   *ends is the caller's to free.  Not for XENT_BY_WIDTH.  XENT_ENOMEM. */
xent_status xent_binning_cut(const xent_pairs *sorted, const xent_settings *settings, size_t **ends,
                             size_t *size, xent_error *err);

#pragma GCC visibility pop
#endif
