/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-fitting: who is fitted on whom. */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "crossfit.h"
#include "memory_sample.h"
#include "random.h"
#include "suite.h"
#include "../reference/maps.h"

enum { ROWS = 60, COLUMNS = 4, FOLDS = 3, SEED = 5 };

static const double tight = 1e-13;

static xent_sample *
whole(void)
{
    return memory_sample_cut(
        (memory){.rows = ROWS, .columns = COLUMNS, .f64 = multi_z, .label = multi_y,
                 .weight = multi_w}, 16);
}

/* Folds are of about the same size, do not run along the rows, and depend on the seed. */
START_TEST(test_folds)
{
    enum { N = 100000 };
    size_t count[FOLDS] = {0}, same = 0, moved = 0;
    for (uint64_t row = 0; row < N; row++) {
        size_t f = xent_fold(SEED, row, FOLDS);
        ck_assert_uint_lt(f, FOLDS);
        count[f]++;
        same += f == xent_fold(SEED, row + 1, FOLDS);
        moved += f != xent_fold(SEED + 1, row, FOLDS);
    }
    /* six standard deviations of a binomial count: 6 sqrt(N (1/3) (2/3)) < 900 */
    for (size_t f = 0; f < FOLDS; f++)
        ck_assert_int_le(labs((long)count[f] - N / FOLDS), 900);
    ck_assert_int_le(labs((long)same - N / FOLDS), 900);
    ck_assert_int_le(labs((long)moved - 2 * N / FOLDS), 900);
}
END_TEST

/* A fold is the remainder of random bits, for any number of folds. */
START_TEST(test_remainders)
{
    static const size_t folds[] = {1, 2, 3, 5, 10, 4096, 99991, (size_t)1 << 40, SIZE_MAX / 2 + 2,
                                   SIZE_MAX};
    uint64_t key = xent_random_key(SEED, UINT64_MAX);
    for (uint64_t row = 0; row < 100000; row++)
        ck_assert_uint_eq(xent_fold(SEED, row, folds[_i]), xent_random_bits(key, row) % folds[_i]);
}
END_TEST

/* The map of a fold is that of a file without the rows of the fold. */
static void
check_fold(const xent_map_type *type, const xent_crossfit *crossfit, size_t fold)
{
    double z[ROWS * COLUMNS], w[ROWS];
    int32_t y[ROWS];
    size_t n = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (xent_fold(SEED, i, FOLDS) != fold) {
            memcpy(z + n * COLUMNS, multi_z + i * COLUMNS, COLUMNS * sizeof *z);
            w[n] = multi_w[i];
            y[n++] = multi_y[i];
        }
    xent_sample *others = memory_sample(
        (memory){.rows = n, .columns = COLUMNS, .f64 = z, .label = y, .weight = w});
    xent_map *map;
    ck_assert_int_eq(xent_map_fit(type, others, &(xent_fit_options){0}, &map, NULL, NULL), XENT_OK);
    for (const xent_parameter *p = type->parameter; p->name; p++) {
        size_t size;
        const double *want = xent_map_parameter(map, p->name, &size);
        const double *got = xent_map_parameter(xent_crossfit_map(crossfit, fold), p->name, NULL);
        for (size_t c = 0; c < size; c++)
            ck_assert_double_eq_tol(got[c], want[c], tight * (1 + fabs(want[c])));
    }
    xent_map_free(map);
    xent_sample_free(others);
}

/* Each row is mapped by the map of its fold; everything else passes through. */
static void
check_rows(const xent_map_type *type, const xent_crossfit *crossfit)
{
    const xent_sample *sample = xent_crossfit_sample(crossfit);
    const xent_shape *shape = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    size_t seen = 0;
    ck_assert_uint_eq(shape->rows, ROWS);
    for (size_t b = 0; b < shape->blocks; b++) {
        xent_block block;
        ck_assert_int_eq(xent_sample_block(sample, b, scratch, &block, NULL), XENT_OK);
        for (size_t i = 0; i < block.rows; i++, seen++) {
            const xent_map *map = xent_crossfit_map(crossfit, xent_fold(SEED, seen, FOLDS));
            double want[COLUMNS];
            if (type->takes_probabilities)
                xent_map_probabilities(map, 1, COLUMNS, multi_z + seen * COLUMNS, want);
            else
                type->apply(map, 1, COLUMNS, multi_z + seen * COLUMNS, want);
            ck_assert_mem_eq(block.f64 + i * COLUMNS, want, sizeof want);
            ck_assert_int_eq(block.label[i], multi_y[seen]);
            ck_assert(block.weight[i] == multi_w[seen]);
            ck_assert_uint_eq(xent_block_row(&block, i), seen);
        }
    }
    ck_assert_uint_eq(seen, ROWS);
    free(scratch);
}

START_TEST(test_crossfit)
{
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        xent_sample *sample = whole();
        xent_crossfit *crossfit;
        xent_fit_options options = {.threads = (unsigned)_i};
        xent_error err = {0};
        xent_status status =
            xent_crossfit_alloc(*type, sample, &options, FOLDS, SEED, &crossfit, &err);
        ck_assert_msg(status == XENT_OK, "%s", err.sentence);
        for (size_t f = 0; f < FOLDS; f++)
            check_fold(*type, crossfit, f);
        check_rows(*type, crossfit);
        xent_crossfit_free(crossfit);
        xent_sample_free(sample);
    }
}
END_TEST

/* A fold of a fold: rows keep the numbers that they have in the file. */
static bool
is_even(const void *context, const xent_block *block, size_t i)
{
    (void)context;
    return xent_block_row(block, i) % 2 == 0;
}

