/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "plot_internal.h"
#include "result_internal.h"
#include "text.h"

enum { MOST_PARAMETERS = 20, NAME_SIZE = 96, LINE_SIZE = 512 };

static const char *
text_at(const json_t *root, const char *path)
{
    return json_string_value(xent_json_at(root, path));
}

static double
real_at(const json_t *root, const char *path)
{
    return xent_json_real(xent_json_at(root, path));
}

/* ---- verdict */

static void
write_begin(xent_page *page)
{
    char title[LINE_SIZE], subtitle[LINE_SIZE], rows[32];
    const json_t *root = page->result->root;
    const char *path = text_at(root, "input.path"), *kind = text_at(root, "input.kind");
    const char *part = text_at(root, "input.part");
    const char *slash = path ? strrchr(path, '/') : NULL;
    snprintf(title, sizeof title, "Calibration of %.400s", slash ? slash + 1 : path ? path : "?");
    xent_count_text(real_at(root, "input.rows"), rows, sizeof rows);
    snprintf(subtitle, sizeof subtitle, "%s rows%s%.200s, %.0f %s, read as %s", rows,
             part ? " of " : "", part ? part : "", real_at(root, "input.classes"),
             json_object_get(root, "labels") ? "labels" : "classes", kind ? kind : "unknown scores");
    page->style->begin(page, title, subtitle);
}

static void
write_verdict(xent_page *page)
{
    const json_t *verdict = xent_json_at(page->result->root, "verdict");
    const char *state = text_at(verdict, "state"), *sentence = text_at(verdict, "sentence");
    const char *advice = text_at(verdict, "advice"), *next = text_at(verdict, "next");
    if (!verdict)
        return;
    page->style->section(page, "verdict", "Verdict");
    page->style->verdict(page, state ? state : "undetermined", sentence ? sentence : "");
    if (advice)
        page->style->paragraph(page, advice);
    if (next && *next) {
        page->style->paragraph(page, "Next:");
        page->style->command(page, next);
    }
}

/* ---- numbers */

static const json_t *
metric_of(const json_t *scope, const char *name)
{
    return json_object_get(json_object_get(scope, "metrics"), name);
}

static const json_t *
after_of(const xent_page *page)
{
    return xent_json_at(page->result->root, "after.metrics")
               ? xent_json_at(page->result->root, "after")
               : NULL;
}

static void
write_how(xent_page *page, const json_t *after)
{
    char line[LINE_SIZE];
    const char *map = text_at(after, "map"), *how = text_at(after, "how");
    snprintf(line, sizeof line, "After: %s, %.400s.", map ? map : "a map", how ? how : "");
    page->style->paragraph(page, line);
}

static void
begin_before_after(xent_page *page, const char *what, bool after)
{
    const char *single[] = {what, "value", NULL}, *both[] = {what, "before", "after", NULL};
    page->style->table(page, after ? both : single, 1);
}

static void
metric_row(xent_page *page, const char *name, const json_t *after)
{
    const json_t *metric = metric_of(page->result->root, name);
    const char *title = text_at(metric, "title"), *unit = text_at(metric, "unit");
    char line[NAME_SIZE];
    snprintf(line, sizeof line, unit ? "%s (%s)" : "%s", title ? title : name, unit);
    page->style->row(page);
    page->style->text_cell(page, line);
    xent_page_number(page, metric);
    if (after)
        xent_page_number(page, metric_of(after, name));
}

static const char intervals_only[] = "In brackets an interval.";
static const char intervals_and_chance[] =
    "In brackets an interval. \"If calibrated\" is what a perfectly calibrated model would score on "
    "these rows by chance: the mean, and the value it stays below.";

/* Has a measure what chance would give? */
static bool
tells_chance(const xent_page *page)
{
    bool found = false;
    for (const xent_metric *const *m = xent_metrics; *m && !found; m++)
        found = json_object_get(metric_of(page->result->root, (*m)->name), "null_mean") != NULL;
    return found;
}

static void
write_numbers(xent_page *page)
{
    const json_t *after = after_of(page);
    page->style->section(page, "numbers", "Numbers");
    if (after)
        write_how(page, after);
    begin_before_after(page, "measure", after);
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        if (metric_of(page->result->root, (*m)->name))
            metric_row(page, (*m)->name, after);
    }
    page->style->end_table(page);
    page->style->paragraph(page, tells_chance(page) ? intervals_and_chance : intervals_only);
}

