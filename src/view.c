/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of an array as a source of blocks: in place where the array is in memory as the kernels
   want it, else read and decoded into the scratch. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sample_internal.h"
#include "table.h"

/* ---- single cells */

static uint64_t
load_bits(const unsigned char *p, unsigned size, bool swapped)
{
    union {
        unsigned char b[8];
        uint8_t u1;
        uint16_t u2;
        uint32_t u4;
        uint64_t u8;
    } u = {{0}};
    for (unsigned i = 0; i < size; i++)
        u.b[i] = p[swapped ? size - 1 - i : i];
    return size == 1 ? u.u1 : size == 2 ? u.u2 : size == 4 ? u.u4 : u.u8;
}

/* IEEE 754 binary16; exact. */
static double
half_to_double(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double fraction = (double)(bits & 1023);
    double value = exponent == 31  ? (fraction > 0 ? (double)NAN : HUGE_VAL)
                   : exponent == 0 ? ldexp(fraction, -24)
                                   : ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -value : value;
}

static double
bits_to_double(const xent_array *array, uint64_t bits)
{
    float f;
    double d;
    uint32_t low = (uint32_t)bits;
    switch (array->size) {
    case 2:
        return half_to_double(bits);
    case 4:
        memcpy(&f, &low, sizeof f);
        return (double)f;
    default:
        memcpy(&d, &bits, sizeof d);
        return d;
    }
}

/* An integer cell; unsigned ones beyond int64 become its maximum. */
static int64_t
bits_to_integer(const xent_array *array, uint64_t bits)
{
    if (array->cell == XENT_CELL_INT)
        return array->size == 1   ? (int8_t)bits
               : array->size == 2 ? (int16_t)bits
               : array->size == 4 ? (int32_t)bits
                                  : (int64_t)bits;
    return bits > INT64_MAX ? INT64_MAX : (int64_t)bits;
}

static double
cell_double(const xent_array *array, const unsigned char *p)
{
    uint64_t bits = load_bits(p, array->size, array->swapped);
    return array->cell == XENT_CELL_FLOAT ? bits_to_double(array, bits)
                                          : (double)bits_to_integer(array, bits);
}

/* ---- runs of cells */

bool
xent_array_float32(const xent_array *array)
{
    return array->cell == XENT_CELL_FLOAT && array->size <= 4;
}

static bool
is_native(const xent_array *array)
{
    return array->cell == XENT_CELL_FLOAT && array->size >= 4 && !array->swapped;
}

/* Decodes n cells that are `step` bytes apart to every `stride`-th place of out. */
static void
decode(const xent_array *array, size_t n, const unsigned char *p, size_t step, void *out,
       size_t stride)
{
    float *f32 = out;
    double *f64 = out;
    if (xent_array_float32(array)) {
        if (is_native(array))
            for (size_t i = 0; i < n; i++)
                memcpy(&f32[i * stride], p + i * step, sizeof *f32);
        else
            for (size_t i = 0; i < n; i++)
                f32[i * stride] = (float)cell_double(array, p + i * step);
    } else if (is_native(array)) {
        for (size_t i = 0; i < n; i++)
            memcpy(&f64[i * stride], p + i * step, sizeof *f64);
    } else {
        for (size_t i = 0; i < n; i++)
            f64[i * stride] = cell_double(array, p + i * step);
    }
}

/* The bytes from `offset` of the array on: where they are, or read into raw. */
static xent_status
fetch(const xent_array *array, uint64_t offset, size_t n, void *raw, const unsigned char **bytes,
      xent_error *err)
{
    return xent_file_show(array->file, array->offset + offset, n, raw, bytes, err);
}

/* The most that is read of a file to decode cells that are apart: whole columns of a block, if they
   are not. */
enum { STRIP = 32768 };

typedef xent_status run_taker(const xent_array *array, size_t row, size_t n, const unsigned char *p,
                              size_t step, void *state, xent_error *err);

