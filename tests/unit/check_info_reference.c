/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information measures against scipy, PyTorch and mpmath, on inputs that both sides draw. */
#include <check.h>
#include <math.h>
#include "random.h"
#include "xent.h"
#include "suite.h"
#include "../reference/info.inc"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { MOST = 16, ORDERS = COUNT(orders) };

/* Of the sum of the absolute terms; and relative, of sums of terms of one sign. */
static const double tol_terms = 1e-13, tol_relative = 1e-12;

static size_t
outcomes(size_t t)
{
    return 2 + t % 15;
}

/* make_info.py draws the same.  One rounding a statement, so that no compiler can fuse two. */
static void
draw(size_t t, unsigned which, double *p)
{
    size_t n = outcomes(t);
    uint64_t key = xent_random_key(3, 2 * t + which);
    double total = 0, scale = which == 1 && t % 2 == 1 ? 1.5 : 1;
    for (size_t i = 0; i < n; i++) {
        double w = xent_random_uniform(key, i);
        for (size_t k = 0; k < t % 5; k++)
            w = w * w;
        if (which == 0 && i > 0 && xent_random_uniform(key, n + i) < 0.125)
            w = 0;
        p[i] = w;
        total += w;
    }
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] / total;
        p[i] = scale * p[i];
    }
}

static void
draw_logits(size_t t, unsigned which, double *z)
{
    uint64_t key = xent_random_key(5, 2 * t + which);
    for (size_t i = 0; i < outcomes(t); i++)
        z[i] = 64 * (xent_random_uniform(key, i) - 0.5);
}

static void
near(size_t t, const char *what, double got, double want, double allowed)
{
    ck_assert_msg(fabs(got - want) <= allowed, "%s of case %zu: got %.17g, want %.17g (%g)", what,
                  t, got, want, fabs(got - want) / allowed);
}

/* sum |p ln q| and the like: what rounding errors are measured by. */
static double
size_of(size_t n, const double *p, const double *q)
{
    double size = 0;
    for (size_t i = 0; i < n; i++)
        size += p[i] > 0 ? p[i] * fabs(log(q[i])) : 0;
    return size;
}

START_TEST(agrees_with_scipy_and_torch)
{
    double p[MOST], q[MOST];
    for (size_t t = 0; t < COUNT(random_cases); t++) {
        const double *want = random_cases[t];
        size_t n = outcomes(t);
        draw(t, 0, p);
        draw(t, 1, q);
        double own = size_of(n, p, p), cross = size_of(n, p, q);
        double masses = xent_mass(n, p) + xent_mass(n, q);
        near(t, "entropy", xent_entropy(n, p), want[0], tol_terms * own);
        near(t, "cross-entropy", xent_cross_entropy(n, p, q), want[1], tol_terms * cross);
        near(t, "kl", xent_kl(n, p, q), want[2], tol_terms * (own + cross));
        near(t, "generalized kl", xent_generalized_kl(n, p, q), want[3],
             tol_terms * (own + cross + masses));
    }
}
END_TEST

START_TEST(logits_agree_with_torch)
{
    double zp[MOST], zq[MOST];
    for (size_t t = 0; t < COUNT(logit_cases); t++) {
        const double *want = logit_cases[t];
        size_t n = outcomes(t);
        draw_logits(t, 0, zp);
        draw_logits(t, 1, zq);
        /* the logs are differences of numbers up to 64 */
        near(t, "entropy", xent_entropy_of_logits(n, zp), want[0], tol_terms * (want[0] + 1));
        near(t, "cross-entropy", xent_cross_entropy_of_logits(n, zp, zq), want[1],
             tol_terms * (want[1] + 1));
        near(t, "kl", xent_kl_of_logits(n, zp, zq), want[2], tol_terms * (want[0] + want[1] + 1));
    }
}
END_TEST

/* Drops the zeros of p; returns how many are left. */
static size_t
compact(size_t n, double *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (p[i] > 0)
            p[kept++] = p[i];
    return kept;
}

