/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_columns.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "csv_scan.h"
#include "names.h"
#include "text.h"

/* ---- records */

static const char padding[XENT_FIELD_PADDING];

static bool
add_to_record(xent_record *record, const char *field, size_t n)
{
    if (record->fields == record->capacity) {
        size_t capacity = 2 * record->capacity + 16;
        size_t *end = realloc(record->end, capacity * sizeof *end);
        if (!end)
            return false;
        record->end = end;
        record->capacity = capacity;
    }
    xent_buffer_add(&record->text, field, n);
    record->end[record->fields++] = record->text.size;
    xent_buffer_add(&record->text, padding, sizeof padding);
    return !record->text.failed;
}

static void
free_record(xent_record *record)
{
    xent_buffer_free(&record->text);
    free(record->end);
    *record = (xent_record){0};
}

static const char *
field_at(const xent_record *record, size_t j, size_t *n)
{
    size_t start = j ? record->end[j - 1] + XENT_FIELD_PADDING : 0;
    *n = record->end[j] - start;
    return *n ? record->text.bytes + start : "";
}

/* ---- is the first row a header? */

static bool
is_number(const xent_columns *c, const xent_record *record, size_t j)
{
    size_t n;
    double x;
    const char *text = field_at(record, j, &n);
    return xent_number_parse(&c->numbers, text, n, &x, NULL) ||
           xent_number_parse(&c->other, text, n, &x, NULL);
}

static bool
is_known_name(const xent_record *record, size_t j)
{
    size_t n;
    char name[16];
    const char *text = field_at(record, j, &n);
    if (n >= sizeof name)
        return false;
    memcpy(name, text, n);
    name[n] = 0;
    return n == 0 || xent_is_label_name(name) || xent_is_index_name(name);
}

/* A first row is a header if a column has no number there and one below, or if a name in it is one
   that only a header would hold. */
static bool
looks_like_header(const xent_columns *c, const xent_record *second)
{
    const xent_record *first = &c->first;
    bool any_word = false;
    for (size_t j = 0; j < first->fields; j++) {
        bool number = is_number(c, first, j);
        any_word |= !number;
        if (number)
            continue;
        if (is_known_name(first, j))
            return true;
        if (second && j < second->fields && is_number(c, second, j))
            return true;
    }
    return !second && any_word;
}

/* Whole numbers are names of classes; a fraction in a header is more likely a row of data. */
static bool
has_fraction(const xent_columns *c)
{
    for (size_t j = 0; j < c->first.fields; j++) {
        size_t n;
        double x;
        const char *text = field_at(&c->first, j, &n);
        if (xent_number_parse(&c->numbers, text, n, &x, NULL) && x != floor(x))
            return true;
    }
    return false;
}

static void
note_header(xent_columns *c)
{
    xent_table *table = c->table;
    if (table->header && has_fraction(c)) {
        xent_error *note = xent_notes_add(c->notes, XENT_WARNING);
        xent_note_say(note, "the first row is taken as the header, but looks like data");
        xent_error_hint(note, "--no-header");
        xent_error_place(note, table->input.path, c->first.line);
    } else if (!table->header && c->choice == XENT_HEADER_AUTO) {
        xent_error *note = xent_notes_add(c->notes, XENT_NOTE);
        xent_note_say(note, "no header: the first row is taken as data, columns count from 0");
        xent_error_place(note, table->input.path, c->first.line);
    }
}

/* ---- columns */

static char *
copy_field(const xent_record *record, size_t j)
{
    size_t n;
    const char *text = field_at(record, j, &n);
    return strndup(text, n);
}

static xent_status
make_columns(xent_columns *c, const xent_record *row, xent_error *err)
{
    xent_array *array = c->array;
    size_t n = c->first.fields;
    array->column = calloc(n, sizeof *array->column);
    c->widest = calloc(n, sizeof *c->widest);
    c->counting = malloc(n * sizeof *c->counting);
    if (!array->column || !c->widest || !c->counting)
        return xent_fail_memory(err);
    array->columns = n;
    for (size_t j = 0; j < n; j++) {
        xent_column *column = &array->column[j];
        column->name = c->table->header ? copy_field(&c->first, j) : strdup("");
        if (!column->name)
            return xent_fail_memory(err);
        size_t size;
        double x;
        const char *text = field_at(row, j < row->fields ? j : 0, &size);
        if (j < row->fields && xent_number_parse(&c->numbers, text, size, &x, NULL)) {
            c->counting[c->countings++] = j;
            continue;
        }
        c->word = c->word ? c->word : calloc(n, sizeof *c->word);
        column->words = calloc(1, sizeof *column->words);
        if (!c->word || !column->words)
            return xent_fail_memory(err);
        c->word[j] = true;
    }
    return XENT_OK;
}

static xent_status
add_misfit(xent_misfit *misfit, const char *text, size_t n, unsigned long long line,
           xent_error *err)
{
    enum { SHOWN = 40 };
    if (misfit->count++)
        return XENT_OK;
    misfit->line = line;
    misfit->text = strndup(text, n < SHOWN ? n : SHOWN);
    return misfit->text ? XENT_OK : xent_fail_memory(err);
}

