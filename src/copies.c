/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equal numbers among hashes, by sorting them in place by their bytes, the highest first
   (McIlroy, Bostic, McIlroy, "Engineering radix sort", 1993). */
#include "survey.h"

enum { SMALL = 32 };

static void
insertion_sort(size_t n, uint64_t *hash)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t x = hash[i];
        size_t j = i;
        for (; j > 0 && hash[j - 1] > x; j--)
            hash[j] = hash[j - 1];
        hash[j] = x;
    }
}

/* Sorts by the byte at `shift` and all below it; recursion is as deep as there are bytes. */
static void
flag_sort(size_t n, uint64_t *hash, unsigned shift)
{
    size_t end[256] = {0}, next[256], start = 0;
    if (n <= SMALL) {
        insertion_sort(n, hash);
        return;
    }
    for (size_t i = 0; i < n; i++)
        end[hash[i] >> shift & 255]++;
    for (unsigned b = 0; b < 256; b++) {
        next[b] = start;
        start = end[b] += start;
    }
    for (unsigned b = 0; b < 256; b++)
        while (next[b] < end[b]) {
            uint64_t x = hash[next[b]];
            unsigned home = x >> shift & 255;
            hash[next[b]] = hash[next[home]];
            hash[next[home]++] = x;
        }
    for (unsigned b = 0; shift && b < 256; b++) {
        size_t first = b ? end[b - 1] : 0;
        flag_sort(end[b] - first, hash + first, shift - 8);
    }
}

size_t
xent_count_copies(size_t n, uint64_t *hash)
{
    size_t copies = 0;
    flag_sort(n, hash, 56);
    for (size_t i = 1; i < n; i++)
        copies += hash[i] == hash[i - 1];
    return copies;
}
