/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include "cli.h"

/* What to draw with: as asked for, else what the output's name says, else text. */
static const char *
terminal(const cli_values *values)
{
    if (values->plot.terminal)
        return values->plot.terminal;
    if (!values->output || strcmp(values->output, "-") == 0)
        return "text";
    return xent_plot_terminal(values->output);
}

static xent_status
draw(const cli_call *call, const xent_plot *plot, cli_work *work)
{
    char *bytes = NULL;
    size_t size = 0;
    xent_status status = xent_plot_draw(plot, work->result, &call->values.plot, &bytes, &size,
                                        &work->err);
    if (status == XENT_OK)
        status = cli_write(call, work, bytes, size);
    if (status == XENT_OK)
        cli_wrote(call);
    free(bytes);
    return status;
}

static int
run(cli_call *call)
{
    cli_values *values = &call->values;
    const xent_plot *plot = xent_plot_find(call->operand[0]);
    if (!plot)
        return cli_unknown(call, "plot", call->operand[0]);
    if (values->has_curve && !plot->takes_curve)
        return cli_usage(call, "--curve is for reliability diagrams, not for a %s", plot->title);
    values->plot.terminal = terminal(values);
    if (!values->plot.terminal)
        return cli_usage(call, "%s: a figure's name ends with .svg, .png, .pdf or .gp",
                         values->output);
    values->plot.utf8 = call->utf8;
    if (strcmp(values->plot.terminal, "text") == 0)
        values->plot.width = cli_width();
    cli_work work = {0};
    xent_status status = cli_open(call, &work, call->operand[1], false);
    work.diagnosis.temperature_curve = plot->needs_curve;
    if (status == XENT_OK)
        status = xent_diagnose(work.sample, &work.diagnosis, &values->settings, &work.notes,
                               &work.result, &work.err);
    if (status == XENT_OK)
        status = draw(call, plot, &work);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent plot reliability val.npz", "xent plot reliability test.npz --map map.json -o fig.svg",
    "xent plot temperature val.npz -o fig.gp", NULL};

const cli_command cli_cmd_plot = {
    .name = "plot",
    .arguments = "KIND FILE",
    .summary = "a figure: .svg, .png, .pdf, .gp, or in the terminal",
    .examples = examples,
    .takes = CLI_FIGURE | CLI_INPUT | CLI_MEASURE | CLI_MAP | CLI_OUTPUT | CLI_MACHINE,
    .least = 2,
    .most = 2,
    .run = run,
};
