/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel-smoothed reliability curve, against direct sums (tests/reference/make_smoothed.py) and
   closed forms. */
#include <check.h>
#include <math.h>
#include "memory_sample.h"
#include "metric.h"
#include "random.h"
#include "suite.h"

enum { MOST = 60, MOST_POINTS = 17 };

typedef struct {
    const char *name;
    size_t rows;
    xent_weight_kind weight_kind;
    double sigma;
    double p[MOST], outcome[MOST], weight[MOST];
    size_t points;
    double point[MOST_POINTS][7]; /* x, y, rows, low, high, consistency_low, consistency_high */
} smoothed_case;

#include "../reference/smoothed.inc"

enum { CASES = sizeof smoothed_cases / sizeof *smoothed_cases };

/* Rows are put on a grid of 16 cells for each sigma. */
static const double tolerance = 2e-4;

static xent_evaluation *
evaluate(size_t n, const double *p, const double *outcome, const double *weight,
         xent_weight_kind kind)
{
    int32_t *label = malloc(n * sizeof *label);
    for (size_t i = 0; i < n; i++)
        label[i] = outcome[i] == 1;
    xent_sample *sample = memory_sample((memory){.rows = n, .columns = 1, .kind = XENT_PROBS,
                                                 .f64 = p, .label = label, .weight = weight,
                                                 .weight_kind = kind});
    xent_settings settings = xent_settings_default;
    xent_evaluation *evaluation;
    settings.replicates = 1;
    settings.metrics = xent_metrics;
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    xent_sample_free(sample);
    free(label);
    return evaluation;
}

static const xent_smoothed_point *
point_at(const xent_smoothed *curve, double x)
{
    for (size_t i = 0; i < curve->size; i++)
        if (curve->point[i].x == x)
            return &curve->point[i];
    return NULL;
}

START_TEST(is_what_direct_sums_give)
{
    const smoothed_case *c = &smoothed_cases[_i];
    xent_evaluation *evaluation = evaluate(c->rows, c->p, c->outcome, c->weight, c->weight_kind);
    const xent_smoothed *curve = xent_evaluation_smoothed(evaluation);
    ck_assert_double_eq_tol(curve->sigma, c->sigma, 1e-7);
    ck_assert_uint_ge(c->points, 5);
    for (size_t i = 0; i < c->points; i++) {
        const double *want = c->point[i];
        const xent_smoothed_point *got = point_at(curve, want[0]);
        ck_assert_msg(got, "%s: no point at %g", c->name, want[0]);
        ck_assert_double_eq_tol(got->y, want[1], tolerance);
        ck_assert_double_eq_tol(got->rows, want[2], 2e-3 * want[2]);
        ck_assert_double_eq_tol(got->low, want[3], tolerance);
        ck_assert_double_eq_tol(got->high, want[4], tolerance);
        ck_assert_double_eq_tol(got->consistency_low, want[5], tolerance);
        ck_assert_double_eq_tol(got->consistency_high, want[6], tolerance);
    }
    xent_evaluation_free(evaluation);
}
END_TEST

/* One confidence with gap g: the smooth error is g whatever the width, and the curve that far from the
   diagonal. */
START_TEST(one_confidence_has_its_gap)
{
    static const double of[][2] = {{0.5, 0.3}, {0.5, -0.2}, {0.2, 0.05}, {0.98, -0.48}, {1, -0.25},
                                   {0.25, 0}};
    enum { ROWS = 1000 };
    double p[ROWS], outcome[ROWS], gap = of[_i][1];
    for (size_t i = 0; i < ROWS; i++) {
        p[i] = of[_i][0];
        outcome[i] = (double)i < (p[i] + gap) * ROWS - 1e-6;
    }
    xent_evaluation *evaluation = evaluate(ROWS, p, outcome, NULL, XENT_IMPORTANCE);
    const xent_smoothed *curve = xent_evaluation_smoothed(evaluation);
    const xent_value *error = xent_evaluation_value(evaluation, xent_metric_find("smooth_ece"));
    ck_assert_double_eq_tol(error->value, fabs(gap), 1e-8);
    ck_assert_double_eq_tol(curve->sigma, fmax(fabs(gap), 2.0 / 32768), 1e-8);
    ck_assert_uint_ge(curve->size, 1);
    for (size_t i = 0; i < curve->size; i++) {
        ck_assert_double_eq_tol(curve->point[i].y, curve->point[i].x + gap, 1e-12);
        ck_assert_double_eq_tol(curve->point[i].rows, ROWS, 0.01 * ROWS);
    }
    xent_evaluation_free(evaluation);
}
END_TEST

/* Too few rows have no curve. */
START_TEST(few_rows_have_none)
{
    double p[9], outcome[9];
    for (size_t i = 0; i < 9; i++) {
        p[i] = (double)(i + 1) / 10;
        outcome[i] = i % 2 ? 1 : 0;
    }
    xent_evaluation *evaluation = evaluate(9, p, outcome, NULL, XENT_IMPORTANCE);
    ck_assert_uint_eq(xent_evaluation_smoothed(evaluation)->size, 0);
    xent_evaluation_free(evaluation);
}
END_TEST

/* The area between the curve and the diagonal, by the density of the rows, is sigma again: many rows at
   even distances have a density of 1, but for the ends. */
START_TEST(area_is_the_error)
{
    enum { ROWS = 20000 };
    static double p[ROWS], outcome[ROWS];
    uint64_t key = xent_random_key(5, 1);
    for (size_t i = 0; i < ROWS; i++) {
        p[i] = ((double)i + 0.5) / ROWS;
        outcome[i] = xent_random_uniform(key, i) < 0.5 + 0.4 * (p[i] - 0.5);
    }
    xent_evaluation *evaluation = evaluate(ROWS, p, outcome, NULL, XENT_IMPORTANCE);
    const xent_smoothed *curve = xent_evaluation_smoothed(evaluation);
    double area = 0;
    ck_assert_uint_eq(curve->size, 129);
    for (size_t i = 0; i < curve->size; i++)
        area += fabs(curve->point[i].y - curve->point[i].x) * (i % 128 ? 1 : 0.5) / 128;
    ck_assert_double_eq_tol(area, curve->sigma, 2e-4);
    xent_evaluation_free(evaluation);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("smoothed");
    tcase_add_loop_test(tests, is_what_direct_sums_give, 0, CASES);
    tcase_add_loop_test(tests, one_confidence_has_its_gap, 0, 6);
    tcase_add_test(tests, few_rows_have_none);
    tcase_add_test(tests, area_is_the_error);
    return run_tests("smoothed", tests);
}
