/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How confident the rows are, and which of them were right. */
#include <stdio.h>
#include "plot_internal.h"
#include "plot_template.h"
#include "result_internal.h"

static void
emit_bins(xent_script *script, const json_t *scope)
{
    static const char *const columns[] = {"low", "high", "count", "accuracy"};
    for (size_t i = 0; i < xent_plot_bins(scope); i++) {
        double row[4];
        if (!xent_plot_has_rows(scope, i))
            continue;
        for (size_t k = 0; k < 4; k++)
            row[k] = xent_plot_bin(scope, i, columns[k]);
        xent_script_row(script, 4, row);
    }
}

/* The mean of a column of the bins, by their counts: of P(y=1) no metric says it. */
static double
mean(const json_t *scope, const char *column)
{
    double sum = 0, rows = 0;
    for (size_t i = 0; i < xent_plot_bins(scope); i++) {
        if (!xent_plot_has_rows(scope, i))
            continue;
        sum += xent_plot_bin(scope, i, "count") * xent_plot_bin(scope, i, column);
        rows += xent_plot_bin(scope, i, "count");
    }
    return sum / rows;
}

static void
emit_means(xent_script *script, const json_t *scope, bool positive, const char *said,
           const char *was)
{
    xent_script_number(script, said, positive ? mean(scope, "confidence")
                                              : xent_plot_real(scope, "metrics.mean_confidence"));
    xent_script_number(script, was, positive ? mean(scope, "accuracy")
                                             : xent_plot_real(scope, "metrics.accuracy"));
}

static xent_status
emit(const xent_result *result, const xent_plot_options *options, xent_script *script,
     xent_error *err)
{
    (void)options;
    const json_t *scope[2];
    size_t scopes = xent_plot_scopes(result, scope);
    bool positive = xent_plot_is_positive(result);
    double highest = xent_plot_highest_count(scope[0], 0);
    if (scopes == 0)
        return xent_fail(err, XENT_EDATA, "there are no bins to draw");
    if (scopes == 2)
        highest = xent_plot_highest_count(scope[1], highest);
    xent_axes axes = {
        .x_low = 0, .x_high = 1, .y_low = 0, .y_high = highest,
        .x_label = positive ? "predicted probability" : "confidence",
        .y_label = xent_result_cases(result->root),
    };
    snprintf(axes.legend, sizeof axes.legend, "filled: %s, open: %s",
             positive ? "positive" : "right", positive ? "negative" : "wrong");
    xent_script_axes(script, &axes);
    xent_script_text(script, "CASES", axes.y_label);
    xent_script_number(script, "POSITIVE", positive);
    xent_script_number(script, "SCOPES", (double)scopes);
    xent_script_number(script, "COUNT_HIGH", highest);
    emit_means(script, scope[0], positive, "SAID", "WAS");
    if (scopes == 2)
        emit_means(script, scope[1], positive, "SAID_AFTER", "WAS_AFTER");
    xent_script_begin(script, "bins");
    for (size_t s = 0; s < scopes; s++) {
        emit_bins(script, scope[s]);
        xent_script_gap(script);
        xent_script_gap(script);
    }
    xent_script_end(script);
    return XENT_OK;
}

const xent_plot xent_plot_confidence = {
    .name = "confidence",
    .title = "confidence histogram",
    .template_text = xent_template_confidence,
    .emit = emit,
};
