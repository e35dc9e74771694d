/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Separated text, by libcsv.  It is fed line by line, which gives true line numbers and a place to
   stop: it drops blank lines, cannot be told to stop by a callback, and its fields may grow
   without end unless its realloc says no. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "csv_columns.h"
#include "format.h"
#include "text_write.h"

enum { MAX_FIELD = 4096, MAX_LINE = 64 << 20, SNIFFED_LINES = 20 };

static const char delimiters[] = {'\t', ';', ','}; /* a comma last: it may be a decimal sign */

/* ---- guessing the delimiter */

/* Delimiters outside quotes in the line from *p on; moves *p behind it. */
static size_t
count_in_line(const unsigned char **p, const unsigned char *end, char delimiter, char eol)
{
    size_t count = 0;
    bool quoted = false;
    for (; *p < end && (quoted || **p != (unsigned char)eol); (*p)++) {
        quoted ^= **p == '"';
        count += !quoted && **p == (unsigned char)delimiter;
    }
    *p += *p < end;
    return count;
}

typedef struct {
    size_t first; /* in the first line */
    bool same;    /* in every line */
} tally;

static tally
tally_delimiter(const unsigned char *bytes, size_t n, bool cut, char delimiter, char eol)
{
    const unsigned char *p = bytes, *end = bytes + n;
    tally t = {0, true};
    for (unsigned lines = 0; p < end && lines < SNIFFED_LINES;) {
        const unsigned char *start = p;
        size_t count = count_in_line(&p, end, delimiter, eol);
        size_t length = (size_t)(p - start);
        bool blank = length <= 1 || (length == 2 && start[0] == '\r');
        if (blank || (lines && cut && p == end))
            continue;
        if (lines++ == 0)
            t.first = count;
        t.same = t.same && count == t.first && count > 0;
    }
    return t;
}

/* The delimiter that is in every line equally often, else the commonest of the first line. */
static char
sniff_delimiter(const xent_input *input, char decimal, char eol)
{
    bool cut = input->head_size == XENT_INPUT_HEAD;
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        char d = delimiters[i];
        tally t = tally_delimiter(input->head, input->head_size, cut, d, eol);
        if (d == decimal)
            continue;
        if (t.same)
            return d;
        if (t.first > most) {
            most = t.first;
            best = d;
        }
    }
    return best;
}

/* ---- feeding libcsv */

typedef struct {
    struct csv_parser parser;
    const xent_input *input;
    xent_columns columns;
    xent_record record;
    unsigned long long line;
    size_t line_bytes;
    char eol;
    xent_status status; /* of the callbacks, which cannot return one */
    xent_error *err;
} feed;

/* libcsv asks for multiples of its block, which is MAX_FIELD. */
static void *
limited_realloc(void *p, size_t n)
{
    return n > MAX_FIELD ? NULL : realloc(p, n);
}

static void
take_field(void *field, size_t n, void *context)
{
    feed *f = context;
    if (f->status != XENT_OK)
        return;
    if (f->record.fields == 0)
        f->record.line = f->line;
    if (f->record.fields == XENT_MAX_COLUMNS)
        f->status = xent_fail(f->err, XENT_EDATA, "more than %d columns", XENT_MAX_COLUMNS);
    else if (!xent_record_add(&f->record, field, n))
        f->status = xent_fail_memory(f->err);
    if (f->status == XENT_EDATA)
        xent_error_place(f->err, f->input->path, f->line);
}

static void
take_row(int end, void *context)
{
    feed *f = context;
    (void)end;
    if (f->status == XENT_OK)
        f->status = xent_columns_add(&f->columns, &f->record, f->err);
    xent_record_clear(&f->record);
}

static xent_status
fail_parse(feed *f)
{
    int code = csv_error(&f->parser);
    if (code == CSV_ENOMEM && csv_get_buffer_size(&f->parser) < MAX_FIELD)
        return xent_fail_memory(f->err);
    if (code == CSV_EPARSE)
        xent_fail(f->err, XENT_EDATA, "a stray or missing quote");
    else
        xent_fail(f->err, XENT_EDATA, "a field of more than %d bytes: a quote left open?",
                  MAX_FIELD);
    xent_error_place(f->err, f->input->path, f->line);
    return XENT_EDATA;
}

/* A piece of one line, with its end or without. */
static xent_status
feed_piece(feed *f, const unsigned char *bytes, size_t n)
{
    f->line_bytes += n;
    if (f->line_bytes > MAX_LINE) {
        xent_fail(f->err, XENT_EDATA, "a line of more than %d bytes", MAX_LINE);
        xent_error_place(f->err, f->input->path, f->line);
        return XENT_EDATA;
    }
    if (csv_parse(&f->parser, bytes, n, take_field, take_row, f) != n)
        return f->status == XENT_OK ? fail_parse(f) : f->status;
    return f->status;
}

