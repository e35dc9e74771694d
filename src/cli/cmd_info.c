/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

/* Measures what has been read, and prints. */
static xent_status
measure(const cli_call *call, cli_work *work, const xent_distribution *p,
        const xent_distribution *q)
{
    const cli_values *values = &call->values;
    xent_information information;
    xent_status status = xent_measure(p, q, values->order, values->threads, &work->notes,
                                      &information, &work->err);
    if (status == XENT_OK)
        status = xent_information_result(&information, p, q, values->order, values->unit,
                                         &work->notes, &work->result, &work->err);
    return status == XENT_OK ? cli_print_result(call, work) : status;
}

static int
run(cli_call *call)
{
    const cli_values *values = &call->values;
    const char *other = call->operands > 1 ? call->operand[1] : NULL;
    cli_work work = {0};
    xent_distribution *p = NULL, *q = NULL;
    xent_status status = xent_distribution_open(call->operand[0], &values->read, values->joint,
                                                &work.notes, &p, &work.err);
    if (status == XENT_OK && other)
        status = xent_distribution_open(other, &values->read, false, &work.notes, &q, &work.err);
    if (status == XENT_OK)
        status = measure(call, &work, p, q);
    int exit_status = cli_close(call, &work, status);
    xent_distribution_free(p);
    xent_distribution_free(q);
    return exit_status;
}

static const char *const examples[] = {
    "xent info p=0.5,0.25,0.25 q=0.4,0.4,0.2 --unit bits",
    "xent info counts=12,3,0,5 --json | jq .miller_madow",
    "xent info logits=2.5,-1,0.3 logits=2,-1,0.5",
    "xent info p=0.3,0.1/0.1,0.5 --joint",
    "xent info teacher.npy student.npy",
    "xent info normal:0,1 mixture:0.5,-1,1/0.5,1,1", NULL};

const cli_command cli_cmd_info = {
    .name = "info",
    .arguments = "P [Q]",
    .summary = "entropy, cross-entropy and divergence of distributions",
    .examples = examples,
    .takes = CLI_INFORMATION | CLI_JSON | CLI_MACHINE,
    .least = 1,
    .most = 2,
    .run = run,
};
