/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain lines of text: nothing but numbers, words without quotes, delimiters, blanks and line ends.
   They need no parser of quotes, and lines do not depend on each other. */
#ifndef XENT_CSV_SCAN_H
#define XENT_CSV_SCAN_H
#include "number.h"
#pragma GCC visibility push(hidden)

typedef struct {
    const xent_numbers *numbers;
    char delimiter; /* not the decimal sign */
    size_t columns;
    const bool *word; /* of each column: does it hold words?  NULL: none does */
} xent_plain_text;

/* Bytes with the blanks behind it: far below what any other path refuses. */
enum { XENT_MAX_PLAIN_FIELD = 64 };

/* Where a word stands in the text, and its length, as an exact double. */
static inline double
xent_word_place(size_t first, size_t n)
{
    return (double)(first * (XENT_MAX_PLAIN_FIELD + 1) + n);
}

static inline const char *
xent_word_at_place(const char *text, double place, size_t *n)
{
    size_t whole = (size_t)place;
    *n = whole % (XENT_MAX_PLAIN_FIELD + 1);
    return text + whole / (XENT_MAX_PLAIN_FIELD + 1);
}

/* Reads the n bytes of text, whole lines with '\n' at the end, into cells, row by row (a row for
   each '\n'), and raises widest[j] to the largest significand of column j (see number.h).  The cell
   of a word is its place.
   false: a byte is odd, a field is missing, too many or long, a line is empty; cells and widest
   then hold what came before it.  O(n). */
typedef bool xent_plain_reader(const xent_plain_text *plain, const char *text, size_t n,
                               double *cell, uint64_t *widest);
xent_plain_reader xent_scan_plain;

#pragma GCC visibility pop
#endif