START_TEST(test_subset)
{
    xent_sample *sample = whole(), *half;
    xent_crossfit *crossfit;
    xent_block block;
    ck_assert_int_eq(xent_sample_subset(sample, is_even, NULL, &half, NULL), XENT_OK);
    ck_assert_int_eq(xent_crossfit_alloc(xent_map_type_find("temperature"), half,
                                         &(xent_fit_options){0}, FOLDS, SEED, &crossfit, NULL),
                     XENT_OK);
    const xent_sample *mapped = xent_crossfit_sample(crossfit);
    void *scratch = malloc(xent_sample_scratch_size(mapped) + 1);
    ck_assert_int_eq(xent_sample_block(mapped, 1, scratch, &block, NULL), XENT_OK);
    for (size_t i = 0; i < block.rows; i++) {
        uint64_t row = xent_block_row(&block, i);
        const xent_map *map = xent_crossfit_map(crossfit, xent_fold(SEED, row, FOLDS));
        ck_assert_uint_eq(row % 2, 0);
        ck_assert(block.f64[i * COLUMNS]
                  == multi_z[row * COLUMNS] * *xent_map_parameter(map, "inverse_temperature", NULL));
    }
    free(scratch);
    xent_crossfit_free(crossfit);
    xent_sample_free(half);
    xent_sample_free(sample);
}
END_TEST

START_TEST(test_failures)
{
    static const double z[] = {1, 0, 0, 1, 3, 1, 0, 2};
    static const int32_t y[] = {0, 1, 0, 1};
    const xent_map_type *temperature = xent_map_type_find("temperature");
    const xent_fit_options options = {0};
    xent_sample *sample = memory_sample((memory){.rows = 4, .columns = 2, .f64 = z, .label = y});
    xent_crossfit *crossfit;
    xent_error err;
    ck_assert_int_eq(xent_crossfit_alloc(temperature, sample, &options, 1, SEED, &crossfit, &err),
                     XENT_EINVAL);
    ck_assert_int_eq(xent_crossfit_alloc(temperature, sample, &options, 5, SEED, &crossfit, &err),
                     XENT_EINVAL);
    ck_assert_int_eq(xent_crossfit_alloc(temperature, sample, &options, 2, SEED, &crossfit, &err),
                     XENT_EFIT);
    ck_assert_ptr_null(crossfit);
    ck_assert_ptr_nonnull(strstr(err.sentence, "fold "));
    ck_assert(err.hint[0] || strstr(err.sentence, "no row"));
    xent_sample_free(sample);
    xent_crossfit_free(NULL);
}
END_TEST

/* Labels that go with noisy scores. */
static void
draw_rows(size_t rows, float *z, int32_t *label)
{
    for (size_t i = 0; i < rows; i++) {
        double most = -HUGE_VAL;
        for (size_t c = 0; c < 3; c++) {
            double score = 8 * xent_random_uniform(1, 3 * i + c) - 4;
            double noisy = score + 12 * xent_random_uniform(2, 3 * i + c);
            z[3 * i + c] = (float)score;
            label[i] = noisy > most ? (int32_t)c : label[i];
            most = fmax(most, noisy);
        }
    }
}

static double
first_parameter(const xent_map *map)
{
    return *xent_map_parameter(map, xent_map_type_of(map)->parameter[0].name, NULL);
}

/* With the map of all rows in the same passes, and after it: the same maps.  Of many rows, which have
   passes to share, of few, and of a type that has none. */
START_TEST(test_fit_together)
{
    static const struct {
        const char *map;
        size_t rows;
    } cases[] = {{"temperature", 20000}, {"temperature", 300}, {"vector", 300}};
    const xent_map_type *type = xent_map_type_find(cases[_i].map);
    size_t rows = cases[_i].rows;
    float *z = calloc(3 * rows, sizeof *z);
    int32_t *label = calloc(rows, sizeof *label);
    ck_assert(z && label);
    draw_rows(rows, z, label);
    xent_sample *sample = memory_sample((memory){.rows = rows, .columns = 3, .f32 = z, .label = label});
    xent_fit_options options = {.threads = 2};
    xent_map *apart, *map;
    xent_crossfit *after, *together;
    ck_assert_int_eq(xent_map_fit(type, sample, &options, &apart, NULL, NULL), XENT_OK);
    ck_assert_int_eq(xent_crossfit_fit(type, sample, &options, 5, SEED, &map, &together, NULL), XENT_OK);
    options.start = apart;
    ck_assert_int_eq(xent_crossfit_alloc(type, sample, &options, 5, SEED, &after, NULL), XENT_OK);
    double nll = xent_map_certificate(apart)->nll_before;
    ck_assert_double_eq_tol(first_parameter(map), first_parameter(apart), tight);
    ck_assert_double_eq_tol(xent_map_certificate(map)->nll_before, nll, tight);
    for (size_t f = 0; f < 5; f++)
        ck_assert_double_eq_tol(first_parameter(xent_crossfit_map(together, f)),
                                first_parameter(xent_crossfit_map(after, f)), 1e-9);
    xent_crossfit_free(after);
    xent_crossfit_free(together);
    xent_map_free(apart);
    xent_map_free(map);
    xent_sample_free(sample);
    free(z);
    free(label);
}
END_TEST

int
main(void)
{
    TCase *tcase = tcase_create("crossfit");
    gsl_set_error_handler_off();
    tcase_add_test(tcase, test_folds);
    tcase_add_loop_test(tcase, test_remainders, 0, 10);
    tcase_add_loop_test(tcase, test_crossfit, 0, 3);
    tcase_add_loop_test(tcase, test_fit_together, 0, 3);
    tcase_add_test(tcase, test_subset);
    tcase_add_test(tcase, test_failures);
    return run_tests("crossfit", tcase);
}
