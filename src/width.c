/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "width.h"
#include <math.h>
#include <stdlib.h>
#include "interval.h"
#include "kernel_internal.h"
#include "kernel_math.h"
#include "sample_internal.h"

__extension__ typedef __int128 fixed;

/* ---- what is summed

   d is the distance of p from the reference of its bin; see kernel_internal.h. */

/* Of the pairs of one bin and outcome, without weights. */
typedef struct {
    uint64_t pairs;
    fixed distance; /* sum d, in units of 2^-84 */
    fixed square;   /* sum d^2 * square_scale */
} counted;

/* Of one bin, with weights or soft outcomes. */
typedef struct {
    uint64_t pairs;
    xent_exact weight, p, outcome;      /* sum w, w p, w outcome */
    xent_exact square, cross;           /* sum w d^2, w d outcome */
    xent_exact outcome_square;          /* sum w outcome^2 */
    xent_exact weight2;                 /* sum w^2 */
    xent_exact variance, rows_variance; /* sum w^2 v, w v of the pairs' spreads v (pairs.h) */
} weighed;

/* A state, cut: either what is counted or what is weighed. */
typedef struct {
    size_t *pending;       /* pairs in the table that are not in `counted` yet */
    xent_exact *rest;      /* sum of what p in bin 0 have below 2^-84 */
    counted *counted;      /* bin i, outcome y: 2 i + y */
    weighed *weighed;      /* bin i */
    xent_bin_table table;
} sums;

/* d^2 * scale <= 2^49, since d <= 1/B. */
static double
square_scale(size_t bins)
{
    return ldexp(1, 49 + 2 * (int)floor(log2((double)bins)));
}

static bool
is_weighed(const xent_shape *shape)
{
    return shape->weighted || shape->soft;
}

/* Cuts a state (NULL: only measures) and returns its size. */
static size_t
cut(const xent_settings *settings, const xent_shape *shape, void *state, sums *s)
{
    size_t used = 0, bins = settings->bins, counts = is_weighed(shape) ? 0 : 2 * bins;
    *s = (sums){.table = {.bins = bins, .left = settings->edges == XENT_LEFT,
                          .square_scale = square_scale(bins)}};
    s->pending = xent_scratch_cut(state, &used, sizeof *s->pending);
    s->rest = xent_scratch_cut(state, &used, sizeof *s->rest);
    s->counted = xent_scratch_cut(state, &used, counts * sizeof *s->counted);
    s->table.cell = xent_scratch_cut(state, &used, XENT_BIN_WAYS * counts * sizeof *s->table.cell);
    s->weighed =
        xent_scratch_cut(state, &used, (is_weighed(shape) ? bins : 0) * sizeof *s->weighed);
    return used;
}

size_t
xent_width_size(const xent_settings *settings, const xent_shape *shape)
{
    sums s;
    return cut(settings, shape, NULL, &s);
}

/* ---- adding */

static void
flush_cell(xent_bin_cell *cell, uint64_t square_zero, counted *to)
{
    uint64_t pairs = cell->distance[0] / XENT_BIN_COUNT;
    int64_t fine = (int64_t)(cell->distance[1] - pairs * XENT_BIN_FINE_BITS);
    to->pairs += pairs;
    to->distance += ((fixed)(cell->distance[0] % XENT_BIN_COUNT) << 50) + fine;
    to->square += (int64_t)(cell->square - pairs * square_zero);
    *cell = (xent_bin_cell){0};
}

/* Empties the table. */
static void
flush(sums *s)
{
    uint64_t square_zero = xent_bits_of(XENT_ROUNDER / s->table.square_scale);
    for (size_t i = 0; i < 2 * s->table.bins * XENT_BIN_WAYS; i++)
        flush_cell(&s->table.cell[i], square_zero, &s->counted[i / XENT_BIN_WAYS]);
    *s->pending = 0;
}

