/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text: the nearest double, whatever the path, and nothing else. */
#include <check.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
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
    unsigned digits;
} good[] = {
    {"0", 0, 0},
    {"-0", -0.0, 0},
    {"+1", 1, 1},
    {"00012.50", 12.5, 4},
    {".5", .5, 1},
    {"5.", 5, 1},
    {"0.1", 0.1, 1},
    {"0.00123", 0.00123, 3},
    {"1e22", 1e22, 1},
    {"1e23", 1e23, 1},
    {"8.98846567431158e307", 8.98846567431158e307, 15},
    {"1.7976931348623157e308", 1.7976931348623157e308, 17},
    {"1e400", HUGE_VAL, 1},
    {"-1e400", -HUGE_VAL, 1},
    {"4.9406564584124654e-324", 4.9406564584124654e-324, 17},
    {"2.4703282292062328e-324", 2.4703282292062328e-324, 17},
    {"2.4703282292062327e-324", 0, 17},
    {"2.2250738585072011e-308", 2.2250738585072011e-308, 17},
    {"1e-99999999999", 0, 1},
    {"0e99999999999", 0, 0},
    {"9007199254740993", 9007199254740993.0, 16},
    {"9007199254740992", 9007199254740992.0, 16},
    {"123456789012345678901234567890", 123456789012345678901234567890.0, 30},
    {"0.30000000000000004", 0.30000000000000004, 17},
    {"7.2057594037927933e16", 7.2057594037927933e16, 17},
    {"1.00000000000000011102230246251565404236316680908203125",
     1.00000000000000011102230246251565404236316680908203125, 54},
    {"1.00000000000000011102230246251565404236316680908203126",
     1.00000000000000011102230246251565404236316680908203126, 54},
    {"1.5E+3", 1500, 2},
    {"1.5e-3", 1.5e-3, 2},
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
    unsigned digits;
    ck_assert(xent_numbers_open(&numbers, '.'));
    ck_assert(xent_number_parse(&numbers, good[_i].text, strlen(good[_i].text), &x, &digits));
    ck_assert_msg(x == good[_i].value && !signbit(x) == !signbit(good[_i].value), "%s: %.17g",
                  good[_i].text, x);
    ck_assert_msg(digits == good[_i].digits, "%s: %u digits", good[_i].text, digits);
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

/* Against the C library over random bits, with all the digits and with few. */
START_TEST(as_strtod)
{
    xent_numbers numbers;
    uint64_t state = 5;
    ck_assert(xent_numbers_open(&numbers, '.'));
    for (int i = 0; i < 100000; i++) {
        char text[64];
        double x, y;
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t bits = state ^ state >> 31;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x))
            continue;
        int n = snprintf(text, sizeof text, i % 3 ? "%.*e" : "%.*g", (int)(state >> 60) + 2, x);
        ck_assert(xent_number_parse(&numbers, text, (size_t)n, &y, NULL));
        ck_assert_msg(y == strtod(text, NULL), "%s", text);
    }
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
    tcase_add_test(tests, as_strtod);
    return run_tests("number", tests);
}
