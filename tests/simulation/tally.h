/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document claims, and how often it is so.

   Claims are found in a document, not listed here: every object with `value`, `low` and `high` is an
   interval, every `null_high` beside a `value` and every p-value is a test.  A new metric, or a new
   term of a decomposition, is so found as soon as it is printed.  So is every curve: an array of
   points x, y with a band `low`, `high` of the truth, and one for a calibrated model's y. */
#ifndef XENT_SIMULATION_TALLY_H
#define XENT_SIMULATION_TALLY_H
#include <stdbool.h>
#include <stddef.h>
#include "json.h"
#include "truth.h"

enum { MOST_CLAIMS = 256, CLAIM_PATH = 96 };

/* The last three are of all points of a curve together. */
typedef enum { INTERVAL, NULL_HIGH, P_VALUE, BINS, BAND, CONSISTENCY } claim_kind;

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

/* How often an interval covered or a test rejected, out of how often there was one; and, since those of
   one sample go together, the number of samples and the sums over them of yes^2, yes * all and all^2. */
typedef struct {
    size_t yes, all, samples, yes_yes, yes_all, all_all;
} tally;

void tally_add(tally *to, const tally *from);

/* The share of yes, and its standard error. */
double tally_share(const tally *t);
double tally_error(const tally *t);

/* Adds what `document` claims and is not known yet; `whole` is the population's document, and says what is true. */
void claims_find(claims *found, const json_t *document, const json_t *whole, bool calibrated);

/* Adds what `document` claims to tallies[0 .. known->size-1].  Tests reject at 1 - level.  The curve of
   `truth` is that of the document's width. */
void claims_count(const claims *known, const json_t *document, const json_t *whole,
                  const truths *truth, double level, tally *tallies);

#endif
