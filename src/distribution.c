/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution.h"
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "extract.h"
#include "info.h"
#include "number.h"
#include "text.h"

static const double mass_tolerance = 1e-6;

static const struct {
    const char *prefix;
    xent_given given;
    const char *wanted; /* of a value */
} words[] = {
    {"p=", XENT_GIVEN_MASSES, "a probability must be finite and at least 0"},
    {"q=", XENT_GIVEN_MASSES, "a probability must be finite and at least 0"},
    {"counts=", XENT_GIVEN_COUNTS, "a count must be finite and at least 0"},
    {"logits=", XENT_GIVEN_LOGITS, "a logit must be finite or -inf"},
};

enum { WORDS = sizeof words / sizeof *words };

/* ---- inline */

/* How many numbers, and in how many rows; false if the rows differ in length. */
static bool
shape_of_list(const char *list, size_t *rows, size_t *outcomes)
{
    size_t n = 1;
    *rows = 1;
    *outcomes = 0;
    for (const char *c = list;; c++) {
        n += *c == ',';
        if (*c && *c != '/')
            continue;
        if (*outcomes > 0 && n != *outcomes)
            return false;
        *outcomes = n;
        if (!*c)
            return true;
        n = 1;
        ++*rows;
    }
}

static xent_status
read_values(const char *list, const xent_numbers *numbers, double *value, xent_error *err)
{
    for (size_t i = 0; *list; i++) {
        size_t n = strcspn(list, ",/");
        if (!xent_number_parse(numbers, list, n, &value[i], NULL))
            return xent_fail(err, XENT_EDATA, "value %zu, \"%.*s\", is not a number", i, (int)n,
                             list);
        list += n + (list[n] != '\0');
    }
    return XENT_OK;
}

static xent_status
read_list(const char *list, const xent_numbers *numbers, xent_distribution *d, xent_error *err)
{
    if (!shape_of_list(list, &d->rows, &d->outcomes))
        return xent_fail(err, XENT_EDATA, "the rows between the slashes differ in length");
    size_t n = d->rows * d->outcomes;
    if (list[strlen(list) - 1] == ',' || list[strlen(list) - 1] == '/')
        return xent_fail(err, XENT_EDATA, "value %zu is missing", n - 1);
    d->value = malloc(n * sizeof *d->value);
    return d->value ? read_values(list, numbers, d->value, err) : xent_fail_memory(err);
}

/* ---- files */

static void
free_raw(xent_raw *raw)
{
    if (raw->source && raw->source->free)
        raw->source->free(raw->state);
    free(raw->label);
    free(raw->weight);
    free(raw->factor);
}

static xent_status
copy_blocks(const xent_raw *raw, void *scratch, double *value, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t row = 0, i = 0; status == XENT_OK && row < raw->rows; i++) {
        xent_block block = {0};
        status = raw->source->block(raw->state, i, scratch, &block, err);
        for (size_t k = 0; status == XENT_OK && k < block.rows * block.columns; k++)
            value[row * raw->columns + k] = xent_block_score(&block, k);
        row += block.rows;
    }
    return status;
}

static xent_status
copy_rows(const xent_raw *raw, xent_distribution *d, xent_error *err)
{
    size_t n = raw->rows * raw->columns;
    void *scratch = malloc(raw->scratch_size + 1);
    d->rows = raw->columns == 1 ? 1 : raw->rows;
    d->outcomes = raw->columns == 1 ? raw->rows : raw->columns;
    d->value = n < SIZE_MAX / sizeof *d->value ? malloc(n * sizeof *d->value) : NULL;
    xent_status status = scratch && d->value ? copy_blocks(raw, scratch, d->value, err)
                                             : xent_fail_memory(err);
    free(scratch);
    return status;
}

static xent_status check(xent_distribution *d, const xent_place *place, bool column,
                         const char *wanted, xent_error *err);

