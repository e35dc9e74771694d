/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_internal.h"
#include "map_internal.h"
#include "sample_internal.h"

const xent_map_type *const xent_map_types[] = {
    &xent_map_temperature,
    &xent_map_platt,
    &xent_map_isotonic,
    &xent_map_vector,
    NULL,
};

const xent_map_type *
xent_map_type_find(const char *name)
{
    for (const xent_map_type *const *type = xent_map_types; *type; type++)
        if (strcmp((*type)->name, name) == 0)
            return *type;
    return NULL;
}

const xent_map_type *
xent_map_type_default(const xent_shape *shape)
{
    return xent_map_type_find(shape->task == XENT_BINARY ? "platt" : "temperature");
}

const char *
xent_fit_status_name(xent_fit_status status)
{
    switch (status) {
    case XENT_CONVERGED:     return "converged";
    case XENT_SEPARABLE:     return "separable";
    case XENT_UNINFORMATIVE: return "uninformative";
    case XENT_UNIDENTIFIED:  return "unidentified";
    case XENT_INFINITE:      return "infinite";
    case XENT_STALLED:       return "stalled";
    }
    return "unknown";
}

/* ---- the object */

size_t
xent_parameter_size(const xent_parameter *parameter, size_t classes)
{
    switch (parameter->shape) {
    case XENT_SCALAR:      break;
    case XENT_PER_CLASS:   return classes;
    case XENT_VERSUS_REST: return classes > 2 ? classes : 1;
    case XENT_CURVES:      return 0;
    }
    return 1;
}

size_t
xent_map_numbers(const xent_map *map, const xent_parameter *parameter)
{
    if (parameter->shape == XENT_CURVES)
        return map->curve_end[map->curves - 1];
    return xent_parameter_size(parameter, map->classes);
}

static bool
has_curves(const xent_map_type *type)
{
    return type->parameter[0].shape == XENT_CURVES;
}

bool
xent_map_make_numbers(xent_map *map)
{
    map->size = 0;
    for (const xent_parameter *p = map->type->parameter; p->name; p++)
        map->size += xent_map_numbers(map, p);
    map->parameters = malloc(3 * map->size * sizeof *map->parameters);
    if (!map->parameters)
        return false;
    map->standard_errors = map->parameters + map->size;
    map->degrees = map->standard_errors + map->size;
    for (size_t i = 0; i < 3 * map->size; i++)
        map->parameters[i] = (double)NAN;
    return true;
}

xent_map *
xent_map_alloc(const xent_map_type *type, size_t classes)
{
    xent_map *map = calloc(1, sizeof *map);
    if (!map)
        return NULL;
    *map = (xent_map){.type = type, .classes = classes};
    if (has_curves(type)) {
        map->curves = classes > 2 ? classes : 1;
        map->curve_end = calloc(map->curves, sizeof *map->curve_end);
    }
    if (has_curves(type) ? !map->curve_end : !xent_map_make_numbers(map)) {
        xent_map_free(map);
        return NULL;
    }
    map->fit = (xent_fit){.nll_before = (double)NAN, .nll_after = (double)NAN,
                          .log_likelihood = (double)NAN, .lr_statistic = (double)NAN,
                          .lr_p_value = (double)NAN, .gradient_norm = (double)NAN,
                          .signed_optimum = (double)NAN};
    return map;
}

void
xent_map_free(xent_map *map)
{
    if (map) {
        free(map->curve_end);
        free(map->parameters);
        free(map->path);
        free(map);
    }
}

const xent_map_type *
xent_map_type_of(const xent_map *map)
{
    return map->type;
}

size_t
xent_map_classes(const xent_map *map)
{
    return map->classes;
}

const char *
xent_map_fitted_on(const xent_map *map)
{
    return map->fitted_on;
}

const xent_fit *
xent_map_certificate(const xent_map *map)
{
    return &map->fit;
}

