/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "buffer.h"
#include "factor.h"
#include "names.h"
#include "pick.h"

/* ---- are the columns what they should be? */

static xent_status
fail_misfit(const xent_table *table, size_t j, const xent_misfit *misfit, xent_error *err)
{
    const xent_array *array = table->array;
    const xent_column *column = &array->column[j];
    char name[80], count[48] = "";
    xent_column_name(array, j, name, sizeof name);
    if (misfit->count > 1)
        snprintf(count, sizeof count, " (%zu such cells)", misfit->count);
    if (column->comma.count && column->comma.line == misfit->line) {
        xent_fail(err, XENT_EDATA, "column %s: \"%s\" has a decimal %s%s", name,
                  column->comma.text, table->decimal == '.' ? "comma" : "point", count);
        xent_error_hint(err, table->decimal == '.' ? "--decimal ," : "--decimal .");
    } else if (misfit->text[0]) {
        xent_fail(err, XENT_EDATA, "column %s: \"%s\" is not a number%s", name, misfit->text,
                  count);
    } else {
        xent_fail(err, XENT_EDATA, "column %s: an empty cell%s", name, count);
        xent_error_hint(err, "drop the row, or fill the cell");
    }
    xent_error_place(err, table->input.path, misfit->line);
    return XENT_EDATA;
}

static xent_status
check_number_column(const xent_table *table, size_t j, xent_error *err)
{
    const xent_column *column = &table->array->column[j];
    char name[80];
    if (column->words && !xent_column_is_broken(column)) {
        xent_fail(err, XENT_EDATA, "column %s holds words (\"%s\"), not numbers",
                  xent_column_name(table->array, j, name, sizeof name), column->word.text);
        xent_error_place(err, table->input.path, column->word.line);
        return XENT_EDATA;
    }
    return column->word.count ? fail_misfit(table, j, &column->word, err) : XENT_OK;
}

static xent_status
check_pick(const xent_pick *pick, bool words_allowed, xent_error *err)
{
    xent_status status = XENT_OK;
    if (!pick->table || !pick->array->column)
        return XENT_OK;
    for (size_t i = 0; status == XENT_OK && i < pick->columns; i++) {
        size_t j = pick->column ? pick->column[i] : i;
        const xent_column *column = &pick->array->column[j];
        if (!words_allowed || !column->words || xent_column_is_broken(column))
            status = check_number_column(pick->table, j, err);
    }
    return status;
}

static xent_status
check_rows(const xent_pick *scores, const xent_pick *other, const char *what, xent_error *err)
{
    if (!other->table || other->array->rows == scores->array->rows)
        return XENT_OK;
    size_t rows = scores->array->rows, others = other->array->rows;
    xent_fail(err, XENT_EDATA, "%zu rows of scores but %zu %s", rows, others, what);
    xent_error_place(err, other->table->input.path, 0);
    if (others == scores->columns)
        xent_error_hint(err, "are the scores transposed? rows are cases, columns are classes%s",
                        scores->array->column ? "" : ": --class-axis 0");
    else if (others + 1 == rows || rows + 1 == others)
        xent_error_hint(err, "was a header counted as a row, or left out?");
    return XENT_EDATA;
}

static bool
overlaps(const xent_pick *scores, const xent_pick *other)
{
    if (!other->table || other->array != scores->array)
        return false;
    if (!other->column || !scores->column)
        return true;
    for (size_t i = 0; i < scores->columns; i++)
        if (scores->column[i] == other->column[0])
            return true;
    return false;
}

/* By name anything can be asked for, but nothing can be two things. */
static xent_status
check_overlap(const xent_pick *scores, const xent_pick *other, const char *what, xent_error *err)
{
    char name[80];
    if (!overlaps(scores, other))
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "'%.80s' is taken for scores and for %s",
              other->column ? xent_column_name(other->array, other->column[0], name, sizeof name)
                            : other->array->name,
              what);
    xent_error_place(err, other->table->input.path, 0);
    xent_error_hint(err, "leave it out of --scores, or name other %s by --%s", what, what);
    return XENT_EINVAL;
}

