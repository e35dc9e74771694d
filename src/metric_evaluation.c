/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an evaluation holds, one by one. */
#include "metric_evaluation.h"
#include <stdlib.h>
#include "corp.h"
#include "executor.h"
#include "smoothed.h"

void
xent_evaluation_free(xent_evaluation *evaluation)
{
    if (evaluation) {
        free(evaluation->bins.bin);
        xent_corp_clear(&evaluation->corp);
        xent_smoothed_clear(&evaluation->smoothed);
    }
    free(evaluation);
}

const xent_value *
xent_evaluation_value(const xent_evaluation *evaluation, const xent_metric *metric)
{
    for (size_t m = 0; m < METRICS; m++)
        if (xent_metrics[m] == metric)
            return evaluation->applies[m] ? &evaluation->value[m] : NULL;
    return NULL;
}

const xent_bins *
xent_evaluation_bins(const xent_evaluation *evaluation)
{
    return &evaluation->bins;
}

const xent_corp *
xent_evaluation_corp(const xent_evaluation *evaluation)
{
    return evaluation->corp.size > 0 ? &evaluation->corp : NULL;
}

const xent_smoothed *
xent_evaluation_smoothed(const xent_evaluation *evaluation)
{
    return evaluation->smoothed.sigma > 0 ? &evaluation->smoothed : NULL;
}

size_t
xent_evaluation_zero_rows(const xent_evaluation *evaluation)
{
    return evaluation->zero_rows;
}

/* Elements of a sweep that a pair is worth to the curves. */
static const size_t work_of_pair = 10;

typedef struct {
    xent_evaluation *evaluation;
    const xent_pairs *pairs;
    const xent_settings *settings;
} drawing;

static xent_status
draw_curve(void *context, unsigned worker, size_t which, xent_error *err)
{
    const drawing *d = context;
    (void)worker;
    return which == 0 ? xent_corp_init(d->pairs, d->settings, &d->evaluation->corp, err)
                      : xent_smoothed_init(d->pairs, d->settings, &d->evaluation->smoothed, err);
}

/* Side by side, since each is on one thread for half of its time. */
xent_status
xent_evaluation_draw(xent_evaluation *evaluation, const xent_pairs *pairs,
                     const xent_settings *settings, xent_error *err)
{
    drawing d = {evaluation, pairs, settings};
    unsigned threads = xent_threads_for(settings->threads, pairs->size * work_of_pair);
    return xent_run_blocks(threads, 2, draw_curve, &d, err);
}

void
xent_evaluation_withhold_bands(xent_evaluation *evaluation)
{
    xent_corp_withhold(&evaluation->corp);
    xent_smoothed_withhold(&evaluation->smoothed);
}
