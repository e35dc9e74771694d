/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file to a sample: npy, npz, csv, tsv.  Readers trust nothing: sizes are checked against
   the file before anything is allocated, pickles are refused, every error says where. */
#ifndef XENT_READER_H
#define XENT_READER_H
#include "sample.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef enum { XENT_HEADER_AUTO, XENT_HEADER_YES, XENT_HEADER_NO } xent_header;

/* What the columns of scores are: one or all classes, or, if asked for, labels that do not exclude
   each other. */
typedef enum { XENT_TASK_AUTO, XENT_TASK_MULTILABEL } xent_task_choice;

typedef struct {
    xent_task_choice task; /* multi-label: labels are a column of 0 and 1 for each of the scores */
    const char *scores;  /* an npz member, csv columns ("a,b,c" or "first:last"), or a file */
    const char *labels;  /* likewise, one column; NULL: by the rules of the manual */
    const char *weights; /* likewise; NULL: none */
    const char *factor[XENT_FACTOR_ROLES]; /* likewise: groups, clusters, parts, names of the rows;
                                              NULL: none */
    bool identify;       /* without a factor XENT_ID, take the column of text called id or index */
    xent_subject_choice of; /* by default names of columns say what the scores speak of */
    const char *targets; /* target distributions in place of labels, as many columns as scores;
                            NULL: none */
    bool has_class_axis;
    long long class_axis; /* of arrays: the axis of the classes, negative from the end; by default
                             the one that the labels' shape leaves, else the last */
    bool unlabelled;     /* do without labels where none are found */
    bool note_rest;      /* note which arrays of an npz are not taken */
    bool whole_scores;   /* a column of integers may be the scores: counts, not labels */
    xent_header header;  /* csv: is the first row a header? */
    char delimiter;      /* csv: ',', ';' or '\t'; 0: sniffed */
    char decimal;        /* csv: '.' or ',' */
    bool map; /* map files where they can be used in place, else read them block by block:
                 only for programs that deal with SIGBUS, which a mapped file that becomes
                 shorter raises */
    uint64_t max_memory; /* bytes for decoded data (text, compressed, piped) and for what is kept
                            per row; decoded data beyond it go to a temporary file; 0: no limit */
    const char *folder;  /* of temporary files; NULL: /tmp */
    xent_admit_options admit;
} xent_read_options;

struct xent_output; /* internal: output.h */
typedef struct xent_table xent_table; /* internal: what is in a file, before anything is selected */

/* What to write of a sample: the probabilities that it states, with its labels where the format has
   a place for them; its scores as they are, with labels and weights; or its labels alone. */
typedef enum { XENT_WRITE_PROBABILITIES, XENT_WRITE_SCORES, XENT_WRITE_LABELS } xent_content;

/* A file format; sister formats stand in xent_formats. */
typedef struct {
    const char *name;                  /* "npy" */
    const char *title;                 /* "NumPy array" */
    const char *const *suffixes;       /* ".npy", NULL-ended */
    /* Do the first n bytes of a file say that it is this format? */
    bool (*sniff)(const unsigned char *bytes, size_t n);
    /* Says what the file of the table, whose first bytes are read, offers. */
    xent_status (*open)(const xent_read_options *options, xent_notes *notes, xent_table *table,
                        xent_error *err);
    bool one_array;                    /* no place for labels and weights beside the scores */
    /* Writes every row, block by block: float32 where the sample was read from float32 or float16,
       mapped or not, else float64. */
    xent_status (*write)(const xent_sample *sample, xent_content content, struct xent_output *out,
                         xent_error *err);
} xent_format;

extern const xent_format *const xent_formats[]; /* ends with NULL */

/* The format called `name`, or NULL. */
const xent_format *xent_format_find(const char *name);

/* The format that the name of the file PATH says, or NULL. */
const xent_format *xent_format_of_path(const char *path);

/* Reads PATH ("-": standard input) and selects scores, labels and weights from it or from the
   files that the options name.  The format is what the first bytes say, else the file's name.
   XENT_EIO if a file cannot be read, XENT_EDATA if it is damaged or ambiguous (the hint lists the
   candidates), XENT_EINVAL if the options contradict the data, XENT_ENOMEM. */
xent_status xent_read(const char *path, const xent_read_options *options, xent_notes *notes,
                      xent_sample **sample, xent_error *err);

/* Reads what goes with `sample`, which was read from PATH with these options: `name` is a member or
   columns of PATH, or another file.  Errors as above. */
xent_status xent_read_companion(const char *path, const xent_read_options *options,
                                const char *name, const xent_sample *sample,
                                xent_sample **companion, xent_error *err);

/* Writes the probabilities that `sample` states, rows by columns, to PATH in the format that its
   name says ("-": csv on standard output), whole or not at all.  inputs: NULL-ended list of files
   that must not be overwritten, or NULL.  XENT_EINVAL for an unknown suffix or an input,
   XENT_EIO. */
xent_status xent_write(const char *path, const xent_sample *sample, const char *const *inputs,
                       xent_error *err);

/* Writes the scores of `sample` as they are, with the labels and weights that it has, to PATH; what
   it reads back is the same sample.  labels_path: an npy file for the labels, or NULL.  XENT_EINVAL
   also where labels or weights would be lost, since an npy file holds one array. */
xent_status xent_convert(const char *path, const char *labels_path, const xent_sample *sample,
                         const char *const *inputs, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
