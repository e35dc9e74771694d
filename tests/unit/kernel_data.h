/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of rows for tests of the kernels: every kind, both precisions, ties, masked classes,
   subnormal and extreme scores. */
#ifndef XENT_TESTS_KERNEL_DATA_H
#define XENT_TESTS_KERNEL_DATA_H
#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include "kernel.h"
#include "random.h"

enum { DATA_SEED = 11 };

typedef struct {
    xent_block block;
    xent_kind kind;
    float *f32;
    double *f64, *weight;
    int32_t *label;
} kernel_data;

/* A logit of row i, column j: rows differ in spread, some hold ties and masked classes. */
static inline double
data_logit(size_t i, size_t j, uint64_t bits)
{
    static const double spread[] = {1, 4, 0.01, 30, 400, 1e-30, 1e-310};
    double u = (double)(int64_t)bits * 0x1p-63;
    if (i % 5 == 1)
        u = (double)(int)(u * 4) / 4;
    if (i % 3 == 2 && j % 4 == 1)
        return -HUGE_VAL;
    return u * spread[i % 7];
}

/* Turns the logits of a row into probabilities, or their logarithms. */
static inline void
data_normalise(size_t n, xent_kind kind, double *z)
{
    double max = -HUGE_VAL, total = 0;
    for (size_t j = 0; j < n; j++)
        max = fmax(max, z[j]);
    for (size_t j = 0; j < n; j++)
        total += exp(z[j] - max);
    if (n == 1)
        total = isinf(max) ? 1 : exp(-max) + 1;
    for (size_t j = 0; j < n; j++) {
        z[j] = isinf(z[j]) ? z[j] : z[j] - max - log(total);
        z[j] = kind == XENT_PROBS ? exp(z[j]) : z[j];
    }
}

static inline kernel_data
data_make(size_t rows, size_t columns, xent_kind kind, bool float32, bool weighted)
{
    size_t cells = rows * columns;
    uint64_t key = xent_random_key(DATA_SEED, columns);
    kernel_data d = {.kind = kind,
                     .f32 = malloc(cells * sizeof(float)),
                     .f64 = malloc(cells * sizeof(double)),
                     .weight = malloc(rows * sizeof(double)),
                     .label = malloc(rows * sizeof(int32_t))};
    ck_assert(d.f32 && d.f64 && d.weight && d.label);
    for (size_t i = 0; i < rows; i++) {
        double *z = d.f64 + i * columns;
        for (size_t j = 0; j < columns; j++)
            z[j] = data_logit(i, j, xent_random_bits(key, i * columns + j));
        if (kind != XENT_LOGITS)
            data_normalise(columns, kind, z);
        d.label[i] = (int32_t)(xent_random_bits(key + 1, i) % (columns == 1 ? 2 : columns));
        d.weight[i] = xent_random_uniform(key + 2, i);
        for (size_t j = 0; j < columns; j++)
            d.f32[i * columns + j] = (float)z[j];
    }
    d.block = (xent_block){.rows = rows, .columns = columns, .f32 = float32 ? d.f32 : NULL,
                           .f64 = float32 ? NULL : d.f64, .label = d.label,
                           .weight = weighted ? d.weight : NULL};
    return d;
}

static inline void
data_free(kernel_data *d)
{
    free(d->f32);
    free(d->f64);
    free(d->weight);
    free(d->label);
}

#endif
