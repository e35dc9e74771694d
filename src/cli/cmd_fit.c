/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include "cli.h"

/* Fits; a fit without a finite optimum has a document too, which tells its status. */
static xent_status
fit(cli_call *call, const xent_map_type *type, cli_work *work)
{
    const cli_values *values = &call->values;
    xent_status status = xent_map_fit(type, work->fitted, &values->fit, &work->map, NULL,
                                      &work->err);
    if (status != XENT_OK && status != XENT_EFIT)
        return status;
    xent_error err = {0};
    xent_status built = xent_fit_result(work->fitted, work->map, &values->fit, &values->settings,
                                        &work->diagnosis, &work->notes, &work->result, &err);
    if (built != XENT_OK)
        work->err = err;
    return built != XENT_OK ? built : status;
}

/* Of several labels there is one map for all cells, which are one column. */
static xent_status
check_type(const xent_map_type *type, cli_work *work)
{
    if (!type->wants_columns || !cli_has_labels(work))
        return XENT_OK;
    xent_fail(&work->err, XENT_EDATA, "%s is of classes that exclude each other, and a row has any "
                                      "number of labels", type->title);
    xent_error_hint(&work->err, "xent fit platt has a weight and a bias for all labels");
    return XENT_EDATA;
}

/* Saves before it prints, so that what is printed is true, and after all that needs memory. */
static xent_status
save_and_print(const cli_call *call, cli_work *work, xent_status fitted)
{
    const char *output = call->values.output;
    bool map_to_stdout = output && strcmp(output, "-") == 0;
    char *text = NULL;
    xent_status printed = XENT_OK, status = map_to_stdout ? XENT_OK : cli_render(call, work, &text);
    if (status == XENT_OK)
        status = fitted;
    if (status == XENT_OK && output)
        status = xent_map_save(work->map, output, work->inputs, &work->err);
    if (text && (status == XENT_OK || status == XENT_EFIT))
        printed = cli_print(call, work, text);
    if (text && status == XENT_OK && printed == XENT_OK)
        cli_wrote(call);
    free(text);
    return printed == XENT_OK ? status : printed;
}

static int
run(cli_call *call)
{
    const char *output = call->values.output;
    const xent_map_type *type = xent_map_type_find(call->operand[0]);
    if (!type)
        return cli_unknown(call, "map", call->operand[0]);
    if (call->values.json && output && strcmp(output, "-") == 0)
        return cli_usage(call, "--json and -o - both want standard output");
    cli_work work = {0};
    xent_status status = cli_open(call, &work, call->operand[1], false);
    if (status == XENT_OK)
        status = check_type(type, &work);
    if (status == XENT_OK)
        status = cli_fit_cells(&work);
    if (status == XENT_OK) {
        status = fit(call, type, &work);
        if (work.result)
            status = save_and_print(call, &work, status);
    }
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent fit temperature val.npz -o map.json", "xent fit platt scores.csv -o map.json",
    "xent fit temperature val.npz --json | jq .parameters.temperature", NULL};

const cli_command cli_cmd_fit = {
    .name = "fit",
    .arguments = "MAP FILE",
    .summary = "fit a calibration map by minimising the NLL",
    .examples = examples,
    .takes = CLI_FITTING | CLI_INPUT | CLI_MEASURE | CLI_OUTPUT | CLI_JSON | CLI_MACHINE,
    .least = 2,
    .most = 2,
    .run = run,
};
