/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fused passes over a block of rows.  Kernels allocate nothing and assume validated input (see
   sample.h): no NaN, no +inf, labels in range, at least one finite logit in a row.

   Notation: z logits, q = softmax(z) or sigmoid(z), y the label, K classes.  The logits of a
   probability input are ln q.  One column is a binary problem: P(y=1), its log, or its log-odds. */
#ifndef XENT_KERNEL_H
#define XENT_KERNEL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef enum { XENT_LOGITS, XENT_PROBS, XENT_LOGPROBS } xent_kind;

const char *xent_kind_name(xent_kind kind); /* "logits" */

/* Some consecutive rows of a sample.  Scores are row-major, scores[i*columns + j], in exactly one
   of f32 and f64; they may lie in the file itself or in the caller's scratch. */
typedef struct {
    size_t number;         /* of the block in its sample, from 0 */
    size_t first;          /* number of the first row in its sample */
    size_t rows, columns;
    const float *f32;
    const double *f64;
    bool from_f32;         /* were the f64 float32 data, before a map? */
    const int32_t *label;  /* rows labels 0..classes-1, of targets the likeliest; NULL:
                              unlabelled */
    const double *target;  /* rows*columns masses, one column: P(y=1); NULL: no distributions */
    const uint8_t *mark;   /* rows*columns, 1: the row has this label; NULL: not of several
                              labels */
    const double *weight;  /* rows weights > 0; NULL: all 1 */
    const uint64_t *row;   /* rows row numbers in the file; NULL: first, first+1, ... */
    const int32_t *factor; /* rows*factors levels (group, cluster, ...); NULL: no factors */
} xent_block;

/* What one row says; all that a metric of row summaries may ask for.  Weight and label are always
   there, the others if they are wanted. */
typedef struct {
    double weight;
    double nll;         /* -ln q(y), nats; +inf where q(y) = 0 */
    double entropy;     /* H(q), nats */
    double brier;       /* sum_c (q_c - [c=y])^2; one column: (p-y)^2 */
    double confidence;  /* max_c q_c; one column: max(p, 1-p) */
    double positive;    /* P(y=1) of one column; the confidence otherwise */
    int32_t label;
    int32_t predicted;  /* argmax, lowest index on ties; one column: [p > 1/2] */
    int32_t rank;       /* how many classes come before y: larger q, or equal q and lower index */
} xent_row;

/* What a row with a target distribution P says besides. */
typedef struct {
    double hit;        /* P of the predicted class */
    double entropy;    /* H(P), nats */
    double divergence; /* KL(P||Q), nats; +inf where q = 0 < P */
} xent_soft_row;

/* What is wanted of a row, as bits. */
enum {
    XENT_WANT_NLL = 1,
    XENT_WANT_ENTROPY = 2,
    XENT_WANT_BRIER = 4,
    XENT_WANT_TOP = 8, /* confidence and predicted */
    XENT_WANT_POSITIVE = 16,
    XENT_WANT_RANK = 32,
    XENT_WANT_EVERYTHING = 63
};

/* What a row says about the inverse temperature, l(beta) = lse(beta z) - beta z_y and its
   derivatives: l' = E_q z - z_y, and the higher ones are the cumulants of z under q = softmax(beta
   z).  Of a target distribution, z_y is its mean of z. */
enum {
    XENT_BETA_ORDERS = 6,       /* terms 0 .. 6: l and its derivatives */
    XENT_BETA_AT_ONE = 7,       /* l(1) */
    XENT_BETA_SLOPE_AT_ONE = 8, /* l'(1) */
    XENT_BETA_RUNGS = 4,        /* of a ladder: beta, 3 beta, 9 beta, 27 beta */
    XENT_BETA_RUNG_TERMS = 4,   /* l and three derivatives at each */
    XENT_BETA_UPPER = 9,        /* those at 3 beta, then those at 9 beta, ... */
    XENT_BETA_TERMS = XENT_BETA_UPPER + (XENT_BETA_RUNGS - 1) * XENT_BETA_RUNG_TERMS
};

