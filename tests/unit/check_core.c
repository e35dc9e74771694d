/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground floor: exact sums, executor, JSON, information measures, kernels, bins. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "buffer.h"
#include "json.h"
#include "random.h"
#include "xent.h"
#include "suite.h"
#include "../reference/core.inc"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Relative, and for what is a difference of larger terms absolute; in units of 2^-52. */
static const double tol_term = 8 * 0x1p-52, tol_sum = 32 * 0x1p-52;

static void
near(double got, double want, double relative, double scale)
{
    if (isinf(want))
        ck_assert_double_eq(got, want);
    else
        ck_assert_msg(fabs(got - want) <= relative * fabs(want) + 0x1p-52 * scale + 5e-324,
                      "got %.17g, want %.17g", got, want);
}

START_TEST(exact_sum_is_rounded_once)
{
    size_t n = exact_cases[_i].n;
    xent_exact forward = {0}, backward = {0}, halves[2] = {0};
    for (size_t i = 0; i < n; i++) {
        xent_exact_add(&forward, exact_cases[_i].x[i]);
        xent_exact_add(&backward, exact_cases[_i].x[n - 1 - i]);
        xent_exact_add(&halves[i % 2], exact_cases[_i].x[i]);
    }
    xent_exact_merge(&halves[0], &halves[1]);
    ck_assert_double_eq(xent_exact_round(&forward), exact_cases[_i].sum);
    ck_assert_double_eq(xent_exact_round(&backward), exact_cases[_i].sum);
    ck_assert_double_eq(xent_exact_round(&halves[0]), exact_cases[_i].sum);
}
END_TEST

START_TEST(exact_sum_remembers_the_special)
{
    xent_exact sum = {0};
    xent_exact_add(&sum, HUGE_VAL);
    xent_exact_add(&sum, 1);
    ck_assert_double_eq(xent_exact_round(&sum), HUGE_VAL);
    xent_exact_add(&sum, -HUGE_VAL);
    ck_assert_double_nan(xent_exact_round(&sum));
}
END_TEST

START_TEST(exact_product_is_not_rounded)
{
    double x = 1 + 0x1p-40;
    xent_exact sum = {0};
    xent_exact_add_product(&sum, x, x);
    xent_exact_add(&sum, -1);
    xent_exact_add(&sum, -0x1p-39);
    ck_assert_double_eq(xent_exact_round(&sum), 0x1p-80);
}
END_TEST

START_TEST(information_matches_reference)
{
    size_t n = info_cases[_i].n;
    const double *p = info_cases[_i].p, *q = info_cases[_i].q;
    near(xent_entropy(n, p), info_cases[_i].entropy, tol_term, 0);
    near(xent_cross_entropy(n, p, q), info_cases[_i].cross_entropy, tol_term, 0);
    near(xent_generalized_kl(n, p, q), info_cases[_i].generalized_kl, tol_sum, 0);
    near(xent_kl(n, p, q), info_cases[_i].kl, tol_sum, 1e-3);
    near(xent_jensen_shannon(n, p, q), info_cases[_i].jensen_shannon, tol_sum, 0);
}
END_TEST

START_TEST(information_at_the_edges)
{
    const double certain[] = {1, 0}, other[] = {0, 1}, even[] = {0.5, 0.5};
    ck_assert_double_eq(xent_entropy(2, certain), 0);
    ck_assert_double_eq(xent_entropy(2, even), 0.6931471805599453);
    ck_assert_double_eq(xent_cross_entropy(2, certain, other), HUGE_VAL);
    ck_assert_double_eq(xent_kl(2, certain, other), HUGE_VAL);
    ck_assert_double_eq(xent_kl(2, certain, certain), 0);
    ck_assert_double_eq(xent_jensen_shannon(2, certain, other), 0.6931471805599453);
    ck_assert_double_eq(xent_self_information(0), HUGE_VAL);
    ck_assert_double_eq(xent_unit_per_nat(XENT_BITS) * 0.6931471805599453, 1);
}
END_TEST

