/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "select.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "buffer.h"
#include "names.h"
#include "pick.h"
#include "single.h"

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
        if (matches(array, scores) && !xent_pick_claimed(s, array, 0) && array != s->scores.array)
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
    if (table->arrays == 1 && !found->name[0] && !xent_pick_claimed(s, found, 0)) { /* npy */
        if (found->cell == XENT_CELL_FLOAT || found->columns > 1 || s->options->whole_scores)
            return xent_pick_array(table, found, &s->scores);
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
            return xent_pick_array(table, found, &s->scores);
        if (count > 1)
            return xent_pick_fail(table, XENT_SCORES, "more than one float array may be the scores",
                                  err);
    }
    return xent_pick_fail(table, XENT_SCORES, "no float array that may be the scores", err);
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
    xent_pick_fail(table, XENT_LABELS, sentence, err);
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
        return xent_pick_array(table, found, &s->labels);
    if (count > 1)
        return xent_pick_fail(table, XENT_LABELS, "more than one array may be the labels", err);
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
    xent_pick_start(table, &s->labels);
    for (size_t j = 0; j < array->columns; j++)
        if (xent_is_label_name(array->column[j].name)) {
            xent_status status = xent_pick_column(&s->labels, j, err);
            if (status != XENT_OK)
                return status;
        }
    if (s->labels.columns == 0 && own_file && array->columns == 1)
        return xent_pick_column(&s->labels, 0, err);
    if (s->labels.columns == 1)
        return XENT_OK;
    if (s->labels.columns > 1)
        return xent_pick_fail(table, XENT_LABELS, "more than one column has the name of a label",
                              err);
    s->labels = (xent_pick){0};
    if (s->options->unlabelled && !own_file)
        return XENT_OK;
    return xent_pick_fail(table, XENT_LABELS,
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

/* In a file of labels of their own, columns may be called what a label is called. */
static bool
is_mark(const xent_selection *s, const xent_table *table, size_t j)
{
    const xent_column *column = &table->array->column[j];
    return s->options->task == XENT_TASK_MULTILABEL && s->options->whole_scores && !column->words
           && xent_is_label_name(column->name);
}

/* All columns of numbers that nothing else claims. */
static xent_status
scores_of_columns(xent_selection *s, xent_table *table, xent_error *err)
{
    const xent_array *array = table->array;
    xent_status status = XENT_OK;
    xent_buffer left_out = {0};
    char name[80];
    xent_pick_start(table, &s->scores);
    for (size_t j = 0; status == XENT_OK && j < array->columns; j++) {
        const char *why = xent_why_no_score(table, j);
        if (xent_pick_claimed(s, array, j))
            continue;
        if (why && is_mark(s, table, j))
            why = NULL;
        if (!why)
            status = xent_pick_column(&s->scores, j, err);
        else if (left_out.size < 400)
            xent_buffer_printf(&left_out, "%s%s (%s)", left_out.size ? ", " : "",
                               xent_column_name(array, j, name, sizeof name), why);
    }
    if (status == XENT_OK && s->scores.columns == 0)
        status = xent_pick_fail(table, XENT_SCORES, "no column of numbers is left for the scores", err);
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
            return xent_pick_array(table, array, &s->weights);
        return xent_pick_fail(table, XENT_WEIGHTS, "more than one array may be the weights", err);
    }
    size_t j = xent_find_column(array, "weight", 6, &many);
    if (j == array->columns)
        j = xent_find_column(array, "weights", 7, &many);
    if (j == array->columns && array->columns == 1)
        j = 0;
    xent_pick_start(table, &s->weights);
    if (j < array->columns && !many)
        return xent_pick_column(&s->weights, j, err);
    return xent_pick_fail(table, XENT_WEIGHTS, "no column is called weight", err);
}

