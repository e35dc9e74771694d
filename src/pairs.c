/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pairs.h"
#include <math.h>
#include <stdlib.h>
#include "radix.h"
#include "total.h"

/* Pairs that are decoded at once. */
enum { STRIP = 256 };

xent_status
xent_pairs_alloc(xent_pairs *pairs, const xent_shape *shape, xent_error *err)
{
    *pairs = (xent_pairs){.size = shape->rows,
                          .soft = shape->soft,
                          .weighted = shape->weighted,
                          .clustered = xent_shape_clusters(shape) > 0};
    pairs->words = (size_t)1 + pairs->soft + pairs->clustered + pairs->weighted;
    pairs->frequencies = shape->weighted && shape->weight_kind == XENT_FREQUENCY;
    pairs->record = malloc(pairs->size * pairs->words * sizeof *pairs->record);
    return pairs->record ? XENT_OK : xent_fail_memory(err);
}

void
xent_pairs_clear(xent_pairs *pairs)
{
    free(pairs->record);
    *pairs = (xent_pairs){0};
}

xent_status
xent_pairs_copy(xent_pairs *to, const xent_pairs *from, xent_error *err)
{
    size_t bytes = from->size * from->words * sizeof *to->record;
    *to = *from;
    to->record = malloc(bytes);
    if (!to->record)
        return xent_fail_memory(err);
    memcpy(to->record, from->record, bytes);
    return XENT_OK;
}

/* p is at most 1, so its bits leave room below for the outcome; + 0 makes 0 of -0. */
void
xent_pairs_set(xent_pairs *pairs, size_t first, const xent_outcomes *outcomes)
{
    uint64_t *record = pairs->record + first * pairs->words, bits;
    for (size_t i = 0; i < outcomes->rows; i++, record += pairs->words) {
        double p = outcomes->p[i] + 0;
        memcpy(&bits, &p, sizeof bits);
        record[0] = bits << 1 | (uint64_t)(pairs->soft ? 0 : outcomes->outcome[i]);
        if (pairs->soft)
            memcpy(&record[1], &outcomes->soft[i], sizeof record[1]);
        if (pairs->clustered)
            record[pairs->words - 1 - pairs->weighted] =
                (uint64_t)outcomes->cluster[i * outcomes->stride];
        if (pairs->weighted)
            memcpy(&record[pairs->words - 1], &outcomes->weight[i], sizeof record[1]);
    }
}

static double
sum_weights(const xent_pairs *pairs)
{
    xent_exact sum = {0};
    if (!pairs->weighted)
        return (double)pairs->size;
    for (size_t i = 0; i < pairs->size; i++)
        xent_exact_add(&sum, xent_pair_weight(pairs, i));
    return xent_exact_round(&sum);
}

xent_status
xent_pairs_sort(xent_pairs *pairs, unsigned threads, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t word = pairs->words; word > 0 && status == XENT_OK; word--)
        status = xent_radix_sort(pairs->size, pairs->words, word - 1, pairs->record, threads, err);
    pairs->weight = sum_weights(pairs);
    return status;
}

/* Copies the records in the order of order[2 i + 1]. */
static void
permute(const xent_pairs *pairs, const uint64_t *order, uint64_t *record)
{
    for (size_t i = 0; i < pairs->size; i++)
        memcpy(record + i * pairs->words, pairs->record + order[2 * i + 1] * pairs->words,
               pairs->words * sizeof *record);
}

xent_status
xent_pairs_rank(xent_pairs *pairs, unsigned threads, xent_error *err)
{
    uint64_t *order = malloc(2 * pairs->size * sizeof *order);
    uint64_t *record = malloc(pairs->size * pairs->words * sizeof *record);
    xent_status status = order && record ? XENT_OK : xent_fail_memory(err);
    for (size_t i = 0; i < pairs->size && status == XENT_OK; i++) {
        order[2 * i] = pairs->record[i * pairs->words] >> 1;
        order[2 * i + 1] = i;
    }
    if (status == XENT_OK)
        status = xent_radix_sort(pairs->size, 2, 0, order, threads, err);
    if (status == XENT_OK) {
        permute(pairs, order, record);
        free(pairs->record);
        pairs->record = record;
        record = NULL;
        pairs->weight = sum_weights(pairs);
    }
    free(order);
    free(record);
    return status;
}

/* ---- groups */

