/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include "cli.h"

/* What the output's name says; on standard output the form that a person can read there. */
static const xent_report *
form(const char *output)
{
    return xent_report_of_path(strcmp(output, "-") == 0 ? "report.md" : output);
}

static xent_status
write_report(const cli_call *call, const xent_report *report, cli_work *work)
{
    char *text = NULL;
    xent_status status = report->write(work->result, &call->values.plot, &text, &work->err);
    if (status == XENT_OK)
        status = cli_write(call, work, text, strlen(text));
    if (status == XENT_OK)
        cli_wrote(call);
    free(text);
    return status;
}

static int
run(cli_call *call)
{
    const cli_values *values = &call->values;
    if (!values->output)
        return cli_usage(call, "xent report needs -o FILE.html, .md or .json");
    const xent_report *report = form(values->output);
    if (!report)
        return cli_usage(call, "%s: a report's name ends with .html, .md or .json", values->output);
    if (report->figures)
        call->values.plot.plotter = xent_plotter_start(values->plot.gnuplot, values->plot.group);
    cli_work work = {0};
    xent_status status = cli_open(call, &work, call->operand[0], false);
    work.diagnosis.after = !work.map;
    work.diagnosis.temperature_curve = true;
    if (status == XENT_OK)
        status = xent_diagnose(work.measured, &work.diagnosis, &values->settings, &work.notes,
                               &work.result, &work.err);
    if (status == XENT_OK)
        status = write_report(call, report, &work);
    xent_plotter_free(values->plot.plotter);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent report val.npz -o report.html", "xent report test.npz --map map.json -o report.md", NULL};

const cli_command cli_cmd_report = {
    .name = "report",
    .arguments = "FILE -o R",
    .summary = "one self-contained page: .html, .md or .json",
    .examples = examples,
    .takes = CLI_INPUT | CLI_MEASURE | CLI_DIAGNOSIS | CLI_MAP | CLI_OUTPUT | CLI_MACHINE,
    .least = 1,
    .most = 1,
    .run = run,
};