static xent_status
add_no_number(xent_columns *c, xent_column *column, const char *text, size_t n, xent_error *err)
{
    double ignored;
    xent_status status = add_misfit(&column->word, text, n, c->line, err);
    if (status == XENT_OK && xent_number_parse(&c->other, text, n, &ignored, NULL))
        status = add_misfit(&column->comma, text, n, c->line, err);
    return status;
}

/* Reads a field into cell j of the row. */
static xent_status
set_cell(xent_columns *c, size_t j, const char *text, size_t n, xent_error *err)
{
    xent_column *column = &c->array->column[j];
    uint64_t significand;
    double *cell = &c->row[j];
    xent_status status = XENT_OK;
    if (!xent_field_number(&c->numbers, text, n, cell, &significand)) {
        *cell = (double)NAN;
        status = add_no_number(c, column, text, n, err);
    } else if (significand > c->widest[j]) {
        c->widest[j] = significand;
    }
    if (status == XENT_OK && c->word && column->words) {
        int32_t word = xent_words_put(column->words, text, n);
        *cell = word;
        if (word < 0)
            status = xent_fail_memory(err);
    }
    return status;
}

static xent_status
note_line(xent_table *table, size_t row, unsigned long long line, xent_error *err)
{
    if (table->lines && xent_table_line(table, row) == line)
        return XENT_OK;
    if ((table->lines & (table->lines - 1)) == 0) { /* grow at powers of two */
        size_t capacity = table->lines ? 2 * table->lines : 1;
        xent_line *more = realloc(table->line, capacity * sizeof *more);
        if (!more)
            return xent_fail_memory(err);
        table->line = more;
    }
    table->line[table->lines++] = (xent_line){row, line};
    return XENT_OK;
}

xent_status
xent_columns_room(xent_columns *c, size_t rows, double **cell, xent_error *err)
{
    size_t size;
    void *place = NULL;
    if (__builtin_mul_overflow(rows, c->array->columns * sizeof **cell, &size))
        return xent_fail_memory(err);
    xent_status status = xent_spool_room(c->array->spool, size, &place, err);
    *cell = c->row = place;
    return status;
}

/* Are the next `rows` cells of column j the numbers of their rows? */
static bool
goes_on_counting(const xent_columns *c, size_t j, size_t rows)
{
    const xent_array *array = c->array;
    size_t i = 0;
    while (i < rows && c->row[i * array->columns + j] == (double)(array->rows + i))
        i++;
    return i == rows;
}

xent_status
xent_columns_take(xent_columns *c, size_t rows, unsigned long long line, xent_error *err)
{
    xent_array *array = c->array;
    size_t kept = 0, cells = rows * array->columns;
    xent_status status = note_line(c->table, array->rows, line, err);
    if (status != XENT_OK)
        return status;
    for (size_t i = 0; i < c->countings; i++)
        if (goes_on_counting(c, c->counting[i], rows))
            c->counting[kept++] = c->counting[i];
    c->countings = kept;
    xent_spool_take(array->spool, cells * sizeof *c->row);
    c->row += cells;
    array->rows += rows;
    return XENT_OK;
}

/* The text of a word, at most XENT_MAX_PLAIN_FIELD bytes, is padded first, as that of any field. */
static xent_status
set_word(xent_columns *c, size_t j, const char *text, xent_error *err)
{
    char field[XENT_MAX_PLAIN_FIELD + XENT_FIELD_PADDING] = {0};
    size_t n;
    const char *word = xent_word_at_place(text, c->row[j], &n);
    memcpy(field, word, n);
    return set_cell(c, j, field, n, err);
}

xent_status
xent_columns_words(xent_columns *c, size_t rows, unsigned long long line, const char *text,
                   xent_error *err)
{
    size_t columns = c->array->columns;
    double *first = c->row;
    xent_status status = XENT_OK;
    for (size_t i = 0; c->word && i < rows; i++, c->row += columns)
        for (size_t j = 0; status == XENT_OK && j < columns; j++) {
            c->line = line + i;
            if (c->word[j])
                status = set_word(c, j, text, err);
        }
    c->row = first;
    return status;
}

void
xent_columns_widen(xent_columns *c, const uint64_t *widest)
{
    for (size_t j = 0; j < c->array->columns; j++)
        c->widest[j] = widest[j] > c->widest[j] ? widest[j] : c->widest[j];
}

bool
xent_columns_are_decided(const xent_columns *c)
{
    return c->decided && !c->ragged;
}

static xent_status
end_cells(xent_columns *c, xent_error *err)
{
    if (c->fields == c->array->columns)
        return xent_columns_take(c, 1, c->line, err);
    if (!c->ragged++) {
        c->ragged_line = c->line;
        c->ragged_fields = c->fields;
    }
    return XENT_OK;
}

/* ---- the whole */