/* Shows rows first .. first+n-1 of a column in runs of cells `step` bytes apart.  raw: STRIP bytes,
   if the array is in a file. */
static xent_status
each_run(const xent_array *array, size_t column, size_t first, size_t n, void *raw, run_taker *take,
         void *state, xent_error *err)
{
    const xent_layout *layout = &array->layout;
    size_t size = array->size, step = layout->step[layout->axes - 1], run;
    size_t most = array->file->bytes ? n : 1 + (STRIP / size - 1) / step;
    const unsigned char *bytes;
    xent_status status = XENT_OK;
    for (size_t row = first, left = n; status == XENT_OK && left; row += run, left -= run) {
        size_t cell = xent_layout_find(layout, row, &run) + column * layout->column;
        run = run < left ? run : left;
        run = run < most ? run : most;
        status = fetch(array, (uint64_t)cell * size, ((run - 1) * step + 1) * size, raw, &bytes,
                       err);
        if (status == XENT_OK)
            status = take(array, row, run, bytes, step * size, state, err);
    }
    return status;
}

/* A column of a block of `columns` columns. */
typedef struct {
    char *out;
    size_t first, columns;
} decoding;

static xent_status
take_run(const xent_array *array, size_t row, size_t n, const unsigned char *p, size_t step,
         void *state, xent_error *err)
{
    const decoding *to = state;
    size_t cell = xent_array_float32(array) ? sizeof(float) : sizeof(double);
    (void)err;
    decode(array, n, p, step, to->out + (row - to->first) * to->columns * cell, to->columns);
    return XENT_OK;
}

/* Decodes rows first .. first+n-1 of `columns` columns (which: NULL for all) into out, row-major.
   raw: if the array is in a file, room for the rows as stored, or STRIP bytes if they lie apart. */
static xent_status
decode_rows(const xent_view *view, size_t first, size_t n, void *raw, void *out, xent_error *err)
{
    const xent_array *array = view->array;
    size_t size = array->size, width = size * array->columns;
    size_t out_size = xent_array_float32(array) ? sizeof(float) : sizeof(double);
    bool matrix = xent_layout_is_matrix(&array->layout, array->columns);
    const unsigned char *bytes = NULL;
    xent_status status = XENT_OK;
    if (matrix)
        status = fetch(array, (uint64_t)first * width, n * width, raw, &bytes, err);
    for (size_t j = 0; status == XENT_OK && j < view->columns; j++) {
        size_t column = view->column ? view->column[j] : j;
        decoding to = {(char *)out + j * out_size, first, view->columns};
        if (matrix)
            decode(array, n, bytes + column * size, width, to.out, view->columns);
        else
            status = each_run(array, column, first, n, raw, take_run, &to, err);
    }
    return status;
}

/* ---- the source */

/* Rows as they lie are what a block shows. */
static bool
is_plain(const xent_view *view)
{
    const xent_array *array = view->array;
    return is_native(array) && !view->column &&
           xent_layout_is_matrix(&array->layout, array->columns);
}

/* And they can be shown where they are. */
static bool
is_in_place(const xent_view *view)
{
    const xent_array *array = view->array;
    return is_plain(view) && array->file->bytes &&
           (uintptr_t)(array->file->bytes + array->offset) % array->size == 0;
}

typedef struct {
    void *out, *raw;
} view_scratch;

static size_t
lay_out(const xent_view *view, char *scratch, view_scratch *parts)
{
    const xent_array *array = view->array;
    size_t rows = xent_block_rows(view->columns), size = 0;
    size_t out_size = xent_array_float32(array) ? sizeof(float) : sizeof(double);
    size_t out_cells = is_in_place(view) ? 0 : rows * view->columns;
    size_t width = array->columns * array->size;
    size_t raw_size = array->file->bytes || is_plain(view)                     ? 0
                      : xent_layout_is_matrix(&array->layout, array->columns) ? rows * width
                                                                              : STRIP;
    parts->out = xent_scratch_cut(scratch, &size, out_cells * out_size);
    parts->raw = xent_scratch_cut(scratch, &size, raw_size);
    return size;
}

