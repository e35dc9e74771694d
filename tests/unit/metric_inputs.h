/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random samples of every kind of input, measured and compared metric by metric. */
#ifndef XENT_METRIC_INPUTS_H
#define XENT_METRIC_INPUTS_H
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "metric.h"
#include "random.h"

enum { MAX_COLUMNS = 7 };

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

static inline arrays
arrays_alloc(size_t rows, size_t columns)
{
    arrays a = {rows, columns, malloc(rows * columns * sizeof(double)),
                malloc(rows * sizeof(int64_t)), malloc(rows * sizeof(double))};
    ck_assert(a.score && a.label && a.weight);
    for (size_t i = 0; i < rows; i++)
        a.weight[i] = 1;
    return a;
}

static inline void
arrays_free(arrays *a)
{
    free(a->score);
    free(a->label);
    free(a->weight);
}

/* Multiples of 1/4096 below 4: sums of a few of them are exact, and so are shifts by integers. */
static inline double
short_number(uint64_t key, uint64_t counter)
{
    return (double)(xent_random_bits(key, counter) >> 50) * 0x1p-12;
}

static inline void
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

static inline arrays
draw_case(const input_type *type, size_t rows, uint64_t number)
{
    arrays a = arrays_alloc(rows, type->columns);
    uint64_t key = xent_random_key(20240607 + number, type->columns);
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

static inline xent_settings
settings_of(const input_type *type)
{
    xent_settings settings = xent_settings_default;
    settings.confidence = type->confidence;
    settings.metrics = xent_metrics;
    settings.replicates = 20;
    settings.threads = 1;
    return settings;
}

static inline xent_sample *
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

static inline xent_evaluation *
evaluate(const xent_sample *sample, const xent_settings *settings)
{
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    xent_evaluate(sample, settings, &evaluation, &err);
    ck_assert_msg(evaluation != NULL, "%s", err.sentence);
    return evaluation;
}

static inline bool
same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* Compares the value of every metric that declares `invariance` (0: of every metric); with
   relative 0, bit for bit. */
static inline void
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

#endif
