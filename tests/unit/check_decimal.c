/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals are rounded as the C library rounds them, over random and hard cases.

       tests/unit/check_decimal 100000000     so many cases instead of a sample, about 3 us each */
#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "decimal.h"
#include "number.h"
#include "random.h"
#include "suite.h"

enum { TEXT = 1200, SAMPLE = 300000 };

static unsigned long cases = SAMPLE;

/* ---- texts */

static uint64_t
random_bits(uint64_t *state)
{
    return xent_random_mix((*state)++);
}

static int
below(uint64_t *state, int n)
{
    return (int)(random_bits(state) % (uint64_t)n);
}

static double
random_double(uint64_t *state, uint64_t mask)
{
    uint64_t bits = random_bits(state) & mask;
    double x;
    memcpy(&x, &bits, sizeof x);
    return isfinite(x) ? x : 1.5;
}

/* A double of any size, with few digits or more than enough. */
static void
any_double(uint64_t *state, char *text)
{
    snprintf(text, TEXT, below(state, 2) ? "%.*e" : "%.*g", below(state, 24),
             random_double(state, UINT64_MAX));
}

static void
subnormal(uint64_t *state, char *text)
{
    snprintf(text, TEXT, "%.*e", 10 + below(state, 20),
             random_double(state, (UINT64_C(1) << (1 + below(state, 53))) - 1));
}

/* What lies midway between two doubles: exactly, or cut to some digits, or a little more. */
static void
between_doubles(uint64_t *state, char *text)
{
    double x = random_double(state, UINT64_MAX), y = nextafter(x, 2 * x);
    long double middle = isfinite(y) ? ((long double)x + (long double)y) / 2 : (long double)x;
    int n = snprintf(text, TEXT, "%.*Le", below(state, 4) ? 16 + below(state, 12) : 780, middle);
    if (below(state, 4) == 0 && n > 780) /* a last digit more */
        memcpy(strchr(text, 'e') - 1, "1", 1);
}

/* Whole numbers of 54 bits and 64 that lie midway, and their neighbours, times powers of ten. */
static void
midway_integer(uint64_t *state, char *text)
{
    uint64_t w = random_bits(state) >> below(state, 12);
    uint64_t odd = (w | 1) << below(state, 11);
    snprintf(text, TEXT, "%" PRIu64 "e%d", odd + (uint64_t)below(state, 3) - 1,
             below(state, 2) ? 0 : below(state, 60) - 30);
}

/* w * 10^q that lies midway between two doubles, for every q for which that can be: an odd number of
   54 bits times a power of two. */
static void
midway_power(uint64_t *state, char *text)
{
    int q = below(state, 28) - 4;
    uint64_t least = UINT64_C(1) << 53, five = 1, w;
    for (int i = 0; i < (q < 0 ? -q : q); i++)
        five *= 5;
    if (q >= 0) /* five may be more than a double has bits: then this is just a number */
        w = (least / five + 1 + random_bits(state) % (least / five + 1)) | 1;
    else
        w = (least | 1) * five + 2 * five * (random_bits(state) % ((UINT64_MAX / five - least) / 2));
    snprintf(text, TEXT, "%" PRIu64 "e%d", w, q);
}

/* Digits at random: as few as one or more than a mantissa holds, zeros in front, any sign, any
   exponent. */
static void
any_digits(uint64_t *state, char *text)
{
    static const char *const exponents[] = {"", "e+", "E-", "e", "E+", "e-"};
    char *p = text;
    int kind = below(state, 6);
    if (below(state, 3) == 0)
        *p++ = "+-"[below(state, 2)];
    for (int n = below(state, 3) ? 0 : below(state, 30); n > 0; n--)
        *p++ = '0';
    int digits = 1 + below(state, 40), point = below(state, 45);
    for (int i = 0; i < digits; i++) {
        if (i == point)
            *p++ = '.';
        *p++ = (char)('0' + below(state, 10));
    }
    *p = 0;
    if (kind)
        snprintf(p, 16, "%s%d", exponents[kind], below(state, kind % 2 ? 360 : 25));
}

/* What files of scores hold. */
static void
as_in_files(uint64_t *state, char *text)
{
    double x = ldexp((double)(random_bits(state) >> 11), -53 - below(state, 20)) * 40 - 20;
    snprintf(text, TEXT, "%.*g", 3 + below(state, 15), x);
}

static void (*const kinds[])(uint64_t *state, char *text) = {
    any_double, subnormal, between_doubles, midway_integer, midway_power, any_digits,
    as_in_files};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* ---- what is expected */

static void
check_double(const xent_numbers *numbers, const char *text)
{
    double x, wanted = strtod(text, NULL);
    ck_assert(xent_number_parse(numbers, text, strlen(text), &x, NULL));
    if (memcmp(&x, &wanted, sizeof x) != 0)
        ck_abort_msg("%s: %a, not %a", text, x, wanted);
}

START_TEST(as_the_c_library)
{
    xent_numbers numbers;
    uint64_t state = (uint64_t)_i << 40;
    char text[TEXT];
    ck_assert(xent_numbers_open(&numbers, '.'));
    for (unsigned long n = 0; n < cases / KINDS + 1; n++) {
        kinds[_i](&state, text);
        check_double(&numbers, text);
    }
    xent_numbers_close(&numbers);
}
END_TEST

/* Every power of ten that there is, with the smallest and the largest mantissas. */
START_TEST(every_power)
{
    static const char *const mantissas[] = {"0", "1", "9", "9007199254740993", "9999999999999999999"};
    xent_numbers numbers;
    char text[64];
    ck_assert(xent_numbers_open(&numbers, '.'));
    for (int q = -400; q <= 400; q++)
        for (size_t i = 0; i < sizeof mantissas / sizeof *mantissas; i++) {
            snprintf(text, sizeof text, "-%se%d", mantissas[i], q);
            check_double(&numbers, text);
            }
    xent_numbers_close(&numbers);
}
END_TEST

int
main(int argc, char **argv)
{
    TCase *tests = tcase_create("decimal");
    if (argc > 1)
        cases = strtoul(argv[1], NULL, 10);
    tcase_add_loop_test(tests, as_the_c_library, 0, KINDS);
    tcase_add_test(tests, every_power);
    return run_tests_within(300 + (double)cases / 1e4, "decimal", tests);
}
