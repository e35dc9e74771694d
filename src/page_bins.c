/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bins of a reliability diagram in a report. */
#include <math.h>
#include <stdio.h>
#include "page.h"
#include "plot_internal.h"
#include "result_internal.h"
#include "text.h"

static double
real_of(const json_t *bin, const char *key)
{
    return xent_json_real(json_object_get(bin, key));
}

/* chance: is there a column of what chance does to a calibrated model? */
static void
bin_row(xent_page *page, const json_t *bin, bool chance)
{
    char range[80], low[32], high[32];
    xent_number_text(real_of(bin, "low"), 4, low, sizeof low);
    xent_number_text(real_of(bin, "high"), 4, high, sizeof high);
    snprintf(range, sizeof range, "%s to %s", low, high);
    page->style->row(page);
    page->style->text_cell(page, range);
    page->style->count_cell(page, real_of(bin, "count"));
    xent_page_number(page, json_object_get(bin, "confidence"));
    xent_page_number(page, json_object_get(bin, "accuracy"));
    page->style->interval_cell(page, real_of(bin, "accuracy_low"), real_of(bin, "accuracy_high"));
    if (chance)
        page->style->interval_cell(page, real_of(bin, "consistency_low"),
                                   real_of(bin, "consistency_high"));
}

/* Rows of clusters have no such bands. */
static bool
tells_chance(const json_t *bins)
{
    bool found = false;
    for (size_t i = 0; i < json_array_size(bins) && !found; i++)
        found = !isnan(real_of(json_array_get(bins, i), "consistency_low"));
    return found;
}

void
xent_page_write_bins(xent_page *page, const json_t *scope, const char *heading)
{
    bool positive = xent_plot_is_positive(page->result);
    const json_t *bins = xent_json_at(scope, "curves.bins");
    bool chance = tells_chance(bins);
    const char *const head[] = {"bin", xent_result_cases(page->result->root), positive ? "predicted" : "confidence",
                                positive ? "observed" : "accuracy", "interval",
                                chance ? "if calibrated" : NULL, NULL};
    if (json_array_size(bins) == 0)
        return;
    page->style->heading(page, heading);
    page->style->table(page, head, 1);
    for (size_t i = 0; i < json_array_size(bins); i++) {
        const json_t *bin = json_array_get(bins, i);
        if (real_of(bin, "count") > 0)
            bin_row(page, bin, chance);
    }
    page->style->end_table(page);
}
