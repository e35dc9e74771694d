/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scope for each group of rows, and which groups are miscalibrated. */
#include <math.h>
#include <stdlib.h>
#include "fdr.h"
#include "ledger_part.h"
#include "result_internal.h"
#include "split.h"

/* The tests are of many rows; fewer show nothing that chance could not have done. */
enum { LEAST_ROWS = 20 };

typedef struct {
    const xent_settings *settings;
    xent_unit unit;
    const xent_factor *factor;
    size_t rows;        /* of all groups */
    const xent_grouped_ledger *of;
    const char *test;   /* the metric whose p-value it is */
    size_t tested;
    double *p, *q;      /* of each level, bare and adjusted; NAN: no test */
    json_t **scope;     /* of each level */
} grouping;

static void
grouping_clear(grouping *g)
{
    for (size_t l = 0; g->scope && l < g->factor->levels; l++)
        json_decref(g->scope[l]);
    free(g->scope);
    free(g->p);
    free(g->q);
}

/* ---- one group */

/* What cannot be measured of a group says why, and is no failure of the whole. */
static json_t *
empty_scope(const char *why)
{
    return json_pack("{s:{}, s:{}, s:{}, s:s}", "metrics", "decomposition", "curves", "status",
                     why);
}

/* NULL: there is a test. */
static const char *
why_untested(const xent_shape *shape)
{
    if (xent_shape_clusters(shape) > 0)
        return "no test for rows of clusters";
    return shape->rows < LEAST_ROWS ? "too few rows for a test" : NULL;
}

/* A group of all rows is the whole. */
static xent_status
add_ledger(const grouping *g, const xent_sample *rows, const xent_evaluation *evaluation,
           json_t *scope, xent_error *err)
{
    const xent_settings *settings = g->settings;
    xent_ledger ledger = *g->of->whole;
    xent_status status = XENT_OK;
    if (xent_sample_shape(rows)->rows < g->rows)
        status = xent_ledger_of_rows(rows, g->of->refit, xent_result_value(evaluation, "nll").value,
                                     xent_result_value(evaluation, "brier").value, settings,
                                     &ledger, err);
    if (status != XENT_OK || !isfinite(ledger.log.miscalibration))
        return status;
    return xent_json_set(json_object_get(scope, "decomposition"), "ledger",
                         xent_result_ledger(&ledger, rows, g->of->refit->map, settings->folds, "nll",
                                            g->unit))
               ? xent_fail_memory(err)
               : XENT_OK;
}

static xent_status
measure_rows(grouping *g, const xent_split *split, size_t level, xent_error *err)
{
    xent_sample *sample;
    xent_evaluation *evaluation = NULL;
    xent_status status = xent_split_sample(split, level, level, &sample, err);
    if (status == XENT_OK)
        status = xent_evaluate(sample, g->settings, &evaluation, err);
    if (status == XENT_OK) {
        g->scope[level] = xent_result_scope(evaluation, sample, g->settings, g->unit);
        const char *why = why_untested(xent_sample_shape(sample));
        if (!why)
            g->p[level] = xent_result_value(evaluation, g->test).p_value;
        else if (xent_json_set(g->scope[level], "status", json_string(why)))
            status = xent_fail_memory(err);
        if (status == XENT_OK && g->of->refit)
            status = add_ledger(g, sample, evaluation, g->scope[level], err);
    } else if (status == XENT_EFIT || status == XENT_EDATA) {
        g->scope[level] = empty_scope("cannot be measured");
        status = XENT_OK;
    }
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    return status;
}

static xent_status
measure_group(grouping *g, const xent_split *split, size_t level, xent_error *err)
{
    size_t rows = xent_split_rows(split, level);
    xent_status status = XENT_OK;
    g->p[level] = (double)NAN;
    if (rows > 0)
        status = measure_rows(g, split, level, err);
    else
        g->scope[level] = empty_scope("no rows");
    int bad = xent_json_set(g->scope[level], "name", xent_json_text(g->factor->level[level]));
    bad |= xent_json_set(g->scope[level], "rows", json_integer((json_int_t)rows));
    return status == XENT_OK && bad ? xent_fail_memory(err) : status;
}

/* ---- all groups */

static json_t *
scopes_array(const grouping *g, size_t *rejected)
{
    json_t *array = json_array();
    int bad = array ? 0 : -1;
    for (size_t l = 0; l < g->factor->levels; l++) {
        bool reject = g->q[l] <= 1 - g->settings->level;
        *rejected += reject;
        if (!isnan(g->p[l])) {
            bad |= xent_json_set(g->scope[l], "p_value", json_real(g->p[l]));
            bad |= xent_json_set(g->scope[l], "p_adjusted", json_real(g->q[l]));
            bad |= xent_json_set(g->scope[l], "miscalibrated", json_boolean(reject));
        }
        bad |= json_array_append(array, g->scope[l]);
    }
    if (bad) {
        json_decref(array);
        return NULL;
    }
    return array;
}

static json_t *
groups_object(const grouping *g)
{
    size_t rejected = 0;
    json_t *scopes = scopes_array(g, &rejected);
    return json_pack("{s:o, s:s, s:s, s:I, s:I, s:o}", "factor", xent_json_text(g->factor->name),
                     "test", g->test, "correction", "Benjamini-Hochberg", "tested",
                     (json_int_t)g->tested, "miscalibrated", (json_int_t)rejected, "scopes",
                     scopes);
}

/* The walk sees any miscalibration that grows with p; where it has no p-value, Spiegelhalter's
   z. */
static const char *
test_of(const xent_evaluation *evaluation)
{
    return isnan(xent_result_value(evaluation, "ks").p_value) ? "spiegelhalter_z" : "ks";
}

xent_status
xent_result_groups(const xent_sample *sample, const xent_evaluation *evaluation,
                   const xent_grouped_ledger *of, const xent_settings *settings, xent_unit unit,
                   json_t **groups, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t factor = xent_shape_factor(shape, XENT_GROUP);
    xent_split *split = NULL;
    *groups = NULL;
    if (factor == shape->factors)
        return XENT_OK;
    size_t levels = shape->factor[factor].levels;
    grouping g = {.settings = settings, .unit = unit, .factor = &shape->factor[factor],
                  .rows = shape->rows, .of = of, .test = test_of(evaluation),
                  .p = malloc(levels * sizeof *g.p), .q = malloc(levels * sizeof *g.q),
                  .scope = calloc(levels, sizeof *g.scope)};
    xent_status status = g.p && g.q && g.scope ? xent_split_alloc(sample, factor, &split, err)
                                               : xent_fail_memory(err);
    for (size_t l = 0; status == XENT_OK && l < levels; l++)
        status = measure_group(&g, split, l, err);
    if (status == XENT_OK)
        status = xent_fdr(levels, g.p, g.q, &g.tested, err);
    if (status == XENT_OK && !(*groups = groups_object(&g)))
        status = xent_fail_memory(err);
    grouping_clear(&g);
    xent_split_free(split);
    return status;
}
