/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals by clusters against numpy: clusters.inc, made by tests/reference/make_clusters.py. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "crossfit.h"
#include "map.h"
#include "metric.h"
#include "suite.h"

typedef enum { WEIGHTS_NONE, WEIGHTS_IMPORTANCE, WEIGHTS_FREQUENCY } weights;

typedef struct {
    const char *name;
    size_t classes;
    weights weights;
    double value, low, high;
} cluster_case;

typedef struct {
    weights weights;
    double value, low, high;
} bin_case;

typedef struct {
    const char *map;
    size_t classes;
    weights weights;
    const char *parameter;
    size_t number;
    double value, error, degrees;
} map_case;

#include "../reference/clusters.inc"

enum {
    CASES = sizeof cluster_cases / sizeof *cluster_cases,
    BINS = sizeof bin_cases / sizeof *bin_cases,
    MAPS = sizeof map_cases / sizeof *map_cases
};

static const double TOLERANCE = 1e-9; /* of Cox's line; of means 1e-12 would do */
static const double MAP_TOLERANCE = 1e-8; /* of differences of slopes, 1e-5 apart */

typedef struct {
    const double *score;
    size_t columns;
} file;

static xent_status
file_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const file *f = state;
    (void)i;
    (void)scratch;
    (void)err;
    *block = (xent_block){.rows = ROWS, .columns = f->columns, .f64 = f->score};
    return XENT_OK;
}

static xent_factor *
about_clusters(size_t levels)
{
    xent_factor *about = calloc(2, sizeof *about);
    ck_assert_ptr_nonnull(about);
    about[0] = (xent_factor){.role = XENT_GROUP, .levels = 1};
    about[1] = (xent_factor){.role = levels > 0 ? XENT_CLUSTER : XENT_ID, .levels = levels};
    return about;
}

static xent_sample *
open_levels(const file *f, weights kind, const int32_t *cluster, size_t levels)
{
    static const xent_source source = {"file", file_block, NULL};
    static const double *const weight[] = {NULL, importance_weights, frequency_weights};
    xent_admit_options options = {.kind = XENT_KIND_LOGITS};
    xent_raw raw = {.source = &source, .state = (void *)(uintptr_t)f, .rows = ROWS,
                    .columns = f->columns, .factors = 2, .about = about_clusters(levels)};
    xent_sample *sample;
    options.weight_kind = kind == WEIGHTS_FREQUENCY ? XENT_FREQUENCY : XENT_IMPORTANCE;
    raw.label = malloc(ROWS * sizeof *raw.label);
    raw.factor = calloc(2 * ROWS, sizeof *raw.factor);
    ck_assert(raw.label && raw.factor);
    memcpy(raw.label, f->columns == 1 ? two_labels : three_labels, ROWS * sizeof *raw.label);
    for (size_t i = 0; i < ROWS; i++)
        raw.factor[2 * i + 1] = cluster[i];
    if (weight[kind]) {
        raw.weight = malloc(ROWS * sizeof *raw.weight);
        ck_assert_ptr_nonnull(raw.weight);
        memcpy(raw.weight, weight[kind], ROWS * sizeof *raw.weight);
    }
    ck_assert_int_eq(xent_sample_admit(&raw, &options, NULL, &sample, NULL), XENT_OK);
    return sample;
}

/* One of the clusters has no rows. */
static xent_sample *
open_clusters(const file *f, weights kind, const int32_t *cluster)
{
    return open_levels(f, kind, cluster, CLUSTERS + 1);
}

static xent_sample *
open_file(const file *f, weights kind)
{
    return open_clusters(f, kind, clusters);
}

static xent_evaluation *
evaluate(const xent_sample *sample, const xent_metric *const *metrics)
{
    xent_settings settings = xent_settings_default;
    xent_evaluation *evaluation;
    settings.metrics = metrics;
    ck_assert_int_eq(xent_evaluate(sample, &settings, &evaluation, NULL), XENT_OK);
    return evaluation;
}

