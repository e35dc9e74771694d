/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics and the bins of a scope. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "escape.h"
#include "grid.h"
#include "result_internal.h"
#include "terminal.h"
#include "text.h"

enum { BAR = 24, MOST_BINS = XENT_MAX_BINS, COMPACT_BINS = 6 };

/* ---- metrics */

/* What chance alone would give a calibrated model. */
static void
show_reference(const xent_page *page, const json_t *value, char shown[XENT_SHOWN])
{
    char number[XENT_NUMBER];
    double p = xent_page_real(value, "p_value");
    xent_show_number(xent_page_real(value, "null_high"), number);
    shown[0] = '\0';
    if (*number)
        snprintf(shown, XENT_SHOWN, "%s %s", page->glyph->most, number);
    else
        xent_show_p(p, shown);
}

static void
add_metric(const xent_page *page, xent_grid *grid, const json_t *value)
{
    char name[96], number[XENT_NUMBER], interval[XENT_SHOWN], reference[XENT_SHOWN];
    const char *unit = xent_page_text(value, "unit");
    snprintf(name, sizeof name, "%s%s%s%s", xent_page_text(value, "title"), *unit ? " (" : "",
             unit, *unit ? ")" : "");
    xent_show_number(xent_json_real(value), number);
    xent_show_interval(value, interval);
    show_reference(page, value, reference);
    xent_grid_line(grid, NULL);
    xent_grid_cell(grid, name);
    xent_grid_cell(grid, number);
    xent_grid_cell(grid, interval);
    xent_grid_cell(grid, reference);
}

xent_status
xent_page_metrics(xent_page *page, const json_t *scope, xent_error *err)
{
    char heading[XENT_SHOWN];
    xent_show_level(xent_page_real(page->root, "settings.level"), heading);
    const xent_grid_column column[] = {
        {"metric", false}, {"value", true}, {heading, false}, {"by chance", false}};
    const json_t *metrics = json_object_get(scope, "metrics");
    xent_grid *grid = xent_grid_alloc(4, column, 2, page->width);
    for (size_t i = 0; xent_metrics[i]; i++) {
        const json_t *value = json_object_get(metrics, xent_metrics[i]->name);
        if (value)
            add_metric(page, grid, value);
    }
    return xent_grid_finish(grid, page->out, err);
}

void
xent_page_definitions(xent_page *page, const json_t *scope)
{
    enum { NAMES = 22 };
    const json_t *metrics = json_object_get(scope, "metrics");
    for (size_t i = 0; xent_metrics[i]; i++) {
        char label[NAMES];
        const json_t *value = json_object_get(metrics, xent_metrics[i]->name);
        snprintf(label, sizeof label, "  %s", xent_metrics[i]->name);
        if (value)
            xent_page_entry(page, NAMES, label, NULL, xent_page_text(value, "definition"));
    }
}

/* ---- bins */

/* Marks in chosen[] the `most` bins with most rows; ties go to the higher confidence. */
static void
choose(const json_t *bins, size_t n, size_t most, bool *chosen)
{
    memset(chosen, 0, n * sizeof *chosen);
    for (size_t k = 0; k < most && k < n; k++) {
        size_t best = n;
        double count = -1;
        for (size_t i = n; i-- > 0;) {
            double rows = xent_page_real(json_array_get(bins, i), "count");
            if (!chosen[i] && rows > count) {
                best = i;
                count = rows;
            }
        }
        if (best < n)
            chosen[best] = true;
    }
}

/* A bar from 0 to 1: what was right, and the gap to what was stated, on either side. */
static void
draw_bar(const xent_glyphs *glyph, double accuracy, double confidence, char *bar, size_t size)
{
    size_t right = (size_t)(accuracy * BAR + 0.5), stated = (size_t)(confidence * BAR + 0.5);
    size_t common = right < stated ? right : stated, all = right < stated ? stated : right;
    size_t used = 0;
    bar[0] = '\0';
    for (size_t i = 0; i < all && i < BAR && used < size; i++) {
        const char *sign = i < common ? glyph->full : right < stated ? glyph->missing
                                                                     : glyph->beyond;
        used += (size_t)snprintf(bar + used, size - used, "%s", sign);
    }
}

/* Does the bin show what chance does not do to a calibrated model? */
static bool
is_odd(const json_t *bin)
{
    double accuracy = xent_page_real(bin, "accuracy");
    return accuracy < xent_page_real(bin, "consistency_low")
           || accuracy > xent_page_real(bin, "consistency_high");
}

static void
add_bin(const xent_page *page, xent_grid *grid, const json_t *bin)
{
    char low[XENT_NUMBER], high[XENT_NUMBER], text[XENT_SHOWN], bar[4 * BAR + 1];
    double confidence = xent_page_real(bin, "confidence");
    double accuracy = xent_page_real(bin, "accuracy");
    xent_grid_line(grid, NULL);
    xent_fixed_text(xent_page_real(bin, "low"), 2, low, sizeof low);
    xent_fixed_text(xent_page_real(bin, "high"), 2, high, sizeof high);
    snprintf(text, sizeof text, "%s%s%s", low, page->glyph->dash, high);
    xent_grid_cell(grid, text);
    xent_count_text(xent_page_real(bin, "count"), text, sizeof text);
    xent_grid_cell(grid, text);
    xent_fixed_text(confidence, 3, text, sizeof text);
    xent_grid_cell(grid, text);
    xent_fixed_text(accuracy, 3, text, sizeof text);
    xent_grid_cell(grid, text);
    xent_grid_cell(grid, is_odd(bin) ? "*" : "");
    draw_bar(page->glyph, accuracy, confidence, bar, sizeof bar);
    xent_grid_cell(grid, bar);
}

static void
explain_bins(xent_page *page, size_t hidden, bool odd)
{
    const xent_glyphs *glyph = page->glyph;
    if (hidden > 0)
        xent_buffer_printf(page->out, "  %s and %zu bins with fewer %s (-v shows all)\n",
                           glyph->dots, hidden, xent_result_cases(page->root));
    xent_buffer_printf(page->out,
                       "  %s observed   %s stated, not observed   %s observed, not stated\n",
                       glyph->full, glyph->missing, glyph->beyond);
    if (odd)
        xent_buffer_puts(page->out, "  * outside of what chance does to a calibrated model\n");
}

xent_status
xent_page_bins(xent_page *page, const json_t *scope, bool all, xent_error *err)
{
    const char *cases = xent_result_cases(page->root);
    const xent_grid_column column[] = {
        {"bin", false},     {cases, true}, {"stated", true},
        {"observed", true}, {"", false},   {"0                      1", false}};
    const json_t *bins = xent_json_at(scope, "curves.bins");
    size_t n = json_array_size(bins), shown = all ? n : COMPACT_BINS;
    bool chosen[MOST_BINS], odd = false;
    if (n == 0 || n > MOST_BINS)
        return XENT_OK;
    choose(bins, n, shown, chosen);
    xent_grid *grid = xent_grid_alloc(6, column, 2, page->width);
    for (size_t i = n; i-- > 0;)
        if (chosen[i]) {
            add_bin(page, grid, json_array_get(bins, i));
            odd = odd || is_odd(json_array_get(bins, i));
        }
    xent_status status = xent_grid_finish(grid, page->out, err);
    explain_bins(page, n > shown ? n - shown : 0, odd);
    return status;
}
