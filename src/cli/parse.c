/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From words to cli_values, by the option table. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

enum { MAX_OPTIONS = 128, OPERAND = 1 };

_Static_assert(sizeof(xent_kind_choice) == sizeof(int) && sizeof(xent_edges) == sizeof(int) &&
                   sizeof(xent_semantics) == sizeof(int) && sizeof(xent_reduction) == sizeof(int),
               "CLI_CHOICE and CLI_SET store enumerations as int");

/* Where the value of a row stands. */
static void *
value_at(cli_values *values, size_t offset)
{
    return (char *)values + offset;
}

/* ---- one value */

/* A whole decimal number and nothing else; never by the locale, since main leaves LC_NUMERIC. */
bool
cli_read_real(const char *text, double *x)
{
    char *end;
    if (strcmp(text, "inf") == 0) {
        *x = HUGE_VAL;
        return true;
    }
    if (*text == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
        return false;
    *x = strtod(text, &end);
    return *end == '\0';
}

static bool
read_integer(const char *text, long long *x)
{
    char *end;
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    *x = strtoll(text, &end, 10);
    return errno == 0;
}

static bool
read_seed(const char *text, uint64_t *x)
{
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
        return false;
    errno = 0;
    *x = strtoull(text, NULL, 10);
    return errno == 0 && *x <= INT64_MAX; /* JSON's integers are signed */
}

/* A number of bytes with a unit: 65536, 512M. */
static bool
read_bytes(const char *text, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    size_t digits = strspn(text, "0123456789");
    const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
    if (digits == 0 || (text[digits] && (!unit || text[digits + 1])))
        return false;
    errno = 0;
    *bytes = strtoull(text, NULL, 10);
    for (ptrdiff_t power = unit ? unit - units + 1 : 0; power > 0; power--)
        if (__builtin_mul_overflow(*bytes, 1024, bytes))
            return false;
    return errno == 0;
}

static int
bad_value(const cli_call *call, const cli_option *row, const char *text, const char *wanted)
{
    return cli_usage(call, "--%s %s: expected %s", row->name, text, wanted);
}

/* The place of `text` in "a|b|c", -1 if it is not among them. */
static int
choice(const char *words, const char *text)
{
    size_t n = strlen(text);
    for (int i = 0; words; i++) {
        const char *end = strchr(words, '|');
        size_t length = end ? (size_t)(end - words) : strlen(words);
        if (n == length && memcmp(words, text, n) == 0)
            return i;
        words = end ? end + 1 : NULL;
    }
    return -1;
}

static int
set_count(const cli_call *call, const cli_option *row, void *at, const char *text)
{
    long long x;
    char wanted[80];
    snprintf(wanted, sizeof wanted, "a whole number, %.0f .. %.0f", row->low, row->high);
    if (!read_integer(text, &x) || (double)x < row->low || (double)x > row->high)
        return bad_value(call, row, text, wanted);
    if (row->kind == CLI_SIZE)
        *(size_t *)at = (size_t)x;
    else
        *(unsigned *)at = (unsigned)x;
    return CLI_DONE;
}

static int
set_real(const cli_call *call, cli_values *values, const cli_option *row, const char *text)
{
    double *at = value_at(values, row->offset);
    double x;
    char wanted[80];
    snprintf(wanted, sizeof wanted, row->open ? "a number above %g and below %g"
                                              : "a number from %g to %g", row->low, row->high);
    if (!cli_read_real(text, &x) || x < row->low || x > row->high ||
        (row->open && (x <= row->low || x >= row->high)))
        return bad_value(call, row, text, wanted);
    *at = x;
    return CLI_DONE;
}

static int
set_choice(const cli_call *call, const cli_option *row, void *at, const char *text)
{
    int i = choice(row->argument, text);
    if (i < 0)
        return bad_value(call, row, text, row->argument);
    memcpy(at, &i, sizeof i);
    return CLI_DONE;
}

static int
set_char(const cli_call *call, const cli_option *row, char *at, const char *text)
{
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0)
        text = "\t";
    if (strlen(text) != 1 || !strchr(row->value_text, *text))
        return bad_value(call, row, text,
                         strchr(row->value_text, '\t') ? "a comma, a semicolon or tab"
                                                       : "a point or a comma");
    *at = *text;
    return CLI_DONE;
}

