/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of the information measures, on random distributions, and their edges. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "random.h"
#include "xent.h"
#include "suite.h"

enum { MOST = 12, TRIALS = 500 };

/* Of the sum of the absolute terms, which are a few units here. */
static const double tol = 64 * 0x1p-52;

static const double ln2 = 0.69314718055994530942, ln10 = 2.302585092994045684;

static void
near(double got, double want, double tolerance)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "got %.17g, want %.17g", got, want);
}

/* A distribution of n outcomes, trial by trial; every fourth outcome is impossible if `holes`. */
static void
draw(uint64_t trial, size_t n, bool holes, double *p)
{
    uint64_t key = xent_random_key(7, trial);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        p[i] = holes && i % 4 == 1 ? 0 : -log(xent_random_uniform(key, i));
        sum += p[i];
    }
    for (size_t i = 0; i < n; i++)
        p[i] /= sum;
}

static size_t
outcomes(uint64_t trial)
{
    return 2 + trial % (MOST - 1);
}

START_TEST(cross_entropy_is_entropy_and_divergence)
{
    double p[MOST], q[MOST];
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t);
        draw(2 * t, n, true, p);
        draw(2 * t + 1, n, false, q);
        near(xent_cross_entropy(n, p, q), xent_entropy(n, p) + xent_kl(n, p, q), tol);
        ck_assert_double_gt(xent_kl(n, p, q), 0);
        ck_assert_double_eq(xent_kl(n, q, q), 0);
        ck_assert_double_eq(xent_kl(n, q, p) < HUGE_VAL, xent_impossible(n, q, p) == n);
    }
}
END_TEST

START_TEST(divergence_is_not_symmetric_but_its_symmetric_kin_are)
{
    double p[MOST], q[MOST];
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = 3 + t % (MOST - 2);
        draw(2 * t, n, false, p);
        draw(2 * t + 1, n, false, q);
        double there = xent_kl(n, p, q), back = xent_kl(n, q, p);
        ck_assert_msg(fabs(there - back) > 1e-6, "the same both ways: %.17g", there);
        near(xent_jeffreys(n, p, q), there + back, tol * (1 + there + back));
        ck_assert_double_eq(xent_jeffreys(n, p, q), xent_jeffreys(n, q, p));
        ck_assert_double_eq(xent_jensen_shannon(n, p, q), xent_jensen_shannon(n, q, p));
        ck_assert_double_le(xent_jensen_shannon(n, p, q), ln2);
    }
}
END_TEST

START_TEST(entropy_is_between_certain_and_uniform)
{
    double p[MOST], uniform[MOST], certain[MOST] = {1};
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t);
        draw(t, n, false, p);
        for (size_t i = 0; i < n; i++)
            uniform[i] = 1 / (double)n;
        ck_assert_double_eq(xent_entropy(n, certain), 0);
        ck_assert_double_gt(xent_entropy(n, p), 0);
        ck_assert_double_lt(xent_entropy(n, p), log((double)n));
        near(xent_entropy(n, uniform), log((double)n), tol);
        near(xent_perplexity(xent_entropy(n, uniform)), (double)n, tol * (double)n);
        near(xent_kl(n, p, uniform), log((double)n) - xent_entropy(n, p), tol);
    }
}
END_TEST

static void
product(size_t n, const double *p, size_t m, const double *q, double *pq)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            pq[i * m + j] = p[i] * q[j];
}

START_TEST(independent_variables_add)
{
    double a[2][MOST], b[2][MOST], ab[2][MOST * MOST];
    static const double order[] = {0, 0.3, 1, 2, 7.5, HUGE_VAL};
    xent_joint joint;
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t), m = outcomes(t / 3), k = n * m;
        for (uint64_t i = 0; i < 2; i++) {
            draw(4 * t + i, n, false, a[i]);
            draw(4 * t + 2 + i, m, false, b[i]);
            product(n, a[i], m, b[i], ab[i]);
        }
        near(xent_entropy(k, ab[0]), xent_entropy(n, a[0]) + xent_entropy(m, b[0]), tol);
        near(xent_kl(k, ab[0], ab[1]), xent_kl(n, a[0], a[1]) + xent_kl(m, b[0], b[1]), tol);
        for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
            near(xent_renyi_entropy(k, ab[0], order[i]),
                 xent_renyi_entropy(n, a[0], order[i]) + xent_renyi_entropy(m, b[0], order[i]),
                 tol);
            near(xent_renyi(k, ab[0], ab[1], order[i]),
                 xent_renyi(n, a[0], a[1], order[i]) + xent_renyi(m, b[0], b[1], order[i]),
                 4 * tol);
        }
        ck_assert_int_eq(xent_joint_information(n, m, ab[0], &joint, NULL), XENT_OK);
        near(joint.mutual, 0, 1e-15);
        near(joint.joint, joint.rows + joint.columns, tol);
    }
}
END_TEST