static void
draw_neighbour(size_t t, size_t n, const double *p, double *q)
{
    uint64_t key = xent_random_key(7, t);
    for (size_t i = 0; i < n; i++) {
        double share = (xent_random_uniform(key, i) - 0.5) * 2e-8;
        double step = p[i] * share;
        q[i] = p[i] + step;
    }
}

START_TEST(keeps_its_digits_where_p_is_near_q)
{
    double p[MOST], q[MOST];
    for (size_t t = 0; t < COUNT(near_cases); t++) {
        const double *want = near_cases[t];
        draw(t, 0, p);
        size_t n = compact(outcomes(t), p);
        draw_neighbour(t, n, p, q);
        near(t, "generalized kl", xent_generalized_kl(n, p, q), want[0], tol_relative * want[0]);
        near(t, "kl", xent_kl(n, p, q), want[1], tol_relative * want[0] + 0x1p-52 * fabs(want[1]));
        near(t, "Jeffreys", xent_jeffreys(n, p, q), want[2], tol_relative * want[2]);
        near(t, "Jensen-Shannon", xent_jensen_shannon(n, p, q), want[3], tol_relative * want[3]);
        for (size_t a = 0; a < ORDERS; a++)
            near(t, "Renyi", xent_renyi(n, p, q, orders[a]), want[4 + a],
                 tol_relative * fabs(want[4 + a]));
    }
}
END_TEST

START_TEST(keeps_its_digits_where_logits_are_near)
{
    double z[MOST], y[MOST];
    for (size_t t = 0; t < COUNT(near_logits); t++) {
        size_t n = outcomes(t);
        uint64_t key = xent_random_key(9, t);
        draw_logits(t, 0, z);
        for (size_t i = 0; i < n; i++) {
            double far = z[i] + 100, step = (xent_random_uniform(key, i) - 0.5) * 2e-8;
            y[i] = far + step;
        }
        near(t, "kl", xent_kl_of_logits(n, z, y), near_logits[t][0],
             tol_relative * near_logits[t][0]);
    }
}
END_TEST

START_TEST(survives_extremes)
{
    for (size_t t = 0; t < COUNT(extremes); t++) {
        const double *p = extremes[t].p, *q = extremes[t].q;
        near(t, "entropy", xent_entropy(2, p), extremes[t].entropy,
             tol_relative * fabs(extremes[t].entropy));
        near(t, "cross-entropy", xent_cross_entropy(2, p, q), extremes[t].cross_entropy,
             tol_relative * fabs(extremes[t].cross_entropy));
        near(t, "generalized kl", xent_generalized_kl(2, p, q), extremes[t].generalized_kl,
             tol_relative * extremes[t].generalized_kl + 5e-324);
    }
}
END_TEST

/* 2^20 equal masses, q = p (1 +- d) in turn, which is exact: the sum is -ln(1 - d^2) / 2. */
START_TEST(keeps_its_digits_for_a_million_outcomes)
{
    enum { MANY = 1 << 20 };
    static double p[MANY], q[MANY];
    const double d = 0x1p-27;
    for (size_t i = 0; i < MANY; i++) {
        p[i] = 0x1p-20;
        q[i] = i % 2 ? p[i] * (1 + d) : p[i] * (1 - d);
    }
    near(0, "generalized kl", xent_generalized_kl(MANY, p, q), -log1p(-d * d) / 2,
         tol_relative * d * d / 2);
    near(0, "kl", xent_kl(MANY, p, q), -log1p(-d * d) / 2, tol_relative * d * d / 2);
    near(0, "entropy", xent_entropy(MANY, p), 20 * 0.69314718055994530942, 1e-14);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("info_reference");
    tcase_add_test(tests, agrees_with_scipy_and_torch);
    tcase_add_test(tests, logits_agree_with_torch);
    tcase_add_test(tests, keeps_its_digits_where_p_is_near_q);
    tcase_add_test(tests, keeps_its_digits_where_logits_are_near);
    tcase_add_test(tests, survives_extremes);
    tcase_add_test(tests, keeps_its_digits_for_a_million_outcomes);
    return run_tests("info_reference", tests);
}
