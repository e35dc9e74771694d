/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kinds of figures share when they read the document. */
#ifndef XENT_PLOT_INTERNAL_H
#define XENT_PLOT_INTERNAL_H
#include "json.h"
#include "plot.h"
#include "plot_script.h"

#pragma GCC visibility push(hidden)

/* The scopes of a document: itself, and `after` if it holds bins; NULL-ended, at most two. */
size_t xent_plot_scopes(const xent_result *result, const json_t *scope[2]);

/* The member `key` of bin i of a scope; NAN if there is none. */
double xent_plot_bin(const json_t *scope, size_t i, const char *key);
size_t xent_plot_bins(const json_t *scope);

/* Does bin i hold rows, and is its place known? */
bool xent_plot_has_rows(const json_t *scope, size_t i);

/* The most rows in a bin of a scope, and at least `least`. */
double xent_plot_highest_count(const json_t *scope, double least);

/* The number at a dotted path; NAN if there is none. */
double xent_plot_real(const json_t *root, const char *path);

/* Is the document about P(y=1) of one column, not about the top label? */
bool xent_plot_is_positive(const xent_result *result);

extern const xent_plot xent_plot_reliability, xent_plot_confidence, xent_plot_temperature;

#pragma GCC visibility pop
#endif
