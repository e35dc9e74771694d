/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a result document as text for a terminal.  Nothing here computes: what is shown stands
   in the document. */
#ifndef XENT_TERMINAL_H
#define XENT_TERMINAL_H
#include "json.h"
#include "result.h"

#pragma GCC visibility push(hidden)

/* The signs that tables are made of. */
typedef struct {
    const char *dash, *most, *becomes, *full, *missing, *beyond, *minus, *dots;
} xent_glyphs;

typedef struct {
    const json_t *root;
    const xent_terminal *how;
    const xent_glyphs *glyph;
    size_t width;
    xent_buffer *out;
} xent_page;

/* Room for a number; for an interval; for a name, which takes at most so many columns. */
enum { XENT_NUMBER = 32, XENT_SHOWN = 96, XENT_NAME = 160, XENT_NAME_COLUMNS = 24 };

/* A number for people: four decimals where they say something, else three digits; "" for NAN. */
void xent_show_number(double x, char shown[XENT_NUMBER]);

/* "95 % interval", "[0.1, 0.2]" (of an object with low and high) and "p = 0.03". */
void xent_show_level(double level, char shown[XENT_SHOWN]);
void xent_show_interval(const json_t *value, char shown[XENT_SHOWN]);
void xent_show_p(double p, char shown[XENT_SHOWN]);

/* A name from the data, with dots for the end of a long one. */
void xent_show_name(const xent_page *page, const char *name, char shown[XENT_NAME]);

/* The number or the text at a dotted path of an object; NAN, "". */
double xent_page_real(const json_t *object, const char *path);
const char *xent_page_text(const json_t *object, const char *path);

/* Appends words behind a label of `indent` columns, wrapped to the page, unsafe text escaped; color
   (an SGR sequence such as "1;32", or NULL) is that of the label.  A paragraph has a label of
   eight columns. */
void xent_page_entry(xent_page *page, size_t indent, const char *label, const char *color,
                     const char *text);
void xent_page_paragraph(xent_page *page, const char *label, const char *color, const char *text);

/* The metrics of a scope, in the order of the registry; their definitions. */
xent_status xent_page_metrics(xent_page *page, const json_t *scope, xent_error *err);
void xent_page_definitions(xent_page *page, const json_t *scope);

/* The bins of a scope: all, or those with most rows. */
xent_status xent_page_bins(xent_page *page, const json_t *scope, bool all, xent_error *err);

/* Groups or classes, at least one, and how their ledgers are shown: `label` is the member that says
   which it is, under `heading`; `score` the one that the terms add up to. */
typedef struct {
    size_t size;
    const json_t *const *part; /* size of them */
    const char *heading, *label, *score;
    const char *text;          /* what the terms are of */
} xent_part_table;

/* Their ledgers, if any has one. */
xent_status xent_page_ledgers(xent_page *page, const xent_part_table *table, xent_error *err);

/* The groups and the labels of the document, if there are any: all of them, or the first. */
xent_status xent_page_groups(xent_page *page, xent_error *err);

/* The worst rows of the document, if it has them. */
xent_status xent_page_worst(xent_page *page, xent_error *err);

/* Values of metrics side by side, from {name: number or object with a value}: those that show a
   gain at a glance, or all if verbose. */
xent_status xent_page_before_after(xent_page *page, const char *heading, const json_t *before,
                                   const json_t *after, xent_error *err);

/* The parameters of a fit, its certificate, and before and after. */
xent_status xent_page_fit(xent_page *page, xent_error *err);

/* The classes with the largest errors, or all; nothing without per_class. */
xent_status xent_page_per_class(xent_page *page, xent_error *err);

/* Why metrics have other values elsewhere; nothing without explanations. */
xent_status xent_page_explanations(xent_page *page, xent_error *err);

/* The document of `xent info`. */
xent_status xent_page_information(xent_page *page, xent_error *err);

#pragma GCC visibility pop
#endif
