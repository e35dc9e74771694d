/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a result document, drawn by gnuplot from the templates in plots/.  This module is the
   only one that knows gnuplot.  No user text gets into a script except one escaped title. */
#ifndef XENT_PLOT_H
#define XENT_PLOT_H
#include <signal.h>
#include "result.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Where a plot writes what its template reads; see plot_script.h. */
typedef struct xent_script xent_script;

/* A gnuplot that waits for something to draw. */
typedef struct xent_plotter xent_plotter;

/* What is drawn through the bins of a reliability diagram. */
typedef enum { XENT_CURVE_CORP, XENT_CURVE_SMOOTH, XENT_CURVE_NONE } xent_plot_curve;

typedef struct {
    const char *terminal;     /* "svg", "png", "pdf", "gp" or "text" */
    const char *gnuplot;      /* path of the program; NULL: searched for on the default path */
    xent_plotter *plotter;    /* draws the next figure, if it has drawn none; NULL: one is
                                 started */
    const char *title;        /* any text; NULL: the plot's own */
    const char *prefix;       /* of ids in an SVG, so that several fit in one page; NULL: none */
    size_t width, height;     /* of text: columns and rows; 0: the default */
    bool utf8;                /* text: braille dots instead of ASCII */
    xent_plot_curve curve;    /* XENT_CURVE_CORP: isotonic */
    volatile sig_atomic_t *group; /* while gnuplot runs the process group that it is in, else 0: for
                                 a handler of signals that ends the program, which kills it first;
                                 NULL: nobody asks */
} xent_plot_options;

/* A kind of figure; sister kinds stand in xent_plots. */
typedef struct {
    const char *name;         /* "reliability" */
    const char *title;        /* "reliability diagram" */
    const char *template_text;/* plots/reliability.gp */
    bool needs_curve;         /* wants curves.temperature in the document */
    bool takes_curve;         /* does it draw options->curve? */
    /* Appends the data blocks and settings that the template reads.  XENT_EDATA if the document
       holds nothing to draw. */
    xent_status (*emit)(const xent_result *result, const xent_plot_options *options,
                        xent_script *script, xent_error *err);
} xent_plot;

enum { XENT_PLOTS = 3 };
extern const xent_plot *const xent_plots[XENT_PLOTS + 1]; /* ends with NULL */
const xent_plot *xent_plot_find(const char *name);

/* The terminal that the suffix of PATH names ("figure.svg": "svg"), or NULL. */
const char *xent_plot_terminal(const char *path);

/* Starts a gnuplot (NULL: searched for on the default path) before there is anything to draw, while
   that is computed: its start takes longer than most figures.  NULL if it cannot be started;
   drawing then says why.  group: as in the options.  Free it when all is drawn, or nothing will
   be. */
xent_plotter *xent_plotter_start(const char *gnuplot, volatile sig_atomic_t *group);
void xent_plotter_free(xent_plotter *plotter);

/* Draws; *bytes is malloc'ed and the caller's.  XENT_EPLOT if gnuplot is missing, fails, hangs for
   30 seconds or leaves an incomplete picture; XENT_EDATA, XENT_ENOMEM. */
xent_status xent_plot_draw(const xent_plot *plot, const xent_result *result,
                           const xent_plot_options *options, char **bytes, size_t *size,
                           xent_error *err);

/* A figure for a page, as SVG. */
typedef struct {
    char *svg;                /* malloc'ed; NULL: there is nothing to draw */
    size_t size;
    xent_error reason;        /* why not */
} xent_figure;

/* Draws all xent_plots as figures of one page, with one gnuplot, which is what costs most:
   figure[i] is that of xent_plots[i], and its ids begin with the plot's name.  Of the options only
   `gnuplot`, `plotter` and `group` count; NULL: all defaults.  XENT_EPLOT as xent_plot_draw; XENT_ENOMEM.
   The caller frees the SVGs, also after a failure. */
xent_status xent_plot_draw_page(const xent_result *result, const xent_plot_options *options,
                                xent_figure *figure, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
