/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps against reference values, and every way a fit can end. */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "fitted.h"
#include "suite.h"

static const double tight = 1e-13;   /* relative, of optima and losses */
static const double rounding = 1e-12;

/* ---- reference values */

static void
check_temperature(const char *what, memory data, double t, double se, double before, double after,
                  double lr, double p)
{
    fitted f = fit_map("temperature", data);
    assert_near(what, parameter(&f, "temperature"), t, tight);
    assert_near(what, parameter(&f, "inverse_temperature"), 1 / t, tight);
    assert_near(what, error_of(&f, "temperature"), se, rounding);
    assert_near(what, error_of(&f, "inverse_temperature"), se / (t * t), rounding);
    assert_near(what, f.fit.nll_before, before, tight);
    assert_near(what, f.fit.nll_after, after, tight);
    assert_near(what, f.fit.lr_statistic, lr, rounding);
    assert_near(what, f.fit.log_likelihood, -f.fit.weight * after, rounding);
    if (isnan(p))
        ck_assert_double_nan(f.fit.lr_p_value);
    else
        ck_assert_double_eq_tol(f.fit.lr_p_value, p, rounding * p);
    ck_assert_double_le(f.fit.gradient_norm, 1e-14);
    drop(&f);
}

START_TEST(test_temperature)
{
    memory importance = multi(), frequency = multi();
    importance.weight = frequency.weight = multi_w;
    frequency.weight_kind = XENT_FREQUENCY;
    check_temperature("multi", multi(), multi_T, multi_se, multi_before, multi_after, multi_lr,
                      multi_p);
    check_temperature("importance", importance, multi_importance_T, multi_importance_se,
                      multi_importance_before, multi_importance_after, multi_importance_lr,
                      (double)NAN);
    check_temperature("frequency", frequency, multi_frequency_T, multi_frequency_se,
                      multi_frequency_before, multi_frequency_after, multi_frequency_lr,
                      multi_frequency_p);
    check_temperature("binary", binary(), binary_T, binary_se, binary_before, binary_after,
                      binary_lr, binary_p);
}
END_TEST

static void
check_platt(const char *what, memory data, bool smoothed, const double want[static 7], double p)
{
    fitted f = fit_with("platt", data, (xent_fit_options){.smoothed_targets = smoothed});
    const double got[] = {parameter(&f, "slope"), parameter(&f, "intercept"),
                          error_of(&f, "slope"), error_of(&f, "intercept"),
                          f.fit.nll_before, f.fit.nll_after, f.fit.lr_statistic};
    for (size_t i = 0; i < 7; i++)
        assert_near(what, got[i], want[i], rounding);
    if (isnan(p))
        ck_assert_double_nan(f.fit.lr_p_value);
    else
        ck_assert_double_eq_tol(f.fit.lr_p_value, p, 10 * rounding * p);
    ck_assert_double_le(f.fit.gradient_norm, 1e-14);
    drop(&f);
}

