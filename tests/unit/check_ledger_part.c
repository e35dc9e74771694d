/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledgers of groups and of classes: tests/reference/make_ledger_parts.py. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "memory_sample.h"
#include "random.h"
#include "result_internal.h"
#include "suite.h"

/* score, uncertainty, resolution with its ends, miscalibration with its ends; Brier: score,
   uncertainty, resolution, miscalibration. */
enum { PART_NUMBERS = 12 };

#include "../reference/ledger_parts.inc"

enum { ROWS = 600, MOST_COLUMNS = 3, GROUPS = 2 };

typedef struct {
    size_t columns;
    double sure, surer; /* how often the likeliest class is right anyway: in group 0, in group 1 */
    const double (*groups)[PART_NUMBERS], (*classes)[PART_NUMBERS];
} forecaster;

static const forecaster forecasters[] = {
    {3, 0.55, 0.75, far_groups, far_classes},
    {3, 0.77, 0.78, near_groups, near_classes},
    {1, 0.55, 0.8, platt_groups, NULL},
    {1, 0.8, 0.84, identity_groups, NULL},
};
enum { FORECASTERS = sizeof forecasters / sizeof *forecasters };

/* A mean of losses; the ends of an interval, of which slopes are differences. */
static const double mean_tolerance = 1e-10, end_tolerance = 2e-5;

static double score[ROWS * MOST_COLUMNS];
static int32_t label[ROWS], group[ROWS];

static void
draw(const forecaster *f)
{
    uint64_t key = xent_random_key(5, 3), classes = f->columns > 1 ? f->columns : 2;
    for (size_t i = 0; i < ROWS; i++) {
        double *z = score + i * f->columns;
        int32_t best = 0;
        for (size_t j = 0; j < f->columns; j++) {
            z[j] = 6 * xent_random_uniform(key, 8 * i + j) - 3;
            best = z[j] > z[best] ? (int32_t)j : best;
        }
        if (f->columns == 1)
            best = z[0] > 0;
        group[i] = i % 5 >= 2;
        bool right = xent_random_uniform(key, 8 * i + 6) < (group[i] ? f->surer : f->sure);
        label[i] = right ? best : (int32_t)(xent_random_bits(key, 8 * i + 7) % classes);
    }
}

static xent_result *
diagnose(const forecaster *f, size_t groups, xent_unit unit)
{
    char first[] = "a", second[] = "b", name[] = "half", *names[GROUPS] = {first, second};
    const xent_factor about = {XENT_GROUP, name, groups, names};
    xent_settings settings = xent_settings_default;
    const xent_diagnosis diagnosis = {.command = "diagnose", .command_line = "", .path = "-",
                                      .unit = unit, .per_class = f->columns > 1};
    xent_result *result;
    settings.replicates = 10;
    xent_sample *sample = memory_sample((memory){.rows = ROWS, .columns = f->columns, .f64 = score,
                                                 .label = label, .factor = group,
                                                 .about = &about});
    ck_assert_int_eq(xent_diagnose(sample, &diagnosis, &settings, NULL, &result, NULL), XENT_OK);
    xent_sample_free(sample);
    return result;
}

static double
number(const json_t *object, const char *path)
{
    const json_t *at = xent_json_at(object, path);
    ck_assert_msg(at != NULL, "%s", path);
    return xent_json_real(at);
}

static void
check(const json_t *ledger, const char *name, const double *expected)
{
    const char *const means[PART_NUMBERS] = {
        name, "uncertainty", "resolution", "resolution.low", "resolution.high", "miscalibration",
        "miscalibration.low", "miscalibration.high", "brier.score", "brier.uncertainty",
        "brier.resolution", "brier.miscalibration"};
    for (size_t i = 0; i < PART_NUMBERS; i++) {
        bool end = strstr(means[i], ".low") || strstr(means[i], ".high");
        ck_assert_double_eq_tol(number(ledger, means[i]), expected[i],
                                end ? end_tolerance : mean_tolerance);
    }
    ck_assert_double_eq_tol(number(ledger, "uncertainty") - number(ledger, "resolution")
                                + number(ledger, "miscalibration"),
                            number(ledger, name), 1e-15);
}

static const json_t *
scope(const xent_result *result, size_t i)
{
    return json_array_get(xent_json_at(result->root, "groups.scopes"), i);
}

/* Every term of every group is that of numpy and scipy. */
START_TEST(groups_match)
{
    const forecaster *f = &forecasters[_i];
    draw(f);
    xent_result *result = diagnose(f, GROUPS, XENT_NATS);
    for (size_t g = 0; g < GROUPS; g++)
        check(xent_json_at(scope(result, g), "decomposition.ledger"), "nll", f->groups[g]);
    xent_result_free(result);
}
END_TEST

/* Means over rows: those of the groups, weighted, are those of all. */
START_TEST(groups_add_up)
{
    static const char *const terms[] = {"nll", "miscalibration", "brier.score",
                                        "brier.miscalibration"};
    const forecaster *f = &forecasters[_i];
    draw(f);
    xent_result *result = diagnose(f, GROUPS, XENT_BITS);
    for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
        double sum = 0;
        for (size_t g = 0; g < GROUPS; g++)
            sum += number(scope(result, g), "rows")
                   * number(xent_json_at(scope(result, g), "decomposition.ledger"), terms[t]);
        const json_t *whole = xent_json_at(result->root, "decomposition.ledger");
        ck_assert_double_eq_tol(sum / ROWS, number(whole, terms[t]), 1e-12);
    }
    xent_result_free(result);
}
END_TEST

