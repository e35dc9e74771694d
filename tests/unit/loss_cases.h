/* SPDX-License-Identifier: GPL-3.0-or-later */
/* High-entropy inputs and options for every loss, extremes included: the generator of
   tests/reference/make_losses.py, number for number.  Rows of three classes, or of one column. */
#ifndef XENT_TESTS_LOSS_CASES_H
#define XENT_TESTS_LOSS_CASES_H
#include <math.h>
#include <string.h>
#include "loss.h"

enum { LOSS_CLASSES = 3, LOSS_DRAWS = 24 };

/* One row with its options. */
typedef struct {
    size_t columns;
    xent_kind kind;
    double score[LOSS_CLASSES], target[LOSS_CLASSES], teacher[LOSS_CLASSES];
    double class_weight[LOSS_CLASSES], pos_weight;
    xent_loss_options options;
} loss_case;

/* splitmix64 (Steele, Lea, Flood 2014); 53 bits of it. */
static double
loss_draw(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    return (double)(x >> 11) * 0x1p-53;
}

static void
loss_logits(size_t style, double huge, size_t n, const double *u, double *z)
{
    const double span[] = {20, 20, 20, 2e4, huge};
    for (size_t k = 0; k < n; k++)
        z[k] = style < 5 ? (u[k] - 0.5) * span[style] : k == 0 ? 20 + 20 * u[0] : u[k] - 0.5;
}

static void
loss_logprobs(size_t style, size_t n, const double *u, double *l)
{
    static const double span[] = {10, 10, 10, 700, 1e300, 1e-10};
    for (size_t k = 0; k < n; k++)
        l[k] = -u[k] * span[style];
}

static void
loss_probs(size_t style, size_t n, const double *u, double *p)
{
    for (size_t k = 0; k < n; k++)
        p[k] = style == 3 ? u[k] * u[k] * u[k] * u[k] : u[k];
    if (n == 1) {
        p[0] = style == 4 ? 1e-300 * u[0] : style == 5 ? 1 - 1e-9 * u[0] : p[0];
        return;
    }
    double total = p[0] + p[1] + p[2];
    for (size_t k = 0; k < n; k++)
        p[k] = style == 5 ? k == 0 : p[k] / total;
    if (style == 4) {
        p[0] = 1e-300 * u[0];
        p[1] = 1e-9 * u[1];
        p[2] = 1 - p[0] - p[1];
    }
}

static void
loss_targets(const xent_loss *loss, size_t row, size_t n, const double *u, double y, double *t)
{
    bool hard = row % 4 == 0 || row % 4 == 3;
    if (n == 1) {
        t[0] = hard || loss->columns == XENT_LOSS_SCORES ? y < 0.5 : u[0];
        return;
    }
    hard = hard || loss->columns == XENT_LOSS_MARGINS;
    double middle = row % 4 == 2 ? 0 : u[1], total = u[0] + middle + u[2];
    t[0] = u[0] / total;
    t[1] = middle / total;
    t[2] = u[2] / total;
    for (size_t k = 0; hard && k < n; k++)
        t[k] = (size_t)(y * 3) == k;
}

static void
loss_case_options(const xent_loss *loss, size_t row, const double *u, loss_case *c)
{
    xent_loss_options *o = &c->options;
    bool distilled = loss->takes & XENT_TAKES_TEACHER;
    bool smoothed = loss->options & XENT_LOSS_SMOOTHING;
    xent_loss_defaults(loss, XENT_SEMANTICS_XENT, false, o);
    o->label_smoothing = smoothed && row % 3 == 1 ? 0.9 * u[10] : 0;
    for (size_t k = 0; k < LOSS_CLASSES; k++)
        c->class_weight[k] = 0.25 + 2 * u[11 + k];
    if (loss->options & XENT_LOSS_CLASS_WEIGHT && row / 2 % 3 == 1)
        o->class_weight = c->class_weight;
    c->pos_weight = 0.25 + 3 * u[14];
    if (loss->options & XENT_LOSS_POS_WEIGHT && row % 2) {
        o->pos_weight = &c->pos_weight;
        o->pos_weights = 1;
    }
    o->gamma = row % 6 == 0 ? 0 : row % 6 == 1 ? 2 : row % 6 == 2 ? 0.5 * u[15] : 5 * u[15];
    o->alpha = distilled || row % 3 ? u[16] : (double)NAN;
    o->epsilon = 4 * u[17] - 1;
    if (c->kind == XENT_LOGITS && smoothed && row / 3 % 4 == 1)
        o->temperature = (row / 5 % 6 == 4 ? 1 : 0.25) + 4 * u[18];
}

static xent_kind
loss_case_kind(const xent_loss *loss, size_t row)
{
    if (!(loss->takes & XENT_TAKES_PROBS))
        return loss->takes & XENT_TAKES_LOGITS ? XENT_LOGITS : XENT_LOGPROBS;
    return row % 5 < 3 ? XENT_LOGITS : row % 5 == 3 ? XENT_PROBS : XENT_LOGPROBS;
}

/* Row `row` of the loss that is number `number` of the references. */
static void
make_loss_case(const xent_loss *loss, size_t number, size_t row, loss_case *c)
{
    uint64_t state = number * 1000003 + row;
    double u[LOSS_DRAWS];
    size_t style = row / 5 % 6;
    bool joint = loss->columns == XENT_LOSS_CLASSES || loss->columns == XENT_LOSS_MARGINS;
    for (size_t i = 0; i < LOSS_DRAWS; i++)
        u[i] = loss_draw(&state);
    *c = (loss_case){.columns = joint ? LOSS_CLASSES : 1, .kind = loss_case_kind(loss, row)};
    if (c->kind == XENT_LOGITS)
        loss_logits(style, loss->takes & XENT_TAKES_TEACHER ? 2e306 : 1.7e308, c->columns, u,
                    c->score); /* T^2 times a logit is a double */
    else if (c->kind == XENT_PROBS)
        loss_probs(style, c->columns, u, c->score);
    else
        loss_logprobs(style, c->columns, u, c->score);
    loss_targets(loss, row, c->columns, u + 3, u[6], c->target);
    for (size_t k = 0; k < LOSS_CLASSES; k++)
        c->teacher[k] = (u[7 + k] - 0.5) * 10;
    loss_case_options(loss, row, u, c);
}

#endif
