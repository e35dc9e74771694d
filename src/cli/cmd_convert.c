/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

static int
run(cli_call *call)
{
    cli_work work = {0};
    call->values.read.note_rest = true; /* they will not be in the output */
    xent_status status = cli_refuse_labels(call, &work);
    if (status == XENT_OK)
        status = cli_open(call, &work, call->operand[0], true);
    call->values.output = call->operand[1];
    if (status == XENT_OK)
        status = xent_convert(call->operand[1], call->values.labels_out, work.sample, work.inputs,
                              &work.err);
    if (status == XENT_OK)
        cli_wrote(call);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent convert scores.csv scores.npz",
    "xent convert val.npz scores.npy --labels-out labels.npy",
    "xent convert logits.npy val.npz --labels labels.npy --kind logits", NULL};

const cli_command cli_cmd_convert = {
    .name = "convert",
    .arguments = "IN OUT",
    .summary = "scores, labels and weights from one format to another",
    .examples = examples,
    .takes = CLI_INPUT | CLI_CONVERSION | CLI_MACHINE,
    .least = 2,
    .most = 2,
    .run = run,
};
