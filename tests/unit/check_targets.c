/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Target distributions in place of labels, against tests/reference/make_targets.py, and as labels where
   they say no more. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "crossfit.h"
#include "map.h"
#include "metric.h"
#include "soft_sample.h"
#include "suite.h"

/* Of what is found by search, and of the rest. */
static const double search_tolerance = 1e-11, tolerance = 1e-13;

static double
tolerance_of(const char *name)
{
    return strncmp(name, "cox_", 4) == 0 ? search_tolerance : tolerance;
}

static xent_evaluation *
evaluate(const xent_sample *sample)
{
    xent_settings settings = xent_settings_default;
    xent_evaluation *evaluation;
    settings.replicates = 20;
    settings.metrics = xent_metrics;
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    return evaluation;
}

static double
value_of(const xent_evaluation *evaluation, const char *name)
{
    const xent_value *value = xent_evaluation_value(evaluation, xent_metric_find(name));
    ck_assert_msg(value != NULL, "%s", name);
    return value->value;
}

static void
check_values(const target_value *want, size_t n, const xent_sample *sample)
{
    xent_evaluation *evaluation = evaluate(sample);
    xent_map *map;
    xent_fit fit;
    ck_assert_int_eq(xent_map_fit(xent_map_type_find("temperature"), sample, &(xent_fit_options){0},
                                  &map, &fit, NULL),
                     XENT_OK);
    for (size_t i = 0; i < n; i++) {
        double got = strcmp(want[i].name, "temperature") == 0
                         ? *xent_map_parameter(map, "temperature", NULL)
                     : strcmp(want[i].name, "nll_after") == 0 ? fit.nll_after
                                                              : value_of(evaluation, want[i].name);
        ck_assert_msg(fabs(got - want[i].value) <= tolerance_of(want[i].name)
                                                       * fmax(1, fabs(want[i].value)),
                      "%s: %.17g, not %.17g", want[i].name, got, want[i].value);
    }
    ck_assert(isnan(fit.lr_p_value));
    xent_map_free(map);
    xent_evaluation_free(evaluation);
    xent_sample_free((xent_sample *)(uintptr_t)sample);
}

START_TEST(classes_against_mpmath)
{
    double logs[ROWS * CLASSES];
    for (size_t i = 0; i < ROWS * CLASSES; i++)
        logs[i] = log(target_p[i]);
    size_t n = sizeof target_of_classes / sizeof *target_of_classes;
    check_values(target_of_classes, n, soft_classes(XENT_PROBS, target_p, NULL));
    check_values(target_of_classes, n, soft_classes(XENT_LOGPROBS, logs, NULL));
    check_values(target_of_classes, n, soft_classes(XENT_LOGITS, target_counts, NULL));
}
END_TEST

START_TEST(one_column_against_mpmath)
{
    double z[ROWS];
    check_values(target_of_binary, sizeof target_of_binary / sizeof *target_of_binary,
                 soft_binary(z, NULL));
}
END_TEST

/* A metric of targets without a reference would go unnoticed. */
START_TEST(all_covered)
{
    for (size_t m = 0; xent_metrics[m]; m++) {
        bool found = xent_metrics[m]->subject != XENT_OF_TARGETS;
        for (size_t i = 0; i < sizeof target_of_binary / sizeof *target_of_binary; i++)
            found |= strcmp(target_of_binary[i].name, xent_metrics[m]->name) == 0;
        ck_assert_msg(found, "%s", xent_metrics[m]->name);
    }
}
END_TEST

