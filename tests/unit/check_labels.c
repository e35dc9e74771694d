/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several labels: all cells are a binary sample with rows for clusters, each label is that of its
   column alone, and scikit-learn gets the same numbers. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cells.h"
#include "columns.h"
#include "marks.h"
#include "result_internal.h"
#include "suite.h"

typedef struct {
    const char *metric, *where; /* micro, macro, row, or the label */
    double value;
} label_number;

#include "../reference/labels.inc"

static const double tolerance = 1e-12;

enum { ROWS = 700, LABELS = 3 };

/* ---- the example file */

static xent_sample *
read_tags(const char *scores, const char *labels, xent_task_choice task)
{
    const char *source = getenv("XENT_SRC");
    char path[1024];
    xent_error err = {0};
    xent_sample *sample = NULL;
    const xent_read_options options = {.task = task, .scores = scores, .labels = labels};
    snprintf(path, sizeof path, "%s/examples/tags.csv", source ? source : ".");
    xent_read(path, &options, NULL, &sample, &err);
    ck_assert_msg(sample != NULL, "%s", err.sentence);
    return sample;
}

static xent_result *
diagnose(const xent_sample *sample, unsigned threads)
{
    xent_settings settings = xent_settings_default;
    const xent_diagnosis diagnosis = {.command = "diagnose", .command_line = "", .path = "tags.csv",
                                      .unit = XENT_NATS};
    xent_result *result = NULL;
    xent_error err = {0};
    settings.threads = threads;
    settings.folds = 0;
    xent_status status = xent_diagnose(sample, &diagnosis, &settings, NULL, &result, &err);
    ck_assert_msg(status == XENT_OK, "%s", err.sentence);
    return result;
}

static const json_t *
scope_of(const json_t *root, const char *label)
{
    const json_t *scopes = xent_json_at(root, "labels.scopes");
    for (size_t i = 0; i < json_array_size(scopes); i++) {
        const json_t *scope = json_array_get(scopes, i);
        if (strcmp(json_string_value(json_object_get(scope, "name")), label) == 0)
            return scope;
    }
    return NULL;
}

static const json_t *
number_at(const json_t *root, const label_number *n)
{
    if (strcmp(n->where, "micro") == 0)
        return json_object_get(json_object_get(root, "metrics"), n->metric);
    if (strcmp(n->where, "row") == 0)
        return xent_json_at(root, "labels.row_nll");
    if (strcmp(n->where, "macro") == 0)
        return json_object_get(xent_json_at(root, "labels.macro"), n->metric);
    return json_object_get(json_object_get(scope_of(root, n->where), "metrics"), n->metric);
}

START_TEST(numbers_are_those_of_scikit_learn)
{
    xent_sample *sample = read_tags("p_sport:p_local", "sport:local", XENT_TASK_MULTILABEL);
    xent_result *result = diagnose(sample, 1);
    for (size_t i = 0; i < sizeof label_numbers / sizeof *label_numbers; i++) {
        const label_number *n = &label_numbers[i];
        bool extra = strcmp(n->where, "micro") == 0 && strcmp(n->metric, "average_precision") == 0;
        double got = xent_json_real(number_at(result->root, n));
        if (extra) /* of cells it is measured only if it is named */
            continue;
        ck_assert_msg(fabs(got - n->value) <= tolerance, "%s %s is %.17g, not %.17g", n->where,
                      n->metric, got, n->value);
    }
    xent_result_free(result);
    xent_sample_free(sample);
}
END_TEST

START_TEST(a_label_is_its_column_alone)
{
    static const char *const columns[][2] = {{"p_sport", "sport"}, {"p_local", "local"}};
    xent_sample *all = read_tags("p_sport:p_local", "sport:local", XENT_TASK_MULTILABEL);
    xent_result *labels = diagnose(all, 2);
    for (size_t i = 0; i < 2; i++) {
        xent_sample *one = read_tags(columns[i][0], columns[i][1], XENT_TASK_AUTO);
        xent_result *alone = diagnose(one, 1);
        const json_t *scope = scope_of(labels->root, columns[i][1]);
        json_t *mine = json_object_get(scope, "metrics"), *value;
        const json_t *its = json_object_get(alone->root, "metrics");
        const char *name;
        size_t compared = 0;
        json_object_foreach(mine, name, value) {
            const json_t *other = json_object_get(its, name);
            if (!other)
                continue; /* measured only if it is named */
            ck_assert_msg(json_equal(value, other), "%s of %s", name, columns[i][1]);
            compared++;
        }
        ck_assert_uint_ge(compared, 7);
        ck_assert(json_equal(xent_json_at(scope, "curves.bins"),
                             xent_json_at(alone->root, "curves.bins")));
        xent_result_free(alone);
        xent_sample_free(one);
    }
    xent_result_free(labels);
    xent_sample_free(all);
}
END_TEST

START_TEST(threads_change_nothing)
{
    xent_sample *sample = read_tags("p_sport:p_local", "sport:local", XENT_TASK_MULTILABEL);
    xent_result *one = diagnose(sample, 1);
    for (unsigned threads = 2; threads <= 7; threads += 5) {
        xent_result *many = diagnose(sample, threads);
        ck_assert(json_equal(one->root, many->root));
        xent_result_free(many);
    }
    xent_result_free(one);
    xent_sample_free(sample);
}
END_TEST

