/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a multi-label sample as rows of a binary one, and back. */
#ifndef XENT_CELLS_H
#define XENT_CELLS_H
#include "sample.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Row r * columns + j is label j of row r, with its weight, its factors and its number in the file.
   Only the rows are independent: unless there is a factor XENT_CLUSTER, each is a cluster called
   "row". Block i holds the cells of block i of the parent, which is borrowed.  XENT_EDATA for more
   than 2^31 - 1 rows; XENT_ENOMEM. */
xent_status xent_sample_cells(const xent_sample *parent, xent_sample **cells, xent_error *err);

/* The probabilities that `cells` of the parent state, whatever map they went through, as rows of
   its labels again.  Borrows both.  XENT_ENOMEM. */
xent_status xent_sample_uncells(const xent_sample *parent, const xent_sample *cells,
                                xent_sample **sample, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
