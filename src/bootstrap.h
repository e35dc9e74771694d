/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of means by drawing again what is independent: the percentile bootstrap.

   Units are drawn: rows, or whole clusters; of more than XENT_BOOTSTRAP_UNITS runs of neighbouring
   ones, which are as independent as what is in them.  In a draw a unit counts as often as a Poisson
   number of mean 1 says (Chamandy et al. 2012), a row of frequency w of mean w; the number is a
   function of (seed, draw, unit).  The ends of the interval are quantiles of the draws' means, as
   far out as Student's t would be if the mean were normal (Hesterberg 2015). */
#ifndef XENT_BOOTSTRAP_H
#define XENT_BOOTSTRAP_H
#include "cluster.h"

#pragma GCC visibility push(hidden)

/* Of 30 rows, say, a draw holds none with a probability of 1e-13. */
enum { XENT_BOOTSTRAP_UNITS = 65536, XENT_LEAST_BOOTSTRAP_ROWS = 30 };

/* Units whose sums are to be kept; 0: none are wanted, clusters are kept anyway, or rows of
   frequencies are too many to be drawn one by one. */
size_t xent_bootstrap_units(const xent_settings *settings, const xent_shape *shape);

/* The unit of a row, where they are kept. */
size_t xent_bootstrap_unit(const xent_shape *shape, size_t row);

/* Fills value->low and high from value->value, the mean, and the sums of clusters or units; or says
   why there is no interval.  degrees: of freedom, of the variance by clusters; rows have as many as
   there are, less one.  XENT_ENOMEM. */
xent_status xent_bootstrap_mean(const xent_settings *settings, const xent_shape *shape,
                                const xent_cluster_sum *sum, double degrees, xent_value *value,
                                xent_error *err);

#pragma GCC visibility pop
#endif
