/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "select.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "buffer.h"
#include "names.h"

typedef enum { SCORES, LABELS, WEIGHTS, TARGETS } role;

static const char *const role_name[] = {"scores", "labels", "weights", "targets"};

/* ---- what to say */

/* Nothing, or too much, answers to a role. */
static xent_status
fail_pick(const xent_table *table, role r, const char *sentence, xent_error *err)
{
    char candidates[400] = "";
    xent_list_candidates(table, candidates, sizeof candidates);
    xent_fail(err, XENT_EDATA, "%s; there are: %s", sentence, candidates);
    xent_error_place(err, table->input.path, 0);
    if (table->array->column && table->array->columns == 1 && table->array->column->words)
        xent_error_hint(err, "one column found: separators are comma, semicolon and tab");
    else if (table->array->column)
        xent_error_hint(err, "--%s COLUMN, by its name or its number from 0%s", role_name[r],
                        r == LABELS ? ", or --labels FILE" : "");
    else if (!table->array->name[0])
        xent_error_hint(err, "--%s FILE", role_name[r]);
    else
        xent_error_hint(err, "--%s NAME%s", role_name[r], r == LABELS ? ", or --labels FILE" : "");
    return XENT_EDATA;
}

/* ---- picks */

static bool
is_claimed(const xent_selection *s, const xent_array *array, size_t column)
{
    const xent_pick *picks[] = {&s->labels, &s->weights, &s->targets};
    bool claimed = false;
    for (size_t i = 0; i < sizeof picks / sizeof *picks && !claimed; i++) {
        claimed = picks[i]->array == array && !picks[i]->column;
        for (size_t j = 0; picks[i]->array == array && picks[i]->column && j < picks[i]->columns; j++)
            claimed |= picks[i]->column[j] == column;
    }
    return claimed;
}

static xent_status
pick_array(xent_table *table, xent_array *array, xent_pick *pick)
{
    *pick = (xent_pick){.table = table, .array = array, .columns = array->columns};
    return XENT_OK;
}

static xent_status
add_column(xent_pick *pick, size_t column, xent_error *err)
{
    if ((pick->columns & (pick->columns - 1)) == 0) { /* grow at powers of two */
        size_t *more = realloc(pick->column, (2 * pick->columns + 1) * sizeof *more);
        if (!more)
            return xent_fail_memory(err);
        pick->column = more;
    }
    pick->column[pick->columns++] = column;
    return XENT_OK;
}

static void
start_columns(xent_table *table, xent_pick *pick)
{
    *pick = (xent_pick){.table = table, .array = table->array};
}

/* ---- by name */

static xent_status
pick_item(const xent_table *table, const char *name, size_t n, role r, size_t *column,
          xent_error *err)
{
    bool many;
    char sentence[160];
    *column = xent_find_column(table->array, name, n, &many);
    if (*column < table->array->columns && !many)
        return XENT_OK;
    snprintf(sentence, sizeof sentence, "%s column is called '%.*s'", many ? "more than one" : "no",
             n < 80 ? (int)n : 80, name);
    return fail_pick(table, r, sentence, err);
}

/* "first:last" or "a,b,c". */
static xent_status
pick_list(xent_table *table, const char *text, role r, xent_pick *pick, xent_error *err)
{
    const char *colon = strchr(text, ':');
    size_t first, last;
    bool many;
    start_columns(table, pick);
    if (xent_find_column(table->array, text, strlen(text), &many) < table->array->columns)
        colon = NULL;
    if (colon) {
        xent_status status = pick_item(table, text, (size_t)(colon - text), r, &first, err);
        if (status == XENT_OK)
            status = pick_item(table, colon + 1, strlen(colon + 1), r, &last, err);
        for (size_t j = first; status == XENT_OK && j <= last; j++)
            status = add_column(pick, j, err);
        if (status == XENT_OK && first > last)
            status = xent_fail(err, XENT_EINVAL,
                               "--%s %.80s: the first column comes after the last",
                               role_name[r], text);
        return status;
    }
    size_t whole = xent_find_column(table->array, text, strlen(text), &many);
    for (const char *p = text;; p++) {
        size_t n = whole < table->array->columns ? strlen(p) : strcspn(p, ",");
        xent_status status = pick_item(table, p, n, r, &first, err);
        if (status == XENT_OK)
            status = add_column(pick, first, err);
        if (status != XENT_OK)
            return status;
        p += n;
        if (!*p)
            return XENT_OK;
    }
}

/* ---- by the rules */

