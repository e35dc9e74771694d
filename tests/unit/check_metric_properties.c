/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold for every metric of the registry, whatever its formula: nothing here names one. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "metric.h"
#include "random.h"
#include "suite.h"

enum { ROWS = 97, BIG_SCORES = 320000, MAX_COLUMNS = 7 };

static const double TOLERANCE = 1e-12; /* relative, where rounding may differ */

/* A kind of input on which every property is tried. */
typedef struct {
    const char *name;
    size_t columns;
    xent_kind_choice kind;
    xent_confidence confidence;
} input_type;

static const input_type inputs[] = {
    {"binary", 1, XENT_KIND_PROBS, XENT_POSITIVE},
    {"binary, top", 1, XENT_KIND_PROBS, XENT_TOP},
    {"log-odds", 1, XENT_KIND_LOGITS, XENT_POSITIVE},
    {"three classes", 3, XENT_KIND_PROBS, XENT_POSITIVE},
    {"seven logits", 7, XENT_KIND_LOGITS, XENT_POSITIVE},
};
enum { INPUTS = sizeof inputs / sizeof *inputs };

typedef struct {
    size_t rows, columns;
    double *score;  /* rows*columns */
    int64_t *label; /* rows */
    double *weight; /* rows */
} arrays;

static arrays
arrays_alloc(size_t rows, size_t columns)
{
    arrays a = {rows, columns, malloc(rows * columns * sizeof(double)),
                malloc(rows * sizeof(int64_t)), malloc(rows * sizeof(double))};
    ck_assert(a.score && a.label && a.weight);
    for (size_t i = 0; i < rows; i++)
        a.weight[i] = 1;
    return a;
}

static void
arrays_free(arrays *a)
{
    free(a->score);
    free(a->label);
    free(a->weight);
}

/* Multiples of 1/4096 below 4: sums of a few of them are exact, and so are shifts by integers. */
static double
short_number(uint64_t key, uint64_t counter)
{
    return (double)(xent_random_bits(key, counter) >> 50) * 0x1p-12;
}

static void
fill_row(const input_type *type, uint64_t key, size_t i, double *row)
{
    double left = 1;
    for (size_t j = 0; j < type->columns; j++) {
        double x = short_number(key, i * MAX_COLUMNS + j) / 4;
        if (type->kind == XENT_KIND_LOGITS) {
            row[j] = 8 * x - 4;
        } else {
            row[j] = j + 1 == type->columns && j > 0 ? left : left * x;
            left -= row[j];
        }
    }
}

static arrays
draw(const input_type *type, size_t rows)
{
    arrays a = arrays_alloc(rows, type->columns);
    uint64_t key = xent_random_key(20240607, type->columns);
    size_t classes = type->columns == 1 ? 2 : type->columns;
    for (size_t i = 0; i < rows; i++) {
        fill_row(type, key, i, a.score + i * type->columns);
        a.label[i] = (int64_t)(xent_random_bits(key ^ 1, i) % classes);
        if (i % 2 == 0 && type->columns > 1) /* half of the rows are right, so that bins differ */
            for (size_t j = 0; j < type->columns; j++)
                if (a.score[i * type->columns + j] > a.score[i * type->columns + (size_t)a.label[i]])
                    a.label[i] = (int64_t)j;
    }
    return a;
}

static xent_settings
settings_of(const input_type *type)
{
    xent_settings settings = xent_settings_default;
    settings.confidence = type->confidence;
    settings.metrics = xent_metrics;
    settings.replicates = 20;
    settings.threads = 1;
    return settings;
}

static xent_sample *
open_sample(const input_type *type, const arrays *a, bool weighted, xent_weight_kind weight_kind)
{
    xent_sample *sample = NULL;
    xent_error err = {0};
    const xent_admit_options admit = {.kind = type->kind, .weight_kind = weight_kind};
    xent_sample_from_memory(a->rows, a->columns, NULL, a->score, a->label,
                            weighted ? a->weight : NULL, &admit, NULL, &sample, &err);
    ck_assert_msg(sample != NULL, "%s: %s", type->name, err.sentence);
    return sample;
}

static xent_evaluation *
evaluate(const xent_sample *sample, const xent_settings *settings)
{
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    xent_evaluate(sample, settings, &evaluation, &err);
    ck_assert_msg(evaluation != NULL, "%s", err.sentence);
    return evaluation;
}

static xent_evaluation *
evaluate_arrays(const input_type *type, const arrays *a, bool weighted,
                xent_weight_kind weight_kind)
{
    xent_settings settings = settings_of(type);
    xent_sample *sample = open_sample(type, a, weighted, weight_kind);
    xent_evaluation *evaluation = evaluate(sample, &settings);
    xent_sample_free(sample);
    return evaluation;
}

