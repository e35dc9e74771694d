/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temperature scaling: softmax(z / T), or sigmoid(z / T) of one column.

   The mean NLL L is convex in beta = 1/T (Guo et al. 2017 fit T itself, in which it is not), and
   whether it has a minimum at a finite beta > 0 can be read off the data beforehand:
     - every row's z_y is the largest of its row, and some row is not constant: L falls for ever;
     - no row varies: L is constant;
     - L'(0) = mean of (mean z - z_y) >= 0: the minimum lies at beta <= 0;
   and otherwise it has exactly one, the root of L'.  Masked classes (z = -inf) take no part in any
   of this.

   Many rows are not passed over more often than needed: a few of them give a start, and more of
   them a better one, in float arithmetic where it is possible, which is off by some 1e-3 of beta.
   One pass over all rows, in double, then gives the Taylor series of L' to the fourth order (a pass
   gives the derivatives as it gives L'); its root, v away relative to beta, is off by the order of
   v^5, and mostly that is the end.  Where this does not lead to a root, and where rows are few, the
   root is found in u = ln beta, to the last digit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "beta_loss.h"
#include "kernel_internal.h"
#include "map_internal.h"

enum { TEMPERATURE, INVERSE };

/* No step in ln beta is longer: from far away the Newton step may be anything. */
static const double longest_step = 1.5;
/* L'(0) is zero if it is less than this part of the standard deviation of the logits. */
static const double zero_slope = 8 * 0x1p-52;

/* The rows of a first guess and those of a better one: one in so many, but at least so many, and at
   most so many scores; and how many rows make that worth while. */
typedef struct {
    size_t share, rows, scores;
} some_rows;
static const some_rows first_rows = {256, 512, (size_t)1 << 22},
                       more_rows = {5, 4096, (size_t)1 << 27};
enum { MANY_ROWS = 8192 };
static const size_t start_iterations = 12;
static const double start_step = 1e-2;

/* A step that leaves no more is the last; relative to beta, by an estimate that may be ten times
   too low. */
static const double last_error = 1e-13;
/* A step that leaves no more needs no more than three derivatives behind it. */
static const double low_error = 1e-5;
enum { MOST_PASSES = 5 };

/* L(beta) of a sample, where it was last asked for. */
typedef struct {
    xent_beta_loss loss;
    double sign;             /* of beta in a search over ln |beta| */
    bool fast;               /* in float arithmetic */
    xent_expansion at;
    xent_expansion part[XENT_MOST_PARTS]; /* of each fold, if there are folds */
} search;

static xent_status
open_search(const xent_sample *sample, unsigned threads, const xent_folds *folds, search *s,
            xent_error *err)
{
    *s = (search){.sign = 1, .at = {.beta = (double)NAN, .term = {(double)NAN}}};
    return xent_beta_loss_open(sample, threads, folds, &s->loss, err);
}

static xent_status
pass(search *s, const xent_beta_request *request, xent_error *err)
{
    xent_status status = xent_beta_loss_ask(&s->loss, request, s->part, err);
    if (status == XENT_OK)
        s->at = s->loss.folds ? xent_expansion_without(s->loss.parts, s->part, s->loss.parts)
                              : s->part[0];
    return status;
}

/* Asks for L(beta); where float arithmetic overflowed, in double. */
static xent_status
ask(search *s, xent_beta_request request, xent_error *err)
{
    request.fast = s->fast;
    request.facts |= s->loss.folds != NULL;
    xent_status status = pass(s, &request, err);
    if (status != XENT_OK || !s->fast || isfinite(s->at.term[3]))
        return status;
    s->fast = request.fast = false;
    return pass(s, &request, err);
}

/* The same, unless it is there already. */
static xent_status
ask_at(search *s, double beta, xent_error *err)
{
    if (beta == s->at.beta)
        return XENT_OK;
    return ask(s, (xent_beta_request){.beta = beta}, err);
}

/* The increasing function of u = ln |beta| whose root is the optimum. */
static xent_status
slope_of_log(void *context, double u, double *f, double *df, xent_error *err)
{
    search *s = context;
    double beta = s->sign * exp(u);
    xent_status status = ask_at(s, beta, err);
    *f = s->sign * s->at.term[1];
    *df = fabs(beta) * s->at.term[2];
    if (!isfinite(*df))
        *df = 0; /* squares of huge logits overflow; without a derivative the root is bisected */
    return status;
}

