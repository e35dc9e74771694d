/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Platt scaling: sigmoid(slope x + intercept) of the log-odds x, for one column or two; for more
   classes of each class's log-odds against the rest, renormalised.

   Plain, it is the maximum of the likelihood; with smoothed targets (Platt 1999) class 1 counts as
   (N1+1)/(N1+2) and class 0 as 1/(N0+2), which keeps the optimum finite where a threshold on x
   separates the classes.  Without them there is an optimum exactly if no threshold does (Albert
   and Anderson 1984).  A row with a target distribution is a row of each class that the target
   gives something. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_internal.h"
#include "logistic.h"
#include "map_internal.h"
#include "share.h"
#include "versus.h"

/* ---- the map */

static double
on_line(double slope, double intercept, double x)
{
    return slope == 0 ? intercept : slope * x + intercept; /* 0 * inf is 0 here */
}

/* A row whose classes are all impossible (z = -inf) says nothing. */
static void
level_impossible(size_t n, double *z)
{
    bool possible = false;
    for (size_t c = 0; c < n; c++)
        possible |= z[c] > -(double)INFINITY;
    for (size_t c = 0; c < n && !possible; c++)
        z[c] = 0;
}

/* Softmax of ln sigmoid is the sigmoids divided by their sum.  z: the logits, which become the new
   ones. */
static void
apply_classes(size_t rows, size_t n, const double *slope, const double *intercept, double *z)
{
    xent_kernels_best()->odds(rows, n, z);
    for (size_t i = 0; i < rows; i++)
        for (size_t c = 0; c < n; c++)
            z[i * n + c] = on_line(slope[c], intercept[c], z[i * n + c]);
    xent_kernels_best()->log_sigmoid(rows * n, z);
    for (size_t i = 0; i < rows; i++)
        level_impossible(n, z + i * n);
}

static void
apply_pair(double slope, double intercept, const double *z, double *out)
{
    double odds = on_line(slope, intercept, z[1] - z[0]);
    out[0] = -odds;
    out[1] = odds;
    xent_kernels_best()->log_sigmoid(2, out);
}

static void
apply(const xent_map *map, size_t rows, size_t columns, const double *z, double *out)
{
    const double *slope = map->parameters, *intercept = slope + xent_versus_problems(columns);
    if (columns > 2) {
        memmove(out, z, rows * columns * sizeof *z);
        apply_classes(rows, columns, slope, intercept, out);
        return;
    }
    for (size_t i = 0; i < rows; i++)
        if (columns == 1)
            out[i] = on_line(slope[0], intercept[0], z[i]);
        else
            apply_pair(slope[0], intercept[0], z + 2 * i, out + 2 * i);
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
    const xent_fit_options *options;
    size_t problems;
    double *parameters, *standard_errors;
    xent_fit *fit;        /* problems certificates; of one problem with the losses */
} platt;

static void
values(const xent_block *block, xent_kind kind, size_t first, size_t count, size_t stride,
       double *x, double *z)
{
    size_t n = block->columns;
    xent_kernel_logits(block, kind, n == 1 ? x : z);
    if (n > 2)
        xent_kernels_best()->odds(block->rows, n, z);
    for (size_t i = 0; n > 1 && i < block->rows; i++, z += n)
        for (size_t k = 0; k < count; k++)
            x[k * stride + i] = n == 2 ? z[1] - z[0] : z[first + k];
}

