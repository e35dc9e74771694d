/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger in a document. */
#include <math.h>
#include "ledger_internal.h"
#include "result_internal.h"

/* A term is a bare number, or one with its interval. */
static json_t *
term(double value, double low, double high, double scale)
{
    if (isnan(low) || isnan(high) || !isfinite(value))
        return xent_json_number(value * scale);
    return json_pack("{s:f, s:f, s:f}", "value", value * scale, "low", low * scale, "high",
                     high * scale);
}

static int
set_terms(json_t *object, const char *score, const xent_ledger_terms *t, double scale)
{
    int bad = xent_json_set(object, score, xent_json_number(t->score * scale));
    bad |= xent_json_set(object, "uncertainty", xent_json_number(t->uncertainty * scale));
    bad |= xent_json_set(object, "resolution",
                         term(t->resolution, t->resolution_low, t->resolution_high, scale));
    bad |= xent_json_set(object, "miscalibration",
                         term(t->miscalibration, t->miscalibration_low, t->miscalibration_high,
                              scale));
    return bad;
}

/* e^term; of a term that is not finite no factor is left: null, and which the term is. */
static json_t *
factor(double term)
{
    return xent_json_number(isfinite(term) ? exp(term) : term);
}

/* The terms as factors: score = uncertainty / resolution * miscalibration. */
static json_t *
perplexity_object(const char *score, const xent_ledger_terms *t)
{
    return json_pack("{s:o, s:o, s:o, s:o}", score, factor(t->score), "uncertainty",
                     factor(t->uncertainty), "resolution", factor(t->resolution), "miscalibration",
                     factor(t->miscalibration));
}

/* Says why the nll's terms have no intervals, if they have none.  0, or -1 for no memory. */
static int
set_withheld(json_t *object, const xent_ledger *ledger, const xent_shape *shape)
{
    const char *why = NULL;
    if (xent_shape_clusters(shape) > 0)
        return xent_json_set(object, "withheld",
                             json_sprintf("intervals hold of %s", xent_shape_dependent(shape)));
    if (isnan(ledger->log.miscalibration_low) && shape->rows < XENT_LEDGER_LEAST_ROWS)
        why = "intervals want 30 rows";
    else if (isnan(ledger->log.miscalibration_low))
        why = "no interval of this map's saving is known to cover";
    else if (isnan(ledger->log.resolution_low))
        why = "resolution: a class has fewer than 30 rows";
    return why ? xent_json_set(object, "withheld", json_string(why)) : 0;
}

bool
xent_result_has_ledger(const xent_ledger *ledger)
{
    return !isnan(ledger->brier.miscalibration);
}

json_t *
xent_result_ledger(const xent_ledger *ledger, const xent_sample *sample, const xent_map *map,
                   size_t folds, const char *score, xent_unit unit)
{
    json_t *object = json_pack("{s:s, s:I}", "map", xent_map_type_of(map)->name, "folds",
                               (json_int_t)folds);
    json_t *brier = json_object();
    int bad = set_terms(object, score, &ledger->log, xent_unit_per_nat(unit));
    bad |= set_terms(brier, "score", &ledger->brier, 1);
    bad |= xent_json_set(object, "brier", brier);
    bad |= xent_json_set(object, "perplexity", perplexity_object(score, &ledger->log));
    bad |= set_withheld(object, ledger, xent_sample_shape(sample));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}
