/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report says, in which order; how it looks is a style's. */
#ifndef XENT_PAGE_H
#define XENT_PAGE_H
#include "json.h"
#include "metric.h"
#include "plot.h"

#pragma GCC visibility push(hidden)

typedef struct xent_page xent_page;

/* A way to write a page.  Texts are any text: styles escape them.  Cells stand between row and
   end_table. */
typedef struct {
    void (*begin)(xent_page *page, const char *title, const char *subtitle);
    void (*end)(xent_page *page);
    void (*section)(xent_page *page, const char *id, const char *title);
    void (*heading)(xent_page *page, const char *title); /* within a section */
    void (*paragraph)(xent_page *page, const char *text);
    void (*command)(xent_page *page, const char *text);
    void (*verdict)(xent_page *page, const char *state, const char *sentence);
    void (*alert)(xent_page *page, const char *severity, const char *text, const char *hint);
    /* head: NULL-ended; columns from `numbers` on hold numbers */
    void (*table)(xent_page *page, const char *const *head, size_t numbers);
    void (*row)(xent_page *page);
    void (*text_cell)(xent_page *page, const char *text);
    void (*count_cell)(xent_page *page, double count);
    /* a measure, with what is known of it where that is not NAN */
    void (*number_cell)(xent_page *page, const xent_value *value);
    void (*interval_cell)(xent_page *page, double low, double high);
    void (*end_table)(xent_page *page);
    /* NULL where no page of the style has figures */
    void (*figure)(xent_page *page, const xent_plot *plot, const xent_figure *figure);
} xent_page_style;

struct xent_page {
    const xent_page_style *style;
    const xent_result *result;
    const xent_figure *figures; /* of xent_plots; NULL: a page without */
    xent_buffer out;
    size_t numbers;    /* of the table being written */
    size_t column;
    bool in_section, in_row;
};

/* Writes all sections and returns the text, malloc'ed.  figures: of xent_plots, or NULL: none.
   XENT_ENOMEM; XENT_EDATA for a document without metrics. */
xent_status xent_page_write(const xent_page_style *style, const xent_result *result,
                            const xent_figure *figures, char **text, xent_error *err);

/* The section of notes and findings. */
void xent_page_write_alerts(xent_page *page);

/* The section of the worst rows, if the document has them. */
void xent_page_write_worst(xent_page *page);

/* The ledgers of groups or classes, if any has one: `label` is the member that says which it is,
   under `heading`, `score` the one that the terms add up to, `text` what they are of; the first
   `most`. */
void xent_page_write_ledgers(xent_page *page, const json_t *parts, const char *heading,
                             const char *label, const char *score, size_t most, const char *text);

/* A table of the bins of a scope, if it has any. */
void xent_page_write_bins(xent_page *page, const json_t *scope, const char *heading);

/* The section of classes, if they are measured. */
void xent_page_write_classes(xent_page *page);

/* The sections of groups and of labels, if there are any. */
void xent_page_write_groups(xent_page *page);

/* ---- cells: what a member of the document looks like */

/* A measure: a bare number, or an object with what is known of it. */
void xent_page_number(xent_page *page, const json_t *json);

/* Any scalar: text, number, yes or no; NULL: an empty cell. */
void xent_page_scalar(xent_page *page, const json_t *json);

/* "nll_before" in words; name[size] may or may not be used for it. */
const char *xent_page_spell(const char *key, char *name, size_t size);

/* Starts a row with the member's name in words. */
void xent_page_name(xent_page *page, const char *key);

/* The member after `last` (NULL: the first) in an order that does not depend on how the document
   was made; NULL at the end.  O(members). */
const char *xent_page_next_key(const json_t *object, const char *last);

#pragma GCC visibility pop
#endif
