/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of text become typed columns: a matrix of doubles, words as their numbers. */
#ifndef XENT_CSV_COLUMNS_H
#define XENT_CSV_COLUMNS_H
#include "buffer.h"
#include "table.h"
#pragma GCC visibility push(hidden)

/* One row of fields as text. */
typedef struct {
    xent_buffer text;         /* the fields, one after the other */
    size_t *end;              /* where each ends in text */
    size_t fields, capacity;
    unsigned long long line;  /* on which it begins */
} xent_record;

bool xent_record_add(xent_record *record, const char *field, size_t n); /* false: no memory */
void xent_record_clear(xent_record *record);
void xent_record_free(xent_record *record);

typedef struct {
    xent_table *table;
    xent_array *array;         /* the table's only one */
    xent_header choice;
    xent_notes *notes;
    xent_numbers numbers, other; /* `other`: with the decimal sign that was not chosen */
    xent_record first;         /* held back until the second row tells if it is a header */
    bool decided;
    double *row;               /* array->columns cells */
    size_t ragged, ragged_fields;
    unsigned long long ragged_line;
} xent_columns;

xent_status xent_columns_open(xent_table *table, const xent_read_options *options,
                              xent_notes *notes, xent_columns *columns, xent_error *err);

/* Takes the next row; it may keep the record's memory and leave another in its place. */
xent_status xent_columns_add(xent_columns *columns, xent_record *record, xent_error *err);

/* After the last row: XENT_EDATA if there is none, or if rows were ragged. */
xent_status xent_columns_finish(xent_columns *columns, xent_error *err);
void xent_columns_close(xent_columns *columns);

#pragma GCC visibility pop
#endif
