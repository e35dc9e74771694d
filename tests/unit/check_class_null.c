/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Null references of the errors of many classes against draws of the labels of all rows:
   class_null.inc, made by tests/reference/make_class_null.py. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "metric.h"
#include "random.h"
#include "suite.h"

/* What an error is in the mean, and the quantiles that null_high lies between; 0: there is none. */
typedef struct {
    double mean, low, high;
} reference;

enum { ERRORS = 4 };

typedef struct {
    const char *name;
    size_t rows, classes;
    double spread, loss, gain; /* of the logits: see fill_logits() */
    bool weighted;
    reference errors[ERRORS];
} null_case;

static const null_case cases[] = {
#include "../reference/class_null.inc"
};

static const char *const names[ERRORS] = {"classwise_ece", "classwise_ece_sum",
                                          "classwise_ece_max", "tace"};

/* The largest of classes that are drawn apart may be larger, but not smaller; the draws of what is
   so skewed that it has no quantile are off by 2 %. */
static const double CLOSE = 0.01, ABOVE_OF_MOST = 0.03, SKEWED = 0.05;

typedef struct {
    double *score, *weight;
    int64_t *label;
} data;

static data
data_make(size_t rows, size_t classes)
{
    data d = {malloc(rows * classes * sizeof *d.score), malloc(rows * sizeof *d.weight),
              calloc(rows, sizeof *d.label)};
    ck_assert(d.score && d.weight && d.label);
    return d;
}

static void
data_free(data *d)
{
    free(d->score);
    free(d->weight);
    free(d->label);
}

static double
uniform(uint64_t i)
{
    return (double)(xent_random_bits(0, i) >> 11) * 0x1p-53;
}

static void
fill_logits(const null_case *c, double *z)
{
    for (size_t i = 0; i < c->rows * c->classes; i++) {
        size_t k = i % c->classes;
        z[i] = c->spread * (uniform(2 * i) + uniform(2 * i + 1)) - c->loss * log((double)(k + 1))
               + (k < 2 ? c->gain : 0);
    }
}

/* Measures what `names` says. */
static void
measure(const data *d, size_t rows, size_t classes, bool weighted, xent_weight_kind kind,
        unsigned threads, xent_value *value)
{
    const xent_metric *metrics[ERRORS + 1] = {NULL};
    const xent_admit_options options = {.kind = XENT_KIND_LOGITS, .weight_kind = kind};
    xent_settings settings = xent_settings_default;
    xent_sample *sample;
    xent_evaluation *evaluation;
    for (size_t e = 0; e < ERRORS; e++)
        metrics[e] = xent_metric_find(names[e]);
    settings.metrics = metrics;
    settings.threads = threads;
    ck_assert_int_eq(xent_sample_from_memory(rows, classes, NULL, d->score, d->label,
                                             weighted ? d->weight : NULL, &options, NULL, &sample,
                                             NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    for (size_t e = 0; e < ERRORS; e++)
        value[e] = *xent_evaluation_value(evaluation, metrics[e]);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}

START_TEST(as_all_labels_drawn)
{
    const null_case *c = &cases[_i];
    data d = data_make(c->rows, c->classes);
    xent_value value[ERRORS];
    fill_logits(c, d.score);
    for (size_t i = 0; i < c->rows; i++)
        d.weight[i] = (double)(1 + i % 4);
    measure(&d, c->rows, c->classes, c->weighted, XENT_IMPORTANCE, 0, value);
    for (size_t e = 0; e < ERRORS; e++) {
        const reference *want = &c->errors[e];
        double below = want->high > 0 ? CLOSE : SKEWED;
        double above = strstr(names[e], "max") ? ABOVE_OF_MOST : below;
        double excess = value[e].null_mean / want->mean - 1;
        ck_assert_msg(excess > -below && excess < above,
                      "%s: %s is %g in the mean, not %g", c->name, names[e], value[e].null_mean,
                      want->mean);
        bool within = value[e].null_high > want->low && value[e].null_high < want->high;
        ck_assert_msg(want->high > 0 ? within : (bool)isnan(value[e].null_high),
                      "%s: high %s is %g, not between %g and %g", c->name, names[e],
                      value[e].null_high, want->low, want->high);
    }
    data_free(&d);
}
END_TEST

/* One row of weight 3 among ones of 1. */
START_TEST(uneven_weights_have_none)
{
    const null_case c = {.rows = 3000, .classes = 40, .spread = 5};
    data d = data_make(c.rows, c.classes);
    xent_value value[ERRORS];
    fill_logits(&c, d.score);
    for (size_t i = 0; i < c.rows; i++)
        d.weight[i] = i == 1000 ? 3 : 1;
    measure(&d, c.rows, c.classes, true, XENT_IMPORTANCE, 0, value);
    for (size_t e = 0; e < ERRORS; e++) {
        ck_assert(isnan(value[e].null_mean) && isnan(value[e].null_high));
        ck_assert_msg(value[e].withheld && strstr(value[e].withheld, "weighs"), "%s", names[e]);
    }
    data_free(&d);
}
END_TEST

/* Rows of frequency 3 are three rows. */
START_TEST(frequencies_are_copies)
{
    const null_case c = {.rows = 700, .classes = 40, .spread = 5};
    data d = data_make(3 * c.rows, c.classes);
    xent_value counted[ERRORS], copied[ERRORS];
    fill_logits(&c, d.score);
    for (size_t copy = 1; copy < 3; copy++)
        memcpy(d.score + copy * c.rows * c.classes, d.score,
               c.rows * c.classes * sizeof *d.score);
    for (size_t i = 0; i < c.rows; i++)
        d.weight[i] = 3;
    measure(&d, c.rows, c.classes, true, XENT_FREQUENCY, 0, counted);
    measure(&d, 3 * c.rows, c.classes, false, XENT_IMPORTANCE, 0, copied);
    for (size_t e = 0; e < 3; e++) {
        ck_assert_double_eq_tol(counted[e].null_mean / copied[e].null_mean, 1, 1e-6);
        ck_assert_double_eq_tol(counted[e].null_high / copied[e].null_high, 1, .002);
    }
    data_free(&d);
}
END_TEST

START_TEST(threads_change_no_bit)
{
    const null_case c = {.rows = 3000, .classes = 300, .spread = 9};
    data d = data_make(c.rows, c.classes);
    xent_value one[ERRORS], three[ERRORS];
    fill_logits(&c, d.score);
    measure(&d, c.rows, c.classes, false, XENT_IMPORTANCE, 1, one);
    measure(&d, c.rows, c.classes, false, XENT_IMPORTANCE, 3, three);
    for (size_t e = 0; e < ERRORS; e++) {
        ck_assert(one[e].null_mean == three[e].null_mean);
        ck_assert(one[e].null_high == three[e].null_high);
        ck_assert_double_gt(one[e].null_high, one[e].null_mean);
    }
    data_free(&d);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("class_null");
    tcase_add_loop_test(tests, as_all_labels_drawn, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, uneven_weights_have_none);
    tcase_add_test(tests, frequencies_are_copies);
    tcase_add_test(tests, threads_change_no_bit);
    return run_tests("class_null", tests);
}