/* Adds what the finer grid cannot hold of small p. */
static void
add_rest(xent_exact *rest, size_t n, const double *p)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < XENT_BIN_SMALL) {
            double left = p[i] - ((p[i] + XENT_BIN_COARSE) - XENT_BIN_COARSE);
            xent_exact_add(rest, left - ((left + XENT_BIN_FINE) - XENT_BIN_FINE));
        }
}

static void
count_strip(sums *s, size_t n, const double *p, const int32_t *outcome)
{
    bool small;
    if (*s->pending + n > XENT_BIN_PENDING)
        flush(s);
    xent_kernels_best()->bins(n, p, outcome, &s->table, &small);
    *s->pending += n;
    if (small)
        add_rest(s->rest, n, p);
}

static double
reference(size_t bins, size_t i)
{
    return (double)i * (1 / (double)bins);
}

static void
weigh(weighed *bin, double d, double p, double outcome, double w, const xent_shape *shape)
{
    bool frequency = shape->weight_kind == XENT_FREQUENCY;
    double spread = w * xent_outcome_spread(p, outcome, shape->soft);
    bin->pairs++;
    xent_exact_add(&bin->weight, w);
    xent_exact_add_product(&bin->p, w, p);
    xent_exact_add_product(&bin->outcome, w, outcome);
    xent_exact_add_product(&bin->square, w * d, d);
    xent_exact_add_product(&bin->cross, w * outcome, d);
    xent_exact_add_product(&bin->outcome_square, w * outcome, outcome);
    xent_exact_add_product(&bin->weight2, w, w);
    xent_exact_add(&bin->variance, frequency ? spread : w * spread);
    xent_exact_add(&bin->rows_variance, spread);
}

void
xent_width_add(void *state, const xent_settings *settings, const xent_shape *shape,
               const xent_outcomes *outcomes)
{
    sums s;
    size_t bins = settings->bins;
    cut(settings, shape, state, &s);
    if (!is_weighed(shape)) {
        for (size_t i = 0; i < outcomes->rows; i += XENT_STRIP)
            count_strip(&s, outcomes->rows - i < XENT_STRIP ? outcomes->rows - i : XENT_STRIP,
                        outcomes->p + i, outcomes->outcome + i);
        return;
    }
    for (size_t i = 0; i < outcomes->rows; i++) {
        double p = outcomes->p[i];
        size_t b = xent_bin_index(bins, settings->edges, p);
        weigh(&s.weighed[b], p - reference(bins, b), p, xent_outcome(outcomes, i),
              outcomes->weight ? outcomes->weight[i] : 1, shape);
    }
}

static void
merge_weighed(weighed *to, const weighed *from)
{
    to->pairs += from->pairs;
    xent_exact_merge(&to->weight, &from->weight);
    xent_exact_merge(&to->p, &from->p);
    xent_exact_merge(&to->outcome, &from->outcome);
    xent_exact_merge(&to->square, &from->square);
    xent_exact_merge(&to->cross, &from->cross);
    xent_exact_merge(&to->outcome_square, &from->outcome_square);
    xent_exact_merge(&to->weight2, &from->weight2);
    xent_exact_merge(&to->variance, &from->variance);
    xent_exact_merge(&to->rows_variance, &from->rows_variance);
}

void
xent_width_merge(void *state, void *from, const xent_settings *settings, const xent_shape *shape)
{
    sums to, other;
    cut(settings, shape, state, &to);
    cut(settings, shape, from, &other);
    xent_exact_merge(to.rest, other.rest);
    for (size_t i = 0; i < settings->bins && is_weighed(shape); i++)
        merge_weighed(&to.weighed[i], &other.weighed[i]);
    if (is_weighed(shape))
        return;
    flush(&other);
    for (size_t i = 0; i < 2 * settings->bins; i++) {
        to.counted[i].pairs += other.counted[i].pairs;
        to.counted[i].distance += other.counted[i].distance;
        to.counted[i].square += other.counted[i].square;
    }
}

/* ---- finishing */

