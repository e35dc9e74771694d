/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups: each has the numbers of a file of its rows; false discoveries. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "fdr.h"
#include "metric.h"
#include "split.h"
#include "suite.h"

enum { ROWS = 5000, CLASSES = 7, LEVELS = 4 };

static double
next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* Rows of a file, in memory. */
typedef struct {
    float *z;
    int64_t *y;
    double *weight;
    int32_t *level;
} file;

static file
make_file(void)
{
    uint64_t state = 9;
    file f = {malloc(ROWS * CLASSES * sizeof *f.z), malloc(ROWS * sizeof *f.y),
              malloc(ROWS * sizeof *f.weight), malloc(ROWS * sizeof *f.level)};
    ck_assert(f.z && f.y && f.weight && f.level);
    for (size_t i = 0; i < ROWS * CLASSES; i++)
        f.z[i] = (float)(4 * next(&state));
    for (size_t i = 0; i < ROWS; i++) {
        f.y[i] = (int64_t)(next(&state) * CLASSES);
        f.weight[i] = 1 + 3 * next(&state);
        f.level[i] = (int32_t)(next(&state) * next(&state) * (LEVELS - 1)); /* the last is empty */
    }
    return f;
}

static void
free_file(file *f)
{
    free(f->z);
    free(f->y);
    free(f->weight);
    free(f->level);
}

static xent_status
file_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const file *f = state;
    size_t full = xent_block_rows(CLASSES), first = i * full;
    (void)scratch;
    (void)err;
    *block = (xent_block){.first = first,
                          .rows = ROWS - first < full ? ROWS - first : full,
                          .columns = CLASSES,
                          .f32 = f->z + first * CLASSES};
    return XENT_OK;
}

/* The whole file with its levels as a factor. */
static xent_sample *
open_file(const file *f)
{
    static const xent_source source = {"file", file_block, NULL};
    xent_admit_options options = {.kind = XENT_KIND_LOGITS};
    xent_factor *about = calloc(1, sizeof *about);
    xent_raw raw = {.source = &source, .state = (void *)(uintptr_t)f, .rows = ROWS,
                    .columns = CLASSES, .float32 = true, .factors = 1, .about = about};
    xent_sample *sample;
    raw.label = malloc(ROWS * sizeof *raw.label);
    raw.weight = malloc(ROWS * sizeof *raw.weight);
    raw.factor = malloc(ROWS * sizeof *raw.factor);
    ck_assert(about && raw.label && raw.weight && raw.factor);
    memcpy(raw.label, f->y, ROWS * sizeof *raw.label);
    memcpy(raw.weight, f->weight, ROWS * sizeof *raw.weight);
    memcpy(raw.factor, f->level, ROWS * sizeof *raw.factor);
    *about = (xent_factor){.role = XENT_GROUP, .levels = LEVELS};
    ck_assert_int_eq(xent_sample_admit(&raw, &options, NULL, &sample, NULL), XENT_OK);
    return sample;
}

/* Keeps the rows of a level in a file of its own; how many. */
static size_t
keep(file *f, int32_t level)
{
    size_t kept = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (f->level[i] == level) {
            memmove(f->z + kept * CLASSES, f->z + i * CLASSES, CLASSES * sizeof *f->z);
            f->y[kept] = f->y[i];
            f->weight[kept++] = f->weight[i];
        }
    return kept;
}

static void
compare(const xent_sample *a, const xent_sample *b)
{
    xent_settings settings = xent_settings_default;
    xent_evaluation *x, *y;
    settings.replicates = 50;
    ck_assert_int_eq(xent_evaluate(a, &settings, &x, NULL), XENT_OK);
    ck_assert_int_eq(xent_evaluate(b, &settings, &y, NULL), XENT_OK);
    for (size_t m = 0; xent_metrics[m]; m++) {
        const xent_value *v = xent_evaluation_value(x, xent_metrics[m]);
        const xent_value *w = xent_evaluation_value(y, xent_metrics[m]);
        ck_assert((v != NULL) == (w != NULL));
        if (v)
            ck_assert_mem_eq(v, w, sizeof *v);
    }
    xent_evaluation_free(x);
    xent_evaluation_free(y);
}

