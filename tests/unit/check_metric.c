/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every metric against numbers that share no line of code with it: metrics.inc, made with mpmath
   by tests/reference/make_metrics.py. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "metric.h"
#include "reader.h"
#include "suite.h"

/* A member that is NAN is not checked. */
typedef struct {
    const char *name;
    double value, low, high, p_value;
} expectation;

typedef struct {
    size_t count;
    double low, high, confidence, accuracy, accuracy_low, accuracy_high, variance, covariance;
} bin_expectation;

typedef struct {
    const char *name;
    const char *file; /* in examples/; NULL: the arrays below */
    size_t rows, columns;
    xent_kind_choice kind;
    const double *score;
    const int64_t *label;
    const double *weight;
    xent_weight_kind weight_kind;
    size_t bins;
    xent_edges edges;
    xent_confidence confidence;
    const expectation *expected; /* ends with a NULL name */
    const bin_expectation *bins_expected; /* those that are not empty; ends with a count of 0 */
} metric_case;

#include "../reference/metrics.inc"

enum { CASES = sizeof metric_cases / sizeof *metric_cases };

/* Relative to the value; both sides round each term, and a value that is a difference (ece) loses
   what its terms, of size 1, had. */
static const double TOLERANCE_DOUBLE = 1e-12;
static const double TOLERANCE_ZERO = 2e-15;
/* float32 scores promise 1e-7; confidences that tie but for the last bit make the cuts of
   equal-mass bins arbitrary. */
static const double TOLERANCE_FLOAT = 1e-7;
static const double TOLERANCE_FLOAT_CUTS = 1e-3;
/* Four standard errors of the mean of 20,000 draws, and what binomial bins are off. */
static const double TOLERANCE_DRAWN = 0.02;

/* Curves on a grid, and on both sides integrals by trapezoids. */
static const double TOLERANCE_SMOOTH = 2e-6;
/* Near a zero of the curve they are differences of such numbers. */
static const double TOLERANCE_DISTANCE = 1e-5;

/* An optimum, and what hangs on it, is as good as the search for it. */
static const double TOLERANCE_FIT = 1e-8;
static const double TOLERANCE_FLOAT_FIT = 1e-5;

/* Groups that are nearly sure count by 1/(1 - p), which has lost digits. */
static const double TOLERANCE_SURE = 1e-7;

static const struct {
    const char *metric;
    const double *float64, *float32; /* tolerances; NULL: the usual one */
} loose[] = {
    {"ece_mass", NULL, &TOLERANCE_FLOAT_CUTS},
    {"ece_debiased", NULL, &TOLERANCE_FLOAT_CUTS},
    {"smooth_ece", &TOLERANCE_SMOOTH, NULL},
    {"ici", &TOLERANCE_DISTANCE, NULL},
    {"e50", &TOLERANCE_DISTANCE, NULL},
    {"e90", &TOLERANCE_DISTANCE, NULL},
    {"emax", &TOLERANCE_DISTANCE, NULL},
    {"cox_slope", &TOLERANCE_FIT, &TOLERANCE_FLOAT_FIT},
    {"cox_intercept", &TOLERANCE_FIT, &TOLERANCE_FLOAT_FIT},
    {"rmsce_mass", NULL, &TOLERANCE_FLOAT_CUTS},
    {"mce_mass", NULL, &TOLERANCE_FLOAT_CUTS},
    {"hosmer_lemeshow", &TOLERANCE_SURE, &TOLERANCE_FLOAT_CUTS},
    {"aurc", NULL, &TOLERANCE_FLOAT_CUTS},
    {"e_aurc", NULL, &TOLERANCE_FLOAT_CUTS},
    {"risk_at_coverage", NULL, &TOLERANCE_FLOAT_CUTS},
};

static double
tolerance(const char *metric, bool float32)
{
    for (size_t i = 0; i < sizeof loose / sizeof *loose; i++) {
        const double *tolerance = float32 ? loose[i].float32 : loose[i].float64;
        if (strcmp(metric, loose[i].metric) == 0 && tolerance)
            return *tolerance;
    }
    return float32 ? TOLERANCE_FLOAT : TOLERANCE_DOUBLE;
}

