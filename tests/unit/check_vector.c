/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vector forms of exp and ln against the C library's, and sums of any length. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include "random.h"
#include "vector.h"

static const double two_ulp = 2 * DBL_EPSILON;
static const double sums = 1e-14;
#define INF ((double)INFINITY)
enum { LANES_AND_ONE = 9 };

START_TEST(test_log)
{
    enum { N = 200000 };
    double *x = malloc(N * sizeof *x), *y = malloc(N * sizeof *y);
    uint64_t key = xent_random_key(3, 1);
    for (size_t i = 0; i < N; i++) {
        double u = xent_random_uniform(key, i);
        double wide = ldexp(0.5 + u / 2, -(int)(i % 1074)), close = 1 - ldexp(u, -(int)(i % 53));
        x[i] = y[i] = i % 2 ? wide : close;
    }
    xent_vector_log(N, y);
    for (size_t i = 0; i < N; i++)
        ck_assert_msg(fabs(y[i] - log(x[i])) <= two_ulp * fabs(log(x[i])), "ln %.17g = %.17g", x[i],
                      y[i]);
    free(x);
    free(y);
}
END_TEST

START_TEST(test_log_special)
{
    double x[] = {0, 1, 0x1p-1074, 0x1p-1022, (double)FLT_MIN, 1e300};
    static const double want[] = {-INF, 0, -744.44007192138126, -708.39641853226411,
                                  -87.336544750553108, 690.77552789821368};
    xent_vector_log(6, x);
    for (size_t i = 0; i < 6; i++)
        ck_assert_msg(x[i] == want[i] || fabs(x[i] - want[i]) <= two_ulp * fabs(want[i]),
                      "%.17g, not %.17g", x[i], want[i]);
}
END_TEST

/* exp alone: the sum of one term, the distance and its square being factors. */
START_TEST(test_exp)
{
    uint64_t key = xent_random_key(3, 2);
    for (size_t i = 0; i < 200000; i++) {
        double u = xent_random_uniform(key, i), d = i % 2 ? -708 * u : -ldexp(u, -(int)(i % 60));
        double want = exp(d), z[LANES_AND_ONE];
        for (size_t j = 0; j < LANES_AND_ONE; j++)
            z[j] = -INF;
        z[i % LANES_AND_ONE] = d;
        xent_softmax_moments m = xent_vector_softmax(LANES_AND_ONE, z, 0, 1);
        ck_assert_msg(fabs(m.e - want) <= two_ulp * want, "exp %.17g = %.17g", d, m.e);
        ck_assert(m.ed == m.e * d);
        ck_assert(m.edd == m.e * d * d);
    }
}
END_TEST

/* Rows of every length up to some chunks, with masked classes, at betas of both signs. */
START_TEST(test_softmax)
{
    static const double betas[] = {1, 0.3, 7, 0, -0.5};
    size_t n = (size_t)_i;
    uint64_t key = xent_random_key(4, n);
    double z[64] = {0};
    for (size_t b = 0; b < sizeof betas / sizeof *betas; b++) {
        double e = 0, ed = 0, edd = 0, largest = -INF;
        for (size_t i = 0; i < n; i++) {
            double u = xent_random_uniform(key, i);
            z[i] = u < 0.2 ? -INF : 30 * u;
            largest = fmax(largest, z[i]);
        }
        double lead = betas[b] >= 0 ? 30 : 0;
        for (size_t i = 0; i < n; i++) {
            double d = z[i] - lead, term = exp(betas[b] * d);
            if (z[i] > -INF) {
                e += term;
                ed += term * d;
                edd += term * d * d;
            }
        }
        xent_softmax_moments m = xent_vector_softmax(n, z, lead, betas[b]);
        ck_assert_double_eq_tol(m.e, e, sums * e);
        ck_assert_double_eq_tol(m.ed, ed, sums * fabs(ed));
        ck_assert_double_eq_tol(m.edd, edd, sums * edd);
        ck_assert(xent_vector_max(n, z) == largest);
    }
}
END_TEST

/* Distances beyond the range of doubles count as masked; huge ones as nothing. */
START_TEST(test_extremes)
{
    static const double z[] = {-1e308, 1e308, -700, 1e308 - 1e300, -INF};
    xent_softmax_moments m = xent_vector_softmax(5, z, 1e308, 1);
    ck_assert(m.e == 1);
    ck_assert(m.ed == 0);
    ck_assert(m.edd == 0 || isnan(m.edd));
    m = xent_vector_softmax(5, z, 1e308, 1e300);
    ck_assert(m.e == 1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("vector");
    TCase *tcase = tcase_create("vector");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_log);
    tcase_add_test(tcase, test_log_special);
    tcase_add_test(tcase, test_exp);
    tcase_add_loop_test(tcase, test_softmax, 1, 65);
    tcase_add_test(tcase, test_extremes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
