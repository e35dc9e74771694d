/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pool adjacent violators, and the map that is made of it. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "fitted.h"
#include "isotonic.h"
#include "pav.h"
#include "random.h"
#include "suite.h"

static const double rounding = 1e-12;

/* ---- the regression */

typedef struct {
    size_t n;
    double x[16], y[16], w[16], want[16];
} vector;

/* As scikit-learn's tests of its IsotonicRegression have them; the third is the pituitary data of R's
   isotone. */
static const vector vectors[] = {
    {6, {1, 1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 1, 1, 1}, {1.5, 1.5, 3, 4, 5, 6}},
    {6, {1, 2, 3, 4, 5, 5}, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 1, 1, 1}, {1, 2, 3, 4, 5.5, 5.5}},
    {11,
     {8, 8, 8, 10, 10, 10, 12, 12, 12, 14, 14},
     {21, 23.5, 23, 24, 21, 25, 21.5, 22, 19, 23.5, 25},
     {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
     {200. / 9, 200. / 9, 200. / 9, 200. / 9, 200. / 9, 200. / 9, 200. / 9, 200. / 9, 200. / 9,
      24.25, 24.25}},
    {7,
     {1, 2, 3, 4, 5, 6, 7},
     {1, 41, 51, 1, 2, 5, 24},
     {1, 2, 3, 4, 5, 6, 7},
     {1, 13.95, 13.95, 13.95, 13.95, 13.95, 24}},
};

static double
value_of(const xent_pav *pav, double x)
{
    for (size_t b = 0; b < pav->size; b++)
        if (pav->block[b].first <= x && x <= pav->block[b].last)
            return pav->block[b].sum / pav->block[b].weight;
    ck_abort_msg("no block holds %g", x);
    return 0;
}

START_TEST(vectors_of_others)
{
    const vector *v = &vectors[_i];
    xent_pav pav = {0};
    ck_assert_int_eq(xent_pav_add(&pav, 2, v->x, v->y, v->w, NULL), XENT_OK);
    ck_assert_int_eq(xent_pav_add(&pav, v->n - 2, v->x + 2, v->y + 2, v->w + 2, NULL), XENT_OK);
    ck_assert_int_eq(xent_pav_finish(&pav, NULL), XENT_OK);
    for (size_t i = 0; i < v->n; i++)
        assert_near("fitted", value_of(&pav, v->x[i]), v->want[i], rounding);
    xent_pav_clear(&pav);
}
END_TEST

static double
mean_of(const vector *v, size_t first, size_t last)
{
    double sum = 0, weight = 0;
    for (size_t i = first; i <= last; i++) {
        sum += v->w[i] * v->y[i];
        weight += v->w[i];
    }
    return sum / weight;
}

/* max over a <= i of min over b >= i of the mean of a..b (Robertson, Wright, Dykstra 1988). */
static double
max_min(const vector *v, size_t i)
{
    double max = -HUGE_VAL;
    for (size_t a = 0; a <= i; a++) {
        double min = HUGE_VAL;
        for (size_t b = i; b < v->n; b++)
            min = fmin(min, mean_of(v, a, b));
        max = fmax(max, min);
    }
    return max;
}

/* Sums of small whole numbers are exact, and so is each value: sum / weight, divided once. */
START_TEST(equals_the_max_min_formula)
{
    for (size_t round = 0; round < 500; round++) {
        vector v = {.n = 1 + round % 16};
        xent_pav pav = {0};
        for (size_t i = 0; i < v.n; i++) {
            uint64_t bits = xent_random_bits(xent_random_key(3, round), i);
            v.x[i] = (double)i;
            v.y[i] = (double)(bits % (round % 3 ? 2 : 7));
            v.w[i] = (double)(1 + (bits >> 32) % (round % 2 ? 1 : 5));
        }
        ck_assert_int_eq(xent_pav_add(&pav, v.n, v.x, v.y, v.w, NULL), XENT_OK);
        ck_assert_int_eq(xent_pav_finish(&pav, NULL), XENT_OK);
        for (size_t i = 0; i < v.n; i++)
            ck_assert_double_eq(value_of(&pav, v.x[i]), max_min(&v, i));
        for (size_t b = 1; b < pav.size; b++)
            ck_assert(value_of(&pav, pav.block[b - 1].last) < value_of(&pav, pav.block[b].first));
        xent_pav_clear(&pav);
    }
}
END_TEST

/* ---- the map */