static xent_status
read_file(const char *path, const char *wanted, const xent_read_options *options,
          xent_notes *notes, xent_distribution *d, xent_error *err)
{
    xent_read_options unlabelled = *options;
    xent_selection selection;
    xent_raw raw = {0};
    unlabelled.unlabelled = unlabelled.whole_scores = true;
    xent_status status = xent_select(path, &unlabelled, notes, &selection, err);
    if (status == XENT_OK)
        status = xent_extract(&selection, &raw, err);
    if (status == XENT_OK) {
        status = copy_rows(&raw, d, err);
        if (status == XENT_OK)
            status = check(d, &raw.scores_place, raw.columns == 1, wanted, err);
        free_raw(&raw);
    }
    xent_selection_clear(&selection);
    return status;
}

/* ---- are they distributions? */

static bool
is_good(xent_given given, double x)
{
    return given == XENT_GIVEN_LOGITS ? isfinite(x) || x == -(double)INFINITY
                                      : isfinite(x) && x >= 0;
}

/* Says where: the row of the file, or the number of the value. */
static void
set_place(const xent_place *place, size_t row, xent_error *err)
{
    if (place)
        xent_error_place(err, place->file, place->line ? place->line(place->lines, row) : 0);
}

static xent_status
check_row(const xent_distribution *d, size_t row, const xent_place *place, bool column,
          const char *wanted, xent_error *err)
{
    const double *x = d->value + row * d->outcomes;
    double nothing = d->given == XENT_GIVEN_LOGITS ? -(double)INFINITY : 0;
    bool any = false;
    for (size_t i = 0; i < d->outcomes; i++) {
        any |= x[i] != nothing;
        if (is_good(d->given, x[i]))
            continue;
        if (d->rows == 1)
            xent_fail(err, XENT_EDATA, "value %zu is %g: %s", i, x[i], wanted);
        else
            xent_fail(err, XENT_EDATA, "row %zu, value %zu is %g: %s", row, i, x[i], wanted);
        if (d->given == XENT_GIVEN_MASSES && isfinite(x[i]))
            xent_error_hint(err, "logits=, with the numbers or the file, if that is what they are");
        set_place(place, column ? i : row, err);
        return XENT_EDATA;
    }
    if (any || d->joint)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "row %zu holds nothing but %g: no distribution", row, nothing);
    set_place(place, row, err);
    return XENT_EDATA;
}

static xent_status
check(xent_distribution *d, const xent_place *place, bool column, const char *wanted,
      xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t row = 0; status == XENT_OK && row < d->rows; row++)
        status = check_row(d, row, place, column, wanted, err);
    return status;
}

/* ---- masses */

static void
divide(size_t n, double *p, double mass)
{
    for (size_t i = 0; i < n; i++)
        p[i] /= mass;
}

/* Looks at the masses of every distribution, and divides by them where that is wanted. */
static xent_status
weigh(xent_distribution *d, bool normalize, xent_error *err)
{
    size_t groups = d->joint ? 1 : d->rows, n = d->rows * d->outcomes / groups;
    d->mass_min = HUGE_VAL;
    d->mass_max = 0;
    for (size_t i = 0; i < groups; i++) {
        double mass = xent_mass(n, d->value + i * n);
        if (!(mass > 0) || isinf(mass))
            return xent_fail(err, XENT_EDATA, "the masses sum to %g", mass);
        d->mass_min = fmin(d->mass_min, mass);
        d->mass_max = fmax(d->mass_max, mass);
        if (normalize && mass != 1) {
            divide(n, d->value + i * n, mass);
            d->normalized++;
        }
    }
    return XENT_OK;
}

