/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reliability curve that goes with the smooth calibration error (Blasiok and Nakkiran 2023). */
#ifndef XENT_SMOOTHED_H
#define XENT_SMOOTHED_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* Fills *curve from sorted pairs: c(x) = x + the mean of outcome - p over the rows, each weighted
   by the Gaussian of width sigma around x, reflected at 0 and 1, with sigma the smooth calibration
   error; the area between c and the diagonal, by the density of the rows, is then sigma, too.
   XENT_ENOMEM. */
xent_status xent_smoothed_init(const xent_pairs *pairs, const xent_settings *settings,
                               xent_smoothed *curve, xent_error *err);
void xent_smoothed_clear(xent_smoothed *curve);

/* Takes the bands away: rows of clusters are not drawn independently. */
void xent_smoothed_withhold(xent_smoothed *curve);

#pragma GCC visibility pop
#endif