static void
check_binary(const double *weight, xent_weight_kind kind, const double *fitted_values,
             const double *at, double after)
{
    memory data = binary();
    double q[BINARY_ROWS];
    data.weight = weight;
    data.weight_kind = kind;
    fitted f = fit_map("isotonic", data);
    xent_map_probabilities(f.map, BINARY_ROWS, 1, binary_z, q);
    for (size_t i = 0; i < BINARY_ROWS; i++)
        ck_assert_double_eq(q[i], fitted_values[i]); /* a fraction, divided once */
    xent_map_probabilities(f.map, 10, 1, isotonic_new, q);
    for (size_t i = 0; i < 10; i++)
        assert_near("new row", q[i], at[i], rounding);
    assert_near("after", f.fit.nll_after, after, rounding);
    assert_near("before", f.fit.nll_before, weight ? platt_importance_before : platt_before, rounding);
    ck_assert(isnan(f.fit.lr_p_value));
    ck_assert_ptr_null(xent_map_standard_error(f.map, "x", NULL));
    drop(&f);
}

START_TEST(agrees_with_the_reference)
{
    check_binary(NULL, XENT_IMPORTANCE, isotonic_fitted, isotonic_at, isotonic_after);
    check_binary(binary_w, XENT_IMPORTANCE, isotonic_weighted_fitted, isotonic_weighted_at,
                 isotonic_weighted_after);
    check_binary(binary_w, XENT_FREQUENCY, isotonic_weighted_fitted, isotonic_weighted_at,
                 isotonic_weighted_after);
}
END_TEST

START_TEST(agrees_for_several_classes)
{
    double q[MULTI_ROWS * MULTI_COLUMNS];
    fitted f = fit_map("isotonic", multi());
    xent_map_probabilities(f.map, MULTI_ROWS, MULTI_COLUMNS, multi_z, q);
    for (size_t i = 0; i < MULTI_ROWS; i++)
        assert_near("first class", q[i * MULTI_COLUMNS], isotonic_rest_first[i], rounding);
    assert_near("after", f.fit.nll_after, isotonic_rest_after, rounding);
    drop(&f);
}
END_TEST

/* Two columns are P(y=1) and the rest. */
START_TEST(two_columns_are_one)
{
    double z[2 * BINARY_ROWS], q[2 * BINARY_ROWS];
    memory data = binary();
    for (size_t i = 0; i < BINARY_ROWS; i++) {
        z[2 * i] = 0;
        z[2 * i + 1] = binary_z[i];
    }
    data.columns = 2;
    data.f64 = z;
    fitted f = fit_map("isotonic", data);
    assert_near("after", f.fit.nll_after, isotonic_after, rounding);
    xent_map_probabilities(f.map, BINARY_ROWS, 2, z, q);
    for (size_t i = 0; i < BINARY_ROWS; i++) {
        assert_near("P(y=1)", q[2 * i + 1], isotonic_fitted[i], rounding);
        ck_assert_double_eq(q[2 * i], 1 - q[2 * i + 1]);
    }
    drop(&f);
}
END_TEST

/* The order of the rows is nothing to it, nor is a second fit to what the first one made. */
START_TEST(order_and_repetition_change_nothing)
{
    double z[BINARY_ROWS], w[BINARY_ROWS];
    int32_t y[BINARY_ROWS];
    memory data = binary();
    for (size_t i = 0; i < BINARY_ROWS; i++) {
        size_t from = i * 7 % BINARY_ROWS;
        z[i] = binary_z[from];
        y[i] = binary_y[from];
        w[i] = binary_w[from];
    }
    data.weight = binary_w;
    fitted f = fit_map("isotonic", data);
    fitted g = fit_map("isotonic", (memory){.rows = BINARY_ROWS, .columns = 1, .f64 = z,
                                            .label = y, .weight = w});
    size_t n, m;
    const double *a = xent_map_parameter(f.map, "y", &n), *b = xent_map_parameter(g.map, "y", &m);
    ck_assert_uint_eq(n, m);
    ck_assert_mem_eq(a, b, n * sizeof *a);
    xent_sample *mapped;
    xent_map *again;
    xent_fit fit;
    ck_assert_int_eq(xent_map_sample(f.map, f.sample, &mapped, NULL), XENT_OK);
    ck_assert_int_eq(xent_map_fit(xent_map_type_find("isotonic"), mapped, &(xent_fit_options){0},
                                  &again, &fit, NULL), XENT_OK);
    assert_near("nothing gained", fit.nll_after, f.fit.nll_after, rounding);
    const double *x = xent_map_parameter(again, "x", &m);
    b = xent_map_parameter(again, "y", &m);
    for (size_t i = 0; i < m; i++)
        ck_assert_double_eq(x[i], b[i]);
    xent_map_free(again);
    xent_sample_free(mapped);
    drop(&f);
    drop(&g);
}
END_TEST

