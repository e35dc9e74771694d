/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two samples of the same rows that the door saw apart: scores, and targets or a teacher's
   scores. */
#ifndef XENT_COMPANION_H
#define XENT_COMPANION_H
#include "sample.h"
#pragma GCC visibility push(hidden)

/* Has `other`, which is called `what`, the rows and columns of the sample?  The door may have
   ignored rows of the sample, or of both.  XENT_EDATA. */
xent_status xent_companion_check(const xent_sample *sample, const xent_sample *other,
                                 const char *what, xent_error *err);

/* Keeps, in place, those rows of `cells`, made of the companion's block `from`, that the sample's
   block has. */
void xent_companion_keep(const xent_block *block, const xent_block *from, double *cells);

#pragma GCC visibility pop
#endif
