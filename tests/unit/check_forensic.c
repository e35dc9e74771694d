/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: each is there where its mistake was made, and nowhere else. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "forensic.h"
#include "metric.h"
#include "suite.h"
#include "forensic_rows.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A maker, and the findings that must be there, in the order of the registry. */
static const struct {
    void (*make)(rows *);
    const char *findings;
} cases[] = {
    {logits, ""},
    {two_columns, ""},
    {probabilities, ""},
    {logprobs, ""},
    {column_as_it_is, ""},
    {half_logits, ""},
    {small_probabilities, "understated "},
    {small_logits, "understated "},
    {softmax_twice, "softmax_twice "},
    {log_softmax_twice, "softmax_twice "},
    {softmax_twice_of_two, "softmax_twice "},
    {sigmoids, "unnormalised "},
    {normalised_sigmoids, "unnormalised "},
    {column_of_probabilities, "probabilities_as_logits "},
    {top_logprobs, "partial_logprobs "},
    {half_probabilities, "float16_saturation zero_probability "},
    {half_overflow, "float16_saturation "},
    {brain_probabilities, "float16_saturation zero_probability "},
    {one_class, "one_class "},
    {labels_from_one, "labels_off_by_one worse_than_uniform "},
    {labels_too_small, "labels_off_by_one worse_than_uniform "},
    {swapped, "labels_swapped worse_than_uniform "},
    {swapped_column, "labels_swapped worse_than_uniform "},
    {shuffled, "rows_shuffled worse_than_uniform "},
    {one_row_late, "rows_shuffled worse_than_uniform "},
    {same_scores, ""},
    {real_copies, "duplicate_rows "},
    {few_answers, "duplicate_rows "},
    {impossible, "zero_probability "},
    {untrained, "uniform_loss "},
    {sure_of_everything, "worse_than_uniform "},
};

static xent_sample *
admit(const rows *r, unsigned threads)
{
    xent_admit_options options = {.kind = r->kind, .normalize = r->normalize, .threads = threads};
    xent_error err = {.status = XENT_OK};
    xent_sample *sample;
    xent_status status = xent_sample_from_memory(r->rows, r->columns, r->narrow ? r->f32 : NULL,
                                                 r->narrow ? NULL : r->z, r->y, NULL, &options,
                                                 NULL, &sample, &err);
    ck_assert_msg(status == XENT_OK, "%s", err.sentence);
    return sample;
}

static xent_measured
measure(const xent_sample *sample)
{
    xent_evaluation *evaluation;
    ck_assert_int_eq(xent_evaluate(sample, &xent_settings_default, &evaluation, NULL), XENT_OK);
    const xent_value *nll = xent_evaluation_value(evaluation, xent_metric_find("nll"));
    xent_measured measured = {
        .nll = nll->value,
        .nll_low = nll->low,
        .nll_high = nll->high,
        .accuracy = xent_evaluation_value(evaluation, xent_metric_find("accuracy"))->value,
        .confidence = xent_evaluation_value(evaluation, xent_metric_find("mean_confidence"))->value};
    xent_evaluation_free(evaluation);
    return measured;
}

static void
list_findings(const xent_clues *clues, char *text, size_t size)
{
    xent_found found;
    text[0] = '\0';
    for (const xent_forensic *const *f = xent_forensics; *f; f++)
        if (xent_forensic_look(*f, clues, &found)) {
            strncat(text, (*f)->name, size - strlen(text) - 2);
            strcat(text, " ");
            ck_assert_uint_gt(strlen(found.sentence), 20);
            ck_assert_uint_lt(strlen(found.sentence), sizeof found.sentence - 1);
            ck_assert_uint_gt(found.numbers, 0);
        }
}

START_TEST(findings)
{
    rows *r = malloc(sizeof *r);
    char text[400];
    ck_assert_ptr_nonnull(r);
    cases[_i].make(r);
    xent_sample *sample = admit(r, 1);
    xent_measured measured = measure(sample);
    xent_clues clues = {xent_sample_shape(sample), xent_sample_facts(sample), &measured};
    list_findings(&clues, text, sizeof text);
    ck_assert_msg(strcmp(text, cases[_i].findings) == 0, "case %d: '%s', wanted '%s'", _i, text,
                  cases[_i].findings);
    xent_sample_free(sample);
    free(r);
}
END_TEST