typedef enum {
    XENT_BETA_LOW,      /* l and three derivatives */
    XENT_BETA_HIGH,     /* l and six derivatives */
    XENT_BETA_IDENTITY, /* l and six derivatives, and l(1) and l'(1); beta > 1e-200 */
    XENT_BETA_PAIR,     /* l and three derivatives, and l(1) and l'(1); beta > 1e-200 */
    XENT_BETA_LADDER    /* l and three derivatives at each rung, for little more than at one */
} xent_beta_mode;

/* The score i of a block as a double. */
static inline double
xent_block_score(const xent_block *block, size_t i)
{
    return block->f32 ? (double)block->f32[i] : block->f64[i];
}

static inline double
xent_block_weight(const xent_block *block, size_t i)
{
    return block->weight ? block->weight[i] : 1;
}

/* The sum of the targets of row i, which are shares of it; of one column 1. */
static inline double
xent_block_target_mass(const xent_block *block, size_t i)
{
    double mass = 0;
    for (size_t j = 0; j < block->columns; j++)
        mass += block->target[i * block->columns + j];
    return block->columns > 1 ? mass : 1;
}

/* What the Brier score of the target of row i is, if labels are drawn from it: sum P (1-P) over the
   classes, of one column over both. */
static inline double
xent_block_target_variance(const xent_block *block, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < block->columns; j++) {
        double share = block->target[i * block->columns + j];
        sum += share * (1 - share);
    }
    return block->columns > 1 ? sum : 2 * sum;
}

static inline uint64_t
xent_block_row(const xent_block *block, size_t i)
{
    return block->row ? block->row[i] : block->first + i;
}

/* Fills row[0 .. block->rows-1] with what `wants` names, XENT_WANT_* bits, and the probabilities as
   read, q[i*stride + j] (softmax of logits, exp of log-probabilities; one column: P(y=1)).  A
   member that is not wanted is left alone or filled, whatever is cheaper; so are nll, brier and
   rank of unlabelled rows.  stride: columns, or 0 when nobody wants the probabilities; q is not
   used then.  A probability input is used as it is: nothing is clipped or renormalised.  O(rows *
   columns). */
void xent_kernel_rows(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                      xent_row *row, double *q);

/* What rows with target distributions P say, after xent_kernel_rows has filled `predicted`: soft[],
   and of row[] nll, which is the cross-entropy -sum P ln q, and brier, sum (q - P)^2 (one column:
   (p - P)^2). The two sides of H(P,Q) = H(P) + KL(P||Q) are sums of their own.  scratch: columns
   doubles.  O(rows * columns). */
void xent_kernel_soft_rows(const xent_block *block, xent_kind kind, double *scratch, xent_row *row,
                           xent_soft_row *soft);

/* Logits of the rows of a block: z[i*columns + j] = score, or ln of a probability; one column:
   the log-odds.  O(rows * columns). */
void xent_kernel_logits(const xent_block *block, xent_kind kind, double *z);

/* q[i*columns + j]: the probabilities of rows of logits, softmax(z); one column: P(y=1) of
   log-odds.  q may be z.  O(rows * columns). */
void xent_kernel_softmax(size_t rows, size_t columns, const double *z, double *q);

/* The terms of the rows of a labelled block at any finite beta: terms[k * block->rows + i] for the
   k that the mode asks for; the others are left undefined.  A class with z = -inf is masked: q = 0
   at every beta; if it is the label, l = +inf at beta > 0.  Moments of huge logits overflow.
   scratch: xent_kernel_beta_scratch(rows, columns) doubles. fast: float32 logits are summed in
   float arithmetic, for relative errors of 1e-8 in the sums over many rows, at half the cost; beta
   must then be one that xent_kernel_fast_beta returned.  l(1) of float32 logits always is. O(rows *
   columns). */
void xent_kernel_beta(const xent_block *block, xent_kind kind, double beta, xent_beta_mode mode,
                      bool fast, double *scratch, double *terms);
size_t xent_kernel_beta_scratch(size_t rows, size_t columns);

/* The nearest beta that float arithmetic can use as it is. */
double xent_kernel_fast_beta(double beta);

#ifdef __cplusplus
}
#endif
#endif
