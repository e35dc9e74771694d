/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an evaluation holds. */
#ifndef XENT_METRIC_EVALUATION_H
#define XENT_METRIC_EVALUATION_H
#include "metric_internal.h"
#include "pairs.h"

#pragma GCC visibility push(hidden)

enum {
#define COUNT(name) COUNT_##name,
    XENT_METRICS(COUNT) METRICS
};

struct xent_evaluation {
    bool applies[METRICS]; /* and is wanted */
    bool runs[METRICS];    /* measures itself or a sister that applies */
    xent_value value[METRICS];
    xent_bins bins;
    xent_corp corp;         /* without points: not measured */
    xent_smoothed smoothed; /* sigma 0: not measured */
    size_t zero_rows;       /* with q(y) = 0 */
};

/* Fills corp and smoothed from sorted pairs.  XENT_ENOMEM. */
xent_status xent_evaluation_draw(xent_evaluation *evaluation, const xent_pairs *pairs,
                                 const xent_settings *settings, xent_error *err);

/* Takes the bands of the curves away: rows of clusters are not drawn independently. */
void xent_evaluation_withhold_bands(xent_evaluation *evaluation);

#pragma GCC visibility pop
#endif
