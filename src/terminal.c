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

/* Joiners make one picture of several, or part letters that would join, beyond ASCII only. */
static bool
is_joiner(uint32_t code, uint32_t before)
{
    return (code == 0x200c || code == 0x200d) && before > 0x7f && !xent_is_unsafe(before);
}

/* Writes the first character of a name as the cell of a table wants it and moves *name on; returns
   its columns.  *before: the code before it, or 0.  What UTF-8 cannot show, and in other locales
   all beyond ASCII, the table itself escapes as \xNN for each byte; not so what has no columns or
   turns the order of reading. */
static size_t
show_character(const xent_page *page, const char **name, uint32_t *before, char shown[16])
{
    uint32_t code, last = *before;
    const char *bytes = *name;
    size_t n = xent_utf8_read(bytes, strnlen(bytes, 4), &code);
    *name += n;
    *before = code;
    snprintf(shown, 16, "%.*s", (int)n, bytes);
    if (!page->how->utf8 && code >= 0x80)
        return 4 * n;
    if (!xent_is_unsafe(code))
        return xent_text_columns(code);
    if (is_joiner(code, last))
        return 0;
    if (code < 0xa0)
        return 4 * n;
    return (size_t)snprintf(shown, 16, code < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)code);
}

void
xent_show_name(const xent_page *page, const char *name, char shown[XENT_NAME])
{
    const char *dots = page->glyph->dots;
    size_t room = XENT_NAME_COLUMNS - columns_of(dots, strlen(dots)), most = XENT_NAME - 16;
    size_t columns = 0, end = 0, kept = 0;
    uint32_t before = 0;
    shown[0] = '\0';
    while (*name && columns <= XENT_NAME_COLUMNS && end < most) {
        columns += show_character(page, &name, &before, shown + end);
        end += strlen(shown + end);
        if (columns <= room && end < most)
            kept = end;
    }
    if (*name || columns > XENT_NAME_COLUMNS)
        strcpy(shown + kept, dots);
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
