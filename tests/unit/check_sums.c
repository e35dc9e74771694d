/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums in bulk are those of xent_exact, number by number, on every instruction set. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin.h"
#include "kernel_internal.h"
#include "random.h"
#include "suite.h"
#include "total.h"

enum { NUMBERS = 9000 };

/* What the numbers are like: 2^exponent times something in [1/2, 1), some of them negative. */
static const struct {
    int low, high; /* exponents */
    bool negative;
    double first;  /* an odd one out; 0: none */
} kinds[] = {
    {0, 0, false, 0},      {-9, 13, true, 0},        {-55, 0, false, 0},    {-60, 0, true, 0},
    {-1073, 1000, true, 0}, {0, 0, false, 0x1p-1074}, {0, 0, false, 8192},   {0, 0, true, -8192},
    {0, 0, false, HUGE_VAL}, {0, 0, false, -HUGE_VAL}, {0, 0, false, (double)NAN},
    {13, 13, false, 0},
};

static double
number(size_t kind, size_t i)
{
    uint64_t key = xent_random_key(7, kind), bits = xent_random_bits(key, 2 * i);
    int span = kinds[kind].high - kinds[kind].low + 1;
    double x = ldexp(0.5 + 0.5 * xent_random_uniform(key, 2 * i + 1),
                     kinds[kind].low + (int)(bits % (uint64_t)span));
    return kinds[kind].negative && bits >> 63 ? -x : x;
}

static bool
same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

START_TEST(totals_are_exact)
{
    double *x = malloc(NUMBERS * sizeof *x);
    ck_assert(x != NULL);
    for (size_t i = 0; i < NUMBERS; i++)
        x[i] = number((size_t)_i, i);
    if (kinds[_i].first != 0)
        x[0] = kinds[_i].first;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 4096, 4097, NUMBERS};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        xent_exact got = {0}, want = {0};
        xent_total_add(&got, sizes[s], x);
        for (size_t i = 0; i < sizes[s]; i++)
            xent_exact_add(&want, x[i]);
        ck_assert_msg(same(xent_exact_round(&got), xent_exact_round(&want)),
                      "%zu numbers: %.17g, not %.17g", sizes[s], xent_exact_round(&got),
                      xent_exact_round(&want));
    }
    free(x);
}
END_TEST

/* The sum of what a set's slices hold, or NAN if they are not whole. */
static double
sliced(const xent_kernels *set, size_t n, const double *x)
{
    xent_slices slices;
    xent_exact sum = {0};
    set->slices(n, x, &slices);
    for (size_t i = 0; i < 3; i++)
        xent_exact_add(&sum, slices.sum[i]);
    return slices.whole ? xent_exact_round(&sum) : (double)NAN;
}

START_TEST(slices_of_all_sets)
{
    double x[XENT_SLICED], want;
    for (size_t i = 0; i < XENT_SLICED; i++)
        x[i] = number((size_t)_i, i);
    want = sliced(xent_kernels_best(), XENT_SLICED, x);
    for (size_t i = 0; xent_kernels_supported(i); i++)
        ck_assert(same(sliced(xent_kernels_supported(i), XENT_SLICED, x), want));
}
END_TEST

/* ---- bins: each cell against xent_bin_index and exact sums */

static const size_t bin_counts[] = {1, 2, 3, 7, 10, 15, 64, 100, 999, 1000};

enum { BIN_COUNTS = sizeof bin_counts / sizeof *bin_counts };

/* Edges, their neighbours, small numbers and others. */
static double
pair_p(size_t bins, size_t i)
{
    double edge = xent_bin_edge(bins, i * 7 % (bins + 1));
    switch (i % 5) {
    case 0:  return edge;
    case 1:  return edge < 1 ? nextafter(edge, 1) : 1;
    case 2:  return edge > 0 ? nextafter(edge, 0) : 0;
    case 3:  return ldexp(xent_random_uniform(3, i), -(int)(i % 70));
    default: return xent_random_uniform(4, i);
    }
}

