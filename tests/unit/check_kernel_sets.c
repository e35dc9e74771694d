/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every instruction set that this processor runs gives the same bits; but for what may be fused, sums
   of a fit in the inverse temperature and over many float32 classes, the same but for rounding. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_data.h"
#include "kernel_internal.h"
#include "random.h"
#include "suite.h"

static const size_t columns_of[] = {1, 2, 3, 7, 8, 10, 16, 31, 32, 33, 100, 1000};

enum { ROWS = 50, SIZES = sizeof columns_of / sizeof *columns_of };

/* The last of the list, which every processor runs. */
static const xent_kernels *
plain(void)
{
    size_t i = 0;
    while (xent_kernels_supported(i + 1))
        i++;
    return xent_kernels_supported(i);
}

START_TEST(sets_are_listed_best_first)
{
    ck_assert_ptr_eq(xent_kernels_best(), xent_kernels_supported(0));
    ck_assert_str_eq(plain()->name, "plain");
}
END_TEST

/* All outputs of all passes, one after the other: probabilities first, the summaries of rows from
   `members` on, then the terms of xent_kernel_beta. */
typedef struct {
    size_t size, members, beta, beta_size;
    double *number;
} outputs;

/* Differences of what is fused, relative to what it is a sum of. */
static const double fused = 1e-12, fused_in_float = 1e-6;

enum { PASSES = 10 };
static const double beta_of[PASSES] = {0, 0.6, 1, 7, 0.5, 0.3, 0.2, -3, -0.5, 1.7};
static const xent_beta_mode mode_of[PASSES] = {
    XENT_BETA_LOW, XENT_BETA_LOW, XENT_BETA_HIGH, XENT_BETA_LOW, XENT_BETA_IDENTITY,
    XENT_BETA_LADDER, XENT_BETA_LADDER, XENT_BETA_LOW, XENT_BETA_LOW, XENT_BETA_PAIR};

static bool
is_fast(size_t pass)
{
    return pass % 2 == 1;
}

static void
note_rows(const xent_row *row, double *number)
{
    for (size_t i = 0; i < ROWS; i++) {
        double members[] = {row[i].weight,     row[i].nll,      row[i].entropy,
                            row[i].brier,      row[i].confidence, row[i].positive,
                            row[i].label,      row[i].predicted,  row[i].rank};
        memcpy(number + 9 * i, members, sizeof members);
    }
}

enum { VIEW = sizeof(xent_logistic_view) / sizeof(double) };
enum { LOGISTIC = 4 * XENT_LOGISTIC_SUMS + 2 * VIEW };

static void
note_view(const xent_kernels *set, const xent_logistic_rows *rows, double *number)
{
    xent_logistic_view view;
    set->look(rows, &view);
    double seen[VIEW] = {view.n,        view.sum,    view.squares, view.weight, view.positive,
                         view.min[0],   view.min[1], view.max[0],  view.max[1],
                         view.right + 2 * view.wrong};
    memcpy(number, seen, sizeof seen);
}

/* The first ROWS logits as x, with weights and without, to every extent, and what is seen of them;
   the same of targets; then the log-odds of all. */
static void
run_logistic(const xent_kernels *set, const kernel_data *d, const double *z, const double *p,
             const double *target, double *number)
{
    size_t cells = ROWS * d->block.columns;
    xent_logistic_rows rows = {.n = ROWS, .x = z, .label = d->block.label, .high = 1,
                               .center = 0.1, .scale = 0.7, .slope = 0.9, .intercept = -0.2};
    double *odds = number + LOGISTIC, *log_sigmoid = odds + cells;
    set->logistic(&rows, number);
    rows.extent = XENT_LOGISTIC_VALUE;
    set->logistic(&rows, number + XENT_LOGISTIC_SUMS);
    rows.extent = XENT_LOGISTIC_ALL;
    rows.weight = d->block.weight;
    set->logistic(&rows, number + 2 * XENT_LOGISTIC_SUMS);
    note_view(set, &rows, number + 3 * XENT_LOGISTIC_SUMS);
    rows.label = NULL;
    rows.target = target;
    set->logistic(&rows, number + 3 * XENT_LOGISTIC_SUMS + VIEW);
    note_view(set, &rows, number + 4 * XENT_LOGISTIC_SUMS + VIEW);
    memcpy(odds, z, cells * sizeof *z);
    if (d->block.columns > 1)
        set->odds(ROWS, d->block.columns, odds);
    memcpy(log_sigmoid, p, cells * sizeof *p);
    set->log_sigmoid(cells, log_sigmoid);
}

