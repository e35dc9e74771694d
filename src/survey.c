/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include "evidence.h"
#include "radix.h"
#include "sample_internal.h"
#include "sweep.h"

static const double minus_inf = -HUGE_VAL;

/* The parts of a block's fingerprint. */
typedef struct {
    XXH128_canonical_t scores, labels, weights;
} digest;

/* A survey under way. */
typedef struct {
    const xent_shape *shape;
    xent_survey_options options;
    digest *blocks;       /* a block's */
    uint64_t *hash;       /* a row's; NULL: not wanted */
} survey_pass;

/* What a thread has seen. */
typedef struct {
    bool begun;
    xent_survey survey;
} seen;

/* Scratch for one block. */
typedef struct {
    xent_extremes *extremes;
    double *exp_sum;
    XXH128_canonical_t *row_hash;
    int64_t *label;
} scratches;

/* ---- findings */

void
xent_finding_add(xent_finding *f, uint64_t row, size_t column, double value)
{
    if (!f->count++ || row < f->row || (row == f->row && column < f->column)) {
        f->row = row;
        f->column = column;
        f->value = value;
    }
}

void
xent_finding_merge(xent_finding *f, const xent_finding *from)
{
    size_t count = f->count + from->count;
    if (!from->count)
        return;
    if (!f->count || from->row < f->row || (from->row == f->row && from->column < f->column))
        *f = *from;
    f->count = count;
}

static xent_survey
empty_survey(void)
{
    return (xent_survey){.min = HUGE_VAL, .max = -HUGE_VAL, .low = HUGE_VAL, .high = -HUGE_VAL,
                         .sum_min = HUGE_VAL, .sum_max = -HUGE_VAL, .exp_min = HUGE_VAL,
                         .exp_max = -HUGE_VAL, .evidence = xent_evidence_none()};
}

static void
merge(xent_survey *s, const xent_survey *from)
{
    s->min = fmin(s->min, from->min);
    s->max = fmax(s->max, from->max);
    s->low = fmin(s->low, from->low);
    s->high = fmax(s->high, from->high);
    s->sum_min = fmin(s->sum_min, from->sum_min);
    s->sum_max = fmax(s->sum_max, from->sum_max);
    s->exp_min = fmin(s->exp_min, from->exp_min);
    s->exp_max = fmax(s->exp_max, from->exp_max);
    s->minus_inf += from->minus_inf;
    xent_evidence_merge(&s->evidence, &from->evidence);
    xent_finding_merge(&s->nan, &from->nan);
    xent_finding_merge(&s->plus_inf, &from->plus_inf);
    xent_finding_merge(&s->masked, &from->masked);
    xent_finding_merge(&s->nothing, &from->nothing);
    xent_finding_merge(&s->outside, &from->outside);
    xent_finding_merge(&s->positive, &from->positive);
    xent_finding_merge(&s->off, &from->off);
    xent_finding_merge(&s->exp_off, &from->exp_off);
    for (int k = 0; k < 3; k++)
        xent_finding_merge(&s->zero[k], &from->zero[k]);
}

bool
xent_is_zero(xent_kind kind, size_t columns, double score, int32_t label)
{
    if (columns > 1)
        return kind == XENT_PROBS ? score == 0 : score == minus_inf;
    if (kind == XENT_PROBS)
        return score == (label ? 0 : 1);
    return label ? score == minus_inf : kind == XENT_LOGPROBS && score == 0;
}

/* ---- one row */

/* A row that holds NaN, an infinity, or sums beyond the doubles. */
static bool
survey_odd_row(xent_survey *s, const xent_block *block, size_t i, uint64_t row)
{
    size_t columns = block->columns, masked = 0;
    bool good = true;
    for (size_t j = 0; j < columns; j++) {
        double z = xent_block_score(block, i * columns + j);
        if (isnan(z))
            xent_finding_add(&s->nan, row, j, z);
        else if (z == -minus_inf)
            xent_finding_add(&s->plus_inf, row, j, z);
        else if (z == minus_inf)
            masked++;
        else {
            s->min = fmin(s->min, z);
            s->max = fmax(s->max, z);
        }
        good = good && !isnan(z) && z != -minus_inf;
    }
    s->minus_inf += masked;
    if (masked == columns && columns > 1)
        xent_finding_add(&s->masked, row, 0, -HUGE_VAL);
    return good;
}