static xent_status
check(const xent_selection *s, xent_error *err)
{
    xent_status status = check_overlap(&s->scores, &s->labels, "labels", err);
    if (status == XENT_OK)
        status = check_overlap(&s->scores, &s->weights, "weights", err);
    if (status == XENT_OK)
        status = check_pick(&s->scores, false, err);
    if (status == XENT_OK)
        status = check_pick(&s->labels, true, err);
    if (status == XENT_OK)
        status = check_pick(&s->weights, false, err);
    if (status == XENT_OK)
        status = check_rows(&s->scores, &s->labels, "labels", err);
    return status == XENT_OK ? check_rows(&s->scores, &s->weights, "weights", err) : status;
}

/* ---- labels that are words */

static const char *
score_name(const xent_pick *scores, size_t i)
{
    const xent_array *array = scores->array;
    return array->column ? array->column[scores->column ? scores->column[i] : i].name : "";
}

/* One column: its name is the positive class of two; or the words are false and true. */
static int64_t
binary_class(const xent_pick *scores, const xent_words *words, const char *word)
{
    const char *positive = score_name(scores, 0);
    bool named = words->count <= 2 && positive[0];
    if (strcasecmp(word, "true") == 0 || strcasecmp(word, "false") == 0)
        return strcasecmp(word, "true") == 0;
    for (size_t i = 0; named && i < words->count; i++)
        if (strcmp(xent_words_at(words, i), positive) == 0)
            return strcmp(word, positive) == 0;
    return -1;
}

/* The class of every word, -1 for none.  Through a dictionary of the names, so that many classes
   and many words take linear time. */
static xent_status
match_words(const xent_pick *scores, const xent_words *words, int64_t *class, xent_error *err)
{
    xent_words names = {0};
    int64_t *owner = malloc(scores->columns * sizeof *owner);
    xent_status status = owner ? XENT_OK : xent_fail_memory(err);
    for (size_t i = 0; status == XENT_OK && i < scores->columns; i++) {
        const char *name = score_name(scores, i);
        int32_t known = xent_words_put(&names, name, strlen(name));
        if (known < 0)
            status = xent_fail_memory(err);
        else if ((size_t)known + 1 == names.count && (size_t)known <= i)
            owner[known] = (int64_t)i;
    }
    for (size_t w = 0; status == XENT_OK && w < words->count; w++) {
        const char *word = xent_words_at(words, w);
        size_t before = names.count;
        int32_t known = word[0] ? xent_words_put(&names, word, strlen(word)) : -2;
        class[w] = known >= 0 && (size_t)known < before && (size_t)known < scores->columns
                       ? owner[known]
                       : -1;
        if (known == -1)
            status = xent_fail_memory(err);
        if (scores->columns == 1)
            class[w] = binary_class(scores, words, word);
    }
    xent_words_clear(&names);
    free(owner);
    return status;
}

static xent_status
fail_word(const xent_pick *labels, const xent_pick *scores, const char *word, size_t row,
          xent_error *err)
{
    char names[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < scores->columns && i < 8 && used < sizeof names; i++) {
        int n = snprintf(names + used, sizeof names - used, "%s%.40s", i ? ", " : "",
                         score_name(scores, i));
        used += n > 0 ? (size_t)n : 0;
    }
    xent_fail(err, XENT_EDATA, "the label \"%.60s\" is not the name of a score column", word);
    xent_error_place(err, labels->table->input.path, xent_table_line(labels->table, row));
    if (scores->array->column && scores->table->header)
        xent_error_hint(err, "the score columns are %s%s: name them like the labels, or number the "
                             "labels from 0", names, scores->columns > 8 ? ", ..." : "");
    else
        xent_error_hint(err, "the scores have no column names: number the labels from 0");
    return XENT_EDATA;
}

