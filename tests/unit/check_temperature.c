/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The temperature of many rows, which is fitted in few passes, against sums in long double that know
   nothing of lanes, floats or series. */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "beta_curve.h"
#include "crossfit.h"
#include "map.h"
#include "memory_sample.h"
#include "random.h"
#include "suite.h"

/* Relative errors: of an optimum, of what is left of the slope there, of its loss in double and where float arithmetic sufficed. */
static const double optimum = 1e-12, certified = 2e-13, in_double = 1e-13, in_float = 1e-8;
/* Of the optimum of a fold that was fitted with the others. */
static const double fold = 1e-9;
/* Of a standard error and of what the curve may be off by, of its height. */
static const double spread = 1e-9, curve = 1e-4;

/* ---- data: logits that are too sure by a factor */

typedef struct {
    size_t rows, columns;
    double factor, mask; /* share of classes with z = -inf */
    bool float32, weighted, sorted, heavy; /* heavy: tails as Student's t with 3 degrees of freedom */
    xent_kind kind;
} recipe;

static const recipe recipes[] = {
    {.rows = 20000, .columns = 1, .factor = 2},
    {.rows = 20000, .columns = 1, .factor = 0.7, .float32 = true, .weighted = true},
    {.rows = 20000, .columns = 2, .factor = 1.0005, .float32 = true},
    {.rows = 30000, .columns = 3, .factor = 1, .weighted = true},
    {.rows = 20000, .columns = 10, .factor = 2, .float32 = true},
    {.rows = 20000, .columns = 10, .factor = 2, .float32 = true, .sorted = true},
    {.rows = 20000, .columns = 10, .factor = 0.05, .float32 = true, .mask = 0.3},
    {.rows = 9000, .columns = 32, .factor = 3},
    {.rows = 9000, .columns = 33, .factor = 40, .float32 = true},
    {.rows = 8200, .columns = 70, .factor = 1.5, .float32 = true, .weighted = true, .mask = 0.1},
    {.rows = 8200, .columns = 70, .factor = 300, .mask = 0.1},
    {.rows = 20000, .columns = 50, .factor = 2, .float32 = true, .weighted = true, .heavy = true},
    {.rows = 8200, .columns = 40, .factor = 1.3, .float32 = true, .kind = XENT_PROBS},
    {.rows = 8200, .columns = 20, .factor = 1.3, .kind = XENT_LOGPROBS},
};

typedef struct {
    const recipe *recipe;
    double *z, *score;
    float *f32;
    double *weight;
    int32_t *label;
    memory memory;
} made;

static double
normal(uint64_t key, uint64_t i)
{
    return sqrt(-2 * log(xent_random_uniform(key, 2 * i)))
           * cos(6.283185307179586 * xent_random_uniform(key, 2 * i + 1));
}

/* A number that makes the tails of what it multiplies heavy. */
static double
stretch(uint64_t key, uint64_t i)
{
    double squares = 0;
    for (uint64_t k = 0; k < 3; k++)
        squares += pow(normal(key, 3 * i + k), 2);
    return sqrt(3 / squares);
}

/* A label drawn from softmax(z / factor); one column: from sigmoid. */
static int32_t
draw(const made *m, size_t i, double u)
{
    size_t n = m->recipe->columns;
    const double *z = m->z + i * n;
    double total = 0;
    if (n == 1)
        return u < 1 / (1 + exp(-z[0] / m->recipe->factor));
    for (size_t j = 0; j < n; j++)
        total += exp(z[j] / m->recipe->factor);
    u *= total;
    for (size_t j = 0; j + 1 < n; j++)
        if ((u -= exp(z[j] / m->recipe->factor)) < 0)
            return (int32_t)j;
    return (int32_t)n - 1;
}

/* Logits as scores of the kind, and back to the logits that those scores are. */
static void
store_row(made *m, size_t i)
{
    size_t n = m->recipe->columns;
    double total = 0;
    for (size_t j = 0; j < n; j++)
        total += exp(m->z[i * n + j]);
    for (size_t j = i * n; j < (i + 1) * n; j++) {
        double q = exp(m->z[j]) / total;
        double score = m->recipe->kind == XENT_LOGITS ? m->z[j]
                       : m->recipe->kind == XENT_PROBS ? q
                                                       : log(q);
        m->f32[j] = (float)score;
        m->score[j] = m->recipe->float32 ? (double)m->f32[j] : score;
        m->z[j] = m->recipe->kind == XENT_PROBS ? log(m->score[j]) : m->score[j];
    }
}

