/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What columns and arrays are called. */
#ifndef XENT_NAMES_H
#define XENT_NAMES_H
#include "table.h"
#pragma GCC visibility push(hidden)

/* Is this what a column of labels, of weights, an index is called?  Case does not matter. */
bool xent_is_label_name(const char *name);
bool xent_is_weight_name(const char *name);
bool xent_is_index_name(const char *name);

/* Is this what the confidence of a prediction is called, whether it is right, the log-probability
   of the true token? */
bool xent_is_confidence_name(const char *name);
bool xent_is_correct_name(const char *name);
bool xent_is_truth_name(const char *name);

/* The name of column i of a text, of array i otherwise. */
const char *xent_table_name(const xent_table *table, size_t i);

/* The only column or array that has such a name; NULL: none, or more than one. */
const char *xent_only_name(const xent_table *table, bool (*matches)(const char *name));

/* Why a column is no score by default; NULL: it is one. */
const char *xent_why_no_score(const xent_table *table, size_t j);

/* The name of a column for a message: its own, or its number from 0. */
const char *xent_column_name(const xent_array *array, size_t j, char *text, size_t size);

/* "a, b, c, ... (12 in all)" of the table's columns or arrays. */
void xent_list_candidates(const xent_table *table, char *text, size_t size);

/* The array called `name`; table->arrays if there is none. */
size_t xent_find_array(const xent_table *table, const char *name);

/* The column called name[0 .. n-1], or of that number; array->columns if there is none.  *many:
   more than one has the name. */
size_t xent_find_column(const xent_array *array, const char *name, size_t n, bool *many);

/* Says what to do about an array of labels that has a number per class on that axis. */
void xent_hint_one_hot(const xent_array *array, unsigned axis, xent_error *err);

/* Refuses an array, or columns, picked as "labels", ...: more than one column.  XENT_EDATA. */
xent_status xent_fail_columns(const xent_table *table, const xent_array *array, size_t columns,
                              const char *role, xent_error *err);

#pragma GCC visibility pop
#endif
