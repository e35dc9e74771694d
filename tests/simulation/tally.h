/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document claims, and how often it is so.

   Claims are found in a document, not listed here: every object with `value`, `low` and `high` is an
   interval, every `null_high` beside a `value` and every p-value is a test.  A new metric, or a new
   term of a decomposition, is so found as soon as it is printed. */
#ifndef XENT_SIMULATION_TALLY_H
#define XENT_SIMULATION_TALLY_H
#include <stdbool.h>
#include <stddef.h>
#include "json.h"

enum { MOST_CLAIMS = 256, CLAIM_PATH = 96 };

typedef enum { INTERVAL, BIN_INTERVAL, NULL_HIGH, P_VALUE } claim_kind;

typedef struct {
    claim_kind kind;
    char path[CLAIM_PATH]; /* of the object: "metrics.nll"; of a p-value: its own */
    double truth;          /* of an interval: what it should cover */
    bool closed_form;      /* is the truth not the population's value? */
} claim;

typedef struct {
    size_t size;
    claim claim[MOST_CLAIMS];
} claims;

/* How often an interval covered or a test rejected, out of how often there was one. */
typedef struct {
    size_t yes, all;
} tally;

/* Adds what `document` claims and is not known yet; `whole` is the population's document, and says what is true. */
void claims_find(claims *found, const json_t *document, const json_t *whole, bool calibrated);

/* Adds what `document` claims to tallies[0 .. known->size-1].  Tests reject at 1 - level. */
void claims_count(const claims *known, const json_t *document, const json_t *whole,
                  double level, tally *tallies);

#endif