static xent_status
labels_from_words(const xent_pick *labels, const xent_pick *scores, int64_t *label,
                  xent_error *err)
{
    const xent_array *array = labels->array;
    size_t column = labels->column[0];
    const xent_words *words = array->column[column].words;
    int64_t *class = malloc((words->count + 1) * sizeof *class);
    xent_status status = class ? match_words(scores, words, class, err) : xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_array_integers(labels->table, array, column, label, err);
    for (size_t i = 0; status == XENT_OK && i < array->rows; i++) {
        size_t word = (size_t)label[i];
        label[i] = word < words->count ? class[word] : -1;
        if (label[i] < 0)
            status = fail_word(labels, scores,
                               word < words->count ? xent_words_at(words, word)
                                                   : "(one of too many)",
                               i, err);
    }
    free(class);
    return status;
}

/* ---- the pieces of xent_raw */

/* What a job keeps of every row must fit into memory: it takes precedence over the cells of a
   text, which have been decoded by now. */
static xent_status
reserve_rows(xent_selection *s, xent_error *err)
{
    uint64_t pairs = s->weights.table ? 32 : 16; /* bytes, while the metrics that sort do so */
    uint64_t soft = s->options->targets ? 16 + sizeof(int32_t) : 0;
    uint64_t row = pairs + soft + (s->labels.table ? sizeof(int64_t) : 0) +
                   (s->weights.table ? sizeof(double) : 0);
    for (int f = 0; f < XENT_FACTOR_ROLES; f++)
        row += s->factor[f].table ? sizeof(int32_t) : 0;
    uint64_t most = s->options->max_memory, needed = (uint64_t)s->scores.array->rows * row;
    xent_spool *spool = s->scores.array->spool;
    xent_status status = XENT_OK;
    if (most && needed > most) {
        xent_fail(err, XENT_ENOMEM,
                  "%zu rows keep %llu bytes in memory (%llu each); --max-memory allows %llu",
                  s->scores.array->rows, (unsigned long long)needed, (unsigned long long)row,
                  (unsigned long long)most);
        xent_error_place(err, s->scores.table->input.path, 0);
        xent_error_hint(err, "--max-memory %lluM", (unsigned long long)(needed >> 20) + 1);
        return XENT_ENOMEM;
    }
    if (needed > s->budget.memory && spool)
        status = xent_spool_evict(spool, &s->budget, err);
    s->budget.memory -= needed < s->budget.memory ? needed : s->budget.memory;
    return status;
}

/* What is true is so in every row. */
static xent_status
label_truth(size_t rows, int64_t **label, xent_error *err)
{
    *label = malloc(rows * sizeof **label);
    if (!*label)
        return xent_fail_memory(err);
    for (size_t i = 0; i < rows; i++)
        (*label)[i] = 1;
    return XENT_OK;
}

static xent_status
take_labels(const xent_selection *s, int64_t **label, xent_error *err)
{
    const xent_pick *pick = &s->labels, *scores = &s->scores;
    if (s->of == XENT_SCORES_OF_TRUTH)
        return label_truth(scores->array->rows, label, err);
    if (!pick->table)
        return XENT_OK;
    size_t column = pick->column ? pick->column[0] : 0;
    xent_status status = xent_pick_load(pick, err);
    *label = malloc(pick->array->rows * sizeof **label);
    if (status == XENT_OK && !*label)
        status = xent_fail_memory(err);
    if (status == XENT_OK && pick->array->column && pick->array->column[column].words)
        status = labels_from_words(pick, scores, *label, err);
    else if (status == XENT_OK)
        status = xent_array_integers(pick->table, pick->array, column, *label, err);
    xent_pick_unload(pick, scores);
    return status;
}

static xent_status
take_weights(const xent_pick *pick, const xent_pick *scores, double **weight, xent_error *err)
{
    if (!pick->table)
        return XENT_OK;
    xent_status status = xent_pick_load(pick, err);
    *weight = malloc(pick->array->rows * sizeof **weight);
    if (status == XENT_OK && !*weight)
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_array_doubles(pick->array, pick->column ? pick->column[0] : 0, *weight, err);
    xent_pick_unload(pick, scores);
    return status;
}

static unsigned long long
line_of(const void *table, size_t row)
{
    return xent_table_line(table, row);
}

