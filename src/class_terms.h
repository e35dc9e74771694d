/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each class against the rest, as a binary forecast: its bins, and its scores by isotonic
   regression (CORP by class, as Dimitriadis, Gneiting, Jordan 2021 have it for two). */
#ifndef XENT_CLASS_TERMS_H
#define XENT_CLASS_TERMS_H
#include "corp.h"

#pragma GCC visibility push(hidden)

typedef struct {
    xent_bins bins;
    xent_corp corp;
} xent_class_terms;

/* Fills terms[0 .. classes-1] of a labelled sample with a column for each class; clear them, also
   after a failure.  Null references are of settings->replicates draws, but of no more than 20,000
   for all classes together, and 39 each.  Passes as those of xent_versus_rest(), whose
   probabilities are sorted class by class.  XENT_ENOMEM; errors of the source. */
xent_status xent_class_terms_measure(const xent_sample *sample, const xent_settings *settings,
                                     xent_class_terms *terms, xent_error *err);
void xent_class_terms_clear(xent_class_terms *terms, size_t classes);

#pragma GCC visibility pop
#endif