static xent_sample *
open_case(const metric_case *c)
{
    xent_sample *sample = NULL;
    xent_error err = {0};
    const xent_admit_options admit = {.kind = c->kind, .weight_kind = c->weight_kind};
    if (c->file) {
        const char *source = getenv("XENT_SRC");
        char path[1024];
        snprintf(path, sizeof path, "%s/examples/%s", source ? source : ".", c->file);
        const xent_read_options options = {.admit = admit};
        xent_read(path, &options, NULL, &sample, &err);
    } else {
        xent_sample_from_memory(c->rows, c->columns, NULL, c->score, c->label, c->weight, &admit,
                                NULL, &sample, &err);
    }
    ck_assert_msg(sample != NULL, "%s: %s", c->name, err.sentence);
    ck_assert_uint_eq(xent_sample_shape(sample)->rows, c->rows);
    ck_assert_uint_eq(xent_sample_shape(sample)->columns, c->columns);
    return sample;
}

static void
compare(const metric_case *c, const char *metric, const char *member, double got, double want,
        double relative)
{
    if (isnan(want))
        return;
    bool near = got == want || fabs(got - want) <= relative * fabs(want) + TOLERANCE_ZERO;
    ck_assert_msg(near, "%s: %s %s is %.17g, not %.17g", c->name, metric, member, got, want);
}

static void
compare_values(const metric_case *c, const xent_evaluation *evaluation, bool float32)
{
    for (const expectation *e = c->expected; e->name; e++) {
        const xent_metric *metric = xent_metric_find(e->name);
        ck_assert_msg(metric != NULL, "no metric %s", e->name);
        const xent_value *value = xent_evaluation_value(evaluation, metric);
        ck_assert_msg(value != NULL, "%s: no %s", c->name, e->name);
        double relative = tolerance(e->name, float32);
        compare(c, e->name, "value", value->value, e->value, relative);
        compare(c, e->name, "low", value->low, e->low, relative);
        compare(c, e->name, "high", value->high, e->high, relative);
        compare(c, e->name, "p-value", value->p_value, e->p_value, relative);
    }
}

static void
compare_bins(const metric_case *c, const xent_bins *bins)
{
    const bin_expectation *e = c->bins_expected;
    for (size_t i = 0; e && i < bins->size; i++) {
        const xent_bin *bin = &bins->bin[i];
        if (bin->count == 0)
            continue;
        ck_assert_uint_eq(bin->count, e->count);
        compare(c, "bin", "low", bin->low, e->low, 0);
        compare(c, "bin", "high", bin->high, e->high, 0);
        compare(c, "bin", "confidence", bin->confidence, e->confidence, TOLERANCE_DOUBLE);
        compare(c, "bin", "accuracy", bin->accuracy, e->accuracy, TOLERANCE_DOUBLE);
        compare(c, "bin", "accuracy_low", bin->accuracy_low, e->accuracy_low, TOLERANCE_DOUBLE);
        compare(c, "bin", "accuracy_high", bin->accuracy_high, e->accuracy_high, TOLERANCE_DOUBLE);
        compare(c, "bin", "variance", bin->variance, e->variance, TOLERANCE_DOUBLE);
        compare(c, "bin", "covariance", bin->covariance, e->covariance, TOLERANCE_DOUBLE);
        e++;
    }
    ck_assert_msg(!e || e->count == 0, "%s: a bin is missing", c->name);
}

START_TEST(test_reference)
{
    const metric_case *c = &metric_cases[_i];
    xent_settings settings = xent_settings_default;
    settings.bins = c->bins;
    settings.edges = c->edges;
    settings.confidence = c->confidence;
    settings.metrics = xent_metrics;
    settings.replicates = 100;
    xent_sample *sample = open_case(c);
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    xent_evaluate(sample, &settings, &evaluation, &err);
    ck_assert_msg(evaluation != NULL, "%s: %s", c->name, err.sentence);
    compare_values(c, evaluation, xent_sample_shape(sample)->float32);
    compare_bins(c, xent_evaluation_bins(evaluation));
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* A metric without a reference would go unnoticed. */
START_TEST(test_all_covered)
{
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        size_t cases = (*m)->subject == XENT_OF_TARGETS ? 3 : 0; /* check_targets.c has those */
        for (size_t i = 0; i < CASES; i++)
            for (const expectation *e = metric_cases[i].expected; e->name; e++)
                cases += strcmp(e->name, (*m)->name) == 0;
        ck_assert_msg(cases >= 3, "%s has %zu reference values", (*m)->name, cases);
    }
}
END_TEST

