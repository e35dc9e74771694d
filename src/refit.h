/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fit of a map owes to chance, for what its rows say in parts.

   The mean loss of all rows does not change, to first order, with the map that minimises it; that
   of a group of rows, or of a class against the rest, does.  So the chance of the fit enters the
   intervals of their terms, as the rows' influences on the numbers of the map: -H^-1 s, with s
   the slope of a row's loss and H the curvature of the mean (the sandwich of Huber 1967).  Slopes
   and curvatures are differences between maps nearby, an eighth of a standard error apart, so
   that any map will do. */
#ifndef XENT_REFIT_H
#define XENT_REFIT_H
#include "crossfit.h"

#pragma GCC visibility push(hidden)

/* Maps of so many numbers at most. */
enum { XENT_REFIT_NUMBERS = 2 };

/* The same rows under several maps: as stated; by the maps of other folds; by the map of all
   rows; with number j of that map a step larger, and smaller, at XENT_VIEW_LARGER + 2 j and the
   one after it; with both numbers of two a step larger, and smaller. */
enum {
    XENT_VIEW_STATED,
    XENT_VIEW_CROSSFITTED,
    XENT_VIEW_MAPPED,
    XENT_VIEW_LARGER,
    XENT_VIEW_BOTH = XENT_VIEW_LARGER + 2 * XENT_REFIT_NUMBERS,
    XENT_VIEWS = XENT_VIEW_BOTH + 2
};

typedef struct {
    const xent_crossfit *crossfit;
    size_t numbers;                  /* of the map; 0: nothing is known of chance */
    xent_map *near[XENT_VIEWS];      /* the maps of the views; NULL: none, or not ours */
    const xent_map *map;             /* of all rows */
    double step[XENT_REFIT_NUMBERS];
    double shift[XENT_REFIT_NUMBERS]; /* from the map that changes nothing */
    double weight;                   /* of all rows */
    double influence[XENT_REFIT_NUMBERS][XENT_REFIT_NUMBERS]; /* H^-1 */
    double variance[XENT_REFIT_NUMBERS][XENT_REFIT_NUMBERS];  /* of the numbers */
} xent_refit;

/* Looks at the rows that `map`, which has no more than XENT_REFIT_NUMBERS numbers if `known`, was
   fitted on: one pass.  Borrows all.  Clear it, also after a failure.  XENT_ENOMEM; errors of the
   source. */
xent_status xent_refit_init(const xent_sample *sample, const xent_crossfit *crossfit,
                            const xent_map *map, bool known, unsigned threads, xent_refit *refit,
                            xent_error *err);
void xent_refit_clear(xent_refit *refit);

/* Rows under the maps. */
typedef struct {
    size_t size;
    const xent_sample *view[XENT_VIEWS]; /* size of them; NULL: not looked at */
    xent_sample *own[XENT_VIEWS];        /* those to free */
} xent_views;

/* `rows` of the sample under all views but the last two.  Clear them, also after a failure.
   XENT_ENOMEM. */
xent_status xent_views_open(const xent_refit *refit, const xent_sample *rows, xent_views *views,
                            xent_error *err);
void xent_views_clear(xent_views *views);

/* Bytes of scratch for the blocks of any view. */
size_t xent_views_scratch(const xent_views *views);

/* The slopes in number j of rows whose losses under view m begin at loss[m * stride]. */
void xent_refit_slopes(const xent_refit *refit, size_t j, size_t rows, size_t stride,
                       const double *loss, double *slope);

#pragma GCC visibility pop
#endif
