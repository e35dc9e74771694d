/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training losses, by row or reduced, with their gradients: one registry, and one way through it.

   A loss is composed, never spelled out case by case:
     scores -> ln q, q and 1 - q of every class, each with all its digits (a link)
     labels or targets -> smoothed, weighted targets t
     terms of the loss in ln q and q, and their derivatives (what a descriptor supplies)
     -> value and, by the link's chain rule, gradient (and Hessian) in the scores
     -> weights -> reduction.
   So every loss has every option that its terms can honour, and labels and one-hot rows are one
   path.  Sums that are reported are exact (exact.h); 0 ln 0 = 0 and 0 * inf = 0; nothing is
   clipped unless an option says so.  Values and gradients are finite wherever the limit is: at
   logits of +-1e308 and, where the target is 0, -inf.

   Notation: z logits, q = softmax(z) or, column by column, sigmoid(z), t targets, K columns. */
#ifndef XENT_LOSS_H
#define XENT_LOSS_H
#include <stdbool.h>
#include "exact.h"
#include "kernel.h"
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- descriptors */

/* What the columns of a row are. */
typedef enum {
    XENT_LOSS_CLASSES, /* one distribution over K classes */
    XENT_LOSS_COLUMNS, /* K binary problems: one of them, or labels of a multi-label problem */
    XENT_LOSS_MARGINS, /* K scores of one problem, of which no probabilities are made */
    XENT_LOSS_SCORES   /* K such scores, each a problem of its own */
} xent_loss_columns;

/* What a loss may be given (bits); XENT_TAKES_NOTHING: neither labels nor targets. */
enum {
    XENT_TAKES_LOGITS = 1,
    XENT_TAKES_PROBS = 2,
    XENT_TAKES_LOGPROBS = 4,
    XENT_TAKES_LABELS = 8,
    XENT_TAKES_TARGETS = 16,
    XENT_TAKES_NOTHING = 32,
    XENT_TAKES_TEACHER = 64
};

/* Which members of xent_loss_options a loss honours (bits). */
enum {
    XENT_LOSS_SMOOTHING = 1,
    XENT_LOSS_CLASS_WEIGHT = 2,
    XENT_LOSS_POS_WEIGHT = 4,
    XENT_LOSS_GAMMA = 8,
    XENT_LOSS_ALPHA = 16,
    XENT_LOSS_EPSILON = 32,
    XENT_LOSS_TEMPERATURE = 64,
    XENT_LOSS_LOG_TARGETS = 128
};

/* What is true of a loss (bits).  Proper: for any t, minimal at q = t.  Convex: in the logits (or
   scores) at any hard target.  Curved: xent_loss_hessian has its second derivatives.  Linear: in
   the targets, so that a smoothed loss is (1-s) times that of the labels plus s times that of
   uniform targets.  Nats: a logarithm, which may be told in other units.  Weighs rows: class
   weights c multiply the row, by c(y), or sum_k c_k t_k / sum_k t_k of targets, and not each target
   in the sum; so do those, two, of any loss of one column. */
enum {
    XENT_LOSS_PROPER = 1,
    XENT_LOSS_CONVEX = 2,
    XENT_LOSS_CURVED = 4,
    XENT_LOSS_LINEAR = 8,
    XENT_LOSS_NATS = 16,
    XENT_LOSS_WEIGHS_ROWS = 32
};

struct xent_loss_options;

/* One problem of n classes as the terms of a loss see it.  For margins and scores there is only
   x, the scores. */
typedef struct {
    size_t n;
    const double *x;          /* ln q */
    const double *q;          /* q */
    const double *complement; /* 1 - q, with all its digits */
    const double *t;          /* targets, smoothed and weighted */
    const double *log_t;      /* ln t, where it is given; else NULL */
} xent_problem;

