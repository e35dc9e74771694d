/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "breakdown_table.h"
#include <string.h>
#include "metric.h"

static const char *const of_groups[] = {"accuracy", "mean_confidence", "nll", "ece", NULL};
static const char *const of_labels[] = {"prevalence", "mean_probability",  "nll", "ece",
                                        "auroc",      "average_precision", NULL};

const xent_breakdown_kind xent_breakdown_kinds[] = {
    {"groups", "group", "groups", "Groups", true, of_groups},
    {"labels", "label", "labels", "Labels", false, of_labels},
    {NULL, NULL, NULL, NULL, false, NULL},
};

/* Is there a scope that has the metric? */
static bool
holds(const json_t *scopes, const char *metric)
{
    bool there = false;
    for (size_t i = 0; i < json_array_size(scopes) && !there; i++) {
        const json_t *metrics = json_object_get(json_array_get(scopes, i), "metrics");
        there = json_object_get(metrics, metric) != NULL;
    }
    return there;
}

void
xent_breakdown_metrics(const xent_breakdown_kind *kind, const json_t *scopes, size_t most,
                       const char *metric[XENT_BREAKDOWN_METRICS + 1])
{
    size_t n = 0;
    for (size_t i = 0; kind->metrics[i] && n < most; i++)
        if (holds(scopes, kind->metrics[i]))
            metric[n++] = kind->metrics[i];
    for (size_t m = 0; n == 0 && xent_metrics[m]; m++)
        if (holds(scopes, xent_metrics[m]->name))
            metric[n++] = xent_metrics[m]->name;
    metric[n] = NULL;
}

const char *
xent_breakdown_heading(const char *metric)
{
    return strcmp(metric, "mean_confidence") == 0     ? "confidence"
           : strcmp(metric, "mean_probability") == 0  ? "mean p"
           : strcmp(metric, "average_precision") == 0 ? "AP"
                                                      : metric;
}