START_TEST(joint_information_obeys_the_chain_rule)
{
    double p[MOST * MOST];
    xent_joint joint;
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t), m = outcomes(t / 5);
        draw(t, n * m, true, p);
        ck_assert_int_eq(xent_joint_information(n, m, p, &joint, NULL), XENT_OK);
        near(joint.joint, joint.rows + joint.columns_given_rows, tol);
        near(joint.joint, joint.columns + joint.rows_given_columns, tol);
        near(joint.mutual, joint.rows + joint.columns - joint.joint, tol);
        near(joint.residual, 0, tol);
        ck_assert_double_ge(joint.mutual, 0);
        ck_assert_double_le(joint.mutual, fmin(joint.rows, joint.columns) + tol);
    }
}
END_TEST

/* A copy says all of the original; here with masses whose sums are exact. */
START_TEST(a_copy_tells_everything)
{
    const double p[] = {0.5, 0, 0, 0, 0.25, 0, 0, 0, 0.25};
    xent_joint joint;
    ck_assert_int_eq(xent_joint_information(3, 3, p, &joint, NULL), XENT_OK);
    near(joint.mutual, 1.5 * ln2, tol);
    ck_assert_double_eq(joint.rows_given_columns, 0);
    ck_assert_double_eq(joint.mass, 1);
}
END_TEST

START_TEST(renyi_falls_or_rises_with_its_order)
{
    static const double order[] = {0, 0.01, 0.5, 0.999999, 1, 1.000001, 2, 30, 1e4, HUGE_VAL};
    double p[MOST], q[MOST];
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t);
        draw(2 * t, n, false, p);
        draw(2 * t + 1, n, false, q);
        for (size_t i = 1; i < sizeof order / sizeof *order; i++) {
            ck_assert_double_lt(xent_renyi_entropy(n, p, order[i]),
                                xent_renyi_entropy(n, p, order[i - 1]) + tol);
            ck_assert_double_gt(xent_renyi(n, p, q, order[i]),
                                xent_renyi(n, p, q, order[i - 1]) - tol);
        }
    }
}
END_TEST

/* D_a = KL + (a - 1) V / 2 + ..., V the variance of ln(p/q), so at a = 1 +- 1e-9 nothing shows; a
   formula that cancels would be off by 1e-7. */
START_TEST(renyi_is_smooth_at_order_one)
{
    double p[MOST], q[MOST];
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t);
        draw(2 * t, n, false, p);
        draw(2 * t + 1, n, false, q);
        for (double e = -1e-12; e <= 1e-12; e += 1e-12) {
            near(xent_renyi(n, p, q, 1 + e), xent_kl(n, p, q), 1e-10);
            near(xent_renyi_entropy(n, p, 1 + e), xent_entropy(n, p), 1e-10);
        }
    }
}
END_TEST

START_TEST(renyi_of_logs_is_that_of_masses)
{
    static const double order[] = {0, 0.01, 0.5, 0.999999, 1.000001, 2, 30, HUGE_VAL};
    double p[MOST], q[MOST], log_p[MOST], log_q[MOST];
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t);
        draw(2 * t, n, false, p);
        draw(2 * t + 1, n, false, q);
        for (size_t i = 0; i < n; i++) {
            log_p[i] = log(p[i]);
            log_q[i] = log(q[i]);
        }
        for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
            near(xent_renyi_of_logs(n, log_p, log_q, order[i]), xent_renyi(n, p, q, order[i]), 1e-12);
            near(-xent_renyi_of_logs(n, log_p, NULL, order[i]), xent_renyi_entropy(n, p, order[i]),
                 1e-12);
        }
    }
}
END_TEST

