/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a sample, its groups of rows or its labels, each with a scope of its own and a test
   whether it is miscalibrated; of all tests the false discovery rate is held. */
#ifndef XENT_BREAKDOWN_H
#define XENT_BREAKDOWN_H
#include "fdr.h"
#include "result_internal.h"

#pragma GCC visibility push(hidden)

typedef struct {
    const xent_settings *settings;
    xent_unit unit;
    const char *test;   /* the metric whose p-value it is */
    xent_dependence dependence;
    size_t size, tested, miscalibrated;
    double *p, *q;      /* of each part, bare and adjusted; NAN: no test */
    json_t **scope;     /* of each part */
} xent_breakdown;

/* `size` parts without scopes; clear it also after a failure.  XENT_ENOMEM. */
xent_status xent_breakdown_init(size_t size, const xent_settings *settings, xent_unit unit,
                             const char *test, xent_dependence dependence, xent_breakdown *breakdown,
                             xent_error *err);
void xent_breakdown_clear(xent_breakdown *breakdown);

/* Sets the scope of part i: as it was measured, or why it could not be.  `untested` says why there
   is no test, NULL: by what the part is.  XENT_ENOMEM. */
xent_status xent_breakdown_set(xent_breakdown *breakdown, size_t i, const xent_sample *sample,
                            const xent_evaluation *evaluation, const char *untested,
                            xent_error *err);
void xent_breakdown_set_empty(xent_breakdown *breakdown, size_t i, const char *why);

/* Names part i and says how many rows it has, which are counted as in the file.  0, or -1 for no
   memory. */
int xent_breakdown_name(xent_breakdown *breakdown, size_t i, const char *name, size_t rows);

/* Adjusts the p-values and puts the parts together, with what is said of the factor; *object is a
   new reference.  XENT_ENOMEM. */
xent_status xent_breakdown_finish(xent_breakdown *breakdown, const char *factor, json_t **object,
                               xent_error *err);

#pragma GCC visibility pop
#endif