START_TEST(each_level_is_a_file)
{
    file all = make_file(), part = make_file();
    xent_sample *sample = open_file(&all), *level, *alone;
    xent_admit_options options = {.kind = XENT_KIND_LOGITS};
    xent_split *split;
    ck_assert_int_eq(xent_split_alloc(sample, 0, &split, NULL), XENT_OK);
    size_t rows = keep(&part, _i);
    ck_assert_uint_eq(xent_split_rows(split, (size_t)_i), rows);
    ck_assert_uint_gt(rows, 100);
    ck_assert_int_eq(xent_split_sample(split, (size_t)_i, (size_t)_i, &level, NULL), XENT_OK);
    ck_assert_int_eq(xent_sample_from_memory(rows, CLASSES, part.z, NULL, part.y, part.weight,
                                             &options, NULL, &alone, NULL), XENT_OK);
    ck_assert_double_eq(xent_sample_shape(level)->max_weight, xent_sample_shape(alone)->max_weight);
    ck_assert_uint_eq(xent_sample_shape(level)->blocks, xent_sample_shape(alone)->blocks);
    compare(level, alone);
    xent_sample_free(level);
    xent_sample_free(alone);
    xent_split_free(split);
    xent_sample_free(sample);
    free_file(&all);
    free_file(&part);
}
END_TEST

/* All levels in order: rows by level, then by number. */
START_TEST(levels_in_order)
{
    file all = make_file();
    xent_sample *sample = open_file(&all), *sorted;
    xent_split *split;
    xent_block block;
    ck_assert_int_eq(xent_split_alloc(sample, 0, &split, NULL), XENT_OK);
    ck_assert_uint_eq(xent_split_rows(split, LEVELS - 1), 0);
    ck_assert_int_eq(xent_split_sample(split, 0, LEVELS - 1, &sorted, NULL), XENT_OK);
    ck_assert_uint_eq(xent_sample_shape(sorted)->rows, ROWS);
    void *scratch = malloc(xent_sample_scratch_size(sorted));
    uint64_t last = 0;
    int32_t level = 0;
    for (size_t b = 0; b < xent_sample_shape(sorted)->blocks; b++) {
        ck_assert_int_eq(xent_sample_block(sorted, b, scratch, &block, NULL), XENT_OK);
        for (size_t i = 0; i < block.rows; i++) {
            size_t row = (size_t)block.row[i];
            ck_assert(block.factor[i] > level || b + i == 0 ||
                      (block.factor[i] == level && row > last));
            ck_assert_int_eq(block.factor[i], all.level[row]);
            ck_assert_mem_eq(block.f32 + i * CLASSES, all.z + row * CLASSES,
                             CLASSES * sizeof *all.z);
            level = block.factor[i];
            last = row;
        }
    }
    free(scratch);
    xent_sample_free(sorted);
    xent_split_free(split);
    xent_sample_free(sample);
    free_file(&all);
}
END_TEST

/* R 4.2: p.adjust(c(.01, .02, .03, .04, .05, NA, .9, .001), "BH"), worked out by hand. */
START_TEST(false_discoveries)
{
    static const double p[] = {.01, .02, .03, .04, .05, (double)NAN, .9, .001};
    static const double wanted[] = {.035, .14 / 3, .0525, .056, .35 / 6, (double)NAN, .9, .007};
    double adjusted[8];
    size_t tests;
    ck_assert_int_eq(xent_fdr(8, p, XENT_INDEPENDENT, adjusted, &tests, NULL), XENT_OK);
    ck_assert_uint_eq(tests, 7);
    for (size_t i = 0; i < 8; i++)
        if (isnan(wanted[i]))
            ck_assert_double_nan(adjusted[i]);
        else
            ck_assert_double_eq_tol(adjusted[i], wanted[i], 1e-15);
    ck_assert_int_eq(xent_fdr(0, p, XENT_INDEPENDENT, adjusted, &tests, NULL), XENT_OK);
    ck_assert_uint_eq(tests, 0);
}
END_TEST

/* The same times 1 + 1/2 + 1/3 = 11/6; none above 1. */
START_TEST(dependent_tests)
{
    static const double p[] = {.03, .01, .02}, high[] = {.7, .9};
    double adjusted[3];
    size_t tests;
    ck_assert_int_eq(xent_fdr(3, p, XENT_DEPENDENT, adjusted, &tests, NULL), XENT_OK);
    ck_assert_uint_eq(tests, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq_tol(adjusted[i], .055, 1e-15);
    ck_assert_int_eq(xent_fdr(2, high, XENT_DEPENDENT, adjusted, &tests, NULL), XENT_OK);
    ck_assert_double_eq(adjusted[0], 1);
    ck_assert_double_eq(adjusted[1], 1);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("groups");
    tcase_add_loop_test(tests, each_level_is_a_file, 0, LEVELS - 1);
    tcase_add_test(tests, levels_in_order);
    tcase_add_test(tests, false_discoveries);
    tcase_add_test(tests, dependent_tests);
    return run_tests("groups", tests);
}