/* A bin in plain numbers. */
typedef struct {
    size_t pairs;
    double weight, effective_rows;      /* sum w; how many rows of equal weight it is worth */
    double p, outcome, difference;      /* sum w p, w outcome, w (p - outcome) */
    double square, cross;               /* sum w d^2, w d outcome */
    double outcome_square;              /* sum w outcome^2 */
    double variance, rows_variance;
} plain;

/* Where a bin lies, and what its d are distances from. */
typedef struct {
    double low, high, reference;
} frame;

/* Adds x * 2^-84, in pieces that are doubles. */
static void
add_fixed(xent_exact *sum, fixed x)
{
    double sign = x < 0 ? -1 : 1;
    x = x < 0 ? -x : x;
    for (int shift = -84; x != 0; shift += 32, x >>= 32)
        xent_exact_add(sum, ldexp(sign * (double)(x & 0xffffffff), shift));
}

static plain
plain_of_counted(const sums *s, size_t i)
{
    const counted *zero = &s->counted[2 * i], *one = zero + 1;
    double r = reference(s->table.bins, i), n = (double)(zero->pairs + one->pairs);
    xent_exact p = {0}, distance = {0};
    add_fixed(&distance, zero->distance + one->distance);
    if (i == 0)
        xent_exact_merge(&distance, s->rest);
    xent_exact_add_product(&p, n, r);
    xent_exact_merge(&p, &distance);
    plain b = {.pairs = zero->pairs + one->pairs, .weight = n, .effective_rows = n,
               .p = xent_exact_round(&p), .outcome = (double)one->pairs,
               .outcome_square = (double)one->pairs};
    xent_exact_add(&p, -b.outcome);
    b.difference = xent_exact_round(&p);
    b.square = (double)(zero->square + one->square) / s->table.square_scale;
    b.cross = ldexp((double)one->distance, -84);
    b.variance = fmax(0, n * (r * (1 - r)) + (1 - 2 * r) * xent_exact_round(&distance) - b.square);
    b.rows_variance = b.variance;
    return b;
}

static plain
plain_of_weighed(const weighed *bin, bool frequency)
{
    xent_exact minus_outcome = {0}, difference = bin->p;
    plain b = {.pairs = bin->pairs,
               .weight = xent_exact_round(&bin->weight),
               .p = xent_exact_round(&bin->p),
               .outcome = xent_exact_round(&bin->outcome),
               .square = xent_exact_round(&bin->square),
               .cross = xent_exact_round(&bin->cross),
               .outcome_square = xent_exact_round(&bin->outcome_square),
               .variance = xent_exact_round(&bin->variance),
               .rows_variance = xent_exact_round(&bin->rows_variance)};
    xent_exact_add(&minus_outcome, -b.outcome);
    xent_exact_merge(&difference, &minus_outcome);
    b.difference = xent_exact_round(&difference);
    b.effective_rows = frequency ? b.weight
                                 : b.weight * b.weight / xent_exact_round(&bin->weight2);
    return b;
}

/* The effective rows are Kish's (1965). */
static xent_bin
finish_bin(const plain *b, const frame *f, const xent_settings *settings)
{
    xent_bin bin = {.low = f->low,
                    .high = f->high,
                    .count = b->pairs,
                    .weight = b->weight,
                    .rows = b->effective_rows,
                    .confidence = b->p / b->weight,
                    .accuracy = b->outcome / b->weight};
    double mean = bin.confidence - f->reference;
    bin.outcome_variance = fmax(0, b->outcome_square / b->weight - bin.accuracy * bin.accuracy);
    bin.variance = fmax(0, b->square / b->weight - mean * mean);
    bin.covariance = b->cross / b->weight - mean * bin.accuracy;
    xent_interval_of_share(settings->interval, bin.accuracy, b->effective_rows, settings->level,
                           &bin.accuracy_low, &bin.accuracy_high);
    return bin;
}

