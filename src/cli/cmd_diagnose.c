/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

static int
run(cli_call *call)
{
    cli_work work = {0};
    if (cli_choose_metrics(call) != CLI_DONE)
        return CLI_USAGE;
    xent_status status = cli_open(call, &work, call->operand[0], false);
    work.diagnosis.replace = !call->values.fit_on;
    if (call->values.convention)
        work.diagnosis.convention = xent_convention_find(call->values.convention);
    if (call->values.explain)
        work.diagnosis.explain = call->values.explained;
    if (status == XENT_OK)
        status = xent_diagnose(work.measured, &work.diagnosis, &call->values.settings, &work.notes,
                               &work.result, &work.err);
    if (status == XENT_OK)
        status = cli_print_result(call, &work);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent diagnose val.npz", "xent diagnose logits.npy --labels labels.npy --kind logits",
    "xent diagnose test.npz --map map.json", "xent diagnose val.npz --metrics ece,nll",
    "xent diagnose val.npz --explain ece", "xent diagnose val.npz --convention netcal --bins 10",
    "xent diagnose val.csv --json | jq .metrics.ece", NULL};

const cli_command cli_cmd_diagnose = {
    .name = "diagnose",
    .arguments = "FILE",
    .summary = "losses, calibration, verdict, next step",
    .examples = examples,
    .takes = CLI_INPUT | CLI_METRICS | CLI_MEASURE | CLI_DIAGNOSIS | CLI_MAP | CLI_JSON | CLI_MACHINE,
    .least = 1,
    .most = 1,
    .run = run,
};
