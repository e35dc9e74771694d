/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the squared calibration error theta = sum_g share_g gap_g^2 of a partition in
   the population, where gap_g is the mean of p - outcome there.

   Its estimate T = sum_g share_g (observed gap_g^2 - its estimated variance) has mean theta, and is
   negative as often as not if theta is 0 (Sun, Chaudhari, Barnett, Dobriban 2024).  Given the gaps,
   T is a weighted sum of noncentral chi-squares: its variance is of order 1/n^2 at 0 and 1/n away
   from it, its third cumulant known too.  A chi-square with these three moments (Pearson 1959)
   stands for it, so that one law serves at 0 and elsewhere.  Groups of one row are left out. */
#ifndef XENT_SQUARE_H
#define XENT_SQUARE_H
#include "power.h"

#pragma GCC visibility push(hidden)

/* The interval of sqrt(theta), by inversion of tests: it holds those theta under which a T as
   large, or as small, as the observed one is not too improbable.  At 0 only large T are, so that
   the interval leaves 0 out just when a one-sided test at 1 - level rejects it; far from 0 both
   tails have the same probability.  Under each theta the gaps are the observed ones, scaled.  Needs
   group.noise and group.squares.  NAN if the groups hold fewer than five rows on average, or too
   little varies.  O(groups). */
void xent_square_interval(const xent_partition *part, double level, double *low, double *high);

/* The smallest gap, the same in all groups, whose T exceeds the `level` quantile of a calibrated T
   with probability xent_power; NAN if there is none up to 1, or too little
   varies. */
double xent_square_detectable(const xent_partition *part, double level);

#pragma GCC visibility pop
#endif