static xent_place
place_of(const xent_pick *pick)
{
    const xent_table *table = pick->table;
    return table ? (xent_place){.file = table->input.path,
                                .line = table->lines ? line_of : NULL,
                                .lines = table,
                                .axes = pick->array->axes}
                 : (xent_place){0};
}

static bool
is_low_precision(const xent_pick *scores)
{
    unsigned digits = 0;
    if (!scores->array->column)
        return scores->array->cell == XENT_CELL_FLOAT && scores->array->size == 2;
    for (size_t i = 0; i < scores->columns; i++) {
        const xent_column *column = &scores->array->column[scores->column[i]];
        digits = column->digits > digits ? column->digits : digits;
    }
    return digits <= 5;
}

static xent_status
make_view(xent_selection *s, xent_view **view, xent_error *err)
{
    xent_pick *scores = &s->scores;
    size_t n = scores->columns;
    bool named = scores->array->column && scores->table->header;
    *view = calloc(1, sizeof **view);
    char **name = named ? malloc(n * sizeof *name) : NULL;
    if (!*view || (named && !name)) {
        free(*view);
        free(name);
        *view = NULL;
        return xent_fail_memory(err);
    }
    for (size_t i = 0; named && i < n; i++)
        name[i] = scores->array->column[scores->column[i]].name;
    **view = (xent_view){scores->table, scores->array, scores->column, n, name, true};
    scores->column = NULL;
    return XENT_OK;
}

/* The view owns the table from now on. */
static void
hand_over(xent_selection *s, const xent_table *table)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->tables; i++)
        if (s->table[i] != table)
            s->table[kept++] = s->table[i];
    s->tables = kept;
}

/* Names the arrays of the main file that nothing takes. */
static void
note_rest(const xent_selection *s)
{
    const xent_table *table = s->table[0];
    xent_buffer names = {0};
    for (size_t i = 0; i < table->arrays && names.size < 400; i++) {
        const xent_array *array = &table->array[i];
        if (array != s->scores.array && array != s->labels.array && array != s->weights.array &&
            array != s->targets.array)
            xent_buffer_printf(&names, "%s%.60s", names.size ? ", " : "", array->name);
    }
    if (names.size && !names.failed) {
        xent_error *note = xent_notes_add(s->notes, XENT_NOTE);
        xent_note_say(note, "not taken: %.400s", names.bytes);
        xent_error_place(note, table->input.path, 0);
    }
    xent_buffer_free(&names);
}

xent_status
xent_extract(xent_selection *s, xent_raw *raw, xent_error *err)
{
    xent_view *view = NULL;
    *raw = (xent_raw){0};
    xent_status status = check(s, err);
    bool low = status == XENT_OK && is_low_precision(&s->scores);
    if (status == XENT_OK && s->options->note_rest)
        note_rest(s);
    if (status == XENT_OK)
        status = reserve_rows(s, err);
    if (status == XENT_OK)
        status = xent_pick_load(&s->scores, err);
    if (status == XENT_OK)
        status = take_labels(s, &raw->label, err);
    if (status == XENT_OK)
        status = take_weights(&s->weights, &s->scores, &raw->weight, err);
    if (status == XENT_OK)
        status = xent_factors_take(s, raw, err);
    if (status == XENT_OK)
        status = make_view(s, &view, err);
    if (status != XENT_OK) {
        free(raw->label);
        free(raw->weight);
        free(raw->factor);
        xent_factors_free(raw->factors, raw->about);
        return status;
    }
    hand_over(s, view->table);
    raw->of = s->of;
    raw->source = &xent_view_source;
    raw->state = view;
    raw->scratch_size = xent_view_scratch_size(view);
    raw->rows = view->array->rows;
    raw->columns = view->columns;
    raw->float32 = xent_array_float32(view->array);
    raw->low_precision = low;
    xent_array_storage(view->array, raw->storage, sizeof raw->storage);
    raw->scores_place = place_of(&s->scores);
    raw->labels_place = place_of(&s->labels);
    raw->weights_place = place_of(&s->weights);
    raw->column_names = view->name;
    return XENT_OK;
}
