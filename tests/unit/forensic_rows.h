/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows with one mistake each: a good model's, and what somebody did to them before saving. */
#ifndef XENT_TESTS_FORENSIC_ROWS_H
#define XENT_TESTS_FORENSIC_ROWS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "sample.h"

enum { ROWS = 3000, MOST = 10 };

/* Rows under construction: logits, that makers turn into what they like. */
typedef struct {
    size_t rows, columns;
    xent_kind_choice kind;
    bool normalize;
    double z[ROWS * MOST];
    float f32[ROWS * MOST];
    bool narrow; /* hand f32 over */
    int64_t y[ROWS];
} rows;

static double
next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* A model that is right in nine of ten rows; labels without order. */
static void
make_good(rows *r, size_t columns)
{
    uint64_t state = 5;
    *r = (rows){.rows = ROWS, .columns = columns, .kind = XENT_KIND_LOGITS};
    for (size_t i = 0; i < ROWS; i++) {
        size_t top = (size_t)(next(&state) * (double)columns);
        r->y[i] = (int64_t)(next(&state) < .9 ? top : (size_t)(next(&state) * (double)columns));
        for (size_t j = 0; j < columns; j++)
            r->z[i * columns + j] = (j == top ? 5 : 0) + 2 * next(&state) - 1;
    }
}

static void
softmax(rows *r)
{
    for (size_t i = 0; i < r->rows; i++) {
        double *z = r->z + i * r->columns, sum = 0;
        for (size_t j = 0; j < r->columns; j++)
            sum += z[j] = exp(z[j]);
        for (size_t j = 0; j < r->columns; j++)
            z[j] /= sum;
    }
    r->kind = XENT_KIND_PROBS;
}

static void
scale(rows *r, double factor)
{
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->z[i] *= factor;
}

static void
logits(rows *r)
{
    make_good(r, 4);
}

static void
two_columns(rows *r)
{
    make_good(r, 2);
}

static void
probabilities(rows *r)
{
    make_good(r, 4);
    softmax(r);
}

static void
logprobs(rows *r)
{
    probabilities(r);
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->z[i] = log(r->z[i]);
    r->kind = XENT_KIND_LOGPROBS;
}

static void
softmax_twice(rows *r)
{
    probabilities(r);
    softmax(r);
}

static void
log_softmax_twice(rows *r)
{
    softmax_twice(r);
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->z[i] = log(r->z[i]);
    r->kind = XENT_KIND_LOGPROBS;
}

static void
softmax_twice_of_two(rows *r)
{
    make_good(r, 2);
    softmax(r);
    softmax(r);
}

/* Logits that hardly differ, as those of a high temperature. */
static void
small_logits(rows *r)
{
    logits(r);
    scale(r, .05);
}

/* Within a factor of e all the same, but sure of nothing. */
static void
small_probabilities(rows *r)
{
    small_logits(r);
    softmax(r);
}

static void
sigmoids(rows *r)
{
    logits(r);
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->z[i] = 1 / (1 + exp(2 - r->z[i]));
}

static void
normalised_sigmoids(rows *r)
{
    sigmoids(r);
    r->kind = XENT_KIND_PROBS;
    r->normalize = true;
}

/* P(y=1) for a log-odds. */
static void
column_of_probabilities(rows *r)
{
    two_columns(r);
    softmax(r);
    for (size_t i = 0; i < r->rows; i++)
        r->z[i] = r->z[2 * i + 1];
    r->columns = 1;
    r->kind = XENT_KIND_LOGITS;
}

static void
column_as_it_is(rows *r)
{
    column_of_probabilities(r);
    r->kind = XENT_KIND_PROBS;
}

/* The last class was left out of the file. */
static void
top_logprobs(rows *r)
{
    make_good(r, 5);
    softmax(r);
    for (size_t i = 0; i < r->rows; i++) {
        for (size_t j = 0; j < 4; j++)
            r->z[i * 4 + j] = log(r->z[i * 5 + j]);
        r->y[i] = r->y[i] < 4 ? r->y[i] : 0;
    }
    r->columns = 4;
    r->kind = XENT_KIND_AUTO;
}