/* Exact sums of pairs, those of outcomes being counts where all pairs count 1. */
typedef struct {
    xent_exact weight, rows, p, difference;
    double count, ones;
    double variance, rows_variance; /* sum w^2 v (frequencies: w) and w v of the pairs' spreads v */
    double outcomes2;            /* sum w outcome^2; of pairs that do not all count 1 */
    double squares, gaps, gaps2; /* sum w^2, w^2 gap, w^2 gap^2 (frequencies: w) of p - outcome */
} group_sums;

static void
add_weighted(const xent_pairs *pairs, size_t i, group_sums *s)
{
    double w = xent_pair_weight(pairs, i), p = xent_pair_p(pairs, i);
    double outcome = xent_pair_outcome(pairs, i), gap = p - outcome;
    double square = pairs->frequencies ? w : w * w;
    xent_exact_add(&s->weight, w);
    xent_exact_add(&s->rows, xent_pair_rows(pairs, i));
    xent_exact_add_product(&s->p, w, p);
    xent_exact_add_product(&s->difference, w, p);
    xent_exact_add_product(&s->difference, -w, outcome);
    s->outcomes2 += w * outcome * outcome;
    s->variance += xent_pair_variance(pairs, i);
    s->rows_variance += w * xent_pair_spread(pairs, i);
    s->squares += square;
    s->gaps += square * gap;
    s->gaps2 += square * gap * gap;
}

/* Adds n pairs, at most a strip of them, with outcomes of 0 and 1, that all count 1. */
static void
add_strip(const xent_pairs *pairs, size_t first, size_t n, group_sums *s)
{
    double p[STRIP], variance = 0, gaps = 0, gaps2 = 0;
    for (size_t i = 0; i < n; i++) {
        double outcome = xent_pair_outcome(pairs, first + i);
        p[i] = xent_pair_p(pairs, first + i);
        s->ones += outcome;
        variance += p[i] * (1 - p[i]);
        gaps += p[i] - outcome;
        gaps2 += (p[i] - outcome) * (p[i] - outcome);
    }
    xent_total_add(&s->p, n, p);
    s->count += (double)n;
    s->variance += variance;
    s->rows_variance += variance;
    s->squares += (double)n;
    s->gaps += gaps;
    s->gaps2 += gaps2;
}

/* The squared residuals of the gaps, with Bessel's correction. */
static double
noise_of(const group_sums *s, const xent_group *group)
{
    double mean = group->difference / group->weight;
    double spread = s->gaps2 - 2 * mean * s->gaps + mean * mean * s->squares;
    return fmax(0, spread) / (group->weight * group->weight) * (group->rows / (group->rows - 1));
}

static void
finish_weighted(const group_sums *s, xent_group *group)
{
    group->weight = xent_exact_round(&s->weight);
    group->rows = xent_exact_round(&s->rows);
    group->difference = xent_exact_round(&s->difference);
}

static void
finish_counted(const group_sums *s, xent_group *group)
{
    xent_exact difference = s->p;
    xent_exact_add(&difference, -s->ones);
    group->weight = group->rows = s->count;
    group->difference = xent_exact_round(&difference);
}

static xent_group
sum_group(const xent_pairs *pairs, size_t first, size_t end)
{
    group_sums s = {.variance = 0};
    xent_group group = {0};
    bool counted = pairs->words == 1;
    for (size_t i = first; i < end && !counted; i++)
        add_weighted(pairs, i, &s);
    for (size_t i = first; i < end && counted; i += STRIP)
        add_strip(pairs, i, end - i < STRIP ? end - i : STRIP, &s);
    (counted ? finish_counted : finish_weighted)(&s, &group);
    group.variance = s.variance;
    group.atom = s.rows_variance > 0 ? s.variance / s.rows_variance : 1;
    group.squares = s.squares;
    double least = xent_pair_p(pairs, first);
    bool same = least == xent_pair_p(pairs, end - 1); /* a mean would round */
    group.p = same ? least : xent_exact_round(&s.p) / group.weight;
    double outcome = group.p - group.difference / group.weight;
    group.spread = pairs->soft ? fmax(0, s.outcomes2 / group.weight - outcome * outcome)
                               : outcome * (1 - outcome);
    group.noise = group.rows > 1 ? noise_of(&s, &group) : (double)NAN;
    return group;
}

/* Goes on to the pair that row `row` is in, rows counted with their frequencies. */
static void
find_row(const xent_pairs *pairs, double row, size_t *i, double *row_end)
{
    if (pairs->frequencies) {
        while (*row_end < row)
            *row_end += xent_pair_rows(pairs, ++*i);
    } else {
        *row_end = row;
        *i = (size_t)row - 1;
    }
}

