/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "cli.h"

static void
print_registry(const cli_registry *registry)
{
    const char *name;
    size_t width = 0;
    for (size_t i = 0; (name = registry->name(i)) != NULL; i++)
        width = strlen(name) > width ? strlen(name) : width;
    for (size_t i = 0; (name = registry->name(i)) != NULL; i++)
        printf("  %-*s  %s%s\n", (int)width, name, registry->title(i),
               registry->hidden && registry->hidden(i) ? " (only if named)" : "");
}

static const char *
kind_name(size_t i)
{
    return cli_registries[i].kind;
}

static int
run(cli_call *call)
{
    const char *kind = call->operands ? call->operand[0] : NULL;
    bool found = false;
    for (const cli_registry *r = cli_registries; r->kind; r++) {
        if (kind && strcmp(kind, r->kind) != 0 && strcmp(kind, r->singular) != 0)
            continue;
        if (!kind)
            printf("%s%s\n", found ? "\n" : "", r->kind);
        print_registry(r);
        found = true;
    }
    if (found)
        return CLI_DONE;
    const char *near = cli_nearest(kind, kind_name);
    return near ? cli_usage(call, "no list of %s; did you mean %s?", kind, near)
                : cli_usage(call, "no list of %s", kind);
}

static const char *const examples[] = {"xent list", "xent list metrics", NULL};

const cli_command cli_cmd_list = {
    .name = "list",
    .arguments = "[KIND]",
    .summary = "every loss, metric, convention, map, plot, report and format",
    .examples = examples,
    .most = 1,
    .run = run,
};
