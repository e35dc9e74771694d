/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample as an archive of NumPy arrays. */
#ifndef XENT_NPZ_WRITE_H
#define XENT_NPZ_WRITE_H
#include "output.h"
#include "reader.h"
#pragma GCC visibility push(hidden)

/* Stored members: probs and labels, or scores, labels and weights.  Only labels and weights are
   held in memory.  The output must be a file, since libzip goes back in it. */
xent_status xent_npz_write(const xent_sample *sample, xent_content content, xent_output *out,
                           xent_error *err);

#pragma GCC visibility pop
#endif