/* A 1-D array, or one column of a 2-D one. */
static bool
is_vector(const xent_array *array)
{
    return array->columns == 1;
}

/* scores: what the array is to go with, or NULL. */
typedef bool matcher(const xent_array *array, const xent_array *scores);

static bool
is_matrix_of_floats(const xent_array *array, const xent_array *scores)
{
    (void)scores;
    return array->cell == XENT_CELL_FLOAT && array->axes.count > 1 &&
           !xent_axes_is_stack(&array->axes) && array->columns > 1;
}

static bool
is_stack_of_floats(const xent_array *array, const xent_array *scores)
{
    (void)scores;
    return array->cell == XENT_CELL_FLOAT && xent_axes_is_stack(&array->axes);
}

static bool
is_column_of_floats(const xent_array *array, const xent_array *scores)
{
    (void)scores;
    return array->cell == XENT_CELL_FLOAT && array->axes.count > 1 && is_vector(array);
}

/* One number a row. */
static bool
goes_with(const xent_array *array, const xent_array *scores)
{
    if (scores && scores->axes.count > 2)
        return xent_axes_fit(&scores->axes, &array->axes) != 0;
    return is_vector(array) && (!scores || array->rows == scores->rows);
}

static bool
is_vector_of_floats(const xent_array *array, const xent_array *scores)
{
    return array->cell == XENT_CELL_FLOAT && goes_with(array, scores);
}

static bool
is_vector_of_integers(const xent_array *array, const xent_array *scores)
{
    return array->cell != XENT_CELL_FLOAT && goes_with(array, scores);
}

/* How many unclaimed arrays match; *found is the first. */
static size_t
count_arrays(const xent_selection *s, const xent_table *table, matcher *matches,
             const xent_array *scores, xent_array **found)
{
    size_t count = 0;
    for (size_t i = 0; i < table->arrays; i++) {
        xent_array *array = &table->array[i];
        if (matches(array, scores) && !is_claimed(s, array, 0) && array != s->scores.array)
            if (count++ == 0)
                *found = array;
    }
    return count;
}

static xent_status
scores_of_arrays(xent_selection *s, xent_table *table, xent_error *err)
{
    static matcher *const tiers[] = {is_matrix_of_floats, is_stack_of_floats, is_column_of_floats,
                                     is_vector_of_floats};
    xent_array *found = table->array, *other;
    char about[64];
    if (table->arrays == 1 && !found->name[0] && !is_claimed(s, found, 0)) { /* npy */
        if (found->cell == XENT_CELL_FLOAT || found->columns > 1 || s->options->whole_scores)
            return pick_array(table, found, &s->scores);
        xent_array_describe(found, about, sizeof about);
        xent_fail(err, XENT_EDATA, "the scores are %s: labels? are the arguments swapped?", about);
        xent_error_place(err, table->input.path, 0);
        xent_error_hint(err, "name the file of the scores first, and this one by --labels");
        return XENT_EDATA;
    }
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++) {
        size_t count = count_arrays(s, table, tiers[i], NULL, &found);
        if (count == 1 && tiers[i] == is_matrix_of_floats &&
            count_arrays(s, table, is_stack_of_floats, NULL, &other) > 0 &&
            count_arrays(s, table, is_vector_of_integers, found, &other) == 0)
            count++; /* without labels, it may as well be the weights of the others */
        if (count == 1)
            return pick_array(table, found, &s->scores);
        if (count > 1)
            return fail_pick(table, SCORES, "more than one float array may be the scores", err);
    }
    return fail_pick(table, SCORES, "no float array that may be the scores", err);
}

/* Whole numbers, a column per class. */
static bool
may_be_one_hot(const xent_array *array, const xent_array *scores)
{
    return array->cell != XENT_CELL_FLOAT && array->columns > 1 &&
           (!scores || array->rows == scores->rows);
}

/* No array is the labels: one may be them in another form. */
static xent_status
fail_labels(const xent_selection *s, const xent_table *table, const char *sentence, xent_error *err)
{
    xent_array *found = NULL;
    fail_pick(table, LABELS, sentence, err);
    if (count_arrays(s, table, may_be_one_hot, NULL, &found) > 0)
        xent_hint_one_hot(found, 1, err);
    return XENT_EDATA;
}