static void
survey_outliers(xent_survey *s, const xent_block *block, size_t i, uint64_t row)
{
    for (size_t j = 0; j < block->columns; j++) {
        double z = xent_block_score(block, i * block->columns + j);
        if (z < 0 || z > 1)
            xent_finding_add(&s->outside, row, j, z);
    }
}

static void
survey_exponentials(xent_survey *s, double sum, uint64_t row, double tolerance)
{
    s->exp_min = fmin(s->exp_min, sum);
    s->exp_max = fmax(s->exp_max, sum);
    if (!(fabs(sum - 1) <= tolerance))
        xent_finding_add(&s->exp_off, row, 0, sum);
}

static void
survey_label(xent_survey *s, const xent_block *block, size_t i, uint64_t row)
{
    size_t columns = block->columns;
    int32_t label = block->label[i];
    double z = xent_block_score(block, columns > 1 ? i * columns + (size_t)label : i);
    for (int k = XENT_LOGITS; k <= XENT_LOGPROBS; k++)
        if (xent_is_zero((xent_kind)k, columns, z, label))
            xent_finding_add(&s->zero[k], row, (size_t)label, z);
}

/* exp_sum: of the row; NULL: not wanted. */
static void
survey_row(xent_survey *s, const xent_block *block, size_t i, xent_extremes x,
           const double *exp_sum, const xent_survey_options *options)
{
    uint64_t row = xent_block_row(block, i);
    if (isfinite(x.sum)) {
        s->min = fmin(s->min, x.low);
        s->max = fmax(s->max, x.high);
    } else if (!survey_odd_row(s, block, i, row)) {
        return;
    }
    s->low = fmin(s->low, x.low);
    s->high = fmax(s->high, x.high);
    s->sum_min = fmin(s->sum_min, x.sum);
    s->sum_max = fmax(s->sum_max, x.sum);
    xent_evidence_add(&s->evidence, block, i, x, options->tolerance);
    if (options->outside && (x.low < 0 || x.high > 1))
        survey_outliers(s, block, i, row);
    if (x.low == 0 && x.high == 0)
        xent_finding_add(&s->nothing, row, 0, 0);
    if (x.high > 0)
        xent_finding_add(&s->positive, row, 0, x.high);
    else if (exp_sum)
        survey_exponentials(s, *exp_sum, row, options->tolerance);
    if (!(fabs(x.sum - 1) <= options->tolerance))
        xent_finding_add(&s->off, row, 0, x.sum);
    if (block->label)
        survey_label(s, block, i, row);
}

/* ---- hashes */

static const void *
row_bytes(const xent_block *block, size_t i, size_t *width)
{
    *width = block->columns * (block->f32 ? sizeof(float) : sizeof(double));
    const char *bytes = block->f32 ? (const char *)block->f32 : (const char *)block->f64;
    return bytes + i * *width;
}

static void
canonical_hash(const void *bytes, size_t n, XXH128_canonical_t *canonical)
{
    XXH128_canonicalFromHash(canonical, XXH3_128bits(bytes, n));
}

/* Hashes each row once: for copies of rows, and for the digest of the block. */
static void
hash_rows(const survey_pass *w, const xent_block *block, XXH128_canonical_t *row_hash)
{
    size_t width;
    for (size_t i = 0; i < block->rows; i++) {
        const void *bytes = row_bytes(block, i, &width);
        XXH128_hash_t hash = XXH3_128bits(bytes, width);
        uint64_t label = block->label ? (uint64_t)block->label[i] + 1 : 0;
        w->hash[block->first + i] = hash.low64 ^ label * UINT64_C(0x9e3779b97f4a7c15);
        XXH128_canonicalFromHash(&row_hash[i], hash);
    }
}

static void
hash_block(const survey_pass *w, const xent_block *block, const scratches *at)
{
    digest *d = &w->blocks[block->number];
    size_t width;
    memset(d, 0, sizeof *d);
    if (w->hash) {
        hash_rows(w, block, at->row_hash);
        canonical_hash(at->row_hash, block->rows * sizeof *at->row_hash, &d->scores);
    } else {
        const void *scores = row_bytes(block, 0, &width);
        canonical_hash(scores, block->rows * width, &d->scores);
    }
    for (size_t i = 0; block->label && i < block->rows; i++)
        at->label[i] = block->label[i];
    if (block->label)
        canonical_hash(at->label, block->rows * sizeof *at->label, &d->labels);
    if (block->weight)
        canonical_hash(block->weight, block->rows * sizeof *block->weight, &d->weights);
}

