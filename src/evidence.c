/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence.h"
#include <math.h>
#include <string.h>

/* Twice a softmax keeps its probabilities within a factor of e: their logarithms span at most 1. */
static const double most_span = 1;

/* The largest of a row of probabilities from which on it counts as sure. */
static const double sure = 0.9;

static const double end_of_half = 65504;
static const double ln2 = 0.69314718055994531;

xent_evidence
xent_evidence_none(void)
{
    return (xent_evidence){.half = true, .bfloat = true, .hidden = true,
                           .hidden_min = HUGE_VAL, .hidden_max = -HUGE_VAL};
}

void
xent_evidence_merge(xent_evidence *e, const xent_evidence *from)
{
    e->half = e->half && from->half;
    e->bfloat = e->bfloat && from->bfloat;
    e->varied = e->varied || from->varied;
    e->hidden = e->hidden && from->hidden;
    e->hidden_min = fmin(e->hidden_min, from->hidden_min);
    e->hidden_max = fmax(e->hidden_max, from->hidden_max);
    e->hidden_sure += from->hidden_sure;
    e->one_hot += from->one_hot;
    e->clipped_half += from->clipped_half;
    e->empty += from->empty;
    for (int k = 0; k < 3; k++)
        e->hits[k] += from->hits[k];
    e->hits_up += from->hits_up;
    e->hits_down += from->hits_down;
}

/* ---- digits */

/* Has x at most so many bits behind its first one, and is it no less than that many bits below
   `least`, the smallest normal number? */
static bool
has_bits(double x, int bits, int least)
{
    int exponent;
    if (x == 0 || isinf(x))
        return true;
    frexp(x, &exponent);
    int unit = (exponent - 1 > least ? exponent - 1 : least) - bits;
    double whole = ldexp(x, -unit);
    return whole == floor(whole);
}

static void
see_digits(xent_evidence *e, xent_extremes x)
{
    e->half = e->half && has_bits(x.low, 10, -14) && has_bits(x.high, 10, -14) &&
              x.low >= -end_of_half && x.high <= end_of_half;
    e->bfloat = e->bfloat && has_bits(x.low, 7, -126) && has_bits(x.high, 7, -126);
}

/* ---- a hidden row of probabilities

   If p is the softmax of a row q of probabilities, ln p_j = q_j - c, so that
   q_j = ln p_j + (1 - sum ln p)/K sums to 1 and has nothing below 0. */

/* Scores are log-probabilities if none is above 0, else probabilities. */
static double
sum_of_logarithms(const xent_block *block, size_t i, bool logarithms)
{
    double sum = 0;
    for (size_t j = 0; j < block->columns; j++) {
        double z = xent_block_score(block, i * block->columns + j);
        sum += logarithms ? z : log(z);
    }
    return sum;
}

static void
see_hidden(xent_evidence *e, const xent_block *block, size_t i, xent_extremes x, double tolerance)
{
    bool logarithms = x.high <= 0;
    if (!logarithms && x.low <= 0) {
        e->hidden = false;
        return;
    }
    double low = logarithms ? x.low : log(x.low), high = logarithms ? x.high : log(x.high);
    e->hidden = high - low <= most_span + tolerance;
    if (!e->hidden)
        return;
    double rest = (1 - sum_of_logarithms(block, i, logarithms)) / (double)block->columns;
    e->hidden = low + rest >= -tolerance;
    e->hidden_min = fmin(e->hidden_min, low + rest);
    e->hidden_max = fmax(e->hidden_max, high + rest);
    e->hidden_sure += high + rest >= sure;
}

/* ---- labels */

static void
see_label(xent_evidence *e, const xent_block *block, size_t i, xent_extremes x)
{
    size_t k = block->columns, y = (size_t)block->label[i], row = i * k;
    if (k == 1) {
        e->hits[XENT_LOGITS] += (x.low > 0) == y;
        e->hits[XENT_PROBS] += (x.low > 0.5) == y;
        e->hits[XENT_LOGPROBS] += (x.low > -ln2) == y;
        return;
    }
    bool hit = x.low < x.high && xent_block_score(block, row + y) == x.high;
    for (int kind = 0; kind < 3; kind++)
        e->hits[kind] += hit;
    e->hits_up += y + 1 < k && xent_block_score(block, row + y + 1) == x.high;
    e->hits_down += y > 0 && xent_block_score(block, row + y - 1) == x.high;
}

void
xent_evidence_add(xent_evidence *e, const xent_block *block, size_t i, xent_extremes x,
                  double tolerance)
{
    bool column = block->columns == 1, constant = !column && x.low == x.high;
    bool one_hot = column ? x.low == 0 || x.low == 1 : x.low == 0 && x.high == 1 && x.sum == 1;
    e->varied = e->varied || !constant;
    e->one_hot += one_hot;
    e->empty += one_hot || constant;
    e->clipped_half += x.high == end_of_half || x.low == -end_of_half;
    if (e->half || e->bfloat)
        see_digits(e, x);
    if (e->hidden && !column)
        see_hidden(e, block, i, x, tolerance);
    if (block->label)
        see_label(e, block, i, x);
}
