/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temperature scaling: softmax(z / T), or sigmoid(z / T) of one column.

   The mean NLL L is convex in beta = 1/T (Guo et al. 2017 fit T itself, in which it is not), and
   whether it has a minimum at a finite beta > 0 can be read off the data beforehand:
     - every row's z_y is the largest of its row, and some row is not constant: L falls for ever;
     - no row varies: L is constant;
     - L'(0) = mean of (mean z - z_y) >= 0: the minimum lies at beta <= 0;
   and otherwise it has exactly one, the root of L', found in u = ln beta.  Masked classes (z = -inf)
   take no part in any of this. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "exact.h"
#include "map_internal.h"
#include "sweep.h"

enum { TEMPERATURE, INVERSE };

/* No step in ln beta is longer: from far away the Newton step may be anything. */
static const double longest_step = 1.5;
/* L'(0) is zero if it is less than this part of the standard deviation of the logits. */
static const double zero_slope = 8 * 0x1p-52;

/* From a good start; if there is no optimum near, the fit starts afresh. */
static const size_t started_iterations = 20;

/* ---- the facts that decide whether there is an optimum */

typedef struct {
    bool infinite;           /* a row with q(y) = 0 */
    bool above, below;       /* a class above, below the label's somewhere */
    int32_t label_min, label_max;
    bool seen;               /* a row at all */
} facts;

static void
see_label(facts *f, int32_t label)
{
    if (!f->seen || label < f->label_min)
        f->label_min = label;
    if (!f->seen || label > f->label_max)
        f->label_max = label;
    f->seen = true;
}

/* The order of the classes is that of the stored scores, whatever they are. */
static void
see_row(facts *f, const xent_block *block, size_t i, double masked)
{
    size_t n = block->columns, first = i * n;
    double own = xent_block_score(block, first + (size_t)block->label[i]);
    f->infinite |= own == masked;
    for (size_t j = 0; j < n && !(f->above && f->below); j++) {
        double other = xent_block_score(block, first + j);
        f->above |= other > own;
        f->below |= other < own && other > masked;
    }
}

/* The same of one column; the row of a sure and right prediction (z = inf) costs nothing. */
static void
see_log_odds(facts *f, double z, int32_t label)
{
    double right = label == 1 ? z : -z;
    f->infinite |= right == -(double)INFINITY;
    f->above |= right < 0;
    f->below |= right > 0 && right < (double)INFINITY;
}

static xent_status
see_facts(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_kind *kind = context;
    double masked = *kind == XENT_PROBS ? 0 : -(double)INFINITY;
    double *z = scratch;
    facts *f = state;
    (void)err;
    if (block->columns == 1)
        xent_kernel_logits(block, *kind, z);
    for (size_t i = 0; i < block->rows; i++) {
        see_label(f, block->label[i]);
        if (block->columns == 1)
            see_log_odds(f, z[i], block->label[i]);
        else
            see_row(f, block, i, masked);
    }
    return XENT_OK;
}

static void
merge_facts(facts *f, const facts *from)
{
    if (!from->seen)
        return;
    see_label(f, from->label_min);
    see_label(f, from->label_max);
    f->infinite |= from->infinite;
    f->above |= from->above;
    f->below |= from->below;
}

static xent_status
gather_facts(const xent_sample *sample, unsigned threads, facts *f, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_kind kind = shape->kind;
    size_t scratch = shape->columns == 1 ? shape->block_rows * sizeof(double) : 0;
    xent_sweep sweep;
    xent_status status = xent_sweep_open(sample, threads, sizeof *f, scratch, &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_facts, &kind, err);
    *f = (facts){0};
    for (unsigned i = 0; status == XENT_OK && i < sweep.threads; i++)
        merge_facts(f, xent_sweep_state(&sweep, i));
    xent_sweep_close(&sweep);
    return status;
}

/* ---- L and its derivatives */

/* xent_beta_sums over all rows, exactly. */
typedef struct {
    xent_exact weight, nll, slope, curvature, square;
} exact_sums;

/* L(beta) over a sample, at the last beta that was asked for; means over the rows. */
typedef struct {
    xent_sweep sweep;
    xent_kind kind;
    bool frequency;
    double sign;             /* of beta in a search over ln |beta| */
    double beta;
    double weight, nll, slope, curvature;
    double spread;           /* root of sum w l'^2, or of sum w^2 l'^2, over the sum of w */
} loss;

static xent_status
see_loss(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const loss *l = context;
    exact_sums *total = state;
    xent_beta_sums sums;
    (void)err;
    xent_kernel_beta(block, l->kind, l->beta, scratch, &sums);
    xent_exact_add(&total->weight, sums.weight);
    xent_exact_add(&total->nll, sums.nll);
    xent_exact_add(&total->slope, sums.slope);
    xent_exact_add(&total->curvature, sums.curvature);
    xent_exact_add(&total->square, l->frequency ? sums.square : sums.weighted_square);
    return XENT_OK;
}

static void
merge_sums(exact_sums *total, const exact_sums *from)
{
    xent_exact_merge(&total->weight, &from->weight);
    xent_exact_merge(&total->nll, &from->nll);
    xent_exact_merge(&total->slope, &from->slope);
    xent_exact_merge(&total->curvature, &from->curvature);
    xent_exact_merge(&total->square, &from->square);
}

