/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cluster.h"
#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "interval.h"
#include "metric_internal.h"

static const char few_clusters[] = "fewer than 5 clusters";
const char xent_cluster_dominated[] =
    "one cluster holds more than half of the weight";
static const char independent_rows[] =
    "what it says of chance holds of independent rows, not of rows of clusters";

/* A share of the weight; see cluster.h. */
static const double most_of_one = 0.5;

/* 2^32 rows of it fit into 127 bits with 62 behind the point. */
static const double farthest = 0x1p33;

bool
xent_cluster_add(xent_cluster_sum *to, double weight, double x)
{
    double term = weight * x;
    if (!(fabs(term) <= farthest))
        return false;
    to->weight += xent_to_fixed(weight);
    to->sum += (xent_fixed)(term * 0x1p62);
    return true;
}

/* ---- variances */

/* Sums over clusters of S^2, S^4 and of the squares of their shares of the weight. */
typedef struct {
    xent_exact square, fourth, weight;
    double largest;
    size_t clusters;
} moments;

static void
add_cluster(moments *m, double sum, double share)
{
    xent_exact_add_product(&m->weight, share, share);
    xent_exact_add_product(&m->square, sum, sum);
    xent_exact_add_product(&m->fourth, sum * sum, sum * sum);
    m->largest = fmax(m->largest, share);
    m->clusters++;
}

/* Normal S have a fourth moment of 3 E(S^2)^2. */
static xent_cluster_spread
finish_spread(const moments *m)
{
    double n = (double)m->clusters, square = xent_exact_round(&m->square);
    double fourth = xent_exact_round(&m->fourth);
    double worth = fourth > 0 ? 3 * square * square / fourth : n;
    return (xent_cluster_spread){square * (n / (n - 1)), m->clusters, fmin(worth, n),
                                 1 / xent_exact_round(&m->weight), m->largest};
}

xent_cluster_spread
xent_cluster_spread_of_mean(size_t levels, const xent_cluster_sum *sum, double mean)
{
    moments m = {.clusters = 0};
    xent_fixed total = 0;
    for (size_t c = 0; c < levels; c++)
        total += sum[c].weight;
    for (size_t c = 0; c < levels; c++) {
        double excess = xent_from_fixed(sum[c].sum) - mean * xent_from_fixed(sum[c].weight);
        if (sum[c].weight > 0)
            add_cluster(&m, excess / xent_from_fixed(total),
                        xent_from_fixed(sum[c].weight) / xent_from_fixed(total));
    }
    return finish_spread(&m);
}

xent_status
xent_cluster_largest(const xent_pairs *pairs, size_t levels, double *share, xent_error *err)
{
    double *weight = calloc(levels, sizeof *weight), total = 0;
    if (!weight)
        return xent_fail_memory(err);
    for (size_t i = 0; i < pairs->size; i++)
        weight[xent_pair_cluster(pairs, i)] += xent_pair_weight(pairs, i);
    *share = 0;
    for (size_t c = 0; c < levels; c++) {
        *share = fmax(*share, weight[c]);
        total += weight[c];
    }
    *share /= total;
    free(weight);
    return XENT_OK;
}

void
xent_cluster_influence(double *sum, size_t cluster, double x)
{
    sum[cluster] = isnan(sum[cluster]) ? x : sum[cluster] + x;
}

xent_cluster_spread
xent_cluster_spread_of(size_t levels, const double *sum, double largest)
{
    moments m = {.largest = largest};
    for (size_t c = 0; c < levels; c++)
        if (!isnan(sum[c]))
            add_cluster(&m, sum[c], 0);
    return finish_spread(&m);
}

/* ---- intervals */

double
xent_cluster_quantile(double level, double degrees)
{
    return gsl_cdf_tdist_Pinv(0.5 + level / 2, degrees);
}

double
xent_cluster_degrees(const xent_cluster_spread *spread)
{
    return fmax(1, fmin(spread->worth, (double)spread->clusters) - 1);
}

const char *
xent_cluster_doubt(const xent_cluster_spread *spread)
{
    if (spread->clusters < XENT_LEAST_CLUSTERS)
        return few_clusters;
    return spread->largest > most_of_one ? xent_cluster_dominated : NULL;
}

