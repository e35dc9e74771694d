/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups, and the labels, of a document as tables. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "breakdown_table.h"
#include "grid.h"
#include "result_internal.h"
#include "terminal.h"
#include "text.h"

enum { MOST_PARTS = 20, MOST_METRICS = 5, COLUMNS = MOST_METRICS + 5 };

typedef struct {
    xent_page *page;
    const xent_breakdown_kind *kind;
    const json_t *breakdown;
    const char *metric[XENT_BREAKDOWN_METRICS + 1];
    bool chance; /* is what an ece would be by chance shown beside it? */
} table;

/* ---- lines */

static void
add_number(xent_grid *grid, double x)
{
    char shown[XENT_NUMBER];
    xent_show_number(x, shown);
    xent_grid_cell(grid, shown);
}

static bool
has_chance(const table *t, const char *metric)
{
    return t->chance && strcmp(metric, "ece") == 0;
}

static void
add_chance(const table *t, xent_grid *grid, const json_t *value)
{
    char number[XENT_NUMBER], shown[XENT_SHOWN] = "";
    xent_show_number(xent_page_real(value, "null_high"), number);
    if (*number)
        snprintf(shown, sizeof shown, "%s %s", t->page->glyph->most, number);
    xent_grid_cell(grid, shown);
}

static void
add_metrics(const table *t, xent_grid *grid, const json_t *metrics)
{
    for (const char *const *metric = t->metric; *metric; metric++) {
        const json_t *value = json_object_get(metrics, *metric);
        add_number(grid, value ? xent_json_real(value) : (double)NAN);
        if (has_chance(t, *metric))
            add_chance(t, grid, value);
    }
}

static void
add_part(const table *t, xent_grid *grid, const json_t *scope)
{
    char rows[XENT_NUMBER], p[XENT_SHOWN], name[XENT_NAME];
    double adjusted = xent_page_real(scope, "p_adjusted");
    bool bad = json_is_true(json_object_get(scope, "miscalibrated"));
    xent_count_text(xent_page_real(scope, "rows"), rows, sizeof rows);
    xent_show_p(adjusted, p);
    xent_grid_line(grid, bad && t->page->how->colour ? "brown" : NULL);
    xent_show_name(t->page, xent_page_text(scope, "name"), name);
    xent_grid_cell(grid, name);
    if (t->kind->rows)
        xent_grid_cell(grid, rows);
    add_metrics(t, grid, json_object_get(scope, "metrics"));
    xent_grid_cell(grid, isnan(adjusted) ? xent_page_text(scope, "status") : p);
    xent_grid_cell(grid, bad ? "*" : "");
}

/* The means over the parts. */
static void
add_macro(const table *t, xent_grid *grid)
{
    const json_t *macro = json_object_get(t->breakdown, "macro");
    if (!macro)
        return;
    xent_grid_line(grid, NULL);
    xent_grid_cell(grid, "(mean)");
    if (t->kind->rows)
        xent_grid_cell(grid, "");
    add_metrics(t, grid, macro);
}

/* ---- the table */

static xent_grid *
start(const table *t)
{
    xent_grid_column column[COLUMNS];
    size_t columns = 0;
    column[columns++] = (xent_grid_column){t->kind->one, false};
    if (t->kind->rows)
        column[columns++] = (xent_grid_column){xent_result_cases(t->page->root), true};
    for (size_t m = 0; t->metric[m]; m++) {
        column[columns++] = (xent_grid_column){xent_breakdown_heading(t->metric[m]), true};
        if (has_chance(t, t->metric[m]))
            column[columns++] = (xent_grid_column){"by chance", false};
    }
    column[columns++] = (xent_grid_column){"adjusted", false};
    column[columns++] = (xent_grid_column){"", false};
    return xent_grid_alloc(columns, column, 2, t->page->width);
}

static void
add_summary(const table *t, size_t hidden)
{
    char text[320];
    xent_page *page = t->page;
    const json_t *of = t->breakdown;
    if (hidden > 0)
        xent_buffer_printf(page->out, "  %s and %zu more %s (-v shows all)\n", page->glyph->dots,
                           hidden, t->kind->many);
    snprintf(text, sizeof text, "by %.80s: %.0f of %.0f miscalibrated, p of %s adjusted by %s%s",
             xent_page_text(of, "factor"), xent_page_real(of, "miscalibrated"),
             xent_page_real(of, "tested"), xent_page_text(of, "test"),
             xent_page_text(of, "correction"),
             xent_page_real(of, "miscalibrated") > 0 ? " (*)" : "");
    if (xent_page_real(of, "tested") > 0)
        xent_page_paragraph(page, t->kind->many, "1", text);
}