static bool
same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* Compares the value of every metric that declares `invariance` (0: of every metric); with
   relative 0, bit for bit. */
static void
compare(const char *what, const input_type *type, const xent_evaluation *a,
        const xent_evaluation *b, unsigned invariance, double relative)
{
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        if (((*m)->invariances & invariance) != invariance)
            continue;
        const xent_value *x = xent_evaluation_value(a, *m), *y = xent_evaluation_value(b, *m);
        ck_assert_msg(!x == !y, "%s, %s: %s applies to one only", what, type->name, (*m)->name);
        if (!x)
            continue;
        bool same = same_bits(x->value, y->value) ||
                    fabs(x->value - y->value) <= relative * (fabs(y->value) + 1e-3);
        ck_assert_msg(same, "%s, %s: %s is %.17g, not %.17g", what, type->name, (*m)->name,
                      y->value, x->value);
    }
}

/* Row i of the result is row source(i) of `from`. */
static arrays
rearranged(const arrays *from, size_t rows, size_t (*source)(size_t i, size_t rows))
{
    arrays to = arrays_alloc(rows, from->columns);
    for (size_t i = 0; i < rows; i++) {
        size_t s = source(i, from->rows);
        memcpy(to.score + i * to.columns, from->score + s * to.columns,
               to.columns * sizeof *to.score);
        to.label[i] = from->label[s];
        to.weight[i] = from->weight[s];
    }
    return to;
}

static size_t
stride(size_t i, size_t rows)
{
    return i * 31 % rows; /* a permutation, since ROWS is prime */
}

static size_t
half(size_t i, size_t rows)
{
    (void)rows;
    return i / 2;
}

START_TEST(test_row_order)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS), b = rearranged(&a, ROWS, stride);
    xent_evaluation *x = evaluate_arrays(type, &a, false, XENT_IMPORTANCE);
    xent_evaluation *y = evaluate_arrays(type, &b, false, XENT_IMPORTANCE);
    compare("row order", type, x, y, XENT_INVARIANT_ROW_ORDER, 0);
    xent_evaluation_free(x);
    xent_evaluation_free(y);
    arrays_free(&a);
    arrays_free(&b);
}
END_TEST

START_TEST(test_weight_scale)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS);
    for (size_t i = 0; i < a.rows; i++)
        a.weight[i] = 1 + short_number(7, i);
    xent_evaluation *x = evaluate_arrays(type, &a, true, XENT_IMPORTANCE);
    for (size_t i = 0; i < a.rows; i++)
        a.weight[i] *= 4;
    xent_evaluation *y = evaluate_arrays(type, &a, true, XENT_IMPORTANCE);
    compare("weight scale", type, x, y, 0, TOLERANCE);
    xent_evaluation_free(x);
    xent_evaluation_free(y);
    arrays_free(&a);
}
END_TEST

START_TEST(test_weight_one)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS);
    xent_evaluation *x = evaluate_arrays(type, &a, false, XENT_IMPORTANCE);
    xent_evaluation *y = evaluate_arrays(type, &a, true, XENT_IMPORTANCE);
    compare("weights 1", type, x, y, 0, TOLERANCE);
    xent_evaluation_free(x);
    xent_evaluation_free(y);
    arrays_free(&a);
}
END_TEST

START_TEST(test_frequency)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS), twice = rearranged(&a, 2 * ROWS, half);
    for (size_t i = 0; i < a.rows; i++)
        a.weight[i] = 2;
    xent_evaluation *x = evaluate_arrays(type, &twice, false, XENT_IMPORTANCE);
    xent_evaluation *y = evaluate_arrays(type, &a, true, XENT_FREQUENCY);
    compare("frequency 2", type, x, y, XENT_INVARIANT_COPIES, TOLERANCE);
    xent_evaluation_free(x);
    xent_evaluation_free(y);
    arrays_free(&a);
    arrays_free(&twice);
}
END_TEST

START_TEST(test_shift)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS);
    xent_evaluation *x = evaluate_arrays(type, &a, false, XENT_IMPORTANCE);
    if (type->kind == XENT_KIND_LOGITS && type->columns > 1) {
        for (size_t i = 0; i < a.rows * a.columns; i++)
            a.score[i] += (double)(i / a.columns % 5) * 64 - 128; /* exact, see short_number */
        xent_evaluation *y = evaluate_arrays(type, &a, false, XENT_IMPORTANCE);
        compare("logits + c", type, x, y, 0, TOLERANCE);
        xent_evaluation_free(y);
    }
    xent_evaluation_free(x);
    arrays_free(&a);
}
END_TEST

