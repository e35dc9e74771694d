/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: what it decides, what it refuses and how it says so. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sample.h"
#include "survey.h"
#include "suite.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { MAX_CELLS = 12, MAX_ROWS = 4 };

/* A small data set and what should come of it. */
typedef struct {
    const char *what;
    size_t rows, columns;
    double z[MAX_CELLS];
    int64_t y[MAX_ROWS];
    xent_admit_options options;
    xent_status status;
    xent_kind kind;       /* if the status is XENT_OK */
    const char *sentence; /* of the reason, or of the error */
    const char *hint;
} door_case;

static const door_case cases[] = {
    /* auto */
    {"probs", 2, 2, {.25, .75, .5, .5}, {0, 1}, {0}, XENT_OK, XENT_PROBS, "rows sum to 1 within 1e-04", ""},
    {"probs, just within", 1, 2, {.25, .75009}, {0}, {0}, XENT_OK, XENT_PROBS, "", ""},
    {"probs, just not", 1, 2, {.25, .75011}, {0}, {0}, XENT_EDATA, 0, "row 0 sums to 1.00011", "--normalize"},
    {"probs, to be normalised", 1, 2, {.25, .5}, {0}, {.normalize = true}, XENT_OK, XENT_PROBS, "to be normalised", ""},
    {"logits", 2, 2, {-1, 1, 3, 4}, {0, 1}, {0}, XENT_OK, XENT_LOGITS, "from -1 to 4", ""},
    {"logits, negative", 2, 2, {-1, -2, -3, -4}, {0, 1}, {0}, XENT_OK, XENT_LOGITS, "rows of exp do not sum to 1", ""},
    {"logprobs", 1, 2, {-0.69314718055994531, -0.69314718055994531}, {0}, {0}, XENT_OK, XENT_LOGPROBS, "rows of exp sum to 1", ""},
    {"logprobs, masked", 1, 3, {0, -HUGE_VAL, -HUGE_VAL}, {0}, {0}, XENT_OK, XENT_LOGPROBS, "", ""},
    {"one column of probs", 3, 1, {0, .5, 1}, {0, 0, 1}, {0}, XENT_OK, XENT_PROBS, "one column within [0, 1]", ""},
    {"one column of log-odds", 3, 1, {-3, .5, 1}, {0, 0, 1}, {0}, XENT_OK, XENT_LOGITS, "from -3 to 1", ""},
    {"one column of which?", 2, 1, {-3, -.5}, {0, 1}, {0}, XENT_EDATA, 0, "log-probabilities or log-odds", "--kind logprobs"},
    {"sigmoids or logits?", 2, 2, {.9, .8, .5, .5}, {0, 1}, {0}, XENT_EDATA, 0, "row 0 sums to 1.7 (1 of 2 rows", "--kind logits"},
    /* asked for */
    {"logits as probs", 2, 2, {-1, 3, .5, .5}, {0, 1}, {.kind = XENT_KIND_PROBS}, XENT_EINVAL, 0, "--kind probs, but values run from -1 to 3 (2 beyond", "--kind logits"},
    {"probs as logits", 1, 10, {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1}, {0}, {.kind = XENT_KIND_LOGITS}, XENT_EINVAL, 0, "cap the confidence at 0.232 for 10 classes", "--kind probs"},
    {"logprobs above 0", 1, 2, {-1, 3}, {0}, {.kind = XENT_KIND_LOGPROBS}, XENT_EINVAL, 0, "--kind logprobs, but", "--kind logits"},
    {"logprobs that miss 1", 1, 2, {-1, -1}, {0}, {.kind = XENT_KIND_LOGPROBS}, XENT_EDATA, 0, "row 0 sums to 0.735759", "--kind logits"},
    {"probs that miss 1", 2, 2, {.5, .5, .5, .4}, {0, 1}, {.kind = XENT_KIND_PROBS}, XENT_EDATA, 0, "row 1 sums to 0.9 (1 of 2 rows", "--normalize"},
    {"votes", 2, 2, {5, 5, 3, 1}, {0, 1}, {.kind = XENT_KIND_PROBS, .normalize = true}, XENT_OK, XENT_PROBS, "--kind probs", ""},
    {"nothing to share", 2, 2, {5, 5, 0, 0}, {0, 1}, {.kind = XENT_KIND_PROBS, .normalize = true}, XENT_EDATA, 0, "row 1 sums to 0", ""},
    {"one column of log P", 2, 1, {-3, -.5}, {0, 1}, {.kind = XENT_KIND_LOGPROBS}, XENT_OK, XENT_LOGPROBS, "", ""},
    {"one column of small log-odds", 2, 1, {.25, .5}, {0, 1}, {.kind = XENT_KIND_LOGITS}, XENT_OK, XENT_LOGITS, "", ""},
    /* unreadable */
    {"NaN", 2, 2, {1, 2, 3, (double)NAN}, {0, 1}, {0}, XENT_EDATA, 0, "NaN at row 1, class 1", "-inf may"},
    {"NaNs", 2, 2, {1, (double)NAN, (double)NAN, (double)NAN}, {0, 1}, {0}, XENT_EDATA, 0, "NaN at row 0, class 1 (3 such cells)", ""},
    {"+inf", 2, 2, {1, 2, HUGE_VAL, 4}, {0, 1}, {0}, XENT_EDATA, 0, "+inf at row 1, class 0", ""},
    {"all -inf", 2, 2, {1, 2, -HUGE_VAL, -HUGE_VAL}, {0, 1}, {0}, XENT_EDATA, 0, "every score of row 1 is -inf", ""},
    {"huge", 2, 2, {1e308, 1e308, -1e308, -1e308}, {0, 1}, {0}, XENT_OK, XENT_LOGITS, "", ""},
    /* labels */
    {"label 2 of 2", 2, 2, {1, 2, 3, 4}, {0, 2}, {0}, XENT_EDATA, 0, "label 2 at row 1; 2 classes allow 0 to 1", ""},
    {"from 1", 2, 2, {1, 2, 3, 4}, {1, 2}, {0}, XENT_EDATA, 0, "label 2 at row 1", "--label-base 1"},
    {"from 1, said so", 2, 2, {1, 2, 3, 4}, {1, 2}, {.label_base = 1}, XENT_OK, XENT_LOGITS, "", ""},
    {"0 though from 1", 2, 2, {1, 2, 3, 4}, {1, 0}, {.label_base = 1}, XENT_EDATA, 0, "label 0 at row 1; 2 classes allow 1 to 2", ""},
    {"-1 and 1", 2, 1, {1, 2}, {1, -1}, {0}, XENT_EDATA, 0, "label -1 at row 1", "not -1 and 1"},
    {"beyond int32", 2, 2, {1, 2, 3, 4}, {0, INT64_C(4294967296)}, {0}, XENT_EDATA, 0, "label 4294967296", ""},
    {"least", 2, 2, {1, 2, 3, 4}, {0, INT64_MIN}, {.label_base = 1}, XENT_EDATA, 0, "", ""},
    {"ignored", 3, 2, {1, 2, (double)NAN, (double)NAN, -1, 4}, {0, -100, 1}, {.ignore = true, .ignore_index = -100}, XENT_OK, XENT_LOGITS, "from -1 to 4", ""},
    {"all ignored", 2, 2, {1, 2, 3, 4}, {7, 7}, {.ignore = true, .ignore_index = 7}, XENT_EDATA, 0, "every row has the label 7", ""},
    /* options */
    {"clip logits", 2, 2, {-1, 2, 3, 4}, {0, 1}, {.clip = .1}, XENT_EINVAL, 0, "--clip wants probabilities", ""},
    {"normalise logits", 2, 2, {-1, 2, 3, 4}, {0, 1}, {.normalize = true}, XENT_EINVAL, 0, "--normalize wants probabilities", ""},
    {"clip too much", 2, 2, {.5, .5, .5, .5}, {0, 1}, {.clip = .5}, XENT_EINVAL, 0, "--clip 0.5", ""},
    {"clip nan", 2, 2, {.5, .5, .5, .5}, {0, 1}, {.clip = (double)NAN}, XENT_EINVAL, 0, "--clip nan", ""},
    {"base 2", 2, 2, {.5, .5, .5, .5}, {0, 1}, {.label_base = 2}, XENT_EINVAL, 0, "--label-base 2", ""},
    {"no rows", 0, 2, {0}, {0}, {0}, XENT_EDATA, 0, "no rows", ""},
    {"no columns", 2, 0, {0}, {0}, {0}, XENT_EDATA, 0, "no columns", ""},
};

