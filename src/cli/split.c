/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a file: to fit on one and to measure on another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

static const char default_column[] = "split";

char *
cli_split_column(const char *text)
{
    const char *equals = strchr(text, '=');
    return equals ? strndup(text, (size_t)(equals - text)) : strdup(default_column);
}

static const char *
values_of(const char *text)
{
    const char *equals = strchr(text, '=');
    return equals ? equals + 1 : text;
}

/* Both options are about one column. */
static xent_status
check_columns(const cli_call *call, cli_work *work)
{
    const char *eval_on = call->values.eval_on;
    char *other = eval_on ? cli_split_column(eval_on) : NULL;
    bool same = other && strcmp(other, work->split_column) == 0;
    free(other);
    if (!eval_on || !call->values.fit_on || same)
        return XENT_OK;
    return xent_fail(&work->err, XENT_EINVAL,
                     "--fit-on %.80s and --eval-on %.80s: of one column, please",
                     call->values.fit_on, eval_on);
}

/* "split=test", or "all but split=val". */
static bool
name_part(const cli_call *call, cli_work *work)
{
    const char *eval_on = call->values.eval_on;
    size_t size = strlen(work->split_column) + strlen(eval_on ? eval_on : call->values.fit_on) + 16;
    work->measured_on = malloc(size);
    if (!work->measured_on)
        return false;
    snprintf(work->measured_on, size, "%s%s=%s", eval_on ? "" : "all but ", work->split_column,
             values_of(eval_on ? eval_on : call->values.fit_on));
    work->diagnosis.part = work->measured_on;
    return true;
}

/* Without --eval-on, what is not fitted on is measured. */
static xent_status
cut_parts(const cli_call *call, cli_work *work)
{
    const char *fit_on = call->values.fit_on, *eval_on = call->values.eval_on;
    bool measures = (call->command->takes & CLI_DIAGNOSIS) != 0;
    xent_status status = check_columns(call, work);
    if (status == XENT_OK && fit_on)
        status = xent_part_alloc(work->sample, values_of(fit_on), false, &work->fit_part,
                                 &work->err);
    if (status == XENT_OK && (eval_on || (fit_on && measures)))
        status = xent_part_alloc(work->sample, values_of(eval_on ? eval_on : fit_on), !eval_on,
                                 &work->eval_part, &work->err);
    if (status == XENT_OK && work->fit_part && work->eval_part
        && xent_parts_overlap(work->fit_part, work->eval_part))
        status = xent_fail(&work->err, XENT_EINVAL,
                           "--fit-on %.80s and --eval-on %.80s share a value: a map looks better "
                           "than it is on the rows that it was fitted on",
                           fit_on, eval_on);
    return status;
}

/* What was asked of the rows stays: without an optimum only the map is missing. */
static void
go_without_map(cli_work *work)
{
    xent_error *note = xent_notes_add(&work->notes, XENT_WARNING);
    xent_note_say(note, "nothing is measured with a map: %s", work->err.sentence);
    xent_error_place(note, work->diagnosis.path, 0);
    xent_error_hint(note, "%s", work->err.hint);
    work->err = (xent_error){0};
}

/* The map of the one part, to be measured on the other. */
static xent_status
fit_part(const cli_call *call, cli_work *work)
{
    const cli_values *values = &call->values;
    xent_status status = cli_fit_cells(work);
    if (status != XENT_OK)
        return status;
    const xent_map_type *type = values->ledger_map
                                    ? work->diagnosis.ledger_map
                                    : xent_map_type_default(xent_sample_shape(work->fitted));
    const xent_fit_options options = {.threads = values->threads};
    if (!cli_append(&work->fitted_on, "fitted on") || !cli_append(&work->fitted_on, values->fit_on))
        return xent_fail(&work->err, XENT_ENOMEM, "out of memory");
    status = xent_map_fit(type, work->fitted, &options, &work->map, NULL, &work->err);
    work->diagnosis.replace = false;
    if (status == XENT_EFIT) {
        go_without_map(work);
        return XENT_OK;
    }
    work->diagnosis.map = work->map;
    work->diagnosis.map_origin = work->fitted_on;
    return status;
}

xent_status
cli_split(const cli_call *call, cli_work *work)
{
    xent_status status = cut_parts(call, work);
    work->fitted = work->fit_part ? xent_part_sample(work->fit_part) : work->sample;
    work->measured = work->eval_part ? xent_part_sample(work->eval_part) : work->sample;
    if (status == XENT_OK && work->eval_part && !name_part(call, work))
        return xent_fail_memory(&work->err);
    if (status == XENT_OK && work->fit_part && call->command->takes & CLI_DIAGNOSIS)
        status = fit_part(call, work);
    return status;
}
