/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML by kind of place.  Markup that is not written by these functions is a constant. */
#ifndef XENT_HTML_H
#define XENT_HTML_H
#include "buffer.h"

#pragma GCC visibility push(hidden)

/* Any text as character data: & < > " ' as entities, what is unsafe to show as U+FFFD. */
void xent_html_text(xent_buffer *buffer, const char *text);

/* ` name="value"` for any value, escaped likewise. */
void xent_html_attribute(xent_buffer *buffer, const char *name, const char *value);

/* A number as people read it, with all its 17 digits as the value of the element and as its
   tooltip: <data value="0.10788788245083151" title=...>0.1079</data>. */
void xent_html_number(xent_buffer *buffer, double x);

#pragma GCC visibility pop
#endif
