/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bootstrap intervals against Python, draw by draw: bootstrap.inc, made by
   tests/reference/make_bootstrap.py; and against the central limit theorem. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "memory_sample.h"
#include "metric.h"
#include "random.h"
#include "suite.h"

typedef enum { WEIGHTS_NONE, WEIGHTS_IMPORTANCE, WEIGHTS_FREQUENCY } weights;

typedef struct {
    const char *name;
    weights weights;
    bool clustered;
    double value, low, high;
} bootstrap_case;

#include "../reference/bootstrap.inc"

enum { CASES = sizeof bootstrap_cases / sizeof *bootstrap_cases };

static const double TOLERANCE = 1e-12;

static xent_value
measure(memory data, size_t block_rows, const xent_settings *settings, const char *name)
{
    const xent_metric *const wanted[] = {xent_metric_find(name), NULL};
    xent_settings own = *settings;
    xent_evaluation *evaluation;
    own.metrics = wanted;
    xent_sample *sample = memory_sample_cut(data, block_rows);
    ck_assert_int_eq(xent_evaluate(sample, &own, &evaluation, NULL), XENT_OK);
    xent_value value = *xent_evaluation_value(evaluation, wanted[0]);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    return value;
}

static xent_settings
settings_of(size_t draws)
{
    xent_settings settings = xent_settings_default;
    settings.bootstrap = draws;
    settings.level = LEVEL;
    settings.seed = SEED;
    return settings;
}