/* One bin of rows with p = 1/2 knows its null reference: X ~ Binomial(n, 1/2) ones, so that the
   errors are |X/n - 1/2|.  100 rows: the mean is C(100,50) 50/2^100/100, P(|X-50| <= 9) = 0.943 and
   P(|X-50| <= 10) = 0.965, P(X <= 39) = 0.018 and P(X <= 40) = 0.028.  65536 rows are as good as
   normal, with deviation 128, and so are 2 that count for 32768 each. */
static const struct {
    size_t rows, replicates;
    double frequency;
    double mean, high, mce_high; /* of mce NAN: its quantile is met too often */
    double low_outcome, high_outcome;
    double tolerance; /* relative; of the mean it is four standard errors */
} nulls[] = {
    {100, 50000, 1, .039794618693589, .10, (double)NAN, .40, .60, .014},
    {65536, 20000, 1, .0015584083, .0038280546, .0038280546, .49617195, .50382805, .022},
    {2, 20000, 32768, .0015584083, .0038280546, .0038280546, .49617195, .50382805, .022},
};

START_TEST(test_null)
{
    static const char *const names[] = {"ece", "rmsce", "mce", "ece_mass", "ks"};
    size_t n = nulls[_i].rows;
    double *score = malloc(n * sizeof *score);
    double *weight = malloc(n * sizeof *weight);
    int64_t *label = malloc(n * sizeof *label);
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS, .weight_kind = XENT_FREQUENCY};
    xent_settings settings = xent_settings_default;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    settings.bins = 1;
    settings.replicates = nulls[_i].replicates;
    for (size_t i = 0; i < n; i++) {
        score[i] = .5;
        weight[i] = nulls[_i].frequency;
        label[i] = i % 3 == 0;
    }
    xent_sample_from_memory(n, 1, NULL, score, label, weight, &admit, NULL, &sample, NULL);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const xent_value *value = xent_evaluation_value(evaluation, xent_metric_find(names[i]));
        double tolerance = nulls[_i].tolerance;
        ck_assert_double_eq_tol(value->null_mean / nulls[_i].mean, 1, tolerance);
        bool mce = strcmp(names[i], "mce") == 0;
        double high = mce ? nulls[_i].mce_high : nulls[_i].high;
        ck_assert_int_eq(isnan(value->null_high), isnan(high));
        if (!isnan(high))
            ck_assert_double_eq_tol(value->null_high / high, 1, tolerance);
    }
    const xent_bin *bin = xent_evaluation_bins(evaluation)->bin;
    ck_assert_double_eq_tol(bin->consistency_low, nulls[_i].low_outcome, 2e-4);
    ck_assert_double_eq_tol(bin->consistency_high, nulls[_i].high_outcome, 2e-4);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    free(score);
    free(weight);
    free(label);
}
END_TEST

/* Ten rows have 1024 outcomes: the mean errors of a calibrated model are sums over them. */
enum { TEN = 10, OUTCOMES = 1 << TEN };

static const double ten[TEN] = {.02, .05, .31, .32, .33, .5, .55, .71, .94, .99};

typedef struct {
    double ece, mce, ks;
} errors;

/* The errors of one set of outcomes, bit i that of row i, in four bins. */
static errors
errors_of(unsigned outcomes)
{
    errors e = {0};
    double gap[4] = {0}, count[4] = {0}, prefix = 0;
    for (size_t i = 0; i < TEN; i++) {
        size_t bin = ten[i] > .75 ? 3 : ten[i] > .5 ? 2 : ten[i] > .25 ? 1 : 0;
        double d = ten[i] - (outcomes >> i & 1);
        gap[bin] += d;
        count[bin]++;
        prefix += d;
        e.ks = fmax(e.ks, fabs(prefix) / TEN);
    }
    for (size_t b = 0; b < 4; b++) {
        e.ece += fabs(gap[b]) / TEN;
        e.mce = fmax(e.mce, fabs(gap[b]) / count[b]);
    }
    return e;
}