/* Both precisions decide the same. */
START_TEST(door)
{
    const door_case *c = &cases[_i / 2];
    float narrow[MAX_CELLS];
    xent_error err = {0};
    xent_sample *sample;
    for (size_t i = 0; i < MAX_CELLS; i++)
        narrow[i] = (float)(fabs(c->z[i]) > 1e38 && isfinite(c->z[i]) ? copysign(1e38, c->z[i])
                                                                      : c->z[i]);
    bool single = _i % 2;
    xent_status status =
        xent_sample_from_memory(c->rows, c->columns, single ? narrow : NULL, single ? NULL : c->z,
                                c->y, NULL, &c->options, NULL, &sample, &err);
    ck_assert_msg(status == c->status, "%s: status %d: %s", c->what, status, err.sentence);
    if (status == XENT_OK) {
        ck_assert_int_eq(xent_sample_shape(sample)->kind, c->kind);
        ck_assert_int_eq(xent_sample_shape(sample)->float32, single);
        ck_assert_msg(strstr(xent_sample_facts(sample)->kind_reason, c->sentence), "%s: %s",
                      c->what, xent_sample_facts(sample)->kind_reason);
    } else {
        ck_assert_ptr_null(sample);
        ck_assert_msg(strstr(err.sentence, c->sentence), "%s: %s", c->what, err.sentence);
        ck_assert_msg(strstr(err.hint, c->hint), "%s: hint: %s", c->what, err.hint);
    }
    xent_sample_free(sample);
}
END_TEST

