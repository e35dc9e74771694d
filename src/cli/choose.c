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

/* Adds a metric to a NULL-ended list with room for CLI_MAX_METRICS, unless it is there. */
static void
add_metric(const xent_metric **list, const xent_metric *metric)
{
    size_t n = 0;
    while (list[n] && list[n] != metric)
        n++;
    if (n < CLI_MAX_METRICS)
        list[n] = metric;
}

/* Adds the metrics that `names` names, a comma between; NULL names none. */
static int
add_metrics(const cli_call *call, const char *names, const xent_metric **list)
{
    const char *name = names, *end = name;
    for (; end; name = end + 1) {
        size_t n = strcspn(name, ",");
        const xent_metric *metric = find_metric(name, n);
        if (!metric)
            return unknown_metric(call, name, n);
        add_metric(list, metric);
        end = name[n] ? name + n : NULL;
    }
    return CLI_DONE;
}

int
cli_choose_metrics(cli_call *call)
{
    cli_values *values = &call->values;
    bool all = values->metrics && strcmp(values->metrics, "all") == 0;
    if (add_metrics(call, all ? NULL : values->metrics, values->metric) != CLI_DONE
        || add_metrics(call, values->explain, values->explained) != CLI_DONE)
        return CLI_USAGE;
    for (size_t i = 0; values->metrics && values->explained[i]; i++)
        add_metric(values->metric, values->explained[i]);
    values->settings.metrics = all ? xent_metrics : values->metrics ? values->metric : NULL;
    return CLI_DONE;
}
