/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct words, numbered in the order in which they came: what a column of text holds. */
#ifndef XENT_WORDS_H
#define XENT_WORDS_H
#include <stddef.h>
#include <stdint.h>
#pragma GCC visibility push(hidden)

/* Beyond so many a column is free text: all further words get the number XENT_MAX_WORDS. */
enum { XENT_MAX_WORDS = 65536 };

typedef struct {
    char *text;            /* words, each with its NUL */
    size_t size, capacity; /* of text */
    size_t *offset;        /* count offsets into text */
    size_t count;
    uint32_t *slot;        /* open addressing: number + 1, 0 is empty */
    size_t slots;          /* a power of two */
} xent_words; /* all zero is empty */

/* The number of the word text[0 .. n-1], new or old; -1: no memory. */
int32_t xent_words_put(xent_words *words, const char *text, size_t n);

/* Word i, NUL-terminated; i < count. */
const char *xent_words_at(const xent_words *words, size_t i);

void xent_words_clear(xent_words *words);

#pragma GCC visibility pop
#endif
