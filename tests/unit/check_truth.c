/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decompositions of forecasts whose truth is known: three classes with labels or target distributions
   drawn from it (tests/reference/make_truths.py), and constant forecasts, whose terms are closed forms. */
#include <check.h>
#include <gsl/gsl_cdf.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include "memory_sample.h"
#include "random.h"
#include "result_internal.h"
#include "soften.h"
#include "suite.h"

enum { CLASSES = 3, ROWS = 100000, CONSTANT_ROWS = 400, TERMS = 6 };

/* Mean and deviation of a row's nll, resolution, miscalibration; H(P,Q), H(P), KL(P||Q). */
typedef struct {
    double beta;
    double term[TERMS][2];
} truth;

#include "../reference/truths.inc"

enum { TRUTHS = sizeof truths / sizeof *truths };

static double z[ROWS * CLASSES], target[ROWS * CLASSES];
static int32_t label[ROWS];

static void
draw_row(const truth *t, uint64_t key, size_t i)
{
    double sum = 0, *p = target + i * CLASSES, u = xent_random_uniform(key, i * (CLASSES + 1));
    for (size_t c = 0; c < CLASSES; c++) {
        double *logit = &z[i * CLASSES + c];
        *logit = 2 * gsl_cdf_ugaussian_Pinv(xent_random_uniform(key, i * (CLASSES + 1) + c + 1));
        sum += p[c] = exp(t->beta * *logit);
    }
    for (size_t c = 0; c < CLASSES; c++)
        p[c] /= sum;
    label[i] = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
}

static void
draw(const truth *t)
{
    uint64_t key = xent_random_key(7, 3);
    for (size_t i = 0; i < ROWS; i++)
        draw_row(t, key, i);
}

static xent_result *
diagnose(const xent_sample *sample)
{
    const xent_diagnosis diagnosis = {.command = "diagnose", .command_line = "test", .path = "-",
                                      .unit = XENT_NATS};
    xent_settings settings = xent_settings_default;
    xent_result *result;
    settings.replicates = 19;
    ck_assert_int_eq(xent_diagnose(sample, &diagnosis, &settings, NULL, &result, NULL), XENT_OK);
    return result;
}

/* A term with or without an interval. */
static double
number(const xent_result *result, const char *path)
{
    json_t *at = xent_json_at(result->root, path);
    return xent_json_real(json_is_object(at) ? json_object_get(at, "value") : at);
}

/* Within 4.5 standard errors, one in 150,000 of which is exceeded, and what rounding and a map fitted on
   finitely many rows leave: a parameter costs 1/(2n) here and there. */
static void
check_term(const xent_result *result, const char *path, const double want[2])
{
    double allowed = 4.5 * want[1] / sqrt(ROWS) + 10.0 / ROWS;
    ck_assert_msg(fabs(number(result, path) - want[0]) <= allowed, "%s is %.6f, not %.6f +- %.6f",
                  path, number(result, path), want[0], allowed);
}

START_TEST(ledger_tends_to_the_truth)
{
    const truth *t = &truths[_i];
    draw(t);
    xent_sample *sample = memory_sample((memory){.rows = ROWS, .columns = CLASSES, .f64 = z,
                                                 .label = label});
    xent_result *result = diagnose(sample);
    check_term(result, "decomposition.ledger.nll", t->term[0]);
    check_term(result, "decomposition.ledger.uncertainty", (double[]){log(CLASSES), 0});
    check_term(result, "decomposition.ledger.resolution", t->term[1]);
    check_term(result, "decomposition.ledger.miscalibration", t->term[2]);
    xent_result_free(result);
    xent_sample_free(sample);
}
END_TEST

START_TEST(divergence_tends_to_the_truth)
{
    static const char *const path[] = {"cross_entropy", "entropy", "kl"};
    const truth *t = &truths[_i];
    xent_sample *sample;
    draw(t);
    memory scores = {.rows = ROWS, .columns = CLASSES, .f64 = z};
    memory targets = {.rows = ROWS, .columns = CLASSES, .f64 = target, .kind = XENT_PROBS};
    ck_assert_int_eq(xent_sample_soften(memory_sample(scores), memory_sample(targets), "", &sample,
                                        NULL),
                     XENT_OK);
    xent_result *result = diagnose(sample);
    for (size_t i = 0; i < 3; i++) {
        char at[64];
        snprintf(at, sizeof at, "decomposition.entropy_kl.%s", path[i]);
        check_term(result, at, t->term[3 + i]);
    }
    if (t->beta == 1)
        ck_assert_double_le(fabs(number(result, "decomposition.entropy_kl.kl")), 1e-15);
    ck_assert_double_le(fabs(number(result, "decomposition.entropy_kl.residual")), 1e-14);
    xent_result_free(result);
    xent_sample_free(sample);
}
END_TEST

static double
divergence(double a, double b)
{
    return a * log(a / b) + (1 - a) * log((1 - a) / (1 - b));
}

/* A constant forecast c where a share s is positive: nothing is resolved, and the rest is H(s) and KL(s||c);
   s (1-s) and (s-c)^2. */
START_TEST(constant_forecasts_are_closed_forms)
{
    static const double of[][2] = {{0.5, 0.25}, {0.1, 0.4}, {0.75, 0.75}};
    double p[CONSTANT_ROWS], c = of[_i][0], s = of[_i][1], gap = (c - s) * (c - s);
    int32_t positive[CONSTANT_ROWS];
    for (size_t i = 0; i < CONSTANT_ROWS; i++) {
        p[i] = c;
        positive[i] = (double)(i * 7 % CONSTANT_ROWS) < s * CONSTANT_ROWS;
    }
    xent_sample *sample = memory_sample((memory){.rows = CONSTANT_ROWS, .columns = 1, .f64 = p,
                                                 .kind = XENT_PROBS, .label = positive});
    xent_result *result = diagnose(sample);
    const struct {
        const char *path;
        double want;
    } terms[] = {
        {"metrics.nll", -s * log(c) - (1 - s) * log(1 - c)},
        {"decomposition.corp.log.miscalibration", divergence(s, c)},
        {"decomposition.corp.log.discrimination", 0},
        {"decomposition.corp.log.uncertainty", -s * log(s) - (1 - s) * log(1 - s)},
        {"decomposition.corp.brier.miscalibration", gap},
        {"decomposition.corp.brier.discrimination", 0},
        {"decomposition.corp.brier.uncertainty", s * (1 - s)},
        {"decomposition.murphy.reliability", gap},
        {"decomposition.murphy.resolution", 0},
        {"decomposition.murphy.uncertainty", s * (1 - s)},
        {"decomposition.murphy.within_bin_variance", 0},
        {"decomposition.murphy.within_bin_covariance", 0},
        {"decomposition.murphy.log.reliability", divergence(s, c)},
        {"decomposition.murphy.log.within_bin", 0},
    };
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        ck_assert_msg(fabs(number(result, terms[i].path) - terms[i].want) <= 1e-14,
                      "%s is %.17g, not %.17g", terms[i].path, number(result, terms[i].path),
                      terms[i].want);
    xent_result_free(result);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("truth");
    tcase_add_loop_test(tests, ledger_tends_to_the_truth, 0, TRUTHS);
    tcase_add_loop_test(tests, divergence_tends_to_the_truth, 0, TRUTHS);
    tcase_add_loop_test(tests, constant_forecasts_are_closed_forms, 0, 3);
    return run_tests("truth", tests);
}
