/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sources share: how they cut their scratch. */
#ifndef XENT_SAMPLE_INTERNAL_H
#define XENT_SAMPLE_INTERNAL_H
#include "sample.h"

#pragma GCC visibility push(hidden)

/* A piece of `size` bytes of `scratch`, aligned for anything, behind the *used bytes that are
   taken; NULL scratch only counts.  A source whose block() and whose scratch_size come from one
   function that cuts cannot get them out of step. */
static inline void *
xent_scratch_cut(char *scratch, size_t *used, size_t size)
{
    char *piece = scratch ? scratch + *used : NULL;
    *used += (size + 63) / 64 * 64;
    return piece;
}

/* Gives a sample that nobody else has seen yet another fingerprint. */
void xent_sample_sign(xent_sample *sample, const char *fingerprint, size_t clusters);

#pragma GCC visibility pop
#endif