static void
smooth_targets(const xent_logistic_facts *facts, xent_logistic *problem)
{
    problem->high = (facts->positive + 1) / (facts->positive + 2);
    problem->low = 1 / (facts->weight - facts->positive + 2);
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
    xent_status status = xent_logistic_fit(problem, facts, line, err);
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

/* The mean loss of a line over all rows: those with an infinite x cost nothing if they are
   right. */
static xent_status
mean_loss(const xent_logistic *problem, const xent_logistic_facts *facts, double slope,
          double intercept, double *mean, xent_error *err)
{
    double sum = 0;
    xent_status status = xent_logistic_loss(problem, slope, intercept, &sum, err);
    *mean = facts->sure_wrong ? (double)INFINITY : sum / facts->weight;
    return status;
}

/* Of one problem the losses of the map follow from those of its lines. */
static xent_status
fill_losses(const xent_logistic *problem, const xent_logistic_facts *facts, const xent_line *line,
            xent_fit *fit, xent_error *err)
{
    fit->weight = facts->weight;
    xent_status status = mean_loss(problem, facts, 1, 0, &fit->nll_before, err);
    if (fit->status == XENT_CONVERGED && problem->high == 1 && problem->low == 0)
        fit->nll_after = line->loss / facts->weight;
    else if (status == XENT_OK && fit->status == XENT_CONVERGED)
        status = mean_loss(problem, facts, line->slope, line->intercept, &fit->nll_after, err);
    return status;
}

static xent_status
solve(void *context, const xent_versus_problem *of, xent_error *err)
{
    const platt *p = context;
    size_t c = of->number;
    xent_logistic problem = {.n = of->n, .x = of->x, .label = of->label, .target = of->target,
                             .weight = of->weight, .frequency = of->frequency,
                             .positive = of->positive, .high = 1, .low = 0, .threads = of->threads};
    xent_logistic_facts facts;
    xent_line line = {.slope_error = (double)NAN, .intercept_error = (double)NAN};
    xent_fit *fit = &p->fit[c];
    xent_status status = xent_logistic_look(&problem, &facts, err);
    if (status != XENT_OK)
        return status;
    if (p->options->smoothed_targets)
        smooth_targets(&facts, &problem);
    fit->status = decide(&facts, p->options->smoothed_targets);
    starting_line(p, c, &line);
    if (fit->status == XENT_CONVERGED)
        status = fit_line(&problem, &facts, &line, fit, err);
    else
        set_limit(&facts, fit->status, &line);
    if (status == XENT_OK && p->problems == 1)
        status = fill_losses(&problem, &facts, &line, fit, err);
    advise(&facts, fit->status, fit);
    p->parameters[c] = line.slope;
    p->parameters[p->problems + c] = line.intercept;
    p->standard_errors[c] = line.slope_error;
    p->standard_errors[p->problems + c] = line.intercept_error;
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

/* The losses of the map: those of its only line, or measured. */
static xent_status
measure(const xent_sample *sample, const platt *p, xent_map *map, xent_error *err)
{
    xent_fit *fit = &map->fit;
    unsigned threads = p->options->threads;
    if (p->problems == 1) {
        fit->nll_before = p->fit->nll_before;
        fit->nll_after = p->fit->nll_after;
        fit->weight = p->fit->weight;
        return XENT_OK;
    }
    xent_status status = xent_map_nll(NULL, sample, threads, &fit->nll_before, &fit->weight, err);
    if (status == XENT_OK && fit->status == XENT_CONVERGED)
        status = xent_map_nll(map, sample, threads, &fit->nll_after, &fit->weight, err);
    return status;
}

static xent_status
fit(const xent_sample *sample, const xent_fit_options *options, xent_map *map, xent_error *err)
{
    platt p = {.options = options,
               .problems = xent_versus_problems(xent_sample_shape(sample)->columns),
               .parameters = map->parameters, .standard_errors = map->standard_errors};
    xent_versus versus = {.labels = true, .values = values, .solve = solve, .context = &p};
    p.fit = calloc(p.problems, sizeof *p.fit);
    if (!p.fit)
        return xent_fail_memory(err);
    p.fit->nll_after = (double)NAN;
    xent_status status = xent_versus_rest(sample, &versus, options->threads, err);
    if (status == XENT_OK) {
        summarise(&p, &map->fit);
        map->fit.maximum_likelihood = p.problems == 1 && !options->smoothed_targets;
        status = measure(sample, &p, map, err);
    }
    free(p.fit);
    return status;
}

/* ---- slopes */

static void
slopes(const xent_map *map, const xent_block *block, xent_kind kind, double *scratch,
       double *slope, double *curvature)
{
    size_t n = block->rows, problems = xent_versus_problems(block->columns);
    size_t class = block->columns == 2 ? 1 : 0; /* of the first problem */
    double *x = scratch, *p = x + n * problems;
    values(block, kind, 0, problems, n, x, p);
    for (size_t c = 0; c < problems; c++) {
        double *second = curvature + 4 * c;
        for (size_t i = 0; i < n; i++)
            p[i] = on_line(map->parameters[c], map->parameters[problems + c], x[c * n + i]);
        xent_kernel_softmax(n, 1, p, p);
        for (size_t i = 0; i < n; i++) {
            double at = isfinite(x[c * n + i]) ? x[c * n + i] : 0; /* a sure row has no slope */
            double mass = xent_block_mass(block, i);
            double excess = p[i] - xent_block_share(block, i, mass, class + c);
            double w = xent_block_weight(block, i) * p[i] * (1 - p[i]);
            slope[i * 2 * problems + c] = excess * at;
            slope[i * 2 * problems + problems + c] = excess;
            second[0] += w * at * at;
            second[1] += w * at;
            second[3] += w;
        }
    }
}

static const xent_parameter parameters_of_platt[] = {
    {"slope", XENT_VERSUS_REST, false, 1},
    {"intercept", XENT_VERSUS_REST, false, 0},
    {NULL, XENT_SCALAR, false, 0},
};

const xent_map_type xent_map_platt = {
    .name = "platt",
    .title = "Platt scaling",
    .source = "Platt 1999",
    .parameter = parameters_of_platt,
    .keeps_argmax = false,
    .keeps_logits = true,
    .takes_targets = true,
    .fit = fit,
    .joint = 2,
    .slopes = slopes,
    .apply = apply,
    .check = check,
};
