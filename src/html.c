/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html.h"
#include "text.h"

void
xent_html_text(xent_buffer *buffer, const char *text)
{
    uint32_t code;
    while ((code = xent_text_next(&text)) != 0) {
        switch (code) {
        case '&':  xent_buffer_puts(buffer, "&amp;"); break;
        case '<':  xent_buffer_puts(buffer, "&lt;"); break;
        case '>':  xent_buffer_puts(buffer, "&gt;"); break;
        case '"':  xent_buffer_puts(buffer, "&quot;"); break;
        case '\'': xent_buffer_puts(buffer, "&#39;"); break;
        default:   xent_utf8_add(buffer, code);
        }
    }
}

void
xent_html_attribute(xent_buffer *buffer, const char *name, const char *value)
{
    xent_buffer_printf(buffer, " %s=\"", name);
    xent_html_text(buffer, value);
    xent_buffer_puts(buffer, "\"");
}

void
xent_html_number(xent_buffer *buffer, double x)
{
    char exact[32], shown[32];
    xent_number_text(x, 17, exact, sizeof exact);
    xent_measure_text(x, shown, sizeof shown);
    xent_buffer_printf(buffer, "<data value=\"%s\" title=\"%s\">%s</data>", exact, exact, shown);
}
