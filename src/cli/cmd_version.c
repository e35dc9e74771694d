/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>
#include <gsl/gsl_version.h>
#include "cli.h"

static int
run(cli_call *call)
{
    (void)call;
    printf("%s (GSL %s)\n"
           "License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\n"
           "This is free software: you are free to change and redistribute it.\n"
           "There is NO WARRANTY, to the extent permitted by law.\n",
           PACKAGE_STRING, gsl_version);
    return CLI_DONE;
}

static const char *const examples[] = {"xent version", NULL};

const cli_command cli_cmd_version = {
    .name = "version",
    .arguments = "",
    .summary = "version and licence",
    .examples = examples,
    .run = run,
};