START_TEST(row_matches_reference)
{
    size_t n = row_cases[_i].n;
    int32_t label = row_cases[_i].label;
    double q[8];
    xent_row row;
    xent_block block = {.rows = 1, .columns = n, .f64 = row_cases[_i].score, .label = &label};
    xent_kernel_rows(&block, (xent_kind)row_cases[_i].kind, XENT_WANT_EVERYTHING, n, &row, q);
    near(row.nll, row_cases[_i].nll, tol_sum, 0);
    near(row.entropy, row_cases[_i].entropy, tol_sum, 1);
    near(row.brier, row_cases[_i].brier, tol_sum, 0);
    near(row.confidence, row_cases[_i].confidence, tol_sum, 0);
    ck_assert_int_eq(row.predicted, row_cases[_i].predicted);
    ck_assert_int_eq(row.rank, row_cases[_i].rank);
    near(q[row.predicted], row_cases[_i].confidence, tol_sum, 0);
}
END_TEST

START_TEST(binary_row_matches_reference)
{
    int32_t label = binary_cases[_i].label;
    double q;
    xent_row row;
    xent_block block = {.rows = 1, .columns = 1, .f64 = &binary_cases[_i].score, .label = &label};
    xent_kernel_rows(&block, (xent_kind)binary_cases[_i].kind, XENT_WANT_EVERYTHING, 1, &row,
                     &q);
    near(row.positive, binary_cases[_i].positive, tol_sum, 0);
    near(row.nll, binary_cases[_i].nll, tol_sum, 0);
    near(row.entropy, binary_cases[_i].entropy, tol_sum, 0);
    near(row.brier, binary_cases[_i].brier, tol_sum, 0);
    ck_assert_int_eq(row.predicted, binary_cases[_i].predicted);
    ck_assert_double_eq(q, row.positive);
}
END_TEST

START_TEST(beta_matches_reference)
{
    double scratch[256], terms[XENT_BETA_TERMS];
    int32_t label = beta_cases[_i].label;
    ck_assert_uint_le(xent_kernel_beta_scratch(1, beta_cases[_i].n), 256);
    xent_block block = {
        .rows = 1, .columns = beta_cases[_i].n, .f64 = beta_cases[_i].z, .label = &label};
    xent_kernel_beta(&block, XENT_LOGITS, beta_cases[_i].beta, XENT_BETA_LOW, false, scratch, terms);
    near(terms[0], beta_cases[_i].nll, 4 * tol_sum, 0);
    near(terms[1], beta_cases[_i].slope, tol_sum, 32);
    near(terms[2], beta_cases[_i].curvature, tol_sum, 256);
}
END_TEST

/* Every edge and its neighbours, by the definition. */
START_TEST(bins_compare_with_their_edges)
{
    size_t bins = (size_t)_i;
    for (size_t i = 0; i <= bins; i++) {
        double edge = xent_bin_edge(bins, i), below = nextafter(edge, -1), above = nextafter(edge, 2);
        size_t left = i < bins ? i : bins - 1, right = i > 0 ? i - 1 : 0;
        ck_assert_uint_eq(xent_bin_index(bins, XENT_LEFT, edge), left);
        ck_assert_uint_eq(xent_bin_index(bins, XENT_RIGHT, edge), right);
        if (i > 0)
            ck_assert_uint_eq(xent_bin_index(bins, XENT_LEFT, below), i - 1);
        if (i < bins)
            ck_assert_uint_eq(xent_bin_index(bins, XENT_RIGHT, above), i);
    }
}
END_TEST

enum { MOST_BLOCKS = 20000 };

typedef struct {
    size_t first, period; /* which blocks fail; period 0: none */
    unsigned done[MOST_BLOCKS];
} failing;

static xent_status
fail_some(void *context, unsigned worker, size_t block, xent_error *err)
{
    failing *f = context;
    (void)worker;
    f->done[block]++;
    return f->period && block % f->period == f->first
               ? xent_fail(err, XENT_EDATA, "block %zu", block)
               : XENT_OK;
}

/* Every block up to the lowest that fails is done once, the others at most once. */
static void
check_failing(unsigned threads, size_t blocks, size_t first, size_t period)
{
    failing f = {first, period, {0}};
    xent_error err = {0};
    char want[32] = "";
    if (period)
        snprintf(want, sizeof want, "block %zu", first);
    ck_assert_int_eq(xent_run_blocks(threads, blocks, fail_some, &f, &err),
                     period ? XENT_EDATA : XENT_OK);
    ck_assert_str_eq(err.sentence, want);
    for (size_t b = 0; b < blocks; b++)
        ck_assert_uint_eq(f.done[b], !period || b <= first ? 1 : f.done[b] > 0);
}

