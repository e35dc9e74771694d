/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vector scaling against 50-digit arithmetic, and what has no optimum. */
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <string.h>
#include "fitted.h"
#include "optim.h"
#include "suite.h"

static const double rounding = 1e-11; /* of parameters, relative to 1 + |x| */
static const double error_rounding = 1e-8; /* they are those of a step before */
static const double loss_rounding = 1e-13;

static void
check_fit(const char *what, memory data, const double *const want[4], double before, double after,
          double lr, double p)
{
    static const char *const name[] = {"weights", "bias"};
    fitted f = fit_map("vector", data);
    for (size_t k = 0; k < 2; k++) {
        size_t n;
        const double *x = xent_map_parameter(f.map, name[k], &n);
        const double *error = xent_map_standard_error(f.map, name[k], NULL);
        ck_assert_uint_eq(n, MULTI_COLUMNS);
        for (size_t c = 0; c < n; c++) {
            assert_near(what, x[c], want[k][c], rounding);
            assert_near(what, error[c], want[2 + k][c], error_rounding);
        }
    }
    assert_near("before", f.fit.nll_before, before, loss_rounding);
    assert_near("after", f.fit.nll_after, after, loss_rounding);
    assert_near("lr", f.fit.lr_statistic, lr, rounding);
    if (isnan(p))
        ck_assert_double_nan(f.fit.lr_p_value);
    else
        ck_assert_double_eq_tol(f.fit.lr_p_value, p, 1e-9 * p);
    ck_assert_double_le(f.fit.gradient_norm, 1e-13);
    drop(&f);
}

