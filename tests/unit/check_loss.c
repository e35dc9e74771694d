/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every loss of the registry against 50-digit references, differences, and each other. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "loss_cases.h"
#include "suite.h"
#include "xent.h"
#include "../reference/losses.inc"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { LOSSES = COUNT(loss_references), DIGITS = 17, MOST = 8 };

/* Of the sum of the absolute terms; in units of 2^-52. */
static const double tol_terms = 4 * 0x1p-52;

/* The kernels' exponentials of float32 logits are shorter. */
static const double tol_float32 = 6e-12;

static size_t
reference_number(const xent_loss *loss)
{
    for (size_t i = 0; i < LOSSES; i++)
        if (strcmp(loss_references[i].name, loss->name) == 0)
            return i;
    ck_abort_msg("no references for %s: tests/reference/make_losses.py", loss->name);
    return 0;
}

static xent_loss_plan
plan_of(const xent_loss *loss, const loss_case *c)
{
    xent_loss_plan plan;
    xent_error err = {0};
    xent_status status =
        xent_loss_prepare(loss, &c->options, c->kind, c->columns,
                          !(loss->takes & XENT_TAKES_NOTHING), loss->takes & XENT_TAKES_TEACHER,
                          &plan, &err);
    ck_assert_msg(status == XENT_OK, "%s: %s", loss->name, err.sentence);
    return plan;
}

/* One row alone. */
static double
compute(const xent_loss *loss, const loss_case *c, double *gradient)
{
    xent_loss_plan plan = plan_of(loss, c);
    double scratch[32 * LOSS_CLASSES], value;
    xent_block block = {.rows = 1, .columns = c->columns, .f64 = c->score};
    xent_loss_rows rows = {&block, loss->takes & XENT_TAKES_NOTHING ? NULL : c->target,
                           loss->takes & XENT_TAKES_TEACHER ? c->teacher : NULL};
    ck_assert_uint_le(xent_loss_scratch(&plan), COUNT(scratch));
    xent_loss_values(&plan, &rows, &value, gradient, scratch);
    return value;
}