/* Where the terms of a problem go: the derivative of the value is by_x dx + by_q dq. */
typedef struct {
    double value;
    double *by_x, *by_q;
    double *curvature; /* second derivatives in x, all else fixed; NULL: nobody wants them */
} xent_loss_terms;

/* A loss; sister losses stand in xent_losses. */
typedef struct {
    const char *name;       /* "focal" */
    const char *title;      /* "focal loss" */
    const char *definition; /* "sum_k alpha (1-q_k)^gamma t_k (-ln q_k)" */
    const char *source;     /* the paper */
    xent_loss_columns columns;
    unsigned takes, options, properties;
    /* Writes all members of *terms.  by_x, by_q and curvature come filled with zeros. */
    void (*terms)(const struct xent_loss_options *options, const xent_problem *problem,
                  xent_loss_terms *terms);
} xent_loss;

extern const xent_loss *const xent_losses[]; /* ends with NULL */
const xent_loss *xent_loss_find(const char *name);

/* ---- options */

/* Whose normalisation, clipping and defaults. */
typedef enum {
    XENT_SEMANTICS_XENT, /* nothing clipped, means over weights */
    XENT_SEMANTICS_TORCH,
    XENT_SEMANTICS_KERAS,
    XENT_SEMANTICS_OPTAX,
    XENT_SEMANTICS_SKLEARN
} xent_semantics;

/* What is made of the rows' values l, of weights w, whose ignored rows are 0. */
typedef enum {
    XENT_REDUCE_NONE,          /* w l, row by row */
    XENT_REDUCE_SUM,           /* sum w l */
    XENT_REDUCE_MEAN,          /* the mean of the semantics, one of the following */
    XENT_REDUCE_WEIGHTED_MEAN, /* sum w l / sum w over the rows that are kept */
    XENT_REDUCE_CLASS_MEAN,    /* sum w l / sum w c(y): torch with class weights c */
    XENT_REDUCE_KEPT_MEAN,     /* sum w l / the rows that are kept */
    XENT_REDUCE_BATCH_MEAN,    /* sum w l / all rows: Keras, and torch's batchmean */
    XENT_REDUCE_ELEMENT_MEAN,  /* sum w l / all entries: torch's mean of kl and of bce */
    XENT_REDUCE_PERPLEXITY     /* exp of the weighted mean */
} xent_reduction;

const char *xent_semantics_name(xent_semantics semantics); /* "torch"; NULL beyond the last */
const char *xent_reduction_name(xent_reduction reduction); /* "batchmean"; NULL beyond the last */

typedef struct xent_loss_options {
    xent_semantics semantics;
    xent_reduction reduction;
    double label_smoothing;     /* s in [0,1]: t (1-s) + s/K, the true class included; binary:
                                   s/2 */
    const double *class_weight; /* K weights >= 0 (one column: 2), times the targets, or the row;
                                   NULL: 1 */
    const double *pos_weight;   /* times the positive targets; NULL: 1 */
    size_t pos_weights;         /* 1, or K */
    double gamma;               /* of focal, >= 0 */
    double alpha;               /* of focal: balance; of distillation: share of the labels; NAN:
                                   none */
    double epsilon;             /* of poly1 */
    double temperature;         /* > 0: logits are divided by it */
    bool log_targets;           /* targets are ln t */
    bool row_mean;              /* the mean over the columns in place of their sum */
    bool normalize;             /* divide rows of probabilities by their sum */
    double clip_low, clip_high; /* probabilities into it; 0 and 1: untouched */
    bool clip_targets;          /* the targets too */
    double log_clamp;           /* no logarithm of a probability below it; -inf: none */
    double slope_floor;         /* no p(1-p) below it in the gradient of bce; 0: none */
    bool strict_zero;           /* 0 * inf is NaN where targets, not labels, meet ln q */
    bool odds_difference;       /* of a logit: (1-t) z - ln p, which is -inf + inf at z = -inf */
} xent_loss_options;

