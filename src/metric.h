/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of a sample: one registry, one pass.

   A metric says what it needs and is init (all bytes zero) / add block / merge / finish.  Merging
   is how threads, shards and ranks meet; states hold exact sums, so the order does not matter.
   Calibration metrics speak of pairs (p, outcome): for one column P(y=1) against y, otherwise, or
   with XENT_TOP, the confidence against correctness.  An outcome is a number between 0 and 1. */
#ifndef XENT_METRIC_H
#define XENT_METRIC_H
#include "bin.h"
#include "exact.h"
#include "sample.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { XENT_MAX_REPLICATES = 1000000, XENT_LEAST_DRAWS = 100, XENT_METRIC_MEMBERS = 8 };

typedef enum { XENT_POSITIVE, XENT_TOP } xent_confidence;

/* exp(-tv(p, p')/h), tv half the sum of |p_c - p'_c|; exp(-|p - p'|^2 / (2 h^2)). */
typedef enum { XENT_LAPLACE, XENT_GAUSSIAN } xent_kernel_shape;

typedef struct xent_metric xent_metric;

/* How to measure; xent_settings_default is the default of every member. */
typedef struct {
    size_t bins;                /* of equal width or mass, 1 .. XENT_MAX_BINS; 15 */
    xent_edges edges;           /* XENT_RIGHT: (lo,hi] */
    xent_binning binning;       /* of ece, rmsce, mce and what shares their bins; XENT_BY_WIDTH */
    xent_confidence confidence; /* of one-column samples; XENT_POSITIVE */
    xent_share_interval interval; /* of accuracies, in all rows and in bins; XENT_WILSON */
    size_t bootstrap;           /* draws behind the intervals of metrics with .bootstrap, from
                                   XENT_LEAST_DRAWS on; 0: no drawing; 0 */
    double level;               /* of intervals and bands, between 0 and 1; 0.95 */
    double tolerance;           /* effects below it are not worth a verdict; 0.01 */
    uint64_t seed;              /* of folds, null references and bootstrap draws; 1 */
    size_t replicates;          /* of null references, 1 .. XENT_MAX_REPLICATES; 1000 */
    size_t folds;               /* of cross-fitting; 0: none; 5 */
    double coverage;            /* share of the rows that risk_at_coverage keeps, in (0, 1]; 0.8 */
    xent_kernel_shape kernel;   /* of skce; XENT_LAPLACE */
    double threshold;           /* probabilities above it are those of tace; 0: all; 0.01 */
    double bandwidth;           /* of that kernel; 0: the median distance; 0 */
    unsigned threads;           /* 0: all processors; never changes a result */
    const xent_metric *const *metrics; /* those wanted, ending with NULL; NULL: all that are not
                                          extra; xent_metrics: all */
} xent_settings;

extern const xent_settings xent_settings_default;

/* XENT_EINVAL for settings out of range, with the one that is. */
xent_status xent_settings_check(const xent_settings *settings, xent_error *err);

/* A number and what is known of it.  Members that do not apply are NAN. */
typedef struct {
    double value;
    double low, high;            /* interval at settings.level */
    double null_mean, null_high; /* mean and level quantile under perfect calibration */
    double p_value;
    double detectable;           /* the smallest error that shows in four samples of five like
                                    this */
    double degrees_of_freedom;   /* of its chi-squared distribution */
    double clusters;             /* that the interval is of; NAN: of rows */
    double bandwidth;            /* of the kernel, as it was used */
    double pairs, blocks;        /* of rows that were compared, in so many blocks */
    const char *withheld;        /* why something else is not there; NULL: all is */
} xent_value;

/* Nats are converted when a document is written; nothing else has a unit. */
typedef enum { XENT_UNIT_NONE, XENT_UNIT_NATS } xent_metric_unit;

/* What a metric needs, as bits. */
enum {
    XENT_NEED_WIDTH = 1,         /* the errors of bins of equal width (or as settings.binning
                                    says) */
    XENT_NEED_MASS = 2,          /* the errors of groups of equal mass, in finish */
    XENT_NEED_WALK = 4,          /* the KS error, in finish */
    XENT_NEED_PAIRS = 8,         /* the sorted pairs, in finish */
    XENT_NEED_OUTCOMES = 16,     /* the pairs of a block, in add */
    XENT_NEED_PROBABILITIES = 32, /* every q of a row, in add */
    XENT_NEED_POSITIVE = 64,     /* pairs of P(y=1) against y: only where they are so */
    XENT_NEED_MANY_CLASSES = 128, /* more than five classes */
    XENT_NEED_DRAWN = 256,       /* some rows with every q, in finish */
    XENT_NEED_PASSES = 512       /* the sample, for passes of its own, in finish */
};

