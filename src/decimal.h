/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals of up to 19 digits as the nearest binary numbers, ties to even. */
#ifndef XENT_DECIMAL_H
#define XENT_DECIMAL_H
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

/* The nearest number; infinite beyond the largest.  false: the digits that were cut decide.
   After Clinger, "How to read floating point numbers accurately" (1990), where one rounding does;
   else Lemire, "Number parsing at a gigabyte per second" (2021), whose product of 64 and 128 bits
   always tells (Mushtak and Lemire, "Fast number parsing without fallback", 2022).  A float is
   rounded once, not by way of a double.  O(1). */
bool xent_decimal_double(const xent_decimal *d, double *x);
bool xent_decimal_float(const xent_decimal *d, float *x);

#pragma GCC visibility pop
#endif
