/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses of samples: streamed block by block, so that nothing of the size of the scores is held. */
#ifndef XENT_LOSS_SAMPLE_H
#define XENT_LOSS_SAMPLE_H
#include "loss.h"
#include "sample.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Scores and, in samples of the same rows and columns that the door saw apart, target distributions
   (or their logarithms, if the plan's log_targets says so) and a teacher's scores; or NULL. */
typedef struct {
    const xent_sample *sample, *targets, *teacher;
    unsigned threads; /* 0: all processors */
} xent_loss_data;

/* XENT_EDATA if the samples do not fit each other, or there is nothing to compare with. */
xent_status xent_loss_check(const xent_loss_plan *plan, const xent_loss_data *data,
                            xent_error *err);

/* What the reductions need, in one pass; rows that the door ignored count as rows of value 0. */
xent_status xent_loss_measure(const xent_loss_plan *plan, const xent_loss_data *data,
                              xent_loss_sums *sums, xent_error *err);

/* Sees a row: its number in the file, its value times its weight, and its part of the gradient (of
   the reduced value, or of the row's own for XENT_REDUCE_NONE); NULL if that is not wanted. */
typedef xent_status xent_loss_visitor(void *context, uint64_t row, double value,
                                      const double *gradient, xent_error *err);

/* Shows the rows in order, with zeros for those that the door ignored.  sums: of
   xent_loss_measure. */
xent_status xent_loss_each(const xent_loss_plan *plan, const xent_loss_data *data,
                           const xent_loss_sums *sums, bool gradient, xent_loss_visitor *visit,
                           void *context, xent_error *err);

/* The classes' weights (or counts, without weights) in a labelled sample: count[0 .. classes-1]. */
xent_status xent_class_counts(const xent_sample *sample, unsigned threads, double *count,
                              xent_error *err);

/* ---- text */

typedef struct {
    bool json;          /* {"value": x}, {"values": [...]} or {"gradient": [[...], ...]} */
    bool gradient;      /* of the reduced value, or of each row */
    double per_nat;     /* how many of the unit that is wanted one nat is */
} xent_loss_style;

/* Takes some bytes of the text. */
typedef xent_status xent_loss_sink(void *context, const char *bytes, size_t n, xent_error *err);

/* Writes the numbers, piece by piece: 17 digits; without json 10, one row a line, gradients
   separated by commas. */
xent_status xent_loss_write(const xent_loss_plan *plan, const xent_loss_data *data,
                            const xent_loss_style *style, xent_loss_sink *sink, void *context,
                            xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
