/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not change a fit, and what holds for every registered map. */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "fitted.h"
#include "suite.h"

static const double tight = 1e-13;   /* relative, of optima and losses */
static const double rounding = 1e-12;

/* ---- what must not change a fit */

/* A weight of 2 is a row that stands there twice. */
START_TEST(test_frequencies)
{
    double z[3 * MULTI_ROWS * MULTI_COLUMNS];
    int32_t y[3 * MULTI_ROWS];
    memory weighted = multi(), repeated = multi();
    weighted.weight = multi_w;
    weighted.weight_kind = XENT_FREQUENCY;
    repeated.rows = 0;
    for (size_t i = 0; i < MULTI_ROWS; i++)
        for (double copies = multi_w[i]; copies > 0; copies--) {
            memcpy(z + repeated.rows * MULTI_COLUMNS, multi_z + i * MULTI_COLUMNS,
                   MULTI_COLUMNS * sizeof *z);
            y[repeated.rows++] = multi_y[i];
        }
    repeated.f64 = z;
    repeated.label = y;
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        fitted a = fit_map((*type)->name, weighted), b = fit_map((*type)->name, repeated);
        ck_assert_uint_eq(a.fit.rows, repeated.rows);
        ck_assert_uint_eq(b.fit.rows, repeated.rows);
        assert_near("before", a.fit.nll_before, b.fit.nll_before, tight);
        assert_near("after", a.fit.nll_after, b.fit.nll_after, tight);
        for (const xent_parameter *p = (*type)->parameter; p->name; p++) {
            size_t n;
            const double *x = xent_map_parameter(a.map, p->name, &n);
            const double *s = xent_map_standard_error(a.map, p->name, NULL);
            for (size_t c = 0; c < n; c++)
                assert_near(p->name, x[c], xent_map_parameter(b.map, p->name, NULL)[c], rounding);
            for (size_t c = 0; c < n && s; c++)
                assert_near(p->name, s[c], xent_map_standard_error(b.map, p->name, NULL)[c],
                            rounding);
        }
        drop(&a);
        drop(&b);
    }
}
END_TEST

static const double scales[] = {2, 0.37, 1e-3, 1e5, 1e-120, 1e120};

START_TEST(test_scale)
{
    double z[MULTI_ROWS * MULTI_COLUMNS];
    memory data = multi();
    for (size_t i = 0; i < MULTI_ROWS * MULTI_COLUMNS; i++)
        z[i] = multi_z[i] * scales[_i];
    data.f64 = z;
    fitted f = fit_map("temperature", data);
    assert_near("T times the scale", parameter(&f, "temperature") / scales[_i], multi_T, tight);
    assert_near("after", f.fit.nll_after, multi_after, tight);
    drop(&f);
}
END_TEST

START_TEST(test_shift)
{
    double z[MULTI_ROWS * MULTI_COLUMNS];
    memory data = multi();
    for (size_t i = 0; i < MULTI_ROWS * MULTI_COLUMNS; i++)
        z[i] = multi_z[i] + 10 * sin((double)(i / MULTI_COLUMNS));
    data.f64 = z;
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        if (strcmp((*type)->name, "vector") == 0)
            continue; /* its weights see the level of each row */
        fitted f = fit_map((*type)->name, data), g = fit_map((*type)->name, multi());
        for (const xent_parameter *p = (*type)->parameter; p->name; p++)
            assert_near(p->name, parameter(&f, p->name), parameter(&g, p->name), rounding);
        drop(&f);
        drop(&g);
    }
}
END_TEST

/* Neither threads nor a better start change a temperature by more than its last digits; threads
   change no bit. */
