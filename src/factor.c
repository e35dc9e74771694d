/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "factor.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pick.h"
#include "text.h"

/* ---- keys: numbers in whose order the values stand */

/* Doubles as integers of the same order; -0 is 0, and all NaN are one. */
static int64_t
key_of_double(double x)
{
    int64_t bits;
    x = isnan(x) ? (double)NAN : x + 0.0;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double
double_of_key(int64_t key)
{
    int64_t bits = key < 0 ? INT64_MIN - key : key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static size_t
column_of(const xent_pick *pick)
{
    return pick->column ? pick->column[0] : 0;
}

static const xent_words *
words_of(const xent_pick *pick)
{
    return pick->array->column ? pick->array->column[column_of(pick)].words : NULL;
}

/* Is a value a whole number as it is? */
static bool
is_integer(const xent_pick *pick)
{
    return words_of(pick) || pick->array->cell != XENT_CELL_FLOAT;
}

static xent_status
read_keys(const xent_pick *pick, int64_t *key, xent_error *err)
{
    size_t rows = pick->array->rows;
    if (is_integer(pick))
        return xent_array_integers(pick->table, pick->array, column_of(pick), key, err);
    double *x = malloc(rows * sizeof *x);
    xent_status status = x ? xent_array_doubles(pick->array, column_of(pick), x, err)
                           : xent_fail_memory(err);
    for (size_t i = 0; status == XENT_OK && i < rows; i++)
        key[i] = key_of_double(x[i]);
    free(x);
    return status;
}

/* ---- levels */

static int
compare_keys(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Sorts, and keeps one of each; how many. */
static size_t
distinct(size_t n, int64_t *key)
{
    size_t kept = 0;
    qsort(key, n, sizeof *key, compare_keys);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || key[kept - 1] != key[i])
            key[kept++] = key[i];
    return kept;
}

static void
name_level(const xent_pick *pick, int64_t key, char *text, size_t size)
{
    const xent_words *words = words_of(pick);
    if (words && (uint64_t)key < words->count)
        snprintf(text, size, "%s", xent_words_at(words, (size_t)key));
    else if (words)
        snprintf(text, size, "(one of too many)");
    else if (is_integer(pick))
        snprintf(text, size, "%lld", (long long)key);
    else
        xent_number_text(double_of_key(key), 15, text, size);
}

static xent_status
name_levels(const xent_pick *pick, const int64_t *key, xent_factor *factor, xent_error *err)
{
    char text[256];
    factor->level = calloc(factor->levels, sizeof *factor->level);
    if (!factor->level)
        return xent_fail_memory(err);
    for (size_t l = 0; l < factor->levels; l++) {
        name_level(pick, key[l], text, sizeof text);
        factor->level[l] = strdup(text[0] ? text : "(empty)");
        if (!factor->level[l])
            return xent_fail_memory(err);
    }
    return XENT_OK;
}

static xent_status
check_levels(const xent_pick *pick, const xent_factor *factor, const int64_t *key, xent_error *err)
{
    const xent_words *words = words_of(pick);
    bool cluster = factor->role == XENT_CLUSTER;
    bool cut = words && (uint64_t)key[factor->levels - 1] >= words->count;
    if (factor->role == XENT_ID || (!cut && (cluster || factor->levels <= XENT_MAX_LEVELS)))
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "--%s %.80s: %s%zu different values; %d are possible",
              xent_role_name[XENT_FACTOR + factor->role], factor->name, cut ? "more than " : "",
              cut ? words->count : factor->levels, cluster ? XENT_MAX_WORDS : XENT_MAX_LEVELS);
    xent_error_place(err, pick->table->input.path, 0);
    if (cut && cluster)
        xent_error_hint(err, "number the clusters");
    else
        xent_error_hint(err, "--cluster is for columns of many values");
    return XENT_EDATA;
}

/* Clusters are told from chance by how they differ: a handful of them does not say. */
static xent_status
check_clusters(const xent_pick *pick, const xent_factor *factor, xent_error *err)
{
    if (factor->role != XENT_CLUSTER || factor->levels >= XENT_LEAST_CLUSTERS)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "--cluster %.80s: %zu cluster%s; intervals take %d at least",
              factor->name, factor->levels, xent_plural(factor->levels), XENT_LEAST_CLUSTERS);
    xent_error_place(err, pick->table->input.path, 0);
    xent_error_hint(err, "is it --group %.80s that you want?", factor->name);
    return XENT_EDATA;
}

