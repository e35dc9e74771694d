/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vectors' exp and log against the C library's in long double, over the whole range. */
#include <check.h>
#include <float.h>
#include <math.h>
#include "kernel_fused.h"
#include "random.h"
#include "suite.h"

enum { POINTS = 300000 };

/* In ulps of the result; of the exp of float32 data as a relative error. */
static const double tol_exp_ulps = 1.01, tol_log_ulps = 1, tol_log1p_ulps = 2, tol_f32 = 6e-12;
static const double tol_exp2 = 1e-15, tol_exp2_f = 1e-7;

static double
draw(uint64_t stream, uint64_t i)
{
    return xent_random_uniform(xent_random_key(5, stream), i);
}

/* Distance from the truth in units of the last place of a double of its size. */
static double
ulps(double got, long double want)
{
    int exponent;
    frexp((double)want, &exponent);
    double ulp = ldexp(1, exponent - 53 < -1074 ? -1074 : exponent - 53);
    return fabs((double)((long double)got - want)) / ulp;
}

/* An argument of exp: over the whole range, or close to 0. */
static double
argument(uint64_t i)
{
    return i % 2 ? -762 * draw(1, i) : -ldexp(draw(1, i), -(int)(i % 60));
}

START_TEST(exp_is_within_its_bound)
{
    double worst = 0, worst_f32 = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double x = argument(i);
        xent_v scaled = xent_v_all(x), shorter = xent_v_all(x);
        long double want = expl((long double)x) * 0x1p100L;
        xent_v_exp(1, &scaled);
        xent_v_exp_f32(1, &shorter);
        worst = fmax(worst, ulps(scaled[0], want));
        worst_f32 = fmax(worst_f32, (double)fabsl((long double)shorter[0] / want - 1));
    }
    ck_assert_double_le(worst, tol_exp_ulps);
    ck_assert_double_le(worst_f32, tol_f32);
}
END_TEST

START_TEST(exp2_is_within_its_bound)
{
    double worst = 0, worst_f = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double x = argument(i) / 762, factor = 0.1 + 9 * draw(3, i), f = (double)(float)factor;
        double d = x * 1022 / factor, d_f = (double)(float)(x * 126 / factor);
        long double want = exp2l((long double)d * (long double)factor);
        long double want_f = exp2l((long double)d_f * (long double)f);
        double got = xent_v_exp2(xent_v_all(d), xent_v_all(factor))[0];
        double got_f = (double)xent_vf_exp2(xent_vf_all((float)d_f), xent_vf_all((float)f))[0];
        long double grown = fabsl((long double)(d * factor)); /* without fusion, with the exponent */
        worst = fmax(worst, (double)(fabsl((long double)got / want - 1) / (1 + grown / 8)));
        worst_f = fmax(worst_f, (double)(fabsl((long double)got_f / want_f - 1) / (1 + grown / 8)));
    }
    ck_assert_double_le(worst, tol_exp2);
    ck_assert_double_le(worst_f, tol_exp2_f);
    ck_assert_double_eq(xent_v_exp2(xent_v_all(XENT_V_DEEPEST), xent_v_all(1))[0], 0);
    ck_assert_double_eq((double)xent_vf_exp2(xent_vf_all(XENT_VF_DEEPEST), xent_vf_all(1))[0], 0);
}
END_TEST

START_TEST(expm1_keeps_its_digits)
{
    double worst = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double x = argument(i);
        worst = fmax(worst, ulps(xent_v_expm1(xent_v_all(x))[0], expm1l((long double)x)));
    }
    ck_assert_double_le(worst, tol_log1p_ulps);
}
END_TEST

START_TEST(log_is_within_an_ulp)
{
    double worst = 0, worst_log1p = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double u = draw(2, i);
        double x = i % 2 ? ldexp(0.5 + u / 2, 1024 - (int)(i % 2098)) : 1 - ldexp(u, -(int)(i % 53));
        double y = i % 3 ? ldexp(u, 20 - (int)(i % 1000)) : -ldexp(u, -(int)(i % 60));
        worst = fmax(worst, ulps(xent_v_log(xent_v_all(x))[0], logl((long double)x)));
        worst_log1p = fmax(worst_log1p, ulps(xent_v_log1p(xent_v_all(y))[0], log1pl((long double)y)));
    }
    ck_assert_double_le(worst, tol_log_ulps);
    ck_assert_double_le(worst_log1p, tol_log1p_ulps);
}
END_TEST

START_TEST(special_values)
{
    ck_assert_double_eq(xent_v_exp_plain(xent_v_all(0))[0], 1);
    ck_assert_double_eq(xent_v_exp_plain(xent_v_all(-HUGE_VAL))[0], 0);
    ck_assert_double_eq(xent_v_exp_plain(xent_v_all(-1e308))[0], 0);
    ck_assert_double_eq(xent_v_exp_plain(xent_v_all(-744.5))[0], DBL_TRUE_MIN);
    ck_assert_double_eq(xent_v_expm1(xent_v_all(-HUGE_VAL))[0], -1);
    ck_assert_double_eq(xent_v_expm1(xent_v_all(-1e-300))[0], -1e-300);
    ck_assert_double_eq(xent_v_log(xent_v_all(1))[0], 0);
    ck_assert_double_eq(xent_v_log(xent_v_all(0))[0], -HUGE_VAL);
    ck_assert_double_eq(xent_v_log(xent_v_all(HUGE_VAL))[0], HUGE_VAL);
    ck_assert_double_eq(xent_v_log(xent_v_all(DBL_TRUE_MIN))[0], -744.44007192138126);
    ck_assert_double_eq(xent_v_log1p(xent_v_all(-1))[0], -HUGE_VAL);
    ck_assert_double_eq(xent_v_log1p(xent_v_all(1e-300))[0], 1e-300);
    ck_assert_double_eq(xent_v_log_or_0(xent_v_all(0))[0], 0);
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("kernel_simd");
    tcase_add_test(t, exp_is_within_its_bound);
    tcase_add_test(t, exp2_is_within_its_bound);
    tcase_add_test(t, expm1_keeps_its_digits);
    tcase_add_test(t, log_is_within_an_ulp);
    tcase_add_test(t, special_values);
    return run_tests("kernel_simd", t);
}
