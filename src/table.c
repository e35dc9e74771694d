/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
free_columns(xent_array *array)
{
    for (size_t j = 0; array->column && j < array->columns; j++) {
        xent_column *column = &array->column[j];
        free(column->name);
        free(column->word.text);
        free(column->comma.text);
        if (column->words)
            xent_words_clear(column->words);
        free(column->words);
    }
    free(array->column);
}

void
xent_table_free(xent_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->arrays; i++) {
        free_columns(&table->array[i]);
        free(table->array[i].name);
        xent_spool_free(table->array[i].spool);
    }
    free(table->array);
    free(table->line);
    if (table->free_state)
        table->free_state(table->state);
    xent_input_close(&table->input);
    free(table);
}

bool
xent_column_is_broken(const xent_column *column)
{
    return column->words && (column->numbers >= column->word.count || column->comma.count);
}

xent_array *
xent_table_add(xent_table *table, const char *name)
{
    char *copy = strdup(name);
    xent_array *more = realloc(table->array, (table->arrays + 1) * sizeof *more);
    if (more)
        table->array = more;
    if (!copy || !more) {
        free(copy);
        return NULL;
    }
    xent_array *array = &table->array[table->arrays++];
    *array = (xent_array){.name = copy};
    return array;
}

unsigned long long
xent_table_line(const xent_table *table, size_t row)
{
    size_t low = 0, high = table->lines;
    while (low < high) { /* the last breakpoint at or before row */
        size_t middle = low + (high - low) / 2;
        if (table->line[middle].row <= row)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? table->line[low - 1].line + (row - table->line[low - 1].row) : 0;
}

static const char *
type_name(const xent_array *array, char *text, size_t size)
{
    static const char *const stem[] = {"float", "int", "uint", "bool"};
    if (array->cell == XENT_CELL_BOOL)
        return "bool";
    snprintf(text, size, "%s%u", stem[array->cell], 8 * array->size);
    return text;
}

void
xent_array_lay_out(xent_array *array, unsigned axis)
{
    array->axes.classes = axis;
    array->rows = xent_axes_rows(&array->axes);
    array->columns = xent_axes_columns(&array->axes);
    xent_layout_make(&array->axes, array->fortran, &array->layout);
}

void
xent_array_describe(const xent_array *array, char *text, size_t size)
{
    char type[16], axes[XENT_AXES_TEXT];
    xent_axes_text(&array->axes, axes);
    snprintf(text, size, "%s %s", type_name(array, type, sizeof type), axes);
}

void
xent_array_storage(const xent_array *array, char *text, size_t size)
{
    char type[16], axes[XENT_AXES_TEXT], classes[128] = "";
    xent_axes_text(&array->axes, axes);
    if (array->axes.count > 2 || array->axes.classes == 0)
        snprintf(classes, sizeof classes, ", classes on axis %u of %s", array->axes.classes, axes);
    if (array->column)
        snprintf(text, size, "text");
    else
        snprintf(text, size, "%s%s, %s order%s", type_name(array, type, sizeof type),
                 array->swapped ? " byte-swapped" : "", array->fortran ? "Fortran" : "C", classes);
}
