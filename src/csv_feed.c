/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv is fed line by line, which gives true line numbers and a place to stop: it drops blank
   lines, cannot be told to stop by a callback, and its fields may grow without end unless its
   realloc says no.

   The pieces of a round are read side by side as long as they are plain: by the scanner or, where
   it finds something odd but no quote, by a libcsv of their own.  What follows the first odd piece
   goes to the one libcsv that knows all lines before, up to the end of the round. */
#include "csv_feed.h"
#include <stdlib.h>
#include <string.h>
#include "csv_parse.h"
#include "executor.h"

enum { MAX_LINE = 64 << 20 };

/* Lines for one thread. */
typedef struct {
    const char *text;
    size_t size;
    size_t rows;  /* lines in it */
    double *cell; /* where they go */
    uint64_t *widest; /* of each column; only if it is plain: an odd piece may be inside quotes */
    bool plain;
} piece;

typedef struct {
    const xent_csv_text *text;
    struct csv_parser parser;
    const xent_input *input;
    xent_columns *columns;
    unsigned long long line;
    size_t line_bytes;   /* of it so far */
    xent_status status;  /* of the callbacks, which cannot return one */
    xent_error *err;
    xent_plain_text plain;
    unsigned threads;
    piece *piece;        /* of a round */
    uint64_t *widest;    /* of the pieces */
} feed;

/* ---- libcsv */

static void
take_field(void *field, size_t n, void *context)
{
    feed *f = context;
    char *text = field;
    text[n] = 0; /* in the padding, if the field fills its block */
    if (f->status == XENT_OK)
        f->status = xent_columns_field(f->columns, text, n, f->line, f->err);
}

static void
take_row(int end, void *context)
{
    feed *f = context;
    (void)end;
    if (f->status == XENT_OK)
        f->status = xent_columns_end_row(f->columns, f->err);
}

static xent_status
fail_parse(feed *f)
{
    int code = csv_error(&f->parser);
    if (code == CSV_ENOMEM && csv_get_buffer_size(&f->parser) < XENT_MAX_FIELD)
        return xent_fail_memory(f->err);
    if (code == CSV_EPARSE)
        xent_fail(f->err, XENT_EDATA, "a stray or missing quote");
    else
        xent_fail(f->err, XENT_EDATA, "a field of more than %d bytes: a quote left open?",
                  XENT_MAX_FIELD);
    xent_error_place(f->err, f->input->path, f->line);
    return XENT_EDATA;
}

/* A piece of one line, with its end or without. */
static xent_status
feed_part(feed *f, const char *text, size_t n)
{
    f->line_bytes += n;
    if (f->line_bytes > MAX_LINE) {
        xent_fail(f->err, XENT_EDATA, "a line of more than %d bytes", MAX_LINE);
        xent_error_place(f->err, f->input->path, f->line);
        return XENT_EDATA;
    }
    if (csv_parse(&f->parser, text, n, take_field, take_row, f) != n)
        return f->status == XENT_OK ? fail_parse(f) : f->status;
    return f->status;
}

/* Up to the end of the line that *p is in; moves *p there. */
static xent_status
feed_line(feed *f, const char **p, const char *end)
{
    const char *newline = memchr(*p, f->text->eol, (size_t)(end - *p));
    const char *next = newline ? newline + 1 : end;
    xent_status status = feed_part(f, *p, (size_t)(next - *p));
    if (newline) {
        f->line++;
        f->line_bytes = 0;
    }
    *p = next;
    return status;
}

/* ---- pieces */

/* Is the next byte the first of a line, outside quotes, and is it known what is expected? */
static bool
may_scan(const feed *f)
{
    return f->plain.numbers && f->line_bytes == 0 && !f->parser.quoted &&
           xent_columns_are_decided(f->columns);
}

/* The bytes of whole lines at the beginning of n. */
static size_t
whole_lines(const char *text, size_t n, char eol)
{
    while (n && text[n - 1] != eol)
        n--;
    return n;
}

static xent_status
count_rows(void *context, unsigned worker, size_t i, xent_error *err)
{
    piece *me = &((feed *)context)->piece[i];
    const char *p = me->text, *end = p + me->size;
    (void)worker;
    (void)err;
    for (me->rows = 0; p < end; me->rows++)
        p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
    return XENT_OK;
}

static bool
read_piece(xent_plain_reader *reader, const xent_plain_text *plain, const piece *me)
{
    memset(me->widest, 0, plain->columns * sizeof *me->widest);
    return reader(plain, me->text, me->size, me->cell, me->widest);
}

static xent_status
scan_piece(void *context, unsigned worker, size_t i, xent_error *err)
{
    const feed *f = context;
    piece *me = &f->piece[i];
    (void)worker;
    (void)err;
    me->plain = !f->text->libcsv && read_piece(xent_scan_plain, &f->plain, me);
    if (!me->plain)
        me->plain = read_piece(xent_csv_parse_plain, &f->plain, me);
    return XENT_OK;
}

/* Cuts whole lines into pieces; returns how many. */
static size_t
cut(feed *f, const char *text, size_t n)
{
    size_t pieces = 0;
    for (size_t start = 0, size; start < n; start += size) {
        size = n - start < f->text->piece ? n - start : f->text->piece;
        const char *newline = memchr(text + start + size - 1, '\n', n - start - size + 1);
        size = (size_t)(newline + 1 - text) - start;
        f->piece[pieces++] = (piece){.text = text + start, .size = size};
    }
    return pieces;
}

