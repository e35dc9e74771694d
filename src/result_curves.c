/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reliability curves of an evaluation: bins, isotonic regression, smoothed. */
#include <math.h>
#include "beta_curve.h"
#include "result_internal.h"

/* Appends object to the array, both taken over. */
static json_t *
append(json_t *array, json_t *object)
{
    if (!json_array_append_new(array, object))
        return array;
    json_decref(array);
    return NULL;
}

/* object with the ends of its two intervals that are known. */
static json_t *
with_ends(json_t *object, const char *const key[4], const double end[4])
{
    int bad = object ? 0 : -1;
    for (size_t i = 0; i < 4; i++)
        bad |= xent_result_set_known(object, key[i], end[i]);
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
bin_object(const xent_bin *bin)
{
    static const char *const keys[] = {"accuracy_low", "accuracy_high", "consistency_low",
                                       "consistency_high"};
    const double ends[] = {bin->accuracy_low, bin->accuracy_high, bin->consistency_low,
                           bin->consistency_high};
    json_t *object = json_pack("{s:o, s:o, s:I, s:o, s:o}", "low", xent_json_number(bin->low),
                               "high", xent_json_number(bin->high), "count",
                               (json_int_t)bin->count, "confidence",
                               xent_json_number(bin->confidence), "accuracy",
                               xent_json_number(bin->accuracy));
    return with_ends(object, keys, ends);
}

static json_t *
bins_array(const xent_bins *bins)
{
    json_t *array = json_array();
    for (size_t i = 0; i < bins->size && array; i++)
        array = append(array, bin_object(&bins->bin[i]));
    return array;
}

static json_t *
point_object(double x, double y, double low, double high, double consistency_low,
             double consistency_high)
{
    static const char *const keys[] = {"low", "high", "consistency_low", "consistency_high"};
    const double ends[] = {low, high, consistency_low, consistency_high};
    return with_ends(json_pack("{s:o, s:o}", "x", xent_json_number(x), "y", xent_json_number(y)),
                     keys, ends);
}

static json_t *
corp_array(const xent_corp *corp)
{
    json_t *array = json_array();
    for (size_t i = 0; i < corp->size && array; i++) {
        const xent_corp_point *p = &corp->point[i];
        array = append(array, point_object(p->x, p->y, p->low, p->high, p->consistency_low,
                                           p->consistency_high));
    }
    return array;
}

static json_t *
smoothed_array(const xent_smoothed *curve)
{
    json_t *array = json_array();
    for (size_t i = 0; i < curve->size && array; i++) {
        const xent_smoothed_point *p = &curve->point[i];
        json_t *point = point_object(p->x, p->y, p->low, p->high, p->consistency_low,
                                     p->consistency_high);
        if (xent_json_set(point, "rows", xent_json_number(p->rows))) {
            json_decref(point);
            point = NULL;
        }
        array = append(array, point);
    }
    return array;
}

json_t *
xent_result_curves(const xent_evaluation *evaluation)
{
    const xent_bins *bins = xent_evaluation_bins(evaluation);
    const xent_corp *corp = xent_evaluation_corp(evaluation);
    const xent_smoothed *smoothed = xent_evaluation_smoothed(evaluation);
    json_t *curves = json_object();
    int bad = curves ? 0 : -1;
    if (bins->size > 0)
        bad |= xent_json_set(curves, "bins", bins_array(bins));
    if (corp)
        bad |= xent_json_set(curves, "corp", corp_array(corp));
    if (smoothed) {
        bad |= xent_json_set(curves, "smooth", smoothed_array(smoothed));
        bad |= xent_json_set(curves, "smooth_sigma", xent_json_number(smoothed->sigma));
    }
    if (bad) {
        json_decref(curves);
        return NULL;
    }
    return curves;
}

/* ---- NLL against temperature */

xent_status
xent_result_try_temperatures(const xent_sample *sample, unsigned threads, double best,
                             xent_temperatures *to, xent_error *err)
{
    const int steps = XENT_TEMPERATURES - 1;
    double low = log(fmin(best, 1) / 3), high = log(fmax(best, 1) * 3);
    for (int i = 0; i <= steps; i++)
        to->temperature[i] = exp(low + (high - low) * i / steps);
    return xent_temperature_curve(sample, threads, XENT_TEMPERATURES, to->temperature, to->nll,
                                  err);
}

json_t *
xent_result_temperatures(const xent_temperatures *from, xent_unit unit)
{
    json_t *curve = json_array();
    for (int i = 0; i < XENT_TEMPERATURES && curve; i++)
        curve = append(curve, json_pack("{s:f, s:o}", "temperature", from->temperature[i], "nll",
                                        xent_json_number(from->nll[i] * xent_unit_per_nat(unit))));
    return curve;
}
