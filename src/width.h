/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bins of equal width, summed as rows come by: nothing is kept per row.

   Without weights the sums are whole numbers in fixed point, exact for every p and rounded to a
   fixed grid for squares; with weights they are xent_exact.  Neither depends on the order. */
#ifndef XENT_WIDTH_H
#define XENT_WIDTH_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* Bytes of a state; all bytes zero is the empty one. */
size_t xent_width_size(const xent_settings *settings, const xent_shape *shape);

void xent_width_add(void *state, const xent_settings *settings, const xent_shape *shape,
                    const xent_outcomes *outcomes);
void xent_width_merge(void *state, void *from, const xent_settings *settings,
                      const xent_shape *shape);

/* The bins that are not empty, but for their consistency bands, and the same as groups.  Both are
   the caller's to free, also after a failure.  XENT_ENOMEM. */
xent_status xent_width_finish(void *state, const xent_settings *settings, const xent_shape *shape,
                              xent_partition *part, xent_bins *bins, xent_error *err);

/* The same of sorted pairs that were cut in another way: bin i ends before pair ends[i]. */
xent_status xent_width_of_pairs(const xent_pairs *sorted, const size_t *ends, size_t size,
                                const xent_settings *settings, const xent_shape *shape,
                                xent_partition *part, xent_bins *bins, xent_error *err);

#pragma GCC visibility pop
#endif