START_TEST(test_threads_and_start)
{
    enum { COPIES = 600 };
    memory data = multi();
    double *z = malloc(COPIES * sizeof multi_z);
    int32_t *y = malloc(COPIES * sizeof multi_y);
    ck_assert(z && y);
    for (size_t i = 0; i < COPIES; i++) {
        memcpy(z + i * MULTI_ROWS * MULTI_COLUMNS, multi_z, sizeof multi_z);
        memcpy(y + i * MULTI_ROWS, multi_y, sizeof multi_y);
    }
    for (size_t i = 0; i < COPIES * MULTI_ROWS * MULTI_COLUMNS; i++)
        z[i] += sin((double)i);
    data.rows *= COPIES;
    data.f64 = z;
    data.label = y;
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        const char *name = (*type)->name;
        fitted one = fit_with(name, data, (xent_fit_options){.threads = 1});
        fitted five = fit_with(name, data, (xent_fit_options){.threads = 5});
        fitted again = fit_with(name, data, (xent_fit_options){.threads = 1, .start = one.map});
        if (one.fit.iterations > 0)
            ck_assert_uint_lt(again.fit.iterations, one.fit.iterations);
        for (const xent_parameter *p = (*type)->parameter; p->name; p++) {
            ck_assert(parameter(&one, p->name) == parameter(&five, p->name));
            if (p->shape != XENT_CURVES)
                ck_assert(error_of(&one, p->name) == error_of(&five, p->name));
            assert_near(name, parameter(&again, p->name), parameter(&one, p->name), tight);
        }
        drop(&again);
        drop(&one);
        drop(&five);
    }
    free(z);
    free(y);
}
END_TEST

/* A start that is no good: far away, or where there is no optimum at all. */
START_TEST(test_bad_start)
{
    static const double z[] = {2, 0, 0, 1, 3, 1, 1, 0};
    static const int32_t wrong[] = {1, 0, 1, 0}, mixed[] = {0, 1, 0, 1};
    memory far = multi(), opposite = {.rows = 4, .columns = 2, .f64 = z, .label = wrong};
    double tiny[MULTI_ROWS * MULTI_COLUMNS];
    for (size_t i = 0; i < MULTI_ROWS * MULTI_COLUMNS; i++)
        tiny[i] = multi_z[i] * 1e-100;
    far.f64 = tiny;
    fitted f = fit_map("temperature", multi());
    fitted g = fit_with("temperature", far, (xent_fit_options){.start = f.map});
    ck_assert_int_eq(g.status, XENT_OK);
    assert_near("T", parameter(&g, "temperature") * 1e100, multi_T, tight);
    drop(&g);
    g = fit_with("temperature", opposite, (xent_fit_options){.start = f.map});
    ck_assert_int_eq(g.status, XENT_EINVAL); /* of other classes */
    ck_assert_ptr_null(g.map);
    drop(&g);
    drop(&f);
    opposite.label = mixed;
    f = fit_map("temperature", opposite);
    opposite.label = wrong;
    g = fit_with("temperature", opposite, (xent_fit_options){.start = f.map});
    ck_assert_int_eq(g.fit.status, XENT_UNINFORMATIVE);
    ck_assert_double_lt(g.fit.signed_optimum, 0);
    ck_assert_double_nan(error_of(&g, "temperature"));
    drop(&g);
    drop(&f);
}
END_TEST

/* ---- every registered map */

static void
read_scores(const xent_sample *sample, double *z)
{
    const xent_shape *shape = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    for (size_t b = 0; b < shape->blocks; b++) {
        xent_block block;
        ck_assert_int_eq(xent_sample_block(sample, b, scratch, &block, NULL), XENT_OK);
        for (size_t i = 0; i < block.rows * block.columns; i++)
            z[block.first * block.columns + i] = xent_block_score(&block, i);
    }
    free(scratch);
}

static size_t
argmax(size_t n, const double *z)
{
    size_t best = 0;
    for (size_t j = 1; j < n; j++)
        best = z[j] > z[best] ? j : best;
    return best;
}

