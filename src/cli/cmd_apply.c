/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

/* Of several labels every cell is mapped, and the rows are put together again. */
static xent_status
write_labels(cli_work *work, const char *output)
{
    xent_sample *mapped = NULL, *rows = NULL;
    xent_status status = xent_sample_cells(work->sample, &work->cells, &work->err);
    if (status == XENT_OK)
        status = xent_map_sample(work->map, work->cells, &mapped, &work->err);
    if (status == XENT_OK)
        status = xent_sample_uncells(work->sample, mapped, &rows, &work->err);
    if (status == XENT_OK)
        status = xent_write(output, rows, work->inputs, &work->err);
    xent_sample_free(rows);
    xent_sample_free(mapped);
    return status;
}

static xent_status
write_rows(cli_work *work, const char *output)
{
    xent_sample *mapped = NULL;
    xent_status status = xent_map_sample(work->map, work->sample, &mapped, &work->err);
    if (status == XENT_OK)
        status = xent_write(output, mapped, work->inputs, &work->err);
    xent_sample_free(mapped);
    return status;
}

static int
run(cli_call *call)
{
    cli_work work = {0};
    const char *output = call->values.output ? call->values.output : "-";
    call->values.map_path = call->operand[0];
    xent_status status = cli_open(call, &work, call->operand[1], true);
    if (status == XENT_OK)
        status = cli_has_labels(&work) ? write_labels(&work, output) : write_rows(&work, output);
    if (status == XENT_OK)
        cli_wrote(call);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent apply map.json test.npz -o probs.npy", "xent apply map.json test.csv > probs.csv", NULL};

const cli_command cli_cmd_apply = {
    .name = "apply",
    .arguments = "M FILE",
    .summary = "recalibrated probabilities: .npy, .npz, .csv or .tsv",
    .examples = examples,
    .takes = CLI_INPUT | CLI_OUTPUT | CLI_MACHINE,
    .least = 2,
    .most = 2,
    .run = run,
};
