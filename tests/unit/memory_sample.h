/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of arrays for unit tests: no door, no copy, nothing to free but the sample. */
#ifndef XENT_TESTS_MEMORY_SAMPLE_H
#define XENT_TESTS_MEMORY_SAMPLE_H
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include "sample.h"

/* Row-major scores in f32 or f64; label and weight may be NULL. */
typedef struct {
    size_t rows, columns;
    xent_kind kind;
    const float *f32;
    const double *f64;
    const int32_t *label;
    const double *weight;
    xent_weight_kind weight_kind;
    const int32_t *factor;     /* levels of one factor, which `about` tells of; NULL: none */
    const xent_factor *about;
} memory;

typedef struct {
    memory data;
    size_t block_rows;
} memory_state;

static xent_status
memory_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const memory_state *m = state;
    size_t first = i * m->block_rows, left = m->data.rows - first;
    (void)scratch;
    (void)err;
    *block = (xent_block){
        .first = first,
        .rows = left < m->block_rows ? left : m->block_rows,
        .columns = m->data.columns,
        .f32 = m->data.f32 ? m->data.f32 + first * m->data.columns : NULL,
        .f64 = m->data.f64 ? m->data.f64 + first * m->data.columns : NULL,
        .label = m->data.label ? m->data.label + first : NULL,
        .weight = m->data.weight ? m->data.weight + first : NULL,
        .factor = m->data.factor ? m->data.factor + first : NULL,
    };
    return XENT_OK;
}

static const xent_source memory_source = {"memory", memory_block, free};

/* Blocks of block_rows rows; 0: as files have them. */
static xent_sample *
memory_sample_cut(memory data, size_t block_rows)
{
    static const xent_facts facts = {.fingerprint = "00112233445566778899aabbccddeeff"};
    xent_shape shape = {
        .rows = data.rows,
        .columns = data.columns,
        .classes = data.columns == 1 ? 2 : data.columns,
        .task = data.columns == 1 ? XENT_BINARY : XENT_MULTICLASS,
        .kind = data.kind,
        .float32 = data.f32 != NULL,
        .labelled = data.label != NULL,
        .weighted = data.weight != NULL,
        .weight_kind = data.weight_kind,
        .max_weight = 1,
        .factors = data.factor != NULL,
        .factor = data.about,
    };
    xent_sample *sample;
    for (size_t i = 0; data.weight && i < data.rows; i++)
        shape.max_weight = fmax(shape.max_weight, data.weight[i]);
    xent_shape_blocks(&shape);
    if (block_rows > 0) {
        shape.block_rows = block_rows;
        shape.blocks = (data.rows + block_rows - 1) / block_rows;
    }
    memory_state *state = malloc(sizeof *state);
    ck_assert_ptr_nonnull(state);
    *state = (memory_state){data, shape.block_rows};
    ck_assert_int_eq(xent_sample_open(&shape, &memory_source, state, 0, &facts, &sample, NULL),
                     XENT_OK);
    return sample;
}

static inline xent_sample *
memory_sample(memory data)
{
    return memory_sample_cut(data, 0);
}

#endif
