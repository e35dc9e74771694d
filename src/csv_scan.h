/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain lines of text: nothing but numbers, delimiters, blanks and line ends.  They need no
   parser of quotes, and lines do not depend on each other. */
#ifndef XENT_CSV_SCAN_H
#define XENT_CSV_SCAN_H
#include "number.h"
#pragma GCC visibility push(hidden)

typedef struct {
    const xent_numbers *numbers;
    char delimiter; /* not the decimal sign */
    size_t columns;
} xent_plain_text;

/* Reads the n bytes of text, whole lines with '\n' at the end, into cells, row by row (a row for
   each '\n'), and raises widest[j] to the largest significand of column j (see number.h).
   false: a byte is odd, a field is missing, too many or long, a line is empty; cells and widest
   then hold what came before it.  O(n). */
bool xent_scan_plain(const xent_plain_text *plain, const char *text, size_t n, double *cell,
                     uint64_t *widest);

#pragma GCC visibility pop
#endif