static double
reference_value(const char *text)
{
    char digits[DIGITS] = "";
    memcpy(digits, text, DIGITS - 1);
    uint64_t bits = strtoull(digits, NULL, 16);
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Is `got` the number that the text has, to 4 units of the sum of its absolute terms? */
static void
compare(const char *what, size_t row, size_t i, double got, const char *text)
{
    double want = reference_value(text), scale = exp2((text[DIGITS - 1] - '!') / 2.0);
    if (text[DIGITS - 1] == ' ')
        return;
    bool right = isinf(want) ? got == want
                             : fabs(got - want) <= tol_terms * scale * fabs(want) + 5e-324;
    ck_assert_msg(right, "%s, row %zu, number %zu: got %.17g, want %.17g: %.1f ulp of its terms",
                  what, row, i, got, want, fabs(got - want) / (scale * fabs(want)) * 0x1p52);
}

START_TEST(agrees_with_references)
{
    const xent_loss *loss = xent_losses[_i];
    size_t number = reference_number(loss);
    for (size_t row = 0; row < LOSS_ROWS; row++) {
        const char *text = loss_references[number].row[row];
        double gradient[LOSS_CLASSES];
        loss_case c;
        make_loss_case(loss, number, row, &c);
        double value = compute(loss, &c, gradient);
        compare(loss->name, row, 0, value, text);
        for (size_t k = 0; k < c.columns; k++)
            compare(loss->name, row, k + 1, gradient[k], text + (k + 1) * DIGITS);
    }
}
END_TEST

START_TEST(every_loss_has_references)
{
    for (size_t i = 0; xent_losses[i]; i++)
        reference_number(xent_losses[i]);
}
END_TEST

/* The vector kernel of float32 logits against the same numbers as float64. */
START_TEST(float32_agrees_with_float64)
{
    const xent_loss *loss = xent_loss_find("ce");
    for (size_t row = 0; row < LOSS_ROWS; row++) {
        double scratch[32 * LOSS_CLASSES], wide[LOSS_CLASSES], value[2];
        float single[LOSS_CLASSES];
        int32_t label = (int32_t)(row % LOSS_CLASSES);
        loss_case c;
        make_loss_case(loss, 0, row - row % 5, &c);
        xent_loss_defaults(loss, XENT_SEMANTICS_XENT, false, &c.options);
        for (size_t k = 0; k < LOSS_CLASSES; k++)
            wide[k] = (double)(single[k] = (float)fmax(fmin(c.score[k], 3e38), -3e38));
        xent_loss_plan plan = plan_of(loss, &c);
        xent_block block[] = {{.rows = 1, .columns = LOSS_CLASSES, .label = &label, .f32 = single},
                              {.rows = 1, .columns = LOSS_CLASSES, .label = &label, .f64 = wide}};
        for (int i = 0; i < 2; i++) {
            xent_loss_rows rows = {&block[i], NULL, NULL};
            xent_loss_values(&plan, &rows, &value[i], NULL, scratch);
        }
        ck_assert_double_le(fabs(value[0] - value[1]), tol_float32 * value[1]);
    }
}
END_TEST

/* The slope between two steps left and right of a score; the error is h^2 and the rounding. */
static double
slope(const xent_loss *loss, loss_case c, size_t k, double h)
{
    double z = c.score[k], up, down;
    c.score[k] = z + h;
    up = compute(loss, &c, NULL);
    c.score[k] = z - h;
    down = compute(loss, &c, NULL);
    return (up - down) / (2 * h);
}

/* Moderate scores only: where a difference says something. */
static bool
is_moderate(const loss_case *c)
{
    for (size_t k = 0; k < c->columns; k++) {
        double x = c->score[k];
        if (c->kind == XENT_PROBS ? x < 0.05 || x > 0.95 : fabs(x) > 15 || fabs(x) < 0.05)
            return false;
    }
    return true;
}

START_TEST(gradient_is_the_slope)
{
    const xent_loss *loss = xent_losses[_i];
    size_t seen = 0;
    for (size_t row = 0; row < LOSS_ROWS; row++) {
        double gradient[LOSS_CLASSES];
        loss_case c;
        make_loss_case(loss, reference_number(loss), row, &c);
        if (!is_moderate(&c))
            continue;
        double value = compute(loss, &c, gradient);
        seen++;
        for (size_t k = 0; k < c.columns; k++) {
            double step = slope(loss, c, k, 1e-5);
            ck_assert_msg(fabs(step - gradient[k]) < 1e-5 * (1 + fabs(value) + fabs(gradient[k])),
                          "%s, row %zu: slope %.9g, gradient %.9g", loss->name, row, step,
                          gradient[k]);
        }
    }
    ck_assert_uint_gt(seen, 50);
}
END_TEST

/* ---- reductions: their gradients, against differences */

typedef struct {
    size_t rows;
    double score[MOST * LOSS_CLASSES], target[MOST * LOSS_CLASSES], teacher[MOST * LOSS_CLASSES];
    double weight[MOST];
    loss_case first;
} batch;

/* Moderate logits of several rows, with the options of the first. */
static void
make_batch(const xent_loss *loss, size_t row, batch *b)
{
    size_t n;
    make_loss_case(loss, reference_number(loss), row, &b->first);
    n = b->first.columns;
    b->rows = MOST;
    if (b->first.options.class_weight)
        b->first.options.class_weight = b->first.class_weight;
    if (b->first.options.pos_weight)
        b->first.options.pos_weight = &b->first.pos_weight;
    for (size_t i = 0; i < MOST; i++) {
        loss_case c;
        make_loss_case(loss, reference_number(loss), row + 30 * i, &c); /* the same style */
        memcpy(b->score + i * n, c.score, n * sizeof *c.score);
        memcpy(b->target + i * n, c.target, n * sizeof *c.target);
        memcpy(b->teacher + i * n, c.teacher, n * sizeof *c.teacher);
        b->weight[i] = c.pos_weight;
    }
}

static double
reduce(const xent_loss *loss, const batch *b, xent_reduction reduction, double *gradient)
{
    loss_case c = b->first;
    double value[MOST];
    c.options.reduction = reduction;
    xent_loss_plan plan = plan_of(loss, &c);
    xent_block block = {.rows = b->rows, .columns = c.columns, .f64 = b->score,
                        .weight = b->weight};
    xent_loss_rows rows = {&block, loss->takes & XENT_TAKES_NOTHING ? NULL : b->target,
                           loss->takes & XENT_TAKES_TEACHER ? b->teacher : NULL};
    ck_assert_int_eq(xent_loss_compute(&plan, &rows, value, gradient, NULL), XENT_OK);
    return value[0];
}

static void
check_reduction(const xent_loss *loss, batch *b, xent_reduction reduction)
{
    double gradient[MOST * LOSS_CLASSES], value = reduce(loss, b, reduction, gradient);
    for (size_t k = 0; k < b->rows * b->first.columns; k++) {
        double x = b->score[k], h = 1e-5;
        b->score[k] = x + h;
        double up = reduce(loss, b, reduction, NULL);
        b->score[k] = x - h;
        double down = reduce(loss, b, reduction, NULL);
        b->score[k] = x;
        ck_assert_msg(fabs((up - down) / (2 * h) - gradient[k]) <
                          2e-5 * (1 + fabs(value) + fabs(gradient[k])),
                      "%s, %s: slope %.9g, gradient %.9g", loss->name,
                      xent_reduction_name(reduction), (up - down) / (2 * h), gradient[k]);
    }
}

START_TEST(reduced_gradient_is_the_slope)
{
    const xent_loss *loss = xent_losses[_i];
    for (size_t row = 0; row < 30; row++) {
        batch b;
        make_batch(loss, row, &b);
        if (row / 5 % 6 > 2 || b.first.kind == XENT_PROBS)
            continue;
        for (int r = XENT_REDUCE_SUM; xent_reduction_name((xent_reduction)r); r++)
            if (r != XENT_REDUCE_PERPLEXITY || reduce(loss, &b, XENT_REDUCE_MEAN, NULL) < 5)
                check_reduction(loss, &b, (xent_reduction)r);
    }
}
END_TEST

/* ---- properties */

/* Labels and one-hot rows, float64 and float32, with and without weights of the classes. */
START_TEST(labels_are_one_hot_rows)
{
    const xent_loss *loss = xent_losses[_i];
    if (!(loss->takes & XENT_TAKES_LABELS) || !(loss->takes & XENT_TAKES_TARGETS))
        return;
    for (size_t row = 0; row < LOSS_ROWS; row++) {
        double scratch[32 * LOSS_CLASSES], g[2][LOSS_CLASSES], value[2];
        float single[LOSS_CLASSES];
        loss_case c;
        make_loss_case(loss, reference_number(loss), row - row % 4, &c);
        int32_t label = c.columns == 1 ? (int32_t)c.target[0]
                                       : (int32_t)(c.target[1] + 2 * c.target[2]);
        for (size_t k = 0; k < c.columns; k++)
            single[k] = (float)fmax(fmin(c.score[k], 1e30), -1e30);
        xent_block block = {.rows = 1, .columns = c.columns, .label = &label};
        if (row % 2)
            block.f32 = single;
        else
            block.f64 = c.score;
        xent_loss_plan plan = plan_of(loss, &c);
        const double *teacher = loss->takes & XENT_TAKES_TEACHER ? c.teacher : NULL;
        xent_loss_rows rows[] = {{&block, c.target, teacher}, {&block, NULL, teacher}};
        for (int i = 0; i < 2; i++) {
            xent_loss_values(&plan, &rows[i], &value[i], row % 3 ? g[i] : NULL, scratch);
            plan.targets = false;
        }
        ck_assert_mem_eq(&value[0], &value[1], sizeof *value);
        if (row % 3)
            ck_assert_mem_eq(g[0], g[1], c.columns * sizeof **g);
    }
}
END_TEST

/* Is v' H v at least 0, but for rounding, for directions all around? */
static bool
is_semidefinite(size_t n, const double *h)
{
    uint64_t state = 7;
    for (size_t trial = 0; trial < 200; trial++) {
        double v[LOSS_CLASSES], form = 0, size = 1e-3;
        for (size_t k = 0; k < n; k++)
            v[k] = loss_draw(&state) - 0.5;
        for (size_t j = 0; j < n * n; j++) {
            form += v[j / n] * h[j] * v[j % n];
            size += fabs(v[j / n] * h[j] * v[j % n]);
        }
        if (form < -1e-13 * size)
            return false;
    }
    return true;
}

static void
hessian_of(const xent_loss *loss, const loss_case *c, double *hessian)
{
    xent_loss_plan plan = plan_of(loss, c);
    double scratch[32 * LOSS_CLASSES];
    xent_block block = {.rows = 1, .columns = c->columns, .f64 = c->score};
    xent_loss_rows rows = {&block, c->target, loss->takes & XENT_TAKES_TEACHER ? c->teacher : NULL};
    xent_loss_hessian(&plan, &rows, 0, hessian, scratch);
}

START_TEST(hessian_is_the_slope_of_the_gradient)
{
    const xent_loss *loss = xent_losses[_i];
    if (!(loss->properties & XENT_LOSS_CURVED))
        return;
    for (size_t row = 0; row < LOSS_ROWS; row++) {
        double hessian[LOSS_CLASSES * LOSS_CLASSES], up[LOSS_CLASSES], down[LOSS_CLASSES], h = 1e-5;
        loss_case c;
        make_loss_case(loss, reference_number(loss), row, &c);
        if (c.kind != XENT_LOGITS || !is_moderate(&c))
            continue;
        hessian_of(loss, &c, hessian);
        for (size_t k = 0; k < c.columns; k++) {
            double z = c.score[k];
            c.score[k] = z + h;
            compute(loss, &c, up);
            c.score[k] = z - h;
            compute(loss, &c, down);
            c.score[k] = z;
            for (size_t j = 0; j < c.columns; j++)
                ck_assert_double_eq_tol((up[j] - down[j]) / (2 * h), hessian[j * c.columns + k],
                                        1e-7 * c.options.temperature + 1e-7);
        }
    }
}
END_TEST

/* Cross-entropies curve upwards wherever they are; squared errors do not. */
START_TEST(cross_entropies_are_convex_and_squared_errors_are_not)
{
    const xent_loss *loss = xent_losses[_i];
    size_t hollow = 0;
    if (!(loss->properties & XENT_LOSS_CURVED))
        return;
    for (size_t row = 0; row < LOSS_ROWS; row++) {
        double h[LOSS_CLASSES * LOSS_CLASSES];
        loss_case c;
        make_loss_case(loss, reference_number(loss), row - row % 4, &c); /* hard targets */
        c.kind = XENT_LOGITS;
        loss_logits(row % 4, 0, c.columns, (double[]){0.5 + c.class_weight[0] / 9, 0.2, 0.4}, c.score);
        hessian_of(loss, &c, h);
        hollow += !is_semidefinite(c.columns, h);
    }
    if (loss->properties & XENT_LOSS_CONVEX)
        ck_assert_uint_eq(hollow, 0);
    else if (strstr(loss->name, "mse"))
        ck_assert_uint_gt(hollow, 0);
}
END_TEST

/* H(t',q) = (1-s) H(t,q) + s H(u,q). */
START_TEST(smoothing_is_a_mixture)
{
    const xent_loss *loss = xent_losses[_i];
    if (!(loss->properties & XENT_LOSS_LINEAR))
        return;
    for (size_t row = 0; row < 90; row++) {
        loss_case c;
        make_loss_case(loss, reference_number(loss), row, &c);
        double whole, parts[2], s = 0.3;
        c.options.label_smoothing = s;
        whole = compute(loss, &c, NULL);
        for (int i = 0; i < 2; i++) {
            c.options.label_smoothing = i;
            parts[i] = compute(loss, &c, NULL);
        }
        if (isfinite(whole))
            ck_assert_double_le(fabs(whole - (1 - s) * parts[0] - s * parts[1]),
                                1e-14 * (fabs(parts[0]) + fabs(parts[1])) + 1e-16);
    }
}
END_TEST

/* ---- limits */

START_TEST(limits_are_finite)
{
    static const double z[][3] = {{-HUGE_VAL, 0, 0}, {1e308, -1e308, -HUGE_VAL}, {1e4, -1e4, 1e4}};
    static const int32_t label[] = {1, 0, 2};
    for (size_t l = 0; xent_losses[l]; l++) {
        const xent_loss *loss = xent_losses[l];
        if (loss->columns != XENT_LOSS_CLASSES || loss->takes & XENT_TAKES_TEACHER)
            continue;
        for (size_t i = 0; i < COUNT(z); i++) {
            loss_case c;
            double value, gradient[3], scratch[32 * LOSS_CLASSES];
            make_loss_case(loss, 0, 0, &c);
            c.options.label_smoothing = 0;
            xent_block block = {.rows = 1, .columns = 3, .f64 = z[i], .label = &label[i]};
            xent_loss_rows rows = {&block, NULL, NULL};
            xent_loss_plan plan = plan_of(loss, &c);
            plan.targets = false;
            xent_loss_values(&plan, &rows, &value, gradient, scratch);
            ck_assert_double_finite(value);
            for (size_t k = 0; k < 3; k++)
                ck_assert_double_finite(gradient[k]);
        }
    }
}
END_TEST

/* n / n_c, n / (K n_c), (1-b) / (1-b^n_c) over their sum times K. */
START_TEST(class_weights_from_counts)
{
    const double count[] = {1, 2, 5};
    double w[3];
    ck_assert_int_eq(xent_class_weights(XENT_WEIGHT_INVERSE, 3, count, 0, w, NULL), XENT_OK);
    ck_assert_double_eq(w[0], 8);
    ck_assert_double_eq(w[1], 4);
    ck_assert_double_eq(w[2], 1.6);
    ck_assert_int_eq(xent_class_weights(XENT_WEIGHT_BALANCED, 3, count, 0, w, NULL), XENT_OK);
    ck_assert_double_eq_tol(w[2], 8 / 15.0, 1e-16);
    ck_assert_int_eq(xent_class_weights(XENT_WEIGHT_EFFECTIVE, 3, count, 0.5, w, NULL), XENT_OK);
    double raw[] = {1, 0.5 / 0.75, 0.5 / 0.96875}, sum = raw[0] + raw[1] + raw[2];
    for (size_t k = 0; k < 3; k++)
        ck_assert_double_eq_tol(w[k], 3 * raw[k] / sum, 1e-15);
    ck_assert_int_eq(xent_class_weights(XENT_WEIGHT_INVERSE, 2, (double[]){0, 1}, 0, w, NULL),
                     XENT_EDATA);
}
END_TEST

/* ---- what cannot be */

static xent_status
prepare(const char *name, xent_kind kind, size_t columns, bool targets, double temperature)
{
    const xent_loss *loss = xent_loss_find(name);
    xent_loss_options options;
    xent_loss_plan plan;
    xent_loss_defaults(loss, XENT_SEMANTICS_XENT, false, &options);
    options.temperature = temperature;
    return xent_loss_prepare(loss, &options, kind, columns, targets, false, &plan, NULL);
}

START_TEST(impossible_plans_are_refused)
{
    ck_assert_int_eq(prepare("ce", XENT_LOGITS, 3, false, 1), XENT_OK);
    ck_assert_int_eq(prepare("ce", XENT_LOGITS, 1, false, 1), XENT_EINVAL);
    ck_assert_int_eq(prepare("hinge", XENT_PROBS, 1, false, 1), XENT_EINVAL);
    ck_assert_int_eq(prepare("bce", XENT_LOGITS, 3, false, 1), XENT_EINVAL);
    ck_assert_int_eq(prepare("bce", XENT_LOGITS, 3, true, 1), XENT_OK);
    ck_assert_int_eq(prepare("distillation", XENT_LOGITS, 3, true, 1), XENT_EINVAL);
    ck_assert_int_eq(prepare("ce", XENT_LOGITS, 3, true, 0), XENT_EINVAL);
    ck_assert_int_eq(prepare("ce", XENT_PROBS, 3, true, 2), XENT_EINVAL);
    ck_assert_int_eq(prepare("hinge", XENT_LOGITS, 1, true, 2), XENT_EINVAL);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("loss");
    tcase_add_loop_test(tests, agrees_with_references, 0, LOSSES);
    tcase_add_test(tests, every_loss_has_references);
    tcase_add_test(tests, float32_agrees_with_float64);
    tcase_add_loop_test(tests, gradient_is_the_slope, 0, LOSSES);
    tcase_add_loop_test(tests, reduced_gradient_is_the_slope, 0, LOSSES);
    tcase_add_loop_test(tests, labels_are_one_hot_rows, 0, LOSSES);
    tcase_add_loop_test(tests, hessian_is_the_slope_of_the_gradient, 0, LOSSES);
    tcase_add_loop_test(tests, cross_entropies_are_convex_and_squared_errors_are_not, 0, LOSSES);
    tcase_add_loop_test(tests, smoothing_is_a_mixture, 0, LOSSES);
    tcase_add_test(tests, limits_are_finite);
    tcase_add_test(tests, class_weights_from_counts);
    tcase_add_test(tests, impossible_plans_are_refused);
    return run_tests("loss", tests);
}
