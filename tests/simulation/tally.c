/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tally.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What ends so is 0 for a calibrated forecaster, whatever rounding leaves of it in the population;
   besides all that has a null reference. */
static const char *const zero_if_calibrated[] = {
    "metrics.overconfidence",
    "ledger.miscalibration",
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

void
tally_add(tally *to, const tally *from)
{
    to->yes += from->yes;
    to->all += from->all;
    to->samples += from->samples;
    to->yes_yes += from->yes_yes;
    to->yes_all += from->yes_all;
    to->all_all += from->all_all;
}

double
tally_share(const tally *t)
{
    return (double)t->yes / (double)t->all;
}

double
tally_error(const tally *t)
{
    double share = tally_share(t);
    double square = (double)t->yes_yes - 2 * share * (double)t->yes_all
                    + share * share * (double)t->all_all;
    return sqrt(fmax(0, square)) / (double)t->all;
}

/* ---- finding */

typedef struct {
    claims *found;
    const json_t *whole;
    bool calibrated;
} search;

static bool
is_zero(const search *s, const char *path, const json_t *object)
{
    if (!s->calibrated)
        return false;
    for (size_t i = 0; zero_if_calibrated[i]; i++)
        if (ends_with(path, zero_if_calibrated[i]))
            return true;
    return has(object, "null_mean");
}

static void
add_claim(const search *s, claim_kind kind, const char *path, const json_t *object)
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
    new->closed_form = is_zero(s, path, object);
    new->truth = new->closed_form ? 0 : member(xent_json_at(s->whole, path), "value");
}

static void
find_in(const search *s, const char *path, const json_t *object)
{
    char below[CLAIM_PATH];
    const char *key;
    json_t *value;
    if (has(object, "value") && has(object, "low") && has(object, "high"))
        add_claim(s, INTERVAL, path, object);
    if (s->calibrated && has(object, "value") && has(object, "null_high"))
        add_claim(s, NULL_HIGH, path, object);
    json_object_foreach((json_t *)(size_t)object, key, value) {
        snprintf(below, sizeof below, "%s.%s", path, key);
        if (json_is_object(value))
            find_in(s, below, value);
        else if (s->calibrated && ends_with(key, "p_value") && has(object, key))
            add_claim(s, P_VALUE, below, value);
    }
}

static void
find_curves(const search *s, const json_t *curves)
{
    char path[CLAIM_PATH];
    const char *key;
    json_t *curve;
    json_object_foreach((json_t *)(size_t)curves, key, curve) {
        const json_t *point = json_array_get(curve, 0);
        snprintf(path, sizeof path, "curves.%s", key);
        if (has(point, "accuracy_low"))
            add_claim(s, BINS, path, point);
        if (has(point, "low") && has(point, "y"))
            add_claim(s, BAND, path, point);
        if (s->calibrated && has(point, "consistency_low"))
            add_claim(s, CONSISTENCY, path, point);
    }
}

void
claims_find(claims *found, const json_t *document, const json_t *whole, bool calibrated)
{
    static const char *const parts[] = {"metrics", "decomposition", "fit"};
    const search s = {found, whole, calibrated};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        find_in(&s, parts[i], json_object_get(document, parts[i]));
    find_curves(&s, json_object_get(document, "curves"));
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
    if (!isnan(low) && !isnan(high) && !isnan(truth))
        count(t, low <= truth && truth <= high);
}

/* A bin is known by its lower edge. */
static void
count_bins(const json_t *bins, const json_t *whole, tally *t)
{
    size_t i, j;
    json_t *bin, *of_bin;
    json_array_foreach(bins, i, bin)
        json_array_foreach(whole, j, of_bin)
            if (member(bin, "low") == member(of_bin, "low"))
                count_interval(member(bin, "accuracy_low"), member(of_bin, "accuracy"),
                               member(bin, "accuracy_high"), t);
}

/* A curve is looked at where x is a multiple of this, by straight lines: its own points stand where the
   sample made steps, and are no typical ones. */
static const double step = 1.0 / 32;

/* The member `key` of a curve at x; NAN beyond its ends. */
static double
curve_at(const json_t *curve, const char *key, double x)
{
    for (size_t i = 0; i + 1 < json_array_size(curve); i++) {
        const json_t *left = json_array_get(curve, i), *right = json_array_get(curve, i + 1);
        double from = member(left, "x"), to = member(right, "x");
        if (from <= x && x <= to && from < to)
            return member(left, key)
                   + (x - from) / (to - from) * (member(right, key) - member(left, key));
    }
    return (double)NAN;
}

/* The estimand of a smoothed curve is the population's, as smooth; of another one the true frequency. */
static void
count_band(const char *path, const json_t *curve, const truths *truth, tally *t)
{
    bool smooth = strcmp(path, "curves.smooth") == 0;
    for (double x = step; x < 1; x += step) {
        double y = smooth ? truth_smoothed(truth, x) : frequency_at(truth->design, x);
        if (!isnan(y))
            count_interval(curve_at(curve, "low", x), y, curve_at(curve, "high", x), t);
    }
}

static void
count_consistency(const json_t *curve, tally *t)
{
    size_t i;
    json_t *bin;
    for (double x = step; x < 1; x += step)
        count_interval(curve_at(curve, "consistency_low", x), curve_at(curve, "y", x),
                       curve_at(curve, "consistency_high", x), t);
    json_array_foreach(curve, i, bin)
        if (has(bin, "accuracy"))
            count_interval(member(bin, "consistency_low"), member(bin, "accuracy"),
                           member(bin, "consistency_high"), t);
}

static void
count_claim(const claim *c, const json_t *at, const json_t *whole, const truths *truth, double level,
            tally *t)
{
    switch (c->kind) {
    case INTERVAL:
        count_interval(member(at, "low"), c->truth, member(at, "high"), t);
        break;
    case NULL_HIGH:
        if (has(at, "null_high") && has(at, "value"))
            count(t, member(at, "value") > member(at, "null_high"));
        break;
    case P_VALUE:
        if (!isnan(xent_json_real(at)))
            count(t, xent_json_real(at) <= 1 - level);
        break;
    case BINS:
        count_bins(at, xent_json_at(whole, c->path), t);
        break;
    case BAND:
        count_band(c->path, at, truth, t);
        break;
    case CONSISTENCY:
        count_consistency(at, t);
        break;
    }
}

void
claims_count(const claims *known, const json_t *document, const json_t *whole, const truths *truth,
             double level, tally *tallies)
{
    for (size_t i = 0; i < known->size; i++) {
        tally t = {0};
        count_claim(&known->claim[i], xent_json_at(document, known->claim[i].path), whole, truth,
                    level, &t);
        t.samples = t.all > 0;
        t.yes_yes = t.yes * t.yes;
        t.yes_all = t.yes * t.all;
        t.all_all = t.all * t.all;
        tally_add(&tallies[i], &t);
    }
}