/* Also where blocks are so many that they are handed out several at a time. */
START_TEST(lowest_failure_wins)
{
    unsigned threads = (unsigned)_i;
    check_failing(threads, 100, 5, 7);
    check_failing(threads, 100, 0, 0);
    check_failing(threads, MOST_BLOCKS, 6003, 6007);
    check_failing(threads, MOST_BLOCKS, 0, 0);
}
END_TEST

START_TEST(json_numbers)
{
    static const struct {
        double x;
        const char *shortest, *digits17;
    } cases[] = {
        {0.1, "0.1", "0.10000000000000001"},
        {1, "1.0", "1.0"},
        {1e300, "1e+300", "1.0000000000000001e+300"},
        {0x1p-1074, "4.94065645841247e-324", "4.9406564584124654e-324"},
        {-2.5, "-2.5", "-2.5"},
        {HUGE_VAL, "{\n  \"status\": \"inf\",\n  \"value\": null\n}",
         "{\n  \"status\": \"inf\",\n  \"value\": null\n}"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int digits = 0; digits < 2; digits++) {
            xent_buffer buffer = {0};
            json_t *value = xent_json_number(cases[i].x);
            xent_json_write(value, digits ? XENT_DIGITS_SHORTEST : XENT_DIGITS_17, &buffer);
            buffer.bytes[buffer.size - 1] = '\0';
            ck_assert_str_eq(buffer.bytes, digits ? cases[i].shortest : cases[i].digits17);
            ck_assert_double_eq(xent_json_real(value), cases[i].x);
            json_decref(value);
            xent_buffer_free(&buffer);
        }
}
END_TEST

START_TEST(json_keys_are_sorted_and_text_is_utf8)
{
    xent_buffer buffer = {0};
    json_t *object = json_pack("{s:i, s:[i, i], s:o}", "b", 1, "a", 2, 3, "c",
                               xent_json_text("x\xff"));
    xent_json_write(object, XENT_DIGITS_17, &buffer);
    ck_assert_str_eq(buffer.bytes, "{\n  \"a\": [2, 3],\n  \"b\": 1,\n  \"c\": \"x\\\\xff\"\n}\n");
    ck_assert_int_eq((int)json_integer_value(xent_json_at(object, "b")), 1);
    ck_assert_ptr_null(xent_json_at(object, "b.d"));
    json_decref(object);
    xent_buffer_free(&buffer);
}
END_TEST

START_TEST(random_numbers_are_uniform)
{
    uint64_t key = xent_random_key(1, 2);
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double u = xent_random_uniform(key, i);
        ck_assert(u > 0 && u < 1);
        sum += u;
        squares += u * u;
    }
    ck_assert_double_eq_tol(sum / 100000, 0.5, 5 * sqrt(1.0 / 12 / 100000));
    ck_assert_double_eq_tol(squares / 100000, 1.0 / 3, 5 * sqrt(4.0 / 45 / 100000));
}
END_TEST

START_TEST(every_status_has_words)
{
    for (int a = XENT_OK; a <= XENT_EPLOT; a++)
        for (int b = XENT_OK; b < a; b++)
            ck_assert_str_ne(xent_strerror((xent_status)a), xent_strerror((xent_status)b));
    ck_assert_str_eq(xent_strerror((xent_status)(XENT_EPLOT + 1)), "unknown status");
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("core");
    tcase_add_loop_test(t, exact_sum_is_rounded_once, 0, (int)COUNT(exact_cases));
    tcase_add_test(t, exact_sum_remembers_the_special);
    tcase_add_test(t, exact_product_is_not_rounded);
    tcase_add_loop_test(t, information_matches_reference, 0, (int)COUNT(info_cases));
    tcase_add_test(t, information_at_the_edges);
    tcase_add_loop_test(t, row_matches_reference, 0, (int)COUNT(row_cases));
    tcase_add_loop_test(t, binary_row_matches_reference, 0, (int)COUNT(binary_cases));
    tcase_add_loop_test(t, beta_matches_reference, 0, (int)COUNT(beta_cases));
    tcase_add_loop_test(t, bins_compare_with_their_edges, 1, 130);
    tcase_add_loop_test(t, lowest_failure_wins, 1, 9);
    tcase_add_test(t, every_status_has_words);
    tcase_add_test(t, json_numbers);
    tcase_add_test(t, json_keys_are_sorted_and_text_is_utf8);
    tcase_add_test(t, random_numbers_are_uniform);
    return run_tests("core", t);
}