/* ---- reliability, confidence, temperature */

/* A document that does not hold what the figure shows goes without, with a sentence. */
static void
write_figure(xent_page *page, const xent_plot *plot)
{
    for (size_t i = 0; page->figures && i < XENT_PLOTS; i++) {
        const xent_figure *figure = &page->figures[i];
        if (xent_plots[i] == plot && figure->svg)
            page->style->figure(page, plot, figure);
        else if (xent_plots[i] == plot)
            page->style->paragraph(page, figure->reason.sentence);
    }
}

static bool
has_bins(const xent_page *page)
{
    return json_array_size(xent_json_at(page->result->root, "curves.bins")) > 0;
}

static void
write_reliability(xent_page *page)
{
    const json_t *after = after_of(page);
    if (!has_bins(page))
        return;
    page->style->section(page, "reliability", "Reliability");
    write_figure(page, xent_plot_find("reliability"));
    xent_page_write_bins(page, page->result->root, after ? "Bins before" : "Bins");
    if (after)
        xent_page_write_bins(page, after, "Bins after");
}

static void
write_confidence(xent_page *page)
{
    if (!has_bins(page))
        return;
    char text[NAME_SIZE];
    snprintf(text, sizeof text, xent_plot_is_positive(page->result)
                                    ? "What the model predicts, and for which %s it came true."
                                    : "How sure the model is, and which %s it got right.",
             xent_result_cases(page->result->root));
    page->style->section(page, "confidence", "Confidence");
    page->style->paragraph(page, text);
    write_figure(page, xent_plot_find("confidence"));
}

static void
parameter_row(xent_page *page, const char *name, const json_t *value, const json_t *error)
{
    page->style->row(page);
    page->style->text_cell(page, name);
    xent_page_number(page, value);
    xent_page_number(page, error);
}

/* Knots of curves, and numbers for more classes than a page wants to show: how many, and between
   what. */
static void
range_row(xent_page *page, const char *name, const json_t *value, const json_t *error)
{
    char cell[NAME_SIZE + 32], low[32], high[32];
    xent_json_range range = xent_json_range_of(value), errors = xent_json_range_of(error);
    page->style->row(page);
    snprintf(cell, sizeof cell, "%s (%zu)", name, range.size);
    page->style->text_cell(page, cell);
    xent_number_text(range.low, 4, low, sizeof low);
    xent_number_text(range.high, 4, high, sizeof high);
    snprintf(cell, sizeof cell, "%s to %s", low, high);
    page->style->text_cell(page, cell);
    xent_number_text(errors.low, 4, low, sizeof low);
    xent_number_text(errors.high, 4, high, sizeof high);
    cell[0] = '\0';
    if (errors.size > 0)
        snprintf(cell, sizeof cell, "%s to %s", low, high);
    page->style->text_cell(page, cell);
}

static void
parameter_rows(xent_page *page, const char *key, const json_t *value, const json_t *error)
{
    const char *name = xent_page_spell(key, (char[NAME_SIZE]){""}, NAME_SIZE);
    size_t n = json_array_size(value);
    if (!json_is_array(value))
        parameter_row(page, name, value, error);
    else if (!error || n > MOST_PARAMETERS)
        range_row(page, name, value, error);
    for (size_t i = 0; error && i < n && n <= MOST_PARAMETERS; i++) {
        char indexed[NAME_SIZE + 32];
        snprintf(indexed, sizeof indexed, "%s, class %zu", name, i);
        parameter_row(page, indexed, json_array_get(value, i), json_array_get(error, i));
    }
}

static void
write_parameters(xent_page *page, const json_t *fit)
{
    static const char *const head[] = {"parameter", "value", "standard error", NULL};
    const json_t *parameters = xent_json_at(fit, "parameters");
    const json_t *errors = xent_json_at(fit, "standard_errors");
    const char *key = NULL;
    page->style->table(page, head, 1);
    while ((key = xent_page_next_key(parameters, key)) != NULL)
        parameter_rows(page, key, json_object_get(parameters, key), json_object_get(errors, key));
    page->style->end_table(page);
}