START_TEST(test_range)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS);
    xent_evaluation *x = evaluate_arrays(type, &a, false, XENT_IMPORTANCE);
    size_t applied = 0;
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        const xent_value *v = xent_evaluation_value(x, *m);
        applied += v != NULL;
        if (!v)
            continue;
        ck_assert_msg((*m)->low <= v->value && v->value <= (*m)->high, "%s: %s is %.17g",
                      type->name, (*m)->name, v->value);
        ck_assert_msg(!(v->low > v->value) && !(v->high < v->value), "%s: %s has [%g, %g]",
                      type->name, (*m)->name, v->low, v->high);
        ck_assert(!(v->p_value < 0 || v->p_value > 1));
    }
    ck_assert_uint_ge(applied, 10);
    xent_evaluation_free(x);
    arrays_free(&a);
}
END_TEST

START_TEST(test_threads)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, BIG_SCORES / type->columns); /* enough for four threads */
    xent_sample *sample = open_sample(type, &a, false, XENT_IMPORTANCE);
    xent_settings settings = settings_of(type);
    settings.replicates = 2;
    xent_evaluation *one = evaluate(sample, &settings);
    for (unsigned threads = 2; threads <= 4; threads++) {
        settings.threads = threads;
        xent_evaluation *many = evaluate(sample, &settings);
        compare("threads", type, one, many, 0, 0);
        xent_evaluation_free(many);
    }
    xent_evaluation_free(one);
    xent_sample_free(sample);
    arrays_free(&a);
}
END_TEST

/* A metric that is measured alone is what it is among all others. */
static void
check_alone(const xent_metric *metric, const input_type *type, const xent_sample *sample,
            const xent_evaluation *all)
{
    const xent_metric *const one[] = {metric, NULL};
    xent_settings settings = settings_of(type);
    settings.metrics = one;
    xent_evaluation *chosen = evaluate(sample, &settings);
    const xent_value *x = xent_evaluation_value(all, metric);
    const xent_value *y = xent_evaluation_value(chosen, metric);
    ck_assert_msg(!x == !y, "%s, %s", type->name, metric->name);
    ck_assert_msg(!x || memcmp(x, y, sizeof *x) == 0, "%s: %s alone is %.17g, not %.17g",
                  type->name, metric->name, y ? y->value : 0, x ? x->value : 0);
    for (const xent_metric *const *other = xent_metrics; *other; other++)
        ck_assert(*other == metric || !xent_evaluation_value(chosen, *other));
    ck_assert((xent_evaluation_bins(chosen)->size > 0) == (x && metric->needs & XENT_NEED_WIDTH));
    xent_evaluation_free(chosen);
}

START_TEST(test_choice)
{
    const input_type *type = &inputs[_i];
    arrays a = draw(type, ROWS);
    xent_sample *sample = open_sample(type, &a, _i % 2, XENT_IMPORTANCE);
    xent_settings settings = settings_of(type);
    xent_evaluation *all = evaluate(sample, &settings);
    for (const xent_metric *const *m = xent_metrics; *m; m++)
        check_alone(*m, type, sample, all);
    xent_evaluation_free(all);
    xent_sample_free(sample);
    arrays_free(&a);
}
END_TEST

static void
fill_outcome(const xent_settings *settings, const xent_shape *shape, const xent_row *row,
             double *p, int32_t *outcome)
{
    bool positive = shape->task == XENT_BINARY && settings->confidence == XENT_POSITIVE;
    *p = positive ? row->positive : row->confidence;
    *outcome = positive ? row->label : row->label == row->predicted;
}

/* Adds the rows of a sample to the state of a metric. */
static void
add_rows(const xent_metric *metric, const xent_settings *settings, const xent_sample *sample,
         void *state)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_row *row = malloc(shape->block_rows * sizeof *row);
    double *p = malloc(shape->block_rows * sizeof *p);
    int32_t *outcome = malloc(shape->block_rows * sizeof *outcome);
    double *q = malloc(shape->block_rows * shape->columns * sizeof *q);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert(row && p && outcome && q && scratch);
    for (size_t i = 0; i < shape->blocks; i++) {
        xent_block block;
        ck_assert_int_eq(xent_sample_block(sample, i, scratch, &block, NULL), XENT_OK);
        xent_kernel_rows(&block, shape->kind, XENT_WANT_EVERYTHING, shape->columns, row,
                         q);
        for (size_t r = 0; r < block.rows; r++)
            fill_outcome(settings, shape, &row[r], &p[r], &outcome[r]);
        const xent_outcomes outcomes = {block.rows, p, outcome, NULL, block.weight, NULL, 0};
        metric->add(state, settings, &(xent_rows){shape, &block, row, q, NULL, outcomes});
    }
    free(row);
    free(p);
    free(outcome);
    free(q);
    free(scratch);
}

