/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "extract.h"
#include "format.h"
#include "marks.h"
#include "npy.h"
#include "settle.h"
#include "soften.h"

/* In the order in which they are asked whether a file is theirs: text last. */
const xent_format *const xent_formats[] = {
    &xent_format_npy, &xent_format_npz, &xent_format_csv, &xent_format_tsv, NULL,
};

const xent_format *
xent_format_find(const char *name)
{
    for (const xent_format *const *f = xent_formats; *f; f++)
        if (strcmp((*f)->name, name) == 0)
            return *f;
    return NULL;
}

const xent_format *
xent_format_of_path(const char *path)
{
    size_t n = strlen(path);
    for (const xent_format *const *f = xent_formats; *f; f++)
        for (const char *const *suffix = (*f)->suffixes; *suffix; suffix++) {
            size_t m = strlen(*suffix);
            if (n > m && strcasecmp(path + n - m, *suffix) == 0)
                return *f;
        }
    return NULL;
}

/* ---- files that are not ours */

typedef struct {
    const char *magic;
    size_t size;
    const char *what, *hint;
} stranger;

#define MAGIC(text) text, sizeof(text) - 1

static const stranger strangers[] = {
    {MAGIC("PAR1"), "a Parquet file", "duckdb -csv -c \"select * from 'FILE'\" | xent ... -"},
    {MAGIC("\x89HDF\r\n\x1a\n"), "an HDF5 file",
     "python3 -c 'import h5py, numpy; numpy.save(\"out.npy\", h5py.File(\"FILE\")[\"NAME\"][:])'"},
    {MAGIC("\x1f\x8b"), "a gzip file", "gzip -dc FILE | xent ... -"},
    {MAGIC("\x28\xb5\x2f\xfd"), "a zstd file", "zstd -dc FILE | xent ... -"},
    {MAGIC("\xfd" "7zXZ"), "an xz file", "xz -dc FILE | xent ... -"},
    {MAGIC("BZh"), "a bzip2 file", "bzip2 -dc FILE | xent ... -"},
    {MAGIC("ARROW1"), "an Arrow file", "python3 -c 'import pandas; "
                                       "pandas.read_feather(\"FILE\").to_csv(\"out.csv\")'"},
    {MAGIC("SQLite format 3"), "an SQLite database",
     "sqlite3 -csv -header FILE 'select ...' | xent ... -"},
    {MAGIC("MATLAB 5.0"), "a MATLAB file",
     "python3 -c 'import scipy.io, numpy; numpy.savez(\"out.npz\", **scipy.io.loadmat(\"FILE\"))'"},
    {MAGIC("\xd0\xcf\x11\xe0"), "an Excel workbook", "save the sheet as CSV"},
    {MAGIC("\xff\xfe"), "UTF-16 text", "iconv -f UTF-16 -t UTF-8 FILE | xent ... -"},
    {MAGIC("\xfe\xff"), "UTF-16 text", "iconv -f UTF-16 -t UTF-8 FILE | xent ... -"},
    {MAGIC("{"), "JSON", "jq -r '... | @csv' FILE | xent ... -"},
    {MAGIC("[{"), "JSON", "jq -r '... | @csv' FILE | xent ... -"},
};

/* The pickle protocols 2 to 5; reading one can run code. */
static bool
is_pickle(const xent_input *input)
{
    return input->head_size > 2 && input->head[0] == 0x80 && input->head[1] >= 2 &&
           input->head[1] <= 5;
}

static xent_status
refuse(const xent_input *input, xent_error *err)
{
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        const stranger *s = &strangers[i];
        if (input->head_size >= s->size && memcmp(input->head, s->magic, s->size) == 0) {
            xent_input_fail(input, err, XENT_EDATA, "%s, which xent does not read", s->what);
            xent_error_hint(err, "%s", s->hint);
            return XENT_EDATA;
        }
    }
    if (is_pickle(input)) {
        xent_input_fail(input, err, XENT_EDATA, "a pickle: reading it can run code; refused");
        xent_error_hint(err, "where you trust it: numpy.save(\"out.npy\", array)");
        return XENT_EDATA;
    }
    return XENT_OK;
}

/* ---- opening */

static const xent_format *
sniff(const xent_input *input)
{
    for (const xent_format *const *f = xent_formats; *f; f++)
        if ((*f)->sniff(input->head, input->head_size))
            return *f;
    return NULL;
}

