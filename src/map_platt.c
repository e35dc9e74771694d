/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Platt scaling: sigmoid(slope x + intercept) of the log-odds x, for one column or two; for more
   classes of each class's log-odds against the rest, renormalised.

   Plain, it is the maximum of the likelihood; with smoothed targets (Platt 1999) class 1 counts as
   (N1+1)/(N1+2) and class 0 as 1/(N0+2), which keeps the optimum finite where a threshold on x
   separates the classes.  Without them there is an optimum exactly if no threshold does (Albert
   and Anderson 1984). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "logistic.h"
#include "map_internal.h"
#include "sweep.h"

/* Log-odds that are held at a time: 8 million, 64 MB; one class at least. */
static const size_t most_odds = 8000000;

/* Problems of a sample and parameters of a kind: one for two classes, else one for each class. */
static size_t
problems_of(size_t columns)
{
    return columns > 2 ? columns : 1;
}

/* ---- log-odds */

/* What the log-odds of all classes of a row need: z_c - ln sum_{j != c} e^z_j. */
typedef struct {
    size_t argmax;
    double max;
    double log_rest; /* ln of the sum of e^(z_j - max) over all but argmax; -inf: none is left */
} row_odds;

static row_odds
see_row(size_t n, const double *z)
{
    row_odds row = {.max = z[0]};
    double second = -(double)INFINITY, sum = 0;
    for (size_t j = 1; j < n; j++)
        if (z[j] > row.max) {
            second = row.max;
            row.max = z[j];
            row.argmax = j;
        } else if (z[j] > second) {
            second = z[j];
        }
    for (size_t j = 0; j < n && second > -(double)INFINITY; j++)
        sum += j == row.argmax ? 0 : exp(z[j] - second);
    row.log_rest = sum > 0 ? second - row.max + log(sum) : -(double)INFINITY;
    return row;
}

static double
odds_of_class(const row_odds *row, double z, size_t c)
{
    if (c == row->argmax)
        return -row->log_rest;
    return z - row->max - log1p(exp(row->log_rest) - exp(z - row->max));
}

/* ---- the map */

/* ln sigmoid(x) */
static double
log_sigmoid(double x)
{
    return x < 0 ? x - log1p(exp(x)) : -log1p(exp(-x));
}

static double
on_line(double slope, double intercept, double x)
{
    return slope == 0 ? intercept : slope * x + intercept; /* 0 * inf is 0 here */
}

/* Softmax of ln sigmoid is the sigmoids divided by their sum.  A row whose classes are all
   impossible (z = -inf) says nothing. */
static void
apply_row(size_t n, const double *slope, const double *intercept, const double *z, double *out)
{
    row_odds row = see_row(n, z);
    bool possible = false;
    for (size_t c = 0; c < n; c++) {
        double odds = odds_of_class(&row, z[c], c);
        out[c] = log_sigmoid(on_line(slope[c], intercept[c], odds));
        possible |= out[c] > -(double)INFINITY;
    }
    for (size_t c = 0; c < n && !possible; c++)
        out[c] = 0;
}

static void
apply(const xent_map *map, size_t rows, size_t columns, const double *z, double *out)
{
    const double *slope = map->parameters, *intercept = slope + problems_of(columns);
    for (size_t i = 0; i < rows; i++, z += columns, out += columns) {
        if (columns == 1) {
            out[0] = on_line(slope[0], intercept[0], z[0]);
        } else if (columns == 2) {
            double odds = on_line(slope[0], intercept[0], z[1] - z[0]);
            out[0] = log_sigmoid(-odds);
            out[1] = log_sigmoid(odds);
        } else {
            apply_row(columns, slope, intercept, z, out);
        }
    }
}

static const char *
check(const xent_map *map)
{
    (void)map;
    return NULL;
}

/* ---- the fit */

/* What the regressions of one sample share. */
typedef struct {
    const xent_sample *sample;
    const xent_shape *shape;
    const xent_fit_options *options;
    size_t problems;      /* columns > 2: one for each class; else one */
    size_t first, count;  /* the problems whose log-odds are held */
    double *odds;         /* count * rows, of a problem together */
    int32_t *label;       /* rows */
    double *weight;       /* rows, or NULL */
    double total;         /* sum of the weights */
    unsigned threads, threads_within; /* over problems, and within one */
    double *parameters, *standard_errors;
    xent_fit *fit;        /* problems certificates */
} platt;

