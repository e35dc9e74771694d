/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid.h"
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

struct xent_grid {
    struct libscols_table *table;
    struct libscols_line *line; /* the current one */
    size_t cell;                /* its next cell */
    size_t indent;
    bool failed;
};

/* libsmartcols does not say when it has no memory for a heading. */
static bool
add_column(struct libscols_table *table, const xent_grid_column *column)
{
    struct libscols_column *made =
        scols_table_new_column(table, column->heading, 0, column->right ? SCOLS_FL_RIGHT : 0);
    return made && scols_cell_get_data(scols_column_get_header(made));
}

static int
set_up(xent_grid *grid, size_t columns, const xent_grid_column *column, size_t width)
{
    grid->table = scols_new_table();
    if (!grid->table)
        return -1;
    for (size_t i = 0; i < columns; i++)
        if (!add_column(grid->table, &column[i]))
            return -1;
    size_t room = width > grid->indent ? width - grid->indent : 4096;
    return scols_table_set_column_separator(grid->table, "   ") ||
           scols_table_set_termforce(grid->table, SCOLS_TERMFORCE_ALWAYS) ||
           scols_table_set_termwidth(grid->table, room) ||
           scols_table_enable_minout(grid->table, 1);
}

static void
grid_free(xent_grid *grid)
{
    if (grid)
        scols_unref_table(grid->table);
    free(grid);
}

xent_grid *
xent_grid_alloc(size_t columns, const xent_grid_column *column, size_t indent, size_t width)
{
    xent_grid *grid = calloc(1, sizeof *grid);
    if (!grid)
        return NULL;
    grid->indent = indent;
    if (set_up(grid, columns, column, width) != 0) {
        grid_free(grid);
        return NULL;
    }
    return grid;
}

void
xent_grid_line(xent_grid *grid, const char *color)
{
    if (!grid || grid->failed)
        return;
    grid->cell = 0;
    grid->line = scols_table_new_line(grid->table, NULL);
    grid->failed = !grid->line || (color && (scols_table_enable_colors(grid->table, 1) ||
                                             scols_line_set_color(grid->line, color)));
}

void
xent_grid_cell(xent_grid *grid, const char *text)
{
    if (grid && !grid->failed)
        grid->failed = scols_line_set_data(grid->line, grid->cell++, text) != 0;
}

/* Copies the lines of text, indented, without the blanks that fill the last column. */
static void
add_lines(xent_buffer *buffer, size_t indent, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n"), kept = length;
        while (kept > 0 && text[kept - 1] == ' ')
            kept--;
        xent_buffer_printf(buffer, "%*s", kept > 0 ? (int)indent : 0, "");
        xent_buffer_add(buffer, text, kept);
        xent_buffer_puts(buffer, "\n");
        text += length + (text[length] == '\n');
    }
}

xent_status
xent_grid_finish(xent_grid *grid, xent_buffer *buffer, xent_error *err)
{
    char *text = NULL;
    xent_status status = XENT_OK;
    if (!grid || grid->failed || scols_print_table_to_string(grid->table, &text) != 0 || !text)
        status = xent_fail_memory(err);
    else
        add_lines(buffer, grid->indent, text);
    free(text);
    grid_free(grid);
    return status;
}