static xent_status
feed_chunk(feed *f, const unsigned char *bytes, size_t n)
{
    const unsigned char *p = bytes, *end = bytes + n;
    xent_status status = XENT_OK;
    while (status == XENT_OK && p < end) {
        const unsigned char *newline = memchr(p, f->eol, (size_t)(end - p));
        const unsigned char *next = newline ? newline + 1 : end;
        status = feed_piece(f, p, (size_t)(next - p));
        if (newline) {
            f->line++;
            f->line_bytes = 0;
        }
        p = next;
    }
    return status;
}

static xent_status
feed_all(feed *f, xent_input *input)
{
    unsigned char chunk[16384];
    size_t n = sizeof chunk;
    xent_status status = XENT_OK;
    bool bom = input->head_size >= 3 && memcmp(input->head, "\xEF\xBB\xBF", 3) == 0;
    if (bom)
        status = xent_input_read(input, chunk, 3, &n, f->err);
    for (n = sizeof chunk; status == XENT_OK && n == sizeof chunk;) {
        status = xent_input_read(input, chunk, sizeof chunk, &n, f->err);
        if (status == XENT_OK)
            status = feed_chunk(f, chunk, n);
    }
    if (status == XENT_OK && csv_fini(&f->parser, take_field, take_row, f) != 0)
        status = fail_parse(f);
    return status == XENT_OK ? f->status : status;
}

/* ---- the format */

/* One column where there should be more: the wrong delimiter was asked for. */
static xent_status
check_delimiter(const feed *f, char used, char better)
{
    if (f->columns.array->columns > 1 || used == better)
        return XENT_OK;
    tally t = tally_delimiter(f->input->head, f->input->head_size,
                              f->input->head_size == XENT_INPUT_HEAD, better, f->eol);
    if (!t.same)
        return XENT_OK;
    xent_input_fail(f->input, f->err, XENT_EDATA, "one column found, but every line has %zu '%s'",
                    t.first, better == '\t' ? "\\t" : better == ';' ? ";" : ",");
    xent_error_hint(f->err, "--delimiter '%s'", better == '\t' ? "\\t" : better == ';' ? ";" : ",");
    return XENT_EDATA;
}

static xent_status
csv_open(const xent_read_options *options, xent_notes *notes, xent_table *table, xent_error *err)
{
    xent_input *input = &table->input;
    bool has_newline = memchr(input->head, '\n', input->head_size) != NULL;
    bool has_return = memchr(input->head, '\r', input->head_size) != NULL;
    char eol = !has_newline && has_return ? '\r' : '\n';
    feed f = {.input = input, .line = 1, .eol = eol, .err = err};
    char better = sniff_delimiter(input, options->decimal, f.eol);
    char used = options->delimiter ? options->delimiter : better;
    xent_status status = xent_columns_open(table, options, notes, &f.columns, err);
    if (status == XENT_OK && csv_init(&f.parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        status = xent_fail_memory(err);
    csv_set_delim(&f.parser, (unsigned char)used);
    csv_set_realloc_func(&f.parser, limited_realloc);
    csv_set_blk_size(&f.parser, MAX_FIELD);
    if (status == XENT_OK)
        status = feed_all(&f, input);
    if (status == XENT_OK)
        status = xent_columns_finish(&f.columns, err);
    if (status == XENT_OK)
        status = check_delimiter(&f, used, better);
    csv_free(&f.parser);
    xent_record_free(&f.record);
    xent_columns_close(&f.columns);
    return status;
}

/* Text has no signature: no control characters in the first bytes. */
static bool
csv_sniff(const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n && i < 512; i++)
        if (bytes[i] < 9 || (bytes[i] > 13 && bytes[i] < 32))
            return false;
    return true;
}

static xent_status
write_csv(const xent_sample *sample, xent_content content, xent_output *out, xent_error *err)
{
    return xent_text_write(sample, content, ',', out, err);
}

static xent_status
write_tsv(const xent_sample *sample, xent_content content, xent_output *out, xent_error *err)
{
    return xent_text_write(sample, content, '\t', out, err);
}

static const char *const csv_suffixes[] = {".csv", ".txt", NULL};
static const char *const tsv_suffixes[] = {".tsv", ".tab", NULL};

const xent_format xent_format_csv = {
    .name = "csv",
    .title = "Text, separated by comma, semicolon or tab",
    .suffixes = csv_suffixes,
    .sniff = csv_sniff,
    .open = csv_open,
    .write = write_csv,
};

/* Reads the same way; only what is written differs. */
const xent_format xent_format_tsv = {
    .name = "tsv",
    .title = "Text, separated by tab",
    .suffixes = tsv_suffixes,
    .sniff = csv_sniff,
    .open = csv_open,
    .write = write_tsv,
};
