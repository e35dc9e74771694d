/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several labels that do not exclude each other: scores of each, and which of them a row has. */
#ifndef XENT_MARKS_H
#define XENT_MARKS_H
#include "sample.h"
#pragma GCC visibility push(hidden)

/* The scores with marks, where `labels`, which was read from PATH, has a 1.  Keeps a bit for each
   cell, and the names of the labels' columns if they have any.  Takes both samples over, also on
   failure.  XENT_EDATA for labels of another shape or other than 0 and 1; XENT_ENOMEM; errors of
   the sources. */
xent_status xent_sample_mark(xent_sample *scores, xent_sample *labels, const char *path,
                             xent_sample **sample, xent_error *err);

#pragma GCC visibility pop
#endif