/* Many rows are pooled in parts, some of which end between equal scores: nothing of it shows. */
START_TEST(parts_do_not_show)
{
    enum { ROWS = 600000, VALUES = 997 };
    double *z = calloc(3 * ROWS, sizeof *z), *q = z + ROWS, *y = q + ROWS;
    int32_t *label = calloc(ROWS, sizeof *label);
    ck_assert(z && label);
    for (size_t i = 0; i < ROWS; i++) {
        z[i] = (double)(i * 7919 % VALUES) / 100 - 5;
        label[i] = xent_random_uniform(1, i) < 0.5 + 0.08 * z[i];
        y[i] = label[i];
    }
    fitted f = fit_map("isotonic", (memory){.rows = ROWS, .columns = 1, .f64 = z, .label = label});
    xent_map_probabilities(f.map, ROWS, 1, z, q);
    ck_assert_int_eq(xent_isotonic(ROWS, z, y, NULL, y, NULL), XENT_OK);
    for (size_t i = 0; i < ROWS; i++)
        ck_assert_double_eq(q[i], y[i]);
    drop(&f);
    free(z);
    free(label);
}
END_TEST

/* Monotone everywhere, in [0, 1], and flat inside a block to the last bit. */
START_TEST(is_monotone)
{
    fitted f = fit_map("isotonic", binary());
    double last = 0;
    for (double z = -12; z < 12; z += 0x1p-9) {
        double q;
        xent_map_probabilities(f.map, 1, 1, &z, &q);
        ck_assert(q >= last && q <= 1);
        last = q;
    }
    drop(&f);
}
END_TEST

/* Rows of one class say nothing; all else has a fit, even where nothing varies. */
START_TEST(statuses)
{
    static const double z[] = {-1, 0.5, 1, 2}, same[] = {0.5, 0.5, 0.5, 0.5};
    static const int32_t ones[] = {1, 1, 1, 1}, both[] = {0, 0, 1, 1}, wrong[] = {1, 1, 0, 0};
    memory data = {.rows = 4, .columns = 1, .f64 = z, .label = ones};
    fitted f = fit_with("isotonic", data, (xent_fit_options){0});
    ck_assert_int_eq(f.fit.status, XENT_UNIDENTIFIED);
    drop(&f);
    data.label = both; /* separable: a step, and no loss */
    f = fit_map("isotonic", data);
    ck_assert_double_eq(f.fit.nll_after, 0);
    drop(&f);
    data.label = wrong; /* uninformative: the share of ones */
    f = fit_map("isotonic", data);
    assert_near("one block", f.fit.nll_after, log(2), rounding);
    drop(&f);
    data.f64 = same;
    f = fit_map("isotonic", data);
    size_t n;
    ck_assert_double_eq(xent_map_parameter(f.map, "y", &n)[0], 0.5);
    ck_assert_uint_eq(n, 1);
    drop(&f);
}
END_TEST

/* A class that is masked in every row of the fit keeps the probability 0 and takes none. */
START_TEST(a_masked_class_stays_out)
{
    static const double z[] = {1, -HUGE_VAL, 0.5, 2, -HUGE_VAL, 1, 0, -HUGE_VAL, 1, 2, -HUGE_VAL, -1};
    static const int32_t y[] = {0, 2, 2, 0};
    double q[12];
    fitted f = fit_map("isotonic",
                       (memory){.rows = 4, .columns = 3, .f64 = z, .label = y});
    xent_map_probabilities(f.map, 4, 3, z, q);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(q[3 * i + 1] == 0 && !signbit(q[3 * i + 1]));
        assert_near("the rest", q[3 * i] + q[3 * i + 2], 1, rounding);
    }
    drop(&f);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("isotonic");
    tcase_add_loop_test(tests, vectors_of_others, 0, (int)(sizeof vectors / sizeof *vectors));
    tcase_add_test(tests, equals_the_max_min_formula);
    tcase_add_test(tests, agrees_with_the_reference);
    tcase_add_test(tests, agrees_for_several_classes);
    tcase_add_test(tests, two_columns_are_one);
    tcase_add_test(tests, order_and_repetition_change_nothing);
    tcase_add_test(tests, parts_do_not_show);
    tcase_add_test(tests, is_monotone);
    tcase_add_test(tests, statuses);
    tcase_add_test(tests, a_masked_class_stays_out);
    return run_tests("isotonic", tests);
}
