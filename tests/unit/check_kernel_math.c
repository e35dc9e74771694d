/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels' exp, log and sums against the C library's in long double. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include "kernel_lanes.h"
#include "kernel_math.h"
#include "random.h"
#include "suite.h"

enum { POINTS = 400000 };

/* Distance from the truth in units of the last place of a double of its size. */
static double
ulps(double got, long double want)
{
    int exponent;
    frexp((double)want, &exponent);
    double ulp = ldexp(1, exponent - 53 < -1074 ? -1074 : exponent - 53);
    return fabs((double)((long double)got - want)) / ulp;
}

START_TEST(exp_is_within_an_ulp)
{
    double worst = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double u = xent_random_uniform(xent_random_key(3, 2), i);
        double x = i % 2 ? -746 * u : -ldexp(u, -(int)(i % 60));
        worst = fmax(worst, ulps(xent_kernel_exp(x), expl((long double)x)));
    }
    ck_assert_double_le(worst, 1);
}
END_TEST

START_TEST(log_is_within_an_ulp)
{
    double worst = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double u = xent_random_uniform(xent_random_key(3, 1), i);
        double x = i % 2 ? ldexp(0.5 + u / 2, 1024 - (int)(i % 2098)) : 1 - ldexp(u, -(int)(i % 53));
        worst = fmax(worst, ulps(xent_kernel_log(x), logl((long double)x)));
    }
    ck_assert_double_le(worst, 1);
}
END_TEST

START_TEST(special_values)
{
    ck_assert_double_eq(xent_kernel_exp(0), 1);
    ck_assert_double_eq(xent_kernel_exp(-HUGE_VAL), 0);
    ck_assert_double_eq(xent_kernel_exp(-1e308), 0);
    ck_assert_double_eq(xent_kernel_exp(-744.5), 0x1p-1074);
    ck_assert_double_eq(xent_kernel_log(1), 0);
    ck_assert_double_eq(xent_kernel_log(0), -HUGE_VAL);
    ck_assert_double_eq(xent_kernel_log(HUGE_VAL), HUGE_VAL);
    ck_assert_double_eq(xent_kernel_log(0x1p-1074), -744.44007192138126);
    ck_assert_double_eq(xent_kernel_log(0x1p-1022), -708.39641853226411);
}
END_TEST

/* Whole numbers, so that every order of the sum gives the same. */
START_TEST(sums_of_any_length)
{
    size_t n = (size_t)_i;
    double a[40], b[40], sum = 0, dot = 0, dot2 = 0, max = -HUGE_VAL;
    for (size_t j = 0; j < n; j++) {
        a[j] = (double)((j * 37 + n) % 101) - 50;
        b[j] = (double)((j * 11 + n) % 17) - 8;
        sum += a[j];
        dot += a[j] * b[j];
        dot2 += a[j] * b[j] * b[j];
        max = fmax(max, a[j]);
    }
    ck_assert_double_eq(xent_lanes_sum(n, a), sum);
    ck_assert_double_eq(xent_lanes_dot(n, a, b), dot);
    ck_assert_double_eq(xent_lanes_dot2(n, a, b), dot2);
    ck_assert_double_eq(xent_lanes_max(n, a), max);
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("kernel_math");
    tcase_add_test(t, exp_is_within_an_ulp);
    tcase_add_test(t, log_is_within_an_ulp);
    tcase_add_test(t, special_values);
    tcase_add_loop_test(t, sums_of_any_length, 1, 40);
    return run_tests("kernel_math", t);
}
