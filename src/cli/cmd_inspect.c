/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

static int
run(cli_call *call)
{
    cli_work work = {0};
    xent_status status = cli_open(call, &work, call->operand[0], true);
    if (status == XENT_OK)
        status = xent_inspect(work.sample, &work.diagnosis, &call->values.settings, &work.notes,
                              &work.result, &work.err);
    if (status == XENT_OK)
        status = cli_print_result(call, &work);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent inspect val.npz", "xent inspect scores.npy --labels labels.npy",
    "xent inspect val.csv --labels species", NULL};

const cli_command cli_cmd_inspect = {
    .name = "inspect",
    .arguments = "FILE",
    .summary = "what is in a file: shape, kind, labels, problems",
    .examples = examples,
    .takes = CLI_INPUT | CLI_JSON | CLI_MACHINE,
    .least = 1,
    .most = 1,
    .run = run,
};
