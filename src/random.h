/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counter-based random numbers: a number is a pure function of (seed, stream, counter), so
   neither threads nor the order of the work can change it.

   Streams are sequences of SplitMix64 (Steele, Lea, Flood 2014) from hashed starting points. */
#ifndef XENT_RANDOM_H
#define XENT_RANDOM_H
#include <stdint.h>

static inline uint64_t
xent_random_mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The key of a stream, to be computed once per stream (a replicate, say). */
static inline uint64_t
xent_random_key(uint64_t seed, uint64_t stream)
{
    return xent_random_mix(xent_random_mix(seed) ^ (stream * UINT64_C(0xd1342543de82ef95)));
}

/* 64 random bits: number `counter` of the SplitMix64 sequence that starts at the key. */
static inline uint64_t
xent_random_bits(uint64_t key, uint64_t counter)
{
    return xent_random_mix(key + counter * UINT64_C(0x9e3779b97f4a7c15));
}

/* Uniform on (0, 1): never 0, never 1. */
static inline double
xent_random_uniform(uint64_t key, uint64_t counter)
{
    return ((double)(xent_random_bits(key, counter) >> 12) + 0.5) * 0x1p-52;
}

#endif
