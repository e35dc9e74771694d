/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "radix.h"
#include <stdbool.h>
#include <stdlib.h>
#include "executor.h"

enum {
    WORD = sizeof(uint64_t),
    TOP_BITS = 11,                /* of the digit of many records; fewer records, smaller tables */
    BUCKETS = 1 << TOP_BITS,
    FEW = 32                      /* records that are sorted by insertion */
};

/* Always inlined with a constant number of words, so that a record moves in registers. */
#define INLINE static inline __attribute__((always_inline))

/* Where in the key the digit stands that tells the buckets apart. */
typedef struct {
    unsigned shift, bits;
} digit;

/* Records of one kind. */
typedef struct {
    size_t words, key;
} layout;

INLINE uint64_t
key_of(const char *record, size_t key)
{
    uint64_t k;
    memcpy(&k, record + key * WORD, sizeof k);
    return k;
}

INLINE size_t
bucket_of(digit d, uint64_t key)
{
    return (size_t)(key >> d.shift) & (((size_t)1 << d.bits) - 1);
}

/* ---- the three passes over n records */

/* The bits in which a key differs from `first`. */
INLINE uint64_t
differing(size_t n, size_t words, size_t key, const char *records, uint64_t first)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= key_of(records + i * words * WORD, key) ^ first;
    return bits;
}

INLINE void
count(size_t n, size_t words, size_t key, const char *records, digit d, size_t *counts)
{
    for (size_t i = 0; i < n; i++)
        counts[bucket_of(d, key_of(records + i * words * WORD, key))]++;
}

/* Moves each record to the next place of its bucket. */
INLINE void
scatter(size_t n, size_t words, size_t key, const char *records, digit d, size_t *next, char *to)
{
    for (size_t i = 0; i < n; i++) {
        const char *record = records + i * words * WORD;
        size_t place = next[bucket_of(d, key_of(record, key))]++;
        memcpy(to + place * words * WORD, record, words * WORD);
    }
}

INLINE void
insert(size_t n, size_t words, size_t key, char *records)
{
    char moved[XENT_RADIX_WORDS * WORD];
    for (size_t i = 1; i < n; i++) {
        size_t j = i;
        uint64_t k = key_of(records + i * words * WORD, key);
        memcpy(moved, records + i * words * WORD, words * WORD);
        for (; j > 0 && key_of(records + (j - 1) * words * WORD, key) > k; j--)
            memcpy(records + j * words * WORD, records + (j - 1) * words * WORD, words * WORD);
        memcpy(records + j * words * WORD, moved, words * WORD);
    }
}

/* CALL(words, ...) with words constant. */
#define WITH_WORDS(words, CALL)                                                                    \
    switch (words) {                                                                               \
    case 1:  CALL(1); break;                                                                       \
    case 2:  CALL(2); break;                                                                       \
    default: CALL(3); break;                                                                       \
    }

static uint64_t
differing_bits(size_t n, layout l, const char *records, uint64_t first)
{
    uint64_t bits = 0;
#define CALL(words) bits = differing(n, words, l.key, records, first)
    WITH_WORDS(l.words, CALL)
#undef CALL
    return bits;
}

static void
count_buckets(size_t n, layout l, const char *records, digit d, size_t *counts)
{
#define CALL(words) count(n, words, l.key, records, d, counts)
    WITH_WORDS(l.words, CALL)
#undef CALL
}

static void
scatter_records(size_t n, layout l, const char *records, digit d, size_t *next, char *to)
{
#define CALL(words) scatter(n, words, l.key, records, d, next, to)
    WITH_WORDS(l.words, CALL)
#undef CALL
}

static void
insert_records(size_t n, layout l, char *records)
{
#define CALL(words) insert(n, words, l.key, records)
    WITH_WORDS(l.words, CALL)
#undef CALL
}

/* ---- one range */

/* The highest differing bits, as many as n records are worth. */
static digit
choose_digit(size_t n, uint64_t bits)
{
    unsigned wanted = n >> 16 ? TOP_BITS : n >> 9 ? 8 : 5, top = 0;
    while (top < 64 && bits >> top)
        top++;
    return (digit){top > wanted ? top - wanted : 0, top > wanted ? wanted : top};
}

