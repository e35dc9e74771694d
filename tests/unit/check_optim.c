/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimisers on functions whose root or minimum is known in closed form. */
#include <check.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include "optim.h"
#include "suite.h"

#define INF ((double)INFINITY)

static const double near = 1e-14;

/* ---- roots */

typedef struct {
    const char *name;
    double (*f)(double x), (*df)(double x);
    double low, high, start, longest, root;
    size_t most; /* iterations */
} root_case;

static double line(double x) { return 3 * x - 1; }
static double line_slope(double x) { (void)x; return 3; }
static double flat_exp(double x) { return exp(x) - 2; }
static double flat_exp_slope(double x) { return exp(x); }
static double cube(double x) { return x * x * x - 2; }
static double cube_slope(double x) { return 3 * x * x; }
static double arc(double x) { return atan(x - 0.3); }
static double arc_slope(double x) { return 1 / (1 + (x - 0.3) * (x - 0.3)); }
static double step(double x) { return x < 0.7 ? -1 : 1; }
static double no_slope(double x) { (void)x; return 0; }

static const root_case roots[] = {
    {"line", line, line_slope, -10, 10, 5, 0, 1.0 / 3, 3},
    {"Newton leaves the bracket", flat_exp, flat_exp_slope, -30, 30, -20, 0, M_LN2, 40},
    {"far away, no bracket", flat_exp, flat_exp_slope, -INF, INF, -400, 1.5, M_LN2, 290},
    {"no derivative at the start", cube, cube_slope, -4, 4, 0, 0, 1.2599210498948732, 20},
    {"Newton diverges", arc, arc_slope, -1e3, 1e3, 40, 0, 0.3, 40},
    {"a jump", step, no_slope, -1, 2, 0, 0, 0.7, 200},
};

typedef struct {
    const root_case *c;
    double last;
    size_t asked;
} asked_root;

static xent_status
ask_root(void *context, double x, double *f, double *df, xent_error *err)
{
    asked_root *a = context;
    (void)err;
    a->last = x;
    a->asked++;
    *f = a->c->f(x);
    *df = a->c->df(x);
    return XENT_OK;
}

START_TEST(test_root)
{
    const root_case *c = &roots[_i];
    asked_root asked = {c, (double)NAN, 0};
    xent_stopping stopping = xent_stopping_default;
    xent_error err;
    double x = c->start;
    stopping.max_iterations = 400;
    stopping.longest = c->longest;
    ck_assert_int_eq(xent_root(ask_root, &asked, c->low, c->high, &x, &stopping, &err), XENT_OK);
    ck_assert_msg(fabs(x - c->root) <= 4 * near, "%s: %.17g", c->name, x);
    ck_assert_msg(stopping.iterations <= c->most, "%s: %zu iterations", c->name,
                  stopping.iterations);
    ck_assert_msg(asked.last == x, "%s: the last point asked is not the result", c->name);
    ck_assert_uint_eq(asked.asked, stopping.iterations + 1);
    ck_assert(stopping.gradient_norm == fabs(c->f(x)));
}
END_TEST

static xent_status
refuse(void *context, double x, double *f, double *df, xent_error *err)
{
    (void)context;
    *f = x - 100;
    *df = 1;
    return x > 5 ? xent_fail(err, XENT_EIO, "no more") : XENT_OK;
}

static xent_status
not_finite(void *context, double x, double *f, double *df, xent_error *err)
{
    (void)context;
    (void)err;
    *f = x > 5 ? (double)NAN : x - 100;
    *df = 1;
    return XENT_OK;
}

static xent_status
slow(void *context, double x, double *f, double *df, xent_error *err)
{
    (void)context;
    (void)err;
    *f = x - 1e6;
    *df = 1;
    return XENT_OK;
}

START_TEST(test_root_failures)
{
    xent_stopping stopping = xent_stopping_default;
    xent_error err;
    double x = 0;
    ck_assert_int_eq(xent_root(refuse, NULL, -10, 200, &x, &stopping, &err), XENT_EIO);
    ck_assert_str_eq(err.sentence, "no more");
    x = 0;
    ck_assert_int_eq(xent_root(not_finite, NULL, -10, 200, &x, &stopping, &err), XENT_EFIT);
    x = 0;
    stopping.longest = 1;
    ck_assert_int_eq(xent_root(slow, NULL, -10, 1e7, &x, &stopping, &err), XENT_EFIT);
    ck_assert_uint_eq(stopping.iterations, stopping.max_iterations);
    ck_assert(x == 200);
}
END_TEST

