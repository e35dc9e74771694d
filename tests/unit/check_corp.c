/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CORP and the decompositions of bins, against tests/reference/make_corp.py and closed forms. */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include "corp.h"
#include "memory_sample.h"
#include "random.h"
#include "result_internal.h"
#include "soften.h"
#include "suite.h"

enum { MOST = 40 };

typedef struct {
    const char *name;
    size_t rows;
    double p[MOST], outcome[MOST], weight[MOST];
    double log[4], brier[4];        /* score, miscalibration, discrimination, uncertainty */
    double murphy[6], murphy_log[7]; /* reliability, resolution, uncertainty, corrected; within */
    size_t points;
    double band[MOST][3]; /* x, low, high */
} corp_case;

#include "../reference/corp.inc"

enum { CASES = sizeof corp_cases / sizeof *corp_cases };

static const double tolerance = 1e-13;

static bool
is_soft(const corp_case *c)
{
    return strncmp(c->name, "soft", 4) == 0;
}

static xent_sample *
open_case(const corp_case *c, int32_t *label)
{
    memory scores = {.rows = c->rows, .columns = 1, .kind = XENT_PROBS, .f64 = c->p,
                     .weight = c->weight, .weight_kind = XENT_FREQUENCY};
    memory targets = {.rows = c->rows, .columns = 1, .kind = XENT_PROBS, .f64 = c->outcome};
    xent_sample *sample;
    for (size_t i = 0; i < c->rows; i++)
        label[i] = c->outcome[i] == 1;
    if (!is_soft(c)) {
        scores.label = label;
        return memory_sample(scores);
    }
    ck_assert_int_eq(xent_sample_soften(memory_sample(scores), memory_sample(targets), "", &sample,
                                        NULL),
                     XENT_OK);
    return sample;
}

static double
number(const json_t *object, const char *a, const char *b, const char *c)
{
    const json_t *at = json_object_get(object, a);
    at = b ? json_object_get(at, b) : at;
    at = c ? json_object_get(at, c) : at;
    ck_assert_msg(at != NULL, "%s.%s.%s", a, b ? b : "", c ? c : "");
    return json_is_object(at) ? json_real_value(json_object_get(at, "value")) : json_real_value(at);
}

static void
check_number(const corp_case *c, double got, double want)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s: %.17g, not %.17g", c->name, got, want);
}

