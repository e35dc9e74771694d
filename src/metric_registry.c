/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All metrics, and of which samples each is defined. */
#include <math.h>
#include <string.h>
#include "metric_internal.h"

const xent_settings xent_settings_default = {
    .bins = 15, .level = 0.95, .tolerance = 0.01, .seed = 1, .replicates = 1000, .folds = 5,
    .coverage = 0.8, .threshold = 0.01};

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

/* Each end of an interval is one of the draws, and some lie beyond it. */
static xent_status
check_draws(const xent_settings *settings, xent_error *err)
{
    size_t draws = settings->bootstrap;
    if (draws == 0)
        return XENT_OK;
    if (draws < XENT_LEAST_DRAWS || draws > XENT_MAX_REPLICATES)
        return xent_fail(err, XENT_EINVAL, "bootstrap of %zu draws; %d to %d are possible, or 0",
                         draws, XENT_LEAST_DRAWS, XENT_MAX_REPLICATES);
    double least = ceil(4 / (1 - settings->level));
    if ((double)draws >= least)
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "bootstrap of %zu draws: too few for intervals at level %g", draws,
              settings->level);
    xent_error_hint(err, "--bootstrap %.0f or more", least);
    return XENT_EINVAL;
}

xent_status
xent_settings_check(const xent_settings *settings, xent_error *err)
{
    if (settings->bins < 1 || settings->bins > XENT_MAX_BINS)
        return xent_fail(err, XENT_EINVAL, "%zu bins; 1 to %d are possible", settings->bins,
                         XENT_MAX_BINS);
    if (!(settings->level > 0 && settings->level < 1))
        return xent_fail(err, XENT_EINVAL, "level %g does not lie between 0 and 1",
                         settings->level);
    if (!(settings->threshold >= 0 && settings->threshold < 1))
        return xent_fail(err, XENT_EINVAL, "threshold %g is not at least 0 and below 1",
                         settings->threshold);
    if (!(settings->bandwidth >= 0 && isfinite(settings->bandwidth)))
        return xent_fail(err, XENT_EINVAL, "bandwidth %g is not a positive number, or 0",
                         settings->bandwidth);
    if (!(settings->coverage > 0 && settings->coverage <= 1))
        return xent_fail(err, XENT_EINVAL, "coverage %g is not above 0 and at most 1",
                         settings->coverage);
    if (settings->replicates < 1 || settings->replicates > XENT_MAX_REPLICATES)
        return xent_fail(err, XENT_EINVAL, "%zu replicates of the null reference; 1 to %d are "
                                           "possible",
                         settings->replicates, XENT_MAX_REPLICATES);
    if (settings->folds == 1)
        return xent_fail(err, XENT_EINVAL, "1 fold of cross-fitting; 0, or 2 and more, are "
                                           "possible");
    return check_draws(settings, err);
}