static made
make(const recipe *r, uint64_t seed)
{
    size_t cells = r->rows * r->columns;
    made m = {.recipe = r, .z = malloc(cells * sizeof(double)), .score = malloc(cells * sizeof(double)),
              .f32 = malloc(cells * sizeof(float)), .weight = malloc(r->rows * sizeof(double)),
              .label = malloc(r->rows * sizeof(int32_t))};
    ck_assert(m.z && m.score && m.f32 && m.weight && m.label);
    uint64_t key = xent_random_key(seed, 0), other = xent_random_key(seed, 1);
    uint64_t third = xent_random_key(seed, 2);
    for (size_t i = 0; i < cells; i++)
        m.z[i] = r->factor * 1.5 * normal(key, i) * (r->heavy ? stretch(third, i) : 1);
    for (size_t i = 0; i < r->rows; i++) {
        m.label[i] = draw(&m, i, xent_random_uniform(other, 2 * i));
        m.weight[i] = 0.5 + xent_random_uniform(other, 2 * i + 1);
        for (size_t j = 0; r->mask > 0 && j < r->columns; j++)
            if ((int32_t)j != m.label[i]
                && xent_random_uniform(other, 2 * r->rows + i * r->columns + j) < r->mask)
                m.z[i * r->columns + j] = -HUGE_VAL;
        if (r->sorted) { /* the first class first, and right more often than not */
            m.label[i] = (int32_t)(i * r->columns / r->rows);
            m.z[i * r->columns + (size_t)m.label[i]] += 3 * r->factor;
        }
        store_row(&m, i);
    }
    m.memory = (memory){.rows = r->rows, .columns = r->columns, .kind = r->kind, .label = m.label,
                        .f32 = r->float32 ? m.f32 : NULL, .f64 = r->float32 ? NULL : m.score,
                        .weight = r->weighted ? m.weight : NULL};
    return m;
}

static void
unmake(made *m)
{
    free(m->z);
    free(m->score);
    free(m->f32);
    free(m->weight);
    free(m->label);
}

/* ---- the reference */

typedef struct {
    long double nll, slope, curvature, square; /* means; square: sum w^2 l'^2 / (sum w)^2 */
} exact_loss;

static long double
logit_at(const made *m, size_t i, size_t j)
{
    size_t n = m->recipe->columns;
    return n == 1 ? (j == 1 ? (long double)m->z[i] : 0) : (long double)m->z[i * n + j];
}

static exact_loss
exact_at(const made *m, long double beta)
{
    size_t n = m->recipe->columns == 1 ? 2 : m->recipe->columns;
    long double weight = 0;
    exact_loss sum = {0, 0, 0, 0};
    for (size_t i = 0; i < m->recipe->rows; i++) {
        long double w = m->recipe->weighted ? (long double)m->weight[i] : 1, top = -HUGE_VALL;
        long double own = logit_at(m, i, (size_t)m->label[i]), total = 0, first = 0, second = 0;
        for (size_t j = 0; j < n; j++)
            top = fmaxl(top, logit_at(m, i, j));
        for (size_t j = 0; j < n; j++) {
            long double d = logit_at(m, i, j) - top, e = isinf(d) ? 0 : expl(beta * d);
            d = isinf(d) ? 0 : d;
            total += e;
            first += e * d;
            second += e * d * d;
        }
        first /= total;
        long double slope = first - (own - top);
        weight += w;
        sum.nll += w * (logl(total) - beta * (own - top));
        sum.slope += w * slope;
        sum.curvature += w * (second / total - first * first);
        sum.square += w * w * slope * slope;
    }
    return (exact_loss){sum.nll / weight, sum.slope / weight, sum.curvature / weight,
                        sum.square / weight / weight};
}

static void
assert_close(const char *what, double got, long double want, double tolerance)
{
    ck_assert_msg(fabsl((long double)got - want) <= (long double)tolerance * fabsl(want),
                  "%s: got %.17g want %.17Lg", what, got, want);
}

