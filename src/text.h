/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that came from outside, and numbers on their way out: neither may depend on the locale. */
#ifndef XENT_TEXT_H
#define XENT_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buffer.h"

#pragma GCC visibility push(hidden)

enum { XENT_SUCH = 40 };            /* room for xent_such_rows */
enum { XENT_REPLACEMENT = 0xFFFD }; /* U+FFFD, shown for what cannot be shown */

/* Reads the first character of text[0 .. n-1], n >= 1: returns how many bytes it takes and its
   code point; 1 and XENT_REPLACEMENT for a byte that starts no UTF-8 character (overlong forms,
   surrogates and codes beyond U+10FFFF are none: Unicode 15, table 3-7). */
size_t xent_utf8_read(const char *text, size_t n, uint32_t *code);

/* Appends a code point as UTF-8. */
void xent_utf8_add(xent_buffer *buffer, uint32_t code);

/* Controls, and the format characters that are invisible or change the order of reading. */
bool xent_is_unsafe(uint32_t code);

/* How many columns of a terminal a character takes: 0 for marks that stand on the one before, 2 for
   those of East Asian scripts and for pictures, else 1 (Unicode 15, EastAsianWidth W and F, in
   blocks). */
size_t xent_text_columns(uint32_t code);

/* The next character of a NUL-terminated text as it may be shown, unsafe ones and invalid bytes as
   XENT_REPLACEMENT; moves *text on.  0 at the end. */
uint32_t xent_text_next(const char **text);

/* x as printf's %.{digits}g has it, always with a point: "0.1079", "1e-09", "inf", "nan".
   digits 1 .. 17, size >= 32. */
void xent_number_text(double x, int digits, char *text, size_t size);

/* x with so many decimals, as %.{decimals}f has it, always with a point. */
void xent_fixed_text(double x, int decimals, char *text, size_t size);

/* x for a table of measures, four digits behind the point where it is of the size of one: "0.1079",
   "1.23e-05", "13100.5", "0" only for 0, "inf", "n/a" for NAN.  size >= 32. */
void xent_measure_text(double x, char *text, size_t size);

/* A count with commas between thousands, "10,000"; size >= 32.  Rounds to a whole number. */
void xent_count_text(double x, char *text, size_t size);

/* "s" unless n is 1. */
const char *xent_plural(size_t n);

/* " (3 such rows)" behind the first of n that were found; "" if it is the only one.  size >=
   XENT_SUCH. */
void xent_such_rows(size_t n, char *text, size_t size);

#pragma GCC visibility pop
#endif