/* Turns the keys of the rows into levels, every `stride` places of `out`. */
static xent_status
find_levels(const xent_pick *pick, const int64_t *key, int64_t *sorted, int32_t *out,
            size_t stride, xent_factor *factor, xent_error *err)
{
    size_t rows = pick->array->rows;
    factor->levels = distinct(rows, sorted);
    xent_status status = check_levels(pick, factor, sorted, err);
    if (status == XENT_OK)
        status = check_clusters(pick, factor, err);
    if (status == XENT_OK && factor->role != XENT_CLUSTER)
        status = name_levels(pick, sorted, factor, err);
    for (size_t i = 0; status == XENT_OK && i < rows; i++) {
        const int64_t *at =
            bsearch(&key[i], sorted, factor->levels, sizeof *sorted, compare_keys);
        out[i * stride] = (int32_t)(at - sorted);
    }
    return status;
}

/* Does a key stand for no value: an empty cell, or NaN? */
static bool
is_missing(const xent_pick *pick, int64_t key)
{
    const xent_words *words = words_of(pick);
    if (words)
        return (uint64_t)key < words->count && !*xent_words_at(words, (size_t)key);
    return !is_integer(pick) && isnan(double_of_key(key));
}

/* They may well have nothing in common. */
static void
note_missing(const xent_pick *pick, const int64_t *key, const char *name, xent_notes *notes)
{
    size_t missing = 0;
    for (size_t i = 0; i < pick->array->rows; i++)
        missing += is_missing(pick, key[i]);
    if (missing == 0)
        return;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    xent_note_say(note, "--cluster %.80s: %zu row%s no value; together they are taken for one cluster",
                  name, missing, missing == 1 ? " has" : "s have");
    xent_error_place(note, pick->table->input.path, 0);
    xent_error_hint(note, "give each of them a value of its own if they do not belong together");
}

static xent_status
read_factor(const xent_pick *pick, int32_t *out, size_t stride, xent_factor *factor,
            xent_notes *notes, xent_error *err)
{
    size_t rows = pick->array->rows;
    int64_t *key = malloc(rows * sizeof *key), *sorted = malloc(rows * sizeof *sorted);
    xent_status status = key && sorted ? read_keys(pick, key, err) : xent_fail_memory(err);
    if (status == XENT_OK) {
        memcpy(sorted, key, rows * sizeof *key);
        status = find_levels(pick, key, sorted, out, stride, factor, err);
    }
    if (status == XENT_OK && factor->role == XENT_CLUSTER)
        note_missing(pick, key, factor->name, notes);
    free(key);
    free(sorted);
    return status;
}

/* ---- picks */

static xent_status
check_rows(const xent_selection *s, const xent_pick *pick, const char *role, xent_error *err)
{
    size_t rows = s->scores.array->rows;
    const xent_column *column = pick->array->column ? &pick->array->column[column_of(pick)] : NULL;
    if (column && xent_column_is_mixed(column)) {
        xent_fail(err, XENT_EDATA, "--%s: '%.60s' is no number, as the others are", role,
                  column->word.text ? column->word.text : "");
        xent_error_place(err, pick->table->input.path, column->word.line);
        return XENT_EDATA;
    }
    if (pick->array->rows == rows && pick->columns == 1)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "--%s has %zu rows, the scores have %zu", role, pick->array->rows,
              rows);
    xent_error_place(err, pick->table->input.path, 0);
    return XENT_EDATA;
}

static xent_status
take_factor(xent_selection *s, xent_factor_role role, size_t number, xent_raw *raw,
            xent_error *err)
{
    const xent_pick *pick = &s->factor[role];
    xent_factor *factor = &raw->about[number];
    xent_status status = check_rows(s, pick, xent_role_name[XENT_FACTOR + role], err);
    factor->role = role;
    factor->name = strdup(s->factor_name[role]);
    if (status == XENT_OK && !factor->name)
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_pick_load(pick, err);
    if (status == XENT_OK)
        status = read_factor(pick, raw->factor + number, raw->factors, factor, s->notes, err);
    xent_pick_unload(pick, &s->scores);
    return status;
}

xent_status
xent_factors_take(xent_selection *s, xent_raw *raw, xent_error *err)
{
    xent_status status = XENT_OK;
    for (int f = 0; f < XENT_FACTOR_ROLES; f++)
        raw->factors += s->factor[f].table != NULL;
    if (raw->factors == 0)
        return XENT_OK;
    raw->factor = malloc(s->scores.array->rows * raw->factors * sizeof *raw->factor);
    raw->about = calloc(raw->factors, sizeof *raw->about);
    if (!raw->factor || !raw->about)
        status = xent_fail_memory(err);
    for (int f = 0, number = 0; status == XENT_OK && f < XENT_FACTOR_ROLES; f++)
        if (s->factor[f].table)
            status = take_factor(s, (xent_factor_role)f, (size_t)number++, raw, err);
    return status;
}