static xent_status
gather_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const platt *p = context;
    size_t n = block->columns, rows = p->shape->rows;
    double *z = scratch;
    (void)state;
    (void)err;
    xent_kernel_logits(block, p->shape->kind, z);
    for (size_t i = 0; i < block->rows; i++, z += n) {
        double *odds = p->odds + block->first + i;
        p->label[block->first + i] = block->label[i];
        if (p->weight)
            p->weight[block->first + i] = block->weight[i];
        if (p->problems == 1) {
            *odds = n == 1 ? z[0] : z[1] - z[0];
            continue;
        }
        row_odds row = see_row(n, z);
        for (size_t c = 0; c < p->count; c++)
            odds[c * rows] = odds_of_class(&row, z[p->first + c], p->first + c);
    }
    return XENT_OK;
}

static xent_status
gather(platt *p, xent_error *err)
{
    const xent_shape *shape = p->shape;
    xent_sweep sweep;
    xent_status status =
        xent_sweep_open(p->sample, p->options->threads, 0,
                        shape->block_rows * shape->columns * sizeof(double), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, gather_block, p, err);
    xent_sweep_close(&sweep);
    return status;
}

static void
smooth_targets(const platt *p, xent_logistic *problem)
{
    double positive = 0;
    for (size_t i = 0; i < problem->n; i++)
        if (problem->label[i] == problem->positive)
            positive += problem->weight ? problem->weight[i] : 1;
    problem->high = (positive + 1) / (positive + 2);
    problem->low = 1 / (p->total - positive + 2);
}

static xent_fit_status
decide(const xent_logistic_facts *f, bool smoothed)
{
    bool constant = fmax(f->max[0], f->max[1]) <= fmin(f->min[0], f->min[1]);
    if (f->sure_wrong || (smoothed && f->sure_right))
        return XENT_INFINITE;
    if (smoothed)
        return constant ? XENT_UNIDENTIFIED : XENT_CONVERGED;
    if (!f->sure_right && !(f->seen[0] && f->seen[1]))
        return XENT_UNIDENTIFIED;
    if (constant)
        return XENT_UNIDENTIFIED;
    if (f->max[0] <= f->min[1])
        return XENT_SEPARABLE;
    if (f->max[1] <= f->min[0])
        return f->sure_right ? XENT_INFINITE : XENT_SEPARABLE;
    return XENT_CONVERGED;
}

/* The advice of one problem. */
static void
advise(const xent_logistic_facts *f, xent_fit_status status, xent_fit *fit)
{
    bool rising = f->max[0] <= f->min[1];
    switch (status) {
    case XENT_SEPARABLE:
        snprintf(fit->advice, sizeof fit->advice,
                 "no log-odds of the classes overlap (one ends at %.6g, the other starts at %.6g): "
                 "fit with --smoothed-targets, or fit temperature",
                 rising ? f->max[0] : f->max[1], rising ? f->min[1] : f->min[0]);
        break;
    case XENT_UNIDENTIFIED:
        snprintf(fit->advice, sizeof fit->advice, "%s",
                 f->seen[0] && f->seen[1] ? "all log-odds are the same: are these the scores?"
                                          : "fit on rows of both classes");
        break;
    case XENT_INFINITE:
        snprintf(fit->advice, sizeof fit->advice,
                 "a row gives a class probability 0 or 1: look at it, or use --clip");
        break;
    default:
        break;
    }
}

/* Where the optimum would be, were it finite. */
static void
set_limit(const xent_logistic_facts *f, xent_fit_status status, xent_line *line)
{
    line->slope = line->intercept = (double)NAN;
    if (status == XENT_SEPARABLE)
        line->slope = f->max[0] <= f->min[1] ? (double)INFINITY : -(double)INFINITY;
}

static xent_status
fit_line(const xent_logistic *problem, const xent_logistic_facts *facts, xent_line *line,
         xent_fit *fit, xent_error *err)
{
    xent_status status = xent_logistic_fit(problem, line, err);
    fit->gradient_norm = line->gradient_norm;
    fit->iterations = line->iterations;
    if (status == XENT_EFIT)
        fit->status = XENT_STALLED;
    else if (facts->sure_right && !(line->slope > 0))
        fit->status = XENT_INFINITE; /* those rows would be wrong */
    return status == XENT_EFIT ? XENT_OK : status;
}

static void
starting_line(const platt *p, size_t c, xent_line *line)
{
    const xent_map *start = p->options->start;
    line->slope = start ? start->parameters[c] : 1;
    line->intercept = start ? start->parameters[p->problems + c] : 0;
}