static errors
mean_errors(void)
{
    errors mean = {0};
    for (unsigned o = 0; o < OUTCOMES; o++) {
        double chance = 1;
        for (size_t i = 0; i < TEN; i++)
            chance *= o >> i & 1 ? ten[i] : 1 - ten[i];
        errors e = errors_of(o);
        mean.ece += chance * e.ece;
        mean.mce += chance * e.mce;
        mean.ks += chance * e.ks;
    }
    return mean;
}

/* A sample of one column, measured by what settings choose: by everything there is if nothing. */
static xent_evaluation *
evaluate_column(size_t n, const double *p, const int64_t *label, const double *weight,
                xent_weight_kind kind, const xent_settings *chosen)
{
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS, .weight_kind = kind};
    xent_settings settings = *chosen;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    if (!settings.metrics)
        settings.metrics = xent_metrics;
    xent_sample_from_memory(n, 1, NULL, p, label, weight, &admit, NULL, &sample, &err);
    ck_assert_msg(sample != NULL, "%s", err.sentence);
    xent_evaluate(sample, &settings, &evaluation, &err);
    ck_assert_msg(evaluation != NULL, "%s", err.sentence);
    xent_sample_free(sample);
    return evaluation;
}

static xent_value
value_of(const xent_evaluation *evaluation, const char *metric)
{
    return *xent_evaluation_value(evaluation, xent_metric_find(metric));
}

/* Rows of one confidence p, of which a share are right: every error is |share - p|. */
static const struct {
    double p, share;
} gaps[] = {{.3, .8}, {.5, .5}, {0, 1}, {0, .25}, {1, .5}, {.7, .699}, {.123, .12301}, {.9, 0.5}};

START_TEST(test_one_confidence)
{
    static const char *const names[] = {"smooth_ece", "ici", "e50", "e90", "emax"};
    double p = gaps[_i].p, share = gaps[_i].share, weight[2] = {share, 1 - share};
    const int64_t label[2] = {1, 0};
    xent_settings settings = xent_settings_default;
    settings.replicates = 10;
    xent_evaluation *evaluation = evaluate_column(share == 1 ? 1 : 2, (const double[2]){p, p},
                                                  label, weight, XENT_IMPORTANCE, &settings);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        double got = value_of(evaluation, names[i]).value;
        ck_assert_msg(fabs(got - fabs(share - p)) < 1e-11, "%s of (%g, %g) is %.17g", names[i], p,
                      share, got);
    }
    xent_evaluation_free(evaluation);
}
END_TEST

/* The same null reference as in test_null, by fewer draws. */
START_TEST(test_null_without_bins)
{
    static const char *const names[] = {"smooth_ece", "ici", "e50", "e90", "emax"};
    const double p[2] = {.5, .5}, weight[2] = {32768, 32768};
    const int64_t label[2] = {0, 1};
    const xent_metric *metrics[sizeof names / sizeof *names + 1] = {NULL};
    xent_settings settings = xent_settings_default;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        metrics[i] = xent_metric_find(names[i]);
    settings.metrics = metrics;
    settings.replicates = 4000;
    xent_evaluation *evaluation = evaluate_column(2, p, label, weight, XENT_FREQUENCY, &settings);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        xent_value value = value_of(evaluation, names[i]);
        ck_assert_double_eq_tol(value.null_mean / nulls[2].mean, 1, .05);
        ck_assert_double_eq_tol(value.null_high / nulls[2].high, 1, .05);
    }
    xent_evaluation_free(evaluation);
}
END_TEST

START_TEST(test_null_of_ten_rows)
{
    static const int64_t label[TEN] = {1};
    const double weight[TEN] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS, .weight_kind = XENT_FREQUENCY};
    xent_settings settings = xent_settings_default;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    settings.bins = 4;
    settings.replicates = 20000;
    xent_sample_from_memory(TEN, 1, NULL, ten, label, _i ? weight : NULL, &admit, NULL, &sample,
                            NULL);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    const errors mean = mean_errors();
    const double want[] = {mean.ece, mean.mce, mean.ks};
    static const char *const names[] = {"ece", "mce", "ks"};
    for (size_t i = 0; i < 3; i++) {
        double got = xent_evaluation_value(evaluation, xent_metric_find(names[i]))->null_mean;
        ck_assert_msg(fabs(got / want[i] - 1) < TOLERANCE_DRAWN, "%s: %g, not %g", names[i], got,
                      want[i]);
    }
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* Sums per class keep their digits whatever the size of the weights, and whatever an ignored row
   weighs; an interval is as wide, 2 z sqrt(sum w^2 (l - nll)^2) / sum w. */
