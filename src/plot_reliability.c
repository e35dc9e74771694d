/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reliability diagram: accuracy against confidence, bin by bin. */
#include <math.h>
#include "plot_internal.h"
#include "plot_template.h"
#include "result_internal.h"

/* Columns 1-9 of $before and $after: what a bin holds. */
static const char *const bin_columns[] = {
    "low", "high", "count", "confidence", "accuracy", "accuracy_low", "accuracy_high",
    "consistency_low", "consistency_high"};
enum { BIN_COLUMNS = sizeof bin_columns / sizeof *bin_columns };

static void
emit_bins(xent_script *script, const char *name, const json_t *scope)
{
    xent_script_begin(script, name);
    for (size_t i = 0; i < xent_plot_bins(scope); i++) {
        double row[BIN_COLUMNS];
        if (!xent_plot_has_rows(scope, i))
            continue;
        for (size_t k = 0; k < BIN_COLUMNS; k++)
            row[k] = xent_plot_bin(scope, i, bin_columns[k]);
        xent_script_row(script, BIN_COLUMNS, row);
    }
    xent_script_end(script);
}

/* A kind of curve: where it is in the document, and in the legend. */
static const struct {
    const char *path, *title;
} curves[] = {[XENT_CURVE_CORP] = {"curves.corp", "isotonic"},
              [XENT_CURVE_SMOOTH] = {"curves.smooth", "smooth"},
              [XENT_CURVE_NONE] = {NULL, ""}};

/* Where there is no curve one row of nothing.  Rows that are not independent have no band. */
static void
emit_curve(xent_script *script, xent_plot_curve which, const json_t *scope)
{
    static const char *const columns[] = {"x", "y", "low", "high"};
    const char *path = curves[which].path;
    const json_t *curve = path ? xent_json_at(scope, path) : NULL;
    size_t size = json_array_size(curve);
    bool known = false;
    xent_script_text(script, "CURVE", size > 0 ? curves[which].title : "");
    xent_script_begin(script, "curve");
    for (size_t i = 0; i < size || i == 0; i++) {
        double row[4];
        for (size_t k = 0; k < 4; k++)
            row[k] = xent_plot_real(json_array_get(curve, i), columns[k]);
        xent_script_row(script, 4, row);
        known |= isfinite(row[2]) && isfinite(row[3]);
    }
    xent_script_end(script);
    xent_script_number(script, "CURVE_BAND", known);
}

static double
clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* In a bin the band of a calibrated model runs along the diagonal, as far from it at both edges as
   at the mean confidence. */
static void
emit_band(xent_script *script, const json_t *scope)
{
    size_t known = 0;
    xent_script_begin(script, "band");
    for (size_t i = 0; i < xent_plot_bins(scope); i++) {
        double confidence = xent_plot_bin(scope, i, "confidence");
        double down = xent_plot_bin(scope, i, "consistency_low") - confidence;
        double up = xent_plot_bin(scope, i, "consistency_high") - confidence;
        double edge[2] = {xent_plot_bin(scope, i, "low"), xent_plot_bin(scope, i, "high")};
        if (!isfinite(down) || !isfinite(up))
            continue;
        known++;
        for (size_t k = 0; k < 2; k++)
            xent_script_row(script, 3,
                            (double[]){edge[k], clamp(edge[k] + down), clamp(edge[k] + up)});
        xent_script_gap(script);
    }
    xent_script_end(script);
    xent_script_number(script, "BAND", known > 0);
}

/* Counts want a logarithmic axis where more than half of the bars would not be seen on a linear
   one. */
static bool
wants_log(const json_t *scope)
{
    double highest = xent_plot_highest_count(scope, 0);
    size_t full = 0, unseen = 0;
    for (size_t i = 0; i < xent_plot_bins(scope); i++) {
        full += xent_plot_has_rows(scope, i);
        unseen += xent_plot_has_rows(scope, i) &&
                  xent_plot_bin(scope, i, "count") < 0.01 * highest;
    }
    return 2 * unseen > full;
}

static xent_status
emit(const xent_result *result, const xent_plot_options *options, xent_script *script,
     xent_error *err)
{
    const json_t *scope[2];
    size_t scopes = xent_plot_scopes(result, scope);
    if (scopes == 0)
        return xent_fail(err, XENT_EDATA, "there are no bins to draw");
    bool positive = xent_plot_is_positive(result);
    xent_script_axes(script, &(xent_axes){
        .x_low = 0, .x_high = 1, .y_low = 0, .y_high = 1,
        .x_label = positive ? "predicted probability" : "confidence",
        .y_label = positive ? "observed frequency" : "accuracy",
        .legend = "crosses: bins with intervals, dots: calibrated",
    });
    xent_script_number(script, "POSITIVE", positive);
    xent_script_number(script, "SCOPES", (double)scopes);
    xent_script_text(script, "CASES", xent_result_cases(result->root));
    xent_script_number(script, "BINS", (double)xent_plot_bins(scope[scopes - 1]));
    xent_script_number(script, "LEVEL", xent_plot_real(result->root, "settings.level"));
    xent_script_number(script, "ECE", xent_plot_real(scope[0], "metrics.ece"));
    xent_script_number(script, "ECE_NULL_MEAN", xent_plot_real(scope[0], "metrics.ece.null_mean"));
    xent_script_number(script, "ECE_NULL_HIGH", xent_plot_real(scope[0], "metrics.ece.null_high"));
    xent_script_number(script, "ECE_AFTER", xent_plot_real(scope[1], "metrics.ece"));
    xent_script_number(script, "ECE_AFTER_NULL_MEAN",
                       xent_plot_real(scope[1], "metrics.ece.null_mean"));
    xent_script_number(script, "ECE_AFTER_NULL_HIGH",
                       xent_plot_real(scope[1], "metrics.ece.null_high"));
    xent_script_number(script, "COUNT_HIGH",
                       xent_plot_highest_count(scope[1], xent_plot_highest_count(scope[0], 0)));
    xent_script_number(script, "COUNT_LOG", wants_log(scope[0]));
    emit_bins(script, "before", scope[0]);
    emit_bins(script, "after", scope[scopes - 1]);
    emit_band(script, scope[scopes - 1]);
    emit_curve(script, options->curve, scope[scopes - 1]);
    return XENT_OK;
}

const xent_plot xent_plot_reliability = {
    .name = "reliability",
    .title = "reliability diagram",
    .template_text = xent_template_reliability,
    .takes_curve = true,
    .emit = emit,
};
