/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NLL against the temperature, as a curve. */
#ifndef XENT_BETA_CURVE_H
#define XENT_BETA_CURVE_H
#include "sample.h"

#pragma GCC visibility push(hidden)

/* nll[i]: mean NLL over a labelled sample, in nats, at temperature[i] > 0, which increase.  Exact
   to seven digits at a few of them, with three derivatives in ln T, and between these the
   polynomial through both: to 1e-4 of the height of the curve. */
xent_status xent_temperature_curve(const xent_sample *sample, unsigned threads, size_t n,
                                   const double *temperature, double *nll, xent_error *err);

#pragma GCC visibility pop
#endif
