/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text: the nearest double, whatever the path, and nothing else. */
#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "number.h"
#include "suite.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The doubles are C constants, which the compiler rounds correctly. */
static const struct {
    const char *text;
    double value;
    uint64_t significand;
} good[] = {
    {"0", 0, 0},
    {"-0", -0.0, 0},
    {"+1", 1, 1},
    {"00012.50", 12.5, 1250},
    {".5", .5, 5},
    {"5.", 5, 5},
    {"0.1", 0.1, 1},
    {"0.00123", 0.00123, 123},
    {"1e22", 1e22, 1},
    {"1e23", 1e23, 1},
    {"8.98846567431158e307", 8.98846567431158e307, UINT64_C(898846567431158)},
    {"1.7976931348623157e308", 1.7976931348623157e308, UINT64_C(17976931348623157)},
    {"1e400", HUGE_VAL, 1},
    {"-1e400", -HUGE_VAL, 1},
    {"4.9406564584124654e-324", 4.9406564584124654e-324, UINT64_C(49406564584124654)},
    {"2.4703282292062328e-324", 2.4703282292062328e-324, UINT64_C(24703282292062328)},
    {"2.4703282292062327e-324", 0, UINT64_C(24703282292062327)},
    {"2.2250738585072011e-308", 2.2250738585072011e-308, UINT64_C(22250738585072011)},
    {"1e-99999999999", 0, 1},
    {"0e99999999999", 0, 0},
    {"9007199254740993", 9007199254740993.0, UINT64_C(9007199254740993)},
    {"9007199254740992", 9007199254740992.0, UINT64_C(9007199254740992)},
    {"123456789012345678901234567890", 123456789012345678901234567890.0, UINT64_MAX},
    {"0.30000000000000004", 0.30000000000000004, UINT64_C(30000000000000004)},
    {"7.2057594037927933e16", 7.2057594037927933e16, UINT64_C(72057594037927933)},
    {"1.00000000000000011102230246251565404236316680908203125",
     1.00000000000000011102230246251565404236316680908203125, UINT64_MAX},
    {"1.00000000000000011102230246251565404236316680908203126",
     1.00000000000000011102230246251565404236316680908203126, UINT64_MAX},
    {"1.5E+3", 1500, 15},
    {"1.5e-3", 1.5e-3, 15},
    {"inf", HUGE_VAL, 0},
    {"-Infinity", -HUGE_VAL, 0},
    {"+INF", HUGE_VAL, 0},
};

static const char *const bad[] = {"",     "+",   ".",    "-.",   "e5",   "1e",    "1e+",  "1.2.3", "0x10",
                                  "1 ",   " 1",  "1_0",  "1,5",  "--1",  "1f",    "nan(1)", "infinit",
                                  "1e5.", "NA",  "null", "\xef\xbc\x91", "1\n"};

START_TEST(good_numbers)
{
    xent_numbers numbers;
    double x;
    uint64_t significand;
    ck_assert(xent_numbers_open(&numbers, '.'));
    ck_assert(xent_number_parse(&numbers, good[_i].text, strlen(good[_i].text), &x,
                                &significand));
    ck_assert_msg(x == good[_i].value && !signbit(x) == !signbit(good[_i].value), "%s: %.17g",
                  good[_i].text, x);
    ck_assert_msg(significand == good[_i].significand, "%s: %" PRIu64, good[_i].text, significand);
    xent_numbers_close(&numbers);
}
END_TEST

START_TEST(bad_numbers)
{
    xent_numbers numbers;
    double x;
    ck_assert(xent_numbers_open(&numbers, 0));
    ck_assert_msg(!xent_number_parse(&numbers, bad[_i], strlen(bad[_i]), &x, NULL), "%s", bad[_i]);
    xent_numbers_close(&numbers);
}
END_TEST

START_TEST(nan_and_nul)
{
    xent_numbers numbers;
    double x;
    ck_assert(xent_numbers_open(&numbers, '.'));
    ck_assert(xent_number_parse(&numbers, "NaN", 3, &x, NULL) && isnan(x));
    ck_assert(!xent_number_parse(&numbers, "1\0", 2, &x, NULL));
    ck_assert(xent_number_parse(&numbers, "12345", 3, &x, NULL) && x == 123);
    xent_numbers_close(&numbers);
}
END_TEST

START_TEST(decimal_comma)
{
    xent_numbers numbers;
    double x;
    ck_assert(xent_numbers_open(&numbers, ','));
    ck_assert(xent_number_parse(&numbers, "0,30000000000000004", 19, &x, NULL));
    ck_assert_double_eq(x, 0.30000000000000004);
    ck_assert(!xent_number_parse(&numbers, "0.5", 3, &x, NULL));
    xent_numbers_close(&numbers);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("number");
    tcase_add_loop_test(tests, good_numbers, 0, COUNT(good));
    tcase_add_loop_test(tests, bad_numbers, 0, COUNT(bad));
    tcase_add_test(tests, nan_and_nul);
    tcase_add_test(tests, decimal_comma);
    return run_tests("number", tests);
}
