/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What most commands do: read, print, write, clean up. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "cli.h"

enum { DEFAULT_WIDTH = 80, LEAST_WIDTH = 40, MOST_WIDTH = 200 };

/* The command that makes the same output again; NULL: no memory. */
static char *
command_line(const cli_call *call)
{
    char *line = NULL;
    bool done = cli_append(&line, "xent") && cli_append(&line, call->command->name);
    for (int i = 0; i < call->operands; i++)
        done = done && cli_append_word(&line, call->operand[i]);
    done = done && (!call->reading || cli_append(&line, call->reading)) &&
           (!call->measuring || cli_append(&line, call->measuring)) &&
           (!call->fitting || cli_append(&line, call->fitting)) &&
           (!call->reporting || cli_append(&line, call->reporting)) &&
           (!call->others || cli_append(&line, call->others));
    if (!done) {
        free(line);
        line = NULL;
    }
    return line;
}

/* Whatever may be a file counts as one: names that are none do no harm. */
static void
list_inputs(const cli_call *call, cli_work *work, const char *path)
{
    const xent_read_options *read = &call->values.read;
    const char *all[] = {path, read->scores, read->labels, read->weights, read->targets,
                         call->values.map_path, read->factor[XENT_GROUP],
                         read->factor[XENT_CLUSTER], read->factor[XENT_SPLIT],
                         read->factor[XENT_ID]};
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] && strcmp(all[i], "-") != 0) {
            work->inputs[n++] = all[i];
            cli_watch(all[i]);
        }
}

static xent_status
find_ledger_map(const char *name, const xent_map_type **type, xent_error *err)
{
    *type = xent_map_type_find(name);
    if (*type)
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "--ledger-map: no map is called %.80s", name);
    xent_error_hint(err, "xent list maps");
    return XENT_EINVAL;
}

/* Only some commands tell groups apart; to the others a group is a column that is no score. */
static void
note_groups(const cli_call *call, cli_work *work)
{
    const char *group = call->values.read.factor[XENT_GROUP];
    if (!group || call->command->takes & CLI_DIAGNOSIS)
        return;
    xent_error *note = xent_notes_add(&work->notes, XENT_NOTE);
    xent_note_say(note, "xent %s takes all groups together: --group %.80s only says what is no "
                        "score", call->command->name, group);
    xent_error_place(note, work->diagnosis.path, 0);
    xent_error_hint(note, "xent diagnose and xent report have the numbers of each group");
}

xent_status
cli_open(cli_call *call, cli_work *work, const char *path, bool unlabelled)
{
    cli_values *values = &call->values;
    xent_status status = XENT_OK;
    list_inputs(call, work, path);
    work->command_line = command_line(call);
    if (!work->command_line)
        return xent_fail_memory(&work->err);
    work->diagnosis = (xent_diagnosis){
        .command = call->command->name,
        .command_line = work->command_line,
        .path = path,
        .reading = call->reading,
        .measuring = call->measuring,
        .fitting = call->fitting,
        .reporting = call->reporting,
        .unit = values->unit,
        .worst = values->worst,
        .per_class = values->per_class,
        .map_path = values->map_path,
    };
    status = cli_split_rules(call, work);
    if (status != XENT_OK)
        return status;
    values->read.factor[XENT_SPLIT] = work->split_column;
    values->read.unlabelled = unlabelled;
    values->read.identify = values->worst > 0;
    if (values->map_path && values->fit_on)
        return xent_fail(&work->err, XENT_EINVAL, "--map and --fit-on both say which map is "
                                                  "measured: one of them, please");
    if (values->ledger_map)
        status = find_ledger_map(values->ledger_map, &work->diagnosis.ledger_map, &work->err);
    if (status == XENT_OK && values->map_path)
        status = xent_map_load(values->map_path, &work->map, &work->err);
    work->diagnosis.map = work->map;
    if (status == XENT_OK)
        status = xent_read(path, &values->read, &work->notes, &work->sample, &work->err);
    if (status != XENT_OK)
        return status;
    note_groups(call, work);
    status = cli_split(call, work);
    if (status != XENT_OK && !*work->err.place)
        xent_error_place(&work->err, path, 0);
    return status;
}

