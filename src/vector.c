/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vector.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "curvature.h"
#include "kernel_internal.h"
#include "share.h"

/* Runs of blocks: enough for the threads to share; fewer where the sums are many. */
static const size_t most_parts = 64, least_parts = 8, numbers_of_parts = 1000000;

static size_t
plane_count(bool curvature)
{
    return curvature ? 5 : 2;
}

static size_t
sums_size(size_t classes, bool curvature)
{
    return plane_count(curvature) * classes + 2;
}

static size_t
choose_parts(size_t blocks, size_t numbers)
{
    size_t parts = numbers_of_parts / numbers;
    parts = parts < least_parts ? least_parts : parts > most_parts ? most_parts : parts;
    return parts < blocks ? parts : blocks;
}

xent_status
xent_vector_open(const xent_sample *sample, unsigned threads, xent_vector_loss *loss,
                 xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t n = shape->columns, size = sums_size(n, true);
    *loss = (xent_vector_loss){.kind = shape->kind,
                               .frequency = shape->weighted
                                            && shape->weight_kind == XENT_FREQUENCY,
                               .classes = n,
                               .parts = choose_parts(shape->blocks, size),
                               .value = (double)NAN};
    loss->sums = malloc(loss->parts * size * sizeof *loss->sums);
    loss->gradient = malloc(5 * n * sizeof *loss->gradient);
    loss->block = loss->gradient ? loss->gradient + 2 * n : NULL;
    if (!loss->sums || !loss->gradient)
        return xent_fail_memory(err);
    return xent_sweep_open(sample, threads, 0, (2 * shape->block_rows + 4) * n * sizeof(double),
                           &loss->sweep, err);
}

void
xent_vector_close(xent_vector_loss *loss)
{
    xent_sweep_close(&loss->sweep);
    free(loss->sums);
    free(loss->gradient);
}

/* ---- value and gradient */

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_vector_loss *loss = context;
    (void)err;
    xent_kernels_best()->vector(block, loss->kind, loss->at, loss->fast, loss->curvature, scratch,
                                state);
    return XENT_OK;
}

/* Adds the sums of the parts, in their order, to those of the first. */
static void
add_parts(double *sums, size_t parts, size_t size)
{
    for (size_t p = 1; p < parts; p++)
        for (size_t i = 0; i < size; i++)
            sums[i] += sums[p * size + i];
}

static xent_status
pass(xent_vector_loss *loss, const double *parameters, bool fast, bool curvature, xent_error *err)
{
    size_t n = loss->classes, size = sums_size(n, curvature), bytes = size * sizeof(double);
    const double *sums = loss->sums;
    loss->at = parameters;
    loss->fast = fast;
    loss->curvature = curvature;
    memset(loss->sums, 0, loss->parts * bytes);
    xent_status status = xent_sweep_run_parts(&loss->sweep, loss->parts, loss->sums, bytes,
                                              see_block, loss, err);
    if (status != XENT_OK)
        return status;
    add_parts(loss->sums, loss->parts, size);
    loss->weight = sums[size - 2];
    loss->value = sums[size - 1] / loss->weight;
    for (size_t i = 0; i < 2 * n; i++)
        loss->gradient[i] = sums[i] / loss->weight;
    for (size_t i = 0; curvature && i < 3 * n; i++)
        loss->block[i] = sums[2 * n + i] / loss->weight;
    return XENT_OK;
}

xent_status
xent_vector_evaluate(xent_vector_loss *loss, const double *parameters, bool curvature,
                     xent_error *err)
{
    return pass(loss, parameters, false, curvature, err);
}

xent_status
xent_vector_estimate(xent_vector_loss *loss, const double *parameters, xent_error *err)
{
    xent_status status = pass(loss, parameters, true, false, err);
    loss->value = (double)NAN;
    return status;
}

/* ---- the Hessian, and the outer products of the rows' gradients */

bool
xent_vector_is_small(const xent_vector_loss *loss)
{
    double size = 2 * (double)loss->classes;
    return loss->classes <= 200
           && (double)xent_sample_shape(loss->sweep.sample)->rows * size * size <= 2e10;
}

