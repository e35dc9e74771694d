/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The radix sort against qsort, on keys of every distribution that its digits could miss. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include "radix.h"
#include "random.h"
#include "suite.h"

static uint64_t
random_bits(uint64_t stream, size_t i)
{
    return xent_random_bits(xent_random_key(7, stream), i);
}

static uint64_t
bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Sorts of keys. */
static uint64_t
any_key(size_t i)
{
    return random_bits(0, i);
}

static uint64_t
probability(size_t i)
{
    return bits_of(1 / (1 + exp(-(double)random_bits(1, i) * 0x1p-60)));
}

static uint64_t
log_odds(size_t i)
{
    return xent_radix_key(((double)random_bits(2, i) - 0x1p63) * 0x1p-60);
}

static uint64_t
few_keys(size_t i)
{
    return random_bits(3, i) % 3 << 40;
}

static uint64_t
same_key(size_t i)
{
    (void)i;
    return 5;
}

static uint64_t
falling(size_t i)
{
    return UINT64_MAX - i;
}

static uint64_t
one_crowd(size_t i)
{
    return i % 100 == 0 ? random_bits(4, i) : UINT64_C(1) << 33 | random_bits(4, i) % 100000;
}

static uint64_t (*const key_of[])(size_t) = {any_key, probability, log_odds, few_keys, same_key,
                                             falling, one_crowd};
static const size_t sizes[] = {0, 1, 2, 32, 33, 511, 512, 5000, 70000, 400000};

enum {
    KINDS = sizeof key_of / sizeof *key_of,
    SIZES = sizeof sizes / sizeof *sizes
};

/* A key and its place before the sort. */
typedef struct {
    uint64_t key, place;
} tagged;

static int
compare(const void *a, const void *b)
{
    const tagged *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Record i: the key at `key`, elsewhere words that tell which record it was. */
static uint64_t
word(size_t kind, size_t key, size_t i, size_t w)
{
    return w == key ? key_of[kind](i) : 3 * i + w;
}

static void
check_sort(size_t kind, size_t n, size_t words, size_t key, unsigned threads)
{
    tagged *want = malloc((n + 1) * sizeof *want);
    uint64_t *records = malloc((n + 1) * words * sizeof *records);
    ck_assert(want && records);
    for (size_t i = 0; i < n; i++) {
        want[i] = (tagged){key_of[kind](i), i};
        for (size_t w = 0; w < words; w++)
            records[i * words + w] = word(kind, key, i, w);
    }
    qsort(want, n, sizeof *want, compare);
    ck_assert_int_eq(xent_radix_sort(n, words, key, records, threads, NULL), XENT_OK);
    size_t right = 0; /* words before the first wrong one: an assertion for each would take longer */
    while (right < n * words
           && records[right] == word(kind, key, want[right / words].place, right % words))
        right++;
    ck_assert_msg(right == n * words, "kind %zu, n %zu, words %zu, threads %u: word %zu of record %zu",
                  kind, n, words, threads, right % words, right / words);
    free(want);
    free(records);
}

START_TEST(sorts_as_qsort_and_is_stable)
{
    size_t kind = (size_t)_i / SIZES, n = sizes[(size_t)_i % SIZES];
    for (size_t words = 1; words <= XENT_RADIX_WORDS; words++)
        check_sort(kind, n, words, words - 1, 1);
    check_sort(kind, n, 2, 0, 2);
    check_sort(kind, n, 3, 1, 5);
}
END_TEST

START_TEST(keys_stand_in_the_order_of_the_numbers)
{
    static const double x[] = {-HUGE_VAL, -1e300, -2, -0x1p-149, -0.0, 0.0, 0x1p-149, 1, 3e38,
                               HUGE_VAL};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        ck_assert(bits_of(xent_radix_double(xent_radix_key(x[i]))) == bits_of(x[i]));
        ck_assert_double_eq((double)xent_radix_float(xent_radix_key32((float)x[i])),
                            (double)(float)x[i]);
        if (i > 0) {
            ck_assert(xent_radix_key(x[i - 1]) < xent_radix_key(x[i]));
            ck_assert(xent_radix_key32((float)x[i - 1]) <= xent_radix_key32((float)x[i]));
        }
    }
    ck_assert(xent_radix_key32(-1.0F) < xent_radix_key32(-0.5F));
    ck_assert(xent_radix_key32(0.5F) < xent_radix_key32(1.0F));
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("radix");
    tcase_add_loop_test(tests, sorts_as_qsort_and_is_stable, 0, KINDS * SIZES);
    tcase_add_test(tests, keys_stand_in_the_order_of_the_numbers);
    return run_tests("radix", tests);
}