/* Where it stops being text. */
static xent_status
fail_unknown(const xent_input *input, xent_error *err)
{
    size_t odd = xent_input_odd(input->head, input->head_size), line = 1, start = 0;
    for (size_t i = 0; i < odd; i++)
        if (input->head[i] == '\n') {
            line++;
            start = i + 1;
        }
    if (odd == input->head_size)
        return xent_input_fail(input, err, XENT_EDATA, "%s", "neither npy, npz nor text");
    return xent_input_fail(input, err, XENT_EDATA,
                           "neither npy, npz nor text: byte %zu of line %zu is 0x%02x",
                           odd - start + 1, line, input->head[odd]);
}

/* The format, or why there is none. */
static xent_status
choose_format(xent_table *table, xent_error *err)
{
    const xent_input *input = &table->input;
    const xent_format *named = xent_format_of_path(input->path);
    xent_status status = refuse(input, err);
    if (status != XENT_OK)
        return status;
    if (input->head_size == 0)
        return xent_input_fail(input, err, XENT_EDATA, "the file is empty");
    table->format = sniff(input);
    if (!table->format)
        return fail_unknown(input, err);
    bool binary = named == &xent_format_npy || named == &xent_format_npz;
    if (binary && (table->format == &xent_format_csv))
        return xent_input_fail(input, err, XENT_EDATA, "called %s, but holds text", named->name);
    return XENT_OK;
}

xent_status
xent_table_open(const char *path, const xent_read_options *options, xent_budget *budget,
                xent_notes *notes, xent_table **table, xent_error *err)
{
    *table = calloc(1, sizeof **table);
    if (!*table)
        return xent_fail_memory(err);
    (*table)->budget = budget;
    xent_status status = xent_input_open(path, &(*table)->input, err);
    if (status == XENT_OK)
        status = choose_format(*table, err);
    if (status == XENT_OK)
        status = (*table)->format->open(options, notes, *table, err);
    if (status != XENT_OK) {
        xent_table_free(*table);
        *table = NULL;
    }
    return status;
}

/* marks: the name of the array that was found to be the labels of a multi-label problem, malloc'ed;
   NULL: nobody wants it. */
static xent_status
read_one(const char *path, const xent_read_options *options, xent_notes *notes,
         xent_sample **sample, char **marks, xent_error *err)
{
    xent_selection selection;
    xent_raw raw;
    xent_status status = xent_select(path, options, notes, &selection, err);
    *sample = NULL;
    if (status == XENT_OK && marks && selection.targets.array
        && !(*marks = strdup(selection.targets.array->name)))
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_settle(&selection, err);
    if (status == XENT_OK)
        status = xent_extract(&selection, &raw, err);
    if (status == XENT_OK)
        status = xent_sample_admit(&raw, &options->admit, notes, sample, err);
    xent_selection_clear(&selection);
    return status;
}

/* Arrays of targets have the axes of the scores. */
static void
fix_class_axis(const xent_sample *sample, xent_read_options *options)
{
    const xent_array_axes *axes = &xent_sample_facts(sample)->axes;
    if (axes->count < 3)
        return;
    options->has_class_axis = true;
    options->class_axis = axes->classes == axes->count - 1 ? -1 : (long long)axes->classes;
}

/* Of the options of the sample, only those count that say what kind of numbers they are. */
static xent_status
read_beside(const char *path, const xent_read_options *options, const char *name,
            const xent_sample *sample, xent_sample **companion, xent_error *err)
{
    xent_read_options own = *options;
    own.scores = name;
    own.labels = own.weights = own.targets = NULL;
    own.unlabelled = own.whole_scores = true;
    own.note_rest = false;
    own.admit.clip = 0;
    own.admit.normalize = false;
    fix_class_axis(sample, &own);
    return read_one(path, &own, NULL, companion, NULL, err);
}

xent_status
xent_read_companion(const char *path, const xent_read_options *options, const char *name,
                    const xent_sample *sample, xent_sample **companion, xent_error *err)
{
    xent_read_options own = *options;
    own.task = XENT_TASK_AUTO;
    own.admit.kind = XENT_KIND_AUTO;
    return read_beside(path, &own, name, sample, companion, err);
}

/* What goes with the scores is read apart. */
typedef struct {
    const char *what, *hint;
} attachment;

static const attachment targets_beside = {
    "targets", "targets are probabilities that sum to 1, their logarithms, or counts; labels that do "
               "not exclude each other: --task multilabel --labels"};
