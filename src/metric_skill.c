/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Skill: the share of what the best constant forecast loses that the scores save. */
#include <math.h>
#include <stdio.h>
#include "fixed.h"
#include "info.h"
#include "metric_internal.h"
#include "sample_internal.h"
#include "total.h"

/* Sums of w, of w times a row's loss, of w times its target's variance, and of w in each class,
   scaled to [0, 1]. */
typedef struct {
    xent_exact *weight, *loss, *variance;
    xent_fixed *class_weight;
} skill_sums;

/* Cuts a state (NULL: only measures) and returns its size. */
static size_t
cut_sums(const xent_shape *shape, void *state, skill_sums *s)
{
    size_t used = 0;
    s->weight = xent_scratch_cut(state, &used, sizeof *s->weight);
    s->loss = xent_scratch_cut(state, &used, sizeof *s->loss);
    s->variance = xent_scratch_cut(state, &used, sizeof *s->variance);
    s->class_weight = xent_scratch_cut(state, &used, shape->classes * sizeof *s->class_weight);
    return used;
}

static size_t
skill_size(const xent_settings *settings, const xent_shape *shape)
{
    skill_sums s;
    (void)settings;
    return cut_sums(shape, NULL, &s);
}

static void
add_row(skill_sums *s, const xent_rows *rows, size_t i, double loss, double scale)
{
    double w = xent_block_weight(rows->block, i);
    xent_exact_add(s->weight, w);
    xent_exact_add(s->loss, w * loss);
    if (rows->soft)
        xent_exact_add(s->variance, w * xent_block_target_variance(rows->block, i));
    xent_fixed_add_class(s->class_weight, rows->block, i, w * scale);
}

static void
skill_merge(void *state, const void *from, const xent_settings *settings, const xent_shape *shape)
{
    skill_sums to, other;
    (void)settings;
    cut_sums(shape, state, &to);
    cut_sums(shape, (void *)(uintptr_t)from, &other);
    xent_exact_merge(to.weight, other.weight);
    xent_exact_merge(to.loss, other.loss);
    xent_exact_merge(to.variance, other.variance);
    xent_fixed_merge(to.class_weight, other.class_weight, shape->classes);
}

/* 1 - mean loss / what the label frequencies lose; of one class, which no forecast can beat,
   undefined.  within: is what targets vary by within their rows no loss? */
static void
finish_skill(const void *state, const xent_whole *whole, double (*term)(double share), bool within,
             xent_value *value)
{
    skill_sums s;
    xent_fixed total = 0;
    xent_exact constant = {0};
    cut_sums(whole->shape, (void *)(uintptr_t)state, &s);
    for (size_t c = 0; c < whole->shape->classes; c++)
        total += s.class_weight[c];
    for (size_t c = 0; c < whole->shape->classes; c++)
        if (s.class_weight[c] > 0)
            xent_exact_add(&constant, term((double)s.class_weight[c] / (double)total));
    double weight = xent_exact_round(s.weight), loss = xent_exact_round(s.loss) / weight;
    double reference = xent_exact_round(&constant);
    if (within)
        reference -= xent_exact_round(s.variance) / weight;
    if (reference > 0)
        value->value = 1 - loss / reference;
}

/* ---- of the logarithmic score */

static void
d2_log_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)settings;
    snprintf(text, size, "1 - nll / %s; undefined of one class",
             shape->soft ? "entropy of the mean target" : "label entropy");
}

static void
d2_log_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    skill_sums s;
    double scale = xent_weight_scale(rows->shape);
    (void)settings;
    cut_sums(rows->shape, state, &s);
    for (size_t i = 0; i < rows->block->rows; i++)
        add_row(&s, rows, i, rows->row[i].nll, scale);
}

static double
entropy_term(double share)
{
    return share * xent_self_information(share);
}

static xent_status
d2_log_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    (void)err;
    finish_skill(state, whole, entropy_term, false, value);
    return XENT_OK;
}

/* ---- of the Brier score */

static void
d2_brier_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    (void)settings;
    snprintf(text, size, "1 - brier / that of the %s; undefined of one class",
             shape->soft ? "mean target" : "label frequencies");
}

/* The Brier score of one column is half of that of its two classes. */
static void
d2_brier_add(void *state, const xent_settings *settings, const xent_rows *rows)
{
    skill_sums s;
    double scale = xent_weight_scale(rows->shape);
    double classes = rows->shape->task == XENT_BINARY ? 2 : 1;
    (void)settings;
    cut_sums(rows->shape, state, &s);
    for (size_t i = 0; i < rows->block->rows; i++)
        add_row(&s, rows, i, classes * rows->row[i].brier, scale);
}

static double
brier_term(double share)
{
    return share * (1 - share);
}

static xent_status
d2_brier_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    (void)err;
    finish_skill(state, whole, brier_term, true, value);
    return XENT_OK;
}

#define SKILL_METRIC(id, ...)                                                                      \
    const xent_metric xent_metric_##id = {                                                         \
        .name = #id,                                                                               \
        .better = 1,                                                                               \
        .low = -HUGE_VAL,                                                                          \
        .high = 1,                                                                                 \
        .tasks = XENT_BINARY | XENT_MULTICLASS,                                                    \
        .subject = XENT_OF_BOTH,                                                                   \
        .invariances = XENT_INVARIANT_ROW_ORDER | XENT_INVARIANT_COPIES,                           \
        .extra = true,                                                                             \
        .define = id##_define,                                                                     \
        .size = skill_size,                                                                        \
        .add = id##_add,                                                                           \
        .merge = skill_merge,                                                                      \
        .finish = id##_finish,                                                                     \
        __VA_ARGS__}

SKILL_METRIC(d2_log, .title = "logarithmic skill", .source = "McFadden 1974",
             .row = XENT_WANT_NLL);
SKILL_METRIC(d2_brier, .title = "Brier skill", .source = "Brier 1950, Murphy 1973",
             .row = XENT_WANT_BRIER);