size_t
xent_view_scratch_size(const xent_view *view)
{
    view_scratch parts;
    return lay_out(view, NULL, &parts);
}

static xent_status
view_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const xent_view *view = state;
    const xent_array *array = view->array;
    size_t full = xent_block_rows(view->columns), first = i * full;
    size_t rows = array->rows - first < full ? array->rows - first : full;
    uint64_t width = (uint64_t)array->columns * array->size, offset = array->offset + first * width;
    view_scratch parts;
    xent_status status = XENT_OK;
    lay_out(view, scratch, &parts);
    const unsigned char *cells = parts.out;
    if (is_in_place(view))
        cells = array->file->bytes + offset;
    else if (is_plain(view))
        status = xent_file_read(array->file, offset, rows * width, parts.out, err);
    else
        status = decode_rows(view, first, rows, parts.raw, parts.out, err);
    *block = (xent_block){.first = first, .rows = rows, .columns = view->columns};
    if (xent_array_float32(array))
        block->f32 = (const void *)cells;
    else
        block->f64 = (const void *)cells;
    return status;
}

static void
view_free(void *state)
{
    xent_view *view = state;
    if (!view)
        return;
    if (view->owns_table)
        xent_table_free(view->table);
    free(view->column);
    free(view->name);
    free(view);
}

const xent_source xent_view_source = {"view", view_block, view_free};

/* ---- whole columns */

/* Shows all cells of a column. */
static xent_status
each_cell(const xent_array *array, size_t column, run_taker *take, void *state, xent_error *err)
{
    unsigned char *raw = malloc(STRIP);
    xent_status status = raw ? each_run(array, column, 0, array->rows, raw, take, state, err)
                             : xent_fail_memory(err);
    free(raw);
    return status;
}

static xent_status
take_doubles(const xent_array *array, size_t row, size_t n, const unsigned char *p, size_t step,
             void *state, xent_error *err)
{
    double *out = state;
    (void)err;
    for (size_t i = 0; i < n; i++)
        out[row + i] = cell_double(array, p + i * step);
    return XENT_OK;
}

typedef struct {
    const xent_table *table;
    int64_t *out;
} integers;

static xent_status
take_integer(const xent_array *array, size_t row, const unsigned char *p, const integers *to,
             xent_error *err)
{
    if (array->cell != XENT_CELL_FLOAT) {
        to->out[row] = bits_to_integer(array, load_bits(p, array->size, array->swapped));
        return XENT_OK;
    }
    double x = cell_double(array, p);
    if (!(fabs(x) < 9007199254740992.0) || x != floor(x)) {
        char text[128];
        xent_axes_row_text(&array->axes, row, text, sizeof text);
        xent_fail(err, XENT_EDATA, "label %.9g at row %s is not a whole number", x, text);
        xent_error_place(err, to->table->input.path, xent_table_line(to->table, row));
        return XENT_EDATA;
    }
    to->out[row] = (int64_t)x;
    return XENT_OK;
}

static xent_status
take_integers(const xent_array *array, size_t row, size_t n, const unsigned char *p, size_t step,
              void *state, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t i = 0; status == XENT_OK && i < n; i++)
        status = take_integer(array, row + i, p + i * step, state, err);
    return status;
}

xent_status
xent_array_doubles(const xent_array *array, size_t column, double *out, xent_error *err)
{
    return each_cell(array, column, take_doubles, out, err);
}

xent_status
xent_array_integers(const xent_table *table, const xent_array *array, size_t column,
                    int64_t *out, xent_error *err)
{
    integers to = {table, out};
    return each_cell(array, column, take_integers, &to, err);
}