#define CHECK(what, data, x, p)                                                                    \
    check_fit(what, data,                                                                          \
              (const double *const[]){x##_weights, x##_bias, x##_weights_se, x##_bias_se},        \
              x##_before, x##_after, x##_lr, p)

START_TEST(agrees_with_the_reference)
{
    memory importance = multi(), frequency = multi();
    importance.weight = frequency.weight = multi_w;
    frequency.weight_kind = XENT_FREQUENCY;
    CHECK("plain", multi(), vector, vector_p);
    CHECK("importance", importance, vector_importance, (double)NAN);
    CHECK("frequency", frequency, vector_frequency, vector_frequency_p);
}
END_TEST

/* A constant on all scores of a class is a change of its bias, a factor one of its weight. */
START_TEST(follows_the_scale_of_each_class)
{
    static const double factor[] = {2, 0.25, 1, 30}, shift[] = {0, 5, -1, 100};
    double z[MULTI_ROWS * MULTI_COLUMNS];
    memory data = multi();
    for (size_t i = 0; i < MULTI_ROWS * MULTI_COLUMNS; i++)
        z[i] = factor[i % MULTI_COLUMNS] * multi_z[i] + shift[i % MULTI_COLUMNS];
    data.f64 = z;
    fitted f = fit_map("vector", data);
    const double *w = xent_map_parameter(f.map, "weights", NULL);
    for (size_t c = 0; c < MULTI_COLUMNS; c++)
        assert_near("weight", w[c] * factor[c], vector_weights[c], rounding);
    assert_near("after", f.fit.nll_after, vector_after, loss_rounding);
    drop(&f);
}
END_TEST

/* A fifth class that is masked everywhere but in rows that have it as their label. */
START_TEST(masked_classes_take_no_part)
{
    double z[MULTI_ROWS * 5], q[5];
    for (size_t i = 0; i < MULTI_ROWS; i++) {
        memcpy(z + 5 * i, multi_z + MULTI_COLUMNS * i, MULTI_COLUMNS * sizeof *z);
        z[5 * i + 4] = i % 4 == 0 ? sin((double)i) : -HUGE_VAL;
    }
    int32_t y[MULTI_ROWS];
    for (size_t i = 0; i < MULTI_ROWS; i++)
        y[i] = i % 8 == 0 ? 4 : multi_y[i];
    fitted f = fit_map("vector", (memory){.rows = MULTI_ROWS, .columns = 5, .f64 = z, .label = y});
    for (size_t i = 0; i < MULTI_ROWS; i++) {
        xent_map_probabilities(f.map, 1, 5, z + 5 * i, q);
        ck_assert(i % 4 == 0 ? q[4] > 0 : q[4] == 0);
    }
    drop(&f);
}
END_TEST

typedef struct {
    const char *what;
    xent_fit_status status;
    double z[12];
    int32_t y[4];
} hopeless;

static const hopeless cases[] = {
    {"one class", XENT_UNIDENTIFIED, {1, 2, 3, 3, 2, 1, 1, 3, 2, 0, 1, 0}, {1, 1, 1, 1}},
    {"a class without a row", XENT_SEPARABLE, {1, 2, 3, 3, 2, 1, 1, 3, 2, 0, 1, 0}, {0, 1, 1, 0}},
    {"a constant score", XENT_UNIDENTIFIED, {1, 2, 3, 3, 1, 3, 1, 2, 3, 0, 3, 3}, {0, 1, 2, 1}},
    {"a threshold", XENT_SEPARABLE, {1, 2, 3, 3, 2, 9, 1, 3, 2, 0, 1, 1}, {0, 2, 1, 0}},
    {"a masked label", XENT_INFINITE, {1, -HUGE_VAL, 3, 3, 2, 9, 1, 3, 2, 0, 1, 1}, {1, 2, 1, 0}},
    {"every row right", XENT_SEPARABLE, {3, 2, 1, 1, 3, 2, 2, 1, 3, 9, 8, 7}, {0, 1, 2, 0}},
};

START_TEST(says_what_has_no_optimum)
{
    const hopeless *c = &cases[_i];
    fitted f = fit_with("vector", (memory){.rows = 4, .columns = 3, .f64 = c->z, .label = c->y},
                        (xent_fit_options){0});
    ck_assert_msg(f.fit.status == c->status, "%s: %s", c->what, xent_fit_status_name(f.fit.status));
    ck_assert_int_eq(f.status, XENT_EFIT);
    ck_assert_int_gt((int)strlen(f.fit.advice), 0);
    ck_assert_double_nan(parameter(&f, "weights"));
    drop(&f);
}
END_TEST

/* Separable by two scores together, which no single threshold shows. */
START_TEST(finds_joint_separation)
{
    double z[3 * 24];
    int32_t y[24];
    for (size_t i = 0; i < 24; i++) {
        double a = 4 * sin((double)i), b = 4 * cos(1.7 * (double)i);
        z[3 * i] = a;
        z[3 * i + 1] = b;
        z[3 * i + 2] = sin(3.1 * (double)i);
        y[i] = i % 6 == 0 ? 2 : 2 * a > 3 * b ? 0 : 1;
        if (y[i] != 2 && fabs(2 * a - 3 * b) < 0.2)
            y[i] = 2;
    }
    for (size_t i = 0; i < 24; i++)
        if (y[i] == 2)
            z[3 * i + 2] += 20;
    fitted f = fit_with("vector", (memory){.rows = 24, .columns = 3, .f64 = z, .label = y},
                        (xent_fit_options){0});
    ck_assert_int_eq(f.status, XENT_EFIT);
    ck_assert(f.fit.status == XENT_SEPARABLE);
    drop(&f);
}
END_TEST

START_TEST(refuses_a_single_column)
{
    fitted f = fit_with("vector", binary(), (xent_fit_options){0});
    ck_assert_int_eq(f.status, XENT_EDATA);
    ck_assert_ptr_null(f.map);
    ck_assert_ptr_nonnull(strstr(f.err.hint, "platt"));
    drop(&f);
}
END_TEST

/* ---- the minimiser on its own: a quadratic with known minimum and curvatures 1 .. 10^4 */

enum { VARIABLES = 50 };

static xent_status
quadratic(void *context, const double *x, double *f, double *gradient, double *hessian,
          xent_error *err)
{
    size_t *calls = context;
    (void)hessian;
    (void)err;
    ++*calls;
    *f = 3;
    for (size_t i = 0; i < VARIABLES; i++) {
        double curvature = pow(1e4, (double)i / (VARIABLES - 1)), d = x[i] - (double)i;
        *f += curvature * d * d / 2;
        gradient[i] = curvature * d;
    }
    return *calls > 5000 ? XENT_EIO : XENT_OK;
}

START_TEST(descends_to_a_minimum)
{
    double x[VARIABLES] = {0};
    size_t calls = 0;
    xent_stopping stopping = {.gradient = 1e-9, .max_iterations = 2000};
    ck_assert_int_eq(xent_descend(quadratic, &calls, VARIABLES, x, &stopping, NULL), XENT_OK);
    ck_assert_double_le(stopping.gradient_norm, 1e-9);
    for (size_t i = 0; i < VARIABLES; i++)
        ck_assert_double_eq_tol(x[i], (double)i, 1e-8);
    calls = 4998; /* an error of f ends the search */
    memset(x, 0, sizeof x);
    ck_assert_int_eq(xent_descend(quadratic, &calls, VARIABLES, x, &stopping, NULL), XENT_EIO);
    calls = 0;
    stopping.max_iterations = 3;
    ck_assert_int_eq(xent_descend(quadratic, &calls, VARIABLES, x, &stopping, NULL), XENT_EFIT);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("vector");
    gsl_set_error_handler_off();
    tcase_add_test(tests, agrees_with_the_reference);
    tcase_add_test(tests, follows_the_scale_of_each_class);
    tcase_add_test(tests, masked_classes_take_no_part);
    tcase_add_loop_test(tests, says_what_has_no_optimum, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, finds_joint_separation);
    tcase_add_test(tests, refuses_a_single_column);
    tcase_add_test(tests, descends_to_a_minimum);
    return run_tests("vector", tests);
}