static void
note_extremes(const xent_kernels *set, const xent_block *block, double *number)
{
    xent_extremes extremes[ROWS];
    set->extremes(block, extremes);
    memcpy(number, extremes, sizeof extremes);
    bool positive = false;
    for (size_t i = 0; i < ROWS; i++)
        positive |= extremes[i].high > 0;
    if (!positive)
        set->exp_sum(block, number + 3 * ROWS);
}

static outputs
run_all(const xent_kernels *set, const kernel_data *d)
{
    size_t cells = ROWS * d->block.columns, terms = ROWS * XENT_BETA_TERMS;
    size_t fast = 2 * d->block.columns + 2, vector = 2 * fast + 5 * d->block.columns + 2;
    xent_block soft = d->block;
    size_t logistic = LOGISTIC + 2 * cells;
    outputs o = {.size = 4 * cells + 9 * ROWS + PASSES * terms + vector + logistic + 5 * ROWS};
    o.number = calloc(o.size + xent_kernel_beta_scratch(ROWS, d->block.columns)
                          + 4 * d->block.columns, sizeof *o.number);
    ck_assert(o.number);
    double *q = o.number, *z = q + cells, *p = z + cells, *read = p + cells;
    double *members = read + cells;
    double *scratch = o.number + o.size;
    o.members = 4 * cells;
    o.beta = o.members + 9 * ROWS;
    o.beta_size = PASSES * terms;
    xent_row row[ROWS];
    set->rows(&d->block, d->kind, XENT_WANT_EVERYTHING, d->block.columns, row, q);
    note_rows(row, members);
    set->logits(&d->block, d->kind, z);
    set->scale(cells, 0.9, z, p);
    set->softmax(ROWS, d->block.columns, p, p);
    set->probabilities(&d->block, d->kind, read);
    for (size_t i = 0; i < PASSES; i++)
        set->beta(&d->block, d->kind, beta_of[i], mode_of[i], is_fast(i), scratch,
                  members + 9 * ROWS + i * terms);
    set->vector(&d->block, d->kind, p, true, false, scratch, members + 9 * ROWS + PASSES * terms);
    set->vector(&d->block, d->kind, p, false, true, scratch,
                members + 9 * ROWS + PASSES * terms + 2 * fast);
    soft.target = read;
    set->vector(&soft, d->kind, p, false, false, scratch,
                members + 9 * ROWS + PASSES * terms + fast);
    run_logistic(set, d, z, p, read, members + 9 * ROWS + PASSES * terms + vector);
    note_extremes(set, &d->block, scratch - 5 * ROWS);
    if (d->block.f32 && d->block.columns > 1 && d->block.columns <= XENT_NARROW)
        set->nll(&d->block, scratch - ROWS);
    return o;
}

/* The power of logits that a term is of. */
static int
power_of(size_t term)
{
    if (term <= XENT_BETA_ORDERS)
        return (int)term;
    return (int)(term < XENT_BETA_UPPER ? term - XENT_BETA_AT_ONE
                                        : (term - XENT_BETA_UPPER) % XENT_BETA_RUNG_TERMS);
}

