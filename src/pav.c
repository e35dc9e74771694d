/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pav.h"
#include <stdbool.h>
#include <stdlib.h>

static bool
make_room(xent_pav *pav)
{
    if (pav->size < pav->capacity)
        return true;
    size_t capacity = pav->capacity ? 2 * pav->capacity : 256;
    xent_pav_block *block = realloc(pav->block, capacity * sizeof *block);
    if (!block)
        return false;
    pav->block = block;
    pav->capacity = capacity;
    return true;
}

/* Is the value of `a` at least that of `b`?  Products of whole numbers are exact up to 2^53. */
static bool
violates(const xent_pav_block *a, const xent_pav_block *b)
{
    return a->sum * b->weight >= b->sum * a->weight;
}

/* Appends a block, pooled with its violators. */
static bool
push(xent_pav *pav, xent_pav_block block)
{
    while (pav->size > 0 && violates(&pav->block[pav->size - 1], &block)) {
        const xent_pav_block *left = &pav->block[--pav->size];
        block.sum += left->sum;
        block.weight += left->weight;
        block.first = left->first;
    }
    if (!make_room(pav))
        return false;
    pav->block[pav->size++] = block;
    return true;
}

/* Makes the last group a block. */
static bool
close_group(xent_pav *pav)
{
    return pav->group.weight == 0 || push(pav, pav->group);
}

xent_status
xent_pav_add(xent_pav *pav, size_t n, const double *x, const double *y, const double *w,
             xent_error *err)
{
    for (size_t i = 0; i < n; i++) {
        double weight = w ? w[i] : 1;
        if (pav->group.weight == 0 || x[i] != pav->group.last) {
            if (!close_group(pav))
                return xent_fail_memory(err);
            pav->group = (xent_pav_block){.first = x[i], .last = x[i]};
        }
        pav->group.sum += weight * y[i];
        pav->group.weight += weight;
    }
    return XENT_OK;
}

xent_status
xent_pav_finish(xent_pav *pav, xent_error *err)
{
    bool done = close_group(pav);
    pav->group = (xent_pav_block){0};
    return done ? XENT_OK : xent_fail_memory(err);
}

xent_status
xent_pav_join(xent_pav *pav, const xent_pav *next, xent_error *err)
{
    for (size_t b = 0; b < next->size; b++)
        if (!push(pav, next->block[b]))
            return xent_fail_memory(err);
    return XENT_OK;
}

void
xent_pav_clear(xent_pav *pav)
{
    free(pav->block);
    *pav = (xent_pav){0};
}
