/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vector scaling: softmax(weight o z + bias), a weight and a bias for each class (Guo et al. 2017).

   The mean NLL is convex and constant where all biases move together; the map has the biases whose
   sum is 0.  It is minimised by limited-memory BFGS from the temperature optimum, in variables in
   which the second derivatives by the weight and the bias of a class are a unit matrix, first in
   float arithmetic; with few classes a Newton step ends the work.

   No weights are the best where the loss falls for ever: a class has no row, or a threshold on its
   score tells its rows from the rest, or (seen when the gradient vanishes although the next step is
   still long) several classes together are told apart. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "map_internal.h"
#include "vector.h"

/* Of the gradient in the scaled variables, whose square is twice what is left to gain.  A Newton
   step that follows makes it smaller yet. */
static const double small_gradient = 1e-7, small_before_newton = 1e-9;
/* Above it a gradient in float arithmetic, with its noise of some 1e-7, is good enough. */
static const double large_gradient = 1e-5;
static const size_t most_iterations = 1000;
/* A step, relative to 1 + |x|, that is no step to a minimum nearby. */
static const double long_step = 1e-3;

typedef struct {
    xent_vector_loss loss;
    size_t size;           /* 2 K */
    bool fast;             /* is float arithmetic good enough here? */
    double *origin;        /* where the scaled variables are 0 */
    double *factor;        /* 3 K: Cholesky factors of the classes' second derivatives there */
    double *at;            /* parameters of the scaled variables that were asked for */
    double *scaled;        /* the scaled variables, and their gradient */
    double *scaled_gradient;
    double *step;
} search;

/* ---- scaled variables u: parameters = origin + L^-T u, class by class */

static void
factorise(search *s)
{
    size_t n = s->loss.classes;
    const double *h = s->loss.block;
    for (size_t j = 0; j < n; j++) {
        double weight = h[j], both = h[n + j], bias = h[2 * n + j];
        double l00 = weight > 0 ? sqrt(weight) : 1, l10 = both / l00;
        double rest = bias - l10 * l10;
        bool regular = rest > 1e-12 * bias;
        s->factor[j] = l00;
        s->factor[n + j] = regular ? l10 : 0;
        s->factor[2 * n + j] = regular ? sqrt(rest) : bias > 0 ? sqrt(bias) : 1;
    }
}

static void
unscale(const search *s, const double *u, double *parameters)
{
    size_t n = s->loss.classes;
    for (size_t j = 0; j < n; j++) {
        double bias = u[n + j] / s->factor[2 * n + j];
        parameters[n + j] = s->origin[n + j] + bias;
        parameters[j] = s->origin[j] + (u[j] - s->factor[n + j] * bias) / s->factor[j];
    }
}

static void
scale_gradient(const search *s, const double *gradient, double *scaled)
{
    size_t n = s->loss.classes;
    for (size_t j = 0; j < n; j++) {
        scaled[j] = gradient[j] / s->factor[j];
        scaled[n + j] = (gradient[n + j] - s->factor[n + j] * scaled[j]) / s->factor[2 * n + j];
    }
}

static double
scaled_norm(search *s)
{
    double sum = 0;
    scale_gradient(s, s->loss.gradient, s->scaled_gradient);
    for (size_t i = 0; i < s->size; i++)
        sum += s->scaled_gradient[i] * s->scaled_gradient[i];
    return sqrt(sum);
}

static xent_status
objective(void *context, const double *u, double *f, double *gradient, double *hessian,
          xent_error *err)
{
    search *s = context;
    (void)hessian;
    unscale(s, u, s->at);
    xent_status status = s->fast ? xent_vector_estimate(&s->loss, s->at, err)
                                 : xent_vector_evaluate(&s->loss, s->at, false, err);
    *f = s->loss.value;
    double norm = scaled_norm(s);
    s->fast = s->fast && norm > large_gradient;
    if (gradient)
        memcpy(gradient, s->scaled_gradient, s->size * sizeof *gradient);
    return status;
}

/* ---- what the data say beforehand */

static void
say(xent_fit *fit, xent_fit_status status, const char *format, size_t class)
{
    fit->status = status;
    snprintf(fit->advice, sizeof fit->advice, format, class);
}

/* A class without an optimum of its own: false. */
static bool
check_class(const xent_vector_facts *f, size_t c, xent_fit *fit)
{
    double low = fmin(f->own_low[c], f->other_low[c]),
           high = fmax(f->own_high[c], f->other_high[c]);
    if (f->own_low[c] > f->own_high[c])
        say(fit, XENT_SEPARABLE, "class %zu has no row, so that its bias falls for ever: fit "
                                 "temperature, or drop the class", c);
    else if (low == high)
        say(fit, XENT_UNIDENTIFIED,
            "the score of class %zu is the same in all rows: fit temperature", c);
    else if (f->own_low[c] >= f->other_high[c] || f->own_high[c] <= f->other_low[c])
        say(fit, XENT_SEPARABLE, "a threshold on the score of class %zu tells its rows from all "
                                 "others: fit on more rows, or fit temperature", c);
    return fit->status == XENT_CONVERGED;
}