xent_status
xent_columns_open(xent_table *table, const xent_read_options *options, xent_notes *notes,
                  xent_columns *columns, xent_error *err)
{
    char decimal = options->decimal ? options->decimal : '.';
    *columns = (xent_columns){.table = table, .choice = options->header, .notes = notes};
    table->decimal = decimal;
    columns->array = xent_table_add(table, "");
    if (columns->array)
        columns->array->spool = xent_spool_make(table->budget);
    if (!columns->array || !columns->array->spool ||
        !xent_numbers_open(&columns->numbers, decimal) ||
        !xent_numbers_open(&columns->other, decimal == '.' ? ',' : '.'))
        return xent_fail_memory(err);
    columns->array->cell = XENT_CELL_FLOAT;
    columns->array->size = sizeof(double);
    return XENT_OK;
}

static xent_status
add_cell(xent_columns *c, const char *text, size_t n, xent_error *err)
{
    double *first;
    xent_status status = XENT_OK;
    if (c->fields == 0)
        status = xent_columns_room(c, 1, &first, err);
    if (status == XENT_OK && c->fields < c->array->columns)
        status = set_cell(c, c->fields, text, n, err);
    return status;
}

xent_status
xent_columns_field(xent_columns *c, const char *text, size_t n, unsigned long long line,
                   xent_error *err)
{
    xent_status status = XENT_OK;
    if (c->fields == 0)
        c->line = line;
    if (c->fields == XENT_MAX_COLUMNS) {
        status = xent_fail(err, XENT_EDATA, "more than %d columns", XENT_MAX_COLUMNS);
        xent_error_place(err, c->table->input.path, line);
    } else if (c->decided) {
        status = add_cell(c, text, n, err);
    } else if (!add_to_record(c->first.line ? &c->second : &c->first, text, n)) {
        status = xent_fail_memory(err);
    }
    c->fields++;
    return status;
}

/* A row that was held back. */
static xent_status
add_record(xent_columns *c, const xent_record *record, xent_error *err)
{
    xent_status status = XENT_OK;
    c->fields = 0;
    for (size_t j = 0; status == XENT_OK && j < record->fields; j++) {
        size_t n;
        const char *text = field_at(record, j, &n);
        status = xent_columns_field(c, text, n, record->line, err);
    }
    return status == XENT_OK ? end_cells(c, err) : status;
}

/* Knows enough to type the columns.  second: NULL if the first row is the only one. */
static xent_status
decide(xent_columns *c, const xent_record *second, xent_error *err)
{
    c->decided = true;
    c->table->header = c->choice == XENT_HEADER_YES ||
                       (c->choice == XENT_HEADER_AUTO && looks_like_header(c, second));
    note_header(c);
    const xent_record *typing = c->table->header && second ? second : &c->first;
    xent_status status = make_columns(c, typing, err);
    if (status == XENT_OK && !c->table->header)
        status = add_record(c, &c->first, err);
    return status;
}

xent_status
xent_columns_end_row(xent_columns *c, xent_error *err)
{
    xent_status status = XENT_OK;
    if (c->decided) {
        status = end_cells(c, err);
    } else if (!c->first.line) {
        c->first.line = c->line;
    } else {
        c->second.line = c->line;
        status = decide(c, &c->second, err);
        if (status == XENT_OK)
            status = add_record(c, &c->second, err);
    }
    c->fields = 0;
    return status;
}

static xent_status
fail_ragged(const xent_columns *c, xent_error *err)
{
    char such[XENT_SUCH];
    xent_such_rows(c->ragged, such, sizeof such);
    xent_fail(err, XENT_EDATA, "%zu field%s, the first row has %zu%s", c->ragged_fields,
              xent_plural(c->ragged_fields), c->array->columns, such);
    xent_error_place(err, c->table->input.path, c->ragged_line);
    xent_error_hint(err, "a separator in an unquoted field, or a cut line? quote or repair it");
    return XENT_EDATA;
}

/* What was learnt of the cells. */
static void
describe_columns(xent_columns *c)
{
    xent_array *array = c->array;
    for (size_t j = 0; j < array->columns; j++) {
        xent_column *column = &array->column[j];
        column->numbers = array->rows - column->word.count;
        for (uint64_t rest = c->widest[j]; rest; rest /= 10)
            column->digits++;
    }
    for (size_t i = 0; i < c->countings; i++)
        array->column[c->counting[i]].counts = true;
}

xent_status
xent_columns_finish(xent_columns *c, xent_error *err)
{
    xent_array *array = c->array;
    xent_status status = XENT_OK;
    if (!c->decided && c->first.fields)
        status = decide(c, NULL, err);
    if (status != XENT_OK)
        return status;
    if (c->ragged)
        return fail_ragged(c, err);
    if (array->rows == 0)
        return xent_input_fail(&c->table->input, err, XENT_EDATA, "%s",
                               c->first.fields ? "a header, but no rows" : "the file is empty");
    describe_columns(c);
    array->file = &array->spool->file;
    array->axes = (xent_array_axes){.count = 2, .length = {array->rows, array->columns}};
    xent_array_lay_out(array, 1);
    return xent_spool_finish(array->spool, err);
}

void
xent_columns_close(xent_columns *c)
{
    free_record(&c->first);
    free_record(&c->second);
    free(c->widest);
    free(c->counting);
    free(c->word);
    xent_numbers_close(&c->numbers);
    xent_numbers_close(&c->other);
}
