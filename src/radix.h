/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stable sort of records of 64-bit words by one of the words: a radix sort from the most
   significant digit, which looks only at bits in which keys differ (McIlroy, Bostic and McIlroy
   1993). */
#ifndef XENT_RADIX_H
#define XENT_RADIX_H
#include <stdint.h>
#include <string.h>
#include "status.h"

#pragma GCC visibility push(hidden)

enum { XENT_RADIX_WORDS = 3 }; /* the longest record */

/* Keys that stand in the order of the numbers; no NaN, and -0 comes before 0.  Doubles that are
   never negative may stand for themselves: the order of their bits is theirs. */
static inline uint64_t
xent_radix_key(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static inline double
xent_radix_double(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t
xent_radix_key32(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 31 ? ~bits : bits | UINT32_C(1) << 31;
}

static inline float
xent_radix_float(uint32_t key)
{
    uint32_t bits = key >> 31 ? key & ~(UINT32_C(1) << 31) : ~key;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Sorts n records of `words` 64-bit words, 1 .. XENT_RADIX_WORDS, by word `key` of them, 0 ..
   words-1, read as an unsigned integer; records with equal keys keep their order.  Takes as much
   memory again as the records have, and up to `threads` threads (0: all processors), which never
   change the result.  O(n) for keys of fixed length.  XENT_ENOMEM. */
xent_status xent_radix_sort(size_t n, size_t words, size_t key, void *records, unsigned threads,
                            xent_error *err);

#pragma GCC visibility pop
#endif