/* The part of `numbers` that belongs to parameter `name`. */
static const double *
find_numbers(const xent_map *map, const double *numbers, const char *name, size_t *size)
{
    for (const xent_parameter *p = map->type->parameter; p->name; p++) {
        size_t n = xent_map_numbers(map, p);
        if (strcmp(p->name, name) == 0) {
            if (size)
                *size = n;
            return numbers;
        }
        numbers += n;
    }
    return NULL;
}

const double *
xent_map_parameter(const xent_map *map, const char *name, size_t *size)
{
    return find_numbers(map, map->parameters, name, size);
}

const double *
xent_map_standard_error(const xent_map *map, const char *name, size_t *size)
{
    return map->curves > 0 ? NULL : find_numbers(map, map->standard_errors, name, size);
}

const double *
xent_map_degrees(const xent_map *map, const char *name, size_t *size)
{
    return map->curves > 0 ? NULL : find_numbers(map, map->degrees, name, size);
}

size_t
xent_map_curves(const xent_map *map, const size_t **end)
{
    *end = map->curve_end;
    return map->curves;
}

void
xent_map_probabilities(const xent_map *map, size_t rows, size_t columns, const double *z,
                       double *q)
{
    xent_block block = {.rows = rows, .columns = columns, .f64 = z};
    if (map->type->takes_probabilities) {
        xent_kernels_best()->probabilities(&block, XENT_LOGITS, q);
        z = q;
    }
    map->type->apply(map, rows, columns, z, q);
    if (map->type->keeps_logits)
        xent_kernel_softmax(rows, columns, q, q);
}

/* ---- fitting */

static const char *
sentence_of(xent_fit_status status)
{
    switch (status) {
    case XENT_CONVERGED:     break;
    case XENT_SEPARABLE:     return "the loss falls for ever: the data are separable";
    case XENT_UNINFORMATIVE: return "the scores carry no information about the labels";
    case XENT_UNIDENTIFIED:  return "the data do not determine the parameters";
    case XENT_INFINITE:      return "the loss is infinite whatever the parameters";
    case XENT_STALLED:       return "the gradient does not vanish";
    }
    return "";
}

static size_t
fitted_parameters(const xent_map *map)
{
    size_t n = 0;
    for (const xent_parameter *p = map->type->parameter; p->name; p++)
        n += p->derived ? 0 : xent_parameter_size(p, map->classes);
    return n - map->type->redundant;
}

/* Fills in what follows from the two NLLs.  A fit that does not maximise the likelihood, weights
   that count no rows, or rows of clusters make the statistic a number without a distribution. */
static void
fill_likelihoods(const xent_map *map, const xent_shape *shape, xent_fit *fit)
{
    bool frequency = shape->weighted && shape->weight_kind == XENT_FREQUENCY;
    fit->rows = frequency ? (size_t)llround(fit->weight) : shape->rows;
    fit->log_likelihood = -fit->weight * fit->nll_after;
    fit->lr_statistic = 2 * fit->weight * (fit->nll_before - fit->nll_after);
    if (fit->status == XENT_CONVERGED && fit->maximum_likelihood && !shape->soft
        && (frequency || !shape->weighted) && xent_shape_clusters(shape) == 0)
        fit->lr_p_value = gsl_cdf_chisq_Q(fmax(fit->lr_statistic, 0),
                                          (double)fitted_parameters(map));
}

static xent_status
check_columns(const xent_map_type *type, const xent_shape *shape, xent_error *err)
{
    if (shape->task == XENT_MULTILABEL)
        return xent_fail(err, XENT_EDATA, "%s is of one label for each row, or of the cells of "
                                          "several (xent_sample_cells)", type->title);
    if (!type->wants_columns || shape->columns > 1)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "%s wants a score for each class, and there is one column",
              type->title);
    xent_error_hint(err, "xent fit platt has a weight and a bias for one column");
    return XENT_EDATA;
}

