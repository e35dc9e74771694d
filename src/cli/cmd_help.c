/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help, made of the two tables. */
#include <string.h>
#include "cli.h"

enum { WIDTH = 80, INDENT = 26 };

static const struct {
    unsigned group;
    const char *title;
} groups[] = {
    {CLI_LOSS, "Loss"},
    {CLI_FITTING, "Fit"},      {CLI_MAP, "Map"},       {CLI_FIGURE, "Figure"},
    {CLI_OUTPUT | CLI_JSON | CLI_CONVERSION, "Output"},
    {CLI_INFORMATION, "Distributions"},
    {CLI_INPUT, "Input"},      {CLI_METRICS | CLI_MEASURE | CLI_DIAGNOSIS, "Measures"},
    {CLI_MACHINE | CLI_COMMON, "Common"},
};

/* Words of text from column `column` on, wrapped at WIDTH and indented by INDENT. */
static size_t
print_wrapped(const char *text, size_t column)
{
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column + n > WIDTH && column > INDENT) {
            printf("\n%*s", INDENT, "");
            column = INDENT;
        }
        printf("%.*s", (int)n, text);
        column += n;
        text += n;
        if (*text == ' ') {
            text++;
            if (column + 1 + strcspn(text, " ") <= WIDTH) {
                putchar(' ');
                column++;
            } else {
                column = WIDTH + 1;
            }
        }
    }
    return column;
}

static void
print_option(const cli_option *row)
{
    char left[64], text[400];
    int n = snprintf(left, sizeof left, row->letter ? "  -%c, --%s" : "  %c   --%s",
                     row->letter ? row->letter : ' ', row->name);
    if (row->argument)
        n += snprintf(left + n, sizeof left - (size_t)n, " %s", row->argument);
    snprintf(text, sizeof text, row->fallback ? "%s [%s]" : "%s", row->help, row->fallback);
    if (n >= INDENT - 1)
        printf("%s\n%*s", left, INDENT, "");
    else
        printf("%-*s", INDENT, left);
    print_wrapped(text, INDENT);
    putchar('\n');
}

static void
print_group(unsigned group, const char *title, unsigned takes)
{
    bool any = false;
    for (const cli_option *row = cli_options; row->name; row++) {
        if (!(row->group & group & takes))
            continue;
        if (!any)
            printf("\n%s:\n", title);
        any = true;
        print_option(row);
    }
}

void
cli_print_help(const cli_command *command)
{
    printf("usage: xent %s%s%s [OPTION]...\n       %s\n\nExamples:\n", command->name,
           *command->arguments ? " " : "", command->arguments, command->summary);
    for (const char *const *line = command->examples; *line; line++)
        printf("  %s\n", *line);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        print_group(groups[i].group, groups[i].title, command->takes | CLI_COMMON);
}

void
cli_print_summary(FILE *file)
{
    fputs("usage: xent COMMAND [ARGUMENT]... [OPTION]...\n"
          "       how far can a classifier's probabilities be trusted, and what would help\n\n"
          "Examples:\n"
          "  xent diagnose val.npz                      the answer, and what to do next\n"
          "  xent fit temperature val.npz -o map.json   the one cheap repair\n"
          "  xent report val.npz -o report.html         all of it on one page\n\n"
          "Commands:\n",
          file);
    for (size_t i = 0; cli_commands[i]; i++)
        fprintf(file, "  %-10s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
    fputs("\nxent COMMAND --help says more; man xent says all.\n", file);
}

static int
run(cli_call *call)
{
    if (call->operands == 0) {
        cli_print_summary(stdout);
        return CLI_DONE;
    }
    const cli_command *command = cli_command_find(call->operand[0]);
    if (!command)
        return cli_unknown(call, "command", call->operand[0]);
    cli_print_help(command);
    return CLI_DONE;
}

static const char *const examples[] = {"xent help", "xent help diagnose", NULL};

const cli_command cli_cmd_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "how to use xent, or one command of it",
    .examples = examples,
    .most = 1,
    .run = run,
};
