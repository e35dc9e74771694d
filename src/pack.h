/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of one sample packed into blocks of another. */
#ifndef XENT_PACK_H
#define XENT_PACK_H
#include "sample_internal.h"
#pragma GCC visibility push(hidden)

/* Scratch of one block: the parent's, then what is packed. */
typedef struct {
    void *parent;
    void *scores;
    double *weight, *target;
    uint64_t *row;
    uint8_t *mark;
    int32_t *label;
    int32_t *factor;
} xent_packing;

/* Cuts `scratch` (NULL: only measures) and returns its size. */
size_t xent_pack_lay_out(const xent_sample *parent, char *scratch, xent_packing *pack);

/* Puts row i of a block of the parent in place `to`. */
void xent_pack_row(const xent_shape *shape, const xent_block *from, size_t i,
                   const xent_packing *pack, size_t to);

/* The block of the first `rows` places; from: any block of the parent. */
xent_block xent_packed_block(const xent_block *from, size_t rows, size_t first,
                             const xent_packing *pack);

#pragma GCC visibility pop
#endif
