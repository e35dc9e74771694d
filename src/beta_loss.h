/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NLL of a sample as a function of the inverse temperature beta: one pass gives its Taylor
   series about one beta, of all rows and of parts of them. */
#ifndef XENT_BETA_LOSS_H
#define XENT_BETA_LOSS_H
#include "map.h"
#include "sweep.h"

#pragma GCC visibility push(hidden)

/* What decides whether there is an optimum; of the stored scores, whatever beta. */
typedef struct {
    size_t rows;
    bool infinite;           /* a row with q(y) = 0 */
    bool above, below;       /* a class above, below the label's somewhere */
    int32_t label_min, label_max;
} xent_beta_facts;

/* The mean NLL L of some rows near a beta. */
typedef struct {
    double beta;
    double weight;                         /* the sum of the weights */
    double term[XENT_BETA_ORDERS + 1];     /* L and its derivatives; 0 beyond `orders` */
    int orders;                            /* 3 or 6 */
    double at_one, slope_at_one;           /* L(1), L'(1); NAN: not asked for */
    double square[XENT_BETA_ORDERS];       /* the Taylor series of the sum of w l'^2 (importance
                                              weights: w^2 l'^2), `orders` of it */
    xent_beta_facts facts;                 /* if asked for */
} xent_expansion;

/* What is asked of a pass. */
typedef struct {
    double beta;
    xent_beta_mode mode;
    bool fast;               /* in float arithmetic where the scores allow it */
    bool facts;
} xent_beta_request;

typedef struct {
    xent_sweep sweep;
    xent_kind kind;
    bool frequency;
    const xent_folds *folds; /* NULL: one part */
    size_t parts;
    xent_beta_request request;
} xent_beta_loss;

enum { XENT_MOST_PARTS = 64 };

/* Borrows the sample and the folds, XENT_MOST_PARTS at most (NULL: all rows are one part).
   XENT_ENOMEM. */
xent_status xent_beta_loss_open(const xent_sample *sample, unsigned threads,
                                const xent_folds *folds, xent_beta_loss *loss, xent_error *err);
void xent_beta_loss_close(xent_beta_loss *loss);

/* One pass; fills part[0 .. folds->size-1].  The sums are exact over blocks: the same for any
   number of threads.  Errors of the source. */
xent_status xent_beta_loss_ask(xent_beta_loss *loss, const xent_beta_request *request,
                               xent_expansion *part, xent_error *err);

/* One pass for the series about each rung of a ladder from request->beta on, of all rows; the mode
   does not count.  Fills rung[0 .. XENT_BETA_RUNGS-1].  Errors of the source. */
xent_status xent_beta_loss_climb(xent_beta_loss *loss, const xent_beta_request *request,
                                 xent_expansion *rung, xent_error *err);

/* Does `fast` change anything for such a sample? */
bool xent_beta_loss_has_fast(const xent_shape *shape);

/* Derivative k of L at beta + delta by the series. */
double xent_expansion_at(const xent_expansion *e, int k, double delta);

/* The step to the root of L' by the series, relative to beta, and the slope that is left of the
   series there; NAN if there is no root to be trusted. */
double xent_expansion_step(const xent_expansion *e, double *gradient_norm);

/* What the step v leaves, relative to beta: the last two terms of L' that there are, as they would
   go on. */
double xent_expansion_left(const xent_expansion *e, double v);

/* The expansion, about the same beta, of the rows of all parts but one (`parts`: but none).  The
   facts were asked for. */
xent_expansion xent_expansion_without(size_t parts, const xent_expansion *part, size_t without);

/* Standard error of beta at the root beta + delta: the sandwich. */
double xent_expansion_standard_error(const xent_expansion *e, double delta);

/* Of the rows of a block at beta the derivatives of what they lose, at slope[i * stride]; returns
   the sum of w times the second ones.  scratch: 2 rows * columns numbers. */
double xent_beta_slopes(const xent_block *block, xent_kind kind, double beta, double *scratch,
                        double *slope, size_t stride);

#pragma GCC visibility pop
#endif