static xent_map *
fit(xent_sample *sample, unsigned threads)
{
    xent_error err = {0};
    xent_map *map;
    xent_status status = xent_map_fit(xent_map_type_find("temperature"), sample,
                                      &(xent_fit_options){.threads = threads}, &map, NULL, &err);
    ck_assert_msg(status == XENT_OK, "%s", err.sentence);
    return map;
}

/* ---- tests */

/* What is reported is the optimum to the last digits, and is true of the parameters reported. */
START_TEST(test_optimum)
{
    const recipe *r = &recipes[_i];
    for (uint64_t seed = 0; seed < 2; seed++) {
        made m = make(r, seed);
        xent_sample *sample = memory_sample(m.memory);
        xent_map *map = fit(sample, 2);
        const xent_fit *f = xent_map_certificate(map);
        double beta = *xent_map_parameter(map, "inverse_temperature", NULL);
        exact_loss here = exact_at(&m, (long double)beta), one = exact_at(&m, 1);
        bool fast = r->float32 && r->columns > 1 && r->kind != XENT_PROBS;
        long double error = here.slope / here.curvature / (long double)beta;
        ck_assert_msg(fabsl(error) <= (long double)optimum, "recipe %d: beta is off by %.3Lg", _i, error);
        ck_assert_msg(fabsl((long double)beta * here.slope) <= (long double)f->gradient_norm + 1e-15L
                          * (1 + fabsl((long double)beta * (long double)beta * here.curvature)),
                      "recipe %d: gradient %.3Lg, reported %.3g", _i, (long double)beta * here.slope,
                      f->gradient_norm);
        ck_assert_double_le(f->gradient_norm, certified);
        assert_close("after", f->nll_after, here.nll, in_double);
        assert_close("before", f->nll_before, one.nll, fast ? in_float : in_double);
        assert_close("standard error",
                     *xent_map_standard_error(map, "inverse_temperature", NULL),
                     sqrtl(here.square) / here.curvature, spread);
        ck_assert_uint_le(f->iterations, 20);
        xent_map_free(map);
        xent_sample_free(sample);
        unmake(&m);
    }
}
END_TEST

/* The curve is that of the definition, but for less than can be seen. */
START_TEST(test_curve)
{
    enum { POINTS = 41 };
    static const int of[] = {2, 4, 6, 8, 10};
    made m = make(&recipes[of[_i]], 7);
    xent_sample *sample = memory_sample(m.memory);
    double t[POINTS], nll[POINTS], low = HUGE_VAL, high = -HUGE_VAL, worst = 0;
    double factor = m.recipe->factor;
    for (int i = 0; i < POINTS; i++)
        t[i] = fmin(factor, 1) / 3 * pow(9 * fmax(factor, 1 / factor), i / (POINTS - 1.0));
    ck_assert_int_eq(xent_temperature_curve(sample, 2, POINTS, t, nll, NULL), XENT_OK);
    for (int i = 0; i < POINTS; i += 3) {
        double want = (double)exact_at(&m, 1 / (long double)t[i]).nll;
        low = fmin(low, want);
        high = fmax(high, want);
        worst = fmax(worst, fabs(nll[i] - want));
    }
    ck_assert_msg(worst <= curve * (high - low), "factor %g: off by %g of %g", factor, worst,
                  high - low);
    xent_sample_free(sample);
    unmake(&m);
}
END_TEST