/* Where the cut behind row `row` falls: midway between its pair *i and the next one. */
static double
cut_edge(const xent_pairs *pairs, double row, size_t *i, double *row_end)
{
    find_row(pairs, row, i, row_end);
    double p = xent_pair_p(pairs, *i);
    if (*row_end == row && *i + 1 < pairs->size)
        return (p + xent_pair_p(pairs, *i + 1)) / 2;
    return p;
}

/* One past the last pair with p <= edge. */
static size_t
end_of(const xent_pairs *pairs, double edge)
{
    size_t low = 0, high = pairs->size;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (xent_pair_p(pairs, middle) <= edge)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t
xent_pairs_ends(const xent_pairs *pairs, size_t groups, size_t *ends)
{
    double rows = xent_pairs_rows(pairs);
    double per_group = floor(rows / (double)groups), larger = rows - per_group * (double)groups;
    double position = 0, row_end = xent_pair_rows(pairs, 0);
    size_t at = 0, found = 0;
    for (size_t g = 0; g < groups; g++) {
        position += per_group + ((double)g < larger ? 1 : 0);
        if (position <= 0 || (position >= rows && g + 1 < groups))
            continue;
        size_t end = g + 1 < groups ? end_of(pairs, cut_edge(pairs, position, &at, &row_end))
                                    : pairs->size;
        if (end > (found > 0 ? ends[found - 1] : 0))
            ends[found++] = end;
    }
    return found;
}

xent_status
xent_pairs_gather(const xent_pairs *pairs, size_t groups, const size_t *ends,
                  xent_partition *part, xent_error *err)
{
    *part = (xent_partition){.size = groups, .weight = pairs->weight, .soft = pairs->soft};
    part->group = malloc(groups * sizeof *part->group);
    if (!part->group)
        return xent_fail_memory(err);
    for (size_t g = 0; g < groups; g++)
        part->group[g] = sum_group(pairs, g > 0 ? ends[g - 1] : 0, ends[g]);
    return XENT_OK;
}

xent_status
xent_pairs_cut(const xent_pairs *pairs, size_t groups, xent_partition *part, xent_error *err)
{
    size_t *ends = malloc(groups * sizeof *ends);
    *part = (xent_partition){.size = 0};
    if (!ends)
        return xent_fail_memory(err);
    xent_status status = xent_pairs_gather(pairs, xent_pairs_ends(pairs, groups, ends), ends, part,
                                           err);
    free(ends);
    return status;
}

/* Adds to `size` sorted ends those where p passes a multiple of 1 / cells; room for size +
   cells. */
static size_t
add_edges(const xent_pairs *pairs, size_t cells, size_t *ends, size_t size)
{
    size_t *old = ends + cells, kept = 0;
    memmove(old, ends, size * sizeof *ends);
    for (size_t c = 1, g = 0; g < size; c++) {
        size_t edge = c < cells ? end_of(pairs, (double)c / (double)cells) : pairs->size;
        while (g < size && old[g] <= edge)
            ends[kept++] = old[g++];
        if (edge > 0 && (kept == 0 || ends[kept - 1] < edge))
            ends[kept++] = edge;
    }
    return kept;
}

xent_status
xent_pairs_cut_close(const xent_pairs *pairs, size_t groups, xent_partition *part, xent_error *err)
{
    size_t *ends = malloc(2 * groups * sizeof *ends);
    *part = (xent_partition){.size = 0};
    if (!ends)
        return xent_fail_memory(err);
    size_t size = add_edges(pairs, groups, ends, xent_pairs_ends(pairs, groups, ends));
    xent_status status = xent_pairs_gather(pairs, size, ends, part, err);
    free(ends);
    return status;
}

/* ---- prefixes */

/* The running sum carries its rounding error along. */
void
xent_pairs_prefix(const xent_pairs *pairs, double *low, double *high)
{
    double sum = 0, lost = 0;
    *low = *high = 0;
    for (size_t i = 0; i < pairs->size; i++) {
        double gap = xent_pair_p(pairs, i) - xent_pair_outcome(pairs, i);
        double term = xent_pair_weight(pairs, i) * gap + lost, next = sum + term;
        lost = term - (next - sum);
        sum = next;
        if (!xent_pair_ends_tie(pairs, i))
            continue;
        *low = fmin(*low, sum + lost);
        *high = fmax(*high, sum + lost);
    }
}
