/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot_script.h"
#include <math.h>
#include "text.h"

static void
number(xent_script *script, double x)
{
    char text[32];
    if (isfinite(x))
        xent_number_text(x, 9, text, sizeof text);
    xent_buffer_puts(&script->text, isfinite(x) ? text : "NaN");
}

void
xent_script_number(xent_script *script, const char *name, double x)
{
    xent_buffer_printf(&script->text, "%s = ", name);
    number(script, x);
    xent_buffer_puts(&script->text, "\n");
}

void
xent_script_text(xent_script *script, const char *name, const char *text)
{
    uint32_t code = xent_text_next(&text);
    xent_buffer_printf(&script->text, "%s = '", name);
    for (size_t column = 1; code != 0; column++) {
        uint32_t next = xent_text_next(&text);
        if (column == XENT_TITLE_COLUMNS && next != 0) {
            code = 0x2026; /* an ellipsis */
            next = 0;
        }
        if (code == '\'')
            xent_buffer_puts(&script->text, "'.\"'\".'");
        else
            xent_utf8_add(&script->text, code);
        code = next;
    }
    xent_buffer_puts(&script->text, "'\n");
}

void
xent_script_axes(xent_script *script, const xent_axes *axes)
{
    script->axes = *axes;
    xent_script_number(script, "X_LOW", axes->x_low);
    xent_script_number(script, "X_HIGH", axes->x_high);
    xent_script_number(script, "Y_LOW", axes->y_low);
    xent_script_number(script, "Y_HIGH", axes->y_high);
}

void
xent_script_begin(xent_script *script, const char *name)
{
    xent_buffer_printf(&script->text, "$%s << EOD\n", name);
}

void
xent_script_row(xent_script *script, size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            xent_buffer_puts(&script->text, " ");
        number(script, x[i]);
    }
    xent_buffer_puts(&script->text, "\n");
}

void
xent_script_gap(xent_script *script)
{
    xent_buffer_puts(&script->text, "\n");
}

void
xent_script_end(xent_script *script)
{
    xent_buffer_puts(&script->text, "EOD\n");
}
