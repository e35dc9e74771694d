/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of shares against scipy: intervals.inc, made by tests/reference/make_intervals.py. */
#include <check.h>
#include <math.h>
#include "interval.h"
#include "suite.h"

typedef struct {
    double hits, rows, level, low, high;
} share_case;

#include "../reference/intervals.inc"

enum { SHARES = sizeof share_cases / sizeof *share_cases };

/* GSL's incomplete beta function is good to 1e-9 where both shapes are near 1e5, and the expansion
   beyond. */
static const double TOLERANCE = 1e-8;

START_TEST(clopper_pearson)
{
    const share_case *c = &share_cases[_i];
    double low, high;
    xent_interval_of_share(XENT_CLOPPER_PEARSON, c->hits / c->rows, c->rows, c->level, &low, &high);
    ck_assert_double_le(fabs(low - c->low), TOLERANCE * c->low);
    ck_assert_double_le(fabs(high - c->high), TOLERANCE * c->high);
}
END_TEST

/* The ends are the shares p that lie sqrt(p (1-p) / n) z away. */
START_TEST(wilson)
{
    const share_case *c = &share_cases[_i];
    double share = c->hits / c->rows, end[2], z = xent_normal_quantile(c->level);
    xent_interval_of_share(XENT_WILSON, share, c->rows, c->level, &end[0], &end[1]);
    for (int i = 0; i < 2; i++)
        if (end[i] > 0 && end[i] < 1)
            ck_assert_double_eq_tol(fabs(share - end[i]),
                                    z * sqrt(end[i] * (1 - end[i]) / c->rows), 1e-12);
    ck_assert_double_le(end[0], share);
    ck_assert_double_ge(end[1], share);
    ck_assert(end[0] > 0 || c->hits <= 0);
    ck_assert(end[1] < 1 || c->hits >= c->rows);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("interval");
    tcase_add_loop_test(tests, clopper_pearson, 0, SHARES);
    tcase_add_loop_test(tests, wilson, 0, SHARES);
    return run_tests("interval", tests);
}