static void
decide(const xent_vector_facts *f, size_t classes, xent_fit *fit)
{
    size_t seen = 0;
    for (size_t c = 0; c < classes; c++)
        seen += f->own_low[c] <= f->own_high[c];
    if (f->infinite)
        say(fit, XENT_INFINITE,
            "a row gives its class probability 0: look at it, or use --clip", 0);
    else if (seen < 2)
        say(fit, XENT_UNIDENTIFIED, "fit on rows of more than one class", 0);
    for (size_t c = 0; c < classes && fit->status == XENT_CONVERGED; c++)
        if (!check_class(f, c, fit))
            break;
}

/* ---- the fit */

/* The temperature optimum; where there is none, no weights at all. */
static xent_status
start_at_temperature(const xent_sample *sample, unsigned threads, double *origin, xent_fit *fit,
                     xent_error *err)
{
    xent_fit_options options = {.threads = threads};
    xent_fit certificate;
    xent_map *map;
    size_t n = xent_sample_shape(sample)->columns;
    xent_status status = xent_map_fit(&xent_map_temperature, sample, &options, &map, &certificate,
                                      err);
    if (!map)
        return status;
    double weight = status == XENT_OK ? *xent_map_parameter(map, "inverse_temperature", NULL) : 0;
    for (size_t j = 0; j < n; j++) {
        origin[j] = weight;
        origin[n + j] = 0;
    }
    xent_map_free(map);
    fit->nll_before = certificate.nll_before;
    fit->iterations = certificate.iterations;
    if (certificate.status == XENT_SEPARABLE)
        say(fit, XENT_SEPARABLE,
            "no row prefers a wrong class: fit on held-out rows, not on the training data", 0);
    return XENT_OK;
}

static xent_status
choose_origin(search *s, const xent_sample *sample, const xent_fit_options *options, xent_fit *fit,
              xent_error *err)
{
    if (!options->start)
        return start_at_temperature(sample, options->threads, s->origin, fit, err);
    memcpy(s->origin, options->start->parameters, s->size * sizeof *s->origin);
    return XENT_OK;
}

static xent_status
descend(search *s, xent_fit *fit, xent_error *err)
{
    bool small = xent_vector_is_small(&s->loss), begun_fast = s->fast;
    xent_stopping stopping = {.gradient = small ? small_before_newton : small_gradient,
                              .max_iterations = most_iterations};
    xent_status status = xent_descend(objective, s, s->size, s->scaled, &stopping, err);
    if (status == XENT_EFIT && begun_fast) { /* where its noise is larger */
        s->fast = false;
        status = xent_descend(objective, s, s->size, s->scaled, &stopping, err);
    }
    unscale(s, s->scaled, s->at);
    fit->iterations += stopping.iterations;
    fit->gradient_norm = stopping.gradient_norm;
    if (status != XENT_EFIT)
        return status;
    fit->status = XENT_STALLED;
    return XENT_OK;
}

static double
relative_length(const search *s)
{
    double longest = 0;
    for (size_t i = 0; i < s->size; i++)
        longest = fmax(longest, fabs(s->step[i]) / (1 + fabs(s->at[i])));
    return longest;
}

/* The step that each class would take for itself, from the second derivatives in s->loss. */
static void
class_steps(search *s)
{
    factorise(s);
    for (size_t i = 0; i < s->size; i++)
        s->origin[i] = 0;
    scale_gradient(s, s->loss.gradient, s->scaled_gradient);
    unscale(s, s->scaled_gradient, s->step);
}

/* The last step and the standard errors, or what shows that there is no minimum.  s->loss stands at
   s->at. */
static xent_status
finish(search *s, double *errors, xent_fit *fit, xent_error *err)
{
    bool determined = true, small = xent_vector_is_small(&s->loss);
    xent_status status = XENT_OK;
    if (small)
        status = xent_vector_newton(&s->loss, s->at, s->step, errors, &determined, err);
    else
        class_steps(s);
    if (status != XENT_OK)
        return status;
    if (!determined || relative_length(s) > long_step) {
        say(fit, XENT_SEPARABLE, "some classes are told apart without error: fit on more rows, or "
                                 "fit temperature", 0);
        for (size_t i = 0; i < s->size; i++)
            errors[i] = (double)NAN;
        return XENT_OK;
    }
    if (!small)
        return XENT_OK;
    for (size_t i = 0; i < s->size; i++)
        s->at[i] += s->step[i];
    status = xent_vector_evaluate(&s->loss, s->at, false, err);
    fit->gradient_norm = scaled_norm(s);
    return status;
}

