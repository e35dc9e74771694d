/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs whose outcomes lie between 0 and 1, against plain sums and closed forms. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include "null.h"
#include "random.h"
#include "suite.h"
#include "width.h"

enum { ROWS = 3000 };

static double p[ROWS], soft[ROWS], weight[ROWS];
static int32_t hard[ROWS];

/* p on a grid, so that there are ties; outcomes that are soft, or 0 and 1. */
static void
fill(bool between)
{
    uint64_t key = xent_random_key(5, between);
    for (size_t i = 0; i < ROWS; i++) {
        p[i] = floor(64 * xent_random_uniform(key, 4 * i)) / 64;
        soft[i] = xent_random_uniform(key, 4 * i + 1);
        hard[i] = soft[i] > 0.5;
        soft[i] = between ? soft[i] : (double)hard[i];
        weight[i] = 1 + floor(3 * xent_random_uniform(key, 4 * i + 2));
    }
}

static xent_shape
shape_of(bool is_soft, bool weighted)
{
    return (xent_shape){.rows = ROWS, .columns = 1, .classes = 2, .task = XENT_BINARY,
                        .soft = is_soft, .labelled = !is_soft, .weighted = weighted,
                        .weight_kind = XENT_FREQUENCY, .max_weight = 3};
}

static xent_outcomes
outcomes_of(const xent_shape *shape)
{
    return (xent_outcomes){ROWS, p, shape->soft ? NULL : hard, shape->soft ? soft : NULL,
                           shape->weighted ? weight : NULL, NULL, 0};
}

static xent_pairs
sorted(const xent_shape *shape)
{
    xent_pairs pairs;
    xent_outcomes outcomes = outcomes_of(shape);
    ck_assert_int_eq(xent_pairs_alloc(&pairs, shape, NULL), XENT_OK);
    xent_pairs_set(&pairs, 0, &outcomes);
    ck_assert_int_eq(xent_pairs_sort(&pairs, 1, NULL), XENT_OK);
    return pairs;
}

START_TEST(hard_records_are_one_word)
{
    xent_pairs pairs;
    xent_shape shape = shape_of(false, false);
    ck_assert_int_eq(xent_pairs_alloc(&pairs, &shape, NULL), XENT_OK);
    ck_assert_uint_eq(pairs.words, 1);
    xent_pairs_clear(&pairs);
    shape.soft = shape.weighted = true;
    ck_assert_int_eq(xent_pairs_alloc(&pairs, &shape, NULL), XENT_OK);
    ck_assert_uint_eq(pairs.words, 3);
    xent_pairs_clear(&pairs);
}
END_TEST

/* Outcomes of 0 and 1 mean the same however they are kept. */
START_TEST(soft_ones_and_zeros)
{
    bool weighted = _i;
    xent_shape as_hard = shape_of(false, weighted), as_soft = shape_of(true, weighted);
    xent_partition of_hard, of_soft;
    fill(false);
    xent_pairs a = sorted(&as_hard), b = sorted(&as_soft);
    double low[2], high[2];
    xent_pairs_prefix(&a, &low[0], &high[0]);
    xent_pairs_prefix(&b, &low[1], &high[1]);
    ck_assert_double_eq(low[0], low[1]);
    ck_assert_double_eq(high[0], high[1]);
    ck_assert_int_eq(xent_pairs_cut(&a, 15, &of_hard, NULL), XENT_OK);
    ck_assert_int_eq(xent_pairs_cut(&b, 15, &of_soft, NULL), XENT_OK);
    ck_assert_uint_eq(of_hard.size, of_soft.size);
    for (size_t g = 0; g < of_hard.size; g++) {
        ck_assert_double_eq(of_hard.group[g].p, of_soft.group[g].p);
        ck_assert_double_eq(of_hard.group[g].difference, of_soft.group[g].difference);
    }
    free(of_hard.group);
    free(of_soft.group);
    xent_pairs_clear(&a);
    xent_pairs_clear(&b);
}
END_TEST

/* Close groups are parts of those of equal mass, each between two multiples of 1 / groups, and
   together hold all rows. */
START_TEST(close_groups)
{
    enum { GROUPS = 8 };
    xent_shape shape = shape_of(false, false);
    xent_partition mass, close;
    double rows = 0, end;
    size_t of_mass = 0;
    fill(false);
    for (size_t i = 0; i < ROWS; i++)
        p[i] = 1e-6 + 0.99 * p[i] * p[i];
    xent_pairs pairs = sorted(&shape);
    ck_assert_int_eq(xent_pairs_cut(&pairs, GROUPS, &mass, NULL), XENT_OK);
    ck_assert_int_eq(xent_pairs_cut_close(&pairs, GROUPS, &close, NULL), XENT_OK);
    ck_assert_uint_gt(close.size, mass.size);
    end = mass.group[0].rows;
    ck_assert_uint_lt(close.size, 2 * GROUPS);
    for (size_t g = 0, first = 0; g < close.size; g++) {
        size_t last = first + (size_t)close.group[g].rows - 1;
        double from = ceil(xent_pair_p(&pairs, first) * GROUPS);
        ck_assert_double_eq(ceil(xent_pair_p(&pairs, last) * GROUPS), from);
        ck_assert(last + 1 == pairs.size
                  || xent_pair_p(&pairs, last) < xent_pair_p(&pairs, last + 1));
        rows += close.group[g].rows;
        ck_assert_double_le(rows, end);
        if (rows == end && ++of_mass < mass.size)
            end += mass.group[of_mass].rows;
        first = last + 1;
    }
    ck_assert_double_eq(rows, (double)pairs.size);
    free(mass.group);
    free(close.group);
    xent_pairs_clear(&pairs);
}
END_TEST