bool
cli_has_labels(const cli_work *work)
{
    return xent_sample_shape(work->sample)->task == XENT_MULTILABEL;
}

xent_status
cli_fit_cells(cli_work *work)
{
    if (!cli_has_labels(work))
        return XENT_OK;
    xent_status status = xent_sample_cells(work->fitted, &work->cells, &work->err);
    work->fitted = work->cells;
    return status;
}

xent_status
cli_refuse_labels(const cli_call *call, cli_work *work)
{
    if (call->values.read.task != XENT_TASK_MULTILABEL)
        return XENT_OK;
    xent_fail(&work->err, XENT_EINVAL, "xent %s does not take --task multilabel",
              call->command->name);
    xent_error_hint(&work->err, "%s",
                    strcmp(call->command->name, "loss") == 0
                        ? "xent loss bce FILE --targets LABELS is the loss of several labels"
                        : "diagnose, report, plot, inspect, fit and apply do");
    return XENT_EINVAL;
}

size_t
cli_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size = {0};
    unsigned long width = 0;
    if (columns)
        width = strtoul(columns, NULL, 10);
    else if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    return width == 0 ? DEFAULT_WIDTH : width < LEAST_WIDTH ? LEAST_WIDTH
           : width > MOST_WIDTH ? MOST_WIDTH : (size_t)width;
}

/* Notes come before the result: what stands last is read first. */
static void
say_notes(const cli_call *call, cli_work *work)
{
    cli_notes(call, &work->notes);
    xent_notes_clear(&work->notes);
}

xent_status
cli_render(const cli_call *call, cli_work *work, char **text)
{
    xent_terminal terminal = {.width = cli_width(), .utf8 = call->utf8,
                              .colour = call->colour_out, .verbose = call->values.verbose};
    return call->values.json ? xent_result_json(work->result, text, &work->err)
                             : xent_result_terminal(work->result, &terminal, text, &work->err);
}

xent_status
cli_put(const char *bytes, size_t n, xent_error *err)
{
    if (fwrite(bytes, 1, n, stdout) == n)
        return XENT_OK;
    xent_fail(err, XENT_EIO, "cannot write: %s", strerror(errno));
    xent_error_place(err, "standard output", 0);
    return XENT_EIO;
}

xent_status
cli_print(const cli_call *call, cli_work *work, const char *text)
{
    say_notes(call, work);
    return cli_put(text, strlen(text), &work->err);
}

xent_status
cli_print_result(const cli_call *call, cli_work *work)
{
    char *text = NULL;
    xent_status status = cli_render(call, work, &text);
    if (status == XENT_OK)
        status = cli_print(call, work, text);
    free(text);
    return status;
}

xent_status
cli_write(const cli_call *call, cli_work *work, const char *bytes, size_t n)
{
    const char *path = call->values.output;
    say_notes(call, work);
    if (path && strcmp(path, "-") != 0)
        return xent_output_file(path, work->inputs, bytes, n, &work->err);
    return cli_put(bytes, n, &work->err);
}

void
cli_wrote(const cli_call *call)
{
    const char *path = call->values.output;
    if (call->values.json || call->values.quiet || !path || strcmp(path, "-") == 0)
        return;
    fputs("wrote ", stdout);
    cli_safe_print(stdout, path);
    fputc('\n', stdout);
}

int
cli_close(const cli_call *call, cli_work *work, xent_status status)
{
    int exit_status = cli_exit_status(status);
    say_notes(call, work);
    if ((status == XENT_EDATA || status == XENT_EFIT) && !work->err.place[0])
        xent_error_place(&work->err, work->diagnosis.path, 0);
    if (status != XENT_OK)
        exit_status = cli_error(call, &work->err);
    xent_result_free(work->result);
    xent_sample_free(work->cells);
    xent_part_free(work->fit_part);
    xent_part_free(work->eval_part);
    xent_sample_free(work->sample); /* borrows the map */
    free(work->split_column);
    free(work->fitted_on);
    free(work->measured_on);
    xent_map_free(work->map);
    free(work->command_line);
    return exit_status;
}