/* Asks for L(beta), unless it is there already. */
static xent_status
ask(loss *l, double beta, xent_error *err)
{
    if (beta == l->beta)
        return XENT_OK;
    l->beta = beta;
    xent_status status = xent_sweep_run(&l->sweep, see_loss, l, err);
    if (status != XENT_OK)
        return status;
    exact_sums *total = xent_sweep_state(&l->sweep, 0);
    for (unsigned i = 1; i < l->sweep.threads; i++)
        merge_sums(total, xent_sweep_state(&l->sweep, i));
    l->weight = xent_exact_round(&total->weight);
    l->nll = xent_exact_round(&total->nll) / l->weight;
    l->slope = xent_exact_round(&total->slope) / l->weight;
    l->curvature = xent_exact_round(&total->curvature) / l->weight;
    l->spread = sqrt(xent_exact_round(&total->square)) / l->weight;
    return XENT_OK;
}

static xent_status
open_loss(const xent_sample *sample, unsigned threads, loss *l, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    *l = (loss){.kind = shape->kind,
                .frequency = shape->weighted && shape->weight_kind == XENT_FREQUENCY,
                .sign = 1,
                .beta = (double)NAN,
                .nll = (double)NAN};
    return xent_sweep_open(sample, threads, sizeof(exact_sums),
                           2 * shape->columns * sizeof(double),
                           &l->sweep, err);
}

xent_status
xent_temperature_curve(const xent_sample *sample, unsigned threads, size_t n,
                       const double *temperature, double *nll, xent_error *err)
{
    loss l;
    xent_status status = open_loss(sample, threads, &l, err);
    for (size_t i = 0; i < n && status == XENT_OK; i++) {
        status = ask(&l, 1 / temperature[i], err);
        nll[i] = l.nll;
    }
    xent_sweep_close(&l.sweep);
    return status;
}

/* The increasing function of u = ln |beta| whose root is the optimum. */
static xent_status
slope_of_log(void *context, double u, double *f, double *df, xent_error *err)
{
    loss *l = context;
    double beta = l->sign * exp(u);
    xent_status status = ask(l, beta, err);
    *f = l->sign * l->slope;
    *df = fabs(beta) * l->curvature;
    if (!isfinite(*df))
        *df = 0; /* squares of huge logits overflow; without a derivative the root is bisected */
    return status;
}

/* The optimum on the side of l->sign, from `start`; l is there afterwards. */
static xent_status
find_optimum(loss *l, double start, size_t iterations, double *beta, xent_fit *fit,
             xent_error *err)
{
    xent_stopping stopping = xent_stopping_default;
    double u = log(start);
    stopping.longest = longest_step;
    stopping.max_iterations = iterations;
    xent_status status = xent_root(slope_of_log, l, -(double)INFINITY, (double)INFINITY, &u,
                                   &stopping, err);
    *beta = l->sign * exp(u);
    fit->iterations = stopping.iterations;
    fit->gradient_norm = fabs(*beta) * stopping.gradient_norm;
    if (status != XENT_EFIT)
        return status;
    fit->status = XENT_STALLED;
    return XENT_OK;
}

/* ---- the fit */

/* Standard deviation of the logits within their rows, l being at beta = 0; where their squares
   leave the range of doubles, something of the same order. */
static double
scale_of_logits(const loss *l)
{
    double deviation = sqrt(l->curvature);
    return deviation > 0 && isfinite(deviation) ? deviation : fabs(l->slope);
}

/* Where to start: at the identity unless the logits are of another order than 1. */
static double
starting_beta(double deviation)
{
    return deviation > 1e-2 && deviation < 1e3 ? 1 : 1 / deviation;
}

static void
set_parameters(double beta, double *parameters)
{
    parameters[TEMPERATURE] = 1 / beta;
    parameters[INVERSE] = beta;
}

static void
say(xent_fit *fit, xent_fit_status status, const char *advice)
{
    fit->status = status;
    snprintf(fit->advice, sizeof fit->advice, "%s", advice);
}

static void
say_unidentified(const facts *f, xent_fit *fit)
{
    bool one_class = f->label_min == f->label_max;
    say(fit, XENT_UNIDENTIFIED,
        one_class ? "fit on rows of more than one class"
                  : "every row gives all its classes the same score: are these the scores?");
}

static xent_status
fit_separable(loss *l, double *parameters, xent_fit *fit, xent_error *err)
{
    say(fit, XENT_SEPARABLE,
        "no row prefers a wrong class: fit on held-out rows, not on the training data");
    xent_status status = ask(l, 0x1p1000, err); /* so cold that only ties are left */
    fit->nll_after = l->nll;
    parameters[TEMPERATURE] = 0;
    parameters[INVERSE] = (double)INFINITY;
    return status;
}

