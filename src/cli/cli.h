/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command.  It sees the library through its public headers only, and is the only part of the
   project that prints, exits, and reads the environment.

   One row of cli_options[] per option and one of cli_commands[] per command drive the parser, the
   help, and the test that the manual page is complete. */
#ifndef XENT_CLI_H
#define XENT_CLI_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "xent.h"

/* ---- exit status: the contract with scripts; see doc/xent.1 */
enum {
    CLI_DONE = 0,
    CLI_CHECK_FAILED = 1,
    CLI_USAGE = 2,
    CLI_DATA = 3,
    CLI_SYSTEM = 4,
    CLI_FIT = 5,
    CLI_GNUPLOT = 6
};

int cli_exit_status(xent_status status);

/* ---- options (option.c) */

/* What only xent loss asks.  A bool says that the number beside it was given. */
typedef struct {
    const char *teacher, *class_weights, *pos_weight;
    xent_semantics semantics;
    xent_reduction reduction;
    double label_smoothing, gamma, alpha, epsilon, temperature;
    bool has_gamma, has_alpha, has_epsilon, has_temperature;
    bool gradient, row_mean;
} cli_loss_values;

enum { CLI_MAX_METRICS = 127 };

/* Everything that options can say.  Parts of it are what the library asks for. */
typedef struct {
    xent_read_options read;
    xent_settings settings;
    xent_fit_options fit;
    xent_plot_options plot;
    cli_loss_values loss;
    unsigned threads;       /* goes to read, settings and fit alike */
    xent_unit unit;
    const char *metrics;    /* names, a comma between, or "all"; NULL: the usual ones */
    const xent_metric *metric[CLI_MAX_METRICS + 1]; /* what they mean, NULL-ended */
    bool per_class;
    const char *convention; /* NULL: ours */
    const char *explain;    /* names, a comma between; NULL: none */
    const xent_metric *explained[CLI_MAX_METRICS + 1]; /* what they mean, NULL-ended */
    double order;           /* of Rényi's measures */
    bool joint;
    const char *ledger_map; /* NULL: the default */
    size_t worst;           /* rows to be listed */
    const char *fit_on, *eval_on; /* a part of the rows; NULL: all of them */
    const char *map_path;   /* NULL: none */
    const char *output;     /* NULL: none; "-": standard output */
    const char *labels_out; /* NULL: none */
    bool has_curve;         /* is plot.curve asked for? */
    bool json, quiet, verbose, no_color, help, version;
} cli_values;

/* Headings of the help; a command takes options by whole groups. */
enum {
    CLI_INPUT = 1,
    CLI_MEASURE = 2,
    CLI_MAP = 4,
    CLI_FITTING = 8,
    CLI_FIGURE = 16,
    CLI_OUTPUT = 32,
    CLI_JSON = 64,
    CLI_MACHINE = 128,
    CLI_COMMON = 256, /* every command takes these */
    CLI_LOSS = 512,
    CLI_METRICS = 1024,
    CLI_CONVERSION = 2048,
    CLI_INFORMATION = 4096,
    CLI_DIAGNOSIS = 8192 /* diagnose and report */
};

typedef enum {
    CLI_FLAG,     /* bool = true */
    CLI_SET,      /* int or enum = row.value */
    CLI_TEXT,     /* const char * */
    CLI_WORD,     /* const char *, one of the words of row.argument, "svg|png" */
    CLI_CHOICE,   /* enum = place of the word among those of row.argument, "nats|bits" */
    CLI_SIZE,     /* size_t in [low, high] */
    CLI_UNSIGNED, /* unsigned in [low, high] */
    CLI_SEED,     /* uint64_t */
    CLI_BYTES,    /* uint64_t, at least low; K, M, G and T multiply by 1024, 1024^2, ... */
    CLI_INTEGER,  /* long long */
    CLI_REAL,     /* double in [low, high], "inf" if high is, or (low, high) if row.open */
    CLI_LOGARITHM, /* xent_unit: its name, or the base */
    CLI_CHAR      /* one of the characters of row.value_text; "tab" is a tab */
} cli_kind;

typedef struct {
    const char *name;       /* "bins", without dashes */
    char letter;            /* 'o', or 0 */
    cli_kind kind;
    unsigned group;
    size_t offset;          /* of the value in cli_values */
    const char *argument;   /* "N"; NULL: none */
    const char *fallback;   /* the default, parsed like a value; NULL: all bytes zero */
    const char *help;       /* what it does, no full stop */
    double low, high;
    bool open;
    int value;
    size_t flag;            /* of a bool in cli_values: was it given?  0: nobody asks */
    const char *value_text;
} cli_option;

extern const cli_option cli_options[]; /* ends with a NULL name */

/* ---- commands */

typedef struct cli_call cli_call;

typedef struct {
    const char *name;
    const char *arguments;       /* "MAP FILE -o M" */
    const char *summary;         /* for the list of commands, no full stop */
    const char *const *examples; /* command lines, NULL-ended */
    unsigned takes;              /* groups of options */
    int least, most;             /* how many operands */
    int (*run)(cli_call *call);  /* the exit status */
} cli_command;

extern const cli_command *const cli_commands[]; /* ends with NULL */
extern const cli_command cli_cmd_inspect, cli_cmd_diagnose, cli_cmd_fit, cli_cmd_apply,
    cli_cmd_convert, cli_cmd_plot, cli_cmd_report, cli_cmd_loss, cli_cmd_info, cli_cmd_list,
    cli_cmd_help, cli_cmd_version;
const cli_command *cli_command_find(const char *name);

enum { CLI_MAX_OPERANDS = 4 };