static xent_group
finish_group(const plain *b, bool frequency)
{
    return (xent_group){.weight = b->weight,
                        .rows = frequency ? b->weight : (double)b->pairs,
                        .p = b->p / b->weight,
                        .difference = b->difference,
                        .variance = b->variance,
                        .atom = b->rows_variance > 0 ? b->variance / b->rows_variance : 1};
}

/* The sum of the weights and the mean outcome over all bins, exact again. */
static void
finish_totals(xent_bins *bins)
{
    xent_exact weight = {0}, outcome = {0}, spread = {0};
    for (size_t i = 0; i < bins->size; i++) {
        const xent_bin *bin = &bins->bin[i];
        xent_exact_add(&weight, bin->weight);
        xent_exact_add_product(&outcome, bin->weight, bin->accuracy);
        xent_exact_add_product(&spread, bin->weight,
                               bin->accuracy * (1 - bin->accuracy) - bin->outcome_variance);
    }
    bins->weight = xent_exact_round(&weight);
    bins->outcome = xent_exact_round(&outcome) / bins->weight;
    bins->uncertainty =
        bins->outcome * (1 - bins->outcome) - xent_exact_round(&spread) / bins->weight;
}

xent_status
xent_width_finish(void *state, const xent_settings *settings, const xent_shape *shape,
                  xent_partition *part, xent_bins *bins, xent_error *err)
{
    sums s;
    bool weighs = is_weighed(shape);
    bool frequency = shape->weighted && shape->weight_kind == XENT_FREQUENCY;
    cut(settings, shape, state, &s);
    if (!weighs)
        flush(&s);
    *bins = (xent_bins){.bin = malloc(settings->bins * sizeof *bins->bin)};
    *part = (xent_partition){.soft = shape->soft, .group = malloc(settings->bins * sizeof *part->group)};
    if (!bins->bin || !part->group)
        return xent_fail_memory(err);
    for (size_t i = 0; i < settings->bins; i++) {
        plain b = weighs ? plain_of_weighed(&s.weighed[i], frequency)
                         : plain_of_counted(&s, i);
        if (b.pairs == 0)
            continue;
        const frame f = {xent_bin_edge(settings->bins, i), xent_bin_edge(settings->bins, i + 1),
                         reference(settings->bins, i)};
        bins->bin[bins->size++] = finish_bin(&b, &f, settings);
        part->group[part->size++] = finish_group(&b, frequency);
    }
    finish_totals(bins);
    part->weight = bins->weight;
    return XENT_OK;
}

/* The sums of pairs first .. end-1, as distances from the first p. */
static plain
plain_of_pairs(const xent_pairs *sorted, size_t first, size_t end, const xent_shape *shape)
{
    weighed bin = {0};
    double r = xent_pair_p(sorted, first);
    for (size_t i = first; i < end; i++) {
        double p = xent_pair_p(sorted, i);
        weigh(&bin, p - r, p, xent_pair_outcome(sorted, i), xent_pair_weight(sorted, i), shape);
    }
    return plain_of_weighed(&bin, sorted->frequencies);
}

xent_status
xent_width_of_pairs(const xent_pairs *sorted, const size_t *ends, size_t size,
                    const xent_settings *settings, const xent_shape *shape, xent_partition *part,
                    xent_bins *bins, xent_error *err)
{
    *bins = (xent_bins){.bin = malloc(size * sizeof *bins->bin)};
    *part = (xent_partition){.soft = shape->soft, .group = malloc(size * sizeof *part->group)};
    if (!bins->bin || !part->group)
        return xent_fail_memory(err);
    for (size_t i = 0; i < size; i++) {
        size_t first = i > 0 ? ends[i - 1] : 0;
        double low = xent_pair_p(sorted, first);
        plain b = plain_of_pairs(sorted, first, ends[i], shape);
        bins->bin[i] = finish_bin(&b, &(frame){low, xent_pair_p(sorted, ends[i] - 1), low},
                                  settings);
        part->group[i] = finish_group(&b, sorted->frequencies);
    }
    bins->size = part->size = size;
    finish_totals(bins);
    part->weight = bins->weight;
    return XENT_OK;
}
