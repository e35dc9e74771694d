/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convention.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "convention_internal.h"
#include "metric_internal.h"

#define ADDRESS(id) &xent_convention_##id,
const xent_convention *const xent_conventions[] = {XENT_CONVENTIONS(ADDRESS) NULL};

const xent_convention *
xent_convention_find(const char *name)
{
    for (size_t i = 0; xent_conventions[i]; i++)
        if (strcmp(xent_conventions[i]->name, name) == 0)
            return xent_conventions[i];
    return NULL;
}

static const xent_convention_measure *
measure_of(const xent_convention *convention, const char *metric)
{
    for (const xent_convention_measure *m = convention->measures; m->metric; m++)
        if (strcmp(m->metric, metric) == 0)
            return m;
    return NULL;
}

bool
xent_convention_knows(const char *metric)
{
    for (size_t i = 0; xent_conventions[i]; i++)
        if (measure_of(xent_conventions[i], metric))
            return true;
    return false;
}

/* ---- the rows */

struct xent_convention_rows {
    const xent_sample *sample;
    const xent_settings *settings;
    xent_pairs rows, sorted; /* in the order of the file, and by p */
    uint16_t *place;         /* a row each, twice: before and after a step */
    size_t classes_seen;
};

xent_status
xent_convention_rows_alloc(const xent_sample *sample, const xent_settings *settings,
                           xent_convention_rows **rows, xent_error *err)
{
    xent_convention_rows *new = calloc(1, sizeof *new);
    *rows = NULL;
    if (!new)
        return xent_fail_memory(err);
    new->sample = sample;
    new->settings = settings;
    new->classes_seen = xent_sample_facts(sample)->classes_seen;
    xent_status status = xent_collect_pairs(sample, settings, &new->rows, err);
    new->rows.frequencies = false; /* every row counts once */
    if (status == XENT_OK)
        status = xent_pairs_copy(&new->sorted, &new->rows, err);
    if (status == XENT_OK)
        status = xent_pairs_sort(&new->sorted, settings->threads, err);
    new->place = malloc(2 * new->rows.size * sizeof *new->place);
    if (status == XENT_OK && !new->place)
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        *rows = new;
    else
        xent_convention_rows_free(new);
    return status;
}

void
xent_convention_rows_free(xent_convention_rows *rows)
{
    if (!rows)
        return;
    xent_pairs_clear(&rows->rows);
    xent_pairs_clear(&rows->sorted);
    free(rows->place);
    free(rows);
}

static xent_status
follow(const xent_convention_rows *rows, const xent_rule *rule, xent_pair_error error, size_t bins,
       xent_rule_bins *binning, xent_error *err)
{
    return xent_rule_follow(rule, error, &rows->rows, &rows->sorted, bins, binning, err);
}

/* The rule for scores of the precision that they are stored in. */
static xent_rule
rule_of(const xent_convention_measure *measure, const xent_convention_rows *rows)
{
    const xent_shape *shape = xent_sample_shape(rows->sample);
    xent_rule rule = measure->rule;
    bool may = measure->doubles == XENT_DOUBLES_ALL || shape->task == XENT_BINARY;
    if (!shape->float32 && may)
        rule.single = rule.single_sums = false;
    return rule;
}

/* ---- one value */

void
xent_convention_value_clear(xent_convention_value *value)
{
    free(value->bins.bin);
    value->bins = (xent_bins){0};
}

/* Why the library would stop with an error; "" if it does not. */
static void
refuse(const xent_convention_measure *measure, const xent_convention_rows *rows, bool refused,
       char *text, size_t size)
{
    bool many = xent_sample_shape(rows->sample)->columns > 1;
    text[0] = '\0';
    if (refused)
        snprintf(text, size, "it stops with an error: two of its quantiles are equal");
    else if (measure->needs_labels && many && rows->classes_seen <= 2)
        snprintf(text, size, "it stops with an error: %zu different labels are a binary problem to "
                             "it, which has one column",
                 rows->classes_seen);
}