/* matrix += scale a a', the upper triangle. */
static void
add_outer(size_t n, double scale, const double *a, double *matrix)
{
    for (size_t i = 0; i < n; i++) {
        double factor = scale * a[i];
        double *row = matrix + i * n;
        for (size_t j = i; factor != 0 && j < n; j++)
            row[j] += factor * a[j];
    }
}

/* The probabilities of the rows of a block, and their logits. */
static void
take_rows(const xent_block *block, xent_kind kind, const double *at, double *z, double *q)
{
    size_t n = block->columns, cells = block->rows * n;
    xent_kernel_logits(block, kind, z);
    for (size_t i = 0; i < cells; i++)
        q[i] = z[i] == -(double)INFINITY ? z[i] : at[i % n] * z[i] + at[n + i % n];
    xent_kernel_softmax(block->rows, n, q, q);
}

/* A row of a block with probabilities q and logits z: adds its part of the Hessian, and finds its
   slope, 2 n numbers. */
static void
add_row(const xent_block *block, size_t i, const double *q, const double *z, double *slope,
        double *hessian)
{
    size_t n = block->columns;
    double w = xent_block_weight(block, i);
    double mass = xent_block_mass(block, i);
    size_t size = 2 * n;
    for (size_t j = 0; j < n; j++) {
        double open = z[j] == -(double)INFINITY ? 0 : z[j];
        slope[j] = q[j] * open;
        slope[n + j] = q[j];
        hessian[j * size + j] += w * q[j] * open * open;
        hessian[j * size + n + j] += w * q[j] * open;
        hessian[(n + j) * size + n + j] += w * q[j];
    }
    add_outer(size, -w, slope, hessian);
    for (size_t j = 0; j < n; j++) {
        double share = xent_block_share(block, i, mass, j);
        slope[j] -= share > 0 ? share * z[j] : 0;
        slope[n + j] -= share;
    }
}

static xent_status
see_curvature(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_vector_loss *loss = context;
    size_t n = block->columns, cells = block->rows * n;
    double *z = scratch, *q = z + cells, *slope = q + cells;
    double *hessian = state, *outer = hessian + 4 * n * n;
    (void)err;
    take_rows(block, loss->kind, loss->at, z, q);
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i);
        add_row(block, i, q + i * n, z + i * n, slope, hessian);
        add_outer(2 * n, loss->frequency ? w : w * w, slope, outer);
    }
    return XENT_OK;
}

/* Adds so much curvature in the direction in which the loss is constant, all biases alike. */
static void
hold_biases(size_t classes, double curvature, double *hessian)
{
    size_t size = 2 * classes;
    for (size_t i = classes; i < size; i++)
        for (size_t j = classes; j < size; j++)
            hessian[i * size + j] += curvature;
}

/* As much as the biases have, so that the Hessian can be inverted. */
static void
fix_gauge(size_t classes, double *hessian)
{
    size_t size = 2 * classes;
    double mean = 0;
    for (size_t j = classes; j < size; j++)
        mean += hessian[j * size + j] / (double)classes;
    hold_biases(classes, mean, hessian);
}

void
xent_vector_slopes(const xent_block *block, xent_kind kind, const double *at, double *scratch,
                   double *slope, double *hessian)
{
    size_t n = block->columns;
    double *z = scratch, *q = z + block->rows * n, weight = 0;
    take_rows(block, kind, at, z, q);
    for (size_t i = 0; i < block->rows; i++) {
        add_row(block, i, q + i * n, z + i * n, slope + i * 2 * n, hessian);
        weight += xent_block_weight(block, i);
    }
    hold_biases(n, weight / (double)n, hessian);
}

/* errors = root of the diagonal of inverse * outer * inverse; row: n numbers. */
static void
fill_errors(size_t n, const double *inverse, const double *outer, double *errors)
{
    for (size_t i = 0; i < n; i++) {
        const double *a = inverse + i * n;
        double sum = 0;
        for (size_t j = 0; j < n; j++) {
            double product = 0;
            for (size_t k = 0; k < n; k++)
                product += outer[j * n + k] * a[k];
            sum += a[j] * product;
        }
        errors[i] = sqrt(sum);
    }
}

static void
fill_step(const xent_vector_loss *loss, const double *inverse, double *step)
{
    size_t n = 2 * loss->classes;
    for (size_t i = 0; i < n; i++) {
        step[i] = 0;
        for (size_t j = 0; j < n; j++)
            step[i] -= inverse[i * n + j] * loss->gradient[j] * loss->weight;
    }
}