/* The optimum on the side of s->sign, from `start`; s->at is there afterwards. */
static xent_status
find_optimum(search *s, double start, double *beta, xent_fit *fit, xent_error *err)
{
    xent_stopping stopping = xent_stopping_default;
    double u = log(start);
    stopping.longest = longest_step;
    xent_status status = xent_root(slope_of_log, s, -(double)INFINITY, (double)INFINITY, &u,
                                   &stopping, err);
    *beta = s->sign * exp(u);
    fit->iterations += stopping.iterations;
    fit->gradient_norm = fabs(*beta) * stopping.gradient_norm;
    if (status != XENT_EFIT)
        return status;
    fit->status = XENT_STALLED;
    return XENT_OK;
}

/* ---- few passes */

/* Follows the series from s->at.  *step: from there to the optimum, NAN if it was not found. */
static xent_status
refine(search *s, double *step, xent_fit *fit, xent_error *err)
{
    xent_status status = XENT_OK;
    *step = (double)NAN;
    for (size_t pass = 1; status == XENT_OK && pass <= MOST_PASSES; pass++, fit->iterations++) {
        double v = xent_expansion_step(&s->at, &fit->gradient_norm), left = xent_expansion_left(&s->at, v);
        if (left <= last_error) {
            *step = s->at.beta * v;
            fit->gradient_norm += s->at.beta * s->at.beta * s->at.term[2] * left;
        }
        if (isfinite(*step) || !isfinite(v))
            return XENT_OK;
        bool high = left > low_error || s->loss.folds;
        xent_beta_request request = {.beta = s->at.beta * (1 + v),
                                     .mode = high ? XENT_BETA_HIGH : XENT_BETA_LOW};
        status = ask(s, request, err);
    }
    return status;
}

/* The optimum of the rows of a search, from 1 on; NAN where they have none. */
static xent_status
find_first(search *s, double *start, xent_fit *fit, xent_error *err)
{
    xent_stopping stopping = {.step = start_step, .longest = longest_step,
                              .max_iterations = start_iterations};
    double u = 0;
    xent_status status = xent_root(slope_of_log, s, -(double)INFINITY, (double)INFINITY, &u,
                                   &stopping, err);
    fit->iterations += stopping.iterations;
    *start = status == XENT_OK && fabs(u) < log(1e3) ? exp(u) : (double)NAN;
    return status == XENT_EFIT ? XENT_OK : status;
}

/* A step towards the optimum of the rows of a search, from *start. */
static xent_status
find_better(search *s, double *start, xent_fit *fit, xent_error *err)
{
    double gradient_norm;
    xent_status status = ask(s, (xent_beta_request){.beta = *start}, err);
    if (status == XENT_OK)
        *start = s->at.beta * (1 + xent_expansion_step(&s->at, &gradient_norm));
    fit->iterations++;
    return status;
}

typedef xent_status find_function(search *s, double *start, xent_fit *fit, xent_error *err);

static xent_status
find_in(const xent_sample *sample, const some_rows *part, unsigned threads, find_function *find,
        double *start, xent_fit *fit, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t rows = shape->rows / part->share, most = part->scores / shape->columns + 1;
    rows = rows > part->rows ? rows : part->rows;
    xent_sample *few = NULL;
    search s = {.fast = false};
    xent_status status = xent_sample_thin(sample, rows < most ? rows : most, &few, err);
    if (status == XENT_OK)
        status = open_search(few, threads, NULL, &s, err);
    s.fast = xent_beta_loss_has_fast(shape);
    if (status == XENT_OK)
        status = find(&s, start, fit, err);
    xent_beta_loss_close(&s.loss);
    xent_sample_free(few);
    return status;
}

/* The optimum of some rows, NAN where they have none. */
static xent_status
guess(const xent_sample *sample, unsigned threads, double *start, xent_fit *fit, xent_error *err)
{
    xent_status status = find_in(sample, &first_rows, threads, find_first, start, fit, err);
    if (status == XENT_OK && isfinite(*start))
        status = find_in(sample, &more_rows, threads, find_better, start, fit, err);
    return status;
}

/* ---- the fit */

/* Standard deviation of the logits within their rows, s being at beta = 0; where their squares
   leave the range of doubles, something of the same order. */