/* The only column or array of a file. */
static xent_status
only_column_of(xent_table *table, xent_role r, xent_pick *pick, xent_error *err)
{
    xent_array *array = table->array;
    if (table->arrays == 1 && (!array->column || array->columns == 1))
        return xent_pick_array(table, array, pick);
    return xent_pick_fail(table, r, "more than one column may be meant", err);
}

static xent_status
pick_by_rule(xent_selection *s, xent_table *table, xent_role r, xent_error *err)
{
    bool columns = table->array->column != NULL;
    if (r >= XENT_FACTOR)
        return only_column_of(table, r, &s->factor[r - XENT_FACTOR], err);
    if (r == XENT_WEIGHTS)
        return weights_of(s, table, err);
    if (r == XENT_LABELS)
        return columns ? labels_of_columns(s, table, err) : labels_of_arrays(s, table, err);
    return columns ? scores_of_columns(s, table, err) : scores_of_arrays(s, table, err);
}

/* What an option names: something in the main file, or another file. */
static xent_status
pick_by_name(xent_selection *s, const char *name, xent_role r, xent_pick *pick, xent_error *err)
{
    xent_table *table = s->table[0];
    if (!table->array->column) {
        size_t i = xent_find_array(table, name);
        if (i < table->arrays)
            return xent_pick_array(table, &table->array[i], pick);
    } else {
        bool many;
        if (xent_find_column(table->array, name, strlen(name), &many) < table->array->columns ||
            access(name, F_OK) != 0)
            return xent_pick_list(table, name, r, pick, err);
    }
    if (table->array->name[0] && access(name, F_OK) != 0) {
        char sentence[160];
        snprintf(sentence, sizeof sentence, "no array and no file is called '%.80s'", name);
        return xent_pick_fail(table, r, sentence, err);
    }
    xent_status status =
        xent_table_open(name, s->options, &s->budget, s->notes, &s->table[s->tables], err);
    if (status != XENT_OK)
        return status;
    table = s->table[s->tables++];
    return pick_by_rule(s, table, r, err);
}

/* Targets that the main file holds, or labels in their place, are not its scores. */
static xent_status
claim_targets(xent_selection *s, xent_error *err)
{
    const char *name = s->options->targets;
    bool labels = s->options->task == XENT_TASK_MULTILABEL;
    return name && access(name, F_OK) != 0
               ? pick_by_name(s, name, labels ? XENT_LABELS : XENT_TARGETS, &s->targets, err)
               : XENT_OK;
}

/* Whole numbers, one for each score. */
static bool
may_be_marks(const xent_array *array, const xent_array *scores)
{
    return array->cell != XENT_CELL_FLOAT && array->rows == scores->rows &&
           array->columns == scores->columns;
}