/* Writes call and definition with the number of bins. */
static void
describe(const xent_convention_measure *measure, const xent_rule *rule, size_t bins,
         xent_convention_value *value)
{
    char number[24];
    const char *precision = rule->single_sums ? "; p and sums in float32"
                            : rule->single    ? "; p in float32"
                                              : "";
    const struct {
        const char *format;
        char *text;
        size_t size;
        const char *end;
    } all[] = {{measure->call, value->call, sizeof value->call, ""},
               {measure->definition, value->definition, sizeof value->definition, precision}};
    snprintf(number, sizeof number, "%zu", bins);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *at = strchr(all[i].format, '#');
        snprintf(all[i].text, all[i].size, "%.*s%s%s%s", (int)(at - all[i].format), all[i].format,
                 number, at + 1, all[i].end);
    }
}

static xent_status
measure_value(const xent_convention_measure *measure, const xent_convention_rows *rows,
              size_t bins, xent_convention_value *value, xent_error *err)
{
    xent_rule rule = rule_of(measure, rows);
    xent_rule_bins binning = {.place = rows->place};
    xent_status status = follow(rows, &rule, measure->error, bins, &binning, err);
    describe(measure, &rule, bins, value);
    refuse(measure, rows, binning.refused, value->refusal, sizeof value->refusal);
    value->defined = status == XENT_OK && !*value->refusal;
    value->value = value->defined ? binning.value : (double)NAN;
    value->bins = binning.bins;
    return status;
}

xent_status
xent_convention_measure_rows(const xent_convention *convention, const char *metric,
                             const xent_convention_rows *rows, xent_convention_value *value,
                             xent_error *err)
{
    const xent_convention_measure *measure = measure_of(convention, metric);
    *value = (xent_convention_value){.value = (double)NAN};
    if (!measure)
        return XENT_OK;
    return measure_value(measure, rows, rows->settings->bins, value, err);
}

/* ---- causes */

/* A step of our rule towards another. */
typedef struct {
    const char *name, *sentence;
    void (*take)(xent_rule *rule, const xent_rule *to);
} step;

static void
take_cuts(xent_rule *rule, const xent_rule *to)
{
    if (xent_edges_need_order(to->edges))
        rule->edges = to->edges;
}

static void
take_edges(xent_rule *rule, const xent_rule *to)
{
    if (to->edges == XENT_EDGES_STEP)
        rule->edges = to->edges;
}

static void
take_single(xent_rule *rule, const xent_rule *to)
{
    rule->edges = to->edges;
    rule->single = to->single;
}

static void
take_clip(xent_rule *rule, const xent_rule *to)
{
    rule->clip = to->clip;
}

static void
take_side(xent_rule *rule, const xent_rule *to)
{
    rule->closed = to->closed;
}

static void
take_one(xent_rule *rule, const xent_rule *to)
{
    rule->one_apart = to->one_apart;
}

static void
take_zero(xent_rule *rule, const xent_rule *to)
{
    rule->zero_dropped = to->zero_dropped;
}

static void
take_sums(xent_rule *rule, const xent_rule *to)
{
    rule->single_sums = to->single_sums;
}

/* In the order in which they are taken: first what p and the edges are, then who is on one. */
static const step steps[] = {
    {"cuts", "it cuts the sorted p at other places", take_cuts},
    {"edges", "its edges are i (1/B), rounded twice", take_edges},
    {"float32", "p and the edges are rounded to float32", take_single},
    {"clip", "p is moved away from 0 and 1", take_clip},
    {"side", "p is on an edge, and its bins are closed on the other side", take_side},
    {"one", "p = 1 has a bin of its own", take_one},
    {"zero", "p = 0 is in no bin", take_zero},
    {"sums", "it sums in float32", take_sums},
};
enum { STEPS = sizeof steps / sizeof *steps };

static bool
is_same(const xent_rule *a, const xent_rule *b)
{
    return a->edges == b->edges && a->closed == b->closed && a->one_apart == b->one_apart
           && a->zero_dropped == b->zero_dropped && a->single == b->single
           && a->single_sums == b->single_sums && a->clip == b->clip;
}

/* Finds the row number of the rows that `cause` shows, which are positions so far. */
static xent_status
name_rows(const xent_sample *sample, xent_cause *cause, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    xent_status status = scratch ? XENT_OK : xent_fail_memory(err);
    size_t found = 0;
    for (size_t b = 0; b < shape->blocks && found < cause->shown && status == XENT_OK; b++) {
        xent_block block;
        status = xent_sample_block(sample, b, scratch, &block, err);
        while (status == XENT_OK && found < cause->shown
               && cause->row[found] < block.first + block.rows) {
            cause->row[found] = xent_block_row(&block, cause->row[found] - block.first);
            found++;
        }
    }
    free(scratch);
    return status;
}