/* Folds that are fitted at once are those that are fitted one by one. */
START_TEST(test_folds)
{
    enum { FOLDS = 5 };
    const recipe *r = &recipes[_i];
    made m = make(r, 11);
    xent_sample *sample = memory_sample(m.memory);
    xent_map *all = fit(sample, 2);
    const xent_map_type *type = xent_map_type_of(all);
    xent_crossfit *at_once, *one_by_one;
    double nll, want_nll;
    size_t without_a_pass = 0;
    ck_assert_int_eq(xent_crossfit_alloc(type, sample, &(xent_fit_options){.start = all}, FOLDS, 1,
                                         &at_once, NULL), XENT_OK);
    ck_assert_int_eq(xent_crossfit_alloc(type, sample, &(xent_fit_options){.threads = 2}, FOLDS, 1,
                                         &one_by_one, NULL), XENT_OK);
    for (size_t f = 0; f < FOLDS; f++) {
        const xent_map *got = xent_crossfit_map(at_once, f), *want = xent_crossfit_map(one_by_one, f);
        const xent_fit *fit = xent_map_certificate(got), *separate = xent_map_certificate(want);
        without_a_pass += fit->iterations == 0;
        assert_close("temperature", *xent_map_parameter(got, "temperature", NULL),
                     (long double)*xent_map_parameter(want, "temperature", NULL), fold);
        assert_close("standard error", *xent_map_standard_error(got, "temperature", NULL),
                     (long double)*xent_map_standard_error(want, "temperature", NULL), 1e-4);
        assert_close("after", fit->nll_after, (long double)separate->nll_after, in_double);
        assert_close("weight", fit->weight, (long double)separate->weight, in_double);
        ck_assert_uint_eq(fit->rows, separate->rows);
    }
    ck_assert_int_eq(xent_crossfit_nll(at_once, 1, &nll, NULL), XENT_OK);
    ck_assert_int_eq(xent_crossfit_nll(one_by_one, 1, &want_nll, NULL), XENT_OK);
    assert_close("on other rows", nll, (long double)want_nll, 1e-11);
    ck_assert_uint_ge(without_a_pass, 3);
    xent_crossfit_free(at_once);
    xent_crossfit_free(one_by_one);
    xent_map_free(all);
    xent_sample_free(sample);
    unmake(&m);
}
END_TEST

/* Neither threads nor luck change a bit. */
START_TEST(test_threads)
{
    static const int of[] = {1, 5, 9};
    made m = make(&recipes[of[_i]], 3);
    xent_sample *sample = memory_sample(m.memory);
    xent_map *first = fit(sample, 1);
    double want = *xent_map_parameter(first, "temperature", NULL);
    for (unsigned repeat = 0; repeat < 50; repeat++) {
        xent_map *map = fit(sample, repeat % 8 + 1);
        double got = *xent_map_parameter(map, "temperature", NULL);
        ck_assert_mem_eq(&got, &want, sizeof got);
        ck_assert_mem_eq(xent_map_certificate(map), xent_map_certificate(first), sizeof(xent_fit));
        xent_map_free(map);
    }
    xent_map_free(first);
    xent_sample_free(sample);
    unmake(&m);
}
END_TEST

/* Derivatives of two classes are the cumulants of a coin, in closed form. */
START_TEST(test_derivatives)
{
    static const double logits[] = {-3, -0.4, 0.25, 2, 5};
    for (size_t columns = 2; columns <= 40; columns += 38) { /* the others masked */
        double z[40], terms[XENT_BETA_TERMS], beta = 0.8;
        double *scratch = malloc(xent_kernel_beta_scratch(1, columns) * sizeof *scratch);
        int32_t label = 1;
        for (size_t j = 0; j < columns; j++)
            z[j] = -HUGE_VAL;
        z[0] = 0;
        z[1] = logits[_i];
        xent_block block = {.rows = 1, .columns = columns, .f64 = z, .label = &label};
        xent_kernel_beta(&block, XENT_LOGITS, beta, XENT_BETA_HIGH, false, scratch, terms);
        double x = z[1], p = 1 / (1 + exp(-beta * x)), v = p * (1 - p), k = 1 - 2 * p;
        const double want[] = {-log(p), x * (p - 1), x * x * v, x * x * x * v * k,
                               pow(x, 4) * v * (1 - 6 * v), pow(x, 5) * v * k * (1 - 12 * v),
                               pow(x, 6) * v * (1 - 30 * v * (1 - 4 * v))};
        for (size_t i = 0; i <= XENT_BETA_ORDERS; i++)
            ck_assert_double_eq_tol(terms[i], want[i], 1e-13 * (1 + pow(fabs(x), (double)i)));
        free(scratch);
    }
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("temperature");
    gsl_set_error_handler_off();
    tcase_add_loop_test(tests, test_optimum, 0, (int)(sizeof recipes / sizeof *recipes));
    tcase_add_loop_test(tests, test_curve, 0, 5);
    tcase_add_loop_test(tests, test_folds, 0, (int)(sizeof recipes / sizeof *recipes));
    tcase_add_loop_test(tests, test_threads, 0, 3);
    tcase_add_loop_test(tests, test_derivatives, 0, 5);
    return run_tests("temperature", tests);
}