START_TEST(intervals)
{
    const cluster_case *c = &cluster_cases[_i];
    const file f = {c->classes == 2 ? two_scores : three_scores, c->classes == 2 ? 1 : 3};
    xent_sample *sample = open_file(&f, c->weights);
    xent_evaluation *evaluation = evaluate(sample, xent_metrics);
    const xent_value *value = xent_evaluation_value(evaluation, xent_metric_find(c->name));
    ck_assert_double_eq_tol(value->value, c->value, TOLERANCE);
    ck_assert_double_eq_tol(value->low, c->low, TOLERANCE);
    ck_assert_double_eq_tol(value->high, c->high, TOLERANCE);
    ck_assert_double_eq(value->clusters, CLUSTERS);
    ck_assert_ptr_null(value->withheld);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

START_TEST(intervals_of_bins)
{
    const file f = {two_scores, 1};
    xent_sample *sample = open_file(&f, (weights)_i);
    xent_evaluation *evaluation = evaluate(sample, xent_metrics);
    const xent_bins *bins = xent_evaluation_bins(evaluation);
    size_t compared = 0;
    for (size_t i = 0; i < BINS; i++) {
        const bin_case *c = &bin_cases[i];
        if (c->weights != (weights)_i)
            continue;
        const xent_bin *bin = &bins->bin[compared++];
        ck_assert_double_eq_tol(bin->accuracy, c->value, TOLERANCE);
        ck_assert(isnan(c->low) == isnan(bin->accuracy_low));
        ck_assert(isnan(c->low) || fabs(bin->accuracy_low - c->low) < TOLERANCE);
        ck_assert(isnan(c->low) || fabs(bin->accuracy_high - c->high) < TOLERANCE);
        ck_assert_double_nan(bin->consistency_low);
    }
    ck_assert_uint_eq(compared, bins->size);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* Nothing that holds of independent rows only is left. */
START_TEST(the_rest_is_withheld)
{
    const file f = {_i == 1 ? two_scores : three_scores, _i == 1 ? 1 : 3};
    xent_sample *sample = open_file(&f, WEIGHTS_NONE);
    xent_evaluation *evaluation = evaluate(sample, xent_metrics);
    for (size_t m = 0; xent_metrics[m]; m++) {
        const xent_value *value = xent_evaluation_value(evaluation, xent_metrics[m]);
        if (!value)
            continue;
        ck_assert_double_nan(value->null_mean);
        ck_assert_double_nan(value->null_high);
        ck_assert_double_nan(value->detectable);
        ck_assert(isnan(value->low) || value->clusters == CLUSTERS);
        ck_assert(isnan(value->p_value) || value->clusters == CLUSTERS);
    }
    const xent_value *ece = xent_evaluation_value(evaluation, xent_metric_find("ece"));
    ck_assert_ptr_nonnull(strstr(ece->withheld, "independent"));
    xent_evaluation_free(evaluation);
    evaluation = evaluate(sample, NULL);
    const xent_corp *corp = xent_evaluation_corp(evaluation);
    ck_assert(isnan(corp->log.null_high) && isnan(corp->point[0].low));
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* A cluster may hold half of the weight, not more: means, shares, the area under the ROC curve and
   Cox's line alike. */
START_TEST(dominated)
{
    const char *const names[] = {"nll", "accuracy", "overconfidence", "auroc", "cox_slope"};
    const file f = {two_scores, 1};
    int32_t own[ROWS];
    bool over = _i == 1;
    for (size_t i = 0; i < ROWS; i++)
        own[i] = i < (size_t)(over ? ROWS / 2 + 1 : ROWS / 2) ? 0 : 1 + (int32_t)i % 10;
    xent_sample *sample = open_clusters(&f, WEIGHTS_NONE, own);
    xent_evaluation *evaluation = evaluate(sample, xent_metrics);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        const xent_value *value = xent_evaluation_value(evaluation, xent_metric_find(names[k]));
        ck_assert_double_eq(value->clusters, CLUSTERS);
        ck_assert(isnan(value->low) == over && isnan(value->high) == over);
        ck_assert((value->withheld && strstr(value->withheld, "half of the weight")) == over);
    }
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
}
END_TEST

/* Marks the clusters of a sample's rows; how many rows there are. */
static size_t
mark(const xent_sample *sample, bool *seen)
{
    size_t rows = 0;
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert_ptr_nonnull(scratch);
    for (size_t b = 0; b < xent_sample_shape(sample)->blocks; b++) {
        xent_block block;
        ck_assert_int_eq(xent_sample_block(sample, b, scratch, &block, NULL), XENT_OK);
        for (size_t i = 0; i < block.rows; i++)
            seen[block.factor[2 * i + 1]] = true;
        rows += block.rows;
    }
    free(scratch);
    return rows;
}

static size_t
count(const bool *seen)
{
    size_t n = 0;
    for (size_t c = 0; c <= CLUSTERS; c++)
        n += seen[c];
    return n;
}

/* A share of the rows and the rest have all rows between them, and no cluster in common. */
START_TEST(parts_keep_clusters_whole)
{
    const file f = {three_scores, 3};
    xent_sample *sample = open_file(&f, WEIGHTS_NONE);
    xent_part_rule rule = {.kind = XENT_PART_SHARE, .share = 0.4, .seed = (uint64_t)_i};
    bool seen[2][CLUSTERS + 1] = {{false}};
    size_t rows = 0;
    for (size_t k = 0; k < 2; k++) {
        xent_part *part;
        rule.others = k > 0;
        ck_assert_int_eq(xent_part_alloc(sample, &rule, &part, NULL), XENT_OK);
        rows += mark(xent_part_sample(part), seen[k]);
        ck_assert_uint_eq(xent_sample_facts(xent_part_sample(part))->clusters, count(seen[k]));
        xent_part_free(part);
    }
    ck_assert_uint_eq(rows, ROWS);
    for (size_t c = 0; c <= CLUSTERS; c++)
        ck_assert(!(seen[0][c] && seen[1][c]));
    xent_sample_free(sample);
}
END_TEST

/* The temperature that a row was mapped with tells its fold. */
START_TEST(folds_keep_clusters_whole)
{
    enum { FOLDS = 3 };
    const file f = {three_scores, 3};
    xent_sample *sample = open_file(&f, WEIGHTS_NONE);
    xent_crossfit *crossfit;
    double beta[CLUSTERS + 1] = {0};
    size_t found = 0;
    ck_assert_int_eq(xent_crossfit_alloc(xent_map_type_find("temperature"), sample,
                                         &(xent_fit_options){0}, FOLDS, 1, &crossfit, NULL),
                     XENT_OK);
    const xent_sample *mapped = xent_crossfit_sample(crossfit);
    void *scratch = malloc(xent_sample_scratch_size(mapped) + 1);
    xent_block block;
    ck_assert_ptr_nonnull(scratch);
    ck_assert_int_eq(xent_sample_block(mapped, 0, scratch, &block, NULL), XENT_OK);
    for (size_t i = 0; i < ROWS; i++) {
        double *own = &beta[clusters[i]], now = block.f64[3 * i] / three_scores[3 * i];
        ck_assert(*own == 0 || fabs(*own - now) <= 1e-12 * now);
        *own = now;
    }
    for (size_t k = 0; k < FOLDS; k++) {
        double of_fold = *xent_map_parameter(xent_crossfit_map(crossfit, k), "inverse_temperature",
                                             NULL);
        bool used = false;
        for (size_t c = 0; c <= CLUSTERS; c++)
            used |= fabs(beta[c] - of_fold) <= 1e-12 * of_fold;
        found += used;
    }
    ck_assert_uint_eq(found, FOLDS);
    free(scratch);
    xent_crossfit_free(crossfit);
    xent_sample_free(sample);
}
END_TEST

static xent_map *
fit_map(const xent_sample *sample, const char *name, unsigned threads, xent_fit *fit)
{
    const xent_fit_options options = {.threads = threads};
    xent_map *map;
    ck_assert_int_eq(xent_map_fit(xent_map_type_find(name), sample, &options, &map, fit, NULL),
                     XENT_OK);
    return map;
}

START_TEST(errors_of_maps)
{
    const map_case *c = &map_cases[_i];
    const file f = {c->classes == 2 ? two_scores : three_scores, c->classes == 2 ? 1 : 3};
    xent_sample *sample = open_file(&f, c->weights);
    xent_fit fit;
    xent_map *map = fit_map(sample, c->map, 1, &fit);
    double value = xent_map_parameter(map, c->parameter, NULL)[c->number];
    double error = xent_map_standard_error(map, c->parameter, NULL)[c->number];
    double degrees = xent_map_degrees(map, c->parameter, NULL)[c->number];
    ck_assert_double_eq_tol(value, c->value, MAP_TOLERANCE);
    ck_assert_double_eq_tol(error, c->error, MAP_TOLERANCE);
    ck_assert_double_eq_tol(degrees, c->degrees, 10 * MAP_TOLERANCE);
    ck_assert_uint_eq(fit.clusters, CLUSTERS);
    ck_assert_ptr_nonnull(strstr(fit.withheld, "standard errors are by cluster"));
    ck_assert_double_nan(fit.lr_p_value);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

/* A row for a cluster: White's errors times the root of n / (n - 1). */
START_TEST(errors_of_maps_by_row)
{
    static const char *const names[] = {"temperature", "platt", "vector"};
    const file f = {three_scores, 3};
    const weights kind = _i % 2 ? WEIGHTS_IMPORTANCE : WEIGHTS_NONE;
    int32_t own[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        own[i] = (int32_t)i;
    xent_sample *rows = open_levels(&f, kind, own, ROWS), *plain = open_levels(&f, kind, own, 0);
    xent_map *by_row = fit_map(rows, names[_i / 2], 1, NULL);
    xent_map *by_itself = fit_map(plain, names[_i / 2], 1, NULL);
    const xent_parameter *p = xent_map_type_of(by_row)->parameter;
    for (size_t n; p->name; p++) {
        const double *error = xent_map_standard_error(by_row, p->name, &n);
        const double *white = xent_map_standard_error(by_itself, p->name, NULL);
        for (size_t k = 0; k < n; k++)
            ck_assert_double_eq_tol(error[k], white[k] * sqrt(ROWS / (ROWS - 1.0)), TOLERANCE);
        ck_assert_double_nan(*xent_map_degrees(by_itself, p->name, NULL));
    }
    xent_map_free(by_row);
    xent_map_free(by_itself);
    xent_sample_free(rows);
    xent_sample_free(plain);
}
END_TEST

/* Few clusters, and one that dominates. */
START_TEST(errors_of_maps_withheld)
{
    const file f = {three_scores, 3};
    int32_t own[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        own[i] = _i == 0 ? (int32_t)i % 4 : i < ROWS / 2 + 1 ? 0 : 1 + (int32_t)i % 10;
    xent_sample *sample = open_clusters(&f, WEIGHTS_NONE, own);
    xent_fit fit;
    xent_map *map = fit_map(sample, "temperature", 1, &fit);
    ck_assert_double_nan(*xent_map_standard_error(map, "temperature", NULL));
    ck_assert_ptr_nonnull(strstr(fit.withheld, _i == 0 ? "fewer than 5" : "half of the weight"));
    ck_assert_uint_eq(fit.clusters, _i == 0 ? 4 : CLUSTERS);
    ck_assert_double_nan(fit.lr_p_value);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("cluster");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, intervals, 0, CASES);
    tcase_add_loop_test(tests, intervals_of_bins, 0, 3);
    tcase_add_loop_test(tests, the_rest_is_withheld, 0, 2);
    tcase_add_loop_test(tests, dominated, 0, 2);
    tcase_add_loop_test(tests, parts_keep_clusters_whole, 0, 20);
    tcase_add_test(tests, folds_keep_clusters_whole);
    tcase_add_loop_test(tests, errors_of_maps, 0, MAPS);
    tcase_add_loop_test(tests, errors_of_maps_by_row, 0, 6);
    tcase_add_loop_test(tests, errors_of_maps_withheld, 0, 2);
    return run_tests("cluster", tests);
}
