/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that is read in pieces, by the scanner or by libcsv, gives what one libcsv gives: tables, notes
   and errors, over many generated files, sound and not. */
#include <math.h>
#include "csv_paths.h"
#include "random.h"
#include "scratch_file.h"
#include "suite.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { FILES = 400, LARGE = 12 };

/* ---- files */

typedef struct {
    uint64_t seed, next; /* of the random numbers */
    xent_buffer text;
    char delimiter, decimal;
    unsigned columns, words; /* the last `words` columns hold some */
} writer;

static unsigned
below(writer *w, unsigned n)
{
    return (unsigned)(xent_random_bits(w->seed, w->next++) % n);
}

static void
put_number(writer *w)
{
    static const char *const formats[] = {"%.6g", "%.3f", "%.17g", "%.18e", "%.0f", "%+.2e", "%.25f"};
    char number[400];
    double x = ldexp((double)below(w, 2000000) - 1e6, -(int)below(w, 40));
    snprintf(number, sizeof number, formats[below(w, COUNT(formats))], x);
    for (char *p = number; *p; p++)
        if (*p == '.')
            *p = w->decimal;
    xent_buffer_puts(&w->text, number);
}

/* A word as classes have them, seldom an odd one. */
static void
put_word(writer *w)
{
    static const char *const words[] = {"cat", "dog", "a bird", "cat", "dog", "Gnu", "12", "nan",
                                        "\xc3\xa9t\xc3\xa9", "cat ", "  dog", "", "1,5", "x\ty",
                                        "\"cat\"", "a-word-of-more-than-sixty-four-bytes-which-is-"
                                        "as-long-as-words-of-a-plain-piece-may-be"};
    unsigned usual = below(w, 50) ? 6 : COUNT(words);
    const char *word = words[below(w, usual)];
    xent_buffer_puts(&w->text, *word == '1' && w->delimiter == ',' ? "12" : word);
}

/* A cell that goes on over lines, which look like rows. */
static void
put_quoted_rows(writer *w)
{
    xent_buffer_puts(&w->text, "\"\n");
    for (unsigned i = 0; i < 3 * w->columns; i++) {
        put_number(w);
        xent_buffer_add(&w->text, (i + 1) % w->columns ? &w->delimiter : "\n", 1);
    }
    xent_buffer_puts(&w->text, "\"");
}

/* What a cell may hold that is not just a number. */
static void
put_odd_cell(writer *w)
{
    static const char *const odd[] = {
        "",        "nan",      "-inf",   "\"1.5\"",  "\"1\n2\"", " 1",      "1 ",   " \t1", "x",
        "\"a\"\"b\"", "1\"2",  "\"open", "1 2",     "0x10",    "1e",      "+",    "1.5.2", "1,5",
        "1;5",     "--1",      "1e999",  "-0",      "\r",      "1\r2",    "\n",   "\n\n", "\r\n\r\n",
        ".5",      "5.",       "1e-400", "123456789012345678901234567890", "\xc3\xa9", "   "};
    unsigned i = below(w, COUNT(odd) + 4);
    if (i < COUNT(odd))
        xent_buffer_puts(&w->text, odd[i]);
    else if (i == COUNT(odd))
        xent_buffer_add(&w->text, "1\0002", 3);
    else if (i == COUNT(odd) + 1)
        put_quoted_rows(w);
    else if (i == COUNT(odd) + 2)
        xent_buffer_printf(&w->text, "1%*s", below(w, 2) ? 5000 : 80, "");
    else
        for (unsigned n = below(w, 8) ? 100 : 5000; n > 0; n--)
            xent_buffer_puts(&w->text, below(w, 2) ? "0" : " ");
}

static void
put_row(writer *w, size_t row, unsigned columns, unsigned odds, const char *eol)
{
    for (unsigned j = 0; j < columns; j++) {
        if (j)
            xent_buffer_add(&w->text, &w->delimiter, 1);
        if (odds && below(w, odds) == 0)
            put_odd_cell(w);
        else if (j + w->words >= columns)
            put_word(w);
        else if (j == 0 && (w->seed & 1))
            xent_buffer_printf(&w->text, "%zu", row);
        else
            put_number(w);
    }
    if (odds && below(w, odds) == 0)
        xent_buffer_puts(&w->text, below(w, 2) ? "\n" : ";1,");
    xent_buffer_puts(&w->text, eol);
}

