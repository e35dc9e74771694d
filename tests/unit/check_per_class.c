/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors of each class, against numpy (tests/reference/make_per_class.py). */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include "memory_sample.h"
#include "per_class.h"
#include "soften.h"
#include "suite.h"

typedef struct {
    size_t rows, classes, bins;
    xent_edges edges;
    const double *q;
    const int64_t *y;     /* NULL: there are targets */
    const double *target; /* NULL: there are labels */
    const double *weight; /* NULL: none */
    const xent_class_errors *errors;
    double ece_mean, ece_sum, rmsce, mce;
    xent_cells cells;
} per_class_case;

#include "../reference/per_class.inc"

enum { CASES = sizeof per_class_cases / sizeof *per_class_cases };

static const double TOLERANCE = 1e-13; /* of sums of terms of at most 1 */

static xent_sample *
open_targets(const per_class_case *c)
{
    const memory scores = {.rows = c->rows, .columns = c->classes, .kind = XENT_PROBS, .f64 = c->q,
                           .weight = c->weight};
    const memory targets = {.rows = c->rows, .columns = c->classes, .kind = XENT_PROBS,
                            .f64 = c->target};
    xent_sample *soft;
    ck_assert_int_eq(xent_sample_soften(memory_sample_cut(scores, 16), memory_sample_cut(targets, 16),
                                        "targets", &soft, NULL),
                     XENT_OK);
    return soft;
}

static xent_sample *
open_case(const per_class_case *c)
{
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS};
    xent_sample *sample = NULL;
    xent_error err = {0};
    if (c->target)
        return open_targets(c);
    xent_sample_from_memory(c->rows, c->classes, NULL, c->q, c->y, c->weight, &admit, NULL, &sample,
                            &err);
    ck_assert_msg(sample != NULL, "%s", err.sentence);
    return sample;
}

static xent_settings
settings_of(const per_class_case *c)
{
    xent_settings settings = xent_settings_default;
    settings.bins = c->bins;
    settings.edges = c->edges;
    settings.replicates = 1;
    return settings;
}

START_TEST(errors_of_numpy)
{
    const per_class_case *c = &per_class_cases[_i];
    xent_settings settings = settings_of(c);
    xent_sample *sample = open_case(c);
    xent_per_class got;
    ck_assert_int_eq(xent_per_class_measure(sample, &settings, &got, NULL), XENT_OK);
    ck_assert_uint_eq(got.classes, c->classes);
    for (size_t k = 0; k < c->classes; k++) {
        ck_assert_double_eq_tol(got.errors[k].share, c->errors[k].share, TOLERANCE);
        ck_assert_double_eq_tol(got.errors[k].ece, c->errors[k].ece, TOLERANCE);
        ck_assert_double_eq_tol(got.errors[k].rmsce, c->errors[k].rmsce, TOLERANCE);
        ck_assert_double_eq_tol(got.errors[k].mce, c->errors[k].mce, TOLERANCE);
    }
    ck_assert_double_eq_tol(got.ece_mean, c->ece_mean, TOLERANCE);
    ck_assert_double_eq_tol(got.ece_sum, c->ece_sum, TOLERANCE);
    ck_assert_double_eq_tol(got.rmsce, c->rmsce, TOLERANCE);
    ck_assert_double_eq_tol(got.mce, c->mce, TOLERANCE);
    ck_assert(got.has_cells);
    ck_assert_double_eq_tol(got.cells.uncertainty, c->cells.uncertainty, TOLERANCE);
    ck_assert_double_eq_tol(got.cells.resolution, c->cells.resolution, TOLERANCE);
    ck_assert_double_eq_tol(got.cells.reliability, c->cells.reliability, TOLERANCE);
    xent_per_class_clear(&got);
    xent_sample_free(sample);
}
END_TEST

/* The mean over the classes is the metric that has its own, faster, sums. */
START_TEST(mean_is_the_metric)
{
    const per_class_case *c = &per_class_cases[_i];
    const xent_metric *classwise = xent_metric_find("classwise_ece");
    xent_settings settings = settings_of(c);
    xent_sample *sample = open_case(c);
    xent_evaluation *evaluation = NULL;
    xent_per_class got;
    ck_assert_int_eq(xent_per_class_measure(sample, &settings, &got, NULL), XENT_OK);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    ck_assert_double_eq_tol(got.ece_mean, xent_evaluation_value(evaluation, classwise)->value,
                            TOLERANCE);
    xent_evaluation_free(evaluation);
    xent_per_class_clear(&got);
    xent_sample_free(sample);
}
END_TEST

START_TEST(one_column_is_refused)
{
    static const double p[] = {0.5, 0.25};
    static const int64_t y[] = {1, 0};
    const per_class_case c = {.rows = 2, .classes = 1, .bins = 15, .q = p, .y = y};
    xent_settings settings = settings_of(&c);
    xent_sample *sample = open_case(&c);
    xent_per_class got;
    xent_error err = {0};
    ck_assert_int_eq(xent_per_class_measure(sample, &settings, &got, &err), XENT_EDATA);
    xent_per_class_clear(&got);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("per_class");
    tcase_add_loop_test(tests, errors_of_numpy, 0, CASES);
    tcase_add_loop_test(tests, mean_is_the_metric, 0, CASES);
    tcase_add_test(tests, one_column_is_refused);
    return run_tests("per_class", tests);
}
