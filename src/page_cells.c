/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "page.h"

enum { NAME_SIZE = 96 };

/* A measure of the document: a bare number, or an object with what is known of it. */
static xent_value
value_of(const json_t *json)
{
    return (xent_value){.value = xent_json_real(json),
                        .low = xent_json_real(json_object_get(json, "low")),
                        .high = xent_json_real(json_object_get(json, "high")),
                        .null_mean = xent_json_real(json_object_get(json, "null_mean")),
                        .null_high = xent_json_real(json_object_get(json, "null_high")),
                        .p_value = xent_json_real(json_object_get(json, "p_value"))};
}

void
xent_page_number(xent_page *page, const json_t *json)
{
    xent_value value = value_of(json);
    page->style->number_cell(page, &value);
}

const char *
xent_page_spell(const char *key, char *name, size_t size)
{
    static const char *const known[][2] = {
        {"nll", "NLL"},
        {"brier, nll", "Brier score"},
        {"nll_before", "NLL before"},
        {"nll_after", "NLL after"},
        {"lr_statistic", "likelihood-ratio statistic"},
        {"lr_p_value", "its p-value"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(key, known[i][0]) == 0)
            return known[i][1];
    }
    snprintf(name, size, "%s", key);
    for (char *c = name; *c; c++) {
        if (*c == '_')
            *c = ' ';
    }
    return name;
}

void
xent_page_name(xent_page *page, const char *key)
{
    char name[NAME_SIZE];
    page->style->row(page);
    page->style->text_cell(page, xent_page_spell(key, name, sizeof name));
}

/* Where a member stands among its sisters: as the equations have them, the others behind. */
static size_t
rank(const char *key)
{
    static const char *const first[] = {
        "ledger",      "map",            "folds",          "nll",         "score",
        "cross_entropy", "temperature",  "uncertainty",    "resolution",  "miscalibration",
        "discrimination", "reliability", "brier"};
    size_t i = 0;
    while (i < sizeof first / sizeof *first && strcmp(first[i], key) != 0)
        i++;
    return i;
}

static bool
comes_before(const char *a, const char *b)
{
    return rank(a) != rank(b) ? rank(a) < rank(b) : strcmp(a, b) < 0;
}

const char *
xent_page_next_key(const json_t *object, const char *last)
{
    json_t *iterable = (json_t *)(uintptr_t)object; /* jansson's iterators take no const */
    const char *best = NULL;
    for (void *at = json_object_iter(iterable); at; at = json_object_iter_next(iterable, at)) {
        const char *key = json_object_iter_key(at);
        if ((!last || comes_before(last, key)) && (!best || comes_before(key, best)))
            best = key;
    }
    return best;
}

void
xent_page_scalar(xent_page *page, const json_t *json)
{
    char text[32];
    if (!json) {
        page->style->text_cell(page, "");
    } else if (json_is_string(json)) {
        page->style->text_cell(page, json_string_value(json));
    } else if (json_is_boolean(json)) {
        page->style->text_cell(page, json_is_true(json) ? "yes" : "no");
    } else if (json_is_integer(json)) {
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
        page->style->text_cell(page, text);
    } else {
        xent_page_number(page, json);
    }
}
