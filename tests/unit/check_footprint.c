/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a measurement keeps per row is what the wanted metrics need: nothing for sums, the sorted pairs
   for those that look at the order. */
#include <check.h>
#include <stdlib.h>
#include "failing_malloc.h"
#include "metric.h"
#include "random.h"
#include "suite.h"

enum { FEW = 1200000, MANY = 1600000, COLUMNS = 6 };

static const struct {
    const char *metric; /* NULL: all */
    size_t columns;
    bool weighted;
    double most;        /* bytes a row, while sorting: twice what is kept */
} cases[] = {
    {"ece", 1, false, 0},       {"ece", 1, true, 0},    {"nll", COLUMNS, false, 0},
    {"ece", COLUMNS, false, 0}, {"classwise_ece", COLUMNS, false, 0},
    {"spiegelhalter_z", 1, false, 0}, {"ks", 1, false, 16},   {"auroc", 1, true, 32},
    {NULL, 1, false, 16},       {NULL, COLUMNS, false, 16}, {NULL, COLUMNS, true, 32},
};

typedef struct {
    double score[MANY * COLUMNS], weight[MANY];
    int64_t label[MANY];
} data;

static void
fill(data *d, size_t rows, size_t columns)
{
    uint64_t key = xent_random_key(12, columns);
    for (size_t i = 0; i < rows; i++) {
        double left = 1;
        for (size_t j = 0; j < columns; j++) {
            double q = columns > 1 && j + 1 == columns ? left
                                                       : left * xent_random_uniform(key, 8 * i + j);
            d->score[i * columns + j] = q;
            left -= q;
        }
        d->weight[i] = 1 + (double)(i % 3);
        d->label[i] = (int64_t)(i % (columns > 1 ? columns : 2));
    }
}

/* The most bytes that are allocated at a time while the case is measured on so many rows. */
static double
peak(size_t which, const data *d, size_t rows)
{
    const xent_metric *const wanted[] = {
        cases[which].metric ? xent_metric_find(cases[which].metric) : NULL, NULL};
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS};
    xent_settings settings = xent_settings_default;
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    settings.metrics = cases[which].metric ? wanted : NULL;
    settings.replicates = 10;
    settings.threads = 1;
    xent_sample_from_memory(rows, cases[which].columns, NULL, d->score, d->label,
                            cases[which].weighted ? d->weight : NULL, &admit, NULL, &sample, NULL);
    ck_assert_ptr_nonnull(sample);
    failing_malloc_reset_peak();
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    double bytes = (double)failing_malloc_peak();
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    return bytes;
}

START_TEST(metrics_keep_what_they_need)
{
    data *d = malloc(sizeof *d);
    ck_assert_ptr_nonnull(d);
    fill(d, MANY, cases[_i].columns);
    double few = peak((size_t)_i, d, FEW), many = peak((size_t)_i, d, MANY);
    double per_row = (many - few) / (MANY - FEW);
    const char *name = cases[_i].metric ? cases[_i].metric : "all";
    ck_assert_msg(per_row < cases[_i].most + 0.1, "%s: %g bytes a row", name, per_row);
    ck_assert_msg(per_row > cases[_i].most - 0.1, "%s: only %g bytes a row: tighten the test", name,
                  per_row);
    ck_assert_msg(few - cases[_i].most * FEW < 4e6, "%s: %g bytes for no rows", name,
                  few - cases[_i].most * FEW);
    free(d);
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("footprint");
    tcase_add_loop_test(t, metrics_keep_what_they_need, 0, sizeof cases / sizeof *cases);
    return run_tests("footprint", t);
}