static double
scale_of_logits(const search *s)
{
    double deviation = sqrt(s->at.term[2]);
    return deviation > 0 && isfinite(deviation) ? deviation : fabs(s->at.term[1]);
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
say_unidentified(const xent_beta_facts *f, xent_fit *fit)
{
    bool one_class = f->label_min == f->label_max;
    say(fit, XENT_UNIDENTIFIED,
        one_class ? "fit on rows of more than one class"
                  : "every row gives all its classes the same score: are these the scores?");
}

static xent_status
fit_separable(search *s, xent_map *map, xent_error *err)
{
    say(&map->fit, XENT_SEPARABLE,
        "no row prefers a wrong class: fit on held-out rows, not on the training data");
    xent_status status = ask_at(s, 0x1p1000, err); /* so cold that only ties are left */
    map->fit.nll_after = s->at.term[0];
    map->parameters[TEMPERATURE] = 0;
    map->parameters[INVERSE] = (double)INFINITY;
    return status;
}

/* s stands at beta = 0.  The signed optimum is looked for on the other side. */
static xent_status
fit_uninformative(search *s, bool below, double deviation, xent_map *map, xent_error *err)
{
    xent_fit *fit = &map->fit;
    fit->nll_after = s->at.term[0];
    fit->signed_optimum = below ? 0 : -(double)INFINITY;
    s->sign = -1;
    xent_status status = XENT_OK;
    if (below && s->at.term[1] > zero_slope * deviation)
        status = find_optimum(s, 1 / deviation, &fit->signed_optimum, fit, err);
    say(fit, XENT_UNINFORMATIVE,
        "do scores and labels have the same order of rows, and of classes?");
    map->parameters[TEMPERATURE] = (double)INFINITY;
    map->parameters[INVERSE] = fit->signed_optimum;
    return status;
}

/* The optimum is `step` from where e is. */
static void
set_optimum(const xent_expansion *e, double step, xent_map *map)
{
    double beta = e->beta + step;
    set_parameters(beta, map->parameters);
    map->fit.nll_after = xent_expansion_at(e, 0, step);
    if (map->fit.status != XENT_CONVERGED)
        return;
    map->standard_errors[INVERSE] = xent_expansion_standard_error(e, step);
    map->standard_errors[TEMPERATURE] = map->standard_errors[INVERSE] / (beta * beta);
}

static xent_status
fit_afresh(search *s, bool below, xent_map *map, xent_error *err)
{
    xent_status status = ask_at(s, 0, err);
    if (status != XENT_OK)
        return status;
    double beta, deviation = scale_of_logits(s);
    if (s->at.term[1] >= -zero_slope * deviation)
        return fit_uninformative(s, below, deviation, map, err);
    status = find_optimum(s, starting_beta(deviation), &beta, &map->fit, err);
    set_optimum(&s->at, 0, map);
    return status;
}

/* Near 1 the series of the last pass knows L(1) better than a pass in float arithmetic. */
static void
improve_before(const search *s, xent_fit *fit)
{
    double step = 1 - s->at.beta;
    if (fabs(step) < 1e-3)
        fit->nll_before = xent_expansion_at(&s->at, 0, step);
}

/* Fits where L is finite; s->at is at a start if `started`. */
static xent_status
fit_finite(search *s, bool started, xent_map *map, xent_error *err)
{
    xent_beta_facts f = s->at.facts;
    double step = (double)NAN;
    if (f.label_min == f.label_max || !(f.above || f.below)) {
        say_unidentified(&f, &map->fit);
        return XENT_OK;
    }
    if (!f.above)
        return fit_separable(s, map, err);
    xent_status status = started ? refine(s, &step, &map->fit, err) : XENT_OK;
    if (status != XENT_OK)
        return status;
    if (!isfinite(step)) /* a root at beta > 0 would be the optimum, whatever L'(0) is */
        return fit_afresh(s, f.below, map, err);
    set_optimum(&s->at, step, map);
    improve_before(s, &map->fit);
    return XENT_OK;
}

/* The first pass is at the start, if there is one, and tells L(1) and the facts too. */
static xent_status
fit_from(search *s, double start, bool before, xent_map *map, xent_error *err)
{
    bool started = isfinite(start);
    xent_fit *fit = &map->fit;
    xent_beta_request request = {.beta = started ? start : 1,
                                 .mode = !started ? XENT_BETA_LOW
                                         : before ? XENT_BETA_IDENTITY
                                                  : XENT_BETA_HIGH,
                                 .facts = true};
    xent_status status = ask(s, request, err);
    if (status != XENT_OK)
        return status;
    fit->nll_before = fit->nll_after = started ? s->at.at_one : s->at.term[0];
    fit->maximum_likelihood = true;
    if (!s->at.facts.infinite)
        return fit_finite(s, started, map, err);
    fit->nll_before = fit->nll_after = (double)INFINITY;
    say(fit, XENT_INFINITE, "a row gives its class probability 0: look at it, or use --clip");
    return XENT_OK;
}

/* ---- all rows, and folds */

/* A fold's optimum by a series is as good as this, relative to beta, or is left to a fit. */
static const double fold_error = 1e-10;

static void
fit_fold(size_t parts, const xent_expansion *part, size_t own, xent_fold_fit *fit)
{
    xent_expansion rest = xent_expansion_without(parts, part, own);
    const xent_beta_facts *f = &rest.facts;
    xent_map *map = fit->map;
    if (f->rows == 0 || f->infinite || !f->above || f->label_min == f->label_max)
        return;
    double v = xent_expansion_step(&rest, &map->fit.gradient_norm), step = rest.beta * v;
    double left = xent_expansion_left(&rest, v);
    if (!(left <= fold_error))
        return;
    set_optimum(&rest, step, map);
    map->fit.gradient_norm += rest.beta * rest.beta * rest.term[2] * left;
    map->fit.maximum_likelihood = true;
    map->fit.rows = f->rows;
    map->fit.weight = rest.weight;
    bool any = part[own].facts.rows > 0;
    fit->weight = any ? part[own].weight : 0;
    fit->nll = any ? xent_expansion_at(&part[own], 0, step) : 0;
}

/* The folds come along with the passes over many rows. */
static xent_status
fit(const xent_sample *sample, const xent_fit_options *options, xent_map *map, xent_error *err)
{
    search s = {.fast = false};
    double start = (double)NAN;
    const xent_folds *folds = options->folds;
    xent_status status = XENT_OK;
    if (options->start)
        start = *xent_map_parameter(options->start, "inverse_temperature", NULL);
    else if (xent_sample_shape(sample)->rows >= MANY_ROWS)
        status = guess(sample, options->threads, &start, &map->fit, err);
    if (!isfinite(start) || (folds && folds->size > XENT_MOST_PARTS))
        folds = NULL;
    if (status == XENT_OK)
        status = open_search(sample, options->threads, folds, &s, err);
    if (status == XENT_OK)
        status = fit_from(&s, start, !options->start, map, err);
    map->fit.weight = s.at.weight;
    for (size_t f = 0; status == XENT_OK && folds && f < folds->size; f++)
        fit_fold(folds->size, s.part, f, &options->fold[f]);
    xent_beta_loss_close(&s.loss);
    return status;
}

/* One pass at the optimum of all rows gives the series of each part, and the sum of those of the
   other parts a fold's optimum. */
static xent_status
fit_folds(const xent_sample *sample, const xent_fit_options *options, const xent_folds *folds,
          xent_fold_fit *fit, xent_error *err)
{
    xent_beta_loss loss;
    xent_expansion part[XENT_MOST_PARTS];
    xent_beta_request request = {
        .beta = *xent_map_parameter(options->start, "inverse_temperature", NULL),
        .mode = XENT_BETA_HIGH, .facts = true};
    if (folds->size > XENT_MOST_PARTS)
        return XENT_OK;
    xent_status status = xent_beta_loss_open(sample, options->threads, folds, &loss, err);
    if (status == XENT_OK)
        status = xent_beta_loss_ask(&loss, &request, part, err);
    for (size_t f = 0; status == XENT_OK && f < folds->size; f++)
        fit_fold(folds->size, part, f, &fit[f]);
    xent_beta_loss_close(&loss);
    return status;
}

/* ---- the map */

static void
apply(const xent_map *map, size_t rows, size_t columns, const double *z, double *out)
{
    xent_kernels_best()->scale(rows * columns, map->parameters[INVERSE], z, out);
}

/* Both numbers by themselves; where the slopes sum to 0, T = 1 / beta has beta^4 times the
   curvature. */
static void
slopes(const xent_map *map, const xent_block *block, xent_kind kind, double *scratch,
       double *slope, double *curvature)
{
    double beta = map->parameters[INVERSE], square = beta * beta;
    double second = xent_beta_slopes(block, kind, beta, scratch, slope + INVERSE, 2);
    for (size_t i = 0; i < block->rows; i++)
        slope[2 * i + TEMPERATURE] = -square * slope[2 * i + INVERSE];
    curvature[INVERSE] += second;
    curvature[TEMPERATURE] += square * square * second;
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
    {"temperature", XENT_SCALAR, false, 1},
    {"inverse_temperature", XENT_SCALAR, true, 1},
    {NULL, XENT_SCALAR, false, 0},
};

const xent_map_type xent_map_temperature = {
    .name = "temperature",
    .title = "temperature scaling",
    .source = "Guo, Pleiss, Sun, Weinberger 2017",
    .parameter = parameters_of_temperature,
    .keeps_argmax = true,
    .keeps_logits = true,
    .factor = "inverse_temperature",
    .takes_targets = true,
    .fit = fit,
    .fit_folds = fit_folds,
    .joint = 1,
    .slopes = slopes,
    .apply = apply,
    .check = check,
};
