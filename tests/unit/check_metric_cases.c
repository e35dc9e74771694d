/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every metric declares of its invariances, each tried on ten thousand random samples: nothing
   here but the list of slow ones names a metric. */
#include <stdlib.h>
#include "metric_inputs.h"
#include "suite.h"

/* Random cases of each property, over all inputs; rows of one. */
enum { CASES = 10000, MAX_ROWS = 30 };

/* Curves on a fine grid take milliseconds for any number of rows: every so many cases, or all if the
   environment has XENT_ALL_CASES. */
enum { SLOW_CASES = 200 };

static const char *const slow[] = {"smooth_ece", "ici", "e50", "e90", "emax", NULL};

static bool
is_slow(const xent_metric *metric)
{
    for (size_t i = 0; slow[i]; i++)
        if (strcmp(slow[i], metric->name) == 0)
            return true;
    return false;
}

/* What a case looks at: no null reference, and slow metrics only now and then. */
static xent_evaluation *
evaluate_case(const input_type *type, const arrays *a, uint64_t number, bool weighted)
{
    const xent_metric *quick[64];
    size_t n = 0;
    xent_settings settings = settings_of(type);
    for (const xent_metric *const *m = xent_metrics; *m; m++)
        if (!is_slow(*m))
            quick[n++] = *m;
    quick[n] = NULL;
    settings.replicates = 1;
    settings.metrics = number % SLOW_CASES && !getenv("XENT_ALL_CASES") ? quick : xent_metrics;
    xent_sample *sample = open_sample(type, a, weighted, XENT_FREQUENCY);
    xent_evaluation *evaluation = evaluate(sample, &settings);
    xent_sample_free(sample);
    return evaluation;
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

static size_t
same(size_t i, size_t rows)
{
    (void)rows;
    return i;
}

/* A change of the rows, and what keeps its value under it. */
typedef struct {
    const char *name;
    unsigned invariance;
    size_t (*source)(size_t i, size_t rows);
    size_t copies;   /* of each row; with weights that say so in its place */
    bool logits;     /* are multiples of 64 added to the logits of a row?  Exact, see short_number */
    double tolerance;
} property;

static const property properties[] = {
    {"row order", XENT_INVARIANT_ROW_ORDER, stride, 1, false, 0},
    {"frequency 2", XENT_INVARIANT_COPIES, half, 2, false, 1e-11},
    {"logits + c", 0, same, 1, true, 1e-12},
};
enum { PROPERTIES = sizeof properties / sizeof *properties };

static void
try_property(const property *p, const input_type *type, uint64_t number)
{
    size_t rows = 1 + (size_t)(xent_random_bits(3, number) % MAX_ROWS);
    arrays a = draw_case(type, rows, number);
    arrays b = rearranged(&a, p->copies * rows, p->source);
    for (size_t i = 0; i < rows; i++)
        a.weight[i] = (double)p->copies;
    for (size_t i = 0; p->logits && i < b.rows * b.columns; i++)
        b.score[i] += (double)(i / b.columns % 5) * 64 - 128;
    xent_evaluation *x = evaluate_case(type, &b, number, false);
    xent_evaluation *y = evaluate_case(type, &a, number, p->copies > 1);
    compare(p->name, type, x, y, p->invariance, p->tolerance);
    xent_evaluation_free(x);
    xent_evaluation_free(y);
    arrays_free(&a);
    arrays_free(&b);
}

/* Each on CASES samples of 1 to MAX_ROWS rows. */
START_TEST(test_property)
{
    const property *p = &properties[_i];
    size_t inputs_of[INPUTS], n = 0;
    for (size_t i = 0; i < INPUTS; i++)
        if (!p->logits || (inputs[i].kind == XENT_KIND_LOGITS && inputs[i].columns > 1))
            inputs_of[n++] = i;
    for (uint64_t number = 0; number < CASES; number++)
        try_property(p, &inputs[inputs_of[number % n]], number);
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
        metric->needs & (XENT_NEED_PAIRS | XENT_NEED_PASSES))
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
            found[m] = (xent_value){none, none, none, none, none, none, none, none, none, none, none,
                                    none, NULL};
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

static void
try_merge(const input_type *type, uint64_t number)
{
    xent_weight_kind kind = number % 2 ? XENT_FREQUENCY : XENT_IMPORTANCE;
    size_t rows = 2 + (size_t)(xent_random_bits(4, number) % MAX_ROWS);
    arrays all = draw_case(type, rows, number), first = all, second = all;
    for (size_t i = 0; i < rows; i++)
        all.weight[i] = (double)(1 + i % 3);
    all.weight[0] = all.weight[rows - 1] = 3; /* parts share their largest weight */
    first.rows = (rows + 2) / 3;
    second.rows = rows - first.rows;
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

START_TEST(test_merge)
{
    for (uint64_t number = 0; number < CASES; number++)
        try_merge(&inputs[number % INPUTS], number);
}
END_TEST

int
main(void)
{
    TCase *all = tcase_create("cases");
    tcase_add_loop_test(all, test_property, 0, PROPERTIES);
    tcase_add_test(all, test_merge);
    tcase_set_timeout(all, 300);
    return run_tests("metric_cases", all);
}
