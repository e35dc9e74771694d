/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples that the door stacks on another one: they own what they stand on. */
#ifndef XENT_RESHAPE_H
#define XENT_RESHAPE_H
#include "survey.h"
#pragma GCC visibility push(hidden)

/* The rows whose label is not `ignored`.  Takes parent over, also on failure. */
xent_status xent_sample_without(xent_sample *parent, int32_t ignored, xent_sample **sample,
                                xent_error *err);

typedef struct {
    double clip;        /* into [clip, 1-clip]; 0: leave them */
    bool normalize;     /* first divide each row by its sum */
    size_t clipped;     /* out: scores that were moved */
    size_t normalized;  /* out: rows that changed */
    xent_finding zero;  /* out: rows with q(y) = 0 afterwards */
} xent_reshaping;

/* Probabilities or their logarithms, normalised and clipped; one sweep to count.  Takes parent
   over, also on failure.  facts: the new sample's. */
xent_status xent_sample_reshape(xent_sample *parent, xent_kind kind, unsigned threads,
                                xent_reshaping *reshaping, xent_sample **sample,
                                xent_error *err);

/* The sample with another kind and facts.  Takes parent over, also on failure. */
xent_status xent_sample_final(xent_sample *parent, xent_kind kind, const xent_facts *facts,
                              xent_sample **sample, xent_error *err);

#pragma GCC visibility pop
#endif
