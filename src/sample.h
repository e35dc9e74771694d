/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample: scores with labels and weights, validated once, then read as blocks of rows.

   Nobody holds a base pointer into the scores.  A sample is a shape and a source that can show
   any block of rows; sources stack (a subset of a mapped sample of a file), which is how maps,
   cross-fitting and subsets work on data of any size.  A sample is immutable after it is made and
   may be read from many threads, each with its own scratch. */
#ifndef XENT_SAMPLE_H
#define XENT_SAMPLE_H
#include <stdbool.h>
#include "kernel.h"
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Bits, so that a descriptor can name a set of tasks.  Multi-label: every column is a binary
   problem of its own. */
typedef enum { XENT_BINARY = 1, XENT_MULTICLASS = 2, XENT_MULTILABEL = 4 } xent_task;

const char *xent_task_name(xent_task task); /* "binary" */

/* Frequency: a row of weight w stands for w rows.  Importance: for one row that counts w times. */
typedef enum { XENT_IMPORTANCE, XENT_FREQUENCY } xent_weight_kind;

/* What the scores speak of: all classes; in one column the confidence of a prediction, whose label
   says whether it came true; or the probability of what was true, and all labels are 1. */
typedef enum {
    XENT_SCORES_OF_CLASSES,
    XENT_SCORES_OF_PREDICTION,
    XENT_SCORES_OF_TRUTH
} xent_scores_of;

typedef enum { XENT_SUBJECT_AUTO, XENT_CLASSES, XENT_PREDICTION, XENT_TRUTH } xent_subject_choice;

const char *xent_scores_of_name(xent_scores_of of); /* "classes" */

/* A column that cuts the rows into groups, into clusters that belong together, or into parts to fit
   and to measure on; or says what they are called. */
typedef enum { XENT_GROUP, XENT_CLUSTER, XENT_SPLIT, XENT_ID, XENT_FACTOR_ROLES } xent_factor_role;

typedef struct {
    xent_factor_role role;
    char *name;     /* of the column, as asked for */
    size_t levels;
    char **level;   /* their names in order, numbers by size, words as they come first; NULL: not
                       kept */
} xent_factor;

typedef struct {
    size_t rows;       /* >= 1 */
    size_t columns;    /* >= 1 */
    size_t classes;    /* columns, or 2 for one column */
    xent_task task;    /* XENT_BINARY: one column; XENT_MULTILABEL: blocks have marks for labels */
    xent_kind kind;
    size_t cells;      /* rows are the cells of rows with so many labels; 0: they are rows */
    bool float32;      /* are the scores of the blocks float32? float16 is decoded to it */
    bool write_float32; /* what xent_write writes: the precision of the file, whatever a map works
                           in */
    bool labelled, weighted;
    bool soft;         /* have rows target distributions in place of labels? */
    xent_weight_kind weight_kind;
    double max_weight; /* the largest weight; 1 if there are none */
    size_t block_rows; /* the most rows in a block: a function of the columns alone */
    size_t blocks;     /* blocks of a subset may hold fewer rows, even none */
    size_t factors;    /* factor columns in every block */
    const xent_factor *factor; /* factors of them; NULL: nothing is known of them */
    xent_scores_of of;
    char *const *names; /* columns names, the source's; NULL: they have none */
} xent_shape;

enum { XENT_MAX_AXES = 32 };

/* The axes of the array that rows come from.  Rows are all positions of the axes but that of the
   classes, in C order; count 0: not from an array. */
typedef struct {
    unsigned count;
    unsigned classes; /* their axis; count: there is none, one column */
    size_t length[XENT_MAX_AXES];
} xent_array_axes;

/* How labels and predictions of the same rows agree, beside what they would by chance: looked for
   where the labels seem to have nothing to do with the scores.  Counts of rows, whatever their
   weights. */
typedef struct {
    size_t rows;                 /* 0: nobody looked */
    size_t agree[3];             /* rows that predict y - 1, y, y + 1 */
    double chance[3], spread[3]; /* their mean and standard deviation if the labels were shuffled */
    size_t late, early;          /* rows that predict the label of the next, the previous row, */
    size_t pairs;                /* of so many */
    double variety;              /* the chance that two rows predict different classes */
    double distance;             /* total variation between the shares of labels and predictions */
    double confidence;           /* mean, unweighted */
} xent_alignment;

