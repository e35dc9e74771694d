/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text_write.h"
#include <ctype.h>
#include <string.h>
#include "buffer.h"
#include "json.h"
#include "rows.h"

static xent_status
flush(xent_buffer *text, xent_output *out, xent_error *err)
{
    xent_status status = xent_buffer_status(text, err);
    if (status == XENT_OK)
        status = xent_output_write(out, text->bytes, text->size, err);
    text->size = 0;
    return status;
}

/* ---- the header */

/* RFC 4180: in quotes, which are doubled inside, where the name needs them. */
static void
put_name(xent_buffer *text, const char *name, char delimiter)
{
    const char special[] = {'"', '\n', '\r', delimiter, '\0'};
    bool quoted = name[strcspn(name, special)] != '\0' || *name == ' ';
    if (!quoted) {
        xent_buffer_puts(text, name);
        return;
    }
    xent_buffer_puts(text, "\"");
    for (; *name; name++)
        xent_buffer_add(text, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
    xent_buffer_puts(text, "\"");
}

/* Without labels the header is known by a name that is no number. */
static bool
names_make_a_header(const xent_shape *shape)
{
    for (size_t j = 0; shape->names && j < shape->columns; j++)
        if (isalpha((unsigned char)shape->names[j][0]))
            return true;
    return shape->names && shape->labelled;
}

static void
put_header(const xent_shape *shape, xent_content content, char delimiter, xent_buffer *text)
{
    bool scores = content == XENT_WRITE_SCORES, named = scores && names_make_a_header(shape);
    const char *stem = scores ? "s" : "p";
    if (scores && shape->labelled)
        xent_buffer_printf(text, "label%c", delimiter);
    for (size_t j = 0; j < shape->columns; j++) {
        if (j)
            xent_buffer_add(text, &delimiter, 1);
        if (named)
            put_name(text, shape->names[j], delimiter);
        else if (shape->columns == 1)
            xent_buffer_puts(text, stem);
        else
            xent_buffer_printf(text, "%s%zu", stem, j);
    }
    if (scores && shape->weighted)
        xent_buffer_printf(text, "%cweight", delimiter);
    xent_buffer_puts(text, "\n");
}

/* ---- the rows */

static void
put_score(const xent_rows *rows, size_t at, xent_buffer *text)
{
    char number[32];
    if (rows->f32)
        xent_shortest_float(rows->f32[at], number, sizeof number);
    else
        xent_shortest(rows->f64[at], number, sizeof number);
    xent_buffer_puts(text, number);
}

static void
put_row(const xent_rows *rows, size_t i, size_t columns, char delimiter, xent_buffer *text)
{
    bool scores = rows->content == XENT_WRITE_SCORES;
    char number[32];
    if (scores && rows->label)
        xent_buffer_printf(text, "%ld%c", (long)rows->label[i], delimiter);
    for (size_t j = 0; j < columns; j++) {
        if (j)
            xent_buffer_add(text, &delimiter, 1);
        put_score(rows, i * columns + j, text);
    }
    if (scores && rows->weight) {
        xent_shortest(rows->weight[i], number, sizeof number);
        xent_buffer_printf(text, "%c%s", delimiter, number);
    }
    xent_buffer_puts(text, "\n");
}

xent_status
xent_text_write(const xent_sample *sample, xent_content content, char delimiter, xent_output *out,
                xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_buffer text = {0};
    xent_rows rows;
    xent_status status = xent_rows_open(sample, content, &rows, err);
    if (status != XENT_OK)
        return status;
    put_header(shape, content, delimiter, &text);
    do {
        status = xent_rows_next(&rows, err);
        for (size_t i = 0; status == XENT_OK && i < rows.rows; i++)
            put_row(&rows, i, shape->columns, delimiter, &text);
        if (status == XENT_OK)
            status = flush(&text, out, err);
    } while (status == XENT_OK && rows.rows);
    xent_buffer_free(&text);
    xent_rows_close(&rows);
    return status;
}