START_TEST(test_extreme_weights)
{
    static const double score[] = {.25, .75, .5, .5, .5};
    static const int64_t label[] = {0, 1, 1, 0, 9};
    static const double scale[] = {0x1p-1074, 0x1p-1030, 1e-300, 1, 0x1p1020};
    const xent_admit_options admit = {
        .kind = XENT_KIND_PROBS, .ignore = true, .ignore_index = 9};
    const double weight[] = {3 * scale[_i], scale[_i], scale[_i], 3 * scale[_i], 0x1p1023};
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    xent_sample_from_memory(5, 1, NULL, score, label, weight, &admit, NULL, &sample, NULL);
    ck_assert_ptr_nonnull(sample);
    ck_assert_int_eq(xent_evaluate(sample, &xent_settings_default, &evaluation, NULL), XENT_OK);
    const xent_value *nll = xent_evaluation_value(evaluation, xent_metric_find("nll"));
    const xent_value *entropy = xent_evaluation_value(evaluation, xent_metric_find("label_entropy"));
    ck_assert_double_eq_tol(entropy->value, log(4) - .75 * log(3), TOLERANCE_DOUBLE);
    ck_assert_double_eq_tol(nll->high - nll->low, 0.44424913334265814, 1e-12);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

static const struct {
    size_t bins;
    double level;
    size_t replicates;
} bad_settings[] = {
    {0, .95, 10},  {XENT_MAX_BINS + 1, .95, 10}, {15, 0, 10},  {15, 1, 10},
    {15, (double)NAN, 10}, {15, .95, 0},                 {15, .95, SIZE_MAX / 8 + 2},
};

START_TEST(test_bad_settings)
{
    static const double score[] = {.25, .75};
    static const int64_t label[] = {0, 1};
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS};
    xent_settings settings = xent_settings_default;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    settings.bins = bad_settings[_i].bins;
    settings.level = bad_settings[_i].level;
    settings.replicates = bad_settings[_i].replicates;
    xent_sample_from_memory(2, 1, NULL, score, label, NULL, &admit, NULL, &sample, NULL);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_EINVAL);
    ck_assert_ptr_null(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* A hundred rows of q = (1/2, 1/4, 1/4) in one bin: the counts of the classes are multinomial, so that
   the mean errors are sums over them, and 0.2 and 0.22 enclose the 95 % quantile of their sum. */
START_TEST(test_null_of_classes)
{
    enum { N = 100 };
    static const char *const names[] = {"classwise_ece", "tace", "classwise_ece_max"};
    static const double means[] = {.036214795839572315, .036214795839572315, .0543221937593579};
    double score[3 * N];
    int64_t label[N];
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS};
    xent_settings settings = xent_settings_default;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    settings.bins = 1;
    settings.replicates = 50000;
    settings.metrics = xent_metrics;
    for (size_t i = 0; i < 3 * N; i++)
        score[i] = i % 3 ? .25 : .5;
    memset(label, 0, sizeof label);
    xent_sample_from_memory(N, 3, NULL, score, label, NULL, &admit, NULL, &sample, NULL);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const xent_value *value = xent_evaluation_value(evaluation, xent_metric_find(names[i]));
        ck_assert_double_eq_tol(value->null_mean / means[i], 1, .014);
        ck_assert(i == 2 || fabs(3 * value->null_high - .22) < 1e-9);
    }
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *references = tcase_create("references");
    tcase_add_loop_test(references, test_reference, 0, CASES);
    tcase_add_test(references, test_all_covered);
    tcase_add_loop_test(references, test_null, 0, sizeof nulls / sizeof *nulls);
    tcase_add_loop_test(references, test_one_confidence, 0, sizeof gaps / sizeof *gaps);
    tcase_add_test(references, test_null_without_bins);
    tcase_add_test(references, test_null_of_classes);
    tcase_add_loop_test(references, test_null_of_ten_rows, 0, 2);
    tcase_add_loop_test(references, test_extreme_weights, 0, 5);
    tcase_add_loop_test(references, test_bad_settings, 0,
                        sizeof bad_settings / sizeof *bad_settings);
    return run_tests("metric", references);
}