/* Metrics of sums only: what finish says of merged halves is what it says of the whole. */
static void
check_merge(const xent_metric *metric, const input_type *type, xent_sample *const sample[3])
{
    xent_settings settings = settings_of(type);
    const xent_shape *shape = xent_sample_shape(sample[0]);
    if (!metric->size || !metric->merge || !xent_metric_applies(metric, &settings, shape) ||
        metric->needs & XENT_NEED_PAIRS)
        return;
    size_t size = metric->size(&settings, shape);
    xent_value value[2], found[XENT_METRIC_MEMBERS];
    void *state[3];
    for (size_t i = 0; i < 3; i++) {
        state[i] = calloc(1, size);
        ck_assert(state[i] != NULL);
        add_rows(metric, &settings, sample[i], state[i]);
    }
    metric->merge(state[2], state[1], &settings, shape);
    for (size_t i = 0; i < 2; i++) {
        const double none = (double)NAN;
        for (size_t m = 0; m < XENT_METRIC_MEMBERS; m++)
            found[m] = (xent_value){none, none, none, none, none, none, none, none, none, NULL};
        metric->finish(state[2 * i], &(xent_whole){.settings = &settings, .shape = shape}, found,
                       NULL);
        value[i] = found[metric->member];
    }
    ck_assert_msg(same_bits(value[0].value, value[1].value), "%s, %s: %.17g merged, %.17g whole",
                  type->name, metric->name, value[1].value, value[0].value);
    ck_assert_msg(same_bits(value[0].low, value[1].low) && same_bits(value[0].high, value[1].high),
                  "%s, %s: [%.17g, %.17g] merged, [%.17g, %.17g] whole", type->name, metric->name,
                  value[1].low, value[1].high, value[0].low, value[0].high);
    for (size_t i = 0; i < 3; i++)
        free(state[i]);
}

START_TEST(test_merge)
{
    const input_type *type = &inputs[_i];
    xent_weight_kind kind = _i % 2 ? XENT_FREQUENCY : XENT_IMPORTANCE;
    arrays all = draw(type, ROWS), first = all, second = all;
    for (size_t i = 0; i < ROWS; i++)
        all.weight[i] = (double)(1 + i % 3);
    first.rows = ROWS / 3;
    second.rows = ROWS - first.rows;
    second.score += first.rows * all.columns;
    second.label += first.rows;
    second.weight += first.rows;
    xent_sample *sample[3] = {open_sample(type, &all, true, kind),
                              open_sample(type, &first, true, kind),
                              open_sample(type, &second, true, kind)};
    for (const xent_metric *const *m = xent_metrics; *m; m++)
        check_merge(*m, type, sample);
    for (size_t i = 0; i < 3; i++)
        xent_sample_free(sample[i]);
    arrays_free(&all);
}
END_TEST

/* Every metric says what it is, and is found by its name. */
START_TEST(test_registry)
{
    xent_shape shape = {.rows = 10, .columns = 7, .classes = 7, .task = XENT_MULTICLASS};
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        char text[512] = "";
        shape.soft = (*m)->subject == XENT_OF_TARGETS;
        ck_assert_ptr_eq(xent_metric_find((*m)->name), *m);
        ck_assert_str_ne((*m)->title, "");
        ck_assert((*m)->better >= -1 && (*m)->better <= 1);
        ck_assert((*m)->low < (*m)->high);
        (*m)->define(&xent_settings_default, &shape, text, sizeof text);
        ck_assert_msg(strlen(text) > 10, "%s: definition '%s'", (*m)->name, text);
    }
    ck_assert_ptr_null(xent_metric_find("no such metric"));
}
END_TEST

int
main(void)
{
    TCase *all = tcase_create("registry");
    tcase_add_test(all, test_registry);
    tcase_add_loop_test(all, test_row_order, 0, INPUTS);
    tcase_add_loop_test(all, test_weight_scale, 0, INPUTS);
    tcase_add_loop_test(all, test_weight_one, 0, INPUTS);
    tcase_add_loop_test(all, test_frequency, 0, INPUTS);
    tcase_add_loop_test(all, test_shift, 0, INPUTS);
    tcase_add_loop_test(all, test_range, 0, INPUTS);
    tcase_add_loop_test(all, test_merge, 0, INPUTS);
    tcase_add_loop_test(all, test_threads, 0, INPUTS);
    tcase_add_loop_test(all, test_choice, 0, INPUTS);
    return run_tests("metric_properties", all);
}
