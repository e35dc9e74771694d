/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: what rows give away about mistakes that were made before they were saved.  One
   registry; a finding that is not there says nothing. */
#ifndef XENT_FORENSIC_H
#define XENT_FORENSIC_H
#include "sample.h"
#ifdef __cplusplus
extern "C" {
#endif

/* What a diagnosis has measured; NAN where it has not. */
typedef struct {
    double nll, nll_low, nll_high; /* nats */
    double accuracy, confidence;   /* of the predicted class, the mean */
} xent_measured;

typedef struct {
    const xent_shape *shape;
    const xent_facts *facts;
    const xent_measured *measured; /* NULL: nothing is, as at the door */
} xent_clues;

enum { XENT_FOUND_NUMBERS = 8 };

/* A finding with its evidence. */
typedef struct {
    xent_severity severity;
    bool has_row;
    uint64_t row;           /* of the file: the first such row */
    char sentence[512];     /* no full stop */
    char hint[512];         /* or "" */
    size_t numbers;
    struct {
        const char *name;
        double value;
    } number[XENT_FOUND_NUMBERS];
} xent_found;

/* A kind of finding; sisters stand in xent_forensics. */
typedef struct {
    const char *name;  /* "softmax_twice" */
    const char *title; /* "softmax was applied twice" */
    bool measured;     /* wants clues->measured */
    bool joint;        /* is it of rows that are one distribution over the classes? */
    bool (*look)(const xent_clues *clues, xent_found *found);
} xent_forensic;

extern const xent_forensic *const xent_forensics[]; /* ends with NULL */

/* Looks for one thing; false: it is not there, or its clues are not, and *found means nothing. */
bool xent_forensic_look(const xent_forensic *forensic, const xent_clues *clues,
                        xent_found *found);

#ifdef __cplusplus
}
#endif
#endif