START_TEST(one_label_has_the_numbers_of_a_binary_sample)
{
    static const char *const same[] = {"nll", "brier", "accuracy", "ece", "mce", "ks", "auroc"};
    xent_sample *label = read_tags("p_health", "health", XENT_TASK_MULTILABEL);
    xent_sample *binary = read_tags("p_health", "health", XENT_TASK_AUTO);
    xent_result *of_label = diagnose(label, 1), *of_binary = diagnose(binary, 1);
    ck_assert_int_eq(xent_sample_shape(label)->task, XENT_MULTILABEL);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        const json_t *a = json_object_get(xent_json_at(of_label->root, "metrics"), same[i]);
        const json_t *b = json_object_get(xent_json_at(of_binary->root, "metrics"), same[i]);
        ck_assert(xent_json_real(a) == xent_json_real(b));
    }
    xent_result_free(of_label);
    xent_result_free(of_binary);
    xent_sample_free(label);
    xent_sample_free(binary);
}
END_TEST

/* ---- samples in memory */

typedef struct {
    double score[ROWS * LABELS], label[ROWS * LABELS], weight[ROWS];
} table;

static table *
make_table(void)
{
    table *t = malloc(sizeof *t);
    uint64_t state = 3;
    ck_assert(t);
    for (size_t c = 0; c < ROWS * LABELS; c++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        t->score[c] = (double)(state >> 11) * 0x1p-53;
        t->label[c] = (double)(state >> 7 & 1);
        t->weight[c / LABELS] = 1 + (double)(state >> 13 & 7);
    }
    return t;
}

static xent_status
mark(const table *t, size_t rows, xent_sample **sample, xent_error *err)
{
    const xent_admit_options options = {.kind = XENT_KIND_PROBS, .independent = true};
    const xent_admit_options any = {.kind = XENT_KIND_LOGITS, .independent = true, .as_asked = true};
    xent_sample *scores, *labels;
    ck_assert_int_eq(xent_sample_from_memory(ROWS, LABELS, NULL, t->score, NULL, t->weight, &options,
                                             NULL, &scores, NULL),
                     XENT_OK);
    ck_assert_int_eq(xent_sample_from_memory(rows, LABELS, NULL, t->label, NULL, NULL, &any, NULL,
                                             &labels, NULL),
                     XENT_OK);
    return xent_sample_mark(scores, labels, "labels", sample, err);
}

START_TEST(cells_and_columns_are_those_of_the_table)
{
    table *t = make_table();
    xent_sample *sample, *cells, *column;
    xent_columns *columns;
    ck_assert_int_eq(mark(t, ROWS, &sample, NULL), XENT_OK);
    ck_assert_int_eq(xent_sample_cells(sample, &cells, NULL), XENT_OK);
    ck_assert_int_eq(xent_columns_alloc(sample, 1, 2, &columns, NULL), XENT_OK);
    ck_assert_uint_eq(xent_columns_size(columns), LABELS - 1);
    ck_assert_int_eq(xent_columns_sample(columns, 1, &column, NULL), XENT_OK);
    const xent_shape *shape = xent_sample_shape(cells);
    ck_assert_uint_eq(shape->rows, ROWS * LABELS);
    ck_assert_uint_eq(xent_shape_clusters(shape), ROWS);
    void *scratch = malloc(xent_sample_scratch_size(cells) + 1);
    size_t seen = 0;
    xent_block block;
    for (size_t b = 0; b < shape->blocks; b++) {
        ck_assert_int_eq(xent_sample_block(cells, b, scratch, &block, NULL), XENT_OK);
        for (size_t i = 0; i < block.rows; i++, seen++) {
            ck_assert(xent_block_score(&block, i) == t->score[seen]);
            ck_assert_int_eq(block.label[i], (int)t->label[seen]);
            ck_assert(block.weight[i] == t->weight[seen / LABELS]);
            ck_assert_uint_eq(block.row[i], seen / LABELS);
            ck_assert_int_eq(block.factor[i], (int)(seen / LABELS));
        }
    }
    ck_assert_uint_eq(seen, ROWS * LABELS);
    ck_assert_int_eq(xent_sample_block(column, 0, NULL, &block, NULL), XENT_OK);
    ck_assert_uint_eq(block.rows, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        ck_assert(xent_block_score(&block, i) == t->score[i * LABELS + 2]);
        ck_assert_int_eq(block.label[i], (int)t->label[i * LABELS + 2]);
        ck_assert(block.weight[i] == t->weight[i]);
    }
    free(scratch);
    xent_sample_free(column);
    xent_columns_free(columns);
    xent_sample_free(cells);
    xent_sample_free(sample);
    free(t);
}
END_TEST

START_TEST(other_labels_are_refused)
{
    table *t = make_table();
    xent_sample *sample;
    xent_error err = {0};
    t->label[7 * LABELS + 1] = 0.5;
    t->label[9 * LABELS] = 2;
    ck_assert_int_eq(mark(t, ROWS, &sample, &err), XENT_EDATA);
    ck_assert_ptr_null(sample);
    ck_assert_str_eq(err.sentence,
                     "label 0.5 at row 7, column 1, is neither 0 nor 1 (2 such cells)");
    ck_assert_int_eq(mark(t, ROWS - 1, &sample, &err), XENT_EDATA);
    ck_assert_ptr_null(sample);
    ck_assert_str_eq(err.sentence, "699 x 3 labels for 700 x 3 scores");
    free(t);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("labels");
    tcase_add_test(tests, numbers_are_those_of_scikit_learn);
    tcase_add_test(tests, a_label_is_its_column_alone);
    tcase_add_test(tests, threads_change_nothing);
    tcase_add_test(tests, one_label_has_the_numbers_of_a_binary_sample);
    tcase_add_test(tests, cells_and_columns_are_those_of_the_table);
    tcase_add_test(tests, other_labels_are_refused);
    return run_tests("labels", tests);
}
