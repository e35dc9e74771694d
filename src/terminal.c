/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "escape.h"
#include "text.h"

enum { LABEL = 8 };

void
xent_show_number(double x, char shown[XENT_NUMBER])
{
    double size = fabs(x);
    shown[0] = '\0';
    if (isnan(x))
        return;
    if (!isfinite(x) || size >= 1e6 || (size > 0 && size < 5e-4))
        xent_number_text(x, 3, shown, XENT_NUMBER);
    else
        xent_fixed_text(x, size < 100 ? 4 : 1, shown, XENT_NUMBER);
}

void
xent_show_level(double level, char shown[XENT_SHOWN])
{
    char number[XENT_NUMBER];
    xent_number_text(100 * level, 4, number, sizeof number);
    snprintf(shown, XENT_SHOWN, "%s %% interval", number);
}

void
xent_show_interval(const json_t *value, char shown[XENT_SHOWN])
{
    char low[XENT_NUMBER], high[XENT_NUMBER];
    xent_show_number(xent_page_real(value, "low"), low);
    xent_show_number(xent_page_real(value, "high"), high);
    shown[0] = '\0';
    if (*low && *high)
        snprintf(shown, XENT_SHOWN, "[%s, %s]", low, high);
}

void
xent_show_p(double p, char shown[XENT_SHOWN])
{
    char number[XENT_NUMBER];
    shown[0] = '\0';
    if (isnan(p))
        return;
    xent_fixed_text(p, 4, number, sizeof number);
    snprintf(shown, XENT_SHOWN, "p %s %s", p < 1e-4 ? "<" : "=", p < 1e-4 ? "0.0001" : number);
}

/* Characters of a text: the bytes that do not continue one. */
static size_t
columns_of(const char *text, size_t n)
{
    size_t columns = 0;
    for (size_t i = 0; i < n; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

/* Columns of a character of n bytes: what cannot be shown is escaped, as \xNN for each byte. */
static size_t
columns_of_character(const xent_page *page, uint32_t code, size_t n)
{
    bool shown = !xent_is_unsafe(code) && (page->how->utf8 || code < 0x80);
    return shown ? xent_text_columns(code) : 4 * n;
}

void
xent_show_name(const xent_page *page, const char *name, char shown[XENT_NAME])
{
    const char *dots = page->glyph->dots;
    size_t room = XENT_NAME_COLUMNS - columns_of(dots, strlen(dots)), most = XENT_NAME - 8;
    size_t columns = 0, end = 0, kept = 0;
    while (name[end] && columns <= XENT_NAME_COLUMNS && end < most) {
        uint32_t code;
        size_t n = xent_utf8_read(name + end, strnlen(name + end, 4), &code);
        columns += columns_of_character(page, code, n);
        end += n;
        if (columns <= room && end < most)
            kept = end;
    }
    bool whole = !name[end] && columns <= XENT_NAME_COLUMNS;
    snprintf(shown, XENT_NAME, "%.*s%s", (int)(whole ? end : kept), name, whole ? "" : dots);
}

double
xent_page_real(const json_t *object, const char *path)
{
    return xent_json_real(xent_json_at(object, path));
}

const char *
xent_page_text(const json_t *object, const char *path)
{
    const char *text = json_string_value(xent_json_at(object, path));
    return text ? text : "";
}

static void
add_wrapped(xent_page *page, size_t indent, const char *text)
{
    size_t column = indent;
    for (size_t n; *text; text += n + strspn(text + n, " ")) {
        n = strcspn(text, " ");
        size_t width = columns_of(text, n);
        if (column > indent && column + 1 + width > page->width) {
            xent_buffer_printf(page->out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            xent_buffer_puts(page->out, " ");
            column++;
        }
        xent_buffer_add(page->out, text, n);
        column += width;
    }
    xent_buffer_puts(page->out, "\n");
}

void
xent_page_entry(xent_page *page, size_t indent, const char *label, const char *color,
                const char *text)
{
    size_t size = xent_escape(text, NULL, 0) + 1, length = strlen(label);
    char *shown = malloc(size);
    const char *begin = color && page->how->colour ? color : NULL;
    page->out->failed |= !shown;
    if (!shown)
        return;
    xent_escape(text, shown, size);
    xent_buffer_printf(page->out, "%s%s%s%s%s%*s", begin ? "\033[" : "", begin ? begin : "",
                       begin ? "m" : "", label, begin ? "\033[0m" : "",
                       length < indent ? (int)(indent - length) : 1, "");
    add_wrapped(page, indent, shown);
    free(shown);
}

void
xent_page_paragraph(xent_page *page, const char *label, const char *color, const char *text)
{
    xent_page_entry(page, LABEL, label, color, text);
}
