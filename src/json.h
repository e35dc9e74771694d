/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as the contract has it: sorted keys, numbers that never depend on the locale, non-finite
   numbers as {"status": "inf", "value": null}.  Values are jansson's; functions that take one
   over say so.  Every constructor passes NULL on, so that one check at the end will do. */
#ifndef XENT_JSON_H
#define XENT_JSON_H
#include <jansson.h>
#include "buffer.h"

#pragma GCC visibility push(hidden)

/* Digits of reals: 17 significant ones, or the fewest that read back as the same double. */
typedef enum { XENT_DIGITS_17, XENT_DIGITS_SHORTEST } xent_digits;

/* The fewest digits that read back as x, at most 17; size >= 32. */
void xent_shortest(double x, char *text, size_t size);

/* The same for a float: the fewest digits that read back as x, at most 9. */
void xent_shortest_float(float x, char *text, size_t size);

/* A bare number: json real, or the status object if x is not finite. */
json_t *xent_json_number(double x);

/* A string; bytes that are not UTF-8 become \xHH. */
json_t *xent_json_text(const char *text);

/* Parses a document, refusing keys that occur twice; *value is the caller's.  XENT_EDATA "no JSON:
   ..." with the line where it breaks, XENT_ENOMEM. */
xent_status xent_json_parse(const char *text, size_t n, json_t **value, xent_error *err);

/* object[key] = value, taking value over; NULL value (no memory) or NULL object fail: -1. */
int xent_json_set(json_t *object, const char *key, json_t *value);

/* Numbers back from a document: the number, +-inf or NAN of a status object, or of its "value";
   NAN if value is NULL or no number. */
double xent_json_real(const json_t *value);

/* How many numbers an array holds, those of arrays in it too, the smallest and the largest; what is
   not finite is not counted. */
typedef struct {
    size_t size;
    double low, high;
} xent_json_range;

xent_json_range xent_json_range_of(const json_t *array);

/* The member at a dotted path, "metrics.nll"; NULL if there is none. */
json_t *xent_json_at(const json_t *root, const char *path);

/* Writes value with sorted keys and two spaces of indentation, arrays of numbers on one line. */
void xent_json_write(const json_t *value, xent_digits digits, xent_buffer *buffer);

#pragma GCC visibility pop
#endif