/* Adds the sum of the p of a cell; returns how many they are. */
static uint64_t
add_cell(xent_exact *sum, const xent_bin_cell *cell, double reference)
{
    uint64_t n = cell->distance[0] / XENT_BIN_COUNT;
    xent_exact_add_product(sum, (double)n, reference);
    xent_exact_add(sum, ldexp((double)(cell->distance[0] % XENT_BIN_COUNT), -34));
    int64_t fine = (int64_t)(cell->distance[1] - n * XENT_BIN_FINE_BITS);
    xent_exact_add(sum, ldexp((double)(fine >> 32), -52));
    xent_exact_add(sum, ldexp((double)(fine & 0xffffffff), -84));
    return n;
}

static void
check_bins(const xent_kernels *set, size_t bins, bool left)
{
    double p[XENT_STRIP];
    int32_t outcome[XENT_STRIP];
    xent_bin_cell *cell = calloc(2 * bins * XENT_BIN_WAYS, sizeof *cell);
    uint64_t *count = calloc(2 * bins, sizeof *count);
    double scale = 0x1p40;
    bool small, any_small = false;
    ck_assert(cell && count);
    for (size_t i = 0; i < XENT_STRIP; i++) {
        p[i] = pair_p(bins, i);
        outcome[i] = i % 3 == 0;
        size_t b = xent_bin_index(bins, left ? XENT_LEFT : XENT_RIGHT, p[i]);
        count[2 * b + (size_t)outcome[i]]++;
        any_small |= p[i] < XENT_BIN_SMALL;
    }
    set->bins(XENT_STRIP, p, outcome, &(xent_bin_table){bins, left, scale, cell},
              &small);
    ck_assert(small == any_small);
    xent_exact got = {0}, want = {0};
    for (size_t i = 0; i < 2 * bins; i++) {
        uint64_t n = 0;
        for (size_t w = 0; w < XENT_BIN_WAYS; w++)
            n += add_cell(&got, &cell[i * XENT_BIN_WAYS + w], (double)(i / 2) * (1 / (double)bins));
        ck_assert_msg(n == count[i], "%s, %zu bins, cell %zu: %llu pairs", set->name, bins, i,
                      (unsigned long long)n);
    }
    for (size_t i = 0; i < XENT_STRIP; i++)
        xent_exact_add(&want, p[i] < XENT_BIN_SMALL ? rint(p[i] * 0x1p84) * 0x1p-84 : p[i]);
    ck_assert_double_eq(xent_exact_round(&got), xent_exact_round(&want));
    free(cell);
    free(count);
}

START_TEST(bins_are_exact)
{
    for (size_t i = 0; xent_kernels_supported(i); i++)
        for (int left = 0; left < 2; left++)
            check_bins(xent_kernels_supported(i), bin_counts[_i], left);
}
END_TEST

/* ---- classes: two rows, by a plain loop */

enum { MOST_CLASSES = 1000 };

static const size_t class_counts[] = {2, 10, 31, 32, 33, 97, MOST_CLASSES};

/* Few are large: every seventh, or none. */
static double
class_q(size_t c, size_t row)
{
    double u = xent_random_uniform(8 + row, c);
    return row == 1 && c % 7 == 0 ? u : u * u / 20;
}