static const attachment labels_beside = {
    "labels", "--task multilabel wants a column of 0 and 1 for each column of the scores"};

/* What comes on standard input comes once. */
static xent_status
read_apart(const char *path, const xent_read_options *options, const char *name,
           const attachment *beside, const xent_sample *scores, xent_sample **companion,
           xent_error *err)
{
    if (strcmp(path, "-") != 0)
        return read_beside(path, options, name, scores, companion, err);
    if (access(name, F_OK) == 0)
        return read_beside(name, options, NULL, scores, companion, err);
    xent_fail(err, XENT_EINVAL,
              "%s of scores on standard input stand in a file; there is no %.200s", beside->what,
              name);
    xent_error_hint(err, "save what comes on standard input, and name the file");
    return XENT_EINVAL;
}

/* What the door says of scores, said of what goes with them: options of the scores do not help. */
static void
refuse_beside(const attachment *beside, xent_error *err)
{
    xent_error reason = err ? *err : (xent_error){0};
    xent_fail(err, XENT_EDATA, "%s: %.400s", beside->what, reason.sentence);
    xent_error_place(err, reason.place, reason.line);
    xent_error_hint(err, "%s", beside->hint);
}

static xent_status
read_soft(const char *path, const xent_read_options *options, xent_notes *notes,
          xent_sample **sample, xent_error *err)
{
    xent_read_options own = *options;
    xent_sample *scores, *targets;
    own.unlabelled = true;
    xent_status status = read_one(path, &own, notes, &scores, NULL, err);
    if (status != XENT_OK)
        return status;
    own.admit.kind = XENT_KIND_AUTO;
    status = read_apart(path, &own, options->targets, &targets_beside, scores, &targets, err);
    if (status == XENT_OK)
        return xent_sample_soften(scores, targets, options->targets, sample, err);
    if (status == XENT_EDATA)
        refuse_beside(&targets_beside, err);
    xent_sample_free(scores);
    return status;
}

/* ---- several labels */

/* Options that are of one label for each row. */
static xent_status
check_multilabel(const xent_read_options *options, xent_error *err)
{
    const char *wrong = options->targets                                  ? "targets"
                        : options->admit.ignore                           ? "ignore-index"
                        : options->admit.normalize                        ? "normalize"
                        : options->admit.label_base                       ? "label-base 1"
                        : options->of > XENT_CLASSES ? "scores-of"
                                                     : NULL;
    return wrong ? xent_fail(err, XENT_EINVAL,
                             "--%s is of one label for each row; --task multilabel has several",
                             wrong)
                 : XENT_OK;
}

static xent_status
read_marks(const char *path, const xent_read_options *options, const char *name,
           xent_sample **sample, xent_error *err)
{
    xent_read_options own = *options;
    xent_sample *scores = *sample, *labels;
    own.admit.kind = XENT_KIND_LOGITS; /* any numbers: their own check says what they may be */
    own.admit.as_asked = true;
    *sample = NULL;
    xent_status status = read_apart(path, &own, name, &labels_beside, scores, &labels, err);
    if (status == XENT_OK)
        return xent_sample_mark(scores, labels, access(name, F_OK) == 0 ? name : path, sample, err);
    if (status == XENT_EDATA)
        refuse_beside(&labels_beside, err);
    xent_sample_free(scores);
    return status;
}

static xent_status
read_multilabel(const char *path, const xent_read_options *options, xent_notes *notes,
                xent_sample **sample, xent_error *err)
{
    xent_read_options own = *options;
    char *found = NULL;
    own.targets = options->labels;
    own.labels = NULL;
    own.admit.independent = true;
    xent_status status = check_multilabel(options, err);
    if (status == XENT_OK)
        status = read_one(path, &own, notes, sample, &found, err);
    const char *name = options->labels ? options->labels : found;
    if (status == XENT_OK && name)
        status = read_marks(path, &own, name, sample, err);
    free(found);
    return status;
}

xent_status
xent_read(const char *path, const xent_read_options *options, xent_notes *notes,
          xent_sample **sample, xent_error *err)
{
    *sample = NULL;
    if (options->task == XENT_TASK_MULTILABEL)
        return read_multilabel(path, options, notes, sample, err);
    return options->targets ? read_soft(path, options, notes, sample, err)
                            : read_one(path, options, notes, sample, NULL, err);
}
