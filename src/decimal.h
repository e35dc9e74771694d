/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals of up to 19 digits as the nearest doubles, ties to even. */
#ifndef XENT_DECIMAL_H
#define XENT_DECIMAL_H
#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#pragma GCC visibility push(hidden)

/* A number taken apart: (-1)^negative * mantissa * 10^exponent. */
typedef struct {
    uint64_t mantissa; /* the first 19 digits at most: below 10^19 */
    int exponent;      /* any */
    bool negative;
    bool cut;          /* more digits followed, so that it is between mantissa and mantissa + 1 */
} xent_decimal;

/* mantissa * 10^exponent where one rounding gives the nearest number: both are doubles as they are.
   After Clinger, "How to read floating point numbers accurately" (1990). */
static inline bool
xent_decimal_short(uint64_t mantissa, int exponent, bool negative, double *x)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    static const double sign[] = {1, -1};
    if (FLT_EVAL_METHOD != 0 || mantissa > UINT64_C(1) << 53 || exponent < -22 || exponent > 22)
        return false;
    /* Signed converts faster; and no branch depends on the sign, which cannot be foretold. */
    double m = (double)(int64_t)mantissa * sign[negative];
    *x = exponent < 0 ? m / power[-exponent] : m * power[exponent];
    return true;
}

/* The nearest number; infinite beyond the largest.  false: the digits that were cut decide.
   Lemire, "Number parsing at a gigabyte per second" (2021), whose product of 64 and 128 bits
   always tells (Mushtak and Lemire, "Fast number parsing without fallback", 2022).  O(1). */
bool xent_decimal_double(const xent_decimal *d, double *x);

#pragma GCC visibility pop
#endif
