/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the row of a block is of: a label, or shares of classes. */
#ifndef XENT_SHARE_H
#define XENT_SHARE_H
#include "kernel.h"

/* What the shares of row i are shares of. */
static inline double
xent_block_mass(const xent_block *block, size_t i)
{
    return block->target ? xent_block_target_mass(block, i) : 1;
}

/* The share of class j, or of class 1 of one column, in row i.  mass: its xent_block_mass. */
static inline double
xent_block_share(const xent_block *block, size_t i, double mass, size_t j)
{
    if (block->target)
        return block->target[i * block->columns + j] / mass;
    return block->label[i] == (int32_t)(block->columns > 1 ? j : 1);
}

#endif
