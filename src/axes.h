/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axes of arrays: which one the classes are on, and where rows and columns then lie.  Rows are
   all positions of the other axes in C order, the last axis fastest, however the cells are
   stored. */
#ifndef XENT_AXES_H
#define XENT_AXES_H
#include "sample.h"
#pragma GCC visibility push(hidden)

/* Row r, in mixed radix the digits i_0, ..., i_{n-1} of the lengths, has the cell of column j at
   the sum of i_a * step[a], plus j * column: counted in cells.  Axes that follow each other without
   a gap are one. */
typedef struct {
    unsigned axes; /* >= 1 */
    size_t length[XENT_MAX_AXES], step[XENT_MAX_AXES];
    size_t column;
} xent_layout;

/* How many classes, and positions of the other axes, there are. */
size_t xent_axes_columns(const xent_array_axes *axes);
size_t xent_axes_rows(const xent_array_axes *axes);

/* Lays out an array of these axes.  The product of the lengths must not overflow, even without
   those that are 0. */
void xent_layout_make(const xent_array_axes *axes, bool fortran, xent_layout *layout);

/* Are the rows where a C-order matrix of so many columns has them? */
bool xent_layout_is_matrix(const xent_layout *layout, size_t columns);

/* The cell of a row's first column; *run: this and so many rows less one after it are
   step[axes - 1] apart. */
size_t xent_layout_find(const xent_layout *layout, size_t row, size_t *run);

/* The axis of classes where nobody names one: the last, but of axes of length 1 behind the
   second. */
unsigned xent_axes_default(const xent_array_axes *axes);

bool xent_axes_equal(const xent_array_axes *a, const xent_array_axes *b);

/* Are more than two axes longer than 1? */
bool xent_axes_is_stack(const xent_array_axes *axes);

/* The axes, as bits, that may be the classes' if `rows` are the axes of something that has one
   number a row: those that leave exactly its axes; else its axes but for those of length 1; else as
   many positions as there are in its only axis. */
uint32_t xent_axes_fit(const xent_array_axes *scores, const xent_array_axes *rows);

/* "[2, 5, 7, 7]", cut to fit. */
enum { XENT_AXES_TEXT = 80 };
void xent_axes_text(const xent_array_axes *axes, char text[XENT_AXES_TEXT]);

/* "17", or where more than one axis is not that of the classes "17 (1, 5)", the positions on
   them. */
void xent_axes_row_text(const xent_array_axes *axes, uint64_t row, char *text, size_t size);

#pragma GCC visibility pop
#endif
