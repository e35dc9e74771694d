/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for terminals, laid out by libsmartcols.  Like a buffer a grid remembers the first failed
   allocation, so that only the end needs a check. */
#ifndef XENT_GRID_H
#define XENT_GRID_H
#include "buffer.h"

#pragma GCC visibility push(hidden)

typedef struct {
    const char *heading;
    bool right; /* flush right */
} xent_grid_column;

typedef struct xent_grid xent_grid;

/* A grid of `columns` columns for a terminal of `width` columns, 0: as wide as it needs; its lines
   start with `indent` blanks.  NULL if there is no memory, which the others accept. */
xent_grid *xent_grid_alloc(size_t columns, const xent_grid_column *column, size_t indent,
                           size_t width);

/* Starts the next line; it takes `color` (a sequence of libsmartcols, "red"; NULL: none). */
void xent_grid_line(xent_grid *grid, const char *color);

/* Sets the next cell of the line.  The text is copied; what is unsafe in it is escaped. */
void xent_grid_cell(xent_grid *grid, const char *text);

/* Appends the table to buffer and frees the grid.  XENT_ENOMEM. */
xent_status xent_grid_finish(xent_grid *grid, xent_buffer *buffer, xent_error *err);

#pragma GCC visibility pop
#endif