/* ---- minima */

typedef struct {
    const char *name;
    size_t n;
    xent_objective *f;
    double start[3], minimum[3];
} minimum_case;

/* sum of a_i (x_i - i)^2 with a from 1 to 1e6. */
static xent_status
bowl(void *context, const double *x, double *f, double *gradient, double *hessian, xent_error *err)
{
    static const double a[] = {1, 1e3, 1e6};
    (void)context;
    (void)err;
    *f = 0;
    for (size_t i = 0; i < 3; i++) {
        double d = x[i] - (double)i;
        *f += a[i] * d * d;
        if (gradient)
            gradient[i] = 2 * a[i] * d;
        for (size_t j = 0; hessian && j < 3; j++)
            hessian[i * 3 + j] = i == j ? 2 * a[i] : 0;
    }
    return XENT_OK;
}

/* ln(e^(x-1) + e^(1-x)) + (x - y)^2: flat far away. */
static xent_status
gutter(void *context, const double *x, double *f, double *gradient, double *hessian,
       xent_error *err)
{
    double d = x[0] - x[1], t = tanh(x[0] - 1), away = fabs(x[0] - 1);
    (void)context;
    (void)err;
    *f = away + log1p(exp(-2 * away)) + d * d;
    if (gradient) {
        gradient[0] = t + 2 * d;
        gradient[1] = -2 * d;
    }
    if (hessian) {
        hessian[0] = 1 - t * t + 2;
        hessian[1] = hessian[2] = -2;
        hessian[3] = 2;
    }
    return XENT_OK;
}

static const minimum_case minima[] = {
    {"a bowl", 3, bowl, {50, -3, 7}, {0, 1, 2}},
    {"from the minimum", 3, bowl, {0, 1, 2}, {0, 1, 2}},
    {"a gutter", 2, gutter, {30, -30, 0}, {1, 1, 0}},
};

START_TEST(test_minimum)
{
    const minimum_case *c = &minima[_i];
    xent_stopping stopping = xent_stopping_default;
    xent_error err;
    double x[3] = {c->start[0], c->start[1], c->start[2]};
    ck_assert_int_eq(xent_minimise(c->f, NULL, c->n, x, &stopping, &err), XENT_OK);
    for (size_t i = 0; i < c->n; i++)
        ck_assert_msg(fabs(x[i] - c->minimum[i]) <= near * (1 + fabs(c->minimum[i])),
                      "%s: x[%zu] = %.17g", c->name, i, x[i]);
    ck_assert_double_le(stopping.gradient_norm, 1e-7);
}
END_TEST

static xent_status
downhill(void *context, const double *x, double *f, double *gradient, double *hessian,
         xent_error *err)
{
    (void)context;
    (void)err;
    *f = exp(-x[0]);
    if (gradient)
        gradient[0] = -exp(-x[0]);
    if (hessian)
        hessian[0] = exp(-x[0]);
    return XENT_OK;
}

static xent_status
broken(void *context, const double *x, double *f, double *gradient, double *hessian,
       xent_error *err)
{
    int *calls = context;
    if (--*calls < 0)
        return xent_fail(err, XENT_EIO, "no more");
    return bowl(NULL, x, f, gradient, hessian, err);
}

START_TEST(test_minimum_failures)
{
    xent_stopping stopping = xent_stopping_default;
    xent_error err;
    double x[3] = {0};
    stopping.max_iterations = 50;
    ck_assert_int_eq(xent_minimise(downhill, NULL, 1, x, &stopping, &err), XENT_EFIT);
    ck_assert_double_gt(x[0], 5); /* the best point, not the first */
    for (int calls = 0; calls < 5; calls++) {
        int left = calls;
        double from[3] = {50, -3, 7};
        ck_assert_int_eq(xent_minimise(broken, &left, 3, from, &stopping, &err), XENT_EIO);
    }
}
END_TEST

int
main(void)
{
    TCase *tcase = tcase_create("optim");
    gsl_set_error_handler_off();
    tcase_add_loop_test(tcase, test_root, 0, (int)(sizeof roots / sizeof *roots));
    tcase_add_test(tcase, test_root_failures);
    tcase_add_loop_test(tcase, test_minimum, 0, (int)(sizeof minima / sizeof *minima));
    tcase_add_test(tcase, test_minimum_failures);
    return run_tests("optim", tcase);
}
