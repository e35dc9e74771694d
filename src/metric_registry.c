/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All metrics, and of which samples each is defined. */
#include <string.h>
#include "metric_internal.h"

const xent_settings xent_settings_default = {
    .bins = 15, .level = 0.95, .tolerance = 0.01, .seed = 1, .replicates = 1000, .folds = 5,
    .coverage = 0.8};

#define ADDRESS(name) &xent_metric_##name,
const xent_metric *const xent_metrics[] = {XENT_METRICS(ADDRESS) NULL};

const xent_metric *
xent_metric_find(const char *name)
{
    for (size_t m = 0; xent_metrics[m]; m++)
        if (strcmp(xent_metrics[m]->name, name) == 0)
            return xent_metrics[m];
    return NULL;
}

bool
xent_metric_applies(const xent_metric *metric, const xent_settings *settings,
                    const xent_shape *shape)
{
    if (!(metric->tasks & shape->task))
        return false;
    if (shape->of == XENT_SCORES_OF_TRUTH && !metric->truth)
        return false;
    if (metric->subject == (shape->soft ? XENT_OF_LABELS : XENT_OF_TARGETS))
        return false;
    if (metric->needs & XENT_NEED_POSITIVE && !xent_pairs_are_positive(settings, shape))
        return false;
    return !(metric->needs & XENT_NEED_MANY_CLASSES) || shape->classes > 5;
}