/* A column of labels for each of the scores, if no option says which. */
static xent_status
pick_marks(xent_selection *s, xent_error *err)
{
    xent_table *table = s->table[0];
    xent_array *found = NULL;
    if (s->options->targets)
        return XENT_OK;
    size_t count = table->array->column
                       ? 0
                       : count_arrays(s, table, may_be_marks, s->scores.array, &found);
    if (count == 1)
        return xent_pick_array(table, found, &s->targets);
    if (count > 1)
        return xent_pick_fail(table, XENT_LABELS, "more than one array may be the labels", err);
    if (s->options->unlabelled)
        return XENT_OK;
    if (!table->array->column
        && count_arrays(s, table, may_be_one_hot, s->scores.array, &found) == 1)
        return xent_pick_array(table, found, &s->targets); /* refused for its columns later on */
    xent_pick_fail(table, XENT_LABELS, "nothing says where the labels are", err);
    xent_error_hint(err, "--task multilabel wants a column of 0 and 1 for each column of the scores: "
                         "--labels %s",
                    table->array->column ? "FIRST:LAST, or --labels FILE" : "NAME|FILE");
    return XENT_EDATA;
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
pick_role(xent_selection *s, const char *name, xent_role r, xent_error *err)
{
    xent_pick *const picks[] = {&s->scores, &s->labels, &s->weights, &s->targets};
    xent_pick *pick = r < XENT_FACTOR ? picks[r] : &s->factor[r - XENT_FACTOR];
    xent_status status = name ? pick_by_name(s, name, r, pick, err)
                              : pick_by_rule(s, s->table[0], r, err);
    if (status != XENT_OK || !pick->table)
        return status;
    if (r == XENT_SCORES && (pick->array->rows == 0 || pick->array->columns == 0))
        return xent_input_fail(&pick->table->input, err, XENT_EDATA, "the scores have no %s",
                               pick->array->rows ? "columns" : "rows");
    return r != XENT_SCORES && pick->columns != 1 && is_flat(s)
               ? xent_fail_columns(pick->table, pick->array, pick->columns, xent_role_name[r],
                                   err)
               : XENT_OK;
}

/* The column of text that names the rows; NULL: none does. */
static const char *
find_names(const xent_table *table)
{
    const xent_column *column = table->array->column;
    const char *name = column ? xent_only_name(table, xent_is_index_name) : NULL;
    bool many;
    if (!name)
        return NULL;
    column += xent_find_column(table->array, name, strlen(name), &many);
    return xent_column_is_mixed(column) ? NULL : name;
}

/* What the options name, and what the rows are called. */
static xent_status
pick_factors(xent_selection *s, xent_error *err)
{
    xent_status status = XENT_OK;
    memcpy(s->factor_name, s->options->factor, sizeof s->factor_name);
    if (s->options->identify && !s->factor_name[XENT_ID])
        s->factor_name[XENT_ID] = find_names(s->table[0]);
    for (int f = 0; status == XENT_OK && f < XENT_FACTOR_ROLES; f++)
        if (s->factor_name[f])
            status = pick_role(s, s->factor_name[f], XENT_FACTOR + (xent_role)f, err);
    return status;
}

/* What speaks of a prediction or of the truth is one column. */
static xent_status
check_subject(const xent_selection *s, xent_error *err)
{
    if (s->of == XENT_SCORES_OF_CLASSES || s->scores.columns == 1)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "--scores-of %s wants one column, but the scores are %zu",
              xent_scores_of_name(s->of), s->scores.columns);
    xent_error_place(err, s->scores.table->input.path, 0);
    xent_error_hint(err, "--scores NAME");
    return XENT_EDATA;
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
    xent_single single = xent_single_find(s);
    const char *labels = single.labels, *scores = single.scores;
    s->of = single.of;
    bool companion = options->whole_scores; /* it has no labels, or by their name only */
    bool several = options->task == XENT_TASK_MULTILABEL; /* labels are read apart, like targets */
    bool none = several || s->of == XENT_SCORES_OF_TRUTH; /* they would all be 1 */
    bool sought = !labels && !none && !options->targets;  /* targets stand in place of labels */
    if (labels && !none)
        status = pick_role(s, labels, XENT_LABELS, err);
    if (status == XENT_OK && options->weights)
        status = pick_role(s, options->weights, XENT_WEIGHTS, err);
    if (status == XENT_OK)
        status = pick_factors(s, err);
    if (status == XENT_OK)
        status = claim_targets(s, err);
    if (status == XENT_OK && scores)
        status = pick_role(s, scores, XENT_SCORES, err);
    if (status == XENT_OK && sought && text && !(companion && scores))
        status = pick_role(s, NULL, XENT_LABELS, err);
    if (status == XENT_OK && !scores)
        status = pick_role(s, NULL, XENT_SCORES, err);
    if (status == XENT_OK && sought && !text && !companion)
        status = pick_role(s, NULL, XENT_LABELS, err);
    if (status == XENT_OK && several && !companion)
        status = pick_marks(s, err);
    return status == XENT_OK ? check_subject(s, err) : status;
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
    for (int f = 0; f < XENT_FACTOR_ROLES; f++)
        free(s->factor[f].column);
    *s = (xent_selection){0};
}
