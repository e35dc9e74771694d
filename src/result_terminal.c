/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document for people: what was read, the numbers, and last the verdict and what to do. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "result_internal.h"
#include "terminal.h"
#include "text.h"

enum { DEFAULT_WIDTH = 80 };

static const xent_glyphs unicode = {.dash = "–", .most = "≤", .becomes = "→", .full = "█",
                                    .missing = "░", .beyond = "▒", .minus = "−", .dots = "…"};
static const xent_glyphs ascii = {.dash = "-", .most = "<=", .becomes = "->", .full = "#",
                                  .missing = ".", .beyond = "+", .minus = "-", .dots = "..."};

/* ---- what was read */

/* What rows have in place of labels. */
static const char *
rows_have(const json_t *input)
{
    if (json_is_true(json_object_get(input, "labelled")))
        return "";
    return json_object_get(input, "targets") ? ", target distributions" : ", no labels";
}

static void
add_shape(xent_page *page, const json_t *input)
{
    char text[1024], rows[XENT_NUMBER], classes[XENT_NUMBER];
    const char *path = xent_page_text(input, "path");
    xent_count_text(xent_page_real(input, "rows"), rows, sizeof rows);
    xent_count_text(xent_page_real(input, "classes"), classes, sizeof classes);
    bool labels = strcmp(xent_page_text(input, "task"), "multilabel") == 0;
    bool one = labels && xent_page_real(input, "classes") < 2;
    snprintf(text, sizeof text, "%s: %s row%s, %s %s%s%s; %s",
             strcmp(path, "-") == 0 ? "standard input" : path, rows,
             xent_plural((size_t)xent_page_real(input, "rows")), classes,
             one      ? "label"
             : labels ? "labels"
                      : "classes",
             rows_have(input),
             json_is_true(json_object_get(input, "weighted")) ? ", weighted" : "",
             xent_page_text(input, "storage"));
    xent_page_paragraph(page, "input", "1", text);
}

static void
add_kind(xent_page *page, const json_t *input)
{
    char text[512];
    snprintf(text, sizeof text, "%s (see --kind): %s", xent_page_text(input, "kind"),
             xent_page_text(input, "kind_reason"));
    xent_page_paragraph(page, "kind", "1", text);
}

/* "3 rows ignored, ..." for the counts that are not zero. */
static void
add_touched(xent_page *page, const json_t *input)
{
    static const struct {
        const char *key, *words;
    } facts[] = {
        {"ignored_rows", "rows dropped by --ignore-index"},
        {"clipped", "scores clipped"},
        {"normalized_rows", "rows normalized"},
        {"duplicate_rows", "rows are copies of others"},
        {"minus_inf", "scores of -inf"},
        {"zero_prob_true_class", "rows give their class probability 0"},
    };
    char text[512];
    size_t used = 0;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        char count[XENT_NUMBER];
        double n = xent_page_real(input, facts[i].key);
        if (!(n > 0))
            continue;
        xent_count_text(n, count, sizeof count);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %s", used ? ", " : "",
                                 count, facts[i].words);
    }
    if (used > 0)
        xent_page_paragraph(page, "", NULL, text);
}

/* "softmax was applied twice: hidden_min 0, ..."; sentence and hint stand among the notes. */
static void
add_finding(xent_page *page, const json_t *finding, const char *label)
{
    json_t *number, *evidence = json_object_get(finding, "evidence");
    const char *key, *before = ": ";
    xent_buffer text = {0};
    xent_buffer_puts(&text, xent_page_text(finding, "title"));
    json_object_foreach(evidence, key, number) {
        char shown[XENT_NUMBER];
        xent_number_text(xent_json_real(number), 5, shown, sizeof shown);
        xent_buffer_printf(&text, "%s%s %s", before, key, shown);
        before = ", ";
    }
    xent_page_paragraph(page, label, "1;33", text.bytes ? text.bytes : "");
    page->out->failed |= text.failed;
    xent_buffer_free(&text);
}

