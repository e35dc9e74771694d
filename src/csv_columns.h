/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of text become typed columns: a matrix of doubles, words as their numbers. */
#ifndef XENT_CSV_COLUMNS_H
#define XENT_CSV_COLUMNS_H
#include "buffer.h"
#include "table.h"
#pragma GCC visibility push(hidden)

/* Bytes that stand after the text of every field, the first of them 0: so that numbers are read by
   whole words. */
enum { XENT_FIELD_PADDING = 8 };

/* Reads a field, padded, as a number or as a word like nan, whose significand is 0. */
static inline bool
xent_field_number(const xent_numbers *numbers, const char *text, size_t n, double *x,
                  uint64_t *significand)
{
    const char *end = text + n;
    *significand = 0;
    return xent_number_scan(numbers, text, end + XENT_FIELD_PADDING, x, significand) == end ||
           xent_number_word(text, n, x);
}

/* One row of fields as text. */
typedef struct {
    xent_buffer text;         /* the fields, one after the other, padded */
    size_t *end;              /* where each ends in text */
    size_t fields, capacity;
    unsigned long long line;  /* on which it begins */
} xent_record;

typedef struct {
    xent_table *table;
    xent_array *array;         /* the table's only one */
    xent_header choice;
    xent_notes *notes;
    xent_numbers numbers, other; /* `other`: with the decimal sign that was not chosen */
    xent_record first;         /* held back until the second row tells if it is a header */
    xent_record second;        /* the row that tells */
    bool decided;              /* the columns have types */
    bool *word;                /* of each: does it hold words?  NULL: none does */
    double *row;               /* where the cells go that come next */
    size_t fields;             /* of it so far */
    unsigned long long line;   /* on which it begins */
    uint64_t *widest;          /* the largest significand of each column */
    size_t *counting;          /* `countings` columns that are 0, 1, ... so far */
    size_t countings;
    size_t ragged, ragged_fields;
    unsigned long long ragged_line;
} xent_columns;

xent_status xent_columns_open(xent_table *table, const xent_read_options *options,
                              xent_notes *notes, xent_columns *columns, xent_error *err);

/* Takes the next field of a row, padded, which stands on that line. */
xent_status xent_columns_field(xent_columns *columns, const char *text, size_t n,
                               unsigned long long line, xent_error *err);
xent_status xent_columns_end_row(xent_columns *columns, xent_error *err);

/* Are the columns decided on, and all rows of one length so far?  Then the cells of the next `rows`
   rows may also be written to *cell on, and xent_columns_take keeps the first of them: the first
   stands on that line, the others on the lines after it.  Before that, xent_columns_words gives the
   words of these rows their numbers: their cells hold places in the text.  xent_columns_widen says
   what the largest significand of each column was. */
bool xent_columns_are_decided(const xent_columns *columns);
xent_status xent_columns_room(xent_columns *columns, size_t rows, double **cell, xent_error *err);
xent_status xent_columns_words(xent_columns *columns, size_t rows, unsigned long long line,
                               const char *text, xent_error *err);
xent_status xent_columns_take(xent_columns *columns, size_t rows, unsigned long long line,
                              xent_error *err);
void xent_columns_widen(xent_columns *columns, const uint64_t *widest);

/* After the last row: XENT_EDATA if there is none, or if rows were ragged. */
xent_status xent_columns_finish(xent_columns *columns, xent_error *err);
void xent_columns_close(xent_columns *columns);

#pragma GCC visibility pop
#endif