/* One regression: class p->first + i against the others. */
static xent_status
fit_problem(void *context, unsigned worker, size_t i, xent_error *err)
{
    const platt *p = context;
    size_t c = p->first + i;
    xent_logistic problem = {
        .n = p->shape->rows, .x = p->odds + i * p->shape->rows, .label = p->label,
        .weight = p->weight, .frequency = p->shape->weight_kind == XENT_FREQUENCY,
        .positive = p->problems == 1 ? 1 : (int32_t)c, .high = 1, .low = 0,
        .threads = p->threads_within};
    xent_logistic_facts facts;
    xent_line line = {.slope_error = (double)NAN, .intercept_error = (double)NAN};
    xent_fit *fit = &p->fit[c];
    xent_status status = XENT_OK;
    (void)worker;
    xent_logistic_look(&problem, &facts);
    if (p->options->smoothed_targets)
        smooth_targets(p, &problem);
    *fit = (xent_fit){.status = decide(&facts, p->options->smoothed_targets)};
    starting_line(p, c, &line);
    if (fit->status == XENT_CONVERGED)
        status = fit_line(&problem, &facts, &line, fit, err);
    else
        set_limit(&facts, fit->status, &line);
    advise(&facts, fit->status, fit);
    p->parameters[c] = line.slope;
    p->parameters[p->problems + c] = line.intercept;
    p->standard_errors[c] = line.slope_error;
    p->standard_errors[p->problems + c] = line.intercept_error;
    return status;
}

static xent_status
fit_problems(platt *p, xent_error *err)
{
    size_t at_once = most_odds / p->shape->rows > 0 ? most_odds / p->shape->rows : 1;
    xent_status status = XENT_OK;
    if (at_once > p->problems)
        at_once = p->problems;
    p->odds = malloc(at_once * p->shape->rows * sizeof *p->odds);
    p->label = malloc(p->shape->rows * sizeof *p->label);
    p->weight = p->shape->weighted ? malloc(p->shape->rows * sizeof *p->weight) : NULL;
    p->fit = calloc(p->problems, sizeof *p->fit);
    if (!p->odds || !p->label || !p->fit || (p->shape->weighted && !p->weight))
        return xent_fail_memory(err);
    for (p->first = 0; status == XENT_OK && p->first < p->problems; p->first += at_once) {
        p->count = p->problems - p->first < at_once ? p->problems - p->first : at_once;
        status = gather(p, err);
        if (status == XENT_OK)
            status = xent_run_blocks(p->threads, p->count, fit_problem, p, err);
    }
    return status;
}

/* The certificate of all problems: the first that failed, and the worst gradient. */
static void
summarise(const platt *p, xent_fit *fit)
{
    size_t failed = 0;
    fit->gradient_norm = 0;
    while (failed < p->problems && p->fit[failed].status == XENT_CONVERGED)
        failed++;
    for (size_t c = 0; c < p->problems; c++) {
        fit->iterations += p->fit[c].iterations;
        fit->gradient_norm = fmax(fit->gradient_norm, p->fit[c].gradient_norm);
    }
    if (failed == p->problems)
        return;
    fit->status = p->fit[failed].status;
    if (p->problems > 1)
        snprintf(fit->advice, sizeof fit->advice, "class %zu: %.230s", failed,
                 p->fit[failed].advice);
    else
        memcpy(fit->advice, p->fit[failed].advice, sizeof fit->advice);
}

static xent_status
fit(const xent_sample *sample, const xent_fit_options *options, xent_map *map, xent_error *err)
{
    xent_fit *fit = &map->fit;
    const xent_shape *shape = xent_sample_shape(sample);
    platt p = {.sample = sample, .shape = shape, .options = options,
               .problems = problems_of(shape->columns), .parameters = map->parameters,
               .standard_errors = map->standard_errors};
    unsigned threads = xent_threads_for(options->threads, shape->rows * p.problems * 10);
    p.threads = p.problems > 1 ? threads : 1;
    p.threads_within = p.problems > 1 ? 1 : threads;
    xent_status status = xent_map_nll(NULL, sample, options->threads, &fit->nll_before, &fit->weight,
                                      err);
    p.total = fit->weight;
    if (status == XENT_OK)
        status = fit_problems(&p, err);
    if (status == XENT_OK) {
        summarise(&p, fit);
        fit->maximum_likelihood = p.problems == 1 && !options->smoothed_targets;
        if (fit->status == XENT_CONVERGED)
            status = xent_map_nll(map, sample, options->threads, &fit->nll_after, &fit->weight,
                                  err);
    }
    free(p.odds);
    free(p.label);
    free(p.weight);
    free(p.fit);
    return status;
}

static const xent_parameter parameters_of_platt[] = {
    {"slope", XENT_VERSUS_REST, false},
    {"intercept", XENT_VERSUS_REST, false},
    {NULL, XENT_SCALAR, false},
};

const xent_map_type xent_map_platt = {
    .name = "platt",
    .title = "Platt scaling",
    .source = "Platt 1999",
    .parameter = parameters_of_platt,
    .keeps_argmax = false,
    .keeps_logits = true,
    .fit = fit,
    .apply = apply,
    .check = check,
};
