/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text to doubles: exact (the nearest number, ties to even) and deaf to the locale. */
#ifndef XENT_NUMBER_H
#define XENT_NUMBER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#pragma GCC visibility push(hidden)

/* What one file's numbers are read with. */
typedef struct {
    void *c_locale; /* of strtod_l */
    char decimal;   /* '.' or ',' */
} xent_numbers;

/* false: no memory.  decimal: '.' or ','; 0 is '.'. */
bool xent_numbers_open(xent_numbers *numbers, char decimal);
void xent_numbers_close(xent_numbers *numbers);

/* Reads the number with which the bytes from text to end begin: [+-] digits with at most one
   decimal sign, an optional exponent.  Returns where it ends, or NULL if there is none.
   significand (may be NULL): its digits as one whole number, 0 for 0; UINT64_MAX for more than 19
   digits that are no leading zeros.  O(length); strtod_l is asked only where digits after the 19th
   decide between two neighbours. */
const char *xent_number_scan(const xent_numbers *numbers, const char *text, const char *end,
                             double *x, uint64_t *significand);

/* Is all of text nan, inf or infinity, in any case, signed or not? */
bool xent_number_word(const char *text, size_t n, double *x);

/* Reads all n bytes of text as one number, or as such a word (significand 0).  No blanks, no
   hexadecimal. */
static inline bool
xent_number_parse(const xent_numbers *numbers, const char *text, size_t n, double *x,
                  uint64_t *significand)
{
    if (xent_number_scan(numbers, text, text + n, x, significand) == text + n)
        return true;
    if (significand)
        *significand = 0;
    return xent_number_word(text, n, x);
}

#pragma GCC visibility pop
#endif