static void
check_classes(const xent_kernels *set, size_t classes, bool left)
{
    static double q[2][MOST_CLASSES], coarse[MOST_CLASSES], fine[MOST_CLASSES];
    static double variance[MOST_CLASSES];
    static uint32_t other[MOST_CLASSES];
    const xent_bin_table table = {.bins = 15, .left = left};
    const xent_class_sums sums = {coarse, fine, variance, other};
    size_t others[2], expected = 0;
    memset(coarse, 0, sizeof coarse);
    memset(fine, 0, sizeof fine);
    memset(variance, 0, sizeof variance);
    for (size_t row = 0; row < 2; row++) {
        for (size_t c = 0; c < classes; c++)
            q[row][c] = c == 5 ? xent_bin_edge(15, 1) : class_q(c, row);
        set->classes(classes, q[row], 0.5, 0.25, &table, &sums, &others[row]);
    }
    for (size_t c = 0; c < classes; c++) {
        double sum = 0, spread = 0; /* exact: half of a few multiples of 2^-62 */
        for (size_t row = 0; row < 2; row++) {
            double p = q[row][c];
            if (xent_bin_index(15, left ? XENT_LEFT : XENT_RIGHT, p) == 0) {
                sum += rint(0.5 * p * 0x1p62) * 0x1p-62;
                spread += rint(0.125 * p * (1 - p) * 0x1p32) * 0x1p-32;
            } else if (row == 1) {
                ck_assert_uint_eq(other[expected++], c);
            }
        }
        ck_assert_double_eq(coarse[c] + fine[c], sum);
        ck_assert_double_eq(variance[c], spread);
    }
    ck_assert_uint_eq(others[1], expected);
}

START_TEST(classes_are_exact)
{
    for (size_t i = 0; xent_kernels_supported(i); i++)
        for (int left = 0; left < 2; left++)
            check_classes(xent_kernels_supported(i), class_counts[_i], left);
}
END_TEST

/* ---- walks */

enum { STEPS = 40 };

START_TEST(walks_of_all_sets)
{
    xent_step step[STEPS];
    xent_run run[STEPS];
    xent_walk_keys keys;
    double walked[XENT_WALKS], ran[XENT_WALKS], most[XENT_WALKS];
    int32_t expected = 0;
    for (size_t i = 0; i < STEPS; i++) {
        double p = xent_random_uniform(5, i);
        expected += (int32_t)(1024 * p);
        step[i] = (xent_step){(int32_t)(p * 0x1p31), 1024, expected, i % 3 != 0};
        run[i] = (xent_run){p, i % 2 ? p * p : 0};
    }
    for (size_t l = 0; l < XENT_WALKS; l++) {
        keys.first[l] = (uint32_t)xent_random_bits(6, l);
        keys.second[l] = (uint32_t)xent_random_bits(7, l);
    }
    xent_kernels_best()->walk(STEPS, step, &keys, walked);
    xent_kernels_best()->runs(STEPS, run, &keys, ran);
    for (size_t i = 0; xent_kernels_supported(i); i++) {
        xent_kernels_supported(i)->walk(STEPS, step, &keys, most);
        ck_assert_mem_eq(most, walked, sizeof most);
        xent_kernels_supported(i)->runs(STEPS, run, &keys, most);
        ck_assert_mem_eq(most, ran, sizeof most);
    }
    ck_assert(walked[0] != walked[1] && ran[0] != ran[1]);
}
END_TEST

/* Certain outcomes never stray, and impossible ones never come. */
START_TEST(walks_of_the_certain)
{
    static const xent_step step[] = {
        {-1, 5, 0, 1}, {INT32_MAX, 7, 7, 1}, {-1, 9, 7, 1}, {INT32_MAX, 1, 8, 1}};
    xent_walk_keys keys;
    double most[XENT_WALKS];
    for (uint32_t l = 0; l < XENT_WALKS; l++)
        keys.first[l] = keys.second[l] = l;
    xent_kernels_best()->walk(4, step, &keys, most);
    for (size_t l = 0; l < XENT_WALKS; l++)
        ck_assert_double_eq(most[l], 0);
}
END_TEST

int
main(void)
{
    enum { KINDS = sizeof kinds / sizeof *kinds };
    TCase *t = tcase_create("sums");
    tcase_add_loop_test(t, totals_are_exact, 0, KINDS);
    tcase_add_loop_test(t, slices_of_all_sets, 0, KINDS);
    tcase_add_loop_test(t, bins_are_exact, 0, BIN_COUNTS);
    tcase_add_loop_test(t, classes_are_exact, 0, sizeof class_counts / sizeof *class_counts);
    tcase_add_test(t, walks_of_all_sets);
    tcase_add_test(t, walks_of_the_certain);
    return run_tests("sums", t);
}