/* The loss of a row with several labels. */
static void
add_row_loss(const table *t)
{
    const json_t *nll = json_object_get(t->breakdown, "row_nll");
    char text[256], value[XENT_NUMBER], interval[XENT_SHOWN];
    size_t labels = json_array_size(json_object_get(t->breakdown, "scopes"));
    if (!nll || labels < 2)
        return;
    xent_show_number(xent_json_real(nll), value);
    xent_show_interval(nll, interval);
    snprintf(text, sizeof text, "%s %s %s a row: the sum over its %zu %s, of which the "
                                "negative log-likelihood above is the mean",
             value, interval, xent_page_text(nll, "unit"), labels, t->kind->many);
    xent_page_paragraph(t->page, "loss", "1", text);
}

/* A part and its place in the document. */
typedef struct {
    const json_t *scope;
    double p;
    size_t place;
} ranked;

/* The surest of being miscalibrated first, those without a test last; else in their order. */
static int
by_p(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->p < y->p || x->p > y->p)
        return x->p < y->p ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The `shown` parts of n that tables show, malloc'ed: all in their order, or the worst; NULL: no
   memory. */
static const json_t **
choose_parts(const json_t *scopes, size_t n, size_t shown)
{
    ranked *part = malloc((n + 1) * sizeof *part);
    const json_t **chosen = malloc((shown + 1) * sizeof *chosen);
    for (size_t i = 0; part && i < n; i++) {
        double p = xent_page_real(json_array_get(scopes, i), "p_value");
        part[i] = (ranked){json_array_get(scopes, i), isnan(p) ? 2 : p, i};
    }
    if (part && shown < n)
        qsort(part, n, sizeof *part, by_p);
    for (size_t i = 0; part && chosen && i < shown; i++)
        chosen[i] = part[i].scope;
    if (!part) {
        free(chosen);
        chosen = NULL;
    }
    free(part);
    return chosen;
}

static xent_status
add_ledgers(const table *t, size_t shown, const json_t *const *part, xent_error *err)
{
    const xent_part_table ledgers = {
        shown, part, t->kind->one, "name", "nll",
        "nll = uncertainty - resolution + miscalibration of each group; below zero, the map that "
        "serves all groups costs this one"};
    return t->kind->rows && shown > 0 ? xent_page_ledgers(t->page, &ledgers, err) : XENT_OK;
}

static xent_status
add_table(xent_page *page, const xent_breakdown_kind *kind, xent_error *err)
{
    table t = {page, kind, json_object_get(page->root, kind->key), {NULL}, false};
    const json_t *scopes = json_object_get(t.breakdown, "scopes");
    size_t n = json_array_size(scopes);
    size_t shown = page->how->verbose || n < MOST_PARTS ? n : MOST_PARTS;
    if (!t.breakdown)
        return XENT_OK;
    const json_t **part = choose_parts(scopes, n, shown);
    if (!part)
        return xent_fail_memory(err);
    xent_breakdown_metrics(kind, scopes, MOST_METRICS, t.metric);
    t.chance = !kind->rows && json_object_get(json_object_get(t.breakdown, "macro"), "ece");
    xent_buffer_puts(page->out, "\n");
    xent_grid *grid = start(&t);
    for (size_t i = 0; i < shown; i++)
        add_part(&t, grid, part[i]);
    add_macro(&t, grid);
    xent_status status = xent_grid_finish(grid, page->out, err);
    add_summary(&t, n - shown);
    add_row_loss(&t);
    if (status == XENT_OK)
        status = add_ledgers(&t, shown, part, err);
    free(part);
    return status;
}

xent_status
xent_page_groups(xent_page *page, xent_error *err)
{
    xent_status status = XENT_OK;
    for (const xent_breakdown_kind *kind = xent_breakdown_kinds; status == XENT_OK && kind->key;
         kind++)
        status = add_table(page, kind, err);
    return status;
}
