/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's tables, seen alike: a kind, and names with titles. */
#include <string.h>
#include "cli.h"

/* Defines NAME_name and NAME_title for a NULL-ended array of descriptors. */
#define ENTRIES(prefix, table)                                                                     \
    static const char *prefix##_name(size_t i)                                                     \
    {                                                                                              \
        return table[i] ? table[i]->name : NULL;                                                   \
    }                                                                                              \
    static const char *prefix##_title(size_t i)                                                    \
    {                                                                                              \
        return table[i]->title;                                                                    \
    }

ENTRIES(loss, xent_losses)
ENTRIES(format, xent_formats)
ENTRIES(metric, xent_metrics)
ENTRIES(convention, xent_conventions)
ENTRIES(map, xent_map_types)
ENTRIES(plot, xent_plots)
ENTRIES(report, xent_reports)
ENTRIES(family, xent_families)
ENTRIES(finding, xent_forensics)

static bool
metric_hidden(size_t i)
{
    return xent_metrics[i]->extra;
}

static const char *
command_name(size_t i)
{
    return cli_commands[i] ? cli_commands[i]->name : NULL;
}

static const char *
command_title(size_t i)
{
    return cli_commands[i]->summary;
}

const cli_registry cli_registries[] = {
    {"commands", "command", command_name, command_title, NULL},
    {"formats", "format", format_name, format_title, NULL},
    {"losses", "loss", loss_name, loss_title, NULL},
    {"metrics", "metric", metric_name, metric_title, metric_hidden},
    {"conventions", "convention", convention_name, convention_title, NULL},
    {"maps", "map", map_name, map_title, NULL},
    {"plots", "plot", plot_name, plot_title, NULL},
    {"reports", "report", report_name, report_title, NULL},
    {"densities", "density", family_name, family_title, NULL},
    {"findings", "finding", finding_name, finding_title, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

int
cli_unknown(const cli_call *call, const char *kind, const char *name)
{
    const cli_registry *registry = cli_registries;
    xent_error err = {.status = XENT_EINVAL};
    while (registry->kind && strcmp(registry->singular, kind) != 0)
        registry++;
    const char *near = cli_nearest(name, registry->name);
    xent_fail(&err, XENT_EINVAL, "unknown %s %s%s%s%s", kind, name, near ? "; did you mean " : "",
              near ? near : "", near ? "?" : "");
    xent_error_hint(&err, "xent list %s", registry->kind);
    return cli_error(call, &err);
}
