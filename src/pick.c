/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pick.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "names.h"

const char *const xent_role_name[] = {"scores", "labels", "weights", "targets", "group", "cluster",
                                      "fit-on",   "id"};

/* ---- what to say */

/* Nothing, or too much, answers to a role. */
xent_status
xent_pick_fail(const xent_table *table, xent_role r, const char *sentence, xent_error *err)
{
    char candidates[400] = "";
    xent_list_candidates(table, candidates, sizeof candidates);
    xent_fail(err, XENT_EDATA, "%s; there are: %s", sentence, candidates);
    xent_error_place(err, table->input.path, 0);
    if (table->array->column && table->array->columns == 1 && table->array->column->words)
        xent_error_hint(err, "one column found: separators are comma, semicolon and tab");
    else if (table->array->column)
        xent_error_hint(err, "--%s COLUMN, by its name or its number from 0%s", xent_role_name[r],
                        r == XENT_LABELS ? ", or --labels FILE" : "");
    else if (!table->array->name[0])
        xent_error_hint(err, "--%s FILE", xent_role_name[r]);
    else
        xent_error_hint(err, "--%s NAME%s", xent_role_name[r],
                        r == XENT_LABELS ? ", or --labels FILE" : "");
    return XENT_EDATA;
}

/* ---- picks */

bool
xent_pick_claimed(const xent_selection *s, const xent_array *array, size_t column)
{
    const xent_pick *picks[] = {&s->labels,
                                &s->weights,
                                &s->targets,
                                &s->factor[XENT_GROUP],
                                &s->factor[XENT_CLUSTER],
                                &s->factor[XENT_SPLIT],
                                &s->factor[XENT_ID]};
    bool claimed = false;
    for (size_t i = 0; i < sizeof picks / sizeof *picks && !claimed; i++) {
        claimed = picks[i]->array == array && !picks[i]->column;
        for (size_t j = 0; picks[i]->array == array && picks[i]->column && j < picks[i]->columns;
             j++)
            claimed |= picks[i]->column[j] == column;
    }
    return claimed;
}

xent_status
xent_pick_array(xent_table *table, xent_array *array, xent_pick *pick)
{
    *pick = (xent_pick){.table = table, .array = array, .columns = array->columns};
    return XENT_OK;
}

xent_status
xent_pick_column(xent_pick *pick, size_t column, xent_error *err)
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

void
xent_pick_start(xent_table *table, xent_pick *pick)
{
    *pick = (xent_pick){.table = table, .array = table->array};
}

/* ---- by name */

static xent_status
pick_item(const xent_table *table, const char *name, size_t n, xent_role r, size_t *column,
          xent_error *err)
{
    bool many;
    char sentence[160];
    *column = xent_find_column(table->array, name, n, &many);
    if (*column < table->array->columns && !many)
        return XENT_OK;
    snprintf(sentence, sizeof sentence, "%s column is called '%.*s'", many ? "more than one" : "no",
             n < 80 ? (int)n : 80, name);
    return xent_pick_fail(table, r, sentence, err);
}

/* "first:last" or "a,b,c". */
xent_status
xent_pick_list(xent_table *table, const char *text, xent_role r, xent_pick *pick, xent_error *err)
{
    const char *colon = strchr(text, ':');
    size_t first, last;
    bool many;
    xent_pick_start(table, pick);
    if (xent_find_column(table->array, text, strlen(text), &many) < table->array->columns)
        colon = NULL;
    if (colon) {
        xent_status status = pick_item(table, text, (size_t)(colon - text), r, &first, err);
        if (status == XENT_OK)
            status = pick_item(table, colon + 1, strlen(colon + 1), r, &last, err);
        for (size_t j = first; status == XENT_OK && j <= last; j++)
            status = xent_pick_column(pick, j, err);
        if (status == XENT_OK && first > last)
            status = xent_fail(err, XENT_EINVAL,
                               "--%s %.80s: the first column comes after the last",
                               xent_role_name[r], text);
        return status;
    }
    size_t whole = xent_find_column(table->array, text, strlen(text), &many);
    for (const char *p = text;; p++) {
        size_t n = whole < table->array->columns ? strlen(p) : strcspn(p, ",");
        xent_status status = pick_item(table, p, n, r, &first, err);
        if (status == XENT_OK)
            status = xent_pick_column(pick, first, err);
        if (status != XENT_OK)
            return status;
        p += n;
        if (!*p)
            return XENT_OK;
    }
}

/* ---- cells */

xent_status
xent_pick_load(const xent_pick *pick, xent_error *err)
{
    return pick->array->file ? XENT_OK : pick->table->load(pick->table, pick->array, err);
}

void
xent_pick_unload(const xent_pick *pick, const xent_pick *scores)
{
    xent_array *array = pick->array;
    if (pick->table->load && array->spool && array != scores->array) {
        xent_spool_free(array->spool);
        array->spool = NULL;
        array->file = NULL;
    }
}