/* When the columns are known: room for what is scanned. */
static xent_status
prepare_scan(feed *f)
{
    size_t columns = f->columns->array->columns;
    if (f->piece)
        return XENT_OK;
    f->plain.columns = columns;
    f->plain.word = f->columns->word;
    f->threads = xent_threads_for(f->text->threads, f->text->round / 4);
    size_t pieces = f->text->round / f->text->piece + 1;
    f->piece = malloc(pieces * sizeof *f->piece);
    f->widest = malloc(pieces * columns * sizeof *f->widest); /* touched as far as there are
                                                                 pieces */
    return f->piece && f->widest ? XENT_OK : xent_fail_memory(f->err);
}

/* Takes the pieces up to the first that is odd. */
static xent_status
take_plain(feed *f, size_t pieces, size_t *taken)
{
    xent_status status = XENT_OK;
    for (size_t i = 0; status == XENT_OK && i < pieces && f->piece[i].plain; i++) {
        status = xent_columns_words(f->columns, f->piece[i].rows, f->line, f->piece[i].text,
                                    f->err);
        if (status == XENT_OK)
            status = xent_columns_take(f->columns, f->piece[i].rows, f->line, f->err);
        xent_columns_widen(f->columns, f->piece[i].widest);
        f->line += f->piece[i].rows;
        *taken += f->piece[i].size;
    }
    return status;
}

/* Finds room for the rows of the pieces, up to the first piece that cannot be plain: a cell takes
   two bytes at least. */
static xent_status
find_room(feed *f, size_t *pieces)
{
    size_t rows = 0, good = 0;
    while (good < *pieces && f->piece[good].rows <= f->piece[good].size / 2 / f->plain.columns)
        rows += f->piece[good++].rows;
    double *cell;
    xent_status status = xent_columns_room(f->columns, rows, &cell, f->err);
    for (size_t i = 0; status == XENT_OK && i < good; i++) {
        f->piece[i].cell = cell;
        f->piece[i].widest = f->widest + i * f->plain.columns;
        cell += f->piece[i].rows * f->plain.columns;
    }
    *pieces = good;
    return status;
}

/* Reads plain lines at the beginning of the n bytes; *taken: how many bytes. */
static xent_status
scan(feed *f, const char *text, size_t n, size_t *taken)
{
    xent_status status = prepare_scan(f);
    if (status != XENT_OK)
        return status;
    size_t pieces = cut(f, text, whole_lines(text, n, '\n'));
    status = xent_run_blocks(f->threads, pieces, count_rows, f, f->err);
    if (status == XENT_OK)
        status = find_room(f, &pieces);
    if (status == XENT_OK)
        status = xent_run_blocks(f->threads, pieces, scan_piece, f, f->err);
    return status == XENT_OK ? take_plain(f, pieces, taken) : status;
}

/* ---- the whole */

static xent_status
feed_round(feed *f, const char *text, size_t n)
{
    const char *p = text, *end = text + n;
    size_t taken = 0;
    xent_status status = XENT_OK;
    while (status == XENT_OK && p < end && !may_scan(f))
        status = feed_line(f, &p, end);
    if (status == XENT_OK && p < end)
        status = scan(f, p, (size_t)(end - p), &taken);
    for (p += taken; status == XENT_OK && p < end;)
        status = feed_line(f, &p, end);
    return status;
}

static xent_status
skip_bom(xent_input *input, xent_error *err)
{
    char bom[3];
    size_t n;
    if (input->head_size < sizeof bom || memcmp(input->head, "\xEF\xBB\xBF", sizeof bom) != 0)
        return XENT_OK;
    return xent_input_read(input, bom, sizeof bom, &n, err);
}

/* Rounds end where lines end, unless a line is longer than a round. */
static xent_status
feed_all(feed *f, xent_input *input, char *text)
{
    size_t size = f->text->round, held = 0;
    xent_status status = skip_bom(input, f->err);
    for (bool more = true; status == XENT_OK && more;) {
        size_t got = 0;
        status = xent_input_read(input, text + held, size - held, &got, f->err);
        size_t n = held + got, whole = n;
        more = n == size;
        if (more)
            whole = whole_lines(text, n, f->text->eol);
        whole = whole ? whole : n;
        if (status == XENT_OK)
            status = feed_round(f, text, whole);
        held = n - whole;
        memmove(text, text + whole, held);
    }
    if (status == XENT_OK && csv_fini(&f->parser, take_field, take_row, f) != 0)
        status = fail_parse(f);
    return status == XENT_OK ? f->status : status;
}

xent_status
xent_csv_feed(const xent_csv_text *text, xent_input *input, xent_columns *columns,
              xent_error *err)
{
    feed f = {.text = text, .input = input, .columns = columns, .line = 1, .err = err};
    char *round = malloc(text->round);
    xent_status status = round ? XENT_OK : xent_fail_memory(err);
    bool plain = text->piece && text->eol == '\n' && strchr(",;\t", text->delimiter) &&
                 text->delimiter != columns->numbers.decimal;
    f.plain = (xent_plain_text){.numbers = plain ? &columns->numbers : NULL,
                                .delimiter = text->delimiter};
    if (!xent_csv_parser_open(&f.parser, text->delimiter) && status == XENT_OK)
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = feed_all(&f, input, round);
    csv_free(&f.parser);
    free(f.widest);
    free(f.piece);
    free(round);
    return status;
}
