/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages, and text made safe to show. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

int
cli_exit_status(xent_status status)
{
    switch (status) {
    case XENT_OK:     return CLI_DONE;
    case XENT_EINVAL: return CLI_USAGE;
    case XENT_EDATA:  return CLI_DATA;
    case XENT_EIO:
    case XENT_ENOMEM: return CLI_SYSTEM;
    case XENT_EFIT:   return CLI_FIT;
    case XENT_EPLOT:  return CLI_GNUPLOT;
    }
    return CLI_SYSTEM;
}

void
cli_safe_print(FILE *file, const char *text)
{
    char shown[4096]; /* longer texts are cut: nothing that is echoed needs more */
    xent_escape(text, shown, sizeof shown);
    fputs(shown, file);
}

bool
cli_append(char **line, const char *text)
{
    size_t used = *line ? strlen(*line) : 0, size = strlen(text);
    char *longer = realloc(*line, used + size + 2);
    if (!longer)
        return false;
    if (used > 0)
        longer[used++] = ' ';
    memcpy(longer + used, text, size + 1);
    *line = longer;
    return true;
}

bool
cli_append_word(char **line, const char *word)
{
    char *quoted = xent_quote(word);
    bool done = quoted && cli_append(line, quoted);
    free(quoted);
    return done;
}

/* "error:" in its colour. */
static void
print_tag(const cli_call *call, const char *tag, const char *colour)
{
    if (call->colour_err)
        fprintf(stderr, "\033[%sm%s:\033[0m ", colour, tag);
    else
        fprintf(stderr, "%s: ", tag);
}

static void
say(const cli_call *call, const char *tag, const char *colour, const xent_error *message)
{
    fflush(stdout); /* so that both streams read in order on one terminal */
    fputs("xent: ", stderr);
    if (message->place[0]) {
        cli_safe_print(stderr, message->place);
        if (message->line)
            fprintf(stderr, ":%llu", message->line);
        fputs(": ", stderr);
    }
    print_tag(call, tag, colour);
    cli_safe_print(stderr, message->sentence);
    if (message->hint[0]) {
        fputs("\n  ", stderr);
        print_tag(call, "hint", "36");
        cli_safe_print(stderr, message->hint);
    }
    fputc('\n', stderr);
}

int
cli_error(const cli_call *call, const xent_error *err)
{
    say(call, "error", "1;31", err);
    return cli_exit_status(err->status);
}

int
cli_usage(const cli_call *call, const char *format, ...)
{
    xent_error err = {.status = XENT_EINVAL};
    va_list args;
    va_start(args, format);
    vsnprintf(err.sentence, sizeof err.sentence, format, args);
    va_end(args);
    if (call->command)
        xent_error_hint(&err, "xent %s --help", call->command->name);
    else
        xent_error_hint(&err, "xent --help");
    return cli_error(call, &err);
}

void
cli_notes(const cli_call *call, const xent_notes *notes)
{
    for (size_t i = 0; i < notes->size; i++) {
        const xent_note *note = &notes->items[i];
        if (note->severity == XENT_WARNING)
            say(call, "warning", "33", &note->message);
        else if (!call->values.quiet)
            say(call, "note", "34", &note->message);
    }
}

/* ---- spelling */

enum { LONGEST_NAME = 32 };

/* How many letters must be changed, added or dropped to make b of a (Levenshtein 1966); both are
   at most LONGEST_NAME long. */
static size_t
edit_distance(const char *a, const char *b)
{
    size_t row[LONGEST_NAME + 1], n = strlen(b);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = corner + (a[i - 1] != b[j - 1]);
            size_t shorter = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            corner = row[j];
            row[j] = change < shorter ? change : shorter;
        }
    }
    return row[n];
}

const char *
cli_nearest(const char *word, cli_name_at *name_at)
{
    const char *best = NULL, *name;
    size_t length = strlen(word), least = length / 3 + 1; /* one letter in three may be wrong */
    if (length > LONGEST_NAME)
        return NULL;
    for (size_t i = 0; (name = name_at(i)) != NULL; i++) {
        if (strlen(name) > LONGEST_NAME)
            continue;
        size_t distance = edit_distance(word, name);
        if (length >= 3 && strncmp(name, word, length) == 0)
            distance = 1; /* an abbreviation */
        if (distance <= least && (!best || distance < least)) {
            least = distance;
            best = name;
        }
    }
    return best;
}
