/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps fitted to target distributions, against tests/reference/make_targets.py and against the rows
   with labels that targets stand for. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "crossfit.h"
#include "ledger.h"
#include "map.h"
#include "soft_sample.h"
#include "suite.h"

static const double rounding = 1e-12;
static const double error_rounding = 1e-8; /* of standard errors, which are those of a step before */

static const char *const names[] = {"platt", "vector", "isotonic", "temperature"};

static xent_map *
fitted_map(const char *type, const xent_sample *sample)
{
    xent_map *map;
    xent_error err = {0};
    xent_status status = xent_map_fit(xent_map_type_find(type), sample, &(xent_fit_options){0},
                                      &map, NULL, &err);
    ck_assert_msg(status == XENT_OK, "%s: %s", type, err.sentence);
    return map;
}

static void
check_numbers(const char *what, const double *got, const double *want, size_t n, double tolerance)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(fabs(got[i] - want[i]) <= tolerance * (1 + fabs(want[i])),
                      "%s %zu: %.17g, not %.17g", what, i, got[i], want[i]);
}

/* want: slope, intercept, and their standard errors. */
static void
check_line(const xent_sample *sample, const double *want)
{
    static const char *const parameter[] = {"slope", "intercept"};
    xent_map *map = fitted_map("platt", sample);
    for (size_t k = 0; k < 2; k++) {
        check_numbers(parameter[k], xent_map_parameter(map, parameter[k], NULL), want + k, 1,
                      rounding);
        check_numbers("standard error", xent_map_standard_error(map, parameter[k], NULL),
                      want + 2 + k, 1, error_rounding);
    }
    ck_assert_double_nan(xent_map_certificate(map)->lr_p_value);
    xent_map_free(map);
}

/* Two columns, 0 and the log-odds, with the targets 1-t and t. */
static xent_sample *
soft_pair(double *z, double *t, const double *weight)
{
    for (size_t i = 0; i < ROWS; i++) {
        z[2 * i] = 0;
        z[2 * i + 1] = first_column(i);
        t[2 * i] = 1 - target_t[i];
        t[2 * i + 1] = target_t[i];
    }
    return softened((memory){.rows = ROWS, .columns = 2, .f64 = z, .weight = weight},
                    (memory){.rows = ROWS, .columns = 2, .kind = XENT_PROBS, .f64 = t});
}

START_TEST(platt_against_scipy)
{
    double z[2 * ROWS], t[2 * ROWS];
    xent_sample *samples[] = {soft_binary(z, NULL), soft_binary(z, target_w)};
    check_line(samples[0], target_platt);
    check_line(samples[1], target_platt_weighted);
    xent_sample *pairs[] = {soft_pair(z, t, NULL), soft_pair(z, t, target_w)};
    check_line(pairs[0], target_platt);
    check_line(pairs[1], target_platt_weighted);
    for (size_t i = 0; i < 2; i++) {
        xent_sample_free(samples[i]);
        xent_sample_free(pairs[i]);
    }
}
END_TEST