static void
warn(const xent_distribution *d, xent_notes *notes)
{
    char low[32], high[32];
    xent_number_text(d->mass_min, 9, low, sizeof low);
    xent_number_text(d->mass_max, 9, high, sizeof high);
    if (d->given != XENT_GIVEN_MASSES || d->normalized > 0 ||
        (fabs(d->mass_min - 1) <= mass_tolerance && fabs(d->mass_max - 1) <= mass_tolerance))
        return;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    if (d->mass_min == d->mass_max)
        xent_note_say(note, "the masses sum to %s, not to 1; they are used as they are", low);
    else
        xent_note_say(note,
                      "the masses of a row sum to %s .. %s, not to 1; they are used as they are",
                      low, high);
    xent_error_place(note, d->text, 0);
    xent_error_hint(
        note, "--normalize divides them by their sum; counts=, logits= if that is what they are");
}

/* Counts are kept, and their frequencies are the masses. */
static xent_status
keep_counts(xent_distribution *d, xent_error *err)
{
    size_t bytes = d->rows * d->outcomes * sizeof *d->count;
    d->count = malloc(bytes);
    if (!d->count)
        return xent_fail_memory(err);
    memcpy(d->count, d->value, bytes);
    return weigh(d, true, err);
}

/* ---- all of it */

static bool
is_density(const char *text)
{
    size_t n = 0;
    while (islower((unsigned char)text[n]))
        n++;
    return n > 0 && text[n] == ':';
}

static xent_status
read_numbers(const char *rest, const char *wanted, const xent_read_options *options,
             xent_notes *notes, xent_distribution *d, xent_error *err)
{
    xent_numbers numbers;
    double first;
    if (!*rest)
        return xent_fail(err, XENT_EDATA, "neither numbers nor a file: \"%s\"", d->text);
    if (!xent_numbers_open(&numbers, '.'))
        return xent_fail_memory(err);
    bool is_list = xent_number_parse(&numbers, rest, strcspn(rest, ",/"), &first, NULL);
    xent_status status = is_list ? read_list(rest, &numbers, d, err)
                                 : read_file(rest, wanted, options, notes, d, err);
    xent_numbers_close(&numbers);
    if (is_list && status == XENT_OK)
        status = check(d, NULL, false, wanted, err);
    if (is_list && status != XENT_OK)
        xent_error_place(err, d->text, 0);
    return status;
}

static xent_status
read_any(const xent_read_options *options, xent_notes *notes, xent_distribution *d, xent_error *err)
{
    const char *rest = d->text;
    size_t word = 0, i = 0;
    if (is_density(d->text)) {
        d->given = XENT_GIVEN_DENSITY;
        d->rows = 1;
        return xent_named_density_alloc(d->text, &d->density, err);
    }
    for (; i < WORDS; i++)
        if (strncmp(d->text, words[i].prefix, strlen(words[i].prefix)) == 0) {
            word = i;
            rest += strlen(words[i].prefix);
        }
    d->given = words[word].given;
    xent_status status = read_numbers(rest, words[word].wanted, options, notes, d, err);
    if (status != XENT_OK || d->given == XENT_GIVEN_LOGITS)
        return status;
    status = d->given == XENT_GIVEN_COUNTS ? keep_counts(d, err)
                                           : weigh(d, options->admit.normalize, err);
    if (status == XENT_EDATA)
        xent_error_place(err, d->text, 0);
    return status;
}

xent_status
xent_distribution_open(const char *text, const xent_read_options *options, bool joint,
                       xent_notes *notes, xent_distribution **distribution, xent_error *err)
{
    xent_distribution *d = calloc(1, sizeof *d);
    *distribution = NULL;
    if (!d)
        return xent_fail_memory(err);
    d->text = text;
    d->joint = joint;
    d->mass_min = d->mass_max = (double)NAN;
    xent_status status = read_any(options, notes, d, err);
    if (status != XENT_OK) {
        xent_distribution_free(d);
        return status;
    }
    warn(d, notes);
    *distribution = d;
    return XENT_OK;
}

void
xent_distribution_free(xent_distribution *d)
{
    if (!d)
        return;
    xent_named_density_free(d->density);
    free(d->value);
    free(d->count);
    free(d);
}