/* The mapped sample has the loss of the certificate, and keeps what its type says that it keeps. */
START_TEST(test_mapped_sample)
{
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        fitted f = fit_map((*type)->name, multi());
        xent_sample *mapped;
        double z[MULTI_ROWS * MULTI_COLUMNS], loss = 0;
        ck_assert_int_eq(xent_map_sample(f.map, f.sample, &mapped, NULL), XENT_OK);
        ck_assert_int_eq(xent_sample_shape(mapped)->kind,
                         (*type)->keeps_logits ? XENT_LOGITS : XENT_PROBS);
        read_scores(mapped, z);
        for (size_t i = 0; i < MULTI_ROWS; i++) {
            const double *row = z + i * MULTI_COLUMNS;
            double sum = 0;
            for (size_t c = 0; c < MULTI_COLUMNS; c++)
                sum += (*type)->keeps_logits ? exp(row[c]) : row[c];
            loss += log(sum) - ((*type)->keeps_logits ? row[multi_y[i]] : log(row[multi_y[i]]));
            if (!(*type)->keeps_logits)
                assert_near("simplex", sum, 1, tight);
            if ((*type)->keeps_argmax)
                ck_assert_uint_eq(argmax(MULTI_COLUMNS, row),
                                  argmax(MULTI_COLUMNS, multi_z + i * MULTI_COLUMNS));
        }
        assert_near((*type)->name, loss / MULTI_ROWS, f.fit.nll_after, tight);
        xent_sample_free(mapped);
        drop(&f);
    }
}
END_TEST

/* Fitting what a map made finds nothing left to do. */
START_TEST(test_idempotent)
{
    fitted f = fit_map("temperature", multi()), g = fit_map("platt", binary());
    xent_sample *mapped;
    xent_map *again;
    ck_assert_int_eq(xent_map_sample(f.map, f.sample, &mapped, NULL), XENT_OK);
    ck_assert_int_eq(xent_map_fit(xent_map_type_find("temperature"), mapped,
                                  &(xent_fit_options){0}, &again, NULL, NULL), XENT_OK);
    assert_near("T", *xent_map_parameter(again, "temperature", NULL), 1, tight);
    xent_map_free(again);
    xent_sample_free(mapped);
    ck_assert_int_eq(xent_map_sample(g.map, g.sample, &mapped, NULL), XENT_OK);
    ck_assert_int_eq(xent_map_fit(xent_map_type_find("platt"), mapped, &(xent_fit_options){0},
                                  &again, NULL, NULL), XENT_OK);
    assert_near("slope", *xent_map_parameter(again, "slope", NULL), 1, tight);
    assert_near("intercept", *xent_map_parameter(again, "intercept", NULL), 0, tight);
    xent_map_free(again);
    xent_sample_free(mapped);
    drop(&f);
    drop(&g);
}
END_TEST

/* Masked classes stay masked, and a map for other classes is refused. */
START_TEST(test_masked_classes)
{
    static const double rows[] = {1, -HUGE_VAL, 0.5, 2, -HUGE_VAL, -HUGE_VAL, -HUGE_VAL, 3, 1, 1, 0, -1, -HUGE_VAL, 2, -HUGE_VAL, -3};
    static const int32_t y[] = {0, 1, 0, 1};
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        fitted f = fit_map((*type)->name, multi());
        xent_sample *sample = memory_sample((memory){.rows = 4, .columns = 4, .f64 = rows, .label = y});
        xent_sample *two = memory_sample((memory){.rows = 8, .columns = 2, .f64 = rows});
        xent_sample *mapped;
        double z[16];
        ck_assert_int_eq(xent_map_sample(f.map, sample, &mapped, NULL), XENT_OK);
        read_scores(mapped, z);
        for (size_t i = 0; i < 16; i++) {
            ck_assert(!isnan(z[i]) && z[i] < HUGE_VAL);
            if (isinf(rows[i]))
                ck_assert(z[i] == ((*type)->keeps_logits ? -HUGE_VAL : 0));
        }
        xent_sample_free(mapped);
        ck_assert_int_eq(xent_map_sample(f.map, two, &mapped, NULL), XENT_EDATA);
        xent_sample_free(two);
        xent_sample_free(sample);
        drop(&f);
    }
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("map_properties");
    gsl_set_error_handler_off();
    tcase_add_test(tests, test_frequencies);
    tcase_add_loop_test(tests, test_scale, 0, (int)(sizeof scales / sizeof *scales));
    tcase_add_test(tests, test_shift);
    tcase_add_test(tests, test_threads_and_start);
    tcase_add_test(tests, test_bad_start);
    tcase_add_test(tests, test_mapped_sample);
    tcase_add_test(tests, test_idempotent);
    tcase_add_test(tests, test_masked_classes);
    return run_tests("map_properties", tests);
}