static void
write_certificate(xent_page *page, const json_t *fit, const char *rows)
{
    char text[LINE_SIZE + 500];
    const char *withheld = text_at(fit, "withheld");
    static const char *const head[] = {"fit", "value", NULL};
    static const char *const keys[] = {"status", "rows", "clusters", "nll_before", "nll_after",
                                       "log_likelihood", "lr_statistic", "lr_p_value",
                                       "iterations", "gradient_norm"};
    page->style->table(page, head, 1);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!json_object_get(fit, keys[i]))
            continue;
        xent_page_name(page, keys[i]);
        xent_page_scalar(page, json_object_get(fit, keys[i]));
    }
    page->style->end_table(page);
    snprintf(text, sizeof text, "Fitted on %.600s, NLL in nats%s%.300s.", rows,
             json_object_get(fit, "lr_statistic")
                 ? "; the likelihood-ratio test is against leaving the scores as they are"
             : withheld ? "; "
                        : "",
             withheld ? withheld : "");
    page->style->paragraph(page, text);
}

/* rows: those that it was fitted on. */
static void
write_fit(xent_page *page, const json_t *fit, const char *rows)
{
    char heading[NAME_SIZE];
    const char *map = text_at(fit, "map"), *advice = text_at(fit, "advice");
    if (!fit)
        return;
    snprintf(heading, sizeof heading, "Map: %.60s", map ? map : "?");
    page->style->heading(page, heading);
    if (advice && *advice)
        page->style->paragraph(page, advice);
    write_parameters(page, fit);
    write_certificate(page, fit, rows);
}

/* The map that was applied: of a part of the rows, or of a file. */
static void
write_map(xent_page *page)
{
    static const char here[] = "fitted on ";
    const char *how = text_at(page->result->root, "after.how");
    bool part = how && strncmp(how, here, strlen(here)) == 0;
    const json_t *fit = xent_json_at(page->result->root, "after.fit");
    if (!fit)
        return;
    page->style->section(page, "map", "Applied map");
    write_fit(page, fit, part ? how + strlen(here) : "the rows that its file tells of");
}

static void
write_temperature(xent_page *page)
{
    const json_t *fit = xent_json_at(page->result->root, "fit");
    const json_t *temperature = xent_json_at(page->result->root, "temperature");
    const char *map = text_at(fit, "map");
    char rows[NAME_SIZE];
    if (!fit)
        return;
    snprintf(rows, sizeof rows, xent_json_at(page->result->root, "after.fit")
                                    ? "the very %s that are measured here (for comparison; not applied)"
                                    : "all %s",
             xent_result_cases(page->result->root));
    page->style->section(page, "temperature", "Temperature");
    write_figure(page, xent_plot_find("temperature"));
    write_fit(page, fit, rows);
    if (temperature && !(map && strcmp(map, "temperature") == 0))
        write_fit(page, temperature, rows);
}

/* ---- decomposition */

static void
term_rows(xent_page *page, const char *above, const json_t *terms, const json_t *after, bool both)
{
    const char *key = NULL;
    while ((key = xent_page_next_key(terms, key)) != NULL) {
        const json_t *term = json_object_get(terms, key), *then = json_object_get(after, key);
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "%.40s%s%.40s", above, *above ? ", " : "", key);
        if (json_is_object(term) && !json_object_get(term, "value")) {
            term_rows(page, name, term, then, both);
            continue;
        }
        xent_page_name(page, name);
        xent_page_scalar(page, term);
        if (both)
            xent_page_scalar(page, then);
    }
}

/* Name, heading and meaning of the decompositions that we know. */
typedef struct {
    const char *name, *title, *text;
} meaning;

static const meaning meanings[] = {
    {"ledger", "Ledger",
     "NLL = uncertainty - resolution + miscalibration. Uncertainty is the entropy of the label "
     "frequencies; miscalibration is what the named map saves on rows that it was not fitted on, "
     "a lower bound on the calibration loss."},
    {"murphy", "Murphy",
     "Brier score of the bins = reliability - resolution + uncertainty + within-bin variance - "
     "within-bin covariance, of what the ECE is of."},
    {"corp", "CORP",
     "score = miscalibration - discrimination + uncertainty, after isotonic regression on the "
     "same rows."},
    {"entropy_kl", "Entropy and divergence",
     "cross-entropy = entropy of the targets + KL divergence."},
};

