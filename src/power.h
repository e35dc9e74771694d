/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which calibration error a sample could show at all. */
#ifndef XENT_POWER_H
#define XENT_POWER_H
#include "group.h"

#pragma GCC visibility push(hidden)

/* The share of samples in which an error that is called detectable shows. */
static const double xent_power = 0.8;

/* The smallest gap, the same in all groups, whose expected calibration error (L1) exceeds `high`,
   what chance alone gives, with probability xent_power; NAN if there is none up to 1, or too little
   varies.  Mean outcomes are taken as normal with the variance that they have under calibration.
   O(groups). */
double xent_absolute_detectable(const xent_partition *part, double high);

#pragma GCC visibility pop
#endif
