/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Separated text: which separator it is, and how it is written. */
#include <stdio.h>
#include <string.h>
#include "csv_feed.h"
#include "format.h"
#include "text_write.h"

enum { SNIFFED_LINES = 20, LEAST_ROUND = 64 << 10, ROUND = 4 << 20, PIECE = 256 << 10 };

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

/* ---- the format */

/* One column where there should be more: the wrong delimiter was asked for. */
static xent_status
check_delimiter(const xent_table *table, const xent_csv_text *text, char better, xent_error *err)
{
    const xent_input *input = &table->input;
    const char *shown = better == '\t' ? "\\t" : better == ';' ? ";" : ",";
    if (table->array->columns > 1 || text->delimiter == better)
        return XENT_OK;
    tally t = tally_delimiter(input->head, input->head_size, input->head_size == XENT_INPUT_HEAD,
                              better, text->eol);
    if (!t.same)
        return XENT_OK;
    xent_input_fail(input, err, XENT_EDATA, "one column found, but every line has %zu '%s'",
                    t.first, shown);
    xent_error_hint(err, "--delimiter '%s'", shown);
    return XENT_EDATA;
}

/* Bytes to read at a time: their cells take four times as much beside them. */
static size_t
round_within(uint64_t memory)
{
    uint64_t share = memory / 16;
    return share < LEAST_ROUND ? LEAST_ROUND : share < ROUND ? (size_t)share : ROUND;
}

static xent_status
csv_open(const xent_read_options *options, xent_notes *notes, xent_table *table, xent_error *err)
{
    xent_input *input = &table->input;
    bool has_newline = memchr(input->head, '\n', input->head_size) != NULL;
    bool has_return = memchr(input->head, '\r', input->head_size) != NULL;
    char eol = !has_newline && has_return ? '\r' : '\n';
    char better = sniff_delimiter(input, options->decimal, eol);
    xent_csv_text text = {.delimiter = options->delimiter ? options->delimiter : better,
                          .eol = eol,
                          .threads = options->admit.threads,
                          .round = round_within(table->budget->memory),
                          .piece = PIECE};
    xent_columns columns;
    xent_status status = xent_columns_open(table, options, notes, &columns, err);
    if (status == XENT_OK)
        status = xent_csv_feed(&text, input, &columns, err);
    if (status == XENT_OK)
        status = xent_columns_finish(&columns, err);
    if (status == XENT_OK)
        status = check_delimiter(table, &text, better, err);
    xent_columns_close(&columns);
    return status;
}

/* Text has no signature: nothing odd in the first bytes. */
static bool
csv_sniff(const unsigned char *bytes, size_t n)
{
    size_t first = n < 512 ? n : 512;
    return xent_input_odd(bytes, first) == first;
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