/* Labels that are stored as floats: the only vector with as many rows. */
static xent_status
labels_of_arrays(xent_selection *s, xent_table *table, xent_error *err)
{
    xent_array *found = table->array;
    bool own_file = table != s->table[0];
    const xent_array *scores = own_file ? NULL : s->scores.array;
    size_t count = count_arrays(s, table, is_vector_of_integers, scores, &found);
    if (count == 0)
        count = count_arrays(s, table, is_vector_of_floats, scores, &found);
    if (count == 0 && own_file && table->arrays == 1)
        count = 1; /* of many dimensions, as the scores may be */
    if (count == 1)
        return pick_array(table, found, &s->labels);
    if (count > 1)
        return fail_pick(table, LABELS, "more than one array may be the labels", err);
    if (s->options->unlabelled && !own_file)
        return XENT_OK;
    if (!own_file && count_arrays(s, table, is_vector_of_integers, NULL, &found) == 1) {
        s->labels = (xent_pick){table, found, NULL, 1}; /* refused for its rows later on */
        return XENT_OK;
    }
    return fail_labels(s, table,
                       table->array->name[0] ? "no labels found"
                                             : "no labels: an npy file is one array",
                       err);
}

/* The column with the name of a label; the only one of a file of labels. */
static xent_status
labels_of_columns(xent_selection *s, xent_table *table, xent_error *err)
{
    const xent_array *array = table->array;
    bool own_file = table != s->table[0];
    start_columns(table, &s->labels);
    for (size_t j = 0; j < array->columns; j++)
        if (xent_is_label_name(array->column[j].name)) {
            xent_status status = add_column(&s->labels, j, err);
            if (status != XENT_OK)
                return status;
        }
    if (s->labels.columns == 0 && own_file && array->columns == 1)
        return add_column(&s->labels, 0, err);
    if (s->labels.columns == 1)
        return XENT_OK;
    if (s->labels.columns > 1)
        return fail_pick(table, LABELS, "more than one column has the name of a label", err);
    s->labels = (xent_pick){0};
    if (s->options->unlabelled && !own_file)
        return XENT_OK;
    return fail_pick(table, LABELS,
                     table->header ? "no column is called label, labels, y, y_true, target, "
                                     "ground_truth or class"
                                   : "no header that says which column is the label",
                     err);
}

static void
note_left_out(xent_selection *s, const xent_table *table, const char *names)
{
    if (names && names[0]) {
        xent_error *note = xent_notes_add(s->notes, XENT_NOTE);
        xent_note_say(note, "not taken as scores: %.400s", names);
        xent_error_place(note, table->input.path, 0);
        xent_error_hint(note, "--scores names the columns to take");
    }
}

/* All columns of numbers that nothing else claims. */
static xent_status
scores_of_columns(xent_selection *s, xent_table *table, xent_error *err)
{
    const xent_array *array = table->array;
    xent_status status = XENT_OK;
    xent_buffer left_out = {0};
    char name[80];
    start_columns(table, &s->scores);
    for (size_t j = 0; status == XENT_OK && j < array->columns; j++) {
        const char *why = xent_why_no_score(table, j);
        if (is_claimed(s, array, j))
            continue;
        if (!why)
            status = add_column(&s->scores, j, err);
        else if (left_out.size < 400)
            xent_buffer_printf(&left_out, "%s%s (%s)", left_out.size ? ", " : "",
                               xent_column_name(array, j, name, sizeof name), why);
    }
    if (status == XENT_OK && s->scores.columns == 0)
        status = fail_pick(table, SCORES, "no column of numbers is left for the scores", err);
    if (status == XENT_OK)
        note_left_out(s, table, left_out.bytes);
    xent_buffer_free(&left_out);
    return status;
}

/* A file of weights: its only column or array, or the column that is called so. */
static xent_status
weights_of(xent_selection *s, xent_table *table, xent_error *err)
{
    xent_array *array = table->array;
    bool many;
    if (!array->column) {
        if (table->arrays == 1)
            return pick_array(table, array, &s->weights);
        return fail_pick(table, WEIGHTS, "more than one array may be the weights", err);
    }
    size_t j = xent_find_column(array, "weight", 6, &many);
    if (j == array->columns)
        j = xent_find_column(array, "weights", 7, &many);
    if (j == array->columns && array->columns == 1)
        j = 0;
    start_columns(table, &s->weights);
    if (j < array->columns && !many)
        return add_column(&s->weights, j, err);
    return fail_pick(table, WEIGHTS, "no column is called weight", err);
}

