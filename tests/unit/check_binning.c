/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bins that are not of equal width, against numpy (tests/reference/make_binning.py). */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "binning.h"
#include "suite.h"

typedef struct {
    const char *binning;
    size_t rows, bins;
    const double *p;
    const int64_t *y;
    const double *weight; /* frequencies; NULL: none */
    double value[3];      /* ece, rmsce, mce */
} binning_case;

#include "../reference/binning.inc"

enum { CASES = sizeof binning_cases / sizeof *binning_cases };

static const double TOLERANCE = 1e-13; /* of sums of terms of at most 1 */

static xent_binning
find_binning(const char *name)
{
    xent_binning binning = XENT_BY_WIDTH;
    while (strcmp(xent_binning_name(binning), name) != 0)
        binning++;
    return binning;
}

static xent_evaluation *
evaluate(const binning_case *c, unsigned threads)
{
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS, .weight_kind = XENT_FREQUENCY};
    xent_settings settings = xent_settings_default;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    settings.bins = c->bins;
    settings.binning = find_binning(c->binning);
    settings.replicates = 10;
    settings.threads = threads;
    ck_assert_int_eq(xent_sample_from_memory(c->rows, 1, NULL, c->p, c->y, c->weight, &admit, NULL,
                                             &sample, NULL), XENT_OK);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    xent_sample_free(sample);
    return evaluation;
}

static double
value_of(const xent_evaluation *evaluation, const char *name)
{
    return xent_evaluation_value(evaluation, xent_metric_find(name))->value;
}

START_TEST(errors_of_numpy)
{
    static const char *const names[] = {"ece", "rmsce", "mce"};
    const binning_case *c = &binning_cases[_i];
    xent_evaluation *evaluation = evaluate(c, 1), *other = evaluate(c, 2);
    for (size_t i = 0; i < 3; i++) {
        double value = value_of(evaluation, names[i]);
        ck_assert_msg(fabs(value - c->value[i]) <= TOLERANCE, "%s, case %d: %s is %.17g, not %.17g",
                      c->binning, _i, names[i], value, c->value[i]);
        ck_assert_double_eq(value, value_of(other, names[i]));
    }
    if (strcmp(c->binning, "mass") == 0)
        ck_assert_double_eq_tol(value_of(evaluation, "ece_mass"), c->value[0], TOLERANCE);
    xent_evaluation_free(evaluation);
    xent_evaluation_free(other);
}
END_TEST

/* The bins hold all rows, in order, and the Brier score is what their parts add up to. */
START_TEST(bins_hold_everything)
{
    const binning_case *c = &binning_cases[_i];
    xent_evaluation *evaluation = evaluate(c, 1);
    const xent_bins *bins = xent_evaluation_bins(evaluation);
    size_t rows = 0;
    double brier = bins->outcome * (1 - bins->outcome);
    for (size_t i = 0; i < bins->size; i++) {
        const xent_bin *bin = &bins->bin[i];
        double share = bin->weight / bins->weight, gap = bin->confidence - bin->accuracy;
        double lift = bin->accuracy - bins->outcome;
        rows += bin->count;
        brier += share * (gap * gap - lift * lift + bin->variance - 2 * bin->covariance);
        ck_assert_double_le(bin->low, bin->confidence + TOLERANCE);
        ck_assert_double_ge(bin->high, bin->confidence - TOLERANCE);
        ck_assert(i == 0 || bins->bin[i - 1].high <= bin->low);
    }
    ck_assert_uint_eq(rows, c->rows);
    ck_assert_double_eq_tol(brier, value_of(evaluation, "brier"), TOLERANCE);
    xent_evaluation_free(evaluation);
}
END_TEST

/* Equal p that are told apart are so in the order of the rows: one right, then one wrong. */
START_TEST(ties_in_the_order_of_the_rows)
{
    static const double p[] = {0.5, 0.5, 0.5, 0.5};
    static const int64_t right_first[] = {1, 1, 0, 0}, mixed[] = {1, 0, 1, 0};
    binning_case c = {.binning = "mass-split", .rows = 4, .bins = 2, .p = p, .y = right_first};
    xent_evaluation *evaluation = evaluate(&c, 1);
    ck_assert_double_eq(value_of(evaluation, "ece"), 0.5);
    xent_evaluation_free(evaluation);
    c.y = mixed;
    evaluation = evaluate(&c, 1);
    ck_assert_double_eq(value_of(evaluation, "ece"), 0);
    xent_evaluation_free(evaluation);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("binning");
    tcase_add_loop_test(tests, errors_of_numpy, 0, CASES);
    tcase_add_loop_test(tests, bins_hold_everything, 0, CASES);
    tcase_add_test(tests, ties_in_the_order_of_the_rows);
    return run_tests("binning", tests);
}
