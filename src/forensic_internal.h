/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry of findings: one line adds one. */
#ifndef XENT_FORENSIC_INTERNAL_H
#define XENT_FORENSIC_INTERNAL_H
#include "forensic.h"
#pragma GCC visibility push(hidden)

#define XENT_FORENSICS(ENTRY)                                                                      \
    ENTRY(probabilities_as_logits)                                                                 \
    ENTRY(unnormalised)                                                                            \
    ENTRY(partial_logprobs)                                                                        \
    ENTRY(softmax_twice)                                                                           \
    ENTRY(float16_saturation)                                                                      \
    ENTRY(one_class)                                                                               \
    ENTRY(labels_off_by_one)                                                                       \
    ENTRY(labels_swapped)                                                                          \
    ENTRY(rows_shuffled)                                                                           \
    ENTRY(duplicate_rows)                                                                          \
    ENTRY(zero_probability)                                                                        \
    ENTRY(uniform_loss)                                                                            \
    ENTRY(understated)                                                                             \
    ENTRY(worse_than_uniform)

#define XENT_FORENSIC_DECLARE(name) extern const xent_forensic xent_forensic_##name;
XENT_FORENSICS(XENT_FORENSIC_DECLARE)

/* Put the sentence, the hint and a number of evidence down.  Return nothing: texts are cut to
   fit. */
void xent_found_say(xent_found *found, const char *format, ...) XENT_PRINTF(2, 3);
void xent_found_hint(xent_found *found, const char *format, ...) XENT_PRINTF(2, 3);
void xent_found_number(xent_found *found, const char *name, double value);

/* Do the labels agree with the scores no better than shuffled ones would, or worse?  Only where
   somebody has looked. */
bool xent_labels_unrelated(const xent_alignment *alignment);

#pragma GCC visibility pop
#endif