START_TEST(vector_against_scipy)
{
    xent_sample *sample = soft_classes(XENT_PROBS, target_p, NULL);
    xent_map *map = fitted_map("vector", sample);
    check_numbers("weight", xent_map_parameter(map, "weights", NULL), target_vector, CLASSES,
                  rounding);
    check_numbers("bias", xent_map_parameter(map, "bias", NULL), target_vector + CLASSES, CLASSES,
                  rounding);
    check_numbers("standard error", xent_map_standard_error(map, "weights", NULL),
                  target_vector_errors, CLASSES, error_rounding);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

START_TEST(isotonic_against_scikit_learn)
{
    double z[ROWS], q[ROWS];
    xent_sample *sample = soft_binary(z, target_w);
    xent_map *map = fitted_map("isotonic", sample);
    xent_map_probabilities(map, ROWS, 1, z, q);
    check_numbers("fitted", q, target_isotonic, ROWS, rounding);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

/* A row for each class that a target gives something, weighed by it. */
static xent_sample *
rows_of_classes(double *z, int32_t *label, double *weight)
{
    size_t n = 0;
    for (size_t i = 0; i < ROWS * CLASSES; i++) {
        if (target_p[i] == 0)
            continue;
        memcpy(z + CLASSES * n, target_z + i / CLASSES * CLASSES, CLASSES * sizeof *z);
        label[n] = (int32_t)(i % CLASSES);
        weight[n++] = target_p[i];
    }
    return memory_sample(
        (memory){.rows = n, .columns = CLASSES, .f64 = z, .label = label, .weight = weight});
}

/* The losses are linear in the target, so that the parameters and the losses are the same; standard
   errors are not, which take a row for a unit. */
START_TEST(a_target_is_its_classes_weighed)
{
    double z[ROWS * CLASSES * CLASSES], weight[ROWS * CLASSES], q[2][ROWS * CLASSES];
    int32_t label[ROWS * CLASSES];
    xent_sample *sample[] = {soft_classes(XENT_PROBS, target_p, NULL),
                             rows_of_classes(z, label, weight)};
    xent_map *map[2];
    for (size_t k = 0; k < 2; k++) {
        map[k] = fitted_map(names[_i], sample[k]);
        xent_map_probabilities(map[k], ROWS, CLASSES, target_z, q[k]);
    }
    const xent_fit *a = xent_map_certificate(map[0]), *b = xent_map_certificate(map[1]);
    check_numbers(names[_i], q[0], q[1], ROWS * CLASSES, rounding);
    check_numbers("before", &a->nll_before, &b->nll_before, 1, rounding);
    check_numbers("after", &a->nll_after, &b->nll_after, 1, rounding);
    check_numbers("weight", &a->weight, &b->weight, 1, rounding);
    for (size_t k = 0; k < 2; k++) {
        xent_map_free(map[k]);
        xent_sample_free(sample[k]);
    }
}
END_TEST

/* Counts are shares of their sum, whatever it is. */
START_TEST(targets_count_as_shares)
{
    double q[2][ROWS * CLASSES];
    xent_sample *sample[] = {soft_classes(XENT_PROBS, target_p, NULL),
                             soft_classes(XENT_LOGITS, target_counts, NULL)};
    for (size_t k = 0; k < 2; k++) {
        xent_map *map = fitted_map(names[_i], sample[k]);
        xent_map_probabilities(map, ROWS, CLASSES, target_z, q[k]);
        xent_map_free(map);
        xent_sample_free(sample[k]);
    }
    check_numbers(names[_i], q[0], q[1], ROWS * CLASSES, rounding);
}
END_TEST

/* ---- where there is an optimum */

typedef struct {
    const char *what, *type;
    xent_fit_status status;
    size_t columns;
    double z[12], target[12];
} existence;

static const existence cases[] = {
    {"a threshold", "platt", XENT_SEPARABLE, 1, {-2, -1, 1, 2}, {0, 0, 0.5, 1}},
    {"a threshold through one value", "platt", XENT_SEPARABLE, 1, {-2, 1, 1, 2}, {0, 0.2, 0.5, 1}},
    {"shares overlap", "platt", XENT_CONVERGED, 1, {-2, -1, 1, 2}, {0, 0.5, 0.25, 1}},
    {"all shares", "platt", XENT_CONVERGED, 1, {-2, -1, 1, 2}, {0.1, 0.2, 0.3, 0.4}},
    {"constant", "platt", XENT_UNIDENTIFIED, 1, {1, 1, 1, 1}, {0, 0.5, 0.25, 1}},
    {"sure", "platt", XENT_CONVERGED, 1, {-2, -1, 1, HUGE_VAL}, {0, 0.5, 0.25, 1}},
    {"sure of a share", "platt", XENT_INFINITE, 1, {-2, -1, 1, HUGE_VAL}, {0, 0.5, 0.25, 0.9}},
    {"sure the other way", "platt", XENT_INFINITE, 1, {-2, -HUGE_VAL, 1, 2}, {0, 0.5, 0.25, 0}},
    {"a share of what is masked", "vector", XENT_INFINITE, 3,
     {1, -HUGE_VAL, 3, 3, 2, 9, 1, 3, 2, 0, 1, 1}, {0, 0.5, 0.5, 1, 0, 0, 0, 1, 0, 0, 0, 1}},
    {"a class without a share", "vector", XENT_SEPARABLE, 3,
     {1, 2, 3, 3, 2, 1, 1, 3, 2, 0, 1, 0}, {0.5, 0.5, 0, 1, 0, 0, 0.1, 0.9, 0, 1, 0, 0}},
    {"a constant score", "vector", XENT_UNIDENTIFIED, 3,
     {1, 2, 3, 3, 1, 3, 1, 2, 3, 2, 3, 3}, {0.5, 0.25, 0.25, 1, 0, 0, 0, 1, 0, 0, 0, 1}},
};

START_TEST(says_what_has_no_optimum)
{
    const existence *c = &cases[_i];
    xent_sample *sample = softened(
        (memory){.rows = 4, .columns = c->columns, .f64 = c->z},
        (memory){.rows = 4, .columns = c->columns, .kind = XENT_PROBS, .f64 = c->target});
    xent_map *map;
    xent_fit fit;
    xent_status status = xent_map_fit(xent_map_type_find(c->type), sample, &(xent_fit_options){0},
                                      &map, &fit, NULL);
    ck_assert_msg(fit.status == c->status, "%s: %s", c->what, xent_fit_status_name(fit.status));
    ck_assert_int_eq(status, c->status == XENT_CONVERGED ? XENT_OK : XENT_EFIT);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

static void
check_refused(const xent_map_type *type, const xent_fit_options *options, xent_status want,
              const char *sentence)
{
    double z[ROWS];
    xent_sample *sample = soft_binary(z, NULL);
    xent_map *map;
    xent_error err = {0};
    ck_assert_int_eq(xent_map_fit(type, sample, options, &map, NULL, &err), want);
    ck_assert_ptr_null(map);
    ck_assert_str_eq(err.sentence, sentence);
    xent_sample_free(sample);
}

START_TEST(says_what_takes_no_targets)
{
    xent_map_type of_labels = *xent_map_type_find("platt");
    of_labels.takes_targets = false;
    check_refused(&of_labels, &(xent_fit_options){0}, XENT_EDATA,
                  "Platt scaling is fitted to labels, and the rows have target distributions");
    check_refused(xent_map_type_find("platt"), &(xent_fit_options){.smoothed_targets = true},
                  XENT_EINVAL,
                  "smoothed targets are made of labels, and the rows have target distributions");
}
END_TEST

/* The mean loss of rows that no map was fitted on is near that of the fit, and not below. */
START_TEST(folds_keep_the_targets)
{
    xent_sample *sample = soft_classes(XENT_PROBS, target_p, NULL);
    const xent_map_type *type = xent_map_type_find(names[_i]);
    xent_crossfit *crossfit;
    xent_map *map;
    double nll = (double)NAN;
    ck_assert_int_eq(xent_crossfit_fit(type, sample, &(xent_fit_options){0}, 5, 1, &map, &crossfit,
                                       NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_crossfit_nll(crossfit, 1, &nll, NULL), XENT_OK);
    ck_assert_double_gt(nll, xent_map_certificate(map)->nll_after);
    ck_assert_double_lt(nll, xent_map_certificate(map)->nll_after + 0.1);
    xent_crossfit_free(crossfit);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

/* The uncertainty of the Brier score is the mean squared distance of the targets from their mean: what
   forecasting that mean would cost. */
START_TEST(the_ledger_leaves_out_what_targets_vary_by_in_a_row)
{
    xent_sample *sample = soft_classes(XENT_PROBS, target_p, NULL);
    xent_crossfit *crossfit;
    xent_map *map;
    xent_ledger ledger;
    double mean[CLASSES] = {0}, want = 0;
    for (size_t i = 0; i < ROWS * CLASSES; i++)
        mean[i % CLASSES] += target_p[i] / ROWS;
    for (size_t i = 0; i < ROWS * CLASSES; i++)
        want += (target_p[i] - mean[i % CLASSES]) * (target_p[i] - mean[i % CLASSES]) / ROWS;
    ck_assert_int_eq(xent_crossfit_fit(xent_map_type_find("temperature"), sample,
                                       &(xent_fit_options){0}, 5, 1, &map, &crossfit, NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_ledger_init(sample, crossfit, map, 1, 0.5, (double)NAN,
                                      &xent_settings_default, &ledger, NULL),
                     XENT_OK);
    ck_assert_double_eq_tol(ledger.brier.uncertainty, want, rounding);
    xent_crossfit_free(crossfit);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    enum { TYPES = sizeof names / sizeof *names, CASES = sizeof cases / sizeof *cases };
    TCase *tests = tcase_create("target_maps");
    tcase_add_test(tests, platt_against_scipy);
    tcase_add_test(tests, vector_against_scipy);
    tcase_add_test(tests, isotonic_against_scikit_learn);
    tcase_add_loop_test(tests, a_target_is_its_classes_weighed, 0, TYPES);
    tcase_add_loop_test(tests, targets_count_as_shares, 0, TYPES);
    tcase_add_loop_test(tests, says_what_has_no_optimum, 0, CASES);
    tcase_add_test(tests, says_what_takes_no_targets);
    tcase_add_loop_test(tests, folds_keep_the_targets, 0, TYPES);
    tcase_add_test(tests, the_ledger_leaves_out_what_targets_vary_by_in_a_row);
    return run_tests("target_maps", tests);
}
