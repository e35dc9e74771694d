/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row summaries of every instruction set against the definitions in long double. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_data.h"
#include "kernel_internal.h"
#include "suite.h"

static const size_t columns_of[] = {1, 2, 3, 7, 8, 10, 16, 31, 32, 33, 40, 100, 1000, 32000};

enum { SIZES = sizeof columns_of / sizeof *columns_of };

/* Relative errors: of float64 scores; of float32 scores, whose exponentials are shorter; of what the
   rounding of a difference of logits does to its exponential, per unit of their size; and of a sum
   in eight lanes, per column. */
static const double tol_f64 = 4e-15, tol_f32 = 1.2e-11, tol_logit = 0x1p-52, tol_column = 0x1p-56;

/* Results below it may be off by some units of the last place of a subnormal number. */
static const long double subnormals = 16 * (long double)DBL_TRUE_MIN;

typedef struct {
    long double nll, entropy, brier, confidence, positive;
    int32_t predicted, rank;
    long double *q;
} truth;

static long double
minus_x_log_x(long double x)
{
    return x > 0 ? -x * logl(x) : 0;
}

static truth
truth_of_binary(xent_kind kind, long double z, int32_t label)
{
    long double likely = 1 / (1 + expl(-fabsl(z))), unlikely = 1 / (1 + expl(fabsl(z)));
    long double p = kind == XENT_PROBS ? z : kind == XENT_LOGPROBS ? expl(z) : z > 0 ? likely : unlikely;
    long double complement = kind == XENT_PROBS      ? 1 - z
                             : kind == XENT_LOGPROBS ? -expm1l(z)
                             : z > 0                 ? unlikely
                                                     : likely;
    long double miss = label ? complement : p, hit = label ? p : complement;
    truth t = {.positive = p, .predicted = (double)p > 0.5, .q = malloc(sizeof(long double))};
    if (kind == XENT_LOGITS)
        t.predicted = z > 0;
    t.nll = hit > 0.5L ? -log1pl(-miss) : -logl(hit);
    if (isinf(z))
        t.nll = label ? HUGE_VALL : 0;
    t.entropy = (p > 0.5L ? -p * log1pl(-complement) : minus_x_log_x(p))
                + (complement > 0.5L ? -complement * log1pl(-p) : minus_x_log_x(complement));
    t.brier = miss * miss;
    t.confidence = t.predicted ? p : complement;
    t.rank = t.predicted != label;
    *t.q = p;
    return t;
}

/* Weights of the classes and their sum over all but the first largest, `top`. */
static long double
weigh(const xent_block *b, size_t i, xent_kind kind, size_t top, long double *e)
{
    long double rest = 0, max = (long double)xent_block_score(b, i * b->columns + top);
    for (size_t j = 0; j < b->columns; j++) {
        long double z = (long double)xent_block_score(b, i * b->columns + j);
        e[j] = kind == XENT_PROBS ? z : expl(kind == XENT_LOGITS ? z - max : z);
        rest += j == top ? 0 : e[j];
    }
    return rest;
}

static truth
truth_of_row(const xent_block *b, size_t i, xent_kind kind)
{
    size_t n = b->columns, label = (size_t)b->label[i], first = i * n, top = 0;
    truth t = {.q = malloc(n * sizeof(long double))};
    for (size_t j = 0; j < n; j++)
        top = xent_block_score(b, first + j) > xent_block_score(b, first + top) ? j : top;
    double y = xent_block_score(b, first + label);
    for (size_t j = 0; j < n; j++)
        t.rank += xent_block_score(b, first + j) > y
                  || (xent_block_score(b, first + j) == y && j < label);
    long double rest = weigh(b, i, kind, top, t.q);
    long double total = kind == XENT_LOGITS ? 1 + rest : 1;
    long double lse = kind == XENT_LOGITS ? log1pl(rest) : 0;
    long double shift = kind == XENT_LOGITS ? (long double)xent_block_score(b, first + top) : 0;
    for (size_t j = 0; j < n; j++) {
        long double z = (long double)xent_block_score(b, first + j);
        long double l = kind == XENT_PROBS ? logl(z) : z - shift;
        t.entropy += t.q[j] > 0 ? t.q[j] / total * (lse - l) : 0;
        if (j == label)
            t.nll = lse - l;
        t.q[j] /= total;
        t.brier += j == label ? 0 : t.q[j] * t.q[j];
    }
    long double miss = 1 - t.q[label];
    if (top == label && kind != XENT_PROBS)
        miss = kind == XENT_LOGITS ? rest / total
                                   : -expm1l((long double)xent_block_score(b, first + label));
    t.brier += miss * miss;
    t.predicted = (int32_t)top;
    t.confidence = t.positive = t.q[top];
    return t;
}

/* The largest size of the finite scores of a row. */
static double
largest(const xent_block *b, size_t i)
{
    double max = 0;
    for (size_t j = 0; j < b->columns; j++) {
        double size = fabs(xent_block_score(b, i * b->columns + j));
        max = isfinite(size) ? fmax(max, size) : max;
    }
    return max;
}

/* A row under test. */
typedef struct {
    const char *set;
    const kernel_data *data;
    size_t i;
    double tolerance;
} place;

