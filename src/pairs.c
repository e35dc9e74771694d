/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pairs.h"
#include <math.h>
#include <stdlib.h>
#include "interval.h"

/* Ties are ordered too, so that the sums do not depend on the order of the rows. */
static int
compare_pairs(const void *a, const void *b)
{
    const xent_pair *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    if (x->outcome != y->outcome)
        return x->outcome < y->outcome ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

/* The number of rows that a pair stands for. */
static double
pair_count(const xent_pairs *pairs, size_t i)
{
    return pairs->weight_kind == XENT_FREQUENCY ? pairs->pair[i].weight : 1;
}

static xent_status
partition_alloc(xent_partition *part, size_t groups, xent_error *err)
{
    part->end = calloc(groups, sizeof *part->end);
    part->weight = calloc(groups, sizeof *part->weight);
    part->count = calloc(groups, sizeof *part->count);
    part->mean = calloc(groups, sizeof *part->mean);
    return part->end && part->weight && part->count && part->mean ? XENT_OK
                                                                   : xent_fail_memory(err);
}

static void
partition_clear(xent_partition *part)
{
    free(part->end);
    free(part->weight);
    free(part->count);
    free(part->mean);
}

/* Ends a group before pair `end`, unless it is empty. */
static void
close_group(const xent_pairs *pairs, xent_partition *part, size_t end)
{
    size_t g = part->size, first = g > 0 ? part->end[g - 1] : 0;
    if (end == first)
        return;
    xent_exact weight = {0}, sum = {0}, count = {0};
    for (size_t i = first; i < end; i++) {
        xent_exact_add(&weight, pairs->pair[i].weight);
        xent_exact_add_product(&sum, pairs->pair[i].weight, pairs->pair[i].p);
        xent_exact_add(&count, pair_count(pairs, i));
    }
    part->end[g] = end;
    part->weight[g] = xent_exact_round(&weight);
    part->count[g] = xent_exact_round(&count);
    part->mean[g] = xent_exact_round(&sum) / part->weight[g];
    part->size++;
}

static void
cut_width(xent_pairs *pairs, const xent_settings *settings)
{
    size_t bin = 0;
    for (size_t i = 0; i < pairs->size; i++) {
        size_t next = xent_bin_index(settings->bins, settings->edges, pairs->pair[i].p);
        if (next != bin)
            close_group(pairs, &pairs->width, i);
        bin = next;
    }
    close_group(pairs, &pairs->width, pairs->size);
}

/* Where the cut before row `row` falls, rows counted with their frequencies: midway between its
   pair *i and the pair of the row before.  *i and *row_end go on from cut to cut. */
static double
cut_edge(const xent_pairs *pairs, double row, size_t *i, double *row_end)
{
    double before;
    while (*row_end < row)
        *row_end += pair_count(pairs, ++*i);
    before = pairs->pair[*i].p;
    if (*row_end == row && *i + 1 < pairs->size)
        return (before + pairs->pair[*i + 1].p) / 2;
    return before;
}

/* The first n mod B groups hold one row more; edges are right-closed, so equal p stay together. */
static void
cut_mass(xent_pairs *pairs, size_t groups)
{
    double rows = 0, position = 0, row_end = pair_count(pairs, 0);
    size_t at = 0, end = 0;
    for (size_t i = 0; i < pairs->size; i++)
        rows += pair_count(pairs, i);
    double per_group = floor(rows / (double)groups), larger = rows - per_group * (double)groups;
    for (size_t g = 0; g + 1 < groups; g++) {
        position += per_group + ((double)g < larger ? 1 : 0);
        if (position <= 0 || position >= rows)
            continue;
        double edge = cut_edge(pairs, position, &at, &row_end);
        while (end < pairs->size && pairs->pair[end].p <= edge)
            end++;
        close_group(pairs, &pairs->mass, end);
    }
    close_group(pairs, &pairs->mass, pairs->size);
}

xent_status
xent_pairs_init(xent_pairs *pairs, size_t n, xent_pair *pair, xent_weight_kind weight_kind,
                const xent_settings *settings, xent_error *err)
{
    xent_exact weight = {0};
    *pairs = (xent_pairs){.size = n, .pair = pair, .weight_kind = weight_kind};
    xent_status status = partition_alloc(&pairs->width, settings->bins, err);
    if (status == XENT_OK)
        status = partition_alloc(&pairs->mass, settings->bins, err);
    if (status != XENT_OK) {
        xent_pairs_clear(pairs);
        return status;
    }
    qsort(pair, n, sizeof *pair, compare_pairs);
    for (size_t i = 0; i < n; i++)
        xent_exact_add(&weight, pair[i].weight);
    pairs->weight = xent_exact_round(&weight);
    cut_width(pairs, settings);
    cut_mass(pairs, settings->bins);
    return XENT_OK;
}

void
xent_pairs_clear(xent_pairs *pairs)
{
    free(pairs->pair);
    partition_clear(&pairs->width);
    partition_clear(&pairs->mass);
    *pairs = (xent_pairs){0};
}

/* The sum of share * |gap|^1 and ^2 and the largest gap of a partition. */
static void
width_errors(const xent_partition *part, double weight, const double *difference, double *error)
{
    double squares = 0;
    error[XENT_PAIR_ECE] = error[XENT_PAIR_MCE] = 0;
    for (size_t g = 0; g < part->size; g++) {
        double gap = fabs(difference[g]) / part->weight[g];
        error[XENT_PAIR_ECE] += fabs(difference[g]) / weight;
        squares += part->weight[g] / weight * gap * gap;
        error[XENT_PAIR_MCE] = fmax(error[XENT_PAIR_MCE], gap);
    }
    error[XENT_PAIR_RMSCE] = sqrt(squares);
}

/* Kumar, Liang, Ma 2019: the plug-in square less the variance of the mean outcome. */
static double
debiased_term(const xent_partition *part, size_t g, double difference)
{
    double gap = difference / part->weight[g], outcome = part->mean[g] - gap;
    return gap * gap - outcome * (1 - outcome) / (part->count[g] - 1);
}

static void
mass_errors(const xent_partition *part, double weight, const double *difference, double *error)
{
    double square = 0;
    error[XENT_PAIR_ECE_MASS] = 0;
    for (size_t g = 0; g < part->size; g++) {
        error[XENT_PAIR_ECE_MASS] += fabs(difference[g]) / weight;
        if (part->count[g] > 1)
            square += part->weight[g] / weight * debiased_term(part, g, difference[g]);
    }
    error[XENT_PAIR_ECE_DEBIASED] = sqrt(fmax(0, square));
}

void
xent_pair_errors(const xent_pairs *pairs, const double *width, const double *mass, double prefix,
                 double *error)
{
    width_errors(&pairs->width, pairs->weight, width, error);
    mass_errors(&pairs->mass, pairs->weight, mass, error);
    error[XENT_PAIR_KS] = prefix / pairs->weight;
}

/* Exact sums of w (p - outcome) of the groups. */
static void
observed_differences(const xent_pairs *pairs, const xent_partition *part, double *difference)
{
    size_t i = 0;
    for (size_t g = 0; g < part->size; g++) {
        xent_exact sum = {0};
        for (; i < part->end[g]; i++) {
            const xent_pair *pair = &pairs->pair[i];
            xent_exact_add_product(&sum, pair->weight, pair->p);
            xent_exact_add_product(&sum, pair->weight, -pair->outcome);
        }
        difference[g] = xent_exact_round(&sum);
    }
}

/* The largest |prefix sum|, ties pooled; the running sum carries its rounding error along. */
static double
observed_prefix(const xent_pairs *pairs)
{
    double sum = 0, lost = 0, largest = 0;
    for (size_t i = 0; i < pairs->size; i++) {
        const xent_pair *pair = &pairs->pair[i];
        double term = pair->weight * (pair->p - pair->outcome) + lost, next = sum + term;
        lost = term - (next - sum);
        sum = next;
        if (i + 1 == pairs->size || pairs->pair[i + 1].p != pair->p)
            largest = fmax(largest, fabs(sum + lost));
    }
    return largest;
}

xent_status
xent_pairs_observed(const xent_pairs *pairs, double *error, xent_error *err)
{
    double *width = malloc((pairs->width.size + pairs->mass.size) * sizeof *width);
    if (!width)
        return xent_fail_memory(err);
    double *mass = width + pairs->width.size;
    observed_differences(pairs, &pairs->width, width);
    observed_differences(pairs, &pairs->mass, mass);
    xent_pair_errors(pairs, width, mass, observed_prefix(pairs), error);
    free(width);
    return XENT_OK;
}

/* Central second moments of the pairs first .. end-1, which are in one bin. */
static void
bin_moments(const xent_pairs *pairs, size_t first, size_t end, xent_bin *bin)
{
    xent_exact variance = {0}, covariance = {0};
    for (size_t i = first; i < end; i++) {
        const xent_pair *pair = &pairs->pair[i];
        double d = pair->p - bin->confidence;
        xent_exact_add_product(&variance, pair->weight * d, d);
        xent_exact_add_product(&covariance, pair->weight * d, pair->outcome - bin->accuracy);
    }
    bin->variance = xent_exact_round(&variance) / bin->weight;
    bin->covariance = xent_exact_round(&covariance) / bin->weight;
}

static double
mean_outcome(const xent_pairs *pairs, size_t first, size_t end, double weight)
{
    xent_exact sum = {0};
    for (size_t i = first; i < end; i++)
        xent_exact_add_product(&sum, pairs->pair[i].weight, pairs->pair[i].outcome);
    return xent_exact_round(&sum) / weight;
}

/* How many equally weighted rows the pairs are worth (Kish 1965). */
static double
effective_rows(const xent_pairs *pairs, size_t first, size_t end)
{
    double weight = 0, squares = 0;
    for (size_t i = first; i < end; i++) {
        double w = pairs->pair[i].weight;
        weight += w;
        squares += pairs->weight_kind == XENT_FREQUENCY ? w : w * w;
    }
    return weight * weight / squares;
}

void
xent_pairs_bins(const xent_pairs *pairs, const xent_settings *settings, xent_bin *bin)
{
    const xent_partition *part = &pairs->width;
    size_t first = 0;
    for (size_t g = 0; g < part->size; first = part->end[g++]) {
        size_t end = part->end[g];
        size_t i = xent_bin_index(settings->bins, settings->edges, pairs->pair[first].p);
        bin[g] = (xent_bin){.low = xent_bin_edge(settings->bins, i),
                            .high = xent_bin_edge(settings->bins, i + 1),
                            .count = end - first,
                            .weight = part->weight[g],
                            .confidence = part->mean[g]};
        bin[g].accuracy = mean_outcome(pairs, first, end, part->weight[g]);
        xent_wilson(bin[g].accuracy, effective_rows(pairs, first, end), settings->level,
                    &bin[g].accuracy_low, &bin[g].accuracy_high);
        bin_moments(pairs, first, end, &bin[g]);
    }
}
