/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "binning.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "edges.h"

/* Appends an end unless the bin would be empty; returns how many there are. */
static size_t
append(size_t *ends, size_t found, size_t end)
{
    if (end > (found > 0 ? ends[found - 1] : 0))
        ends[found++] = end;
    return found;
}

static size_t
cut_mass(const xent_pairs *sorted, const xent_settings *settings, size_t *ends)
{
    return xent_pairs_ends(sorted, settings->bins, ends);
}

/* A pair that stands for many rows is never split: it goes where its last row does. */
static size_t
cut_split(const xent_pairs *sorted, const xent_settings *settings, size_t *ends)
{
    double rows = xent_pairs_rows(sorted), bins = (double)settings->bins;
    double per_bin = floor(rows / bins), larger = rows - per_bin * bins;
    double seen = 0, position = per_bin + (larger > 0 ? 1 : 0);
    size_t found = 0, bin = 0;
    for (size_t i = 0; i < sorted->size; i++) {
        seen += xent_pair_rows(sorted, i);
        for (; bin + 1 < settings->bins && seen >= position; bin++) {
            found = append(ends, found, i + 1);
            position += per_bin + ((double)(bin + 1) < larger ? 1 : 0);
        }
    }
    return append(ends, found, sorted->size);
}

static size_t
cut_quantiles(const xent_pairs *sorted, const xent_settings *settings, size_t *ends)
{
    double edge[XENT_MAX_BINS + 1];
    size_t found = 0, i = 0;
    xent_edges_fill(XENT_EDGES_QUANTILE, &(xent_ranks){.pairs = sorted}, settings->bins, edge);
    for (size_t b = 1; b < settings->bins; b++) {
        while (i < sorted->size && xent_pair_p(sorted, i) < edge[b])
            i++;
        found = append(ends, found, i);
    }
    return append(ends, found, sorted->size);
}

static size_t
cut_values(const xent_pairs *sorted, const xent_settings *settings, size_t *ends)
{
    size_t found = 0;
    (void)settings;
    for (size_t i = 0; i < sorted->size; i++)
        if (xent_pair_ends_tie(sorted, i))
            ends[found++] = i + 1;
    return found;
}

/* A way: # stands for the number of bins.  ends has room for bins, or for each value. */
typedef struct {
    const char *name, *definition;
    size_t (*cut)(const xent_pairs *sorted, const xent_settings *settings, size_t *ends);
    bool splits_ties, values;
} way;

static const way ways[] = {
    [XENT_BY_WIDTH] = {.name = "width", .definition = "# equal-width bins"},
    [XENT_BY_MASS] = {.name = "mass", .cut = cut_mass,
                      .definition = "# equal-mass bins, ties never split"},
    [XENT_BY_MASS_SPLIT] = {.name = "mass-split", .cut = cut_split, .splits_ties = true,
                            .definition = "# equal-mass bins, ties split in the order of the rows"},
    [XENT_BY_QUANTILE] = {.name = "quantile", .cut = cut_quantiles,
                          .definition = "# bins [lo,hi) between quantiles of p"},
    [XENT_BY_VALUE] = {.name = "distinct", .cut = cut_values, .values = true,
                       .definition = "one bin for each distinct p"},
};

const char *
xent_binning_name(xent_binning binning)
{
    return ways[binning].name;
}

bool
xent_binning_splits_ties(xent_binning binning)
{
    return ways[binning].splits_ties;
}

void
xent_binning_define(const xent_settings *settings, char *text, size_t size)
{
    const char *definition = ways[settings->binning].definition;
    const char *edges = settings->edges == XENT_RIGHT ? " (lo,hi]" : " [lo,hi)";
    bool counted = *definition == '#';
    char number[24] = "";
    if (counted)
        snprintf(number, sizeof number, "%zu", settings->bins);
    snprintf(text, size, "%s%s%s", number, definition + counted,
             settings->binning == XENT_BY_WIDTH ? edges : "");
}

xent_status
xent_binning_cut(const xent_pairs *sorted, const xent_settings *settings, size_t **ends,
                 size_t *size, xent_error *err)
{
    const way *asked = &ways[settings->binning];
    *ends = malloc((asked->values ? sorted->size : settings->bins) * sizeof **ends);
    if (!*ends)
        return xent_fail_memory(err);
    *size = asked->cut(sorted, settings, *ends);
    return XENT_OK;
}