static xent_sample *
admit(size_t rows, size_t columns, const double *z, const int64_t *y, const double *w,
      const xent_admit_options *options, xent_notes *notes)
{
    xent_sample *sample;
    xent_error err = {0};
    xent_status status = xent_sample_from_memory(rows, columns, NULL, z, y, w, options, notes,
                                                 &sample, &err);
    ck_assert_msg(status == XENT_OK, "%s", err.sentence);
    return sample;
}

static bool
is_noted(const xent_notes *notes, const char *what)
{
    for (size_t i = 0; i < notes->size; i++)
        if (strstr(notes->items[i].message.sentence, what))
            return true;
    return false;
}

static xent_block
first_block(const xent_sample *sample, void **scratch)
{
    xent_block block;
    *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert_int_eq(xent_sample_block(sample, 0, *scratch, &block, NULL), XENT_OK);
    return block;
}

START_TEST(clip_and_normalize)
{
    static const double z[] = {.25, .25, .5, .5, 0, .5};
    static const double wanted[] = {.5, .5, .5, .5, .125, .875};
    static const int64_t y[] = {0, 1, 0};
    xent_admit_options options = {.normalize = true, .clip = .125};
    xent_sample *sample = admit(3, 2, z, y, NULL, &options, NULL);
    const xent_facts *facts = xent_sample_facts(sample);
    void *scratch;
    xent_block block = first_block(sample, &scratch);
    for (size_t i = 0; i < COUNT(z); i++)
        ck_assert_double_eq(block.f64[i], wanted[i]);
    ck_assert_uint_eq(facts->normalized_rows, 2);
    ck_assert_uint_eq(facts->clipped, 2);
    ck_assert_double_eq(facts->sum_min, .5);
    ck_assert_double_eq(facts->sum_max, 1);
    ck_assert_double_eq(facts->min, 0); /* as stored */
    free(scratch);
    xent_sample_free(sample);
}
END_TEST

START_TEST(clipped_logarithms)
{
    static const double z[] = {0, -HUGE_VAL};
    static const int64_t y[] = {1};
    xent_notes notes = {0};
    xent_admit_options options = {.clip = .125};
    xent_sample *sample = admit(1, 2, z, y, NULL, &options, &notes);
    void *scratch;
    xent_block block = first_block(sample, &scratch);
    ck_assert_double_eq(block.f64[0], log1p(-.125));
    ck_assert_double_eq(block.f64[1], log(.125));
    ck_assert_uint_eq(xent_sample_facts(sample)->clipped, 2);
    ck_assert_uint_eq(xent_sample_facts(sample)->minus_inf, 1);
    ck_assert(!is_noted(&notes, "infinite"));
    xent_notes_clear(&notes);
    free(scratch);
    xent_sample_free(sample);
}
END_TEST