static void
add_findings(xent_page *page)
{
    const json_t *findings = json_object_get(page->root, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++)
        add_finding(page, json_array_get(findings, i), i ? "" : "found");
}

/* What is measured of several labels. */
static void
add_cells(xent_page *page, const json_t *input, const json_t *clusters)
{
    char text[320], cells[XENT_NUMBER], rows[XENT_NUMBER];
    xent_count_text(xent_page_real(input, "cells"), cells, sizeof cells);
    xent_count_text(xent_page_real(clusters, "count"), rows, sizeof rows);
    snprintf(text, sizeof text,
             "each label of each row is a case, %s in all; intervals are by %.80s (%s), and what "
             "holds of independent cases only is left out, but for single labels",
             cells, xent_page_text(clusters, "factor"), rows);
    xent_page_paragraph(page, "cells", "1", text);
}

static void
add_clusters(xent_page *page, const json_t *input)
{
    const json_t *clusters = json_object_get(input, "clusters");
    char text[256], count[XENT_NUMBER];
    if (!clusters)
        return;
    if (json_object_get(input, "cells")) {
        add_cells(page, input, clusters);
        return;
    }
    xent_count_text(xent_page_real(clusters, "count"), count, sizeof count);
    snprintf(text, sizeof text,
             "%s clusters by %.80s: intervals are by cluster, and what holds of independent rows "
             "only is left out",
             count, xent_page_text(clusters, "factor"));
    xent_page_paragraph(page, "cluster", "1", text);
}

static void
add_input(xent_page *page)
{
    const json_t *input = json_object_get(page->root, "input");
    add_shape(page, input);
    add_kind(page, input);
    if (json_object_get(input, "part"))
        xent_page_paragraph(page, "part", "1", xent_page_text(input, "part"));
    add_clusters(page, input);
    add_touched(page, input);
    if (json_is_true(json_object_get(input, "in_sample")))
        xent_page_paragraph(page, "map", "1;33", "in-sample: these rows are among those that it "
                                                 "was fitted on, which flatters it");
    add_findings(page);
}

/* With the map of other rows. */
static xent_status
add_after(xent_page *page, xent_error *err)
{
    char heading[160];
    const json_t *after = json_object_get(page->root, "after");
    if (!after)
        return XENT_OK;
    snprintf(heading, sizeof heading, "%.40s, %.100s", xent_page_text(after, "map"),
             xent_page_text(after, "how"));
    return xent_page_before_after(page, heading, json_object_get(page->root, "metrics"),
                                  json_object_get(after, "metrics"), err);
}

static void
add_range(xent_page *page)
{
    char text[256], low[XENT_NUMBER], high[XENT_NUMBER];
    const json_t *input = json_object_get(page->root, "input");
    xent_number_text(xent_page_real(input, "min"), 5, low, sizeof low);
    xent_number_text(xent_page_real(input, "max"), 5, high, sizeof high);
    snprintf(text, sizeof text, "%s .. %s", low, high);
    xent_page_paragraph(page, "scores", "1", text);
    if (!isnan(xent_page_real(input, "sum_min"))) {
        xent_number_text(xent_page_real(input, "sum_min"), 9, low, sizeof low);
        xent_number_text(xent_page_real(input, "sum_max"), 9, high, sizeof high);
        snprintf(text, sizeof text, "rows sum to %s .. %s", low, high);
        xent_page_paragraph(page, "", NULL, text);
    }
    if (json_is_true(json_object_get(input, "labelled"))) {
        snprintf(text, sizeof text, "%.0f .. %.0f, %.0f classes seen",
                 xent_page_real(input, "label_min"), xent_page_real(input, "label_max"),
                 xent_page_real(input, "classes_seen"));
        xent_page_paragraph(page, "labels", "1", text);
    }
    xent_page_paragraph(page, "hash", "1", xent_page_text(input, "fingerprint"));
}

/* ---- what it amounts to */

