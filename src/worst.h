/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a model should be asked about first. */
#ifndef XENT_WORST_H
#define XENT_WORST_H
#include "sample.h"
#pragma GCC visibility push(hidden)

enum { XENT_MAX_WORST = 1000 };

typedef struct {
    uint64_t row;        /* of the file */
    size_t place;        /* of the sample */
    double nll;          /* nats; may be infinite */
    double confidence;   /* of the prediction */
    int32_t label, predicted;
    int32_t id;          /* the level of its name; of no use without a factor XENT_ID */
} xent_worst_row;

/* Rows of the largest losses, and wrong predictions of the largest confidences, the worst first; of
   equals the first of the sample. */
typedef struct {
    size_t losses, errors;
    xent_worst_row loss[XENT_MAX_WORST], error[XENT_MAX_WORST];
} xent_worst;

/* At most `most` of each, 1 .. XENT_MAX_WORST, in one pass over a labelled sample; the same for any
   number of threads.  *worst is malloc'ed.  XENT_ENOMEM; errors of the source. */
xent_status xent_worst_find(const xent_sample *sample, size_t most, unsigned threads,
                            xent_worst **worst, xent_error *err);

#pragma GCC visibility pop
#endif