static xent_status
minimise(search *s, double *errors, xent_fit *fit, xent_error *err)
{
    xent_status status = xent_vector_evaluate(&s->loss, s->origin, true, err);
    if (status != XENT_OK)
        return status;
    factorise(s);
    s->fast = xent_sample_shape(s->loss.sweep.sample)->float32 && s->loss.kind != XENT_PROBS;
    status = descend(s, fit, err);
    if (status == XENT_OK && fit->status == XENT_CONVERGED)
        status = xent_vector_evaluate(&s->loss, s->at, true, err);
    if (status == XENT_OK && fit->status == XENT_CONVERGED) {
        fit->gradient_norm = scaled_norm(s);
        status = finish(s, errors, fit, err);
    }
    fit->nll_after = s->loss.value;
    return status;
}

/* The biases whose sum is 0. */
static void
copy_parameters(const search *s, double *parameters)
{
    size_t n = s->loss.classes;
    double mean = 0;
    for (size_t j = 0; j < n; j++)
        mean += s->at[n + j] / (double)n;
    for (size_t j = 0; j < n; j++) {
        parameters[j] = s->at[j];
        parameters[n + j] = s->at[n + j] - mean;
    }
}

static xent_status
fit_finite(search *s, const xent_sample *sample, const xent_fit_options *options, xent_map *map,
           xent_error *err)
{
    size_t n = s->size = 2 * s->loss.classes;
    double *numbers = calloc(6 * n + n / 2 * 3, sizeof *numbers);
    if (!numbers)
        return xent_fail_memory(err);
    s->origin = numbers;
    s->at = numbers + n;
    s->scaled = numbers + 2 * n;
    s->scaled_gradient = numbers + 3 * n;
    s->step = numbers + 4 * n;
    s->factor = numbers + 5 * n;
    xent_status status = choose_origin(s, sample, options, &map->fit, err);
    if (status == XENT_OK && map->fit.status == XENT_CONVERGED)
        status = minimise(s, map->standard_errors, &map->fit, err);
    if (status == XENT_OK && map->fit.status == XENT_CONVERGED)
        copy_parameters(s, map->parameters);
    free(numbers);
    return status;
}

static xent_status
fit(const xent_sample *sample, const xent_fit_options *options, xent_map *map, xent_error *err)
{
    xent_vector_facts facts;
    search s = {0};
    map->fit.maximum_likelihood = true;
    xent_status status = xent_vector_look(sample, options->threads, &facts, err);
    if (status == XENT_OK)
        status = xent_vector_open(sample, options->threads, &s.loss, err);
    if (status == XENT_OK)
        decide(&facts, s.loss.classes, &map->fit);
    if (status == XENT_OK && map->fit.status == XENT_CONVERGED)
        status = fit_finite(&s, sample, options, map, err);
    else if (status == XENT_OK)
        status = xent_map_nll(NULL, sample, options->threads, &map->fit.nll_before,
                              &map->fit.weight, err);
    map->fit.weight = s.loss.weight > 0 ? s.loss.weight : map->fit.weight;
    xent_vector_facts_clear(&facts);
    xent_vector_close(&s.loss);
    return status;
}

/* ---- the map */

static void
apply(const xent_map *map, size_t rows, size_t columns, const double *z, double *out)
{
    const double *weight = map->parameters, *bias = weight + columns;
    for (size_t i = 0; i < rows; i++, z += columns, out += columns)
        for (size_t j = 0; j < columns; j++)
            out[j] = z[j] == -(double)INFINITY ? z[j] : weight[j] * z[j] + bias[j];
}

static void
slopes(const xent_map *map, const xent_block *block, xent_kind kind, double *scratch,
       double *slope, double *curvature)
{
    xent_vector_slopes(block, kind, map->parameters, scratch, slope, curvature);
}

static const char *
check(const xent_map *map)
{
    (void)map;
    return NULL;
}

static const xent_parameter parameters_of_vector[] = {
    {"weights", XENT_PER_CLASS, false, 1},
    {"bias", XENT_PER_CLASS, false, 0},
    {NULL, XENT_SCALAR, false, 0},
};

const xent_map_type xent_map_vector = {
    .name = "vector",
    .title = "vector scaling",
    .source = "Guo, Pleiss, Sun, Weinberger 2017",
    .parameter = parameters_of_vector,
    .redundant = 1,
    .wants_columns = true,
    .keeps_argmax = false,
    .keeps_logits = true,
    .takes_targets = true,
    .fit = fit,
    .slopes = slopes,
    .apply = apply,
    .check = check,
};
