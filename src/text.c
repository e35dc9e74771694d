/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Length of the sequence that a first byte announces, and the bits it holds itself; 0: none. */
static size_t
sequence(unsigned char first, uint32_t *bits)
{
    if (first < 0x80)
        return *bits = first, 1;
    if (first >= 0xC2 && first <= 0xDF)
        return *bits = first & 0x1Fu, 2;
    if (first >= 0xE0 && first <= 0xEF)
        return *bits = first & 0x0Fu, 3;
    if (first >= 0xF0 && first <= 0xF4)
        return *bits = first & 0x07u, 4;
    return 0;
}

size_t
xent_utf8_read(const char *text, size_t n, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t bits = 0;
    size_t length = sequence((unsigned char)text[0], &bits);
    *code = XENT_REPLACEMENT;
    if (length == 0 || length > n)
        return 1;
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xC0u) != 0x80)
            return 1;
        bits = bits << 6 | (byte & 0x3Fu);
    }
    if (bits < least[length] || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF))
        return 1;
    *code = bits;
    return length;
}

void
xent_utf8_add(xent_buffer *buffer, uint32_t code)
{
    char bytes[4];
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; code >>= 6)
        bytes[i] = (char)(0x80u | (code & 0x3Fu));
    bytes[0] = (char)(lead[n] | code);
    xent_buffer_add(buffer, bytes, n);
}

static bool
is_among(uint32_t code, size_t n, const uint32_t (*range)[2])
{
    for (size_t i = 0; i < n; i++)
        if (code >= range[i][0] && code <= range[i][1])
            return true;
    return false;
}

bool
xent_is_unsafe(uint32_t code)
{
    static const uint32_t range[][2] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},    {0x180e, 0x180e},
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},  {0xfff9, 0xfffb},
        {0xfffe, 0xffff}, {0xe0000, 0xe007f}};
    return is_among(code, sizeof range / sizeof *range, range);
}

size_t
xent_text_columns(uint32_t code)
{
    static const uint32_t marks[][2] = {
        {0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f},
        {0xfe20, 0xfe2f}};
    static const uint32_t wide[][2] = {
        {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3},
        {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
        {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
    if (is_among(code, sizeof marks / sizeof *marks, marks))
        return 0;
    return is_among(code, sizeof wide / sizeof *wide, wide) ? 2 : 1;
}

uint32_t
xent_text_next(const char **text)
{
    uint32_t code;
    if (**text == '\0')
        return 0;
    *text += xent_utf8_read(*text, strnlen(*text, 4), &code);
    return xent_is_unsafe(code) ? XENT_REPLACEMENT : code;
}

/* Whatever the locale writes for the point, of one byte or of several, is not one of these. */
static void
copy_with_point(const char *raw, char *text, size_t size)
{
    size_t n = 0;
    for (const char *c = raw; *c && n + 1 < size; c++) {
        if (strchr("0123456789+-einfa", *c))
            text[n++] = *c;
        else if (n == 0 || text[n - 1] != '.')
            text[n++] = '.';
    }
    text[n] = '\0';
}

void
xent_number_text(double x, int digits, char *text, size_t size)
{
    char raw[64];
    snprintf(raw, sizeof raw, "%.*g", digits, x);
    copy_with_point(raw, text, size);
}

void
xent_fixed_text(double x, int decimals, char *text, size_t size)
{
    char raw[400];
    snprintf(raw, sizeof raw, "%.*f", decimals, x);
    copy_with_point(raw, text, size);
}

void
xent_measure_text(double x, char *text, size_t size)
{
    double length = fabs(x);
    if (isnan(x) || length == 0)
        snprintf(text, size, isnan(x) ? "n/a" : "0");
    else if (length < 5e-4)
        xent_number_text(x, 3, text, size);
    else if (length < 1e6)
        xent_fixed_text(x, length < 1000 ? 4 : 1, text, size);
    else
        xent_number_text(x, 4, text, size);
}

void
xent_count_text(double x, char *text, size_t size)
{
    char raw[32];
    size_t n = 0;
    int length = snprintf(raw, sizeof raw, "%.0f", fabs(x) < 1e15 ? fabs(x) : 1e15);
    for (int i = 0; i < length && n + 2 < size; i++) {
        text[n++] = raw[i];
        if ((length - 1 - i) % 3 == 0 && i + 1 < length)
            text[n++] = ',';
    }
    text[n] = '\0';
}

const char *
xent_plural(size_t n)
{
    return n == 1 ? "" : "s";
}

void
xent_such_rows(size_t n, char *text, size_t size)
{
    if (n > 1)
        snprintf(text, size, " (%zu such rows)", n);
    else
        *text = '\0';
}