/* Every finding is there in some case, and the door alone finds none that wants measures. */
START_TEST(registry)
{
    for (const xent_forensic *const *f = xent_forensics; *f; f++) {
        xent_clues nothing = {0};
        xent_found found;
        size_t there = 0;
        for (size_t i = 0; i < COUNT(cases); i++)
            there += strstr(cases[i].findings, (*f)->name) != NULL;
        ck_assert_msg(there > 0, "%s", (*f)->name);
        ck_assert_uint_gt(strlen((*f)->title), 5);
        if ((*f)->measured)
            ck_assert(!xent_forensic_look(*f, &nothing, &found));
    }
}
END_TEST

START_TEST(threads)
{
    rows *r = malloc(sizeof *r);
    ck_assert_ptr_nonnull(r);
    shuffled(r);
    xent_sample *one = admit(r, 1), *many = admit(r, 3);
    const xent_evidence *a = &xent_sample_facts(one)->evidence;
    const xent_evidence *b = &xent_sample_facts(many)->evidence;
    ck_assert_uint_eq(a->hits[XENT_LOGITS], b->hits[XENT_LOGITS]);
    ck_assert_uint_eq(a->hits_up, b->hits_up);
    ck_assert_uint_gt(a->alignment.rows, 0);
    ck_assert_mem_eq(&a->alignment.confidence, &b->alignment.confidence, sizeof(double));
    ck_assert_mem_eq(a->alignment.spread, b->alignment.spread, sizeof a->alignment.spread);
    ck_assert_uint_eq(a->alignment.late, b->alignment.late);
    xent_sample_free(one);
    xent_sample_free(many);
    free(r);
}
END_TEST

/* q -> softmax(q) -> q again. */
START_TEST(hidden_simplex)
{
    static const double hidden[] = {.95, .03, .02, 0, 0, 1, .1, .3, .6};
    rows *r = malloc(sizeof *r);
    ck_assert_ptr_nonnull(r);
    *r = (rows){.rows = 3, .columns = 3};
    memcpy(r->z, hidden, sizeof hidden);
    softmax(r);
    xent_sample *sample = admit(r, 1);
    const xent_evidence *e = &xent_sample_facts(sample)->evidence;
    ck_assert(e->hidden);
    ck_assert_double_eq_tol(e->hidden_min, 0, 1e-15);
    ck_assert_double_eq_tol(e->hidden_max, 1, 1e-15);
    ck_assert_uint_eq(e->hidden_sure, 2);
    xent_sample_free(sample);
    free(r);
}
END_TEST

/* Mean and spread of agreements over all orders of the labels, by trying them all. */
START_TEST(chance)
{
    enum { N = 6, ORDERS = 720 };
    static const int64_t predicted[] = {0, 0, 1, 2, 1, 0}, labels[] = {1, 0, 2, 0, 0, 2};
    static rows r;
    double sum[3] = {0}, squares[3] = {0};
    r = (rows){.rows = N, .columns = 3};
    for (size_t i = 0; i < N; i++) {
        r.y[i] = labels[i];
        r.z[i * 3 + (size_t)predicted[i]] = 4;
    }
    for (unsigned order = 0; order < ORDERS; order++) {
        int64_t y[N];
        unsigned code = order;
        memcpy(y, labels, sizeof y);
        for (unsigned i = N - 1; i > 0; i--) {
            unsigned j = code % (i + 1);
            int64_t swap = y[i];
            code /= i + 1;
            y[i] = y[j];
            y[j] = swap;
        }
        for (int d = 0; d < 3; d++) {
            double agree = 0;
            for (size_t i = 0; i < N; i++)
                agree += predicted[i] == y[i] + d - 1;
            sum[d] += agree / ORDERS;
            squares[d] += agree * agree / ORDERS;
        }
    }
    xent_sample *sample = admit(&r, 1);
    const xent_alignment *a = &xent_sample_facts(sample)->evidence.alignment;
    ck_assert_uint_eq(a->rows, N);
    for (int d = 0; d < 3; d++) {
        ck_assert_double_eq_tol(a->chance[d], sum[d], 1e-12);
        ck_assert_double_eq_tol(a->spread[d], sqrt(squares[d] - sum[d] * sum[d]), 1e-12);
    }
    ck_assert_uint_eq(a->agree[1], 1);
    ck_assert_double_eq_tol(a->variety, 1 - 14. / 36, 1e-15);
    ck_assert_double_eq_tol(a->distance, 1. / 6, 1e-15);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("forensic");
    tcase_add_loop_test(tests, findings, 0, COUNT(cases));
    tcase_add_test(tests, registry);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, hidden_simplex);
    tcase_add_test(tests, chance);
    return run_tests("forensic", tests);
}