static xent_status
check_arguments(const xent_map_type *type, const xent_shape *shape,
                const xent_fit_options *options, xent_error *err)
{
    if (!shape->labelled && !shape->soft)
        return xent_fail(err, XENT_EDATA, "there are no labels to fit %s to", type->title);
    if (shape->soft && !type->takes_targets)
        return xent_fail(err, XENT_EDATA,
                         "%s is fitted to labels, and the rows have target distributions",
                         type->title);
    if (shape->soft && options->smoothed_targets)
        return xent_fail(err, XENT_EINVAL, "smoothed targets are made of labels, and the rows have "
                                           "target distributions");
    if (options->start
        && (options->start->type != type || options->start->classes != shape->classes))
        return xent_fail(err, XENT_EINVAL, "the map to start from is of another kind");
    return check_columns(type, shape, err);
}

static xent_map *
alloc_for(const xent_map_type *type, const xent_sample *sample)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_map *map = xent_map_alloc(type, shape->classes);
    if (!map)
        return NULL;
    map->input_kind = shape->kind;
    memcpy(map->fitted_on, xent_sample_facts(sample)->fingerprint, sizeof map->fitted_on);
    return map;
}

/* Maps for the folds, without numbers yet. */
static xent_status
begin_folds(const xent_map_type *type, const xent_sample *sample, size_t folds, xent_fold_fit *fit,
            xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t f = 0; f < folds; f++)
        fit[f] = (xent_fold_fit){NULL, (double)NAN, (double)NAN};
    for (size_t f = 0; status == XENT_OK && type->fit_folds && f < folds; f++) {
        fit[f].map = alloc_for(type, sample);
        status = fit[f].map ? XENT_OK : xent_fail_memory(err);
    }
    return status;
}

static bool
is_vouched_for(const xent_map *map)
{
    return map && map->parameters && isfinite(map->parameters[0]);
}

/* Completes the maps that have got numbers, and frees the others. */
static void
end_folds(xent_status status, xent_shape shape, size_t folds, xent_fold_fit *fit)
{
    for (size_t f = 0; f < folds; f++) {
        xent_map *map = fit[f].map;
        if (status == XENT_OK && is_vouched_for(map)) {
            shape.rows = map->fit.rows;
            fill_likelihoods(map, &shape, &map->fit);
        } else {
            xent_map_free(map);
            fit[f].map = NULL;
        }
    }
}

/* What is fitted in one go. */
static xent_status
fit_all(const xent_map_type *type, const xent_sample *sample, const xent_fit_options *options,
        xent_map *map, xent_error *err)
{
    size_t folds = options->folds ? options->folds->size : 0;
    xent_status status = begin_folds(type, sample, folds, options->fold, err);
    if (status == XENT_OK)
        status = type->fit(sample, options, map, err);
    end_folds(status, *xent_sample_shape(sample), folds, options->fold);
    return status;
}

xent_status
xent_map_fit(const xent_map_type *type, const xent_sample *sample,
             const xent_fit_options *options, xent_map **map, xent_fit *fit, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    *map = NULL;
    xent_status status = check_arguments(type, shape, options, err);
    if (status != XENT_OK)
        return status;
    xent_map *made = alloc_for(type, sample);
    if (!made)
        return xent_fail_memory(err);
    status = fit_all(type, sample, options, made, err);
    if (status == XENT_OK && xent_shape_clusters(shape) > 0)
        status = xent_map_cluster_errors(made, sample, options->threads, err);
    if (status != XENT_OK) {
        xent_map_free(made);
        return status;
    }
    fill_likelihoods(made, shape, &made->fit);
    if (made->fit.status == XENT_STALLED)
        snprintf(made->fit.advice, sizeof made->fit.advice,
                 "are some scores of quite another size than the rest?");
    *map = made;
    if (fit)
        *fit = made->fit;
    if (made->fit.status == XENT_CONVERGED)
        return XENT_OK;
    xent_fail(err, XENT_EFIT, "%s has no finite optimum: %s", type->name,
              sentence_of(made->fit.status));
    xent_error_hint(err, "%s", made->fit.advice);
    return XENT_EFIT;
}