/* Are they enough? */
static bool
count_clusters(const xent_cluster_spread *spread, xent_value *value)
{
    value->clusters = (double)spread->clusters;
    if (spread->clusters >= XENT_LEAST_CLUSTERS)
        return true;
    value->withheld = few_clusters;
    return false;
}

/* Enough of them, and does none drown the others? */
static bool
weigh_clusters(const xent_cluster_spread *spread, xent_value *value)
{
    value->clusters = (double)spread->clusters;
    value->withheld = xent_cluster_doubt(spread);
    return !value->withheld;
}

void
xent_cluster_interval(const xent_cluster_spread *spread, double level, xent_value *value)
{
    if (!weigh_clusters(spread, value))
        return;
    double half = xent_cluster_quantile(level, xent_cluster_degrees(spread)) * sqrt(spread->variance);
    if (!isfinite(half) || !isfinite(value->value))
        return;
    value->low = value->value - half;
    value->high = value->value + half;
}

/* If less than that many clusters make up the variance, it says little of the errors that have not
   been seen.  Then no row is taken to tell anything that others of its cluster do not: such an
   interval covers more often than it says; without that, of 1000 simulated ones 87 % did. */
static const double least_worth = 30;

static void
bound_share(const xent_cluster_spread *spread, double rows, double least,
            const xent_settings *settings, xent_value *value)
{
    if (!count_clusters(spread, value))
        return;
    double share = value->value, coin = share * (1 - share), level = settings->level;
    double ratio = xent_normal_quantile(level) / xent_cluster_quantile(level, (double)spread->clusters - 1);
    double worth = coin > 0 && spread->variance > 0 ? coin / spread->variance : spread->equal;
    if (spread->worth < least)
        worth = fmin(worth, spread->equal);
    xent_interval_of_share(settings->interval, share, fmin(worth, rows) * ratio * ratio, level,
                           &value->low, &value->high);
}

/* All rows are in few clusters now and then, and their sums near enough to normal. */
void
xent_cluster_share(const xent_cluster_spread *spread, double rows, const xent_settings *settings,
                   xent_value *value)
{
    if (weigh_clusters(spread, value))
        bound_share(spread, rows, fmin(least_worth, 0.7 * (double)spread->clusters), settings,
                    value);
}

void
xent_cluster_withhold(xent_value *value)
{
    bool known = !isnan(value->low) || !isnan(value->null_high) || !isnan(value->p_value);
    double kept = value->value;
    *value = xent_value_unknown();
    value->value = kept;
    value->withheld = known ? independent_rows : NULL;
}

/* ---- bins */

/* Sums of the pairs first .. end-1 by cluster; those of all are 0 before and afterwards. */
static void
bound_bin(const xent_pairs *sorted, size_t first, size_t end, double *sum, double *share,
          const xent_settings *settings, xent_bin *bin)
{
    moments m = {.clusters = 0};
    xent_value value = {.value = bin->accuracy, .low = (double)NAN, .high = (double)NAN};
    for (size_t i = first; i < end; i++) {
        double w = xent_pair_weight(sorted, i) / bin->weight;
        sum[xent_pair_cluster(sorted, i)] += w * (xent_pair_outcome(sorted, i) - bin->accuracy);
        share[xent_pair_cluster(sorted, i)] += w;
    }
    for (size_t i = first; i < end; i++) {
        size_t c = xent_pair_cluster(sorted, i);
        if (share[c] > 0)
            add_cluster(&m, sum[c], share[c]);
        sum[c] = share[c] = 0;
    }
    const xent_cluster_spread spread = finish_spread(&m);
    bound_share(&spread, bin->rows, least_worth, settings, &value);
    bin->accuracy_low = value.low;
    bin->accuracy_high = value.high;
    bin->consistency_low = bin->consistency_high = (double)NAN;
}

xent_status
xent_cluster_bins(const xent_pairs *sorted, size_t levels, const xent_settings *settings,
                  xent_bins *bins, xent_error *err)
{
    double *sum = calloc(2 * levels, sizeof *sum);
    if (!sum)
        return xent_fail_memory(err);
    for (size_t b = 0, first = 0; b < bins->size; first += bins->bin[b++].count)
        bound_bin(sorted, first, first + bins->bin[b].count, sum, sum + levels, settings,
                  &bins->bin[b]);
    free(sum);
    return XENT_OK;
}