/* File number i: a header or none, few columns or many, faults often, seldom or never. */
static void
make_file(writer *w, unsigned i, size_t rows)
{
    static const char delimiters[] = {',', ';', '\t', ';'}, decimals[] = {'.', '.', '.', ','};
    static const char *const eols[] = {"\n", "\n", "\r\n", "\r"};
    static const unsigned oddities[] = {0, 3, 40, 400, 4000};
    *w = (writer){.seed = i};
    unsigned columns = w->columns = 1 + below(w, 9), odds = oddities[below(w, COUNT(oddities))];
    w->words = below(w, 3) ? 0 : 1 + below(w, columns);
    unsigned style = below(w, COUNT(delimiters));
    const char *eol = eols[below(w, COUNT(eols))];
    xent_buffer_puts(&w->text, ""); /* an empty file too has bytes, none of them */
    w->delimiter = delimiters[style];
    w->decimal = decimals[style];
    if (below(w, 4) == 0)
        xent_buffer_puts(&w->text, "\xEF\xBB\xBF");
    if (below(w, 2) == 0)
        put_row(w, 0, columns, 1, eol);
    for (size_t row = 0; row < rows; row++)
        put_row(w, row, columns, odds, eol);
    if (below(w, 4) == 0 && w->text.size)
        w->text.size--; /* no end of the last line */
    ck_assert(!w->text.failed);
}

/* ---- both paths */

static void
check_paths(const writer *w, unsigned i, size_t round, size_t piece, unsigned threads,
            bool libcsv)
{
    xent_read_options options = {.decimal = w->decimal};
    bool newline = memchr(w->text.bytes, '\n', w->text.size) != NULL;
    xent_csv_text how = {w->delimiter, newline ? '\n' : '\r', threads, round, piece, libcsv};
    const char *path = scratch_file("a.csv", w->text.bytes, w->text.size);
    const char *what = paths_differ(path, &options, &how);
    ck_assert_msg(!what, "file %u, rounds of %zu, pieces of %zu, %u threads, %s: %s differs", i, round,
                  piece, threads, libcsv ? "libcsv" : "scanner", what);
}

/* Rounds and pieces that end anywhere. */
START_TEST(small_pieces)
{
    static const size_t rounds[] = {5, 64, 500, 4096, 1 << 16};
    for (unsigned i = 0; i < FILES; i++) {
        writer w;
        make_file(&w, i + FILES * (unsigned)_i, i % 60);
        check_paths(&w, i, rounds[_i], 1 + i % 97, 1, i % 3 == 0);
        xent_buffer_free(&w.text);
    }
}
END_TEST

START_TEST(many_threads)
{
    for (unsigned i = 0; i < LARGE; i++) {
        writer w;
        make_file(&w, i + 100000, 4000);
        for (unsigned threads = 1; threads <= 8; threads += 1 + i % 3)
            check_paths(&w, i, 1 << 22, 1 << (8 + i % 8), threads, threads % 2);
        xent_buffer_free(&w.text);
    }
}
END_TEST

/* Long runs of blank lines are no rows, and ask for no room as if they were. */
START_TEST(blank_lines)
{
    writer w = {.delimiter = ',', .decimal = '.'};
    xent_buffer_puts(&w.text, "1,2,3\n4,5,6\n");
    for (unsigned i = 0; i < 100000; i++)
        xent_buffer_puts(&w.text, "\n");
    xent_buffer_puts(&w.text, "7,8,9\n");
    check_paths(&w, 0, 1 << 22, 1 << 18, 2, false);
    check_paths(&w, 0, 1 << 22, 1 << 18, 2, true);
    xent_buffer_free(&w.text);
}
END_TEST

/* The test of the test: the scanner does take plain blocks, and outcomes that differ are told. */
START_TEST(outcomes_that_differ)
{
    static const char *const texts[] = {"1,2\n3,4\n5,6\n", "1,2\n3,4\n5,7\n", "1,2\n3,4\n\n5,6\n",
                                        "1,2\n3,4\n5,6.0\n", "1,2\n3,4\n5\n"};
    static const char *const parts[] = {NULL, "the cells", "the lines", "a column", "the error"};
    xent_read_options options = {0};
    xent_csv_text how = {',', '\n', 1, 4096, 4, false};
    outcome a, b;
    read_path(scratch_file("a.csv", texts[0], strlen(texts[0])), &options, &how, &a);
    read_path(scratch_file("a.csv", texts[_i], strlen(texts[_i])), &options, &how, &b);
    const char *what = difference(&a, &b);
    ck_assert_str_eq(what ? what : "", parts[_i] ? parts[_i] : "");
    free_outcome(&a);
    free_outcome(&b);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("csv");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, small_pieces, 0, 5);
    tcase_add_test(tests, many_threads);
    tcase_add_test(tests, blank_lines);
    tcase_add_loop_test(tests, outcomes_that_differ, 0, 5);
    return run_tests("csv", tests);
}
