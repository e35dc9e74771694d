/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents: the verdict on data whose fault is known, the ledger's identity, units, scopes. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "random.h"
#include "result_internal.h"
#include "xent.h"
#include "suite.h"

enum { CLASSES = 3 };

/* How the scores that are shown come from the logits z that the labels are drawn from. */
typedef struct {
    const char *state;
    size_t rows, columns;
    double slope, shift;   /* shown = slope * z + shift (one column) or slope * z */
    double truth;          /* labels are drawn at truth * z */
} design;

static const design designs[] = {
    {"consistent", 20000, CLASSES, 1, 0, 1},     {"overconfident", 20000, CLASSES, 2, 0, 1},
    {"underconfident", 20000, CLASSES, 0.5, 0, 1}, {"uninformative", 20000, CLASSES, 1, 0, -0.5},
    {"undetermined", 150, CLASSES, 1, 0, 1},     {"consistent", 40000, 1, 1, 0, 1},
    {"overconfident", 20000, 1, 2, 0, 1},        {"underconfident", 20000, 1, 0.5, 0, 1},
    {"biased", 20000, 1, 1, 0.5, 1},             {"uninformative", 20000, 1, 1, 0, -0.5},
    {"undetermined", 120, 1, 1, 0, 1},
};

static double
normal(uint64_t key, uint64_t i)
{
    double u = xent_random_uniform(key, 2 * i), v = xent_random_uniform(key, 2 * i + 1);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* A label from softmax(truth * z). */
static int64_t
draw_label(size_t n, const double *z, double truth, double u)
{
    double total = 0, sum = 0;
    for (size_t j = 0; j < n; j++)
        total += exp(truth * z[j]);
    for (size_t j = 0; j + 1 < n; j++)
        if (u < (sum += exp(truth * z[j]) / total))
            return (int64_t)j;
    return (int64_t)n - 1;
}

static void
draw(const design *d, double *score, int64_t *label)
{
    uint64_t key = xent_random_key(7, 7);
    for (size_t i = 0; i < d->rows; i++) {
        double z[CLASSES] = {0}, u = xent_random_uniform(key + 1, i);
        for (size_t j = 0; j < d->columns; j++)
            z[d->columns == 1 ? 1 : j] = 1.5 * normal(key, i * CLASSES + j);
        label[i] = draw_label(d->columns == 1 ? 2 : CLASSES, z, d->truth, u);
        for (size_t j = 0; j < d->columns; j++)
            score[i * d->columns + j] = d->slope * z[d->columns == 1 ? 1 : j] + d->shift;
    }
}

/* A document of such data; the caller owns what comes back. */
static xent_result *
diagnose(const design *d, const xent_diagnosis *diagnosis, const xent_settings *settings)
{
    double *score = malloc(d->rows * d->columns * sizeof *score);
    int64_t *label = malloc(d->rows * sizeof *label);
    xent_admit_options admit = {.kind = XENT_KIND_LOGITS};
    xent_sample *sample;
    xent_result *result;
    xent_error err = {0};
    ck_assert(score && label);
    draw(d, score, label);
    ck_assert_int_eq(xent_sample_from_memory(d->rows, d->columns, NULL, score, label, NULL, &admit,
                                             NULL, &sample, &err),
                     XENT_OK);
    xent_status status = xent_diagnose(sample, diagnosis, settings, NULL, &result, &err);
    ck_assert_msg(status == XENT_OK, "%s", err.sentence);
    xent_sample_free(sample);
    free(score);
    free(label);
    return result;
}

static const xent_diagnosis plain = {
    .command = "diagnose", .command_line = "xent diagnose a.csv", .path = "a.csv"};

static double
number(const xent_result *result, const char *path)
{
    return xent_json_real(xent_json_at(result->root, path));
}

static const char *
text(const xent_result *result, const char *path)
{
    const char *string = json_string_value(xent_json_at(result->root, path));
    return string ? string : "(none)";
}

START_TEST(verdict_finds_the_fault)
{
    xent_result *result = diagnose(&designs[_i], &plain, &xent_settings_default);
    ck_assert_msg(strcmp(text(result, "verdict.state"), designs[_i].state) == 0,
                  "want %s, got %s: %s", designs[_i].state, text(result, "verdict.state"),
                  text(result, "verdict.sentence"));
    xent_result_free(result);
}
END_TEST

/* Says 1/2 where it is right 60 %, 9/10 where it is right 80 %: wrong both ways, right on the
   whole. */
START_TEST(verdict_sees_both_signs)
{
    enum { ROWS = 10000 };
    double *p = malloc(ROWS * CLASSES * sizeof *p);
    int64_t *label = malloc(ROWS * sizeof *label);
    xent_admit_options admit = {.kind = XENT_KIND_PROBS};
    xent_sample *sample;
    xent_result *result;
    ck_assert(p && label);
    for (size_t i = 0; i < ROWS; i++) {
        bool sure = i % 2, right = i % 10 < (sure ? 8 : 6);
        for (size_t j = 0; j < CLASSES; j++)
            p[i * CLASSES + j] = j == 0 ? (sure ? 0.9 : 0.5) : (sure ? 0.05 : 0.25);
        label[i] = right ? 0 : 1;
    }
    ck_assert_int_eq(xent_sample_from_memory(ROWS, CLASSES, NULL, p, label, NULL, &admit, NULL,
                                             &sample, NULL),
                     XENT_OK);
    ck_assert_int_eq(
        xent_diagnose(sample, &plain, &xent_settings_default, NULL, &result, NULL), XENT_OK);
    ck_assert_str_eq(text(result, "verdict.state"), "mixed");
    xent_result_free(result);
    xent_sample_free(sample);
    free(p);
    free(label);
}
END_TEST

START_TEST(ledger_adds_up)
{
    xent_result *result = diagnose(&designs[1], &plain, &xent_settings_default);
    double nll = number(result, "decomposition.ledger.nll");
    double sum = number(result, "decomposition.ledger.uncertainty")
                 - number(result, "decomposition.ledger.resolution")
                 + number(result, "decomposition.ledger.miscalibration");
    ck_assert_double_eq(nll, number(result, "metrics.nll"));
    ck_assert_double_eq_tol(sum, nll, 1e-15);
    ck_assert_double_gt(number(result, "decomposition.ledger.miscalibration"), 0.02);
    xent_result_free(result);
}
END_TEST

START_TEST(murphy_adds_up_to_the_score_of_the_pairs)
{
    xent_result *result = diagnose(&designs[6], &plain, &xent_settings_default);
    double sum = number(result, "decomposition.murphy.reliability")
                 - number(result, "decomposition.murphy.resolution")
                 + number(result, "decomposition.murphy.uncertainty")
                 + number(result, "decomposition.murphy.within_bin_variance")
                 - number(result, "decomposition.murphy.within_bin_covariance");
    ck_assert_double_eq_tol(sum, number(result, "metrics.brier"), 1e-14);
    xent_result_free(result);
}
END_TEST

START_TEST(units_are_applied_once)
{
    xent_diagnosis bits = plain;
    bits.unit = XENT_BITS;
    xent_result *nats = diagnose(&designs[1], &plain, &xent_settings_default);
    xent_result *other = diagnose(&designs[1], &bits, &xent_settings_default);
    static const char *const scaled[] = {
        "metrics.nll", "metrics.label_entropy", "metrics.nll.low", "verdict.saving",
        "decomposition.ledger.nll", "decomposition.ledger.uncertainty",
        "decomposition.ledger.resolution", "decomposition.ledger.resolution.high",
        "decomposition.ledger.miscalibration", "decomposition.ledger.miscalibration.low",
        "decomposition.corp.log.score", "decomposition.corp.log.miscalibration",
        "decomposition.corp.log.miscalibration.null_high", "decomposition.corp.log.discrimination",
        "decomposition.corp.log.uncertainty", "decomposition.murphy.log.score",
        "decomposition.murphy.log.reliability", "decomposition.murphy.log.within_bin",
        "decomposition.murphy.log.corrected.resolution"};
    static const char *const bare[] = {
        "metrics.perplexity", "metrics.brier", "decomposition.ledger.perplexity.nll",
        "decomposition.ledger.perplexity.miscalibration", "decomposition.ledger.brier.score",
        "decomposition.ledger.brier.miscalibration", "decomposition.corp.brier.score",
        "decomposition.corp.brier.miscalibration.null_high", "decomposition.murphy.reliability",
        "decomposition.murphy.within_bin_variance"};
    for (size_t i = 0; i < sizeof scaled / sizeof *scaled; i++)
        ck_assert_double_eq_tol(number(other, scaled[i]),
                                number(nats, scaled[i]) / 0.6931471805599453, 1e-14);
    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
        ck_assert_double_eq(number(other, bare[i]), number(nats, bare[i]));
    ck_assert_str_eq(text(other, "metrics.nll.unit"), "bits");
    xent_result_free(nats);
    xent_result_free(other);
}
END_TEST

/* The curve's lowest point is near the optimum, and `after` is better than before. */
START_TEST(curve_and_after)
{
    xent_diagnosis full = plain;
    full.after = full.temperature_curve = true;
    xent_result *result = diagnose(&designs[1], &full, &xent_settings_default);
    const json_t *curve = xent_json_at(result->root, "curves.temperature");
    double best = (double)INFINITY, at = 0;
    for (size_t i = 0; i < json_array_size(curve); i++) {
        const json_t *point = json_array_get(curve, i);
        if (xent_json_real(json_object_get(point, "nll")) < best) {
            best = xent_json_real(json_object_get(point, "nll"));
            at = xent_json_real(json_object_get(point, "temperature"));
        }
    }
    ck_assert_double_eq_tol(at, number(result, "temperature.parameters.temperature"), 0.2);
    ck_assert_double_lt(number(result, "after.metrics.ece"), number(result, "metrics.ece"));
    ck_assert_str_eq(text(result, "after.how"), "cross-fitted, 5 folds");
    xent_result_free(result);
}
END_TEST

START_TEST(json_reads_back)
{
    xent_result *result = diagnose(&designs[4], &plain, &xent_settings_default), *again;
    char *one, *two;
    ck_assert_int_eq(xent_result_json(result, &one, NULL), XENT_OK);
    ck_assert_int_eq(xent_result_parse(one, strlen(one), &again, NULL), XENT_OK);
    ck_assert_int_eq(xent_result_json(again, &two, NULL), XENT_OK);
    ck_assert_str_eq(one, two);
    free(one);
    free(two);
    xent_result_free(result);
    xent_result_free(again);
    ck_assert_int_eq(xent_result_parse("{\"a\": 1, \"a\": 2}", 16, &again, NULL), XENT_EDATA);
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("result");
    tcase_add_loop_test(t, verdict_finds_the_fault, 0, (int)(sizeof designs / sizeof *designs));
    tcase_add_test(t, verdict_sees_both_signs);
    tcase_add_test(t, ledger_adds_up);
    tcase_add_test(t, murphy_adds_up_to_the_score_of_the_pairs);
    tcase_add_test(t, units_are_applied_once);
    tcase_add_test(t, curve_and_after);
    tcase_add_test(t, json_reads_back);
    return run_tests("result", t);
}