/* What it makes sense of: labels, target distributions in their place, or both. */
typedef enum { XENT_OF_LABELS, XENT_OF_BOTH, XENT_OF_TARGETS } xent_metric_subject;

/* What may be done without changing the value: reorder the rows (not a bit changes); replace a row
   of frequency w by w copies (but for rounding). */
enum { XENT_INVARIANT_ROW_ORDER = 1, XENT_INVARIANT_COPIES = 2 };

/* The (p, outcome) pairs of some rows. */
typedef struct {
    size_t rows;
    const double *p;
    const int32_t *outcome; /* 0 or 1, unless they are soft */
    const double *soft;     /* between 0 and 1; NULL: they are 0 or 1 */
    const double *weight;   /* NULL: all 1 */
    const int32_t *cluster; /* of the first; that of pair i stands i * stride further.  NULL: they
                               have none */
    size_t stride;
} xent_outcomes;

static inline double
xent_outcome(const xent_outcomes *outcomes, size_t i)
{
    return outcomes->soft ? outcomes->soft[i] : (double)outcomes->outcome[i];
}

/* The variance of an outcome under perfect calibration: that of a coin, or, since nobody knows that
   of an outcome between 0 and 1, its squared distance from p, which has the right mean. */
static inline double
xent_outcome_spread(double p, double outcome, bool soft)
{
    return soft ? (outcome - p) * (outcome - p) : p * (1 - p);
}

/* A block as metrics see it. */
typedef struct {
    const xent_shape *shape;
    const xent_block *block;
    const xent_row *row;    /* block->rows summaries, with what the metric wants of them */
    const double *q;        /* rows*columns probabilities if a metric needs them, else NULL */
    const xent_soft_row *soft; /* block->rows of target distributions; NULL: there are none */
    xent_outcomes outcomes; /* if a metric needs them */
} xent_rows;

/* How right the prediction of a row is: 1 or 0; of a target distribution, what it gives the
   class. */
static inline double
xent_row_hit(const xent_rows *rows, size_t i)
{
    return rows->soft ? rows->soft[i].hit : (double)(rows->row[i].predicted == rows->row[i].label);
}

/* What finish may look at besides its own state. */
typedef struct {
    const xent_settings *settings;
    const xent_shape *shape;
    const struct xent_pairs *pairs; /* sorted; see pairs.h */
    const double *error;            /* the observed errors; see group.h */
    const struct xent_null *null;   /* and what they are under perfect calibration */
    const struct xent_partition *width, *mass; /* the groups that they are errors of */
    const struct xent_drawn *drawn; /* rows drawn at random; see drawn.h */
    const xent_sample *sample;
} xent_whole;

/* A metric; sister metrics stand in xent_metrics. */
struct xent_metric {
    const char *name;       /* "nll" */
    const char *title;      /* "negative log-likelihood" */
    const char *source;     /* the paper */
    xent_metric_unit unit;
    int better;             /* -1: lower, +1: higher, 0: neither */
    double low, high;       /* range of the value; may be infinite */
    unsigned tasks;         /* xent_task bits */
    unsigned needs;
    unsigned row;           /* what add looks at in row summaries: XENT_WANT_* */
    unsigned invariances;
    bool clusters;          /* do interval and p-value hold where only clusters are independent? */
    bool bootstrap;         /* can its interval be by bootstrap?  Not that of an error or a share */
    bool extra;             /* is it measured only if it is named, or all are wanted? */
    bool mean;              /* is it a mean over rows, so that of the parts of a whole the mean is
                               its? */
    const xent_metric *lead; /* a sister that measures this one too, with the same needs, row, size,
                                add and merge; NULL: none */
    size_t member;          /* where the lead's finish writes its value, 1 ..
                               XENT_METRIC_MEMBERS-1 */
    xent_metric_subject subject;
    const char *labels;     /* of one of labels alone: why target distributions do not do; else
                               NULL */
    bool truth;             /* is q(y) enough for it, without a class beside y? */
    /* Writes the definition of the value under these settings: "mean of -ln q(y)". */
    void (*define)(const xent_settings *settings, const xent_shape *shape, char *text, size_t size);
    /* The same for its null reference; NULL: it has none. */
    void (*null_method)(const xent_settings *settings, const xent_shape *shape, char *text,
                        size_t size);
    size_t (*size)(const xent_settings *settings, const xent_shape *shape); /* NULL: no state */
    void (*add)(void *state, const xent_settings *settings, const xent_rows *rows);
    void (*merge)(void *state, const void *from, const xent_settings *settings,
                  const xent_shape *shape);
    /* Writes value[0], and value[member] of its sisters; they are NAN before, and what is not
       defined stays so.  XENT_ENOMEM; XENT_EFIT. */
    xent_status (*finish)(const void *state, const xent_whole *whole, xent_value *value,
                          xent_error *err);
};

