/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Target distributions in place of labels: two samples become one. */
#ifndef XENT_SOFTEN_H
#define XENT_SOFTEN_H
#include "sample.h"
#pragma GCC visibility push(hidden)

/* The rows of `sample` with the targets that `targets` holds as its scores: probabilities, their
   logarithms, or counts, which are divided by their sum.  Where every row gives one class
   everything, the targets are labels, and the sample is that of the labels.  Takes both over, also
   on failure. path: where the targets come from, for messages.  Keeps 4 bytes a row; one pass over
   the targets.  XENT_EDATA for targets of another shape or kind; XENT_ENOMEM; errors of the
   sources. */
xent_status xent_sample_soften(xent_sample *sample, xent_sample *targets, const char *path,
                               xent_sample **soft, xent_error *err);

#pragma GCC visibility pop
#endif
