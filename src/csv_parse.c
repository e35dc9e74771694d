/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_parse.h"
#include <stdlib.h>
#include <string.h>
#include "csv_columns.h"

/* ---- a parser */

/* The memory for a field, of which libcsv gets one block of XENT_MAX_FIELD, and padding that it
   does not know of. */
static void *
one_block(void *p, size_t n)
{
    return p || n > XENT_MAX_FIELD ? NULL : calloc(1, n + XENT_FIELD_PADDING);
}

bool
xent_csv_parser_open(struct csv_parser *parser, char delimiter)
{
    bool enough = csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_realloc_func(parser, one_block);
    csv_set_blk_size(parser, XENT_MAX_FIELD);
    return enough;
}

/* ---- lines without quotes */

/* Where a parse stands. */
typedef struct {
    const xent_plain_text *plain;
    double *cell;      /* of the row */
    uint64_t *widest;
    size_t field;      /* that comes next in the row */
    size_t lines;      /* that were begun, of which every one shall become a row */
    size_t rows;       /* that ended */
    bool plainly;      /* was everything as it should be so far? */
} parse;

static void
take_field(void *field, size_t n, void *context)
{
    parse *me = context;
    uint64_t significand;
    char *text = field;
    size_t j = me->field++;
    text[n] = 0; /* in one_block's padding, if the field fills the block */
    me->plainly = me->plainly && me->rows < me->lines && j < me->plain->columns &&
                  xent_field_number(me->plain->numbers, text, n, &me->cell[j], &significand);
    if (me->plainly && significand > me->widest[j])
        me->widest[j] = significand;
}

static void
take_row(int end, void *context)
{
    parse *me = context;
    (void)end;
    me->plainly = me->plainly && me->field == me->plain->columns;
    me->cell += me->plain->columns;
    me->field = 0;
    me->rows++;
}

static bool
parse_lines(struct csv_parser *parser, parse *me, const char *text, const char *end)
{
    while (text < end && me->plainly) {
        const char *next = (const char *)memchr(text, '\n', (size_t)(end - text)) + 1;
        size_t n = (size_t)(next - text);
        me->lines++;
        if (csv_parse(parser, text, n, take_field, take_row, me) != n || me->rows != me->lines)
            return false;
        text = next;
    }
    return me->plainly;
}

bool
xent_csv_parse_plain(const xent_plain_text *plain, const char *text, size_t n, double *cell,
                     uint64_t *widest)
{
    parse me = {.plain = plain, .cell = cell, .widest = widest, .plainly = true};
    struct csv_parser parser;
    if (plain->word || memchr(text, CSV_QUOTE, n))
        return false;
    bool plainly = xent_csv_parser_open(&parser, plain->delimiter) &&
                   parse_lines(&parser, &me, text, text + n);
    csv_free(&parser);
    return plainly;
}