START_TEST(sorted_records_stay_whole)
{
    xent_shape shape = shape_of(true, true);
    double sum = 0, want = 0;
    fill(true);
    xent_pairs pairs = sorted(&shape);
    for (size_t i = 0; i < ROWS; i++) {
        ck_assert(i == 0 || xent_pair_p(&pairs, i - 1) <= xent_pair_p(&pairs, i));
        sum += xent_pair_weight(&pairs, i) * xent_pair_outcome(&pairs, i) * xent_pair_p(&pairs, i);
        want += weight[i] * soft[i] * p[i];
    }
    ck_assert_double_eq_tol(sum, want, 1e-9);
    xent_pairs_clear(&pairs);
}
END_TEST

/* One bin: the means, and the mean of |N(0, sum (outcome - p)^2)| / n under the null. */
START_TEST(one_bin_of_soft_outcomes)
{
    xent_shape shape = shape_of(true, false);
    xent_settings settings = xent_settings_default;
    xent_outcomes outcomes = outcomes_of(&shape);
    xent_partition part;
    xent_bins bins;
    xent_null null;
    double sum = 0, residuals = 0;
    settings.bins = 1;
    settings.replicates = 20000;
    fill(true);
    void *state = calloc(1, xent_width_size(&settings, &shape));
    ck_assert_ptr_nonnull(state);
    xent_width_add(state, &settings, &shape, &outcomes);
    ck_assert_int_eq(xent_width_finish(state, &settings, &shape, &part, &bins, NULL), XENT_OK);
    ck_assert_int_eq(xent_null_init(&null, &part, NULL, NULL, &settings, NULL), XENT_OK);
    for (size_t i = 0; i < ROWS; i++) {
        sum += soft[i];
        residuals += (soft[i] - p[i]) * (soft[i] - p[i]);
    }
    ck_assert_double_eq_tol(bins.bin[0].accuracy, sum / ROWS, 1e-12);
    ck_assert_double_eq_tol(part.group[0].variance, residuals, 1e-9);
    double deviation = sqrt(residuals) / ROWS;
    ck_assert_double_eq_tol(null.mean[XENT_PAIR_ECE], 0.7978845608 * deviation, 0.02 * deviation);
    ck_assert_double_eq_tol(null.high[XENT_PAIR_ECE], 1.959964 * deviation, 0.04 * deviation);
    free(state);
    free(bins.bin);
    free(part.group);
}
END_TEST

/* Rows of p = 1/2, half of them and `excess` more are 1: up to 4096 rows the p-value is the share of
   draws that are as far, here 2 scipy.stats.binom.sf(2087, 4096, .5); of more rows range_tail(100 /
   sqrt(1250)) of pair_errors.py. */
static const struct {
    size_t rows, excess;
    double p_value, tolerance;
} ranges[] = {{4096, 40, 0.21705830418282196, .04}, {5000, 100, 0.018710816586126119, 1e-9}};

START_TEST(range_of_one_confidence)
{
    enum { MOST = 5000 };
    static double half[MOST];
    static int64_t label[MOST];
    const size_t n = ranges[_i].rows;
    const xent_metric *const metrics[] = {xent_metric_find("kuiper"), NULL};
    const xent_admit_options options = {.kind = XENT_KIND_PROBS};
    xent_settings settings = xent_settings_default;
    xent_sample *sample;
    xent_evaluation *evaluation;
    settings.metrics = metrics;
    for (size_t i = 0; i < n; i++) {
        half[i] = 0.5;
        label[i] = i < n / 2 + ranges[_i].excess;
    }
    ck_assert_int_eq(xent_sample_from_memory(n, 1, NULL, half, label, NULL, &options, NULL, &sample,
                                             NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    const xent_value *value = xent_evaluation_value(evaluation, metrics[0]);
    ck_assert_double_eq_tol(value->value, (double)ranges[_i].excess / (double)n, 1e-15);
    ck_assert_double_eq_tol(value->p_value, ranges[_i].p_value, ranges[_i].tolerance);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("soft");
    tcase_add_test(tests, hard_records_are_one_word);
    tcase_add_loop_test(tests, soft_ones_and_zeros, 0, 2);
    tcase_add_test(tests, sorted_records_stay_whole);
    tcase_add_test(tests, close_groups);
    tcase_add_loop_test(tests, range_of_one_confidence, 0, sizeof ranges / sizeof *ranges);
    tcase_add_test(tests, one_bin_of_soft_outcomes);
    return run_tests("pairs", tests);
}
