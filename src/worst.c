/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worst.h"
#include <stdlib.h>
#include <string.h>
#include "sample_internal.h"
#include "sweep.h"

typedef struct {
    const xent_shape *shape;
    size_t most;
    size_t id; /* the factor of the rows' names; shape->factors: there is none */
} search;

/* ---- a list of the worst so far */

/* Is a worse than b, by what one of them is listed for? */
typedef bool is_worse(const xent_worst_row *a, const xent_worst_row *b);

static bool
costs_more(const xent_worst_row *a, const xent_worst_row *b)
{
    return a->nll > b->nll || (a->nll >= b->nll && a->place < b->place);
}

static bool
is_surer(const xent_worst_row *a, const xent_worst_row *b)
{
    return a->confidence > b->confidence || (a->confidence >= b->confidence && a->place < b->place);
}

/* Keeps the list sorted and no longer than `most`. */
static void
insert(xent_worst_row *list, size_t *n, size_t most, const xent_worst_row *row, is_worse *worse)
{
    size_t at = *n;
    if (*n == most && !worse(row, &list[most - 1]))
        return;
    while (at > 0 && worse(row, &list[at - 1]))
        at--;
    size_t moved = (*n < most ? *n : most - 1) - at;
    memmove(list + at + 1, list + at, moved * sizeof *list);
    list[at] = *row;
    *n += *n < most;
}

/* ---- the pass */

static int32_t
id_of(const search *s, const xent_block *block, size_t i)
{
    return s->id < s->shape->factors ? block->factor[i * s->shape->factors + s->id] : 0;
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const search *s = context;
    xent_worst *worst = state;
    xent_row *row = scratch;
    (void)err;
    xent_sample_rows(s->shape, block, XENT_WANT_NLL | XENT_WANT_TOP | XENT_WANT_POSITIVE, 0, row,
                     NULL);
    for (size_t i = 0; i < block->rows; i++) {
        xent_worst_row r = {xent_block_row(block, i), block->first + i, row[i].nll, row[i].confidence,
                            row[i].label, row[i].predicted, id_of(s, block, i)};
        insert(worst->loss, &worst->losses, s->most, &r, costs_more);
        if (r.label != r.predicted)
            insert(worst->error, &worst->errors, s->most, &r, is_surer);
    }
    return XENT_OK;
}

static void
merge(xent_worst *to, const xent_worst *from, size_t most)
{
    for (size_t i = 0; i < from->losses; i++)
        insert(to->loss, &to->losses, most, &from->loss[i], costs_more);
    for (size_t i = 0; i < from->errors; i++)
        insert(to->error, &to->errors, most, &from->error[i], is_surer);
}

xent_status
xent_worst_find(const xent_sample *sample, size_t most, unsigned threads, xent_worst **worst,
                xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    search s = {shape, most, xent_shape_factor(shape, XENT_ID)};
    xent_sweep sweep;
    *worst = calloc(1, sizeof **worst);
    xent_status status = *worst
                             ? xent_sweep_open(sample, threads, sizeof **worst,
                                               shape->block_rows * sizeof(xent_row), &sweep, err)
                             : xent_fail_memory(err);
    if (status != XENT_OK) {
        free(*worst);
        *worst = NULL;
        return status;
    }
    status = xent_sweep_run(&sweep, see_block, &s, err);
    for (unsigned t = 0; status == XENT_OK && t < sweep.threads; t++)
        merge(*worst, xent_sweep_state(&sweep, t), most);
    xent_sweep_close(&sweep);
    if (status != XENT_OK) {
        free(*worst);
        *worst = NULL;
    }
    return status;
}
