/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scope for each group of rows, and which groups are miscalibrated. */
#include <math.h>
#include "breakdown.h"
#include "ledger_part.h"
#include "split.h"

typedef struct {
    const xent_factor *factor;
    const xent_split *split;
    size_t rows;        /* of all groups */
    const xent_grouped_ledger *of;
    xent_breakdown breakdown;
} grouping;

/* A group of all rows is the whole. */
static xent_status
add_ledger(const grouping *g, const xent_sample *rows, const xent_evaluation *evaluation,
           json_t *scope, xent_error *err)
{
    const xent_settings *settings = g->breakdown.settings;
    xent_ledger ledger = *g->of->whole;
    xent_status status = XENT_OK;
    if (xent_sample_shape(rows)->rows < g->rows)
        status = xent_ledger_of_rows(rows, g->of->refit, xent_result_value(evaluation, "nll").value,
                                     xent_result_value(evaluation, "brier").value, settings,
                                     &ledger, err);
    if (status != XENT_OK || !xent_result_has_ledger(&ledger))
        return status;
    return xent_json_set(json_object_get(scope, "decomposition"), "ledger",
                         xent_result_ledger(&ledger, rows, g->of->refit->map, settings->folds,
                                            "nll", g->breakdown.unit))
               ? xent_fail_memory(err)
               : XENT_OK;
}

static xent_status
measure_rows(grouping *g, size_t level, xent_error *err)
{
    xent_sample *sample;
    xent_evaluation *evaluation = NULL;
    xent_status status = xent_split_sample(g->split, level, level, &sample, err);
    if (status == XENT_OK)
        status = xent_evaluate(sample, g->breakdown.settings, &evaluation, err);
    if (status == XENT_OK) {
        status = xent_breakdown_set(&g->breakdown, level, sample, evaluation, NULL, err);
        if (status == XENT_OK && g->of->refit)
            status = add_ledger(g, sample, evaluation, g->breakdown.scope[level], err);
    } else if (status == XENT_EFIT || status == XENT_EDATA) {
        xent_breakdown_set_empty(&g->breakdown, level, "cannot be measured");
        status = XENT_OK;
    }
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    return status;
}

static xent_status
measure_group(grouping *g, size_t level, xent_error *err)
{
    size_t rows = xent_split_rows(g->split, level);
    xent_status status = XENT_OK;
    if (rows > 0)
        status = measure_rows(g, level, err);
    else
        xent_breakdown_set_empty(&g->breakdown, level, "no rows");
    int bad = xent_breakdown_name(&g->breakdown, level, g->factor->level[level], rows);
    return status == XENT_OK && bad ? xent_fail_memory(err) : status;
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
    size_t number = xent_shape_factor(shape, XENT_GROUP);
    xent_split *split = NULL;
    *groups = NULL;
    if (number == shape->factors)
        return XENT_OK;
    grouping g = {.factor = &shape->factor[number], .rows = shape->rows, .of = of};
    xent_status status = xent_breakdown_init(g.factor->levels, settings, unit, test_of(evaluation),
                                             XENT_INDEPENDENT, &g.breakdown, err);
    if (status == XENT_OK)
        status = xent_split_alloc(sample, number, &split, err);
    g.split = split;
    for (size_t l = 0; status == XENT_OK && l < g.factor->levels; l++)
        status = measure_group(&g, l, err);
    if (status == XENT_OK)
        status = xent_breakdown_finish(&g.breakdown, g.factor->name, groups, err);
    xent_breakdown_clear(&g.breakdown);
    xent_split_free(split);
    return status;
}
