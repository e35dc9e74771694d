/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick values that losses of float32 rows are summed from. */
#include <math.h>
#include <string.h>
#include "kernel_data.h"
#include "loss_internal.h"
#include "suite.h"

enum { ROWS = 133, MOST = 40, SCRATCH = 32 * MOST };

/* Of a row's loss, which is a sum of terms that are not negative. */
static const double tol_row = 1e-11;

static const size_t columns_of[] = {2, 3, 4, 5, 7, 9, 10, 16, 31, 32, 33, MOST};

enum { SIZES = sizeof columns_of / sizeof *columns_of };

static xent_loss_plan
plan_of(size_t columns, bool targets)
{
    xent_loss_options options;
    xent_loss_plan plan;
    xent_error err = {0};
    xent_loss_defaults(&xent_loss_ce, XENT_SEMANTICS_XENT, true, &options);
    ck_assert_int_eq(xent_loss_prepare(&xent_loss_ce, &options, XENT_LOGITS, columns, targets, false,
                                       &plan, &err), XENT_OK);
    return plan;
}

/* The same rows as doubles: by the link, not by a kernel. */
static void
by_doubles(const xent_loss_plan *plan, const xent_block *block, double *value)
{
    static double scratch[SCRATCH], wide[ROWS * MOST];
    xent_block doubles = *block;
    for (size_t j = 0; j < block->rows * block->columns; j++)
        wide[j] = (double)block->f32[j];
    doubles.f32 = NULL;
    doubles.f64 = wide;
    xent_loss_rows rows = {&doubles, NULL, NULL};
    xent_loss_values(plan, &rows, value, NULL, scratch);
}

START_TEST(summands_are_near_the_values)
{
    size_t columns = columns_of[_i];
    static double scratch[SCRATCH];
    double quick[ROWS], value[ROWS];
    kernel_data d = data_make(ROWS, columns, XENT_LOGITS, true, false);
    xent_loss_plan plan = plan_of(columns, false);
    xent_loss_rows rows = {&d.block, NULL, NULL};
    d.f32[0] = 3e38F; /* differences overflow */
    d.f32[1] = -3e38F;
    xent_loss_summands(&plan, &rows, quick, scratch);
    by_doubles(&plan, &d.block, value);
    for (size_t i = 0; i < ROWS; i++)
        if (isinf(value[i]))
            ck_assert_double_eq(quick[i], value[i]);
        else
            ck_assert_msg(fabs(quick[i] - value[i]) <= tol_row * value[i],
                          "%zu columns, row %zu: %.17g, not %.17g", columns, i, quick[i], value[i]);
    data_free(&d);
}
END_TEST

/* A small loss is a sum of small exponentials, and keeps its digits. */
START_TEST(small_summands_keep_their_digits)
{
    static const float distance[] = {1.5F, 5.1F, 12.3F, 30.7F, 88.9F, 120.3F, 155.5F};
    static double scratch[SCRATCH];
    float z[10];
    int32_t label = 7;
    xent_block block = {.rows = 1, .columns = 10, .f32 = z, .label = &label};
    xent_loss_plan plan = plan_of(10, false);
    xent_loss_rows rows = {&block, NULL, NULL};
    for (size_t k = 0; k < sizeof distance / sizeof *distance; k++) {
        double quick, value;
        for (size_t j = 0; j < 10; j++)
            z[j] = (j == 7 ? 7.3F : 7.1F - distance[k]) + 0.01F * (float)j;
        xent_loss_summands(&plan, &rows, &quick, scratch);
        by_doubles(&plan, &block, &value);
        ck_assert_msg(fabs(quick - value) <= tol_row * value, "%.17g, not %.17g", quick, value);
    }
}
END_TEST

/* To the bit, whoever the neighbours are; and rows to be ignored are 0. */
START_TEST(summands_do_not_know_their_neighbours)
{
    size_t columns = columns_of[_i];
    static double scratch[SCRATCH], target[ROWS * MOST];
    double all[ROWS], one_hot[ROWS], alone;
    kernel_data d = data_make(ROWS, columns, XENT_LOGITS, true, false);
    xent_loss_plan plan = plan_of(columns, false), with_targets = plan_of(columns, true);
    xent_loss_rows rows = {&d.block, NULL, NULL}, soft = {&d.block, target, NULL};
    d.label[5] = d.label[ROWS - 1] = -1;
    memset(target, 0, sizeof target);
    for (size_t i = 0; i < ROWS; i++)
        if (d.label[i] >= 0)
            target[i * columns + (size_t)d.label[i]] = 1;
    xent_loss_summands(&plan, &rows, all, scratch);
    xent_loss_summands(&with_targets, &soft, one_hot, scratch);
    for (size_t i = 0; i < ROWS; i++) {
        xent_block one = {.rows = 1, .columns = columns, .f32 = d.f32 + i * columns,
                          .label = d.label + i};
        xent_loss_rows single = {&one, NULL, NULL};
        xent_loss_summands(&plan, &single, &alone, scratch);
        ck_assert_mem_eq(&alone, &all[i], sizeof alone);
        ck_assert_mem_eq(&one_hot[i], &all[i], sizeof alone);
    }
    ck_assert_double_eq(all[5], 0);
    ck_assert_double_eq(all[ROWS - 1], 0);
    data_free(&d);
}
END_TEST

/* Soft targets among labels are as good as ever. */
START_TEST(soft_targets_are_summed_as_they_are)
{
    static double scratch[SCRATCH];
    const float z[] = {1, 2, 3, 3, -1, 0.5F};
    const double target[] = {0, 1, 0, 0.25, 0.25, 0.5};
    const xent_block block = {.rows = 2, .columns = 3, .f32 = z};
    xent_loss_plan plan = plan_of(3, true);
    xent_loss_rows rows = {&block, target, NULL};
    double quick[2], value[2];
    xent_loss_summands(&plan, &rows, quick, scratch);
    xent_loss_values(&plan, &rows, value, NULL, scratch);
    ck_assert_double_eq_tol(quick[0], value[0], tol_row);
    ck_assert_double_eq(quick[1], value[1]);
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("loss_sums");
    tcase_add_loop_test(t, summands_are_near_the_values, 0, SIZES);
    tcase_add_test(t, small_summands_keep_their_digits);
    tcase_add_loop_test(t, summands_do_not_know_their_neighbours, 0, SIZES);
    tcase_add_test(t, soft_targets_are_summed_as_they_are);
    return run_tests("loss_sums", t);
}