static void
hash_text(const void *bytes, size_t n, char text[33])
{
    XXH128_canonical_t all;
    canonical_hash(bytes, n, &all);
    for (size_t i = 0; i < sizeof all.digest; i++)
        snprintf(text + 2 * i, 3, "%02x", all.digest[i]);
}

void
xent_fingerprint_join(char fingerprint[33], const char other[33])
{
    char both[66];
    memcpy(both, fingerprint, 33);
    memcpy(both + 33, other, 33);
    hash_text(both, sizeof both, fingerprint);
}

/* ---- the sweep */

static size_t
cut_scratch(const xent_shape *shape, void *memory, scratches *s)
{
    size_t rows = shape->block_rows, used = 0;
    s->extremes = xent_scratch_cut(memory, &used, rows * sizeof *s->extremes);
    s->exp_sum = xent_scratch_cut(memory, &used, rows * sizeof *s->exp_sum);
    s->row_hash = xent_scratch_cut(memory, &used, rows * sizeof *s->row_hash);
    s->label = xent_scratch_cut(memory, &used, rows * sizeof *s->label);
    return used;
}

/* A score above 0 is no log-probability. */
static bool
wants_exponentials(const xent_survey *s, const xent_block *block, const xent_extremes *x,
                   const xent_survey_options *options)
{
    bool positive = !options->exponentials || s->positive.count > 0;
    for (size_t i = 0; i < block->rows && !positive; i++)
        positive = x[i].high > 0;
    return !positive;
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const survey_pass *w = context;
    seen *mine = state;
    scratches at;
    (void)err;
    cut_scratch(w->shape, scratch, &at);
    if (!mine->begun)
        *mine = (seen){true, empty_survey()};
    xent_kernels_best()->extremes(block, at.extremes);
    bool sums = wants_exponentials(&mine->survey, block, at.extremes, &w->options);
    if (sums)
        xent_kernels_best()->exp_sum(block, at.exp_sum);
    for (size_t i = 0; i < block->rows; i++)
        survey_row(&mine->survey, block, i, at.extremes[i], sums ? &at.exp_sum[i] : NULL,
                   &w->options);
    hash_block(w, block, &at);
    return XENT_OK;
}

static void
merge_all(const xent_sweep *sweep, xent_survey *survey)
{
    *survey = empty_survey();
    for (unsigned t = 0; t < sweep->threads; t++) {
        const seen *part = xent_sweep_state(sweep, t);
        if (part->begun)
            merge(survey, &part->survey);
    }
}

xent_status
xent_count_copies(size_t n, uint64_t *hash, unsigned threads, size_t *copies, xent_error *err)
{
    xent_status status = xent_radix_sort(n, 1, 0, hash, threads, err);
    *copies = 0;
    for (size_t i = 1; i < n && status == XENT_OK; i++)
        *copies += hash[i] == hash[i - 1];
    return status;
}

xent_status
xent_survey_run(const xent_sample *sample, const xent_survey_options *options,
                xent_survey *survey, size_t *copies, char fingerprint[33], xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    survey_pass w = {.shape = shape, .options = *options};
    xent_sweep sweep;
    scratches at;
    xent_status status = xent_sweep_open(sample, options->threads, sizeof(seen),
                                         cut_scratch(shape, NULL, &at), &sweep, err);
    if (status != XENT_OK)
        return status;
    w.blocks = malloc(shape->blocks * sizeof *w.blocks);
    w.hash = shape->columns > 1 ? malloc(shape->rows * sizeof *w.hash) : NULL;
    if (!w.blocks || (!w.hash && shape->columns > 1))
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_block, &w, err);
    if (status == XENT_OK) {
        merge_all(&sweep, survey);
        hash_text(w.blocks, shape->blocks * sizeof *w.blocks, fingerprint);
    }
    *copies = 0;
    if (status == XENT_OK && w.hash)
        status = xent_count_copies(shape->rows, w.hash, options->threads, copies, err);
    xent_sweep_close(&sweep);
    free(w.blocks);
    free(w.hash);
    return status;
}
