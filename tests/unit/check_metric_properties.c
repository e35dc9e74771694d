/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold for every metric of the registry, whatever its formula: nothing here names one. */
#include "metric_inputs.h"
#include "suite.h"

enum { ROWS = 97, BIG_SCORES = 320000 };

static const double TOLERANCE = 1e-12; /* relative, where rounding may differ */

static arrays
draw(const input_type *type, size_t rows)
{
    return draw_case(type, rows, 0);
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
    tcase_add_loop_test(all, test_weight_scale, 0, INPUTS);
    tcase_add_loop_test(all, test_weight_one, 0, INPUTS);
    tcase_add_loop_test(all, test_range, 0, INPUTS);
    tcase_add_loop_test(all, test_threads, 0, INPUTS);
    tcase_add_loop_test(all, test_choice, 0, INPUTS);
    return run_tests("metric_properties", all);
}