static void
near(const place *at, const char *what, double got, long double want)
{
    long double off = fabsl((long double)got - want);
    ck_assert_msg((long double)got == want
                      || off <= (long double)at->tolerance * fabsl(want) + subnormals,
                  "%s: %zu columns of %s, row %zu: %s is %.17g, not %.17Lg", at->set,
                  at->data->block.columns, xent_kind_name(at->data->kind), at->i, what, got, want);
}

static void
check_row(const xent_kernels *set, const kernel_data *d, size_t i, const xent_row *row,
          const double *q)
{
    const xent_block *b = &d->block;
    truth t = b->columns == 1
                  ? truth_of_binary(d->kind, (long double)xent_block_score(b, i), b->label[i])
                  : truth_of_row(b, i, d->kind);
    double tolerance = (b->f32 ? tol_f32 : tol_f64) + tol_logit * largest(b, i)
                       + tol_column * (double)b->columns;
    place at = {set->name, d, i, tolerance};
    near(&at, "weight", row->weight, (long double)xent_block_weight(b, i));
    near(&at, "nll", row->nll, t.nll);
    near(&at, "entropy", row->entropy, t.entropy);
    near(&at, "brier", row->brier, t.brier);
    near(&at, "confidence", row->confidence, t.confidence);
    near(&at, "positive", row->positive, t.positive);
    ck_assert_int_eq(row->label, b->label[i]);
    ck_assert_int_eq(row->predicted, t.predicted);
    ck_assert_int_eq(row->rank, t.rank);
    for (size_t j = 0; j < b->columns; j++)
        near(&at, "q", q[j], t.q[j]);
    free(t.q);
}

static void
check_set(const xent_kernels *set, const kernel_data *d)
{
    size_t rows = d->block.rows, columns = d->block.columns;
    xent_row *row = malloc(rows * sizeof *row);
    double *q = malloc(rows * columns * sizeof *q);
    ck_assert(row && q);
    set->rows(&d->block, d->kind, XENT_WANT_EVERYTHING, columns, row, q);
    for (size_t i = 0; i < rows; i++)
        check_row(set, d, i, &row[i], q + i * columns);
    free(row);
    free(q);
}

START_TEST(rows_match_their_definitions)
{
    size_t columns = columns_of[_i], rows = columns > 1000 ? 9 : 107;
    for (int variant = 0; variant < 6; variant++) {
        kernel_data d = data_make(rows, columns, (xent_kind)(variant % 3), variant / 3, variant % 2);
        for (size_t i = 0; xent_kernels_supported(i); i++)
            check_set(xent_kernels_supported(i), &d);
        data_free(&d);
    }
}
END_TEST

/* What is wanted does not depend on what else is. */
START_TEST(wants_are_independent)
{
    static const unsigned wants[] = {XENT_WANT_NLL,  XENT_WANT_ENTROPY,  XENT_WANT_BRIER,
                                     XENT_WANT_TOP, XENT_WANT_POSITIVE, XENT_WANT_RANK};
    size_t rows = 107, columns = columns_of[_i / 6];
    unsigned want = wants[_i % 6];
    xent_row all[107], some[107];
    for (int variant = 0; variant < 6; variant++) {
        kernel_data d = data_make(rows, columns, (xent_kind)(variant % 3), variant / 3, false);
        xent_kernel_rows(&d.block, d.kind, XENT_WANT_EVERYTHING, 0, all, NULL);
        xent_kernel_rows(&d.block, d.kind, want, 0, some, NULL);
        for (size_t i = 0; i < rows; i++) {
            ck_assert(!(want & XENT_WANT_NLL) || some[i].nll == all[i].nll);
            ck_assert(!(want & XENT_WANT_ENTROPY) || some[i].entropy == all[i].entropy);
            ck_assert(!(want & XENT_WANT_BRIER) || some[i].brier == all[i].brier);
            ck_assert(!(want & XENT_WANT_TOP) || some[i].confidence == all[i].confidence);
            ck_assert(!(want & XENT_WANT_TOP) || some[i].predicted == all[i].predicted);
            ck_assert(!(want & XENT_WANT_POSITIVE) || some[i].positive == all[i].positive);
            ck_assert(!(want & XENT_WANT_RANK) || some[i].rank == all[i].rank);
        }
        data_free(&d);
    }
}
END_TEST

/* Nor do the probabilities depend on what is wanted of the rows beside them. */
START_TEST(probabilities_without_summaries)
{
    size_t rows = 107, columns = columns_of[_i], n = rows * columns;
    double *all = malloc(n * sizeof *all), *alone = malloc(n * sizeof *alone);
    xent_row row[107];
    for (int variant = 0; variant < 6; variant++) {
        kernel_data d = data_make(rows, columns, (xent_kind)(variant % 3), variant / 3, false);
        xent_kernel_rows(&d.block, d.kind, XENT_WANT_EVERYTHING, columns, row, all);
        memset(row, 0xff, sizeof row); /* nothing of the last time is left */
        xent_kernel_rows(&d.block, d.kind, 0, columns, row, alone);
        ck_assert(memcmp(all, alone, n * sizeof *all) == 0);
        data_free(&d);
    }
    free(all);
    free(alone);
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("kernel_rows");
    tcase_add_loop_test(t, rows_match_their_definitions, 0, SIZES);
    tcase_add_loop_test(t, wants_are_independent, 0, 6 * (SIZES - 2));
    tcase_add_loop_test(t, probabilities_without_summaries, 0, SIZES - 1);
    return run_tests("kernel_rows", t);
}
