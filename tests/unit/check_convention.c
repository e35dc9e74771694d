/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other libraries return, against numbers that they or transcriptions of them gave
   (tests/reference/make_conventions.py), and the causes of the differences. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "convention.h"
#include "suite.h"

/* multiclass: p is the confidence of a top label, y says whether it is right. */
typedef struct {
    const char *convention, *metric;
    int multiclass;
    double value;
} expectation;

typedef struct {
    const char *name;
    size_t rows, bins;
    int float32;
    const double *p;
    const int64_t *y;
    const expectation *expected; /* ends with a NULL convention */
} convention_case;

#include "../reference/conventions.inc"

enum { CASES = sizeof convention_cases / sizeof *convention_cases, COLUMNS = 3, MOST_ROWS = 500 };

/* Both sides round the sums of doubles; torch adds the bins' floats in an order of its own. */
static const double TOLERANCE_DOUBLE = 1e-12;
static const double TOLERANCE_FLOAT = 1e-6;
static const double TOLERANCE_ZERO = 2e-15;
/* ece_debiased is the root of a difference, which may be nothing but rounding. */
static const double TOLERANCE_ROOT = 1e-8;

/* Scores of a test, in the memory that the sample borrows. */
typedef struct {
    float f32[COLUMNS * MOST_ROWS];
    double f64[COLUMNS * MOST_ROWS];
    int64_t label[MOST_ROWS];
} scores;

/* The pairs of a case as one column, or as the first of three whose others are 0. */
static xent_sample *
open_case(const convention_case *c, bool multiclass, const double *weight, scores *to)
{
    size_t columns = multiclass ? COLUMNS : 1;
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS, .independent = true};
    xent_sample *sample = NULL;
    xent_error err = {0};
    ck_assert_uint_le(c->rows, MOST_ROWS);
    memset(to, 0, sizeof *to);
    for (size_t i = 0; i < c->rows; i++) {
        to->f64[i * columns] = c->p[i];
        to->f32[i * columns] = (float)c->p[i];
        to->label[i] = multiclass ? 1 - c->y[i] : c->y[i];
    }
    xent_sample_from_memory(c->rows, columns, c->float32 ? to->f32 : NULL,
                            c->float32 ? NULL : to->f64, to->label, weight, &admit, NULL, &sample,
                            &err);
    ck_assert_msg(sample != NULL, "%s: %s", c->name, err.sentence);
    return sample;
}

static xent_convention_rows *
read_rows(const xent_sample *sample, const xent_settings *settings)
{
    xent_convention_rows *rows = NULL;
    ck_assert_int_eq(xent_convention_rows_alloc(sample, settings, &rows, NULL), XENT_OK);
    return rows;
}

static double
own_value(const xent_sample *sample, const xent_settings *settings, const char *name)
{
    const xent_metric *wanted[] = {xent_metric_find(name), NULL};
    xent_settings these = *settings;
    xent_evaluation *evaluation = NULL;
    these.metrics = wanted;
    these.replicates = 1;
    ck_assert_int_eq(xent_evaluate(sample, &these, &evaluation, NULL), XENT_OK);
    double value = xent_evaluation_value(evaluation, wanted[0])->value;
    xent_evaluation_free(evaluation);
    return value;
}

static void
check_value(const convention_case *c, const expectation *e, const xent_convention_value *value)
{
    bool single = strcmp(e->convention, "torchmetrics") == 0 && (c->float32 || e->multiclass);
    bool root = strcmp(e->metric, "ece_debiased") == 0;
    double relative = single ? TOLERANCE_FLOAT : TOLERANCE_DOUBLE;
    double zero = single ? (double)FLT_EPSILON : root ? TOLERANCE_ROOT : TOLERANCE_ZERO;
    ck_assert_msg(value->defined == !isnan(e->value), "%s: %s of %s is %sdefined", c->name,
                  e->metric, e->convention, value->defined ? "" : "not ");
    ck_assert_msg(!value->defined
                      || fabs(value->value - e->value) <= relative * e->value + zero,
                  "%s: %s of %s (%s) is %.17g, not %.17g", c->name, e->metric, e->convention,
                  value->call, value->value, e->value);
}

/* Effects add up to the difference, and say which rows or that none. */
static void
check_causes(const convention_case *c, const expectation *e, const xent_difference *difference,
             double own)
{
    double sum = own;
    for (size_t i = 0; i < difference->causes; i++) {
        const xent_cause *cause = &difference->cause[i];
        sum += cause->effect;
        ck_assert_uint_le(cause->shown, cause->rows);
        for (size_t r = 0; r < cause->shown; r++) {
            double p = c->p[cause->row[r]];
            ck_assert_uint_lt(cause->row[r], c->rows);
            ck_assert(strcmp(cause->name, "zero") != 0 || (float)p <= 0);
            ck_assert(strcmp(cause->name, "one") != 0 || (float)p >= 1);
        }
    }
    ck_assert_msg(!difference->value.defined
                      || fabs(sum - difference->value.value) <= TOLERANCE_ZERO,
                  "%s: the effects of %s of %s add up to %.17g, not %.17g", c->name, e->metric,
                  e->convention, sum, difference->value.value);
}