/* What rows are suspected for (forensic.h). */
typedef struct {
    double low, high;            /* of all scores as stored */
    double sum_min, sum_max;     /* of the rows' sums of scores */
    double exp_min, exp_max;     /* of the rows' sums of e^score; NAN: not looked at */
    size_t off_rows;             /* rows whose scores do not sum to 1 */
    bool softmaxed;              /* are the scores rows of probabilities, whatever they are
                                    called? */
    bool few_digits;             /* float16, bfloat16 or text of five digits or fewer */
    bool half;                   /* is the least and the greatest score of every row a binary16, */
    bool bfloat;                 /* a bfloat16? */
    bool varied;                 /* is some row not constant? */
    bool hidden;                 /* can every row be the softmax of a row of probabilities?  Its */
    double hidden_min, hidden_max; /* least and largest, */
    size_t hidden_sure;          /* and how many of these rows have one of 0.9 or more */
    size_t one_hot;              /* rows of one 1 and zeros, or one column of 0 or 1 */
    size_t clipped_half;         /* rows that reach 65504, the end of binary16 */
    size_t empty;                /* one-hot and constant rows: copies among them mean nothing */
    size_t hits[3], hits_up, hits_down; /* rows where y has the largest score, by xent_kind for one
                                           column; where y + 1 or y - 1 has it */
    size_t most;                 /* rows of the most frequent label */
    size_t zero_rows;            /* rows with q(y) = 0 */
    uint64_t zero_row;           /* the first of them */
    xent_alignment alignment;
} xent_evidence;

/* What the door saw; for messages, reports and `xent inspect`. */
typedef struct {
    double min, max;             /* of the finite scores as stored */
    double sum_min, sum_max;     /* of the rows' sums of q, if the kind is not logits; else NAN */
    size_t minus_inf;            /* scores that are -inf */
    size_t ignored_rows;         /* dropped by the ignore index */
    size_t clipped;              /* scores that the clip option moved */
    size_t normalized_rows;      /* rows that the normalise option changed */
    size_t duplicate_rows;       /* rows whose scores and label equal an earlier row's */
    size_t classes_seen;         /* distinct labels */
    size_t clusters;             /* of a part: the clusters that its rows are of; else 0 */
    int32_t label_min, label_max;
    char kind_reason[160];       /* why this kind: "rows sum to 1 within 1e-04" */
    char fingerprint[33];        /* XXH3-128 of scores, labels and weights as decoded, in hex */
    char storage[160];           /* "float32, C order", "text" */
    char targets[24];            /* "distributions", "log-distributions", "counts", "labels" (all
                                    rows one-hot); "": there are none */
    xent_array_axes axes;              /* of the scores */
    xent_evidence evidence;
} xent_facts;

typedef struct xent_sample xent_sample;

/* Where rows come from. */
typedef struct {
    const char *name;
    /* Shows block i.  scratch: the sample's scratch; what *block points to stays valid until the
       scratch is used again. */
    xent_status (*block)(const void *state, size_t i, void *scratch, xent_block *block,
                         xent_error *err);
    void (*free)(void *state); /* NULL: nothing to free */
} xent_source;

/* Makes a sample of blocks that are already valid (see xent_sample_admit for data that are not).
   Takes state over, also on failure.  scratch_size: bytes that one thread needs for block().
   facts may be NULL.  XENT_ENOMEM. */
xent_status xent_sample_open(const xent_shape *shape, const xent_source *source, void *state,
                             size_t scratch_size, const xent_facts *facts, xent_sample **sample,
                             xent_error *err);
void xent_sample_free(xent_sample *sample); /* NULL is allowed */

const xent_shape *xent_sample_shape(const xent_sample *sample);
const xent_facts *xent_sample_facts(const xent_sample *sample);

/* xent_kernel_rows of a block of such a sample.  Where the scores speak of predictions, every row
   predicts that it is right: class 1, with the confidence p. */
void xent_sample_rows(const xent_shape *shape, const xent_block *block, unsigned wants,
                      size_t stride, xent_row *row, double *q);

/* Bytes of scratch that one thread needs; align it as malloc does.  May be 0. */
size_t xent_sample_scratch_size(const xent_sample *sample);

/* Shows block i, 0 .. blocks-1.  A source that reads a file may fail with XENT_EIO, XENT_EDATA. */
xent_status xent_sample_block(const xent_sample *sample, size_t i, void *scratch,
                              xent_block *block, xent_error *err);

/* Rows of a block for this many columns: about 16,384 scores, which stay in a core's cache; whole
   sixteens if there are as many, at least 1, at most 4096.  Fixed for ever, since results of fits
   depend on it in the last bit. */
size_t xent_block_rows(size_t columns);

/* Fills shape->block_rows and shape->blocks from rows and columns. */
void xent_shape_blocks(xent_shape *shape);

/* Says whether row i of a block belongs to a subset. */
typedef bool xent_chooser(const void *context, const xent_block *block, size_t i);

/* The rows of `parent` that `choose` takes, as a sample that borrows the parent and the context
   (both must outlive it).  Rows keep their numbers in xent_block.row.  Reads the parent
   once.  XENT_EDATA if no row is left; XENT_ENOMEM. */
xent_status xent_sample_subset(const xent_sample *parent, xent_chooser *choose,
                               const void *context, xent_sample **sample, xent_error *err);

/* What a part is made of: the rows with some values of the factor XENT_SPLIT, those of a range, or
   a share of them all.  A share deals out rows by a hash of the seed and of their number or, where
   there are clusters, of their cluster, which is so never split. */
typedef enum { XENT_PART_VALUES, XENT_PART_ROWS, XENT_PART_SHARE } xent_part_kind;