/* H(P,Q), H(P) and KL(P||Q) are means of their own. */
START_TEST(sides_add_up)
{
    xent_sample *sample = soft_classes(XENT_PROBS, target_p, NULL);
    xent_evaluation *evaluation = evaluate(sample);
    double residual = value_of(evaluation, "nll") - value_of(evaluation, "target_entropy")
                      - value_of(evaluation, "kl_divergence");
    ck_assert(fabs(residual) <= 4e-16);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* Rows that give one class everything are labels, to the bit. */
START_TEST(one_hot_rows_are_labels)
{
    double one_hot[ROWS * CLASSES] = {0};
    int32_t label[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        label[i] = (int32_t)(i * i % CLASSES);
        one_hot[CLASSES * i + (size_t)label[i]] = 1;
    }
    xent_sample *soft = soft_classes(XENT_PROBS, one_hot, NULL);
    xent_sample *hard = memory_sample_cut(
        (memory){.rows = ROWS, .columns = CLASSES, .f64 = target_z, .label = label}, 16);
    ck_assert(xent_sample_shape(soft)->labelled && !xent_sample_shape(soft)->soft);
    ck_assert_str_eq(xent_sample_facts(soft)->targets, "labels");
    xent_evaluation *a = evaluate(soft), *b = evaluate(hard);
    for (size_t m = 0; xent_metrics[m]; m++) {
        const xent_value *x = xent_evaluation_value(a, xent_metrics[m]);
        const xent_value *y = xent_evaluation_value(b, xent_metrics[m]);
        ck_assert((x == NULL) == (y == NULL));
        ck_assert(!x || memcmp(x, y, sizeof *x) == 0);
    }
    xent_evaluation_free(a);
    xent_evaluation_free(b);
    xent_sample_free(soft);
    xent_sample_free(hard);
}
END_TEST

/* A target of shares is what rows of each class with those weights are: in what is linear in it. */
START_TEST(a_target_is_its_classes_weighed)
{
    double z[ROWS * CLASSES * CLASSES], weight[ROWS * CLASSES];
    int32_t label[ROWS * CLASSES];
    size_t n = 0;
    for (size_t i = 0; i < ROWS * CLASSES; i++) {
        if (target_p[i] == 0)
            continue;
        memcpy(z + CLASSES * n, target_z + i / CLASSES * CLASSES, CLASSES * sizeof *z);
        label[n] = (int32_t)(i % CLASSES);
        weight[n++] = target_p[i];
    }
    static const char *const linear[] = {"nll", "accuracy", "label_entropy", "ece", "classwise_ece",
                                         "top_label_ece", "d2_log", "cox_slope", "cox_intercept"};
    xent_sample *soft = soft_classes(XENT_PROBS, target_p, NULL);
    xent_sample *rows = memory_sample((memory){
        .rows = n, .columns = CLASSES, .f64 = z, .label = label, .weight = weight});
    xent_evaluation *a = evaluate(soft), *b = evaluate(rows);
    for (size_t i = 0; i < sizeof linear / sizeof *linear; i++)
        ck_assert_double_eq_tol(value_of(a, linear[i]), value_of(b, linear[i]),
                                tolerance_of(linear[i]));
    xent_evaluation_free(a);
    xent_evaluation_free(b);
    xent_sample_free(soft);
    xent_sample_free(rows);
}
END_TEST

/* The same of the five largest of six classes, some of which tie. */
START_TEST(five_of_six_classes)
{
    enum { SIX = 6 };
    double z[ROWS * SIX], p[ROWS * SIX], want = 0;
    for (size_t i = 0; i < ROWS; i++) {
        size_t least = 0;
        for (size_t j = 0; j < SIX; j++) {
            size_t other = (i + (j >= CLASSES)) % ROWS * CLASSES + j % CLASSES;
            z[i * SIX + j] = round(target_z[other]);
            p[i * SIX + j] = target_p[other] / 2;
            least = z[i * SIX + j] <= z[i * SIX + least] ? j : least; /* the last of a tie */
        }
        want += (1 - p[i * SIX + least]) / ROWS;
    }
    xent_sample *soft = softened((memory){.rows = ROWS, .columns = SIX, .f64 = z},
                                 (memory){.rows = ROWS, .columns = SIX, .kind = XENT_PROBS, .f64 = p});
    xent_evaluation *evaluation = evaluate(soft);
    ck_assert_double_eq_tol(value_of(evaluation, "top5_accuracy"), want, tolerance);
    xent_evaluation_free(evaluation);
    xent_sample_free(soft);
}
END_TEST

/* What is measured of labels alone says why. */
START_TEST(what_is_of_labels_has_a_reason)
{
    for (size_t m = 0; xent_metrics[m]; m++)
        ck_assert_msg((xent_metrics[m]->labels != NULL)
                          == (xent_metrics[m]->subject == XENT_OF_LABELS),
                      "%s", xent_metrics[m]->name);
}
END_TEST

static bool
is_odd(const void *context, const xent_block *block, size_t i)
{
    (void)context;
    return xent_block_row(block, i) % 2 == 1;
}

/* Subsets keep the targets of their rows. */
START_TEST(subsets_keep_targets)
{
    double z[ROWS * CLASSES / 2], p[ROWS * CLASSES / 2];
    size_t width = CLASSES * sizeof *z;
    for (size_t i = 0; i < ROWS / 2; i++) {
        memcpy(z + CLASSES * i, target_z + CLASSES * (2 * i + 1), width);
        memcpy(p + CLASSES * i, target_p + CLASSES * (2 * i + 1), width);
    }
    xent_sample *all = soft_classes(XENT_PROBS, target_p, NULL), *odd;
    xent_sample *direct =
        softened((memory){.rows = ROWS / 2, .columns = CLASSES, .f64 = z},
                 (memory){.rows = ROWS / 2, .columns = CLASSES, .kind = XENT_PROBS, .f64 = p});
    ck_assert_int_eq(xent_sample_subset(all, is_odd, NULL, &odd, NULL), XENT_OK);
    xent_evaluation *a = evaluate(odd), *b = evaluate(direct);
    ck_assert(value_of(a, "nll") == value_of(b, "nll"));
    ck_assert(value_of(a, "kl_divergence") == value_of(b, "kl_divergence"));
    ck_assert(value_of(a, "ks") == value_of(b, "ks"));
    xent_evaluation_free(a);
    xent_evaluation_free(b);
    xent_sample_free(odd);
    xent_sample_free(all);
    xent_sample_free(direct);
}
END_TEST

static xent_status
refused(memory targets, xent_error *err)
{
    xent_sample *scores = memory_sample(
        (memory){.rows = ROWS, .columns = CLASSES, .f64 = target_z});
    xent_sample *soft;
    xent_status status =
        xent_sample_soften(scores, memory_sample(targets), "targets.npy", &soft, err);
    ck_assert_ptr_null(soft);
    return status;
}

START_TEST(what_is_no_target_is_refused)
{
    xent_error err = {0};
    memory targets = {.rows = ROWS, .columns = CLASSES, .f64 = target_z};
    ck_assert_int_eq(refused(targets, &err), XENT_EDATA);
    ck_assert_msg(strstr(err.sentence, "row 0 sum to 6.1341"), "%s", err.sentence);
    ck_assert_str_eq(err.place, "targets.npy");
    targets = (memory){.rows = ROWS - 1, .columns = CLASSES, .kind = XENT_PROBS, .f64 = target_p};
    ck_assert_int_eq(refused(targets, &err), XENT_EDATA);
    ck_assert_str_eq(err.sentence, "59 x 3 targets for 60 x 3 scores");
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("targets");
    tcase_add_test(tests, classes_against_mpmath);
    tcase_add_test(tests, one_column_against_mpmath);
    tcase_add_test(tests, all_covered);
    tcase_add_test(tests, sides_add_up);
    tcase_add_test(tests, one_hot_rows_are_labels);
    tcase_add_test(tests, a_target_is_its_classes_weighed);
    tcase_add_test(tests, five_of_six_classes);
    tcase_add_test(tests, what_is_of_labels_has_a_reason);
    tcase_add_test(tests, subsets_keep_targets);
    tcase_add_test(tests, what_is_no_target_is_refused);
    return run_tests("targets", tests);
}