/* A bare number, or one with an interval. */
static double
term_of(const json_t *ledger, const char *name)
{
    return xent_json_real(json_object_get(ledger, name));
}

/* " [0.0512, 0.0600]", or nothing. */
static void
show_interval(const json_t *term, char *text, size_t size)
{
    char low[XENT_NUMBER], high[XENT_NUMBER];
    text[0] = 0;
    if (!json_object_get(term, "low"))
        return;
    xent_show_number(xent_page_real(term, "low"), low);
    xent_show_number(xent_page_real(term, "high"), high);
    snprintf(text, size, " [%s, %s]", low, high);
}

/* `what` with the mean loss called `score`. */
static void
add_terms(xent_page *page, const char *key, const char *what, const char *score,
          const json_t *terms)
{
    char nll[XENT_NUMBER], uncertainty[XENT_NUMBER], resolution[XENT_NUMBER], lost[XENT_NUMBER];
    char text[512], interval[2 * XENT_NUMBER + 8];
    const json_t *ledger = xent_json_at(page->root, "decomposition.ledger");
    xent_show_number(xent_page_real(terms, score), nll);
    xent_show_number(xent_page_real(terms, "uncertainty"), uncertainty);
    double gain = term_of(terms, "resolution");
    double cost = term_of(terms, "miscalibration");
    xent_show_number(fabs(gain), resolution);
    xent_show_number(fabs(cost), lost);
    show_interval(json_object_get(terms, "miscalibration"), interval, sizeof interval);
    snprintf(text, sizeof text, "%s %s = %s uncertainty %s %s resolution %s %s miscalibration "
             "%s (%s, %.0f folds)", what, nll, uncertainty,
             gain < 0 ? "+" : page->glyph->minus, resolution,
             cost < 0 ? page->glyph->minus : "+", lost, interval,
             xent_page_text(ledger, "map"), xent_page_real(ledger, "folds"));
    xent_page_paragraph(page, key, "1", text);
}

/* Where the map makes what happened impossible the Brier score still tells. */
static void
add_ledger(xent_page *page)
{
    const json_t *ledger = xent_json_at(page->root, "decomposition.ledger");
    if (!ledger || isnan(xent_page_real(ledger, "nll")))
        return;
    xent_buffer_puts(page->out, "\n");
    add_terms(page, "ledger", "NLL", "nll", ledger);
    if (!isfinite(term_of(ledger, "resolution")))
        add_terms(page, "", "Brier", "score", json_object_get(ledger, "brier"));
}

/* The two sides of the cross-entropy against target distributions. */
static void
add_entropy_kl(xent_page *page)
{
    char cross[XENT_NUMBER], entropy[XENT_NUMBER], kl[XENT_NUMBER], text[256];
    const json_t *sides = xent_json_at(page->root, "decomposition.entropy_kl");
    if (!sides || isnan(xent_page_real(sides, "cross_entropy")))
        return;
    xent_show_number(xent_page_real(sides, "cross_entropy"), cross);
    xent_show_number(xent_page_real(sides, "entropy"), entropy);
    xent_show_number(xent_page_real(sides, "kl"), kl);
    snprintf(text, sizeof text, "H(P,Q) %s = %s entropy of the targets + %s divergence KL(P||Q) "
             "(residual %.1g)", cross, entropy, kl, xent_page_real(sides, "residual"));
    xent_buffer_puts(page->out, "\n");
    xent_page_paragraph(page, "targets", "1", text);
}

