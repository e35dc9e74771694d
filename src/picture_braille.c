/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of characters: a bitmap of gnuplot's as braille, which has two by four dots a character,
   with axes that we write around it, since gnuplot's letters cannot be read in dots. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "picture.h"
#include "text.h"

enum { EMPTY_CELL = 0x2800, X_TICKS = 4, Y_TICKS = 4 };

typedef struct {
    size_t width, height; /* dots */
    const unsigned char *bits;
} bitmap;

/* Reads "P4", width, height and one white space, after which the bits start. */
static bool
read_header(const xent_buffer *pbm, bitmap *map)
{
    unsigned long width = 0, height = 0;
    int used = 0;
    if (pbm->size < 3 || sscanf(pbm->bytes, "P4 %4lu %4lu%n", &width, &height, &used) != 2)
        return false;
    map->width = width;
    map->height = height;
    map->bits = (const unsigned char *)pbm->bytes + used + 1;
    return pbm->size >= (size_t)used + 1 + (map->width + 7) / 8 * map->height;
}

static bool
dot(const bitmap *map, size_t x, size_t y)
{
    if (x >= map->width || y >= map->height)
        return false;
    return map->bits[y * ((map->width + 7) / 8) + x / 8] >> (7 - x % 8) & 1;
}

/* The character at column c, row r. */
static uint32_t
cell(const bitmap *map, size_t c, size_t r)
{
    static const unsigned char weight[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    uint32_t code = EMPTY_CELL;
    for (size_t y = 0; y < 4; y++) {
        for (size_t x = 0; x < 2; x++)
            code += dot(map, 2 * c + x, 4 * r + y) ? weight[y][x] : 0;
    }
    return code;
}

/* The tick beside row r of rows, or "". */
static void
row_tick(const xent_axes *axes, size_t r, size_t rows, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t tick = 0; tick <= Y_TICKS; tick++) {
        double share = (double)tick / Y_TICKS;
        if (r == (size_t)lrint((1 - share) * (double)(rows - 1)))
            xent_number_text(axes->y_low + share * (axes->y_high - axes->y_low), 4, text, size);
    }
}

static double
x_at(const xent_axes *axes, double share)
{
    if (axes->x_log)
        return axes->x_low * pow(axes->x_high / axes->x_low, share);
    return axes->x_low + share * (axes->x_high - axes->x_low);
}

/* The line below the axis: five ticks, each centred below its place. */
static void
write_x_ticks(const xent_axes *axes, size_t columns, xent_buffer *out)
{
    size_t at = 0;
    xent_buffer_puts(out, "        ");
    for (size_t tick = 0; tick <= X_TICKS; tick++) {
        char text[32];
        xent_number_text(x_at(axes, (double)tick / X_TICKS), 3, text, sizeof text);
        size_t place = tick * (columns - 1) / X_TICKS, half = strlen(text) / 2;
        for (place = place > half ? place - half : 0; at < place; at++)
            xent_buffer_puts(out, " ");
        xent_buffer_puts(out, text);
        at += strlen(text);
    }
    xent_buffer_puts(out, "\n");
}

static bool
is_x_tick(size_t c, size_t columns)
{
    for (size_t tick = 0; tick <= X_TICKS; tick++) {
        if (c == tick * (columns - 1) / X_TICKS)
            return true;
    }
    return false;
}

/* A row of dots, without the empty cells at its end. */
static void
write_cells(const bitmap *map, size_t r, xent_buffer *out)
{
    size_t columns = map->width / 2;
    while (columns > 0 && cell(map, columns - 1, r) == EMPTY_CELL)
        columns--;
    for (size_t c = 0; c < columns; c++) {
        uint32_t code = cell(map, c, r);
        xent_utf8_add(out, code == EMPTY_CELL ? ' ' : code);
    }
    xent_buffer_puts(out, "\n");
}

static void
write_rows(const bitmap *map, const xent_axes *axes, xent_buffer *out)
{
    size_t columns = map->width / 2, rows = map->height / 4;
    for (size_t r = 0; r < rows; r++) {
        char text[32];
        row_tick(axes, r, rows, text, sizeof text);
        xent_buffer_printf(out, "%6s %s", text, text[0] ? "┤" : "│");
        write_cells(map, r, out);
    }
    xent_buffer_puts(out, "       └");
    for (size_t c = 0; c < columns; c++)
        xent_buffer_puts(out, is_x_tick(c, columns) ? "┬" : "─");
    xent_buffer_puts(out, "\n");
}

static void
write_title(const char *title, const xent_axes *axes, xent_buffer *out)
{
    uint32_t code;
    xent_buffer_puts(out, "        ");
    for (size_t i = 0; i < XENT_TITLE_COLUMNS && (code = xent_text_next(&title)) != 0; i++)
        xent_utf8_add(out, code);
    xent_buffer_printf(out, "\n%s", axes->y_label);
    if (axes->legend[0])
        xent_buffer_printf(out, "   %s", axes->legend);
    xent_buffer_puts(out, "\n");
}

xent_status
xent_picture_braille(const xent_buffer *pbm, const char *title, const xent_axes *axes,
                     xent_buffer *out, xent_error *err)
{
    bitmap map;
    if (!read_header(pbm, &map) || map.width < 8)
        return xent_fail(err, XENT_EPLOT, "gnuplot left an incomplete picture (%zu bytes)",
                         pbm->size);
    size_t columns = map.width / 2, length = strlen(axes->x_label);
    write_title(title, axes, out);
    write_rows(&map, axes, out);
    write_x_ticks(axes, columns, out);
    xent_buffer_printf(out, "%*s%s\n", (int)(8 + (columns > length ? (columns - length) / 2 : 0)),
                       "", axes->x_label);
    return xent_buffer_status(out, err);
}
