/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static bool
is_word(const xent_words *words, size_t i, const char *text, size_t n)
{
    const char *word = words->text + words->offset[i];
    return strlen(word) == n && memcmp(word, text, n) == 0;
}

/* The slot of a word, or the empty one where it belongs. */
static size_t
find_slot(const xent_words *words, const char *text, size_t n)
{
    size_t s = (size_t)XXH3_64bits(text, n) & (words->slots - 1);
    while (words->slot[s] && !is_word(words, words->slot[s] - 1, text, n))
        s = (s + 1) & (words->slots - 1);
    return s;
}

/* Doubles slots and offsets, keeping the table at most half full. */
static bool
grow(xent_words *words)
{
    size_t slots = words->slots ? 2 * words->slots : 16;
    size_t *offset = realloc(words->offset, slots / 2 * sizeof *offset);
    if (!offset)
        return false;
    words->offset = offset;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    free(words->slot);
    words->slot = slot;
    words->slots = slots;
    for (size_t i = 0; i < words->count; i++) {
        const char *word = xent_words_at(words, i);
        words->slot[find_slot(words, word, strlen(word))] = (uint32_t)i + 1;
    }
    return true;
}

static bool
keep_text(xent_words *words, const char *text, size_t n)
{
    if (words->capacity - words->size < n + 1) {
        size_t capacity = 2 * words->capacity + n + 64;
        char *bytes = realloc(words->text, capacity);
        if (!bytes)
            return false;
        words->text = bytes;
        words->capacity = capacity;
    }
    memcpy(words->text + words->size, text, n);
    words->text[words->size + n] = 0;
    words->offset[words->count] = words->size;
    words->size += n + 1;
    return true;
}

int32_t
xent_words_put(xent_words *words, const char *text, size_t n)
{
    const char *nul = memchr(text, 0, n);
    n = nul ? (size_t)(nul - text) : n;
    if (words->count >= words->slots / 2 && words->count < XENT_MAX_WORDS && !grow(words))
        return -1;
    size_t s = find_slot(words, text, n);
    if (words->slot[s])
        return (int32_t)words->slot[s] - 1;
    if (words->count >= XENT_MAX_WORDS)
        return XENT_MAX_WORDS;
    if (!keep_text(words, text, n))
        return -1;
    words->slot[s] = (uint32_t)++words->count;
    return (int32_t)words->count - 1;
}

const char *
xent_words_at(const xent_words *words, size_t i)
{
    return words->text + words->offset[i];
}

void
xent_words_clear(xent_words *words)
{
    free(words->text);
    free(words->offset);
    free(words->slot);
    *words = (xent_words){0};
}
