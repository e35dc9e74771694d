/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of the squared calibration error and detectable errors, against scipy: square.inc, made
   by tests/reference/square.py. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include "pairs.h"
#include "square.h"
#include "suite.h"

typedef struct {
    const char *name;
    size_t rows;
    const double *p;
    const int64_t *outcome;
    const double *weight;
    xent_weight_kind weight_kind;
    size_t groups;
    double low, high;
    double square_detectable;
    double limit, absolute_detectable;
} square_case;

#include "../reference/square.inc"

enum { CASES = sizeof square_cases / sizeof *square_cases };

/* Both sides solve equations to the last bit; the distributions are good to 1e-11 or so. */
static const double TOLERANCE = 1e-9;

static xent_partition
partition_of(const square_case *c, const double *soft)
{
    xent_partition part;
    xent_pairs pairs;
    int32_t *outcome = malloc(c->rows * sizeof *outcome);
    const xent_shape shape = {.rows = c->rows, .columns = 1, .classes = 2, .task = XENT_BINARY,
                              .weighted = c->weight != NULL, .weight_kind = c->weight_kind,
                              .soft = soft != NULL};
    for (size_t i = 0; i < c->rows; i++)
        outcome[i] = (int32_t)c->outcome[i];
    xent_outcomes outcomes = {c->rows, c->p, soft ? NULL : outcome, soft, c->weight, NULL, 0};
    ck_assert_int_eq(xent_pairs_alloc(&pairs, &shape, NULL), XENT_OK);
    xent_pairs_set(&pairs, 0, &outcomes);
    ck_assert_int_eq(xent_pairs_sort(&pairs, 1, NULL), XENT_OK);
    ck_assert_int_eq(xent_pairs_cut(&pairs, c->groups, &part, NULL), XENT_OK);
    xent_pairs_clear(&pairs);
    free(outcome);
    return part;
}

static void
compare(const square_case *c, const char *what, double got, double want)
{
    ck_assert_msg(fabs(got - want) <= TOLERANCE * want, "%s: %s is %.17g, not %.17g", c->name, what,
                  got, want);
}

START_TEST(against_scipy)
{
    const square_case *c = &square_cases[_i];
    xent_partition part = partition_of(c, NULL);
    double low, high;
    xent_square_interval(&part, 0.95, &low, &high);
    compare(c, "low", low, c->low);
    compare(c, "high", high, c->high);
    compare(c, "the detectable L2 error", xent_square_detectable(&part, 0.95),
            c->square_detectable);
    compare(c, "the detectable L1 error", xent_absolute_detectable(&part, c->limit),
            c->absolute_detectable);
    free(part.group);
}
END_TEST

/* Outcomes of 0 and 1 that are kept as soft ones have the same gaps and the same noise. */
START_TEST(soft_outcomes)
{
    const square_case *c = &square_cases[_i];
    double *soft = malloc(c->rows * sizeof *soft);
    for (size_t i = 0; i < c->rows; i++)
        soft[i] = (double)c->outcome[i];
    xent_partition hard = partition_of(c, NULL), part = partition_of(c, soft);
    for (size_t g = 0; g < part.size; g++)
        ck_assert_double_eq_tol(part.group[g].noise / hard.group[g].noise, 1, 1e-13);
    free(soft);
    free(hard.group);
    free(part.group);
}
END_TEST

/* Where nothing can go wrong nothing is known of how wrong it is. */
START_TEST(certain_and_right)
{
    static const double p[] = {0, 0, 1, 1};
    static const int64_t outcome[] = {0, 0, 1, 1};
    const square_case c = {.name = "certain", .rows = 4, .p = p, .outcome = outcome, .groups = 2};
    xent_partition part = partition_of(&c, NULL);
    double low, high;
    xent_square_interval(&part, 0.95, &low, &high);
    ck_assert_double_nan(low);
    ck_assert_double_nan(high);
    ck_assert_double_nan(xent_square_detectable(&part, 0.95));
    free(part.group);
}
END_TEST

/* What no gap up to 1 exceeds is not detectable. */
START_TEST(beyond_all)
{
    xent_partition part = partition_of(&square_cases[0], NULL);
    ck_assert_double_nan(xent_absolute_detectable(&part, 1));
    free(part.group);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("square");
    tcase_add_loop_test(tests, against_scipy, 0, CASES);
    tcase_add_loop_test(tests, soft_outcomes, 0, CASES);
    tcase_add_test(tests, certain_and_right);
    tcase_add_test(tests, beyond_all);
    return run_tests("square", tests);
}
