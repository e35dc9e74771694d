/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the formats share: their descriptors, and the probabilities they write. */
#ifndef XENT_FORMAT_H
#define XENT_FORMAT_H
#include "output.h"
#include "table.h"
#pragma GCC visibility push(hidden)

extern const xent_format xent_format_npy, xent_format_npz, xent_format_csv, xent_format_tsv;

/* Called with the probabilities of `rows` rows, rows * columns of them, in exactly one precision;
   label: theirs, or NULL. */
typedef xent_status xent_probability_sink(void *context, size_t rows, size_t columns,
                                          const float *f32, const double *f64,
                                          const int32_t *label, xent_error *err);

/* Hands the probabilities of every row to the sink, block by block, in the sample's precision. */
xent_status xent_each_probability(const xent_sample *sample, xent_probability_sink *sink,
                                  void *context, xent_error *err);

/* Writes them as they lie in memory. */
xent_status xent_write_probabilities(const xent_sample *sample, xent_output *out,
                                     xent_error *err);

#pragma GCC visibility pop
#endif
