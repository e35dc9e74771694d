/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the information measures share: logarithms of ratios without cancellation. */
#ifndef XENT_INFO_INTERNAL_H
#define XENT_INFO_INTERNAL_H
#include "info.h"

#pragma GCC visibility push(hidden)

/* ln(q/p) of masses > 0, given q - p, which a caller may know better than the rounded q tells. */
double xent_log_ratio(double p, double q, double difference);

/* p phi(q/p) with phi(r) = r - 1 - ln r, likewise; q if p = 0, +inf if q = 0 < p. */
double xent_kl_term(double p, double q, double difference);

/* e^x - 1 - x without cancellation; +inf where it overflows. */
double xent_expm1_minus(double x);

#pragma GCC visibility pop
#endif
