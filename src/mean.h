/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weighted mean of one number per row, with an interval: of a share Wilson's or Clopper and
   Pearson's, else by the central limit theorem or by bootstrap; of rows of clusters by cluster. */
#ifndef XENT_MEAN_H
#define XENT_MEAN_H
#include "metric_internal.h"

#pragma GCC visibility push(hidden)

typedef double xent_row_value(const xent_rows *rows, size_t i);

/* Which can be by bootstrap?  Not a share's: without width at 0 and 1 it would be surest of what is
   known least. */
enum { xent_share_bootstrap = false, xent_clt_bootstrap = true };

/* The states of metrics: their sizes, and what is done with them.  bootstrap: one of the above. */
size_t xent_mean_share_size(const xent_settings *settings, const xent_shape *shape);
size_t xent_mean_clt_size(const xent_settings *settings, const xent_shape *shape);
void xent_mean_add(void *to, const xent_settings *settings, const xent_rows *rows,
                   xent_row_value *value, bool bootstrap);
void xent_mean_merge(void *state, const void *from, const xent_settings *settings,
                     const xent_shape *shape);

/* The mean: a share; what cannot be negative, and so has no interval below 0; what can; e to one
   that cannot. */
xent_status xent_mean_finish_share(const void *state, const xent_whole *whole, xent_value *value,
                                   xent_error *err);
xent_status xent_mean_finish_positive(const void *state, const xent_whole *whole,
                                      xent_value *value, xent_error *err);
xent_status xent_mean_finish_signed(const void *state, const xent_whole *whole, xent_value *value,
                                    xent_error *err);
xent_status xent_mean_finish_exponential(const void *state, const xent_whole *whole,
                                         xent_value *value, xent_error *err);

#pragma GCC visibility pop
#endif