/* l stands at beta = 0.  The signed optimum is looked for on the other side. */
static xent_status
fit_uninformative(loss *l, const facts *f, double deviation, double *parameters, xent_fit *fit,
                  xent_error *err)
{
    fit->nll_after = l->nll;
    fit->signed_optimum = f->below ? 0 : -(double)INFINITY;
    l->sign = -1;
    xent_status status = XENT_OK;
    if (f->below && l->slope > zero_slope * deviation)
        status = find_optimum(l, 1 / deviation, xent_stopping_default.max_iterations,
                              &fit->signed_optimum, fit, err);
    say(fit, XENT_UNINFORMATIVE,
        "do scores and labels have the same order of rows, and of classes?");
    parameters[TEMPERATURE] = (double)INFINITY;
    parameters[INVERSE] = fit->signed_optimum;
    return status;
}

static xent_status
fit_optimum(loss *l, double start, size_t iterations, double *parameters,
            double *standard_errors, xent_fit *fit, xent_error *err)
{
    double beta;
    xent_status status = find_optimum(l, start, iterations, &beta, fit, err);
    set_parameters(beta, parameters);
    fit->nll_after = l->nll;
    if (status != XENT_OK || fit->status != XENT_CONVERGED)
        return status;
    standard_errors[INVERSE] = l->spread / l->curvature;
    standard_errors[TEMPERATURE] = standard_errors[INVERSE] / (beta * beta);
    return XENT_OK;
}

static xent_status
fit_afresh(loss *l, const facts *f, double *parameters, double *standard_errors, xent_fit *fit,
           xent_error *err)
{
    xent_status status = ask(l, 0, err);
    if (status != XENT_OK)
        return status;
    double deviation = scale_of_logits(l);
    if (l->slope >= -zero_slope * deviation)
        return fit_uninformative(l, f, deviation, parameters, fit, err);
    return fit_optimum(l, starting_beta(deviation), xent_stopping_default.max_iterations,
                       parameters, standard_errors, fit, err);
}

/* Fits where L is finite. */
static xent_status
fit_finite(loss *l, const facts *f, const xent_fit_options *options, double *parameters,
           double *standard_errors, xent_fit *fit, xent_error *err)
{
    if (f->label_min == f->label_max || !(f->above || f->below)) {
        say_unidentified(f, fit);
        return XENT_OK;
    }
    if (!f->above)
        return fit_separable(l, parameters, fit, err);
    if (options->start) {
        /* A root at beta > 0 is the optimum, whatever L'(0) is: a pass less for each fold. */
        double start = *xent_map_parameter(options->start, "inverse_temperature", NULL);
        xent_status status =
            fit_optimum(l, start, started_iterations, parameters, standard_errors, fit, err);
        if (status != XENT_OK || fit->status == XENT_CONVERGED)
            return status;
        fit->status = XENT_CONVERGED;
    }
    return fit_afresh(l, f, parameters, standard_errors, fit, err);
}

static xent_status
fit_loss(loss *l, const facts *f, const xent_fit_options *options, double *parameters,
         double *standard_errors, xent_fit *fit, xent_error *err)
{
    xent_status status = XENT_OK;
    if (!options->start || f->infinite)
        status = ask(l, 1, err);
    if (status != XENT_OK)
        return status;
    fit->nll_before = fit->nll_after = l->nll;
    fit->maximum_likelihood = true;
    if (!f->infinite)
        return fit_finite(l, f, options, parameters, standard_errors, fit, err);
    say(fit, XENT_INFINITE, "a row gives its class probability 0: look at it, or use --clip");
    return XENT_OK;
}

static xent_status
fit(const xent_sample *sample, const xent_fit_options *options, xent_map *map, xent_error *err)
{
    facts f;
    loss l;
    xent_status status = gather_facts(sample, options->threads, &f, err);
    if (status != XENT_OK)
        return status;
    status = open_loss(sample, options->threads, &l, err);
    if (status == XENT_OK)
        status = fit_loss(&l, &f, options, map->parameters, map->standard_errors, &map->fit, err);
    map->fit.weight = l.weight;
    xent_sweep_close(&l.sweep);
    return status;
}

/* ---- the map */

static void
apply(const xent_map *map, size_t rows, size_t columns, const double *z, double *out)
{
    for (size_t i = 0; i < rows * columns; i++)
        out[i] = z[i] / map->parameters[TEMPERATURE];
}

static const char *
check(const xent_map *map)
{
    const double *parameters = map->parameters;
    double product = parameters[TEMPERATURE] * parameters[INVERSE];
    if (!(parameters[TEMPERATURE] > 0))
        return "temperature is not positive";
    if (!(fabs(product - 1) <= 8 * 0x1p-52))
        return "temperature and inverse_temperature contradict each other";
    return NULL;
}

static const xent_parameter parameters_of_temperature[] = {
    {"temperature", XENT_SCALAR, false},
    {"inverse_temperature", XENT_SCALAR, true},
    {NULL, XENT_SCALAR, false},
};

const xent_map_type xent_map_temperature = {
    .name = "temperature",
    .title = "temperature scaling",
    .source = "Guo, Pleiss, Sun, Weinberger 2017",
    .parameter = parameters_of_temperature,
    .keeps_argmax = true,
    .keeps_logits = true,
    .fit = fit,
    .apply = apply,
    .check = check,
};