xent_status
xent_vector_newton(xent_vector_loss *loss, const double *parameters, double *step,
                   double *errors, bool *determined, xent_error *err)
{
    size_t n = 2 * loss->classes, size = 2 * n * n;
    size_t parts = loss->parts < least_parts ? loss->parts : least_parts;
    double *sums = calloc(parts * size, sizeof *sums);
    if (!sums)
        return xent_fail_memory(err);
    loss->at = parameters;
    xent_status status = xent_sweep_run_parts(&loss->sweep, parts, sums, size * sizeof *sums,
                                              see_curvature, loss, err);
    if (status == XENT_OK) {
        add_parts(sums, parts, size);
        xent_curvature_mirror(n, sums + n * n);
        fix_gauge(loss->classes, sums);
        *determined = xent_curvature_invert(n, sums, step);
    }
    if (status == XENT_OK && *determined) {
        fill_step(loss, sums, step);
        fill_errors(n, sums, sums + n * n, errors);
    }
    free(sums);
    return status;
}

/* ---- the facts */

/* What one thread has seen: 4 K numbers behind it, as xent_vector_facts has them. */
typedef struct {
    bool seen, infinite;
    double number[];
} facts_state;

static void
clear_numbers(size_t n, double *number)
{
    for (size_t j = 0; j < n; j++) {
        number[j] = number[2 * n + j] = (double)INFINITY;
        number[n + j] = number[3 * n + j] = -(double)INFINITY;
    }
}

/* Widens [low, high] by z unless it is masked. */
static void
widen(double z, double *low, double *high)
{
    *low = z < *low && z > -(double)INFINITY ? z : *low;
    *high = z > *high ? z : *high;
}

static xent_status
see_facts(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_kind *kind = context;
    facts_state *f = state;
    size_t n = block->columns;
    double *z = scratch;
    (void)err;
    if (!f->seen)
        clear_numbers(n, f->number);
    f->seen = true;
    xent_kernel_logits(block, *kind, z);
    for (size_t i = 0; i < block->rows; i++, z += n) {
        double mass = xent_block_mass(block, i);
        for (size_t j = 0; j < n; j++) {
            double share = xent_block_share(block, i, mass, j);
            if (share < 1)
                widen(z[j], &f->number[2 * n + j], &f->number[3 * n + j]);
            if (share > 0)
                widen(z[j], &f->number[j], &f->number[n + j]);
            f->infinite |= share > 0 && z[j] == -(double)INFINITY;
        }
    }
    return XENT_OK;
}

static void
merge_facts(size_t n, const facts_state *from, xent_vector_facts *facts)
{
    if (!from->seen)
        return;
    facts->infinite |= from->infinite;
    for (size_t j = 0; j < n; j++) {
        facts->own_low[j] = fmin(facts->own_low[j], from->number[j]);
        facts->own_high[j] = fmax(facts->own_high[j], from->number[n + j]);
        facts->other_low[j] = fmin(facts->other_low[j], from->number[2 * n + j]);
        facts->other_high[j] = fmax(facts->other_high[j], from->number[3 * n + j]);
    }
}

xent_status
xent_vector_look(const xent_sample *sample, unsigned threads, xent_vector_facts *facts,
                 xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t n = shape->columns;
    xent_kind kind = shape->kind;
    xent_sweep sweep;
    double *number = malloc(4 * n * sizeof *number);
    *facts = (xent_vector_facts){.own_low = number};
    if (!number)
        return xent_fail_memory(err);
    facts->own_high = number + n;
    facts->other_low = number + 2 * n;
    facts->other_high = number + 3 * n;
    clear_numbers(n, number);
    xent_status status =
        xent_sweep_open(sample, threads, sizeof(facts_state) + 4 * n * sizeof(double),
                        shape->block_rows * n * sizeof(double), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_facts, &kind, err);
    for (unsigned i = 0; status == XENT_OK && i < sweep.threads; i++)
        merge_facts(n, xent_sweep_state(&sweep, i), facts);
    xent_sweep_close(&sweep);
    return status;
}

void
xent_vector_facts_clear(xent_vector_facts *facts)
{
    free(facts->own_low);
}