/* Sorts n records; they end in `records`, or, if `move`, in `other`. */
static void
sort_range(size_t n, layout l, char *records, char *other, bool move)
{
    size_t size = l.words * WORD;
    uint64_t bits = n > FEW ? differing_bits(n, l, records, key_of(records, l.key)) : 0;
    if (bits == 0) {
        if (n <= FEW)
            insert_records(n, l, records);
        if (move && n > 0)
            memcpy(other, records, n * size);
        return;
    }
    digit d = choose_digit(n, bits);
    size_t end[BUCKETS], total = 0, buckets = (size_t)1 << d.bits;
    memset(end, 0, buckets * sizeof *end);
    count_buckets(n, l, records, d, end);
    for (size_t b = 0; b < buckets; b++) {
        size_t these = end[b];
        end[b] = total;
        total += these;
    }
    scatter_records(n, l, records, d, end, other);
    for (size_t b = 0, first = 0; b < buckets; first = end[b++])
        if (end[b] > first)
            sort_range(end[b] - first, l, other + first * size, records + first * size, !move);
}

/* ---- all records, on several threads */

/* The share of one thread in the passes over all records. */
typedef struct {
    size_t first, n;
    uint64_t bits;
    size_t next[BUCKETS]; /* counts, then the places of its records in each bucket */
} share;

typedef struct {
    layout layout;
    char *records, *other;
    digit digit;
    share *share;
    size_t start[BUCKETS + 1];
} sorting;

static xent_status
look_at_share(void *context, unsigned worker, size_t i, xent_error *err)
{
    const sorting *s = context;
    share *mine = &s->share[i];
    (void)worker;
    (void)err;
    mine->bits = differing_bits(mine->n, s->layout,
                                s->records + mine->first * s->layout.words * WORD,
                                key_of(s->records, s->layout.key));
    return XENT_OK;
}

static xent_status
count_share(void *context, unsigned worker, size_t i, xent_error *err)
{
    const sorting *s = context;
    share *mine = &s->share[i];
    (void)worker;
    (void)err;
    count_buckets(mine->n, s->layout, s->records + mine->first * s->layout.words * WORD, s->digit,
                  mine->next);
    return XENT_OK;
}

static xent_status
scatter_share(void *context, unsigned worker, size_t i, xent_error *err)
{
    const sorting *s = context;
    share *mine = &s->share[i];
    (void)worker;
    (void)err;
    scatter_records(mine->n, s->layout, s->records + mine->first * s->layout.words * WORD,
                    s->digit, mine->next, s->other);
    return XENT_OK;
}

static xent_status
sort_bucket(void *context, unsigned worker, size_t b, xent_error *err)
{
    const sorting *s = context;
    size_t first = s->start[b] * s->layout.words * WORD;
    (void)worker;
    (void)err;
    sort_range(s->start[b + 1] - s->start[b], s->layout, s->other + first, s->records + first,
               true);
    return XENT_OK;
}

/* Turns the counts of the shares into the places of their records. */
static void
place_shares(sorting *s, unsigned threads)
{
    size_t total = 0;
    for (size_t b = 0; b < BUCKETS; b++) {
        s->start[b] = total;
        for (unsigned i = 0; i < threads; i++) {
            size_t these = s->share[i].next[b];
            s->share[i].next[b] = total;
            total += these;
        }
    }
    s->start[BUCKETS] = total;
}

static void
sort_shared(sorting *s, size_t n, unsigned threads)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < threads; i++) {
        s->share[i].first = n / threads * i;
        s->share[i].n = i + 1 < threads ? n / threads : n - s->share[i].first;
    }
    xent_run_blocks(threads, threads, look_at_share, s, NULL);
    for (unsigned i = 0; i < threads; i++)
        bits |= s->share[i].bits;
    if (bits == 0)
        return;
    s->digit = choose_digit(n, bits);
    xent_run_blocks(threads, threads, count_share, s, NULL);
    place_shares(s, threads);
    xent_run_blocks(threads, threads, scatter_share, s, NULL);
    xent_run_blocks(threads, BUCKETS, sort_bucket, s, NULL);
}

xent_status
xent_radix_sort(size_t n, size_t words, size_t key, void *records, unsigned threads,
                xent_error *err)
{
    sorting s = {.layout = {words, key}, .records = records};
    threads = xent_threads_for(threads, n);
    s.other = n > FEW ? malloc(n * words * WORD) : NULL;
    s.share = threads > 1 ? calloc(threads, sizeof *s.share) : NULL;
    bool enough = (n <= FEW || s.other) && (threads == 1 || s.share);
    if (enough && threads == 1)
        sort_range(n, s.layout, records, s.other, false);
    else if (enough)
        sort_shared(&s, n, threads);
    free(s.other);
    free(s.share);
    return enough ? XENT_OK : xent_fail_memory(err);
}