/* Notes which rows have another place than before, and remembers the new places. */
static void
compare_places(const xent_convention_rows *rows, xent_cause *cause)
{
    uint16_t *before = rows->place, *after = rows->place + rows->rows.size;
    for (size_t i = 0; i < rows->rows.size; i++)
        if (before[i] != after[i]) {
            if (cause->shown < XENT_CAUSE_ROWS)
                cause->row[cause->shown++] = i;
            cause->rows++;
        }
    memcpy(before, after, rows->rows.size * sizeof *before);
}

/* What moves no row and no more than this is the rounding of a sum of terms of at most 1. */
static const double ROUNDING = 4 * DBL_EPSILON;

/* Takes one step; adds a cause if anything changes. */
static xent_status
take(const step *s, const xent_rule *to, xent_pair_error error, const xent_convention_rows *rows,
     xent_rule *rule, double *value, xent_difference *difference, xent_error *err)
{
    xent_rule before = *rule;
    xent_cause cause = {.name = s->name, .sentence = s->sentence};
    xent_rule_bins binning = {.place = rows->place + rows->rows.size};
    s->take(rule, to);
    if (is_same(&before, rule))
        return XENT_OK;
    xent_status status = follow(rows, rule, error, rows->settings->bins, &binning, err);
    free(binning.bins.bin);
    if (status != XENT_OK)
        return status;
    compare_places(rows, &cause);
    cause.effect = binning.value - *value;
    *value = binning.value;
    if (cause.rows == 0 && fabs(cause.effect) <= ROUNDING)
        return XENT_OK;
    status = name_rows(rows->sample, &cause, err);
    difference->cause[difference->causes++] = cause;
    return status;
}

/* Our rule for the same error. */
static xent_rule
own_rule(const xent_convention_measure *measure, const xent_settings *settings)
{
    if (xent_edges_need_order(measure->rule.edges))
        return (xent_rule){.edges = XENT_EDGES_MIDPOINT};
    return (xent_rule){.closed = settings->edges};
}

/* Without weights our rule gives another value: that is the first step. */
static void
forget_weights(double own, double value, xent_difference *difference)
{
    difference->cause[difference->causes++] = (xent_cause){
        .name = "weights", .sentence = "it knows no weights: every row counts once",
        .effect = value - own};
}

static xent_status
find_causes(const xent_convention_measure *measure, const xent_convention_rows *rows, double own,
            xent_difference *difference, xent_error *err)
{
    xent_rule rule = own_rule(measure, rows->settings), to = rule_of(measure, rows);
    xent_rule_bins binning = {.place = rows->place};
    xent_status status = follow(rows, &rule, measure->error, rows->settings->bins, &binning, err);
    double value = binning.value;
    free(binning.bins.bin);
    if (status == XENT_OK && rows->rows.weighted)
        forget_weights(own, value, difference);
    for (size_t i = 0; i < STEPS && status == XENT_OK; i++)
        status = take(&steps[i], &to, measure->error, rows, &rule, &value, difference, err);
    return status;
}

static xent_status
measure_default(const xent_convention *convention, const xent_convention_measure *measure,
                const xent_convention_rows *rows, xent_difference *difference, xent_error *err)
{
    xent_convention_value value;
    xent_status status = measure_value(measure, rows, convention->default_bins, &value, err);
    difference->default_value = value.value;
    xent_convention_value_clear(&value);
    return status;
}

xent_status
xent_convention_explain(const xent_convention *convention, const char *metric,
                        const xent_convention_rows *rows, double own,
                        xent_difference *difference, xent_error *err)
{
    const xent_convention_measure *measure = measure_of(convention, metric);
    *difference = (xent_difference){.default_value = (double)NAN};
    xent_status status =
        xent_convention_measure_rows(convention, metric, rows, &difference->value, err);
    if (status == XENT_OK && measure)
        status = measure_default(convention, measure, rows, difference, err);
    if (status == XENT_OK && difference->value.defined)
        status = find_causes(measure, rows, own, difference, err);
    return status;
}
