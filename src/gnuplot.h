/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs gnuplot: a script in, the bytes of a picture out.

   No shell: an absolute path, `gnuplot -d`, a fixed environment, the script by a socket as standard
   input, the picture from its standard output.  Whatever goes wrong, the child is killed and
   waited for before this returns. */
#ifndef XENT_GNUPLOT_H
#define XENT_GNUPLOT_H
#include <signal.h>
#include "buffer.h"

#pragma GCC visibility push(hidden)

/* One that waits for its script. */
typedef struct xent_plotter xent_plotter;

enum { XENT_GNUPLOT_MILLISECONDS = 30000, XENT_GNUPLOT_BYTES = 16 << 20 };

typedef struct {
    const char *program; /* absolute path; NULL: searched for on a fixed list of folders */
    int milliseconds;    /* until it is killed */
    size_t bytes;        /* of output, until it is killed */
    xent_plotter *started; /* to be used instead of a new one, or NULL */
    volatile sig_atomic_t *group; /* see xent_plot_options; NULL */
} xent_gnuplot;

extern const xent_gnuplot xent_gnuplot_default;

/* See xent_plotter_start. */
xent_plotter *xent_gnuplot_start(const char *program, volatile sig_atomic_t *group);
void xent_gnuplot_dismiss(xent_plotter *plotter);

/* Appends what gnuplot wrote to *picture.  XENT_EPLOT if it is missing, exits with anything but 0
   (the sentence is its first line of complaint), takes too long or writes too much; XENT_ENOMEM. */
xent_status xent_gnuplot_run(const xent_gnuplot *gnuplot, const char *script, size_t size,
                             xent_buffer *picture, xent_error *err);

#pragma GCC visibility pop
#endif
