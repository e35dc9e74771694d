/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the families of test vectors share. */
#ifndef XENT_TESTS_VECTORS_H
#define XENT_TESTS_VECTORS_H
#include <jansson.h>
#include <stdbool.h>
#include "xent.h"

/* Numbers of a document, flat. */
typedef struct {
    size_t n, columns; /* columns: of a list of lists; 0: one number, or a list */
    bool scalar;       /* a bare number */
    double *x;         /* malloc'ed; NULL: there are none */
} vector_array;

/* A number, or one of the strings "Infinity", "-Infinity", "NaN". */
double vector_number(const json_t *value);
vector_array vector_read(const json_t *value);

/* Sets what came out to one number; true. */
bool vector_set_number(double x, vector_array *got);

/* An op; the tables end with a NULL name. */
typedef struct vector_op {
    const char *name;
    /* Computes what the vector expects; false, having said why, if it cannot.  got->x is malloc'ed. */
    bool (*run)(const struct vector_op *op, const json_t *inputs, const json_t *params,
                vector_array *got, char *why, size_t size);
    double relative, absolute; /* tolerance */
    const char *loss;          /* of losses: name, kind of the scores, where they stand */
    xent_kind kind;
    const char *scores, *targets;
    xent_reduction mean;       /* what "mean" is where the vector does not say */
} vector_op;

/* Probabilities, rows by columns, with their labels; NULL: none are given. */
typedef struct {
    size_t rows, columns;
    double *p, *label;
} vector_table;

/* The scores that the op is about, and the labels. */
vector_table vector_read_table(const vector_op *op, const json_t *inputs);
void vector_table_free(vector_table *t);

/* NULL, having said why: the library does not want it.  Without labels all are 0. */
xent_sample *vector_sample(const vector_table *t, char *why, size_t size);

extern const vector_op vector_losses[], vector_metrics[], vector_fits[];

#endif
