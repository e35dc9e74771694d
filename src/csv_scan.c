/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_scan.h"

enum { MAX_FIELD = 64 }; /* bytes: far below what any other path refuses */

static const char *
skip_blanks(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

/* The '\n' that ends the text stops every step, so that p stays inside. */
static const char *
scan_line(const xent_plain_text *plain, const char *p, const char *end, double *cell,
          uint64_t *widest)
{
    for (size_t j = 0; j < plain->columns; j++) {
        uint64_t significand;
        const char *field = skip_blanks(p);
        p = xent_number_scan(plain->numbers, field, end, &cell[j], &significand);
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
        p = scan_line(plain, p, end, cell, widest);
    return p != NULL;
}