static xent_status
pick_by_rule(xent_selection *s, xent_table *table, role r, xent_error *err)
{
    bool columns = table->array->column != NULL;
    if (r == WEIGHTS)
        return weights_of(s, table, err);
    if (r == LABELS)
        return columns ? labels_of_columns(s, table, err) : labels_of_arrays(s, table, err);
    return columns ? scores_of_columns(s, table, err) : scores_of_arrays(s, table, err);
}

/* What an option names: something in the main file, or another file. */
static xent_status
pick_by_name(xent_selection *s, const char *name, role r, xent_pick *pick, xent_error *err)
{
    xent_table *table = s->table[0];
    if (!table->array->column) {
        size_t i = xent_find_array(table, name);
        if (i < table->arrays)
            return pick_array(table, &table->array[i], pick);
    } else {
        bool many;
        if (xent_find_column(table->array, name, strlen(name), &many) < table->array->columns ||
            access(name, F_OK) != 0)
            return pick_list(table, name, r, pick, err);
    }
    if (table->array->name[0] && access(name, F_OK) != 0) {
        char sentence[160];
        snprintf(sentence, sizeof sentence, "no array and no file is called '%.80s'", name);
        return fail_pick(table, r, sentence, err);
    }
    xent_status status =
        xent_table_open(name, s->options, &s->budget, s->notes, &s->table[s->tables], err);
    if (status != XENT_OK)
        return status;
    table = s->table[s->tables++];
    return pick_by_rule(s, table, r, err);
}

/* Targets that the main file holds are not its scores. */
static xent_status
claim_targets(xent_selection *s, xent_error *err)
{
    const char *name = s->options->targets;
    return name && access(name, F_OK) != 0 ? pick_by_name(s, name, TARGETS, &s->targets, err)
                                           : XENT_OK;
}

/* Nothing of the main file is more than rows by columns, and it has the scores. */
static bool
is_flat(const xent_selection *s)
{
    bool flat = !s->options->scores;
    for (size_t i = 0; i < s->table[0]->arrays; i++)
        flat = flat && s->table[0]->array[i].axes.count < 3;
    return flat;
}

static xent_status
pick_role(xent_selection *s, const char *name, role r, xent_error *err)
{
    xent_pick *const picks[] = {&s->scores, &s->labels, &s->weights}, *pick = picks[r];
    xent_status status = name ? pick_by_name(s, name, r, pick, err)
                              : pick_by_rule(s, s->table[0], r, err);
    if (status != XENT_OK || !pick->table)
        return status;
    if (r == SCORES && (pick->array->rows == 0 || pick->array->columns == 0))
        return xent_input_fail(&pick->table->input, err, XENT_EDATA, "the scores have no %s",
                               pick->array->rows ? "columns" : "rows");
    return r != SCORES && pick->columns != 1 && is_flat(s)
               ? xent_fail_columns(pick->table, pick->array, pick->columns, r == LABELS, err)
               : XENT_OK;
}

xent_status
xent_select(const char *path, const xent_read_options *options, xent_notes *notes,
            xent_selection *s, xent_error *err)
{
    *s = (xent_selection){.options = options,
                          .notes = notes,
                          .budget = {options->max_memory ? options->max_memory : UINT64_MAX,
                                     options->folder ? options->folder : "/tmp", options->map}};
    xent_status status = xent_table_open(path, options, &s->budget, notes, &s->table[0], err);
    if (status != XENT_OK)
        return status;
    s->tables = 1;
    /* What is named comes first.  Then, in text, the labels have names and the scores are the
       rest; among arrays the scores are known by their shape and the labels by theirs. */
    bool text = s->table[0]->array->column != NULL;
    if (options->labels)
        status = pick_role(s, options->labels, LABELS, err);
    if (status == XENT_OK && options->weights)
        status = pick_role(s, options->weights, WEIGHTS, err);
    if (status == XENT_OK)
        status = claim_targets(s, err);
    if (status == XENT_OK && options->scores)
        status = pick_role(s, options->scores, SCORES, err);
    if (status == XENT_OK && !options->labels && text)
        status = pick_role(s, NULL, LABELS, err);
    if (status == XENT_OK && !options->scores)
        status = pick_role(s, NULL, SCORES, err);
    if (status == XENT_OK && !options->labels && !text)
        status = pick_role(s, NULL, LABELS, err);
    return status;
}

void
xent_selection_clear(xent_selection *s)
{
    for (size_t i = 0; i < s->tables; i++)
        xent_table_free(s->table[i]);
    free(s->scores.column);
    free(s->labels.column);
    free(s->weights.column);
    free(s->targets.column);
    *s = (xent_selection){0};
}
