/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text to doubles: exact (the nearest double, ties to even) and deaf to the locale. */
#ifndef XENT_NUMBER_H
#define XENT_NUMBER_H
#include <stdbool.h>
#include <stddef.h>
#pragma GCC visibility push(hidden)

/* What one file's numbers are read with. */
typedef struct {
    void *c_locale; /* of strtod_l */
    char decimal;   /* '.' or ',' */
} xent_numbers;

/* false: no memory.  decimal: '.' or ','; 0 is '.'. */
bool xent_numbers_open(xent_numbers *numbers, char decimal);
void xent_numbers_close(xent_numbers *numbers);

/* Reads all n bytes of text as one number: [+-] digits with at most one decimal sign, an optional
   exponent; or nan, inf, infinity in any case, signed or not.  No blanks, no hexadecimal.
   digits (may be NULL): significant digits as written, without leading zeros; 0 for 0, nan, inf.
   O(n).  After Clinger, "How to read floating point numbers accurately" (1990): 19 digits or fewer
   that fit 2^53, times a power of ten up to 22, take one rounding; the rest goes to strtod_l. */
bool xent_number_parse(const xent_numbers *numbers, const char *text, size_t n, double *x,
                       unsigned *digits);

#pragma GCC visibility pop
#endif
