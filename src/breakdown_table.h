/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables of groups and of labels show of a document. */
#ifndef XENT_BREAKDOWN_TABLE_H
#define XENT_BREAKDOWN_TABLE_H
#include "json.h"
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

typedef struct {
    const char *key;            /* where the document has it: "groups" */
    const char *one, *many;     /* "group", "groups" */
    const char *title;          /* "Groups" */
    bool rows;                  /* have its parts rows of their own? */
    const char *const *metrics; /* in this order, as many as find room, NULL-ended */
} xent_breakdown_kind;

extern const xent_breakdown_kind xent_breakdown_kinds[]; /* ends with a NULL key */

enum { XENT_BREAKDOWN_METRICS = 6 };

/* The first `most` of the kind's metrics that the scopes hold, NULL-ended; else the first of all
   that they hold. */
void xent_breakdown_metrics(const xent_breakdown_kind *kind, const json_t *scopes, size_t most,
                            const char *metric[XENT_BREAKDOWN_METRICS + 1]);
const char *xent_breakdown_heading(const char *metric);

#pragma GCC visibility pop
#endif