/* Are the summaries of float32 rows of many classes, and their probabilities, alike? */
static bool
rows_alike(const kernel_data *d, const outputs *o, size_t i, double want, double got)
{
    bool of_rows = i < ROWS * d->block.columns || (i >= o->members && i < o->beta);
    return of_rows && d->block.f32 && d->block.columns > XENT_NARROW
           && fabs(want - got) <= fused * fabs(want);
}

/* Are the losses of float32 rows of few classes alike? */
static bool
losses_alike(const outputs *o, size_t i, double want, double got)
{
    return i >= o->size - ROWS && fabs(want - got) <= fused * fabs(want);
}

/* Is output i of the beta passes the same in both but for rounding?  z: the logits. */
static bool
beta_alike(const kernel_data *d, const double *z, size_t i, double want, double got)
{
    size_t pass = i / (ROWS * XENT_BETA_TERMS), term = i / ROWS % XENT_BETA_TERMS;
    size_t n = d->block.columns, row = i % ROWS;
    bool in_float = d->block.f32 && (is_fast(pass) || term == XENT_BETA_AT_ONE || term == XENT_BETA_SLOPE_AT_ONE);
    double size = 0;
    for (size_t j = 0; j < n; j++)
        size = isfinite(z[row * n + j]) ? fmax(size, 2 * fabs(z[row * n + j])) : size;
    double unit = power_of(term) == 0 ? 27 * fabs(beta_of[pass]) * size + fabs(want)
                                      : pow(size, power_of(term));
    return want == got || fabs(want - got) <= (in_float ? fused_in_float : fused) * unit;
}

static void
compare(const xent_kernels *set, const kernel_data *d)
{
    outputs want = run_all(plain(), d), got = run_all(set, d);
    for (size_t i = 0; i < want.size; i++)
        ck_assert_msg(memcmp(&want.number[i], &got.number[i], sizeof(double)) == 0
                          || (isnan(want.number[i]) && isnan(got.number[i]))
                          || rows_alike(d, &want, i, want.number[i], got.number[i])
                          || losses_alike(&want, i, want.number[i], got.number[i])
                          || (i - want.beta < want.beta_size
                              && beta_alike(d, want.number + ROWS * d->block.columns, i - want.beta,
                                            want.number[i], got.number[i])),
                      "%s: %zu columns of %s: output %zu is %.17g, not %.17g", set->name,
                      d->block.columns, xent_kind_name(d->kind), i, got.number[i], want.number[i]);
    free(want.number);
    free(got.number);
}

START_TEST(sets_agree)
{
    for (int variant = 0; variant < 12; variant++) {
        kernel_data d = data_make(ROWS, columns_of[_i], (xent_kind)(variant % 3), variant / 3 % 2,
                                  variant / 6);
        for (size_t i = 0; xent_kernels_supported(i) != plain(); i++)
            compare(xent_kernels_supported(i), &d);
        data_free(&d);
    }
}
END_TEST

/* Sums over marked pairs: the same bits, and those of the definition. */
START_TEST(marks_agree)
{
    enum { PAIRS = 97 };
    float cell[PAIRS], label[(PAIRS + 1) * XENT_MARKS], sign[(PAIRS + 1) * XENT_MARKS];
    for (size_t j = 0; j < PAIRS; j++)
        cell[j] = (float)(j % 16) / 16 - 0.25F; /* sums are exact */
    for (size_t i = 0; i < (PAIRS + 1) * XENT_MARKS; i++) {
        label[i] = (float)(i * 7 % 11 % 3);
        sign[i] = i * 5 % 13 % 2 ? 1 : -1;
    }
    for (size_t s = 0; xent_kernels_supported(s); s++) {
        double matches[XENT_MARKS] = {1}, signs[XENT_MARKS] = {2};
        const size_t own = PAIRS * XENT_MARKS;
        xent_kernels_supported(s)->matches(PAIRS, cell, label, label + own, matches);
        xent_kernels_supported(s)->signs(PAIRS, cell, sign, sign + own, signs);
        for (size_t l = 0; l < XENT_MARKS; l++) {
            double same = l == 0 ? 1 : 0, signed_sum = l == 0 ? 2 : 0;
            for (size_t j = 0; j < PAIRS; j++) {
                same += label[j * XENT_MARKS + l] == label[own + l] ? (double)cell[j] : 0;
                signed_sum += (double)(cell[j] * sign[j * XENT_MARKS + l] * sign[own + l]);
            }
            ck_assert_double_eq(matches[l], same);
            ck_assert_double_eq(signs[l], signed_sum);
        }
    }
}
END_TEST