START_TEST(ignored_rows)
{
    static const double z[] = {1, -2, (double)NAN, 4, 5, 6, 7, 8};
    static const double w[] = {1, 2, 3, 1e300};
    static const int64_t y[] = {1, 9, 0, 9};
    xent_admit_options options = {.ignore = true, .ignore_index = 9};
    xent_sample *sample = admit(4, 2, z, y, w, &options, NULL);
    void *scratch;
    xent_block block = first_block(sample, &scratch);
    ck_assert_uint_eq(xent_sample_shape(sample)->rows, 2);
    ck_assert_uint_eq(block.rows, 2);
    ck_assert_uint_eq(xent_block_row(&block, 1), 2);
    ck_assert_double_eq(block.f64[2], 5);
    ck_assert_double_eq(block.weight[1], 3);
    ck_assert_double_eq(xent_sample_shape(sample)->max_weight, 3);
    ck_assert_int_eq(block.label[1], 0);
    ck_assert_uint_eq(xent_sample_facts(sample)->ignored_rows, 2);
    ck_assert_int_eq(xent_sample_facts(sample)->label_max, 1);
    free(scratch);
    xent_sample_free(sample);
}
END_TEST

START_TEST(notes_on_oddities)
{
    const double one = exp(1) / (exp(1) + 2), other = 1 / (exp(1) + 2);
    const double flat[] = {one, other, other, other, one, other, other, other, one};
    static const double sharp[] = {.1, .1, .8, .1, .1, .8, .3, .7, 0};
    static const int64_t y[] = {2, 2, 2};
    xent_admit_options options = {0};
    xent_notes notes = {0};
    xent_sample_free(admit(3, 3, flat, y, NULL, &options, &notes));
    ck_assert(is_noted(&notes, "applied twice"));
    ck_assert(is_noted(&notes, "only class 2 occurs"));
    ck_assert(!is_noted(&notes, "copies"));
    ck_assert(!is_noted(&notes, "infinite"));
    xent_notes_clear(&notes);
    xent_sample *sample = admit(3, 3, sharp, y, NULL, &options, &notes);
    ck_assert_uint_eq(xent_sample_facts(sample)->duplicate_rows, 1);
    ck_assert(is_noted(&notes, "1 of 3 rows are exact copies"));
    ck_assert(is_noted(&notes, "1 row gives the true class the probability 0: the NLL is infinite; the first is row 2"));
    ck_assert(!is_noted(&notes, "applied twice"));
    xent_notes_clear(&notes);
    xent_sample_free(sample);
}
END_TEST

START_TEST(bad_weights)
{
    static const double z[] = {.5, .25};
    static const double weights[][2] = {{1, 0}, {1, -1}, {1, (double)NAN}, {1, HUGE_VAL}, {1, 1.5}};
    static const int64_t y[] = {0, 1};
    xent_admit_options options = {.weight_kind = _i == 4 ? XENT_FREQUENCY : XENT_IMPORTANCE};
    xent_sample *sample;
    xent_error err;
    ck_assert_int_eq(xent_sample_from_memory(2, 1, NULL, z, y, weights[_i], &options, NULL,
                                             &sample, &err), XENT_EDATA);
    ck_assert_ptr_nonnull(strstr(err.sentence, "at row 1 is not a positive"));
}
END_TEST

START_TEST(misuse)
{
    static const double z[] = {.5};
    static const float f[] = {.5f};
    xent_admit_options options = {0};
    xent_sample *sample;
    ck_assert_int_eq(xent_sample_from_memory(1, 1, f, z, NULL, NULL, &options, NULL, &sample,
                                             NULL), XENT_EINVAL);
    ck_assert_int_eq(xent_sample_from_memory(1, 1, NULL, NULL, NULL, NULL, &options, NULL,
                                             &sample, NULL), XENT_EINVAL);
}
END_TEST

/* A linear congruential generator is enough: any rows will do. */
static double
next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* The same facts and complaints for any number of threads, many blocks, and the fingerprint tells
   data apart. */