static int
set_whole(const cli_call *call, cli_values *values, const cli_option *row, const char *text)
{
    void *at = value_at(values, row->offset);
    if (row->kind == CLI_SEED && !read_seed(text, at))
        return bad_value(call, row, text, "a whole number, 0 .. 9223372036854775807");
    if (row->kind == CLI_BYTES && (!read_bytes(text, at) || (double)*(uint64_t *)at < row->low))
        return bad_value(call, row, text,
                         "a number of bytes above 0, with K, M, G or T for a unit");
    if (row->kind == CLI_INTEGER && !read_integer(text, at))
        return bad_value(call, row, text, "a whole number");
    return CLI_DONE;
}

/* Stores the value of one option; text is NULL if it takes none. */
static int
set_value(const cli_call *call, cli_values *values, const cli_option *row, const char *text)
{
    void *at = value_at(values, row->offset);
    if (row->flag)
        *(bool *)value_at(values, row->flag) = true;
    switch (row->kind) {
    case CLI_FLAG:     *(bool *)at = true; break;
    case CLI_SET:      memcpy(at, &row->value, sizeof row->value); break;
    case CLI_TEXT:     *(const char **)at = text; break;
    case CLI_WORD:
        if (choice(row->argument, text) < 0)
            return bad_value(call, row, text, row->argument);
        *(const char **)at = text;
        break;
    case CLI_CHOICE:   return set_choice(call, row, at, text);
    case CLI_SIZE:
    case CLI_UNSIGNED: return set_count(call, row, at, text);
    case CLI_SEED:
    case CLI_BYTES:
    case CLI_INTEGER:  return set_whole(call, values, row, text);
    case CLI_REAL:     return set_real(call, values, row, text);
    case CLI_LOGARITHM:
        if (!xent_unit_find(text, at))
            return bad_value(call, row, text, "nats, bits, hartleys or a base above 1");
        break;
    case CLI_CHAR:     return set_char(call, row, at, text);
    }
    return CLI_DONE;
}

static int
set_defaults(const cli_call *call, cli_values *values)
{
    for (const cli_option *row = cli_options; row->name; row++)
        if (row->fallback && set_value(call, values, row, row->fallback) != CLI_DONE)
            return CLI_USAGE;
    return CLI_DONE;
}

/* ---- all words */

static const char *
option_name(size_t i)
{
    return cli_options[i].name;
}

static const cli_option *
find_name(const char *name, size_t length)
{
    for (const cli_option *row = cli_options; row->name; row++)
        if (strlen(row->name) == length && memcmp(row->name, name, length) == 0)
            return row;
    return NULL;
}

static const cli_option *
find_letter(int letter)
{
    for (const cli_option *row = cli_options; row->name; row++)
        if (row->letter && row->letter == letter)
            return row;
    return NULL;
}

static int
unknown_option(const cli_call *call, const char *word)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
    const char *near = word[1] == '-' ? cli_nearest(name, option_name) : NULL;
    if (near)
        return cli_usage(call, "unknown option --%s; did you mean --%s?", name, near);
    return cli_usage(call, "unknown option %.*s", (int)strcspn(word, "="), word);
}

static bool
takes(const cli_command *command, const cli_option *row)
{
    return (row->group & (command->takes | CLI_COMMON)) != 0;
}

/* The row that getopt_long's answer means: a long option is row 256 + i, a short one its letter. */
static const cli_option *
row_of(int answer)
{
    return answer >= 256 ? &cli_options[answer - 256] : find_letter(answer);
}

static char **
list_of(cli_call *call, const cli_option *row)
{
    if (row->group & CLI_INPUT)
        return &call->reading;
    if (row->group & (CLI_MEASURE | CLI_MAP))
        return &call->measuring;
    if (row->group & CLI_DIAGNOSIS && row->group & CLI_FITTING)
        return &call->fitting;
    return row->group & CLI_DIAGNOSIS ? &call->reporting : &call->others;
}

/* Keeps an option as typed: the command that a verdict proposes needs those that say what to read,
   how to measure and which map to apply, and the one that reproduces a result all but those that
   only concern this run. */