/* What `semantics` does for a loss of float64 inputs (float32: sklearn clips by the type). */
void xent_loss_defaults(const xent_loss *loss, xent_semantics semantics, bool float32,
                        xent_loss_options *options);

/* ---- rows in memory */

/* Some rows.  The block's labels are 0 .. K-1 (one column: 0, 1); a negative label is a row to be
   ignored.  Labels or targets; targets and teacher are rows*columns, the teacher's are logits. */
typedef struct {
    const xent_block *block;
    const double *target, *teacher; /* NULL: none */
} xent_loss_rows;

/* A loss with its options and the shape of its input, checked. */
typedef struct {
    const xent_loss *loss;
    xent_loss_options options;
    xent_kind kind;
    size_t columns;
    bool targets, teacher; /* are there some? */
} xent_loss_plan;

/* Checks that the loss takes such an input and the options are in range.  What the options point
   to must outlive the plan.  XENT_EINVAL. */
xent_status xent_loss_prepare(const xent_loss *loss, const xent_loss_options *options,
                              xent_kind kind, size_t columns, bool targets, bool teacher,
                              xent_loss_plan *plan, xent_error *err);

/* Doubles of scratch that the functions below need. */
size_t xent_loss_scratch(const xent_loss_plan *plan);

/* value[i], and gradient[i*columns + j] in the scores as they are given (either may be NULL),
   without the rows' weights; 0 for rows to be ignored.  O(rows * columns). */
void xent_loss_values(const xent_loss_plan *plan, const xent_loss_rows *rows, double *value,
                      double *gradient, double *scratch);

/* hessian[j*columns + k] of row i in its logits, for losses that are XENT_LOSS_CURVED.  scratch:
   columns^2 (at least 4) doubles more. */
void xent_loss_hessian(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i,
                       double *hessian, double *scratch);

/* ---- reductions */

/* What a reduction needs of all rows; all zero is no rows.  Merging is exact. */
typedef struct {
    xent_exact sum;          /* w l */
    xent_exact weight;       /* w of the rows kept */
    xent_exact class_weight; /* w sum_k c_k t_k / sum_k t_k of the rows kept */
    unsigned long long rows, kept;
    bool weighted;           /* have any of them weights? */
} xent_loss_sums;

/* Adds rows whose values are known; value NULL: only their weights. */
void xent_loss_add(const xent_loss_plan *plan, const xent_loss_rows *rows, const double *value,
                   xent_loss_sums *sums);
void xent_loss_merge(xent_loss_sums *sums, const xent_loss_sums *from);

/* The reduced value; NAN for a mean over nothing. */
double xent_loss_reduced(const xent_loss_plan *plan, const xent_loss_sums *sums);

/* What the gradient of a row, times the row's weight, must be multiplied with to be the gradient
   of the reduced value. */
double xent_loss_gradient_scale(const xent_loss_plan *plan, const xent_loss_sums *sums);

/* Everything for rows in memory: the reduced value in value[0], or rows values (none); and the
   gradient of the reduced value (or of each row).  Either may be NULL.  XENT_ENOMEM. */
xent_status xent_loss_compute(const xent_loss_plan *plan, const xent_loss_rows *rows,
                              double *value, double *gradient, xent_error *err);

/* ---- class weights from data */

typedef enum {
    XENT_WEIGHT_INVERSE,  /* n / n_c */
    XENT_WEIGHT_BALANCED, /* n / (K n_c) */
    XENT_WEIGHT_EFFECTIVE /* (1-beta) / (1-beta^n_c), scaled to sum to K (Cui et al. 2019) */
} xent_class_weighting;

/* weight[0 .. classes-1] of class counts (or sums of weights) n_c >= 0; beta in [0,1) for
   effective.  XENT_EDATA for a class that never occurs, whose weight would be infinite. */
xent_status xent_class_weights(xent_class_weighting weighting, size_t classes,
                               const double *count, double beta, double *weight, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