/* The score of the pairs that the diagram shows, by isotonic regression on them. */
static void
add_corp(xent_page *page)
{
    char score[XENT_NUMBER], lost[XENT_NUMBER], chance[XENT_NUMBER], gained[XENT_NUMBER];
    char uncertainty[XENT_NUMBER], reference[64] = "", text[256];
    const json_t *corp = xent_json_at(page->root, "decomposition.corp.brier");
    if (!corp)
        return;
    xent_show_number(xent_page_real(corp, "score"), score);
    xent_show_number(xent_page_real(corp, "miscalibration.value"), lost);
    xent_show_number(xent_page_real(corp, "miscalibration.null_high"), chance);
    xent_show_number(xent_page_real(corp, "discrimination"), gained);
    xent_show_number(xent_page_real(corp, "uncertainty"), uncertainty);
    if (*chance)
        snprintf(reference, sizeof reference, " (by chance %s %s)", page->glyph->most, chance);
    snprintf(text, sizeof text,
             "Brier %s of the diagram = %s miscalibration%s %s %s discrimination + %s uncertainty "
             "(isotonic)",
             score, lost, reference, page->glyph->minus, gained, uncertainty);
    xent_buffer_puts(page->out, "\n");
    xent_page_paragraph(page, "corp", "1", text);
}

/* "OVERCONFIDENT: it says ..., T = 2.05 would save ...". */
static void
add_verdict(xent_page *page)
{
    const json_t *verdict = json_object_get(page->root, "verdict");
    const char *state = xent_page_text(verdict, "state"), *next = xent_page_text(verdict, "next");
    bool good = strcmp(state, "consistent") == 0;
    xent_buffer text = {0};
    if (!verdict)
        return;
    for (const char *c = state; *c; c++)
        xent_buffer_add(&text, &(char){*c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c}, 1);
    xent_buffer_printf(&text, ". %s %s", xent_page_text(verdict, "sentence"),
                       xent_page_text(verdict, "advice"));
    xent_buffer_puts(page->out, "\n");
    xent_page_paragraph(page, "verdict", good ? "1;32" : "1;33", text.bytes ? text.bytes : "");
    if (*next)
        xent_page_paragraph(page, "next", "1", next);
    page->out->failed |= text.failed;
    xent_buffer_free(&text);
}

static xent_status
add_diagnosis(xent_page *page, xent_error *err)
{
    add_input(page);
    xent_buffer_puts(page->out, "\n");
    xent_status status = xent_page_metrics(page, page->root, err);
    if (status == XENT_OK && page->how->verbose) {
        xent_buffer_puts(page->out, "\n");
        xent_page_definitions(page, page->root);
    }
    xent_buffer_puts(page->out, "\n");
    if (status == XENT_OK)
        status = xent_page_bins(page, page->root, page->how->verbose, err);
    add_corp(page);
    add_entropy_kl(page);
    if (status == XENT_OK)
        status = xent_page_groups(page, err);
    if (status == XENT_OK)
        status = xent_page_worst(page, err);
    if (status == XENT_OK)
        status = add_after(page, err);
    add_ledger(page);
    add_verdict(page);
    if (status == XENT_OK)
        status = xent_page_per_class(page, err);
    return status == XENT_OK ? xent_page_explanations(page, err) : status;
}

xent_status
xent_result_terminal(const xent_result *result, const xent_terminal *terminal, char **text,
                     xent_error *err)
{
    xent_buffer out = {0};
    xent_page page = {.root = result->root, .how = terminal, .out = &out,
                      .glyph = terminal->utf8 ? &unicode : &ascii,
                      .width = terminal->width ? terminal->width : DEFAULT_WIDTH};
    xent_status status = XENT_OK;
    *text = NULL;
    if (json_object_get(result->root, "fit") && json_object_get(result->root, "parameters"))
        status = xent_page_fit(&page, err);
    else if (json_object_get(result->root, "metrics"))
        status = add_diagnosis(&page, err);
    else if (json_object_get(result->root, "p"))
        status = xent_page_information(&page, err);
    else if (json_object_get(result->root, "input")) {
        add_input(&page);
        add_range(&page);
    } else
        status = xent_fail(err, XENT_EDATA, "no result document of this version");
    if (status == XENT_OK)
        status = xent_buffer_status(&out, err);
    if (status == XENT_OK)
        *text = out.bytes;
    else
        xent_buffer_free(&out);
    return status;
}
