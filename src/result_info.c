/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of `xent info`. */
#include <math.h>
#include "result_internal.h"

enum { MOST_OUTCOMES = 64 }; /* that a document shows one by one */

static const char *const given_name[] = {"masses", "counts", "logits", "density"};

/* ---- what was given */

static json_t *
given_object(const xent_distribution *d)
{
    json_t *object = json_pack("{s:o, s:s, s:b}", "source", xent_json_text(d->text), "kind",
                               given_name[d->given], "joint", d->joint);
    int bad = object ? 0 : -1;
    if (d->density)
        return object;
    bad |= xent_json_set(object, "rows", json_integer((json_int_t)d->rows));
    bad |= xent_json_set(object, "outcomes", json_integer((json_int_t)d->outcomes));
    if (!isnan(d->mass_min)) {
        bad |= xent_json_set(object, "mass_min", xent_json_number(d->mass_min));
        bad |= xent_json_set(object, "mass_max", xent_json_number(d->mass_max));
        bad |= xent_json_set(object, "normalized", json_integer((json_int_t)d->normalized));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* ---- outcome by outcome */

/* The masses, or what they cost in the unit, as an array. */
static json_t *
outcome_array(const xent_distribution *d, bool cost, double per_nat)
{
    double l[MOST_OUTCOMES];
    json_t *array = json_array();
    if (d->given == XENT_GIVEN_LOGITS)
        xent_log_softmax(d->outcomes, d->value, l);
    for (size_t i = 0; i < d->outcomes && array; i++) {
        double x = d->given != XENT_GIVEN_LOGITS
                       ? (cost ? xent_self_information(d->value[i]) * per_nat : d->value[i])
                       : (cost ? -l[i] * per_nat : exp(l[i]));
        if (json_array_append_new(array, xent_json_number(x))) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static bool
is_short(const xent_distribution *d)
{
    return !d || (!d->density && !d->joint && d->rows == 1 && d->outcomes <= MOST_OUTCOMES);
}

static int
add_outcomes(json_t *root, const xent_distribution *p, const xent_distribution *q, double per_nat)
{
    if (!is_short(p) || !is_short(q))
        return 0;
    json_t *outcomes = json_pack("{s:o, s:o}", "p", outcome_array(p, false, per_nat),
                                 "self_information", outcome_array(p, true, per_nat));
    int bad = outcomes ? 0 : -1;
    if (q) {
        bad |= xent_json_set(outcomes, "q", outcome_array(q, false, per_nat));
        bad |= xent_json_set(outcomes, "self_information_q", outcome_array(q, true, per_nat));
    }
    return xent_json_set(root, "outcomes", outcomes) | bad;
}

/* ---- measures */

static int
add_measures(json_t *root, const xent_information *information, double per_nat)
{
    json_t *errors = json_object();
    int bad = 0;
    for (size_t i = 0; xent_information_measures[i].name; i++) {
        const xent_information_measure *measure = &xent_information_measures[i];
        double scale = measure->in_units ? per_nat : 1;
        if (!information->has[i])
            continue;
        bad |= xent_json_set(root, measure->name, xent_json_number(information->value[i] * scale));
        if (information->error[i] > 0)
            bad |= xent_json_set(errors, measure->name,
                                 xent_json_number(information->error[i] * scale));
    }
    if (json_object_size(errors) > 0)
        return xent_json_set(root, "errors", errors) | bad;
    json_decref(errors);
    return errors ? bad : -1;
}

xent_status
xent_information_result(const xent_information *information, const xent_distribution *p,
                        const xent_distribution *q, double order, xent_unit unit,
                        const xent_notes *notes, xent_result **result, xent_error *err)
{
    char name[XENT_UNIT_NAME];
    double per_nat = xent_unit_per_nat(unit);
    json_t *root =
        json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:o}", "xent", xent_version(), "schema", 1,
                  "command", "info", "unit", xent_unit_name(unit, name), "order",
                  xent_json_number(order), "p", given_object(p), "notes", xent_result_notes(notes));
    int bad = root ? add_measures(root, information, per_nat) : -1;
    if (!bad && q)
        bad = xent_json_set(root, "q", given_object(q));
    if (!bad)
        bad = add_outcomes(root, p, q, per_nat);
    if (bad) {
        json_decref(root);
        root = NULL;
    }
    return xent_result_alloc(root, result, err);
}
