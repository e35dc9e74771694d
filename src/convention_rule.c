/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine: bins by a rule, their sums, and the errors that follow. */
#include <math.h>
#include <stdlib.h>
#include "convention_internal.h"
#include "fixed.h"

/* One bin's sums. */
typedef struct {
    size_t rows;
    xent_fixed p, outcome;
    float single_p, single_outcome, single_rows; /* as torch's scatter_add_ has them */
} cell;

/* What is summed, by the places of the rows. */
typedef struct {
    const xent_rule *rule;
    size_t bins;
    double *edge; /* bins + 1 */
    cell *cell;   /* bins + 1: the last one is that of p = 1 */
} cells;

double
xent_rule_p(const xent_rule *rule, double p)
{
    if (rule->single)
        p = (double)(float)p;
    if (rule->clip > 0)
        p = fmin(fmax(p, rule->clip), 1 - rule->clip);
    return p;
}

static uint16_t
place_of(const cells *c, double p)
{
    if (c->rule->one_apart && p >= 1)
        return (uint16_t)c->bins;
    if (c->rule->zero_dropped && p <= 0)
        return XENT_NO_BIN;
    return (uint16_t)xent_edges_place(c->edge, c->bins, c->rule->closed, p);
}

static void
add_single(cell *to, double p, double outcome)
{
    to->single_p += (float)p;
    to->single_outcome += (float)outcome;
    to->single_rows += 1;
}

static void
add_rows(const cells *c, const xent_pairs *rows, uint16_t *place)
{
    for (size_t i = 0; i < rows->size; i++) {
        double p = xent_rule_p(c->rule, xent_pair_p(rows, i));
        double outcome = xent_pair_outcome(rows, i);
        place[i] = place_of(c, p);
        if (place[i] == XENT_NO_BIN)
            continue;
        cell *to = &c->cell[place[i]];
        to->rows++;
        to->p += xent_to_fixed(p);
        to->outcome += xent_to_fixed(outcome);
        if (c->rule->single_sums)
            add_single(to, p, outcome);
    }
}

static xent_bin
finish_bin(const cells *c, size_t i)
{
    const cell *from = &c->cell[i];
    double n = (double)from->rows;
    return (xent_bin){.low = i < c->bins ? c->edge[i] : 1,
                      .high = i < c->bins ? c->edge[i + 1] : 1,
                      .count = from->rows,
                      .weight = n,
                      .confidence = xent_from_fixed(from->p) / n,
                      .accuracy = xent_from_fixed(from->outcome) / n};
}

/* Sums of float32 give the means that they give. */
static xent_group
finish_group(const cells *c, size_t i)
{
    const cell *from = &c->cell[i];
    double n = (double)from->rows;
    xent_group group = {.weight = n, .rows = n, .p = xent_from_fixed(from->p) / n,
                        .difference = xent_from_fixed(from->p - from->outcome)};
    if (c->rule->single_sums) {
        float gap = from->single_p / from->single_rows - from->single_outcome / from->single_rows;
        group.difference = (double)gap * n;
    }
    return group;
}

static bool
edges_are_distinct(const cells *c)
{
    for (size_t i = 0; i < c->bins; i++)
        if (c->edge[i] == c->edge[i + 1])
            return false;
    return true;
}

/* The error of the bins; rows in no bin count in the denominator. */
static xent_status
measure(const cells *c, size_t rows, xent_pair_error error, xent_rule_bins *binning,
        xent_error *err)
{
    double errors[XENT_PAIR_ERRORS];
    double *difference = malloc((c->bins + 1) * sizeof *difference);
    xent_partition part = {.weight = (double)rows,
                           .group = malloc((c->bins + 1) * sizeof *part.group)};
    binning->bins = (xent_bins){.weight = (double)rows,
                                .bin = malloc((c->bins + 1) * sizeof *binning->bins.bin)};
    bool enough = difference && part.group && binning->bins.bin;
    for (size_t i = 0; i <= c->bins && enough; i++)
        if (c->cell[i].rows > 0) {
            binning->bins.bin[binning->bins.size++] = finish_bin(c, i);
            part.group[part.size] = finish_group(c, i);
            difference[part.size] = part.group[part.size].difference;
            part.size++;
        }
    if (enough) {
        xent_width_errors(&part, difference, errors);
        xent_mass_errors(&part, difference, errors);
        binning->value = errors[error];
    }
    free(difference);
    free(part.group);
    return enough ? XENT_OK : xent_fail_memory(err);
}

xent_status
xent_rule_follow(const xent_rule *rule, xent_pair_error error, const xent_pairs *rows,
                 const xent_pairs *sorted, size_t bins, xent_rule_bins *binning, xent_error *err)
{
    cells c = {rule, bins, malloc((bins + 1) * sizeof *c.edge),
               calloc(bins + 1, sizeof *c.cell)};
    xent_status status = c.edge && c.cell ? XENT_OK : xent_fail_memory(err);
    binning->bins = (xent_bins){0};
    if (status == XENT_OK) {
        xent_edges_fill(rule->edges, &(xent_ranks){sorted, rule->clip}, bins, c.edge);
        binning->refused = rule->distinct_edges && !edges_are_distinct(&c);
        add_rows(&c, rows, binning->place);
        status = measure(&c, rows->size, error, binning, err);
    }
    free(c.edge);
    free(c.cell);
    return status;
}
