/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups, and the labels, of a report. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "breakdown_table.h"
#include "page.h"
#include "result_internal.h"

static const char *
text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static double
real_of(const json_t *object, const char *key)
{
    return xent_json_real(json_object_get(object, key));
}

/* What a calibrated label's ece stays below stands beside it. */
static bool
has_chance(const xent_breakdown_kind *kind, const char *metric)
{
    return !kind->rows && strcmp(metric, "ece") == 0;
}

static void
metric_cells(xent_page *page, const xent_breakdown_kind *kind, const json_t *metrics,
             const char *const *metric)
{
    for (; *metric; metric++) { /* bare, so that all columns find room */
        const json_t *value = json_object_get(metrics, *metric);
        const json_t *chance = json_object_get(value, "null_high");
        xent_page_number(page, json_object_get(value, "value"));
        if (has_chance(kind, *metric) && chance)
            xent_page_number(page, chance);
        else if (has_chance(kind, *metric))
            page->style->text_cell(page, "");
    }
}

static void
part_row(xent_page *page, const xent_breakdown_kind *kind, const json_t *scope,
         const char *const *metric)
{
    const json_t *adjusted = json_object_get(scope, "p_adjusted");
    page->style->row(page);
    page->style->text_cell(page, text_of(scope, "name"));
    page->style->text_cell(page, json_is_true(json_object_get(scope, "miscalibrated")) ? "*" : "");
    if (kind->rows)
        page->style->count_cell(page, real_of(scope, "rows"));
    metric_cells(page, kind, json_object_get(scope, "metrics"), metric);
    if (adjusted)
        xent_page_number(page, adjusted);
    else
        page->style->text_cell(page, text_of(scope, "status"));
}

static void
ledger_row(xent_page *page, const json_t *part, const char *label, const char *score)
{
    const char *const terms[] = {score, "uncertainty", "resolution", "miscalibration"};
    const json_t *ledger = xent_json_at(part, "decomposition.ledger");
    page->style->row(page);
    xent_page_scalar(page, json_object_get(part, label));
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        xent_page_number(page, json_object_get(ledger, terms[i]));
}

void
xent_page_write_ledgers(xent_page *page, const json_t *parts, const char *heading,
                        const char *label, const char *score, size_t most, const char *text)
{
    const char *const head[] = {heading,      score,            "uncertainty",
                                "resolution", "miscalibration", NULL};
    size_t i, any = 0;
    json_t *part;
    json_array_foreach(parts, i, part)
        any += xent_json_at(part, "decomposition.ledger") != NULL;
    if (any == 0)
        return;
    page->style->paragraph(page, text);
    page->style->table(page, head, 1);
    for (i = 0; i < json_array_size(parts) && i < most; i++)
        ledger_row(page, json_array_get(parts, i), label, score);
    page->style->end_table(page);
}

/* The means over the parts. */
static void
macro_row(xent_page *page, const xent_breakdown_kind *kind, const json_t *macro,
          const char *const *metric)
{
    if (!macro)
        return;
    page->style->row(page);
    page->style->text_cell(page, "(mean)");
    page->style->text_cell(page, "");
    if (kind->rows)
        page->style->text_cell(page, "");
    metric_cells(page, kind, macro, metric);
    page->style->text_cell(page, "");
}

static void
begin_table(xent_page *page, const xent_breakdown_kind *kind, const char *const *metric)
{
    const char *head[XENT_BREAKDOWN_METRICS + 6] = {kind->one, ""};
    size_t columns = 2;
    if (kind->rows)
        head[columns++] = xent_result_cases(page->result->root);
    for (size_t m = 0; metric[m]; m++) {
        head[columns++] = xent_breakdown_heading(metric[m]);
        if (has_chance(kind, metric[m]))
            head[columns++] = "by chance";
    }
    head[columns++] = "adjusted p";
    head[columns] = NULL;
    page->style->table(page, head, 2);
}

static void
write_summary(xent_page *page, const xent_breakdown_kind *kind, const json_t *of)
{
    char line[560];
    const json_t *nll = json_object_get(of, "row_nll");
    snprintf(line, sizeof line,
             "By %.80s: %.0f of %.0f %s are miscalibrated (*). The p-values are those of "
             "%s, adjusted by %s over the %s.",
             text_of(of, "factor"), real_of(of, "miscalibrated"), real_of(of, "tested"),
             kind->many, text_of(of, "test"), text_of(of, "correction"), kind->many);
    if (real_of(of, "tested") > 0)
        page->style->paragraph(page, line);
    if (!nll)
        return;
    snprintf(line, sizeof line,
             "Each label of each row, a cell, is a case of the sections above; their intervals are "
             "by %.80s, and what holds of independent cells only is left out. A row loses %.4f [%.4f, "
             "%.4f] %s, the sum over its %s, of which the negative log-likelihood above is the mean. "
             "By chance: what the ECE of a calibrated label stays below.",
             text_of(xent_json_at(page->result->root, "input.clusters"), "factor"),
             xent_json_real(nll), real_of(nll, "low"), real_of(nll, "high"), text_of(nll, "unit"),
             kind->many);
    page->style->paragraph(page, line);
}

static void
write_breakdown(xent_page *page, const xent_breakdown_kind *kind)
{
    const json_t *of = json_object_get(page->result->root, kind->key);
    const json_t *scopes = json_object_get(of, "scopes");
    const char *metric[XENT_BREAKDOWN_METRICS + 1];
    if (!of)
        return;
    xent_breakdown_metrics(kind, scopes, XENT_BREAKDOWN_METRICS, metric);
    page->style->section(page, kind->key, kind->title);
    write_summary(page, kind, of);
    begin_table(page, kind, metric);
    for (size_t i = 0; i < json_array_size(scopes); i++)
        part_row(page, kind, json_array_get(scopes, i), metric);
    macro_row(page, kind, json_object_get(of, "macro"), metric);
    page->style->end_table(page);
    if (kind->rows)
        xent_page_write_ledgers(page, scopes, kind->one, "name", "nll", SIZE_MAX,
                                "nll = uncertainty - resolution + miscalibration of each group. One "
                                "map serves all groups, fitted on other rows; where the "
                                "miscalibration is below zero, it costs the group.");
}

void
xent_page_write_groups(xent_page *page)
{
    for (const xent_breakdown_kind *kind = xent_breakdown_kinds; kind->key; kind++)
        write_breakdown(page, kind);
}
