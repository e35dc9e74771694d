/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn.h"
#include <stdlib.h>
#include <string.h>
#include "radix.h"
#include "random.h"

static const uint64_t draw_stream = UINT64_C(2) << 32;

enum { ROUNDS = 4 };

size_t
xent_drawn_rows(const xent_shape *shape)
{
    size_t most = XENT_DRAWN_CELLS / shape->classes;
    most = most < XENT_DRAWN_LEAST ? XENT_DRAWN_LEAST : most;
    most = most < XENT_DRAWN_ROWS ? most : XENT_DRAWN_ROWS;
    return shape->rows < most ? shape->rows : most;
}

/* ---- a permutation that is computed place by place */

/* A Feistel network (Luby and Rackoff 1988) on twice `bits` bits. */
static uint64_t
shuffle_bits(uint64_t key, unsigned bits, uint64_t x)
{
    uint64_t mask = ((uint64_t)1 << bits) - 1, left = x >> bits, right = x & mask;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t next = left ^ (xent_random_bits(key + round, right) & mask);
        left = right;
        right = next;
    }
    return left << bits | right;
}

/* Where it leaves 0 .. n-1 it is taken again until it comes back: at most four times in the
   mean. */
static uint64_t
shuffled(uint64_t key, uint64_t n, uint64_t x)
{
    unsigned bits = 1;
    while (bits < 32 && (uint64_t)1 << 2 * bits < n)
        bits++;
    do
        x = shuffle_bits(key, bits, x);
    while (x >= n);
    return x;
}

/* ---- memory */

xent_status
xent_drawn_alloc(const xent_shape *shape, const xent_settings *settings, xent_drawn *drawn,
                 xent_error *err)
{
    size_t n = xent_drawn_rows(shape), cells = n * shape->classes;
    uint64_t key = xent_random_key(settings->seed, draw_stream);
    *drawn = (xent_drawn){.size = n,
                          .classes = shape->classes,
                          .pick = malloc(2 * n * sizeof *drawn->pick),
                          .q = malloc(cells * sizeof *drawn->q),
                          .label = malloc(n * sizeof *drawn->label),
                          .target = shape->soft ? malloc(cells * sizeof *drawn->target) : NULL,
                          .weight = malloc(n * sizeof *drawn->weight)};
    if (!drawn->pick || !drawn->q || !drawn->label || !drawn->weight
        || (shape->soft && !drawn->target))
        return xent_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        drawn->pick[2 * i] = shuffled(key, shape->rows, i);
        drawn->pick[2 * i + 1] = i;
    }
    return xent_radix_sort(n, 2, 0, drawn->pick, settings->threads, err);
}

void
xent_drawn_clear(xent_drawn *drawn)
{
    free(drawn->pick);
    free(drawn->q);
    free(drawn->label);
    free(drawn->target);
    free(drawn->weight);
    *drawn = (xent_drawn){0};
}

/* ---- filling */

/* The first pick of a row that is not before `row`. */
static size_t
first_pick(const xent_drawn *drawn, uint64_t row)
{
    size_t low = 0, high = drawn->size;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (drawn->pick[2 * middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* One column says what class 1 has. */
static void
copy_classes(size_t columns, const double *from, double *to)
{
    if (columns > 1) {
        memcpy(to, from, columns * sizeof *to);
        return;
    }
    to[0] = 1 - *from;
    to[1] = *from;
}

void
xent_drawn_set(xent_drawn *drawn, const xent_rows *rows)
{
    const xent_block *block = rows->block;
    size_t columns = block->columns, classes = drawn->classes;
    for (size_t k = first_pick(drawn, block->first);
         k < drawn->size && drawn->pick[2 * k] < block->first + block->rows; k++) {
        size_t i = (size_t)drawn->pick[2 * k] - block->first;
        size_t to = (size_t)drawn->pick[2 * k + 1];
        copy_classes(columns, rows->q + i * columns, drawn->q + to * classes);
        if (drawn->target)
            copy_classes(columns, block->target + i * columns, drawn->target + to * classes);
        drawn->label[to] = block->label[i];
        drawn->weight[to] = xent_block_weight(block, i);
    }
}

void
xent_drawn_sums(const xent_drawn *drawn, size_t i, double *sums)
{
    double sum = 0;
    for (size_t c = 0; c < drawn->classes; c++)
        sums[c] = sum += drawn->q[i * drawn->classes + c];
}