START_TEST(terms_of_cases)
{
    static const char *const names[] = {"score", "miscalibration", "discrimination", "uncertainty"};
    static const char *const parts[] = {"reliability", "resolution", "uncertainty"};
    const corp_case *c = &corp_cases[_i];
    int32_t label[MOST];
    xent_settings settings = xent_settings_default;
    xent_evaluation *evaluation;
    xent_sample *sample = open_case(c, label);
    settings.replicates = 50;
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    json_t *all = xent_result_decomposition(evaluation, XENT_NATS);
    for (size_t i = 0; i < 4; i++) {
        check_number(c, number(all, "corp", "log", names[i]), c->log[i]);
        check_number(c, number(all, "corp", "brier", names[i]), c->brier[i]);
    }
    const json_t *murphy = json_object_get(all, "murphy");
    for (size_t i = 0; i < 3; i++) {
        check_number(c, number(murphy, parts[i], NULL, NULL), c->murphy[i]);
        check_number(c, number(murphy, "corrected", parts[i], NULL), c->murphy[3 + i]);
        check_number(c, number(murphy, "log", parts[i], NULL), c->murphy_log[i]);
        check_number(c, number(murphy, "log", "corrected", parts[i]), c->murphy_log[3 + i]);
    }
    check_number(c, number(murphy, "log", "within_bin", NULL), c->murphy_log[6]);
    /* Stephenson's identity, whatever the outcomes */
    check_number(c, c->murphy[0] - c->murphy[1] + c->murphy[2]
                        + number(murphy, "within_bin_variance", NULL, NULL)
                        - number(murphy, "within_bin_covariance", NULL, NULL),
                 c->brier[0]);
    json_decref(all);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* The band at both ends of the steps. */
START_TEST(band)
{
    int32_t label[MOST];
    const corp_case *c = &corp_cases[_i];
    xent_evaluation *evaluation;
    xent_sample *sample = open_case(c, label);
    ck_assert_int_eq(xent_evaluate(sample, &xent_settings_default, &evaluation, NULL), XENT_OK);
    const xent_corp *corp = xent_evaluation_corp(evaluation);
    for (size_t i = 0, at = 0; i < c->points; i++) {
        while (at + 1 < corp->size && corp->point[at].x < c->band[i][0])
            at++;
        ck_assert_double_eq(corp->point[at].x, c->band[i][0]);
        ck_assert_double_eq_tol(corp->point[at].low, c->band[i][1], 1e-9);
        ck_assert_double_eq_tol(corp->point[at].high, c->band[i][2], 1e-9);
    }
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* Ten thousand forecasts drawn at random: no term is negative, the curve increases and lies within its
   bands' order. */
START_TEST(never_negative)
{
    double p[25];
    int32_t label[25];
    xent_settings settings = xent_settings_default;
    settings.replicates = 1;
    for (uint64_t seed = 0; seed < 10000; seed++) {
        size_t n = 1 + seed % 25;
        for (size_t i = 0; i < n; i++) {
            double u = xent_random_uniform(seed, 2 * i);
            p[i] = seed % 3 ? u : floor(5 * u) / 4;
            label[i] = xent_random_uniform(seed, 2 * i + 1) < 0.4;
        }
        xent_evaluation *evaluation;
        xent_sample *sample = memory_sample((memory){
            .rows = n, .columns = 1, .kind = XENT_PROBS, .f64 = p, .label = label});
        ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
        const xent_corp *corp = xent_evaluation_corp(evaluation);
        ck_assert(corp->log.miscalibration >= 0 && corp->brier.miscalibration >= 0);
        ck_assert(corp->log.discrimination >= 0 && corp->brier.discrimination >= 0);
        for (size_t i = 0; i < corp->size; i++) {
            const xent_corp_point *point = &corp->point[i];
            ck_assert(i == 0 || (point->x > point[-1].x && point->y >= point[-1].y));
            ck_assert(point->low <= point->y + 1e-9 && point->y <= point->high + 1e-9);
            ck_assert(point->consistency_low <= point->consistency_high);
        }
        xent_evaluation_free(evaluation);
        xent_sample_free(sample);
    }
}
END_TEST

/* One p for all: the regression is the mean outcome, so that the miscalibration of a calibrated forecast
   is (X/n - 1/2)^2, X ~ Binomial(400, 1/2): 1/1600 in the mean; |X - 200| <= 20 has 0.9596 and <= 19
   has 0.9489 of the probability. */
START_TEST(null_of_one_value)
{
    enum { N = 400 };
    double p[N];
    int32_t label[N];
    xent_settings settings = xent_settings_default;
    xent_evaluation *evaluation;
    settings.replicates = 40000;
    for (size_t i = 0; i < N; i++) {
        p[i] = 0.5;
        label[i] = i % 4 == 0;
    }
    xent_sample *sample = memory_sample((memory){
        .rows = N, .columns = 1, .kind = XENT_PROBS, .f64 = p, .label = label});
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    const xent_corp *corp = xent_evaluation_corp(evaluation);
    ck_assert_double_eq_tol(corp->brier.null_mean, 1. / (4 * N), 0.03 / (4 * N));
    ck_assert_double_eq_tol(corp->brier.null_high, 0.0025, 1e-12);
    /* KL(v || 1/2) = 2 (v - 1/2)^2 + (4/3) (v - 1/2)^4 + ... */
    ck_assert_double_eq_tol(corp->log.null_mean, 1. / (2 * N), 0.03 / (2 * N));
    ck_assert_uint_eq(corp->size, 1);
    ck_assert_double_eq(corp->point[0].y, 0.25);
    ck_assert_double_eq_tol(corp->point[0].consistency_low, 0.45, 1e-12);
    ck_assert_double_eq_tol(corp->point[0].consistency_high, 0.55, 1e-12);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* P(y=1) is p^2: the confidence band holds it at 95 in 100 points, and the consistency band, which is about a
   calibrated forecast, does not. */
START_TEST(bands_hold_the_truth)
{
    enum { N = 500, SAMPLES = 200 };
    double p[N];
    int32_t label[N];
    size_t points = 0, inside = 0, consistent = 0;
    xent_settings settings = xent_settings_default;
    settings.replicates = 200;
    for (uint64_t seed = 0; seed < SAMPLES; seed++) {
        xent_evaluation *evaluation;
        uint64_t key = xent_random_key(seed, 1);
        for (size_t i = 0; i < N; i++) {
            p[i] = xent_random_uniform(key, 2 * i);
            label[i] = xent_random_uniform(key, 2 * i + 1) < p[i] * p[i];
        }
        xent_sample *sample = memory_sample((memory){
            .rows = N, .columns = 1, .kind = XENT_PROBS, .f64 = p, .label = label});
        ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
        const xent_corp *corp = xent_evaluation_corp(evaluation);
        for (size_t i = 0; i < corp->size; i++, points++) {
            const xent_corp_point *point = &corp->point[i];
            double truth = point->x * point->x;
            inside += point->low <= truth && truth <= point->high;
            consistent += point->consistency_low <= point->y && point->y <= point->consistency_high;
        }
        xent_evaluation_free(evaluation);
        xent_sample_free(sample);
    }
    ck_assert_msg((double)inside >= 0.95 * (double)points, "%zu of %zu", inside, points);
    ck_assert_msg((double)consistent < 0.6 * (double)points, "%zu of %zu", consistent, points);
}
END_TEST

/* More p than groups of the band: it holds the curve all the same. */
START_TEST(band_of_groups)
{
    enum { N = 6000 };
    static double p[N];
    static int32_t label[N];
    xent_settings settings = xent_settings_default;
    settings.replicates = 1;
    for (uint64_t seed = 0; seed < 20; seed++) {
        xent_evaluation *evaluation;
        for (size_t i = 0; i < N; i++) {
            p[i] = xent_random_uniform(seed, 2 * i);
            label[i] = xent_random_uniform(seed, 2 * i + 1) < p[i];
        }
        xent_sample *sample = memory_sample((memory){
            .rows = N, .columns = 1, .kind = XENT_PROBS, .f64 = p, .label = label});
        ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
        const xent_corp *corp = xent_evaluation_corp(evaluation);
        for (size_t i = 0; i < corp->size; i++)
            ck_assert(corp->point[i].low <= corp->point[i].y
                      && corp->point[i].y <= corp->point[i].high);
        xent_evaluation_free(evaluation);
        xent_sample_free(sample);
    }
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("corp");
    tcase_add_loop_test(tests, terms_of_cases, 0, CASES);
    tcase_add_loop_test(tests, band, 0, CASES);
    tcase_add_test(tests, never_negative);
    tcase_add_test(tests, null_of_one_value);
    tcase_add_test(tests, bands_hold_the_truth);
    tcase_add_test(tests, band_of_groups);
    return run_tests("corp", tests);
}
