/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_scan.h"

enum { MAX_FIELD = XENT_MAX_PLAIN_FIELD };

static const char *
skip_blanks(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

/* A word up to its end or an odd byte: a quote, or a tab, which may be a blank.  What the cell gets
   tells the caller where it stands. */
static const char *
scan_word(const xent_plain_text *plain, const char *p, const char *text, double *cell)
{
    const char *first = p, *last = p;
    for (; *p != plain->delimiter && *p != '\n' && *p != '\r' && *p != '"' && *p != '\t'; p++)
        last = *p == ' ' ? last : p + 1;
    size_t n = (size_t)(last - first);
    if (n > MAX_FIELD || (n == 0 && plain->columns == 1)) /* an empty line is no row */
        return NULL;
    *cell = xent_word_place((size_t)(first - text), n);
    return last;
}

/* The '\n' that ends the text stops every step, so that p stays inside. */
static const char *
scan_line(const xent_plain_text *plain, const char *p, const char *text, const char *end,
          double *cell, uint64_t *widest)
{
    for (size_t j = 0; j < plain->columns; j++) {
        uint64_t significand = 0;
        const char *field = skip_blanks(p);
        p = plain->word && plain->word[j]
                ? scan_word(plain, field, text, &cell[j])
                : xent_number_scan(plain->numbers, field, end, &cell[j], &significand);
        if (!p)
            return NULL;
        p = skip_blanks(p);
        if (p - field > MAX_FIELD)
            return NULL;
        bool last = j + 1 == plain->columns;
        p += last && *p == '\r';
        if (*p != (last ? '\n' : plain->delimiter))
            return NULL;
        p++;
        widest[j] = significand > widest[j] ? significand : widest[j];
    }
    return p;
}

bool
xent_scan_plain(const xent_plain_text *plain, const char *text, size_t n, double *cell,
                uint64_t *widest)
{
    const char *p = text, *end = text + n;
    for (; p && p < end; cell += plain->columns)
        p = scan_line(plain, p, text, end, cell, widest);
    return p != NULL;
}