/* Closed forms of (1, e^-800) and (1, e^-2000), whose second masses no double holds. */
START_TEST(renyi_of_logs_does_not_underflow)
{
    const double log_p[] = {0, -800}, log_q[] = {0, -2000}, one[] = {0, -HUGE_VAL};
    const double even[] = {-ln2, -ln2};
    near(xent_renyi_of_logs(2, log_p, log_q, 2), 400, tol);
    near(xent_renyi_of_logs(2, log_p, log_q, HUGE_VAL), 1200, tol);
    near(-xent_renyi_of_logs(2, log_p, NULL, 0), ln2, tol);
    near(-xent_renyi_of_logs(2, log_p, NULL, 0.5) / exp(-400), 2, 1e-12);
    ck_assert_double_eq(xent_renyi_of_logs(2, log_p, one, 2), HUGE_VAL);
    near(xent_renyi_of_logs(2, even, one, 0.5), ln2, tol);
    ck_assert_double_eq(xent_renyi_of_logs(2, one, (double[]){-HUGE_VAL, 0}, 0.5), HUGE_VAL);
    ck_assert_double_eq(xent_renyi_of_logs(2, log_p, log_p, 3), 0);
}
END_TEST

START_TEST(edges)
{
    const double certain[] = {1, 0}, other[] = {0, 1}, even[] = {0.5, 0.5};
    ck_assert_double_eq(xent_renyi_entropy(2, certain, 0), 0);
    ck_assert_double_eq(xent_renyi_entropy(2, even, 0), log(2));
    ck_assert_double_eq(xent_renyi(2, certain, other, 0.5), HUGE_VAL);
    ck_assert_double_eq(xent_renyi(2, even, certain, 2), HUGE_VAL);
    near(xent_renyi(2, even, certain, 0.5), ln2, tol);
    ck_assert_double_eq(xent_renyi(2, certain, even, 0), log(2));
    ck_assert_double_eq(xent_jeffreys(2, even, certain), HUGE_VAL);
    ck_assert_double_eq(xent_jeffreys(2, certain, certain), 0);
    ck_assert_uint_eq(xent_impossible(2, even, certain), 1);
    ck_assert_uint_eq(xent_impossible(2, certain, even), 2);
    ck_assert_double_eq(xent_bits_per_byte(8 * ln2, 4), 2);
}
END_TEST

/* Masses of 3 and 0.5: KL takes either sign, the generalised form does not. */
START_TEST(masses_count)
{
    const double p[] = {1, 2}, q[] = {0.25, 0.25};
    ck_assert_double_eq(xent_mass(2, p), 3);
    near(xent_kl(2, p, q), log(4) + 2 * log(8), 10 * tol);
    near(xent_kl(2, q, p), -(log(4) + log(8)) / 4, tol);
    near(xent_generalized_kl(2, q, p), 2.5 - (log(4) + log(8)) / 4, tol);
}
END_TEST

/* Counts 1, 2, 3, 0: H = ln 6 - (2 ln 2 + 3 ln 3) / 6, and Miller's 2 / 12. */
START_TEST(counts)
{
    const double count[] = {1, 2, 3, 0}, one[] = {0, 7};
    double entropy = log(6) - (2 * log(2) + 3 * log(3)) / 6;
    near(xent_entropy_of_counts(4, count), entropy, tol);
    near(xent_miller_madow(4, count), entropy + 2.0 / 12, tol);
    ck_assert_double_eq(xent_entropy_of_counts(2, one), 0);
    ck_assert_double_eq(xent_miller_madow(2, one), 0);
}
END_TEST

