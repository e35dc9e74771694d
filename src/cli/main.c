/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli.h"

const cli_command *const cli_commands[] = {
    &cli_cmd_inspect,
    &cli_cmd_diagnose,
    &cli_cmd_fit,
    &cli_cmd_apply,
    &cli_cmd_convert,
    &cli_cmd_plot,
    &cli_cmd_report,
    &cli_cmd_loss,
    &cli_cmd_info,
    &cli_cmd_list,
    &cli_cmd_help,
    &cli_cmd_version,
    NULL,
};

const cli_command *
cli_command_find(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

/* Were 0, 1 or 2 closed, the next file to be opened would get that number and be read or written
   by mistake.  /dev/null takes their place, opened so that a write to a closed stdout still
   fails, as it should. */
static void
occupy_standard_descriptors(void)
{
    static const int mode[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", mode[fd]);
}

static bool
wants_colour(FILE *file)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(file)) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static bool
asks_for_no_color(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--no-color") == 0)
            return true;
    return false;
}

/* Where large files may be: /tmp is memory on many systems. */
static const char *
temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/var/tmp";
}

/* Bytes; 0, no limit, where the system does not tell. */
static uint64_t
half_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size / 2 : 0;
}

static void
prepare(cli_call *call)
{
    bool plain = asks_for_no_color(call->argc, call->argv);
    const char *gnuplot = getenv("XENT_GNUPLOT");
    gsl_set_error_handler_off();
    call->values.read.map = cli_handle_signals();
    setlocale(LC_CTYPE, ""); /* which characters there are; numbers stay as they are in C */
    call->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    call->colour_out = !plain && wants_colour(stdout);
    call->colour_err = !plain && wants_colour(stderr);
    call->values.settings = xent_settings_default; /* of what no option says */
    call->values.plot.group = cli_plotting();
    call->values.plot.gnuplot = gnuplot && *gnuplot ? gnuplot : NULL;
    call->values.read.folder = temporary_folder();
    call->values.read.max_memory = half_of_memory();
}

static int
run_command(cli_call *call, int argc, char **argv)
{
    int status = cli_parse(call, argc, argv);
    if (status != CLI_DONE)
        return status;
    if (call->values.help) {
        cli_print_help(call->command);
        return CLI_DONE;
    }
    return call->values.version ? cli_cmd_version.run(call) : call->command->run(call);
}

static int
dispatch(cli_call *call)
{
    if (call->argc < 2) {
        cli_print_summary(stderr);
        return CLI_USAGE;
    }
    const char *word = call->argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        word = "help";
    else if (strcmp(word, "--version") == 0)
        word = "version";
    else if (word[0] == '-')
        return cli_usage(call, "the command comes first, then its options: %s", word);
    const cli_command *command = cli_command_find(word);
    if (!command)
        return cli_unknown(call, "command", word);
    call->command = command;
    return run_command(call, call->argc - 1, call->argv + 1);
}

/* A full disk or a closed stdout shows at the last write only.  If the reader of a pipe has gone,
   there is nobody to tell. */
static int
close_output(const cli_call *call, int status)
{
    errno = EIO; /* in case that an earlier write failed and nothing is left to flush */
    bool failed = ferror(stdout) != 0;
    failed = fclose(stdout) != 0 || failed;
    if (!failed || status != CLI_DONE)
        return status;
    xent_error err = {.status = XENT_EIO, .place = "standard output"};
    snprintf(err.sentence, sizeof err.sentence, "cannot write: %s", strerror(errno));
    return cli_error(call, &err);
}

int
main(int argc, char **argv)
{
    cli_call call = {.argc = argc, .argv = argv};
    occupy_standard_descriptors();
    prepare(&call);
    int status = close_output(&call, dispatch(&call));
    free(call.reading);
    free(call.measuring);
    free(call.fitting);
    free(call.reporting);
    free(call.others);
    return status;
}
