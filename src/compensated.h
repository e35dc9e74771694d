/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running sum whose error does not grow with the number of terms (Neumaier 1974).  For sums
   inside a row; what is reported over rows goes through exact.h. */
#ifndef XENT_COMPENSATED_H
#define XENT_COMPENSATED_H
#include <math.h>

/* All zero is the empty sum. */
typedef struct {
    double sum, low;
} xent_compensated;

static inline void
xent_compensated_add(xent_compensated *to, double x)
{
    double sum = to->sum + x;
    double low = fabs(to->sum) >= fabs(x) ? to->sum - sum + x : x - sum + to->sum;
    to->sum = sum;
    to->low += isfinite(low) ? low : 0; /* an infinite or overflowing sum needs no correction */
}

static inline double
xent_compensated_value(const xent_compensated *sum)
{
    return sum->sum + sum->low;
}

#endif
