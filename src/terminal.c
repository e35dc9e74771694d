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

/* Characters of a text: the bytes that do not continue one. */
static size_t
columns_of(const char *text, size_t n)
{
    size_t columns = 0;
    for (size_t i = 0; i < n; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
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