static meaning
meaning_of(const char *decomposition)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(decomposition, meanings[i].name) == 0)
            return meanings[i];
    }
    return (meaning){decomposition, decomposition, NULL};
}

static void
write_unit(xent_page *page)
{
    const char *unit = text_at(page->result->root, "settings.unit");
    char text[160];
    if (!unit)
        return;
    snprintf(text, sizeof text, "Log scores, entropies and divergences in %.40s; factors of the "
             "perplexity and Brier scores have no unit.", unit);
    page->style->paragraph(page, text);
}

static void
write_decomposition(xent_page *page)
{
    const json_t *all = xent_json_at(page->result->root, "decomposition");
    const json_t *after = xent_json_at(page->result->root, "after.decomposition");
    const char *key = NULL;
    if (json_object_size(all) == 0)
        return;
    page->style->section(page, "decomposition", "Decomposition");
    write_unit(page);
    while ((key = xent_page_next_key(all, key)) != NULL) {
        const json_t *same = json_object_get(after, key);
        const meaning what = meaning_of(key);
        page->style->heading(page, what.title);
        if (what.text)
            page->style->paragraph(page, what.text);
        begin_before_after(page, "term", same);
        term_rows(page, "", json_object_get(all, key), same, same);
        page->style->end_table(page);
    }
}

/* ---- definitions, reproduction */

static void
write_definitions(xent_page *page)
{
    static const char *const head[] = {"measure", "definition", NULL};
    page->style->section(page, "definitions", "Definitions");
    page->style->table(page, head, 2);
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        const json_t *metric = metric_of(page->result->root, (*m)->name);
        const char *title = text_at(metric, "title"), *definition = text_at(metric, "definition");
        if (!metric)
            continue;
        page->style->row(page);
        page->style->text_cell(page, title ? title : (*m)->name);
        page->style->text_cell(page, definition ? definition : "");
    }
    page->style->end_table(page);
}

static void
write_members(xent_page *page, const char *heading, const json_t *object, const char *but)
{
    const char *key = NULL, *const head[] = {heading, "", NULL};
    page->style->table(page, head, 2);
    while ((key = xent_page_next_key(object, key)) != NULL) {
        if (but && strcmp(key, but) == 0)
            continue;
        xent_page_name(page, key);
        xent_page_scalar(page, json_object_get(object, key));
    }
    page->style->end_table(page);
}

static void
write_reproduction(xent_page *page)
{
    const json_t *reproduction = xent_json_at(page->result->root, "reproduction");
    const char *command = text_at(reproduction, "command");
    page->style->section(page, "reproduction", "Reproduction");
    if (command)
        page->style->command(page, command);
    write_members(page, "run", reproduction, "command");
    write_members(page, "settings", xent_json_at(page->result->root, "settings"), NULL);
    write_members(page, "input", xent_json_at(page->result->root, "input"), NULL);
}

static xent_status
write_sections(xent_page *page, xent_error *err)
{
    write_begin(page);
    write_verdict(page);
    xent_page_write_alerts(page);
    write_numbers(page);
    write_reliability(page);
    write_confidence(page);
    xent_page_write_groups(page);
    xent_page_write_classes(page);
    xent_page_write_worst(page);
    write_map(page);
    write_temperature(page);
    write_decomposition(page);
    write_definitions(page);
    write_reproduction(page);
    page->style->end(page);
    return xent_buffer_status(&page->out, err);
}

xent_status
xent_page_write(const xent_page_style *style, const xent_result *result,
                const xent_figure *figures, char **text, xent_error *err)
{
    xent_page page = {.style = style, .result = result, .figures = figures};
    *text = NULL;
    if (!xent_json_at(result->root, "metrics"))
        return xent_fail(err, XENT_EDATA, "the document holds no metrics to report");
    xent_status status = write_sections(&page, err);
    if (status == XENT_OK) {
        *text = page.out.bytes;
        page.out = (xent_buffer){0};
    }
    xent_buffer_free(&page.out);
    return status;
}
