/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledgers of groups or classes as one table. */
#include <math.h>
#include "grid.h"
#include "terminal.h"
#include "text.h"

static const json_t *
ledger_of(const json_t *part)
{
    return xent_json_at(part, "decomposition.ledger");
}

/* The name of a group, or the number of a class. */
static void
add_label(const xent_page *page, xent_grid *grid, const json_t *label)
{
    char shown[XENT_NAME];
    if (json_is_string(label))
        xent_show_name(page, json_string_value(label), shown);
    else
        xent_count_text(xent_json_real(label), shown, sizeof shown);
    xent_grid_cell(grid, shown);
}

static void
add_part(const xent_page *page, xent_grid *grid, const json_t *part, const char *label,
         const char *score)
{
    const char *const terms[] = {score, "uncertainty", "resolution", "miscalibration"};
    const json_t *ledger = ledger_of(part);
    char shown[XENT_SHOWN];
    xent_grid_line(grid, NULL);
    add_label(page, grid, json_object_get(part, label));
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        const json_t *term = json_object_get(ledger, terms[i]);
        xent_show_number(term ? xent_json_real(term) : (double)NAN, shown);
        xent_grid_cell(grid, shown);
    }
    xent_show_interval(json_object_get(ledger, "miscalibration"), shown);
    xent_grid_cell(grid, shown);
}

xent_status
xent_page_ledgers(xent_page *page, const xent_part_table *table, xent_error *err)
{
    char heading[XENT_SHOWN];
    xent_show_level(xent_page_real(page->root, "settings.level"), heading);
    const xent_grid_column column[] = {
        {table->heading, json_is_integer(json_object_get(table->part[0], table->label))},
        {table->score, true},     {"uncertainty", true}, {"resolution", true},
        {"miscalibration", true}, {heading, false}};
    bool any = false;
    for (size_t i = 0; i < table->size; i++)
        any |= ledger_of(table->part[i]) != NULL;
    if (!any)
        return XENT_OK;
    xent_buffer_puts(page->out, "\n");
    xent_grid *grid = xent_grid_alloc(6, column, 2, page->width);
    for (size_t i = 0; i < table->size; i++)
        add_part(page, grid, table->part[i], table->label, table->score);
    xent_status status = xent_grid_finish(grid, page->out, err);
    xent_page_paragraph(page, "ledger", "1", table->text);
    return status;
}
