/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gnuplot script in the making: numbers and data blocks for a template.

   gnuplot runs what looks like code in a script, so nothing gets in but constants of this program,
   numbers, and one text that xent_script_text has made harmless.  Failed allocations are
   remembered by the buffer; look at xent_buffer_status(&script->text) once at the end. */
#ifndef XENT_PLOT_SCRIPT_H
#define XENT_PLOT_SCRIPT_H
#include <stdbool.h>
#include "buffer.h"

#pragma GCC visibility push(hidden)

enum { XENT_TITLE_COLUMNS = 80 };

/* What a figure's main panel shows; text figures write it around the dots. */
typedef struct {
    double x_low, x_high, y_low, y_high;
    bool x_log;
    const char *x_label, *y_label;
    char legend[128];        /* one line on what the dots are; or "" */
} xent_axes;

typedef struct xent_script xent_script; /* as in plot.h */

struct xent_script {
    xent_buffer text;
    xent_axes axes;
};

/* NAME = x; a number that is not finite becomes gnuplot's NaN. */
void xent_script_number(xent_script *script, const char *name, double x);

/* NAME = 'text' for any text: what is unsafe to show becomes U+FFFD, what goes beyond
   XENT_TITLE_COLUMNS characters is cut.  A single quote becomes '."'".' (the string, a quote, the
   rest of the string): gnuplot 5.4 takes a doubled quote for the end of the string where it stands
   first or behind another one. */
void xent_script_text(xent_script *script, const char *name, const char *text);

/* The settings X_LOW ... Y_HIGH, and the same for text figures. */
void xent_script_axes(xent_script *script, const xent_axes *axes);

/* $name << EOD, rows of numbers (NaN where one is not finite), a blank line, EOD. */
void xent_script_begin(xent_script *script, const char *name);
void xent_script_row(xent_script *script, size_t n, const double *x);
void xent_script_gap(xent_script *script);
void xent_script_end(xent_script *script);

#pragma GCC visibility pop
#endif