/* Rounds to `bits` behind the first, and to multiples of `least`. */
static void
round_to(rows *r, int bits, double least)
{
    for (size_t i = 0; i < r->rows * r->columns; i++) {
        int exponent;
        double part = frexp(r->z[i], &exponent), unit = ldexp(1, bits + 1);
        r->z[i] = ldexp(nearbyint(part * unit) / unit, exponent);
        r->z[i] = nearbyint(r->z[i] / least) * least;
        r->f32[i] = (float)r->z[i];
    }
    r->narrow = true;
}

static void
half_probabilities(rows *r)
{
    logits(r);
    scale(r, 4);
    softmax(r);
    round_to(r, 10, 0x1p-24);
}

static void
half_logits(rows *r)
{
    logits(r);
    round_to(r, 10, 0x1p-24);
}

static void
half_overflow(rows *r)
{
    half_logits(r);
    r->f32[7] = 65504;
}

static void
brain_probabilities(rows *r)
{
    logits(r);
    scale(r, 20);
    softmax(r);
    round_to(r, 7, 0x1p-133);
}

static void
one_class(rows *r)
{
    logits(r);
    for (size_t i = 0; i < r->rows; i++) {
        r->y[i] = 2;
        r->z[i * 4 + 2] += 9;
    }
}

static void
labels_from_one(rows *r)
{
    make_good(r, 5);
    for (size_t i = 0; i < r->rows; i++)
        r->y[i] = r->y[i] < 4 ? r->y[i] + 1 : 4;
}

static void
labels_too_small(rows *r)
{
    make_good(r, 5);
    for (size_t i = 0; i < r->rows; i++)
        r->y[i] = r->y[i] > 0 ? r->y[i] - 1 : 0;
}

static void
swapped(rows *r)
{
    two_columns(r);
    for (size_t i = 0; i < r->rows; i++)
        r->y[i] = 1 - r->y[i];
}

static void
swapped_column(rows *r)
{
    column_as_it_is(r);
    for (size_t i = 0; i < r->rows; i++)
        r->z[i] = 1 - r->z[i];
}

static void
shuffled(rows *r)
{
    uint64_t state = 7;
    logits(r);
    for (size_t i = r->rows - 1; i > 0; i--) {
        size_t j = (size_t)(next(&state) * (double)(i + 1));
        int64_t y = r->y[i];
        r->y[i] = r->y[j];
        r->y[j] = y;
    }
}

static void
one_row_late(rows *r)
{
    logits(r);
    memmove(r->y + 1, r->y, (r->rows - 1) * sizeof *r->y);
}

/* A tenth of the rows has the scores of others, but not the labels. */
static void
same_scores(rows *r)
{
    logits(r);
    memcpy(r->z, r->z + 500 * 4, ROWS / 10 * 4 * sizeof *r->z);
    for (size_t i = 0; i < ROWS / 10; i++)
        r->y[i] = (r->y[i + 500] + 1) % 4;
}

static void
real_copies(rows *r)
{
    same_scores(r);
    memcpy(r->y, r->y + 500, ROWS / 10 * sizeof *r->y);
}

static void
few_answers(rows *r)
{
    logits(r);
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->z[i] = r->z[i] > 2 ? 2 : 0;
}

static void
impossible(rows *r)
{
    probabilities(r);
    for (size_t j = 0; j < 4; j++)
        r->z[5 * 4 + j] = 0;
    r->z[5 * 4 + (size_t)(r->y[5] + 1) % 4] = 1;
}

static void
untrained(rows *r)
{
    uint64_t state = 3;
    logits(r);
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->z[i] = .05 * next(&state) - .02;
}

static void
sure_of_everything(rows *r)
{
    uint64_t state = 3;
    logits(r);
    scale(r, 10);
    for (size_t i = 0; i < r->rows; i += 4)
        r->z[i * 4 + (size_t)(next(&state) * 4)] += 99;
}

#endif