/* Labels are the first class whose sum is above its share of a uniform number, for few classes and
   for many, also for those without probability. */
START_TEST(drawn_labels_agree)
{
    enum { FIRST = 5, DRAWN = 40, MOST = 100 };
    static const size_t classes_of[] = {2, 10, 64, 65, MOST};
    size_t classes = classes_of[_i];
    double sums[DRAWN * MOST], sum = 0;
    uint64_t key[XENT_MARKS];
    float mark[DRAWN * XENT_MARKS];
    for (size_t i = 0; i < DRAWN * classes; i++)
        sums[i] = sum = (i % classes ? sum : 0) + (i % 7 == 3 ? 0 : (double)(i * 13 % 17) / 64);
    for (size_t l = 0; l < XENT_MARKS; l++)
        key[l] = xent_random_key(3, l);
    for (size_t s = 0; xent_kernels_supported(s); s++) {
        xent_kernels_supported(s)->labels(DRAWN, FIRST, classes, sums, key, mark);
        for (size_t i = 0; i < DRAWN * XENT_MARKS; i++) {
            const double *row = sums + i / XENT_MARKS * classes;
            double u = xent_random_uniform(key[i % XENT_MARKS], FIRST + i / XENT_MARKS);
            size_t want = 0;
            while (want + 1 < classes && u * row[classes - 1] >= row[want])
                want++;
            ck_assert_double_eq((double)mark[i], (double)want);
        }
    }
}
END_TEST

/* However small the losses and however many rows, their sum is right to the last digits: as libm's
   log1p gives it, with weights and without, whose sums go by different ways. */
START_TEST(losses_of_sure_rows_keep_their_digits)
{
    enum { MANY = 1003 };
    static const double scale[] = {1, 30, 300, 700};
    double x[MANY], weight[MANY], want = 0, sums[XENT_LOGISTIC_SUMS], lost = 0;
    int32_t label[MANY];
    for (size_t i = 0; i < MANY; i++) {
        x[i] = scale[_i] * (1 + (double)(i % 97) / 2000) * (i % 3 ? 1 : -1);
        label[i] = x[i] > 0;
        weight[i] = 1;
        double term = log1p(exp(-fabs(x[i]))) + lost, next = want + term;
        lost = term - (next - want);
        want = next;
    }
    xent_logistic_rows rows = {.n = MANY, .x = x, .label = label, .positive = 1, .high = 1,
                               .scale = 1, .slope = 1, .extent = XENT_LOGISTIC_VALUE};
    for (int weighted = 0; weighted < 2; weighted++) {
        rows.weight = weighted ? weight : NULL;
        xent_kernels_best()->logistic(&rows, sums);
        ck_assert_double_eq_tol(sums[XENT_LOGISTIC_LOSS] / want, 1, 1e-14);
    }
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("kernel_sets");
    tcase_add_test(t, sets_are_listed_best_first);
    tcase_add_loop_test(t, sets_agree, 0, SIZES);
    tcase_add_test(t, marks_agree);
    tcase_add_loop_test(t, drawn_labels_agree, 0, 5);
    tcase_add_loop_test(t, losses_of_sure_rows_keep_their_digits, 0, 4);
    return run_tests("kernel_sets", t);
}
