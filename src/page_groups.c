/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a report. */
#include <math.h>
#include <stdio.h>
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

static void
group_row(xent_page *page, const json_t *scope, const char *const *metric)
{
    const json_t *adjusted = json_object_get(scope, "p_adjusted");
    bool bad = json_is_true(json_object_get(scope, "miscalibrated"));
    page->style->row(page);
    page->style->text_cell(page, text_of(scope, "name"));
    page->style->text_cell(page, bad ? "*" : "");
    page->style->count_cell(page, real_of(scope, "rows"));
    for (; *metric; metric++) { /* bare, so that all columns find room */
        const json_t *value = json_object_get(json_object_get(scope, "metrics"), *metric);
        xent_page_number(page, json_object_get(value, "value"));
    }
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
                        const char *label, const char *score, const char *text)
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
    json_array_foreach(parts, i, part)
        ledger_row(page, part, label, score);
    page->style->end_table(page);
}

void
xent_page_write_groups(xent_page *page)
{
    const json_t *groups = json_object_get(page->result->root, "groups");
    const json_t *scopes = json_object_get(groups, "scopes");
    const char *metric[XENT_GROUP_METRICS + 1],
        *head[XENT_GROUP_METRICS + 5] = {"group", "", "rows"};
    char line[320];
    size_t columns = 3;
    if (!groups)
        return;
    xent_group_metrics(scopes, metric);
    for (size_t m = 0; metric[m]; m++)
        head[columns++] = xent_group_heading(metric[m]);
    head[columns++] = "adjusted p";
    head[columns] = NULL;
    page->style->section(page, "groups", "Groups");
    snprintf(line, sizeof line,
             "By %.80s: %.0f of %.0f groups are miscalibrated (*). The p-values are those of "
             "%s, adjusted by %s over the groups.",
             text_of(groups, "factor"), real_of(groups, "miscalibrated"), real_of(groups, "tested"),
             text_of(groups, "test"), text_of(groups, "correction"));
    page->style->paragraph(page, line);
    page->style->table(page, head, 2);
    for (size_t i = 0; i < json_array_size(scopes); i++)
        group_row(page, json_array_get(scopes, i), metric);
    page->style->end_table(page);
    xent_page_write_ledgers(page, scopes, "group", "name", "nll",
                            "nll = uncertainty - resolution + miscalibration of each group. One "
                            "map serves all groups, fitted on other rows; where the miscalibration "
                            "is below zero, it costs the group.");
}