/* One run of one command. */
struct cli_call {
    const cli_command *command; /* NULL before it is known */
    cli_values values;
    int operands;
    const char *operand[CLI_MAX_OPERANDS];
    int argc;                   /* the command line as typed */
    char **argv;
    char *reading, *measuring, *fitting, *reporting; /* options that the next command must say as
                                              well, malloc'ed: any, those that measure, a fit or a
                                              report, a report */
    char *others;               /* the other options that make a difference; malloc'ed */
    bool colour_out, colour_err, utf8;
};

/* Finds what --metrics and --explain name (choose.c).  CLI_DONE, or CLI_USAGE after having said
   what there is. */
int cli_choose_metrics(cli_call *call);

/* Reads the words after the command's name.  CLI_DONE, or CLI_USAGE after having said why. */
int cli_parse(cli_call *call, int argc, char **argv);

/* ---- messages on stderr (message.c) */

/* Escapes what is not safe to show and prints it. */
void cli_safe_print(FILE *file, const char *text);

/* Appends a text, or a word quoted for the shell, to a malloc'ed line (NULL: an empty one), after a
   blank; false if there is no memory. */
bool cli_append(char **line, const char *text);
bool cli_append_word(char **line, const char *word);

/* "xent: FILE:LINE: error: sentence", then the hint; returns the exit status of err->status. */
int cli_error(const cli_call *call, const xent_error *err);

/* An error of usage, printf-formatted; returns CLI_USAGE. */
int cli_usage(const cli_call *call, const char *format, ...) XENT_PRINTF(2, 3);

/* The notes and warnings; -q silences the notes. */
void cli_notes(const cli_call *call, const xent_notes *notes);

/* The name of the list 0, 1, ... that is nearest to word, NULL if none is near. */
typedef const char *cli_name_at(size_t i); /* NULL: the list ends */
const char *cli_nearest(const char *word, cli_name_at *name_at);

/* ---- what most commands do (work.c) */

/* Everything that a command holds while it works; cli_close frees it. */
typedef struct {
    xent_notes notes;
    xent_map *map;
    xent_sample *sample;
    xent_part *fit_part, *eval_part; /* NULL: all rows */
    const xent_sample *fitted, *measured; /* the rows to fit and to measure on */
    xent_sample *cells; /* of several labels, where they count as rows; NULL */
    xent_part_rule fit_rule, eval_rule;
    char *split_column, *fitted_on, *measured_on; /* malloc'ed; split_column NULL: none is read */
    xent_result *result;
    xent_diagnosis diagnosis;
    char *command_line;
    const char *inputs[12]; /* NULL-ended: what must not be overwritten */
    xent_error err;
} cli_work;

/* Loads the map of --map, if any, and reads PATH by the options. */
xent_status cli_open(cli_call *call, cli_work *work, const char *path, bool unlabelled);

/* Has what was read several labels? */
bool cli_has_labels(const cli_work *work);

/* Makes the rows to fit on the cells of theirs, if they have several labels. */
xent_status cli_fit_cells(cli_work *work);

/* Refuses several labels for a command that has no use for them. */
xent_status cli_refuse_labels(const cli_call *call, cli_work *work);

/* Cuts what was read into the parts of --fit-on and --eval-on, and for commands that measure fits
   the default map on the first (split.c). */
xent_status cli_split(const cli_call *call, cli_work *work);

/* Reads a whole text as a number. */
bool cli_read_real(const char *text, double *x);

/* Reads what the two options say, before anything is opened, and names the column of parts. */
xent_status cli_split_rules(const cli_call *call, cli_work *work);

/* The result as the options want it; *text is malloc'ed. */
xent_status cli_render(const cli_call *call, cli_work *work, char **text);

/* To standard output: what fails before main closes it is told with its own reason. */
xent_status cli_put(const char *bytes, size_t n, xent_error *err);

/* Prints the notes so far, and then the text. */
xent_status cli_print(const cli_call *call, cli_work *work, const char *text);

/* Both. */
xent_status cli_print_result(const cli_call *call, cli_work *work);

/* Prints the notes so far and writes to the file of -o, whole or not at all; without -o, and to
   "-", to standard output. */
xent_status cli_write(const cli_call *call, cli_work *work, const char *bytes, size_t n);

/* "wrote FILE" of -o, where a person reads standard output. */
void cli_wrote(const cli_call *call);

/* Says what is left to say, frees all; returns the exit status. */
int cli_close(const cli_call *call, cli_work *work, xent_status status);

/* Columns of the terminal. */
size_t cli_width(void);

/* ---- signals (signals.c) */

/* Says what to do about signals, once; are mapped files safe from now on? */
bool cli_handle_signals(void);

/* Where plots tell which process group is killed before a signal ends the command. */
volatile sig_atomic_t *cli_plotting(void);

/* Remembers an input that may be mapped; the path must stay. */
void cli_watch(const char *path);

/* ---- help (cmd_help.c) */
void cli_print_summary(FILE *file);
void cli_print_help(const cli_command *command);

/* ---- the library's registries under one roof (registry.c) */
typedef struct {
    const char *kind;     /* "maps" */
    const char *singular; /* "map" */
    cli_name_at *name, *title;
    bool (*hidden)(size_t i); /* is it done only if it is named?  NULL: nothing is */
} cli_registry;

extern const cli_registry cli_registries[]; /* ends with a NULL kind */

/* "unknown map isotnic; did you mean ...?", with the list as the hint; returns CLI_USAGE.  kind:
   the singular of a registry. */
int cli_unknown(const cli_call *call, const char *kind, const char *name);

#endif
