/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NLL against the temperature. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "plot_internal.h"
#include "plot_template.h"
#include "result_internal.h"
#include "text.h"

typedef struct {
    double temperature, nll;
} point;

static point
point_at(const json_t *curve, size_t i)
{
    const json_t *at = json_array_get(curve, i);
    return (point){xent_json_real(json_object_get(at, "temperature")),
                   xent_json_real(json_object_get(at, "nll"))};
}

/* The curve at a temperature, between two of its points linear in ln T. */
static double
nll_at(const json_t *curve, double temperature)
{
    for (size_t i = 1; i < json_array_size(curve); i++) {
        point a = point_at(curve, i - 1), b = point_at(curve, i);
        if (a.temperature <= temperature && temperature <= b.temperature) {
            double share = log(temperature / a.temperature) / log(b.temperature / a.temperature);
            return a.nll + share * (b.nll - a.nll);
        }
    }
    return (double)NAN;
}

static point
lowest(const json_t *curve)
{
    point best = point_at(curve, 0);
    for (size_t i = 1; i < json_array_size(curve); i++) {
        if (point_at(curve, i).nll < best.nll)
            best = point_at(curve, i);
    }
    return best;
}

/* The minimum and the NLL at T = 1: those of the fit, which are exact, else of the curve. */
static point
optimum(const xent_result *result, const json_t *curve, double *unit_nll)
{
    const json_t *fit = xent_json_at(result->root, "temperature");
    const char *status = json_string_value(xent_json_at(fit, "status"));
    const char *name = json_string_value(xent_json_at(result->root, "settings.unit"));
    xent_unit unit = XENT_NATS;
    if (!status || strcmp(status, "converged") != 0 || (name && !xent_unit_find(name, &unit))) {
        *unit_nll = nll_at(curve, 1);
        return lowest(curve);
    }
    double scale = xent_unit_per_nat(unit);
    *unit_nll = xent_plot_real(fit, "nll_before") * scale;
    return (point){xent_plot_real(fit, "parameters.temperature"),
                   xent_plot_real(fit, "nll_after") * scale};
}

/* The temperature that was applied to these rows, and what it left of the NLL; NAN: none was. */
static point
applied(const xent_result *result)
{
    return (point){xent_plot_real(result->root, "after.fit.parameters.temperature"),
                   xent_plot_real(result->root, "after.metrics.nll")};
}

/* Of the window, beside the NLL: a curve may be flat. */
static const double LEAST_HEIGHT = 1e-3;

/* A window that shows T = 1, the optimum and what was applied with an octave on either side, and of the NLL what
   lies there, but not so much that the valley looks flat. */
static xent_axes
window(const json_t *curve, point best, point used, double unit_nll)
{
    xent_axes axes = {.x_log = true, .x_label = "temperature T (log)", .y_label = "NLL"};
    point first = point_at(curve, 0), last = point_at(curve, json_array_size(curve) - 1);
    double most = best.nll, cap = best.nll + 6 * fmax(unit_nll - best.nll, 0.005 * fabs(best.nll));
    axes.x_low = fmax(first.temperature, fmin(fmin(1, best.temperature), used.temperature) / 2);
    axes.x_high = fmin(last.temperature, fmax(fmax(1, best.temperature), used.temperature) * 2);
    for (size_t i = 0; i < json_array_size(curve); i++) {
        point p = point_at(curve, i);
        if (p.temperature >= axes.x_low && p.temperature <= axes.x_high)
            most = fmax(most, p.nll);
    }
    axes.y_high = fmax(fmin(most, cap), best.nll + LEAST_HEIGHT * fmax(fabs(best.nll), 1));
    axes.y_low = best.nll - 0.15 * (axes.y_high - best.nll);
    return axes;
}

/* own: is it the optimum of these very rows? */
static void
write_legend(point used, bool own, double unit_nll, const char *unit, const char *row,
             xent_axes *axes)
{
    char temperature[32], saving[32];
    xent_number_text(used.temperature, 4, temperature, sizeof temperature);
    xent_measure_text(unit_nll - used.nll, saving, sizeof saving);
    snprintf(axes->legend, sizeof axes->legend, "%sT = %s saves %s %.20s a %s; dots: the least",
             own ? "" : "applied ", temperature, saving, unit, row);
}

static xent_status
emit(const xent_result *result, const xent_plot_options *options, xent_script *script,
     xent_error *err)
{
    (void)options;
    const json_t *curve = xent_json_at(result->root, "curves.temperature");
    const char *unit = json_string_value(xent_json_at(result->root, "settings.unit"));
    if (json_array_size(curve) < 2)
        return xent_fail(err, XENT_EDATA, "there is no temperature curve to draw");
    double unit_nll;
    point best = optimum(result, curve, &unit_nll);
    if (!isfinite(best.nll) || !isfinite(unit_nll))
        return xent_fail(err, XENT_EDATA, "the NLL is not finite at every temperature");
    point used = applied(result);
    bool own = !isfinite(used.temperature) || !isfinite(used.nll);
    xent_axes axes = window(curve, best, used, unit_nll);
    write_legend(own ? best : used, own, unit_nll, unit ? unit : "nats",
                 xent_result_case(result->root), &axes);
    xent_script_axes(script, &axes);
    xent_script_number(script, "BEST_T", best.temperature);
    xent_script_number(script, "BEST_NLL", best.nll);
    xent_script_number(script, "USED_T", own ? best.temperature : used.temperature);
    xent_script_number(script, "USED_NLL", own ? best.nll : used.nll);
    xent_script_number(script, "APPLIED", !own);
    xent_script_number(script, "UNIT_NLL", unit_nll);
    xent_script_text(script, "UNIT", unit ? unit : "nats");
    xent_script_text(script, "CASE", xent_result_case(result->root));
    xent_script_begin(script, "curve");
    for (size_t i = 0; i < json_array_size(curve); i++) {
        point p = point_at(curve, i);
        xent_script_row(script, 2, (double[]){p.temperature, p.nll});
    }
    xent_script_end(script);
    return XENT_OK;
}

const xent_plot xent_plot_temperature = {
    .name = "temperature",
    .title = "NLL against temperature",
    .template_text = xent_template_temperature,
    .needs_curve = true,
    .emit = emit,
};
