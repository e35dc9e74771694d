/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the names of --metrics to the library's descriptors. */
#include <string.h>
#include "cli.h"

/* The metric whose name are the first n bytes of `name`. */
static const xent_metric *
find_metric(const char *name, size_t n)
{
    for (size_t i = 0; xent_metrics[i]; i++)
        if (strlen(xent_metrics[i]->name) == n && memcmp(xent_metrics[i]->name, name, n) == 0)
            return xent_metrics[i];
    return NULL;
}

static int
unknown_metric(const cli_call *call, const char *name, size_t n)
{
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)n, name);
    return cli_unknown(call, "metric", *text ? text : "\"\"");
}

static void
add_metric(cli_values *values, const xent_metric *metric)
{
    size_t n = 0;
    while (values->metric[n] && values->metric[n] != metric)
        n++;
    if (n < CLI_MAX_METRICS)
        values->metric[n] = metric;
}

int
cli_choose_metrics(cli_call *call)
{
    cli_values *values = &call->values;
    const char *name = values->metrics, *end = name;
    if (name && strcmp(name, "all") == 0) {
        values->settings.metrics = xent_metrics;
        return CLI_DONE;
    }
    for (; end; name = end + 1) {
        size_t n = strcspn(name, ",");
        const xent_metric *metric = find_metric(name, n);
        if (!metric)
            return unknown_metric(call, name, n);
        add_metric(values, metric);
        end = name[n] ? name + n : NULL;
    }
    values->settings.metrics = values->metrics ? values->metric : NULL;
    return CLI_DONE;
}
