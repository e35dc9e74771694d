/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the same text on two paths, by one libcsv and in pieces, and says in what the results
   differ. */
#ifndef XENT_TESTS_CSV_PATHS_H
#define XENT_TESTS_CSV_PATHS_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "csv_feed.h"

typedef struct {
    xent_status status;
    xent_error err;
    xent_notes notes;
    xent_budget budget;
    xent_table *table;
} outcome;

/* *text says how; its delimiter and eol are those of the file. */
static inline void
read_path(const char *path, const xent_read_options *options, const xent_csv_text *text,
          outcome *out)
{
    xent_columns columns;
    *out = (outcome){.budget = {.memory = UINT64_C(1) << 32, .folder = "/tmp"},
                     .table = calloc(1, sizeof *out->table)};
    if (!out->table)
        abort();
    out->table->budget = &out->budget;
    out->status = xent_input_open(path, &out->table->input, &out->err);
    if (out->status != XENT_OK)
        return;
    out->status = xent_columns_open(out->table, options, &out->notes, &columns, &out->err);
    if (out->status == XENT_OK)
        out->status = xent_csv_feed(text, &out->table->input, &columns, &out->err);
    if (out->status == XENT_OK)
        out->status = xent_columns_finish(&columns, &out->err);
    xent_columns_close(&columns);
}

static inline void
free_outcome(outcome *out)
{
    xent_notes_clear(&out->notes);
    xent_table_free(out->table);
}

static inline bool
same_message(const xent_error *a, const xent_error *b)
{
    return a->status == b->status && a->line == b->line && !strcmp(a->place, b->place) &&
           !strcmp(a->sentence, b->sentence) && !strcmp(a->hint, b->hint);
}

static inline bool
same_notes(const xent_notes *a, const xent_notes *b)
{
    for (size_t i = 0; i < a->size && i < b->size; i++)
        if (a->items[i].severity != b->items[i].severity ||
            !same_message(&a->items[i].message, &b->items[i].message))
            return false;
    return a->size == b->size;
}

static inline bool
same_misfit(const xent_misfit *a, const xent_misfit *b)
{
    return a->count == b->count && a->line == b->line &&
           !strcmp(a->text ? a->text : "", b->text ? b->text : "");
}

static inline bool
same_words(const xent_words *a, const xent_words *b)
{
    if (!a || !b || a->count != b->count)
        return a == b;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(xent_words_at(a, i), xent_words_at(b, i)))
            return false;
    return true;
}

static inline bool
same_column(const xent_column *a, const xent_column *b)
{
    return !strcmp(a->name, b->name) && same_words(a->words, b->words) &&
           a->digits == b->digits && a->numbers == b->numbers && a->counts == b->counts &&
           same_misfit(&a->word, &b->word) && same_misfit(&a->comma, &b->comma);
}

/* NULL: in nothing. */
static inline const char *
difference(const outcome *a, const outcome *b)
{
    if (a->status != b->status || !same_message(&a->err, &b->err))
        return "the error";
    if (!same_notes(&a->notes, &b->notes))
        return "the notes";
    if (a->status != XENT_OK)
        return NULL;
    const xent_array *x = a->table->array, *y = b->table->array;
    if (a->table->header != b->table->header || x->rows != y->rows || x->columns != y->columns)
        return "the shape";
    if (x->file->size != x->rows * x->columns * sizeof(double) || x->file->size != y->file->size ||
        memcmp(x->file->bytes, y->file->bytes, (size_t)x->file->size) != 0)
        return "the cells";
    for (size_t j = 0; j < x->columns; j++)
        if (!same_column(&x->column[j], &y->column[j]))
            return "a column";
    for (size_t i = 0; i < x->rows; i++)
        if (xent_table_line(a->table, i) != xent_table_line(b->table, i))
            return "the lines";
    return NULL;
}

/* Between one libcsv and pieces. */
static inline const char *
paths_differ(const char *path, const xent_read_options *options, const xent_csv_text *text)
{
    xent_csv_text slowly = *text;
    outcome a, b;
    slowly.piece = 0;
    slowly.round = 1 << 16;
    read_path(path, options, &slowly, &a);
    read_path(path, options, text, &b);
    const char *what = difference(&a, &b);
    free_outcome(&a);
    free_outcome(&b);
    return what;
}

#endif