START_TEST(returns_what_they_return)
{
    const convention_case *c = &convention_cases[_i];
    xent_settings settings = xent_settings_default;
    static scores memory;
    settings.bins = c->bins;
    for (const expectation *e = c->expected; e->convention; e++) {
        xent_sample *sample = open_case(c, e->multiclass, NULL, &memory);
        xent_convention_rows *rows = read_rows(sample, &settings);
        double own = own_value(sample, &settings, e->metric);
        xent_difference difference;
        ck_assert_int_eq(xent_convention_explain(xent_convention_find(e->convention), e->metric,
                                                 rows, own, &difference, NULL), XENT_OK);
        check_value(c, e, &difference.value);
        check_causes(c, e, &difference, own);
        xent_convention_value_clear(&difference.value);
        xent_convention_rows_free(rows);
        xent_sample_free(sample);
    }
}
END_TEST

/* p = 0.95 and 1, right and wrong: the errors 0.05 and 1 cancel in one bin of ten to 0.475, and do
   not where p = 1 has a bin of its own: 0.525. */
START_TEST(phantom_bin)
{
    static const double p[] = {0.95, 1};
    static const int64_t y[] = {1, 0};
    static scores memory;
    const convention_case c = {.name = "phantom", .rows = 2, .p = p, .y = y};
    xent_settings settings = xent_settings_default;
    xent_difference difference;
    settings.bins = 10;
    xent_sample *sample = open_case(&c, false, NULL, &memory);
    xent_convention_rows *rows = read_rows(sample, &settings);
    double own = own_value(sample, &settings, "ece");
    ck_assert_double_eq_tol(own, 0.475, TOLERANCE_DOUBLE);
    ck_assert_int_eq(xent_convention_explain(xent_convention_find("torchmetrics"), "ece", rows,
                                             own, &difference, NULL), XENT_OK);
    ck_assert_double_eq_tol(difference.value.value, 0.525, TOLERANCE_DOUBLE);
    ck_assert_uint_eq(difference.causes, 1);
    ck_assert_str_eq(difference.cause[0].name, "one");
    ck_assert_uint_eq(difference.cause[0].rows, 1);
    ck_assert_uint_eq(difference.cause[0].row[0], 1);
    ck_assert_double_eq_tol(difference.cause[0].effect, 0.05, TOLERANCE_DOUBLE);
    xent_convention_value_clear(&difference.value);
    xent_convention_rows_free(rows);
    xent_sample_free(sample);
}
END_TEST

/* Weights of 1 and 3 in one bin: ours is |(0.5 + 3 (0.5 - 1)) / 4| = 0.25, theirs 0. */
START_TEST(weights_are_forgotten)
{
    static const double p[] = {0.5, 0.5}, weight[] = {1, 3};
    static const int64_t y[] = {0, 1};
    static scores memory;
    const convention_case c = {.name = "weights", .rows = 2, .p = p, .y = y};
    xent_settings settings = xent_settings_default;
    xent_difference difference;
    xent_sample *sample = open_case(&c, false, weight, &memory);
    xent_convention_rows *rows = read_rows(sample, &settings);
    double own = own_value(sample, &settings, "ece");
    ck_assert_double_eq(own, 0.25);
    ck_assert_int_eq(xent_convention_explain(xent_convention_find("verified"), "ece", rows, own,
                                             &difference, NULL), XENT_OK);
    ck_assert_double_eq(difference.value.value, 0);
    ck_assert_uint_eq(difference.causes, 1);
    ck_assert_str_eq(difference.cause[0].name, "weights");
    ck_assert_double_eq(difference.cause[0].effect, -0.25);
    xent_convention_value_clear(&difference.value);
    xent_convention_rows_free(rows);
    xent_sample_free(sample);
}
END_TEST

/* What netcal takes for a binary problem has one column. */
START_TEST(two_labels_in_three_columns)
{
    static scores memory;
    const convention_case *c = &convention_cases[0];
    const xent_settings settings = xent_settings_default;
    xent_convention_value value;
    xent_sample *sample = open_case(c, true, NULL, &memory);
    xent_convention_rows *rows = read_rows(sample, &settings);
    ck_assert_int_eq(xent_convention_measure_rows(xent_convention_find("netcal"), "ece", rows,
                                                  &value, NULL), XENT_OK);
    ck_assert(!value.defined && isnan(value.value));
    ck_assert_ptr_nonnull(strstr(value.refusal, "2 different labels"));
    xent_convention_value_clear(&value);
    xent_convention_rows_free(rows);
    xent_sample_free(sample);
}
END_TEST

/* A convention without a reference would go unnoticed. */
START_TEST(all_covered)
{
    for (const xent_convention *const *c = xent_conventions; *c; c++) {
        size_t cases = 0;
        for (size_t i = 0; i < CASES; i++)
            for (const expectation *e = convention_cases[i].expected; e->convention; e++)
                cases += strcmp(e->convention, (*c)->name) == 0;
        ck_assert_msg(cases >= CASES, "%s has %zu reference values", (*c)->name, cases);
        ck_assert_ptr_eq(xent_convention_find((*c)->name), *c);
    }
    ck_assert_ptr_null(xent_convention_find("nobody"));
    ck_assert(xent_convention_knows("ece"));
    ck_assert(!xent_convention_knows("nll"));
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("convention");
    tcase_add_loop_test(tests, returns_what_they_return, 0, CASES);
    tcase_add_test(tests, phantom_bin);
    tcase_add_test(tests, weights_are_forgotten);
    tcase_add_test(tests, two_labels_in_three_columns);
    tcase_add_test(tests, all_covered);
    return run_tests("convention", tests);
}
