/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel errors against mpmath: skce.inc, made by tests/reference/make_skce.py. */
#include <check.h>
#include <math.h>
#include "metric.h"
#include "suite.h"

enum { MOST_ROWS = 12, MOST_COLUMNS = 4 };

typedef enum { WEIGHTS_NONE, WEIGHTS_IMPORTANCE, WEIGHTS_FREQUENCY } weights;

typedef struct {
    size_t rows, columns;
    weights weights;
    xent_kernel_shape kernel;
    double bandwidth; /* 0: the median distance */
    double q[MOST_ROWS * MOST_COLUMNS];
    int64_t label[MOST_ROWS];
    double weight[MOST_ROWS];
    double value;
} kernel_case;

#include "../reference/skce.inc"

static const double TOLERANCE = 1e-13;

/* All pairs of few rows are compared, and the bandwidth that is told is the one that was used: asked
   for, it gives the same value. */
static void
check_told(const kernel_case *c, const xent_sample *sample, xent_settings settings,
           const xent_value *value)
{
    xent_evaluation *again;
    double rows = (double)c->rows;
    ck_assert_double_eq(value->pairs, rows * (rows - 1) / 2);
    ck_assert_double_eq(value->blocks, 1);
    if (c->bandwidth > 0)
        ck_assert_double_eq(value->bandwidth, c->bandwidth);
    settings.bandwidth = value->bandwidth;
    ck_assert_int_eq(xent_evaluate(sample, &settings, &again, NULL), XENT_OK);
    ck_assert_double_eq(xent_evaluation_value(again, settings.metrics[0])->value, value->value);
    xent_evaluation_free(again);
}

START_TEST(both_kernels)
{
    const kernel_case *c = &kernel_cases[_i];
    const xent_metric *const metrics[] = {xent_metric_find("skce"), NULL};
    const xent_admit_options options = {
        .kind = XENT_KIND_PROBS,
        .weight_kind = c->weights == WEIGHTS_FREQUENCY ? XENT_FREQUENCY : XENT_IMPORTANCE};
    xent_settings settings = xent_settings_default;
    xent_sample *sample;
    xent_evaluation *evaluation;
    settings.metrics = metrics;
    settings.kernel = c->kernel;
    settings.bandwidth = c->bandwidth;
    ck_assert_int_eq(xent_sample_from_memory(c->rows, c->columns, NULL, c->q, c->label,
                                             c->weights == WEIGHTS_NONE ? NULL : c->weight, &options,
                                             NULL, &sample, NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    ck_assert_double_eq_tol(xent_evaluation_value(evaluation, metrics[0])->value, c->value,
                            TOLERANCE);
    check_told(c, sample, settings, xent_evaluation_value(evaluation, metrics[0]));
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("skce");
    tcase_add_loop_test(tests, both_kernels, 0, sizeof kernel_cases / sizeof *kernel_cases);
    return run_tests("skce", tests);
}
