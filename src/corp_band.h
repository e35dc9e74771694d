/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the true frequencies lie, of which only that they increase is known.

   The increasing function that has the largest likelihood is compared with the one that has the
   largest among those that are v at x: twice the difference D of their logarithms has, where the
   frequency rises at x, one limit whatever the frequencies (Banerjee and Wellner 2001), whose
   quantiles are 0.59 of those of chi-square with a degree of freedom, the limit if p takes few
   values.  The interval is of the v for which D is at most

   -  the quantile of chi-square, where the regression's step at x is of a single p;
   -  0.7 of it elsewhere: the limit and a fifth, for the ends, where rows are on one side only, and
      for frequencies that hardly rise, of both of which D is larger.

   Sums of weights count as rows by Kish's factor of the step that they are of.  Where the groups
   are of several p, the curve of all p may leave that interval: it is widened to hold it. */
#ifndef XENT_CORP_BAND_H
#define XENT_CORP_BAND_H
#include <math.h>
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* -o ln p - (1-o) ln(1-p), of an outcome o in [0, 1]; 0 ln 0 = 0. */
static inline double
xent_log_score(double p, double o)
{
    double loss = o > 0 ? -o * log(p) : 0;
    return o < 1 ? loss - (1 - o) * log1p(-p) : loss;
}

/* Fills low and high of the points of the curve; point i is at group[i], which does not decrease.
   O(groups + points log groups).  XENT_ENOMEM. */
xent_status xent_corp_bound(const xent_partition *part, double level, const size_t *group,
                            xent_corp *corp, xent_error *err);

#pragma GCC visibility pop
#endif