START_TEST(the_draws_of_the_reference)
{
    static const xent_factor about = {.role = XENT_CLUSTER, .levels = CLUSTERS};
    static const double *const weight[] = {NULL, importance_weights, frequency_weights};
    const bootstrap_case *c = &bootstrap_cases[_i];
    int32_t label[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        label[i] = (int32_t)labels[i];
    memory data = {.rows = ROWS, .columns = 1, .kind = XENT_PROBS, .f64 = scores, .label = label,
                   .weight = weight[c->weights],
                   .weight_kind = c->weights == WEIGHTS_FREQUENCY ? XENT_FREQUENCY : XENT_IMPORTANCE,
                   .factor = c->clustered ? clusters : NULL,
                   .about = c->clustered ? &about : NULL};
    xent_settings settings = settings_of(DRAWS);
    for (unsigned threads = 1; threads <= 4; threads++) {
        settings.threads = threads;
        xent_value value = measure(data, 16, &settings, c->name);
        ck_assert_double_eq_tol(value.value, c->value, TOLERANCE);
        ck_assert_double_eq_tol(value.low, c->low, TOLERANCE);
        ck_assert_double_eq_tol(value.high, c->high, TOLERANCE);
        ck_assert(c->clustered ? (int)value.clusters == CLUSTERS : isnan(value.clusters));
        ck_assert_ptr_null(value.withheld);
    }
}
END_TEST

/* ---- many rows */

enum { MANY = 140000 }; /* more than there are units: runs of three */

typedef struct {
    double score[MANY], weight[MANY];
    int32_t label[MANY], cluster[MANY];
    xent_factor about;
} many_rows;

static many_rows *
make_rows(size_t n, size_t same)
{
    many_rows *r = calloc(1, sizeof *r);
    ck_assert_ptr_nonnull(r);
    for (size_t i = 0; i < n; i++) {
        size_t c = i / same;
        r->score[i] = 0.02 + 0.96 * xent_random_uniform(1, 2 * c);
        r->label[i] = xent_random_uniform(1, 2 * c + 1) < r->score[i];
        r->weight[i] = 1;
        r->cluster[i] = (int32_t)c;
    }
    r->about = (xent_factor){.role = XENT_CLUSTER, .levels = (n - 1) / same + 1};
    return r;
}

static memory
data_of(const many_rows *r, size_t n, bool clustered)
{
    return (memory){.rows = n, .columns = 1, .kind = XENT_PROBS, .f64 = r->score,
                    .label = r->label, .factor = clustered ? r->cluster : NULL,
                    .about = clustered ? &r->about : NULL};
}

static memory
data_from(const many_rows *r, size_t first, size_t n, bool clustered)
{
    memory data = data_of(r, n, clustered);
    data.f64 += first;
    data.label += first;
    data.factor += clustered ? first : 0;
    return data;
}

static double
width(const xent_value *value)
{
    return value->high - value->low;
}

/* The widths between the 5 % quantiles of 600 draws have a deviation of 0.037; of 4000, of 0.014. */
static const double CHANCE = 0.1;

START_TEST(as_wide_as_the_central_limit_theorem_says)
{
    static const char *const names[] = {"nll", "brier", "overconfidence", "predictive_entropy"};
    static const size_t sizes[] = {2000, MANY};
    many_rows *r = make_rows(MANY, 1);
    xent_settings drawn = settings_of(sizes[_i] < MANY ? 4000 : 600), normal = settings_of(0);
    for (size_t m = 0; m < sizeof names / sizeof *names; m++) {
        xent_value a = measure(data_of(r, sizes[_i], false), 0, &drawn, names[m]);
        xent_value b = measure(data_of(r, sizes[_i], false), 0, &normal, names[m]);
        ck_assert_double_eq(a.value, b.value);
        ck_assert(a.low < a.value && a.value < a.high);
        ck_assert_double_eq_tol(width(&a) / width(&b), 1, CHANCE);
        ck_assert_double_ne(width(&a), width(&b));
    }
    free(r);
}
END_TEST

/* What is the same in all rows of a cluster is known no better than from one row of each. */
START_TEST(copies_within_clusters_tell_nothing)
{
    enum { N = 500, SAME = 4 };
    many_rows *copied = make_rows(N * SAME, SAME), *single = make_rows(N, 1);
    xent_settings settings = settings_of(2000);
    xent_value a = measure(data_of(copied, N * SAME, true), 0, &settings, "brier");
    xent_value b = measure(data_of(single, N, true), 0, &settings, "brier");
    xent_value by_row = measure(data_of(copied, N * SAME, false), 0, &settings, "brier");
    ck_assert_double_eq_tol(a.low, b.low, TOLERANCE);
    ck_assert_double_eq_tol(a.high, b.high, TOLERANCE);
    ck_assert_double_eq_tol(width(&a) / width(&by_row), 2, 2 * CHANCE);
    free(copied);
    free(single);
}
END_TEST

/* A frequency of 2 is two rows, an importance of 2 is one. */
START_TEST(frequencies_are_rows)
{
    enum { N = 2000 };
    many_rows *r = make_rows(N, 1);
    xent_settings settings = settings_of(4000);
    for (size_t i = 0; i < N; i++)
        r->weight[i] = 2;
    memory data = data_of(r, N, false);
    xent_value by_row = measure(data, 0, &settings, "nll");
    data.weight = r->weight;
    xent_value important = measure(data, 0, &settings, "nll");
    data.weight_kind = XENT_FREQUENCY;
    xent_value frequent = measure(data, 0, &settings, "nll");
    ck_assert_double_eq_tol(important.low, by_row.low, TOLERANCE);
    ck_assert_double_eq_tol(width(&frequent) / width(&by_row), sqrt(0.5), CHANCE);
    free(r);
}
END_TEST

START_TEST(what_has_none)
{
    many_rows *r = make_rows(MANY, 1);
    xent_settings settings = settings_of(100), plain = settings_of(0);
    xent_value few = measure(data_of(r, 29, false), 0, &settings, "nll");
    ck_assert(isnan(few.low) && strstr(few.withheld, "30"));
    ck_assert(!isnan(measure(data_of(r, 30, false), 0, &settings, "nll").low));
    memory data = data_of(r, MANY, false);
    data.weight = r->weight;
    data.weight_kind = XENT_FREQUENCY;
    xent_value many = measure(data, 0, &settings, "nll");
    ck_assert(isnan(many.low) && strstr(many.withheld, "65536"));
    r->score[7] = r->label[7] ? 0 : 1;
    xent_value infinite = measure(data_of(r, 100, false), 0, &settings, "nll");
    ck_assert(isinf(infinite.value) && isnan(infinite.low));
    xent_value share = measure(data_of(r, 100, false), 0, &settings, "accuracy");
    ck_assert_double_eq(share.low, measure(data_of(r, 100, false), 0, &plain, "accuracy").low);
    for (size_t i = 200; i <= 300; i++)
        r->cluster[i] = 200; /* half of 200 rows; then one more */
    ck_assert(!isnan(measure(data_from(r, 100, 200, true), 0, &settings, "nll").low));
    xent_value dominated = measure(data_from(r, 101, 200, true), 0, &settings, "nll");
    ck_assert(isnan(dominated.low) && strstr(dominated.withheld, "half of the weight"));
    free(r);
}
END_TEST

/* The flag says whether the interval, or else its absence, is another. */
START_TEST(the_flag_is_true)
{
    many_rows *r = make_rows(200, 1);
    xent_settings drawn = settings_of(100), plain = settings_of(0);
    memory data = data_of(r, 200, false);
    xent_sample *sample = memory_sample_cut(data, 0);
    size_t compared = 0;
    for (size_t m = 0; xent_metrics[m]; m++) {
        if (!xent_metric_applies(xent_metrics[m], &plain, xent_sample_shape(sample)))
            continue;
        xent_value a = measure(data, 0, &drawn, xent_metrics[m]->name);
        xent_value b = measure(data, 0, &plain, xent_metrics[m]->name);
        bool same = a.low <= b.low && a.low >= b.low;
        ck_assert_int_eq(xent_metrics[m]->bootstrap, !same && !isnan(a.low));
        compared += xent_metrics[m]->bootstrap;
    }
    ck_assert_uint_eq(compared, 7);
    xent_sample_free(sample);
    free(r);
}
END_TEST

START_TEST(settings_that_are_refused)
{
    static const size_t wrong[] = {1, 99, XENT_MAX_REPLICATES + 1, 399};
    xent_evaluation *evaluation;
    many_rows *r = make_rows(100, 1);
    xent_sample *sample = memory_sample_cut(data_of(r, 100, false), 0);
    xent_settings settings = settings_of(wrong[_i]);
    settings.level = 0.99;
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_EINVAL);
    ck_assert_ptr_null(evaluation);
    xent_sample_free(sample);
    free(r);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("bootstrap");
    tcase_add_loop_test(tests, the_draws_of_the_reference, 0, CASES);
    tcase_add_loop_test(tests, as_wide_as_the_central_limit_theorem_says, 0, 2);
    tcase_add_test(tests, copies_within_clusters_tell_nothing);
    tcase_add_test(tests, frequencies_are_rows);
    tcase_add_test(tests, what_has_none);
    tcase_add_test(tests, the_flag_is_true);
    tcase_add_loop_test(tests, settings_that_are_refused, 0, 4);
    return run_tests("bootstrap", tests);
}
