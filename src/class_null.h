/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What errors of all classes are when the stated probabilities are true: a row's label is one draw
   for all classes, so that their errors belong together, and are drawn together. */
#ifndef XENT_CLASS_NULL_H
#define XENT_CLASS_NULL_H
#include "class_laws.h"
#include "drawn.h"

#pragma GCC visibility push(hidden)

/* So many rows stand for more, if the classes are few enough for every cell to have some of
   them. */
enum { XENT_CLASS_ROWS = 2048, XENT_FEW_CLASSES = 32 };

/* Are there too many classes and rows to draw all labels, so that each cell's are looked at on
   their own? */
bool xent_classes_are_apart(const xent_shape *shape);

/* Of the errors of the classes. */
typedef enum { XENT_CLASS_MEAN, XENT_CLASS_SUM, XENT_CLASS_MAX, XENT_CLASS_ERRORS } xent_class_error;

/* Where the probabilities of drawn rows are binned. */
typedef struct {
    const xent_drawn *drawn;
    size_t size;     /* rows whose labels are drawn, the first of the drawn ones */
    size_t noted;    /* rows whose cells are noted: all drawn ones */
    size_t rows;     /* of the sample */
    size_t cells;    /* of each class */
    int16_t *cell;   /* of class c of drawn row i: i * classes + c; -1: in none.  NULL: there is no
                        reference */
} xent_class_cells;

/* Room for cells, all -1, if the labels are known and rows stand for themselves, and if all rows
   are looked at, or enough of them.  Clear it also on failure.  XENT_ENOMEM. */
xent_status xent_class_cells_alloc(const xent_whole *whole, size_t cells, xent_class_cells *to,
                                   xent_error *err);
void xent_class_cells_clear(xent_class_cells *cells);

/* Mean, sum and largest of the errors of n classes. */
void xent_class_errors_pool(size_t n, const double *error, double *pooled);

/* Gives value[XENT_CLASS_ERRORS] their null_mean and null_high, if there is a reference.
   XENT_ENOMEM. */
xent_status xent_class_null_refer(const xent_class_cells *cells, const xent_settings *settings,
                                  xent_value *value, xent_error *err);

/* Gives the sum and the mean of the errors theirs where classes are apart.  XENT_ENOMEM. */
xent_status xent_class_null_apart(const xent_class_laws *laws, const xent_settings *settings,
                                  xent_value *value, xent_error *err);

/* How that is done, for the document: for the mean and the sum, and for the maximum. */
void xent_class_null_method(const xent_settings *settings, const xent_shape *shape, char *text,
                            size_t size);
void xent_class_most_method(const xent_settings *settings, const xent_shape *shape, char *text,
                            size_t size);

#pragma GCC visibility pop
#endif