START_TEST(threads)
{
    enum { N = 30000, K = 20 };
    double *z = malloc(N * K * sizeof *z);
    int64_t *y = malloc(N * sizeof *y);
    uint64_t state = 7;
    ck_assert(z && y);
    for (size_t i = 0; i < N * K; i++)
        z[i] = next(&state) * 20 - 10;
    for (size_t i = 0; i < N; i++)
        y[i] = (int64_t)(next(&state) * K);
    memcpy(z + K * 20000, z + K * 3, K * sizeof *z);
    y[20000] = y[3];
    xent_facts facts[3];
    for (unsigned t = 1; t <= 3; t++) {
        xent_admit_options options = {.threads = t};
        xent_sample *sample = admit(N, K, z, y, NULL, &options, NULL);
        facts[t - 1] = *xent_sample_facts(sample);
        xent_sample_free(sample);
        ck_assert_mem_eq(&facts[0], &facts[t - 1], sizeof facts[0]);
    }
    ck_assert_uint_eq(facts[0].duplicate_rows, 1);
    z[K * 29000] = nextafter(z[K * 29000], 0);
    xent_admit_options options = {0};
    xent_sample *sample = admit(N, K, z, y, NULL, &options, NULL);
    ck_assert_str_ne(xent_sample_facts(sample)->fingerprint, facts[0].fingerprint);
    xent_sample_free(sample);
    z[K * 15000 + 3] = z[K * 9000 + 2] = (double)NAN;
    for (unsigned t = 1; t <= 3; t++) {
        xent_error err;
        options.threads = t;
        ck_assert_int_eq(xent_sample_from_memory(N, K, NULL, z, y, NULL, &options, NULL, &sample,
                                                 &err), XENT_EDATA);
        ck_assert_str_eq(err.sentence, "NaN at row 9000, class 2 (2 such cells)");
    }
    free(z);
    free(y);
}
END_TEST

static int
ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

START_TEST(copies)
{
    enum { N = 5000 };
    static const uint64_t modulus[] = {1, 2, 100, 3000, UINT64_MAX};
    uint64_t hash[N], sorted[N], state = 11;
    size_t wanted = 0, found;
    for (size_t i = 0; i < N; i++) {
        next(&state);
        hash[i] = (state ^ state >> 29) % modulus[_i] << (_i % 2 ? 50 : 0);
        sorted[i] = hash[i];
    }
    qsort(sorted, N, sizeof *sorted, ascending);
    for (size_t i = 1; i < N; i++)
        wanted += sorted[i] == sorted[i - 1];
    ck_assert_int_eq(xent_count_copies(N, hash, 1, &found, NULL), XENT_OK);
    ck_assert_uint_eq(found, wanted);
    ck_assert_mem_eq(hash, sorted, sizeof hash);
    ck_assert_int_eq(xent_count_copies(0, hash, 1, &found, NULL), XENT_OK);
    ck_assert_uint_eq(found, 0);
}
END_TEST

static xent_status
three_rows(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    (void)i;
    (void)scratch;
    (void)err;
    *block = (xent_block){.rows = 3, .columns = 2, .f64 = state};
    return XENT_OK;
}

/* Factor columns go through the door and stay with their rows when others are dropped. */
START_TEST(factors_stay_with_their_rows)
{
    static double z[] = {1, 2, 3, 4, 5, 7};
    static const int64_t y[] = {0, -1, 1};
    static const int32_t levels[] = {10, 20, 11, 21, 12, 22};
    static const xent_source source = {"three rows", three_rows, NULL};
    static const xent_admit_options options = {.ignore = true, .ignore_index = -1};
    xent_raw raw = {.source = &source, .state = z, .rows = 3, .columns = 2, .factors = 2};
    raw.label = memcpy(malloc(sizeof y), y, sizeof y);
    raw.factor = memcpy(malloc(sizeof levels), levels, sizeof levels);
    xent_sample *sample;
    xent_block block;
    ck_assert_int_eq(xent_sample_admit(&raw, &options, NULL, &sample, NULL), XENT_OK);
    ck_assert_uint_eq(xent_sample_shape(sample)->factors, 2);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert_int_eq(xent_sample_block(sample, 0, scratch, &block, NULL), XENT_OK);
    ck_assert_uint_eq(block.rows, 2);
    ck_assert_uint_eq(xent_block_row(&block, 1), 2);
    ck_assert_int_eq(block.factor[0], 10);
    ck_assert_int_eq(block.factor[1], 20);
    ck_assert_int_eq(block.factor[2], 12);
    ck_assert_int_eq(block.factor[3], 22);
    free(scratch);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("admit");
    tcase_add_loop_test(tests, door, 0, 2 * COUNT(cases));
    tcase_add_test(tests, clip_and_normalize);
    tcase_add_test(tests, clipped_logarithms);
    tcase_add_test(tests, ignored_rows);
    tcase_add_test(tests, notes_on_oddities);
    tcase_add_loop_test(tests, bad_weights, 0, 5);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, factors_stay_with_their_rows);
    tcase_add_loop_test(tests, copies, 0, 5);
    return run_tests("admit", tests);
}
