/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tally.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is 0 for a calibrated forecaster, whatever rounding leaves of it in the population. */
static const char *const zero_if_calibrated[] = {
    "metrics.overconfidence",
    "metrics.ece_debiased",
    "decomposition.ledger.miscalibration",
    NULL,
};

static double
member(const json_t *object, const char *key)
{
    return xent_json_real(json_object_get(object, key));
}

static bool
has(const json_t *object, const char *key)
{
    return !isnan(member(object, key));
}

static bool
ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* ---- finding */

typedef struct {
    claims *found;
    const json_t *whole;
    bool calibrated;
} search;

static void
add_claim(const search *s, claim_kind kind, const char *path)
{
    claims *found = s->found;
    for (size_t i = 0; i < found->size; i++)
        if (found->claim[i].kind == kind && strcmp(found->claim[i].path, path) == 0)
            return;
    if (found->size == MOST_CLAIMS)
        return;
    claim *new = &found->claim[found->size++];
    *new = (claim){.kind = kind, .truth = (double)NAN};
    snprintf(new->path, sizeof new->path, "%s", path);
    if (kind != INTERVAL)
        return;
    new->truth = member(xent_json_at(s->whole, path), "value");
    for (size_t i = 0; s->calibrated && zero_if_calibrated[i]; i++)
        if (strcmp(path, zero_if_calibrated[i]) == 0) {
            new->truth = 0;
            new->closed_form = true;
        }
}

static void
find_in(const search *s, const char *path, const json_t *object)
{
    char below[CLAIM_PATH];
    const char *key;
    json_t *value;
    if (has(object, "value") && has(object, "low") && has(object, "high"))
        add_claim(s, INTERVAL, path);
    if (s->calibrated && has(object, "value") && has(object, "null_high"))
        add_claim(s, NULL_HIGH, path);
    json_object_foreach((json_t *)(size_t)object, key, value) {
        snprintf(below, sizeof below, "%s.%s", path, key);
        if (json_is_object(value))
            find_in(s, below, value);
        else if (s->calibrated && ends_with(key, "p_value") && has(object, key))
            add_claim(s, P_VALUE, below);
    }
}

void
claims_find(claims *found, const json_t *document, const json_t *whole, bool calibrated)
{
    static const char *const parts[] = {"metrics", "decomposition", "fit"};
    const search s = {found, whole, calibrated};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        find_in(&s, parts[i], json_object_get(document, parts[i]));
    if (xent_json_at(document, "curves.bins"))
        add_claim(&s, BIN_INTERVAL, "curves.bins");
}

/* ---- counting */

static void
count(tally *t, bool yes)
{
    t->yes += yes;
    t->all++;
}

static void
count_interval(double low, double truth, double high, tally *t)
{
    if (!isnan(low) && !isnan(high))
        count(t, low <= truth && truth <= high);
}

/* The intervals of all bins, together: a bin is known by its lower edge. */
static void
count_bins(const json_t *bins, const json_t *whole, tally *t)
{
    size_t i, j;
    json_t *bin, *truth;
    json_array_foreach(bins, i, bin)
        json_array_foreach(whole, j, truth)
            if (member(bin, "low") == member(truth, "low"))
                count_interval(member(bin, "accuracy_low"), member(truth, "accuracy"),
                               member(bin, "accuracy_high"), t);
}

static void
count_claim(const claim *c, const json_t *at, const json_t *whole, double level, tally *t)
{
    switch (c->kind) {
    case INTERVAL:
        count_interval(member(at, "low"), c->truth, member(at, "high"), t);
        break;
    case BIN_INTERVAL:
        count_bins(at, xent_json_at(whole, c->path), t);
        break;
    case NULL_HIGH:
        if (has(at, "null_high") && has(at, "value"))
            count(t, member(at, "value") > member(at, "null_high"));
        break;
    case P_VALUE:
        if (!isnan(xent_json_real(at)))
            count(t, xent_json_real(at) <= 1 - level);
        break;
    }
}

void
claims_count(const claims *known, const json_t *document, const json_t *whole, double level,
             tally *tallies)
{
    for (size_t i = 0; i < known->size; i++)
        count_claim(&known->claim[i], xent_json_at(document, known->claim[i].path), whole, level,
                    &tallies[i]);
}
