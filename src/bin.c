/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bin.h"
#include <math.h>

double
xent_bin_edge(size_t bins, size_t i)
{
    return (double)i / (double)bins;
}

/* p*bins may be off by one unit in the last place, so the guess is corrected by comparison. */
size_t
xent_bin_index(size_t bins, xent_edges edges, double p)
{
    size_t i = (size_t)(p * (double)bins);
    if (i >= bins)
        i = bins - 1;
    if (edges == XENT_LEFT) {
        while (i > 0 && p < xent_bin_edge(bins, i))
            i--;
        while (i + 1 < bins && p >= xent_bin_edge(bins, i + 1))
            i++;
    } else {
        while (i > 0 && p <= xent_bin_edge(bins, i))
            i--;
        while (i + 1 < bins && p > xent_bin_edge(bins, i + 1))
            i++;
    }
    return i;
}

double
xent_bins_error(const xent_bins *bins, double power)
{
    double sum = 0, largest = 0;
    for (size_t i = 0; i < bins->size; i++) {
        double gap = fabs(bins->bin[i].confidence - bins->bin[i].accuracy);
        sum += bins->bin[i].weight / bins->weight * pow(gap, power);
        largest = fmax(largest, gap);
    }
    return isinf(power) ? largest : pow(sum, 1 / power);
}
