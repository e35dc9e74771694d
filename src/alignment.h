/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether labels belong to the rows that they stand at. */
#ifndef XENT_ALIGNMENT_H
#define XENT_ALIGNMENT_H
#include "sample.h"
#pragma GCC visibility push(hidden)

/* Do the labels look unrelated to the scores, going by what the survey counted?  Only then is it
   worth a pass.  rows: those surveyed. */
bool xent_alignment_wanted(const xent_evidence *evidence, xent_kind kind, size_t columns,
                           size_t rows);

/* One pass over a labelled sample of that kind, 16 bytes a class and thread.  O(rows * columns).
   XENT_ENOMEM; errors of the source. */
xent_status xent_alignment_find(const xent_sample *sample, xent_kind kind, unsigned threads,
                                xent_alignment *alignment, xent_error *err);

#pragma GCC visibility pop
#endif