typedef struct {
    xent_part_kind kind;
    const char *values;       /* values of the factor with commas between */
    uint64_t first, end;      /* the file's rows first .. end-1, from 0; end UINT64_MAX: to the
                                 last */
    double share;             /* between 0 and 1: the rows whose hash is that low, */
    bool from_above;          /* or that high */
    uint64_t seed;
    bool others;              /* all rows but these */
} xent_part_rule;

/* The rows that the rule takes: a sample with a fingerprint of its own, which the part owns, that
   borrows the parent.  XENT_EINVAL if there is no such factor; XENT_EDATA for a value that no row
   has, for rows that the file does not have, or if no row is left; XENT_ENOMEM; errors of the
   source. */
typedef struct xent_part xent_part;
xent_status xent_part_alloc(const xent_sample *parent, const xent_part_rule *rule, xent_part **part,
                            xent_error *err);
void xent_part_free(xent_part *part); /* NULL is allowed */
const xent_sample *xent_part_sample(const xent_part *part);

/* Can a row be of both parts, which are of one parent and one kind? */
bool xent_parts_overlap(const xent_part *a, const xent_part *b);

/* About `rows` rows of `parent`, from all over it, as a sample that borrows it: for guesses.  The
   shape's rows are an upper bound, and the facts are the parent's.  Reads only what is looked at.
   XENT_ENOMEM. */
xent_status xent_sample_thin(const xent_sample *parent, size_t rows, xent_sample **sample,
                             xent_error *err);

/* ---- the door */

typedef enum {
    XENT_KIND_AUTO,
    XENT_KIND_LOGITS,
    XENT_KIND_PROBS,
    XENT_KIND_LOGPROBS
} xent_kind_choice;

typedef struct {
    xent_kind_choice kind;
    bool ignore;              /* drop the rows whose label is ignore_index */
    long long ignore_index;
    int label_base;           /* 0 or 1: the label of the first class */
    double clip;              /* probabilities into [clip, 1-clip]; 0: leave them */
    bool normalize;           /* divide each row of probabilities by its sum */
    bool independent;         /* columns are problems of their own: rows need not sum to 1; without
                                 a label for each row, XENT_MULTILABEL */
    bool as_asked;            /* probabilities given as logits are a warning, not an error */
    xent_weight_kind weight_kind;
    unsigned threads;         /* 0: all processors */
} xent_admit_options;

/* Where rows stand, for messages. */
typedef struct {
    const char *file;                                           /* NULL: they have no file */
    unsigned long long (*line)(const void *lines, size_t row);  /* NULL: there are no lines */
    const void *lines;
    xent_array_axes axes;                                             /* count 0: there are none */
} xent_place;

/* Rows that nobody has checked yet. */
typedef struct {
    const xent_source *source; /* blocks without labels and weights */
    void *state;
    size_t scratch_size;
    size_t rows, columns;
    bool float32;
    bool low_precision;        /* float16, or text of five digits or fewer: sums to 1 within 1e-2 */
    char storage[160];         /* for xent_facts */
    xent_place scores_place, labels_place, weights_place;
    char *const *column_names; /* columns names, or NULL */
    int64_t *label;            /* rows labels, malloc'ed; NULL: unlabelled */
    double *weight;            /* rows weights, malloc'ed; NULL: all 1 */
    size_t factors;            /* factor columns */
    int32_t *factor;           /* rows*factors levels, malloc'ed; NULL: no factors */
    xent_factor *about;        /* factors of them, as xent_factors_free frees them; or NULL */
    xent_scores_of of;
} xent_raw;

/* Frees n factors; NULL is allowed. */
void xent_factors_free(size_t n, xent_factor *factor);

/* The number of the sample's factor of that role; shape->factors if there is none. */
size_t xent_shape_factor(const xent_shape *shape, xent_factor_role role);

/* The most clusters that rows may be of; 0: every row stands for itself. */
size_t xent_shape_clusters(const xent_shape *shape);

/* What tests of chance hold of where rows are of clusters: "independent rows, not of ..." */
const char *xent_shape_dependent(const xent_shape *shape);

/* An interval by clusters wants so many at least. */
enum { XENT_LEAST_CLUSTERS = 5 };

/* Checks every row and makes the sample.  Takes raw->state, label, weight, factor and about over,
   also on failure.  Decides the kind on all rows, refuses NaN, +inf, rows of -inf only, labels
   outside the classes, weights that are not positive and finite, probabilities outside [0,1] or
   rows that do not sum to 1; each refusal says where, with which value, how many, and what to do.
   Notes what is odd but usable (one class only, softmax applied twice, copies of rows).  One pass,
   two for the kinds that need it; O(rows * columns). */
xent_status xent_sample_admit(xent_raw *raw, const xent_admit_options *options,
                              xent_notes *notes, xent_sample **sample, xent_error *err);

/* The door for data in memory: scores (f32 or f64, the other NULL) are borrowed and must outlive
   the sample; labels and weights are copied.  label and weight may be NULL. */
xent_status xent_sample_from_memory(size_t rows, size_t columns, const float *f32,
                                    const double *f64, const int64_t *label,
                                    const double *weight, const xent_admit_options *options,
                                    xent_notes *notes, xent_sample **sample, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