xent_status
xent_map_fit_folds(const xent_map_type *type, const xent_sample *sample,
                   const xent_fit_options *options, const xent_folds *folds, xent_fold_fit *fit,
                   xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool able = type->fit_folds && options->start;
    xent_status status = check_arguments(type, shape, options, err);
    xent_status begun = begin_folds(type, sample, folds->size, fit, err);
    status = status == XENT_OK ? begun : status;
    if (status == XENT_OK && able)
        status = type->fit_folds(sample, options, folds, fit, err);
    end_folds(status, *shape, folds->size, fit);
    return status;
}

/* ---- the mapped sample */

void
xent_map_take(const xent_map_type *type, const xent_block *block, xent_kind kind, double *z)
{
    if (type->takes_probabilities)
        xent_kernels_best()->probabilities(block, kind, z);
    else
        xent_kernel_logits(block, kind, z);
}

typedef struct {
    const xent_sample *parent;
    const xent_map_type *type;
    xent_rescore *rescore;
    const void *context;
} rescored;

/* Scratch of one block: the parent's, then the new scores. */
typedef struct {
    void *parent;
    double *z;
} layout;

static size_t
lay_out(const xent_sample *parent, char *scratch, layout *parts)
{
    const xent_shape *shape = xent_sample_shape(parent);
    size_t size = 0;
    parts->parent = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(parent));
    parts->z = xent_scratch_cut(scratch, &size,
                                shape->block_rows * shape->columns * sizeof(double));
    return size;
}

static xent_status
rescored_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const rescored *r = state;
    layout parts;
    lay_out(r->parent, scratch, &parts);
    xent_status status = xent_sample_block(r->parent, i, parts.parent, block, err);
    if (status != XENT_OK)
        return status;
    xent_map_take(r->type, block, xent_sample_shape(r->parent)->kind, parts.z);
    r->rescore(r->context, block, parts.z);
    block->from_f32 = block->f32 != NULL;
    block->f32 = NULL;
    block->f64 = parts.z;
    return XENT_OK;
}

static const xent_source rescored_source = {"rescored", rescored_block, free};

xent_status
xent_rescored_sample(const xent_sample *parent, const xent_map_type *type, xent_rescore *rescore,
                     const void *context, xent_sample **sample, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(parent);
    layout measured;
    rescored *state = malloc(sizeof *state);
    if (!state)
        return xent_fail_memory(err);
    *state = (rescored){parent, type, rescore, context};
    shape.kind = type->keeps_logits ? XENT_LOGITS : XENT_PROBS;
    shape.float32 = false;
    return xent_sample_open(&shape, &rescored_source, state, lay_out(parent, NULL, &measured),
                            xent_sample_facts(parent), sample, err);
}

static void
map_rows(const void *context, const xent_block *block, double *z)
{
    const xent_map *map = context;
    map->type->apply(map, block->rows, block->columns, z, z);
}

xent_status
xent_map_sample(const xent_map *map, const xent_sample *sample, xent_sample **mapped,
                xent_error *err)
{
    size_t classes = xent_sample_shape(sample)->classes;
    *mapped = NULL;
    if (map->classes != classes) {
        xent_fail(err, XENT_EDATA, "the map is for %zu classes and the data have %zu", map->classes,
                  classes);
        xent_error_place(err, map->path ? map->path : "", 0);
        return XENT_EDATA;
    }
    xent_status status = check_columns(map->type, xent_sample_shape(sample), err);
    if (status != XENT_OK)
        return status;
    if (map->fit.status != XENT_CONVERGED)
        return xent_fail(err, XENT_EFIT, "the fit of the map did not converge: %s",
                         xent_fit_status_name(map->fit.status));
    return xent_rescored_sample(sample, map->type, map_rows, map, mapped, err);
}