/* One group of all rows is the whole, to the last bit. */
START_TEST(one_group_is_the_whole)
{
    const forecaster *f = &forecasters[_i];
    draw(f);
    for (size_t i = 0; i < ROWS; i++)
        group[i] = 0;
    xent_result *result = diagnose(f, 1, XENT_NATS);
    ck_assert(json_equal(xent_json_at(scope(result, 0), "decomposition.ledger"),
                         xent_json_at(result->root, "decomposition.ledger")));
    xent_result_free(result);
}
END_TEST

static const json_t *
class_part(const xent_result *result, size_t c, const char *name)
{
    const json_t *class = json_array_get(xent_json_at(result->root, "per_class.classes"), c);
    return json_object_get(json_object_get(class, "decomposition"), name);
}

START_TEST(classes_match)
{
    const forecaster *f = &forecasters[_i];
    if (!f->classes)
        return;
    draw(f);
    xent_result *result = diagnose(f, GROUPS, XENT_NATS);
    for (size_t c = 0; c < f->columns; c++) {
        const json_t *ledger = class_part(result, c, "ledger");
        const json_t *corp = class_part(result, c, "corp");
        const json_t *murphy = class_part(result, c, "murphy");
        double brier = number(ledger, "brier.score");
        check(ledger, "score", f->classes[c]);
        ck_assert_double_eq_tol(number(corp, "log.score"), number(ledger, "score"), 1e-14);
        ck_assert_double_eq_tol(number(corp, "brier.score"), brier, 1e-14);
        ck_assert_double_eq_tol(number(murphy, "reliability") - number(murphy, "resolution")
                                    + number(murphy, "uncertainty")
                                    + number(murphy, "within_bin_variance")
                                    - number(murphy, "within_bin_covariance"),
                                brier, 1e-14);
    }
    xent_result_free(result);
}
END_TEST

/* The Brier score of all classes is the sum of theirs, term by term. */
START_TEST(classes_add_up)
{
    static const char *const terms[] = {"brier.score", "brier.uncertainty", "brier.resolution",
                                        "brier.miscalibration"};
    const forecaster *f = &forecasters[_i];
    if (!f->classes)
        return;
    draw(f);
    xent_result *result = diagnose(f, GROUPS, XENT_NATS);
    for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
        double sum = 0;
        for (size_t c = 0; c < f->columns; c++)
            sum += number(class_part(result, c, "ledger"), terms[t]);
        ck_assert_double_eq_tol(
            sum, number(xent_json_at(result->root, "decomposition.ledger"), terms[t]), 1e-12);
    }
    xent_result_free(result);
}
END_TEST

/* Of two columns each class against the other is the whole: the same forecast, and its mirror. */
START_TEST(two_classes_are_the_whole)
{
    static const char *const terms[] = {"uncertainty", "resolution", "miscalibration"};
    const forecaster two = {.columns = 2, .sure = 0.6, .surer = 0.8}, one = {.columns = 1};
    draw(&two);
    xent_result *both = diagnose(&two, GROUPS, XENT_NATS);
    const json_t *whole = xent_json_at(both->root, "decomposition.ledger");
    for (size_t c = 0; c < 2; c++) {
        const json_t *ledger = class_part(both, c, "ledger");
        ck_assert_double_eq_tol(number(ledger, "score"), number(whole, "nll"), 1e-13);
        for (size_t t = 0; t < sizeof terms / sizeof *terms; t++)
            ck_assert_double_eq_tol(number(ledger, terms[t]), number(whole, terms[t]), 1e-12);
    }
    for (size_t i = 0; i < ROWS; i++)
        score[i] = score[2 * i + 1] - score[2 * i];
    xent_result *single = diagnose(&one, GROUPS, XENT_NATS);
    const json_t *corp = class_part(both, 1, "corp"), *murphy = class_part(both, 1, "murphy");
    const json_t *all = xent_json_at(single->root, "decomposition");
    ck_assert_double_eq_tol(number(corp, "log.miscalibration"),
                            number(all, "corp.log.miscalibration"), 1e-13);
    ck_assert_double_eq_tol(number(corp, "brier.discrimination"),
                            number(all, "corp.brier.discrimination"), 1e-13);
    ck_assert_double_eq_tol(number(murphy, "reliability"), number(all, "murphy.reliability"),
                            1e-13);
    ck_assert_double_eq_tol(number(murphy, "log.within_bin"), number(all, "murphy.log.within_bin"),
                            1e-13);
    xent_result_free(single);
    xent_result_free(both);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("ledger_part");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, groups_match, 0, FORECASTERS);
    tcase_add_loop_test(tests, groups_add_up, 0, FORECASTERS);
    tcase_add_loop_test(tests, one_group_is_the_whole, 0, FORECASTERS);
    tcase_add_loop_test(tests, classes_match, 0, FORECASTERS);
    tcase_add_loop_test(tests, classes_add_up, 0, FORECASTERS);
    tcase_add_test(tests, two_classes_are_the_whole);
    return run_tests("ledger_part", tests);
}