START_TEST(logits_agree_with_their_probabilities)
{
    double zp[MOST], zq[MOST], p[MOST], q[MOST], l[MOST];
    for (uint64_t t = 0; t < TRIALS; t++) {
        size_t n = outcomes(t);
        uint64_t key = xent_random_key(11, t);
        for (size_t i = 0; i < n; i++) {
            zp[i] = 8 * xent_random_uniform(key, i) + 1000;
            zq[i] = 8 * xent_random_uniform(key, n + i) - 1000;
        }
        xent_log_softmax(n, zp, p);
        xent_log_softmax(n, zq, l);
        for (size_t i = 0; i < n; i++) {
            p[i] = exp(p[i]);
            q[i] = exp(l[i]);
        }
        near(xent_mass(n, p), 1, 1e-12);
        near(xent_entropy_of_logits(n, zp), xent_entropy(n, p), 1e-11);
        near(xent_cross_entropy_of_logits(n, zp, zq), xent_cross_entropy(n, p, q), 1e-11);
        near(xent_kl_of_logits(n, zp, zq), xent_kl(n, p, q), 1e-11);
        near(xent_cross_entropy_of_logs(n, p, l), xent_cross_entropy(n, p, q), 1e-11);
        near(xent_kl_of_logs(n, p, l), xent_kl(n, p, q), 1e-11);
    }
}
END_TEST

/* softmax(0, -800) rounds to (1, 0), but the second outcome costs 800 nats, not infinitely many. */
START_TEST(logits_keep_what_probabilities_lose)
{
    const double sharp[] = {0, -800}, even[] = {3, 3}, never[] = {0, -HUGE_VAL};
    near(xent_cross_entropy_of_logits(2, even, sharp), 400, 1e-12);
    near(xent_kl_of_logits(2, even, sharp), 400 - ln2, 1e-12);
    ck_assert_double_eq(xent_kl_of_logits(2, even, never), HUGE_VAL);
    near(xent_kl_of_logits(2, never, even), ln2, tol);
    ck_assert_double_eq(xent_entropy_of_logits(2, never), 0);
    ck_assert_double_eq(xent_entropy_of_logits(2, (double[]){0, -50}) > 0, true);
    ck_assert_double_eq(xent_kl_of_logits(2, even, (double[]){-7, -7}), 0);
}
END_TEST

START_TEST(units_have_names_and_bases)
{
    char name[XENT_UNIT_NAME];
    xent_unit unit = 0;
    ck_assert_int_eq(xent_unit_find("bits", &unit), 1);
    near(xent_unit_per_nat(unit), 1 / ln2, tol);
    ck_assert_int_eq(xent_unit_find("hartleys", &unit), 1);
    near(xent_unit_per_nat(unit), 1 / ln10, tol);
    ck_assert_int_eq(xent_unit_find("3", &unit), 1);
    ck_assert_str_eq(xent_unit_name(unit, name), "base-3 units");
    near(xent_unit_per_nat(unit), 0.91023922662683739361, tol);
    ck_assert_int_eq(xent_unit_find("base-2.5 units", &unit), 1);
    ck_assert_double_eq(unit, 2.5);
    ck_assert_int_eq(xent_unit_find("2", &unit), 1);
    ck_assert_str_eq(xent_unit_name(unit, name), "bits");
    static const char *const none[] = {"bit", "1", "0.5", "-2", "inf", "nan", "", "base- units"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!xent_unit_find(none[i], &unit), "%s is a unit", none[i]);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("info");
    tcase_add_test(tests, cross_entropy_is_entropy_and_divergence);
    tcase_add_test(tests, divergence_is_not_symmetric_but_its_symmetric_kin_are);
    tcase_add_test(tests, entropy_is_between_certain_and_uniform);
    tcase_add_test(tests, independent_variables_add);
    tcase_add_test(tests, joint_information_obeys_the_chain_rule);
    tcase_add_test(tests, a_copy_tells_everything);
    tcase_add_test(tests, renyi_falls_or_rises_with_its_order);
    tcase_add_test(tests, renyi_is_smooth_at_order_one);
    tcase_add_test(tests, renyi_of_logs_is_that_of_masses);
    tcase_add_test(tests, renyi_of_logs_does_not_underflow);
    tcase_add_test(tests, edges);
    tcase_add_test(tests, masses_count);
    tcase_add_test(tests, counts);
    tcase_add_test(tests, logits_agree_with_their_probabilities);
    tcase_add_test(tests, logits_keep_what_probabilities_lose);
    tcase_add_test(tests, units_have_names_and_bases);
    return run_tests("info", tests);
}