extern const xent_metric *const xent_metrics[]; /* ends with NULL */
const xent_metric *xent_metric_find(const char *name);

/* Is the metric defined for such a sample under these settings? */
bool xent_metric_applies(const xent_metric *metric, const xent_settings *settings,
                         const xent_shape *shape);

/* A score of the pairs by isotonic regression (CORP): score = miscalibration - discrimination +
   uncertainty, and what the miscalibration of a calibrated model would be, since it is never 0 on
   the rows that the regression was made on. */
typedef struct {
    double score, miscalibration, discrimination, uncertainty;
    double null_mean, null_high; /* mean and level quantile */
} xent_corp_terms;

/* A point of the regression: the mean outcome y at x. */
typedef struct {
    double x, y;
    double consistency_low, consistency_high; /* where y of a calibrated model lies */
    double low, high;                         /* where the true frequency lies, at settings.level */
} xent_corp_point;

typedef struct {
    xent_corp_terms log, brier; /* nats; (p - outcome)^2 */
    size_t size;
    xent_corp_point *point;     /* size points by increasing x; straight lines between */
} xent_corp;

/* A point of the kernel-smoothed curve: y = x + the mean of outcome - p near x. */
typedef struct {
    double x, y;
    double rows;                              /* as many of equal weight would be as sure of y */
    double low, high;                         /* where the curve of all such rows lies, at
                                                 settings.level */
    double consistency_low, consistency_high; /* where y of a calibrated model lies */
} xent_smoothed_point;

typedef struct {
    double sigma;                /* width of the Gaussian */
    size_t size;
    xent_smoothed_point *point;  /* size points by increasing x, none where rows are few */
} xent_smoothed;

/* Everything measured on one sample (one scope of a result). */
typedef struct xent_evaluation xent_evaluation;

/* Measures the wanted metrics that apply, in one pass over the sample; a value does not depend on
   which others are wanted.  Keeps what the metrics declare: 8 bytes a row for those that need the
   sorted pairs (16 with weights; twice that while sorting), nothing otherwise.  XENT_EINVAL for
   settings out of range; XENT_EDATA for an unlabelled sample; XENT_ENOMEM; errors of the source.
   O(rows * columns + null references). */
xent_status xent_evaluate(const xent_sample *sample, const xent_settings *settings,
                          xent_evaluation **evaluation, xent_error *err);
void xent_evaluation_free(xent_evaluation *evaluation);

/* The value of a metric, or NULL if it does not apply to the sample or is not wanted. */
const xent_value *xent_evaluation_value(const xent_evaluation *evaluation,
                                        const xent_metric *metric);

/* The equal-width bins of the pairs; without bins if no wanted metric is measured on them. */
const xent_bins *xent_evaluation_bins(const xent_evaluation *evaluation);

/* The scores of the pairs taken apart by isotonic regression; NULL if only some metrics are
   wanted. */
const xent_corp *xent_evaluation_corp(const xent_evaluation *evaluation);

/* Their smoothed curve; NULL likewise. */
const xent_smoothed *xent_evaluation_smoothed(const xent_evaluation *evaluation);

/* Labelled rows with q(y) = 0, whose nll is infinite; SIZE_MAX: no wanted metric looks at it. */
size_t xent_evaluation_zero_rows(const xent_evaluation *evaluation);

#ifdef __cplusplus
}
#endif
#endif
