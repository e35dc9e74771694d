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

/* The terms as factors: score = uncertainty / resolution * miscalibration. */
static json_t *
perplexity_object(const char *score, const xent_ledger_terms *t)
{
    return json_pack("{s:o, s:o, s:o, s:o}", score, xent_json_number(exp(t->score)), "uncertainty",
                     xent_json_number(exp(t->uncertainty)), "resolution",
                     xent_json_number(exp(t->resolution)), "miscalibration",
                     xent_json_number(exp(t->miscalibration)));
}

/* Why the nll's terms have no intervals; NULL: they have. */
static const char *
why_withheld(const xent_ledger *ledger, const xent_sample *sample)
{
    if (xent_shape_clusters(xent_sample_shape(sample)) > 0)
        return "intervals hold of independent rows, not of rows of clusters";
    if (isnan(ledger->log.miscalibration_low)
        && xent_sample_shape(sample)->rows < XENT_LEDGER_LEAST_ROWS)
        return "intervals want 30 rows";
    if (isnan(ledger->log.miscalibration_low))
        return "no interval of this map's saving is known to cover";
    return isnan(ledger->log.resolution_low) ? "resolution: a class has fewer than 30 rows" : NULL;
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
    if (why_withheld(ledger, sample))
        bad |= xent_json_set(object, "withheld", json_string(why_withheld(ledger, sample)));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}