static int
remember(cli_call *call, const cli_option *row, const char *value)
{
    char **list = list_of(call, row), name[64];
    if (row->group & (CLI_MACHINE | CLI_COMMON))
        return CLI_DONE;
    snprintf(name, sizeof name, "--%s", row->name);
    if (cli_append(list, name) && (!value || cli_append_word(list, value)))
        return CLI_DONE;
    return cli_error(call, &(xent_error){.status = XENT_ENOMEM, .sentence = "out of memory"});
}

/* Deals with one answer; `word` is what getopt_long has just looked at.  getopt_long accepts
   abbreviations, which would break scripts when options are added, so a long name is looked up
   here once more. */
static int
take_option(cli_call *call, int answer, const char *word)
{
    bool is_long = strncmp(word, "--", 2) == 0;
    if (is_long && !find_name(word + 2, strcspn(word + 2, "=")))
        return unknown_option(call, word);
    if (answer == '?' || answer == ':') {
        const cli_option *row = is_long ? find_name(word + 2, strcspn(word + 2, "="))
                                        : find_letter(optopt);
        if (!row) {
            char letter[3] = {'-', (char)optopt, '\0'};
            return unknown_option(call, letter);
        }
        return answer == '?' ? cli_usage(call, "--%s takes no value", row->name)
                             : cli_usage(call, "--%s needs a value: %s", row->name, row->argument);
    }
    const cli_option *row = row_of(answer);
    if (!takes(call->command, row))
        return cli_usage(call, "xent %s takes no --%s", call->command->name, row->name);
    int status = set_value(call, &call->values, row, optarg);
    return status == CLI_DONE ? remember(call, row, optarg) : status;
}

/* What getopt_long wants to know.  The leading '-' makes it hand out operands in their order. */
static void
describe(struct option *longs, char *shorts)
{
    *shorts++ = '-';
    *shorts++ = ':';
    for (int i = 0; cli_options[i].name; i++) {
        int argument = cli_options[i].argument ? required_argument : no_argument;
        *longs++ = (struct option){cli_options[i].name, argument, NULL, 256 + i};
        if (cli_options[i].letter) {
            *shorts++ = cli_options[i].letter;
            if (argument == required_argument)
                *shorts++ = ':';
        }
    }
    *longs = (struct option){0};
    *shorts = '\0';
}

static int
check_operands(const cli_call *call)
{
    const cli_command *command = call->command;
    if (call->operands < command->least)
        return cli_usage(call, "xent %s needs %s", command->name, command->arguments);
    if (call->operands > command->most)
        return cli_usage(call, "one argument too many: %s", call->operand[command->most]);
    return CLI_DONE;
}

static void
add_operand(cli_call *call, const char *word)
{
    if (call->operands < CLI_MAX_OPERANDS)
        call->operand[call->operands] = word;
    call->operands++;
}

/* What is wrong with the settings is said before anything is read. */
static int
check_settings(const cli_call *call)
{
    xent_error err = {0};
    if (xent_settings_check(&call->values.settings, &err) == XENT_OK)
        return CLI_DONE;
    if (!err.hint[0])
        xent_error_hint(&err, "xent %s --help", call->command->name);
    return cli_error(call, &err);
}

int
cli_parse(cli_call *call, int argc, char **argv)
{
    struct option longs[MAX_OPTIONS];
    char shorts[2 * MAX_OPTIONS];
    int status = set_defaults(call, &call->values), answer;
    describe(longs, shorts);
    opterr = 0;
    optind = 1;
    while (status == CLI_DONE) {
        const char *word = optind < argc ? argv[optind] : "";
        answer = getopt_long(argc, argv, shorts, longs, NULL);
        if (answer == -1)
            break;
        if (answer == OPERAND)
            add_operand(call, optarg);
        else
            status = take_option(call, answer, word);
    }
    while (status == CLI_DONE && optind < argc) /* after "--" */
        add_operand(call, argv[optind++]);
    if (status != CLI_DONE || call->values.help || call->values.version)
        return status;
    call->values.read.admit.threads = call->values.threads;
    call->values.settings.threads = call->values.threads;
    call->values.fit.threads = call->values.threads;
    status = check_operands(call);
    return status == CLI_DONE ? check_settings(call) : status;
}
