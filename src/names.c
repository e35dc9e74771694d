/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "names.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool
is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

bool
xent_is_label_name(const char *name)
{
    static const char *const names[] = {"label",        "labels", "y", "y_true", "target",
                                        "ground_truth", "class",  NULL};
    return is_one_of(name, names);
}

bool
xent_is_weight_name(const char *name)
{
    static const char *const names[] = {"weight", "weights", NULL};
    return is_one_of(name, names);
}

bool
xent_is_index_name(const char *name)
{
    static const char *const names[] = {"id", "index", NULL};
    return is_one_of(name, names);
}

bool
xent_is_confidence_name(const char *name)
{
    static const char *const names[] = {"confidence", "conf",     "max_prob", "top_prob",
                                        "p_max",      "top1_prob", NULL};
    return is_one_of(name, names);
}

bool
xent_is_correct_name(const char *name)
{
    static const char *const names[] = {"correct", "is_correct", "right", "hit", NULL};
    return is_one_of(name, names);
}

bool
xent_is_truth_name(const char *name)
{
    static const char *const names[] = {"logprob",       "log_prob",       "logprobs",
                                        "log_probs",     "token_logprob",  "token_logprobs",
                                        "true_logprob",  NULL};
    return is_one_of(name, names);
}

const char *
xent_why_no_score(const xent_table *table, size_t j)
{
    const xent_column *column = &table->array->column[j];
    size_t rows = table->array->rows;
    if (xent_column_is_broken(column))
        return NULL; /* it will be refused, not left out without a word */
    if (column->words)
        return "words";
    if (table->header && !column->name[0])
        return "no name";
    if (xent_is_index_name(column->name))
        return "index";
    if (column->counts && rows > 2) /* 0, 1 alone may well be scores */
        return "counts the rows";
    if (xent_is_weight_name(column->name))
        return "named like weights";
    return xent_is_label_name(column->name) ? "named like labels" : NULL;
}

const char *
xent_table_name(const xent_table *table, size_t i)
{
    return table->array->column ? table->array->column[i].name : table->array[i].name;
}

const char *
xent_only_name(const xent_table *table, bool (*matches)(const char *name))
{
    size_t n = table->array->column ? table->array->columns : table->arrays, count = 0;
    const char *found = NULL;
    for (size_t i = 0; i < n; i++)
        if (matches(xent_table_name(table, i))) {
            found = xent_table_name(table, i);
            count++;
        }
    return count == 1 ? found : NULL;
}

const char *
xent_column_name(const xent_array *array, size_t j, char *text, size_t size)
{
    if (array->column && array->column[j].name[0])
        snprintf(text, size, "%.60s", array->column[j].name);
    else
        snprintf(text, size, "%zu", j);
    return text;
}

void
xent_list_candidates(const xent_table *table, char *text, size_t size)
{
    enum { SHOWN = 8 };
    const xent_array *first = table->array;
    size_t n = first->column ? first->columns : table->arrays, used = 0;
    for (size_t i = 0; i < n && i < SHOWN && used < size; i++) {
        char name[80], about[64];
        int length;
        xent_array_describe(&table->array[first->column ? 0 : i], about, sizeof about);
        if (first->column)
            length = snprintf(text + used, size - used, "%s%s", i ? ", " : "",
                              xent_column_name(first, i, name, sizeof name));
        else
            length = snprintf(text + used, size - used, "%s%.60s%s%s", i ? ", " : "",
                              table->array[i].name, table->array[i].name[0] ? ": " : "", about);
        used += length > 0 ? (size_t)length : 0;
    }
    if (n > SHOWN && used < size)
        snprintf(text + used, size - used, ", ... (%zu in all)", n);
}

size_t
xent_find_array(const xent_table *table, const char *name)
{
    size_t i = 0;
    while (i < table->arrays && (!name[0] || strcmp(table->array[i].name, name) != 0))
        i++;
    return i;
}

size_t
xent_find_column(const xent_array *array, const char *name, size_t n, bool *many)
{
    size_t found = array->columns;
    *many = false;
    for (size_t j = 0; j < array->columns; j++) {
        const char *own = array->column[j].name;
        if (own[0] && strlen(own) == n && memcmp(own, name, n) == 0) {
            *many = found != array->columns;
            found = found == array->columns ? j : found;
        }
    }
    if (found < array->columns || n == 0 || n > 8)
        return found;
    size_t number = 0;
    for (size_t i = 0; i < n; i++) {
        if (name[i] < '0' || name[i] > '9')
            return found;
        number = 10 * number + (size_t)(name[i] - '0');
    }
    return number < array->columns ? number : array->columns;
}

void
xent_hint_one_hot(const xent_array *array, unsigned axis, xent_error *err)
{
    xent_error_hint(err, "--task multilabel, if a row may have any number of labels; if they are "
                         "one-hot, numbers are read: numpy.save(\"labels.npy\", "
                         "%.60s.argmax(axis=%u)), and --labels labels.npy",
                    array->name[0] ? array->name : "a", axis);
}

xent_status
xent_fail_columns(const xent_table *table, const xent_array *array, size_t columns,
                  const char *role, xent_error *err)
{
    xent_fail(err, XENT_EDATA, "the %s %s %zu columns; one is wanted", role,
              role[strlen(role) - 1] == 's' ? "are" : "is", columns);
    xent_error_place(err, table->input.path, 0);
    if (strcmp(role, "labels") == 0 && array->cell != XENT_CELL_FLOAT)
        xent_hint_one_hot(array, 1, err);
    else if (strcmp(role, "labels") == 0)
        xent_error_hint(err, "--task multilabel, if a row may have any number of labels");
    return XENT_EDATA;
}
