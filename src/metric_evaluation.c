/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an evaluation holds, one by one. */
#include "metric_evaluation.h"
#include <stdlib.h>
#include "corp.h"
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

void
xent_evaluation_withhold_bands(xent_evaluation *evaluation)
{
    xent_corp_withhold(&evaluation->corp);
    xent_smoothed_withhold(&evaluation->smoothed);
}