#define PLATT(x)                                                                                  \
    ((const double[]){x##_slope, x##_intercept, x##_slope_se, x##_intercept_se, x##_before,       \
                      x##_after, x##_lr})

START_TEST(test_platt)
{
    memory importance = binary(), frequency = binary();
    importance.weight = frequency.weight = binary_w;
    frequency.weight_kind = XENT_FREQUENCY;
    check_platt("plain", binary(), false, PLATT(platt), platt_p);
    check_platt("importance", importance, false, PLATT(platt_importance), (double)NAN);
    check_platt("frequency", frequency, false, PLATT(platt_frequency), platt_frequency_p);
    check_platt("smoothed", binary(), true, PLATT(platt_smoothed), (double)NAN);
    check_platt("smoothed frequency", frequency, true, PLATT(platt_smoothed_frequency),
                (double)NAN);
}
END_TEST

/* Two columns are their difference. */
START_TEST(test_platt_two_columns)
{
    double z[2 * BINARY_ROWS];
    memory data = binary();
    for (size_t i = 0; i < BINARY_ROWS; i++) {
        z[2 * i] = 3.25 - 0.125 * (double)i;
        z[2 * i + 1] = z[2 * i] + binary_z[i];
    }
    data.columns = 2;
    data.f64 = z;
    check_platt("two columns", data, false, PLATT(platt), platt_p);
}
END_TEST

START_TEST(test_platt_versus_rest)
{
    fitted f = fit_map("platt", multi());
    const char *const name[] = {"slope", "intercept"};
    const double *const want[] = {rest_slope, rest_intercept};
    const double *const want_error[] = {rest_slope_se, rest_intercept_se};
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        const double *got = xent_map_parameter(f.map, name[i], &size);
        const double *error = xent_map_standard_error(f.map, name[i], NULL);
        ck_assert_uint_eq(size, MULTI_COLUMNS);
        for (size_t c = 0; c < size; c++) {
            assert_near(name[i], got[c], want[i][c], rounding);
            assert_near(name[i], error[c], want_error[i][c], rounding);
        }
    }
    assert_near("before", f.fit.nll_before, multi_before, tight);
    assert_near("after", f.fit.nll_after, rest_after, tight);
    ck_assert_double_nan(f.fit.lr_p_value); /* not the maximum of the likelihood */
    drop(&f);
}
END_TEST

/* ---- how fits end */

typedef struct {
    const char *name, *type;
    size_t rows, columns;
    xent_kind kind;
    bool smoothed;
    xent_fit_status status;
    double score[8];
    int32_t label[4];
    const char *advice; /* a part of it */
} ending;

static const ending endings[] = {
    {"all right", "temperature", 4, 1, XENT_PROBS, false, XENT_SEPARABLE,
     {.6, .3, .9, .45}, {1, 0, 1, 0}, "held-out"},
    {"all wrong", "temperature", 4, 1, XENT_PROBS, false, XENT_UNINFORMATIVE,
     {.6, .3, .9, .45}, {0, 1, 0, 1}, "order"},
    {"right with ties", "temperature", 2, 3, XENT_LOGITS, false, XENT_SEPARABLE,
     {1, 1, 0, 5, 5, 5}, {1, 0}, "held-out"},
    {"right, one row constant", "temperature", 2, 2, XENT_LOGITS, false, XENT_SEPARABLE,
     {2, 2, 0, 1}, {0, 1}, NULL},
    {"right but for masked classes", "temperature", 2, 3, XENT_LOGITS, false, XENT_SEPARABLE,
     {1, 0, -HUGE_VAL, -HUGE_VAL, 3, 2}, {0, 1}, NULL},
    {"no slope at 1/T = 0", "temperature", 2, 2, XENT_LOGITS, false, XENT_UNINFORMATIVE,
     {1, 2, 1, 2}, {0, 1}, NULL},
    {"constant rows", "temperature", 3, 2, XENT_LOGITS, false, XENT_UNIDENTIFIED,
     {1, 1, 5, 5, -2, -2}, {0, 1, 0}, "same score"},
    {"constant but for masked classes", "temperature", 2, 3, XENT_PROBS, false, XENT_UNIDENTIFIED,
     {.5, .5, 0, 0, 1, 0}, {0, 1}, NULL},
    {"sure and right", "temperature", 2, 1, XENT_PROBS, false, XENT_UNIDENTIFIED,
     {0, 1}, {0, 1}, NULL},
    {"one class", "temperature", 3, 2, XENT_LOGITS, false, XENT_UNIDENTIFIED,
     {1, 2, 2, 1, 0, 3}, {1, 1, 1}, "more than one class"},
    {"q(y) = 0", "temperature", 2, 2, XENT_PROBS, false, XENT_INFINITE,
     {0, 1, .5, .5}, {0, 1}, "--clip"},
    {"P(y=1) = 1, y = 0", "temperature", 3, 1, XENT_PROBS, false, XENT_INFINITE,
     {1, .5, .2}, {0, 1, 1}, "--clip"},
    {"P(y=1) = 0, y = 1", "temperature", 3, 1, XENT_LOGPROBS, false, XENT_INFINITE,
     {-HUGE_VAL, -.5, -.2}, {1, 1, 0}, "--clip"},
    {"a gap", "platt", 4, 1, XENT_LOGITS, false, XENT_SEPARABLE,
     {-2, -1.5, 1.25, 2}, {0, 0, 1, 1}, "one ends at -1.5, the other starts at 1.25"},
    {"a gap the other way", "platt", 4, 1, XENT_LOGITS, false, XENT_SEPARABLE,
     {-2, -1.5, 1.25, 2}, {1, 1, 0, 0}, "--smoothed-targets"},
    {"classes that touch", "platt", 4, 1, XENT_LOGITS, false, XENT_SEPARABLE,
     {-2, 1, 1, 2}, {0, 0, 1, 1}, NULL},
    {"one log-odds", "platt", 3, 1, XENT_LOGITS, false, XENT_UNIDENTIFIED,
     {.5, .5, .5}, {0, 1, 1}, "same"},
    {"one log-odds, smoothed", "platt", 3, 1, XENT_LOGITS, true, XENT_UNIDENTIFIED,
     {.5, .5, .5}, {0, 1, 1}, "same"},
    {"one class", "platt", 3, 1, XENT_LOGITS, false, XENT_UNIDENTIFIED,
     {.5, 1, 2}, {1, 1, 1}, "both classes"},
    {"P(y=1) = 1, y = 0", "platt", 3, 1, XENT_PROBS, false, XENT_INFINITE,
     {1, .5, .2}, {0, 1, 1}, "--clip"},
    {"P(y=1) = 1, y = 1, smoothed", "platt", 3, 1, XENT_PROBS, true, XENT_INFINITE,
     {1, .5, .2}, {1, 0, 1}, "--clip"},
    {"sure and right, the others falling", "platt", 4, 1, XENT_PROBS, false, XENT_INFINITE,
     {1, .6, .7, .5}, {1, 0, 0, 1}, NULL},
    {"one class but for a sure row", "platt", 3, 1, XENT_PROBS, false, XENT_SEPARABLE,
     {1, .6, .7}, {1, 0, 0}, NULL},
    {"a class that never occurs", "platt", 4, 2, XENT_LOGITS, false, XENT_UNIDENTIFIED,
     {0, 1, 0, 2, 0, 3, 0, 4}, {1, 1, 1, 1}, NULL},
};

START_TEST(test_endings)
{
    const ending *e = &endings[_i];
    memory data = {.rows = e->rows, .columns = e->columns, .kind = e->kind, .f64 = e->score,
                   .label = e->label};
    fitted f = fit_with(e->type, data, (xent_fit_options){.smoothed_targets = e->smoothed});
    xent_sample *mapped = NULL;
    ck_assert_msg(f.status == XENT_EFIT, "%s %s: %s %s", e->type, e->name, xent_fit_status_name(f.fit.status),
                  f.err.sentence);
    ck_assert_msg(f.fit.status == e->status, "%s %s: %s", e->type, e->name,
                  xent_fit_status_name(f.fit.status));
    ck_assert_int_eq(f.err.status, XENT_EFIT);
    ck_assert_str_eq(f.err.hint, f.fit.advice);
    ck_assert(f.fit.advice[0]);
    if (e->advice)
        ck_assert_msg(strstr(f.fit.advice, e->advice), "%s: %s", e->name, f.fit.advice);
    ck_assert_int_eq(xent_map_sample(f.map, f.sample, &mapped, NULL), XENT_EFIT);
    ck_assert_int_eq(xent_map_save(f.map, "/nonexistent/map.json", NULL, NULL), XENT_EFIT);
    drop(&f);
}
END_TEST

/* A temperature at its limits, with the loss there. */
START_TEST(test_limits)
{
    static const double tied[] = {1, 1, 0, 5, 5, 5};
    static const int32_t tied_y[] = {1, 0};
    fitted f = fit_with("temperature", (memory){.rows = 2, .columns = 3, .f64 = tied, .label = tied_y},
                        (xent_fit_options){0});
    ck_assert(parameter(&f, "temperature") == 0);
    ck_assert(parameter(&f, "inverse_temperature") == HUGE_VAL);
    assert_near("ties are left", f.fit.nll_after, (log(2) + log(3)) / 2, tight);
    drop(&f);

    static const double forecasts[] = {0.35, 0.35, 0.3, 0.8, 0.15, 0.05};
    static const int32_t forecasts_y[] = {2, 1};
    f = fit_with("temperature",
                 (memory){.rows = 2, .columns = 3, .kind = XENT_PROBS, .f64 = forecasts,
                          .label = forecasts_y}, (xent_fit_options){0});
    ck_assert_int_eq(f.fit.status, XENT_UNINFORMATIVE);
    assert_near("signed optimum", f.fit.signed_optimum, signed_beta, tight);
    ck_assert(parameter(&f, "temperature") == HUGE_VAL);
    ck_assert(parameter(&f, "inverse_temperature") == f.fit.signed_optimum);
    assert_near("uniform", f.fit.nll_after, log(3), tight);
    drop(&f);

    static const double lowest[] = {0, 1, 2, -1, 3, -4};
    static const int32_t lowest_y[] = {0, 2};
    f = fit_with("temperature", (memory){.rows = 2, .columns = 3, .f64 = lowest, .label = lowest_y},
                 (xent_fit_options){0});
    ck_assert_int_eq(f.fit.status, XENT_UNINFORMATIVE);
    ck_assert(f.fit.signed_optimum == -HUGE_VAL);
    drop(&f);
}
END_TEST

/* A smoothed fit has an optimum where a plain one has none: at the gap, and with one class. */
START_TEST(test_smoothed_targets)
{
    static const double gap[] = {-2, -1.5, 1.25, 2};
    static const int32_t apart[] = {0, 0, 1, 1}, alone[] = {1, 1, 1, 1};
    memory data = {.rows = 4, .columns = 1, .f64 = gap, .label = apart};
    fitted f = fit_with("platt", data, (xent_fit_options){.smoothed_targets = true});
    ck_assert_int_eq(f.status, XENT_OK);
    ck_assert_double_gt(parameter(&f, "slope"), 0);
    drop(&f);
    data.label = alone;
    f = fit_with("platt", data, (xent_fit_options){.smoothed_targets = true});
    ck_assert_int_eq(f.status, XENT_OK);
    ck_assert_double_eq_tol(parameter(&f, "slope"), 0, tight);
    assert_near("constant", parameter(&f, "intercept"), log(5), tight); /* (4+1)/(4+2) */
    drop(&f);
}
END_TEST

/* Sure rows that are right take no part: 0 and 1 are kept, the others fitted. */
START_TEST(test_sure_rows)
{
    double z[BINARY_ROWS + 2];
    int32_t y[BINARY_ROWS + 2];
    memcpy(z, binary_z, sizeof binary_z);
    memcpy(y, binary_y, sizeof binary_y);
    z[BINARY_ROWS] = HUGE_VAL;
    y[BINARY_ROWS] = 1;
    z[BINARY_ROWS + 1] = -HUGE_VAL;
    y[BINARY_ROWS + 1] = 0;
    memory data = {.rows = BINARY_ROWS + 2, .columns = 1, .f64 = z, .label = y};
    fitted f = fit_map("platt", data), t = fit_map("temperature", data);
    assert_near("slope", parameter(&f, "slope"), platt_slope, rounding);
    assert_near("intercept", parameter(&f, "intercept"), platt_intercept, rounding);
    assert_near("temperature", parameter(&t, "temperature"), binary_T, rounding);
    assert_near("after", f.fit.nll_after, platt_after * BINARY_ROWS / (BINARY_ROWS + 2), rounding);
    drop(&f);
    drop(&t);
}
END_TEST

START_TEST(test_unlabelled)
{
    memory data = multi();
    data.label = NULL;
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        fitted f = fit_with((*type)->name, data, (xent_fit_options){0});
        ck_assert_int_eq(f.status, XENT_EDATA);
        ck_assert_ptr_null(f.map);
        drop(&f);
    }
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("map");
    gsl_set_error_handler_off();
    tcase_add_test(tests, test_temperature);
    tcase_add_test(tests, test_platt);
    tcase_add_test(tests, test_platt_two_columns);
    tcase_add_test(tests, test_platt_versus_rest);
    tcase_add_loop_test(tests, test_endings, 0, (int)(sizeof endings / sizeof *endings));
    tcase_add_test(tests, test_limits);
    tcase_add_test(tests, test_smoothed_targets);
    tcase_add_test(tests, test_sure_rows);
    tcase_add_test(tests, test_unlabelled);
    return run_tests("map", tests);
}
