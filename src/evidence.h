/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows are suspected for, gathered while they are surveyed. */
#ifndef XENT_EVIDENCE_H
#define XENT_EVIDENCE_H
#include "kernel_internal.h"
#include "sample.h"
#pragma GCC visibility push(hidden)

/* That of no rows. */
xent_evidence xent_evidence_none(void);

/* Adds row i of a block, whose extremes are known and whose scores are no NaN and no +inf.
   tolerance: of what should be 0 but for the digits of the scores. */
void xent_evidence_add(xent_evidence *evidence, const xent_block *block, size_t i,
                       xent_extremes extremes, double tolerance);

/* Counts, minima and maxima only: the order does not matter. */
void xent_evidence_merge(xent_evidence *evidence, const xent_evidence *from);

#pragma GCC visibility pop
#endif
