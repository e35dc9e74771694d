/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of forecasts whose truth is known: tests/reference/make_ledger.py. */
#include <check.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include "ledger.h"
#include "memory_sample.h"
#include "random.h"
#include "suite.h"

typedef struct {
    double beta;
    double miscalibration, resolution;             /* nats */
    double brier_miscalibration, brier_resolution;
} ledger_truth;

#include "../reference/ledger.inc"

enum { TRUTHS = sizeof truths / sizeof *truths, MOST = 200000, SMALL = 500, SAMPLES = 300 };

static double z[MOST];
static int32_t label[MOST];

static void
draw(const ledger_truth *truth, size_t n, uint64_t seed)
{
    uint64_t key = xent_random_key(seed, 11);
    for (size_t i = 0; i < n; i++) {
        z[i] = 2 * gsl_cdf_ugaussian_Pinv(xent_random_uniform(key, 2 * i));
        label[i] = xent_random_uniform(key, 2 * i + 1) < 1 / (1 + exp(-truth->beta * z[i]));
    }
}

static double
value_of(const xent_evaluation *evaluation, const char *name)
{
    return xent_evaluation_value(evaluation, xent_metric_find(name))->value;
}

static xent_ledger
ledger_of(size_t n, const char *type)
{
    const xent_metric *const wanted[] = {xent_metric_find("nll"), xent_metric_find("brier"), NULL};
    xent_settings settings = xent_settings_default;
    xent_fit_options options = {.threads = 1};
    xent_evaluation *evaluation;
    xent_crossfit *crossfit;
    xent_ledger ledger;
    xent_map *map;
    settings.metrics = wanted;
    xent_sample *sample = memory_sample((memory){.rows = n, .columns = 1, .f64 = z, .label = label});
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    ck_assert_int_eq(xent_map_fit(xent_map_type_find(type), sample, &options, &map, NULL, NULL),
                     XENT_OK);
    options.start = map;
    ck_assert_int_eq(xent_crossfit_alloc(xent_map_type_find(type), sample, &options, 5, 1,
                                         &crossfit, NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_ledger_init(sample, crossfit, map, value_of(evaluation, "nll"),
                                      value_of(evaluation, "brier"), (double)NAN, &settings,
                                      &ledger, NULL),
                     XENT_OK);
    xent_crossfit_free(crossfit);
    xent_map_free(map);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    return ledger;
}

static void
check_sum(const xent_ledger_terms *t)
{
    ck_assert_double_eq_tol(t->uncertainty - t->resolution + t->miscalibration, t->score, 1e-14);
}

/* Many rows are near the truth, and the terms add up. */
START_TEST(tends_to_the_truth)
{
    const ledger_truth *truth = &truths[_i];
    draw(truth, MOST, 1);
    xent_ledger ledger = ledger_of(MOST, "platt");
    check_sum(&ledger.log);
    check_sum(&ledger.brier);
    ck_assert_double_eq_tol(ledger.log.uncertainty, 0.69314718, 1e-4);
    ck_assert_double_eq_tol(ledger.log.miscalibration, truth->miscalibration, 2e-3);
    ck_assert_double_eq_tol(ledger.log.resolution, truth->resolution, 5e-3);
    ck_assert_double_eq_tol(ledger.brier.uncertainty, 0.25, 1e-4);
    ck_assert_double_eq_tol(ledger.brier.miscalibration, truth->brier_miscalibration, 1e-3);
    ck_assert_double_eq_tol(ledger.brier.resolution, truth->brier_resolution, 2e-3);
    ck_assert(isnan(ledger.brier.miscalibration_low));
}
END_TEST

/* 95 % intervals hold the truth, none at all too: 300 samples leave +-4 % (three standard errors). */
START_TEST(intervals_hold_the_truth)
{
    const ledger_truth *truth = &truths[_i / 2];
    size_t miscalibration = 0, resolution = 0;
    for (uint64_t seed = 0; seed < SAMPLES; seed++) {
        draw(truth, SMALL, seed + 100);
        xent_ledger_terms t = ledger_of(SMALL, _i % 2 ? "platt" : "temperature").log;
        ck_assert(t.miscalibration_low >= 0 && t.miscalibration_low <= t.miscalibration_high);
        miscalibration += t.miscalibration_low <= truth->miscalibration
                          && truth->miscalibration <= t.miscalibration_high;
        resolution += t.resolution_low <= truth->resolution
                      && truth->resolution <= t.resolution_high;
    }
    ck_assert_msg((double)miscalibration >= 0.91 * SAMPLES, "%zu of %d", miscalibration, SAMPLES);
    ck_assert_msg((double)resolution >= 0.91 * SAMPLES && (double)resolution <= 0.99 * SAMPLES,
                  "%zu of %d", resolution, SAMPLES);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("ledger");
    tcase_add_loop_test(tests, tends_to_the_truth, 0, TRUTHS);
    tcase_add_loop_test(tests, intervals_hold_the_truth, 0, 2 * TRUTHS);
    return run_tests("ledger", tests);
}
