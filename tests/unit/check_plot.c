/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts hold what they should and nothing else, on every terminal. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "drawing.h"
#include "gnuplot.h"
#include "picture.h"
#include "plot_script.h"
#include "text.h"
#include "suite.h"

/* ---- scripts */

static const char golden_head[] =
    "# A reliability diagram by xent, for gnuplot 5.4 or later.  Edit it, then draw it with\n"
    "#   gnuplot figure.gp > figure.svg\n"
    "#   gnuplot -e \"FORMAT='pdf'\" figure.gp > figure.pdf\n"
    "#   gnuplot -e \"FORMAT='png'\" figure.gp > figure.png\n"
    "if (!exists(\"FORMAT\")) FORMAT = 'svg'\n"
    "TITLE = 'it'.\"'\".'s'\n"
    "X_LOW = 0\nX_HIGH = 1\nY_LOW = 0\nY_HIGH = 1\n"
    "POSITIVE = 0\n"
    "SCOPES = 2\n"
    "CASES = 'rows'\n"
    "BINS = 2\n"
    "LEVEL = 0.95\n"
    "ECE = 0.107887882\n"
    "ECE_NULL_MEAN = 0.0112345679\n"
    "ECE_NULL_HIGH = 0.0163456789\n"
    "ECE_AFTER = 0.0191234568\n"
    "ECE_AFTER_NULL_MEAN = 0.02\n"
    "ECE_AFTER_NULL_HIGH = 0.031\n"
    "COUNT_HIGH = 700\n"
    "COUNT_LOG = 0\n"
    "$before << EOD\n"
    "0.25 0.5 100 0.4 0.3 0.22 0.4 0.31 0.5\n"
    "0.5 0.75 200 0.625 0.5 0.43 0.57 0.56 0.69\n"
    "0.75 1 700 0.875 0.6875 0.65 0.72 0.85 0.9\n"
    "EOD\n"
    "$after << EOD\n"
    "0.25 0.5 400 0.375 0.4 0.35 0.45 0.33 0.42\n"
    "0.5 0.75 600 0.65 0.64 0.6 0.68 0.61 0.69\n"
    "EOD\n"
    "$band << EOD\n"
    "0.25 0.205 0.295\n0.5 0.455 0.545\n\n"
    "0.5 0.46 0.54\n0.75 0.71 0.79\n\n"
    "EOD\n";

START_TEST(test_script)
{
    size_t size;
    char *script = draw("reliability", "gp", "it's", &size);
    ck_assert_uint_eq(size, strlen(script));
    script[strlen(golden_head)] = '\0';
    ck_assert_str_eq(script, golden_head);
    free(script);
}
END_TEST

START_TEST(test_script_text)
{
    static const char *const cases[][2] = {
        {"", "T = ''\n"},
        {"it's", "T = 'it'.\"'\".'s'\n"},
        {"''", "T = ''.\"'\".''.\"'\".''\n"},
        {"a\nb", "T = 'a\xef\xbf\xbd" "b'\n"},
        {"\xff", "T = '\xef\xbf\xbd'\n"},
        {"`x` @y $z \\", "T = '`x` @y $z \\'\n"},
    };
    xent_script script = {0};
    xent_script_text(&script, "T", cases[_i][0]);
    ck_assert_str_eq(script.text.bytes, cases[_i][1]);
    xent_buffer_free(&script.text);
}
END_TEST

/* 80 characters stay; of 81 the last is an ellipsis. */
START_TEST(test_script_text_is_cut)
{
    char text[200];
    xent_script script = {0};
    memset(text, 'a', sizeof text);
    text[80] = '\0';
    xent_script_text(&script, "T", text);
    ck_assert_uint_eq(script.text.size, strlen("T = ''\n") + 80);
    xent_buffer_free(&script.text);
    text[80] = 'a';
    text[199] = '\0';
    xent_script_text(&script, "T", text);
    ck_assert_uint_eq(script.text.size, strlen("T = '\xe2\x80\xa6'\n") + 79);
    xent_buffer_free(&script.text);
}
END_TEST

/* Numbers that are not finite stay gnuplot's own. */
START_TEST(test_script_numbers)
{
    xent_script script = {0};
    xent_script_number(&script, "A", (double)INFINITY);
    xent_script_begin(&script, "b");
    xent_script_row(&script, 3, (double[]){1, (double)NAN, -1e-300});
    xent_script_end(&script);
    ck_assert_str_eq(script.text.bytes, "A = NaN\n$b << EOD\n1 NaN -1e-300\nEOD\n");
    xent_buffer_free(&script.text);
}
END_TEST

/* ---- titles that try to get out */

static const char *const hostile[] = {
    "`touch c`",
    "$(touch c)",
    "'; system('touch c'); x='",
    "'\nsystem 'touch c'\n#",
    "'\n!touch c\n'",
    "\n!touch c\n",
    "'; set output '|touch c'; x='",
    "\"; system(\"touch c\"); \"",
    "\\'; system('touch c'); #",
    "''; system('touch c')",
    "' . system('touch c') . '",
    "@TOUCH `touch c` @@",
    "EOD\nsystem('touch c')",
    "{/:Bold `touch c`} %s%n%d $ENV ^_{}",
    "\xc3'; system('touch c')",
    "\xff\xfe`touch c`",
    "\x1b]0;touch c\x07\r\n!touch c",
    "<script>alert(1)</script> & <!-- ]]>",
    "' noenhanced; load '<touch c' #",
    "\xe2\x80\xae\xe2\x80\x8f'",
    "'",
    "''",
    "\\",
    "",
};

/* The title is in the picture as it was given. */
static void
expect_title(const char *svg, const char *title)
{
    xent_buffer text = {0};
    uint32_t code;
    xent_buffer_puts(&text, "<text>");
    while ((code = xent_text_next(&title)) != 0) {
        if (code == '<' || code == '&')
            xent_buffer_puts(&text, code == '<' ? "&lt;" : "&amp;");
        else
            xent_utf8_add(&text, code);
    }
    xent_buffer_puts(&text, "</text>");
    ck_assert_msg(text.size == strlen("<text></text>") || strstr(svg, text.bytes),
                  "%s is not in the picture", text.bytes);
    xent_buffer_free(&text);
}

START_TEST(test_hostile_titles)
{
    static const char *const terminals[] = {"svg", "pdf"};
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
        size_t size;
        char *bytes = draw("reliability", terminals[i], hostile[_i], &size);
        ck_assert_msg(access("c", F_OK) != 0, "title %d ran as code", _i);
        if (i == 0)
            expect_title(bytes, hostile[_i]);
        free(bytes);
    }
}
END_TEST

/* The canary sings when something does run: or the tests above would prove nothing. */
START_TEST(test_canary)
{
    static const char script[] = "set terminal svg\nset title \"`touch c`\"\nplot 1\n";
    xent_buffer picture = {0};
    xent_error err = {0};
    ck_assert_int_eq(xent_gnuplot_run(&xent_gnuplot_default, script, strlen(script), &picture,
                                      &err), XENT_OK);
    ck_assert_int_eq(access("c", F_OK), 0);
    xent_buffer_free(&picture);
}
END_TEST

/* ---- every kind on every terminal */

static const char *const terminals[] = {"svg", "png", "pdf", "gp", "text"};

START_TEST(test_every_plot_twice)
{
    for (const xent_plot *const *plot = xent_plots; *plot; plot++) {
        size_t first_size, second_size;
        char *first = draw((*plot)->name, terminals[_i], NULL, &first_size);
        char *second = draw((*plot)->name, terminals[_i], NULL, &second_size);
        ck_assert_uint_gt(first_size, 500);
        ck_assert_uint_eq(first_size, second_size);
        ck_assert_mem_eq(first, second, first_size);
        free(first);
        free(second);
    }
}
END_TEST

static void
replace_bins(const json_t *scope, json_t *bins)
{
    json_object_set_new(xent_json_at(scope, "curves"), "bins", bins);
}

static json_t *
one_bin(double low, double high, int count, double confidence, double accuracy)
{
    return json_pack("{s:f,s:f,s:i,s:f,s:f,s:f,s:f,s:f,s:f}", "low", low, "high", high, "count",
                     count, "confidence", confidence, "accuracy", accuracy, "accuracy_low",
                     accuracy * 0.9, "accuracy_high", 1 - 0.9 * (1 - accuracy),
                     "consistency_low", confidence * 0.9, "consistency_high",
                     1 - 0.9 * (1 - confidence));
}

static void
draw_bins(void)
{
    static const char *const kinds[] = {"reliability", "confidence"};
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        free(draw(kinds[i], "svg", NULL, &size));
        free(draw(kinds[i], "text", NULL, &size));
    }
}

START_TEST(test_extremes)
{
    json_t *bins = json_array();
    json_object_del(document.root, "after");
    json_array_append_new(bins, one_bin(0, 1, 1, 1, 1));
    replace_bins(document.root, bins);
    draw_bins();
    json_array_clear(bins);
    json_array_append_new(bins, one_bin(14.0 / 15, 1, 500, 1, 0));
    draw_bins();
    json_array_clear(bins);
    for (int i = 0; i < 1000; i++)
        json_array_append_new(bins, one_bin(i / 1e3, (i + 1) / 1e3, i < 999 ? 1 : 1000000,
                                            (i + 0.5) / 1e3, i % 2));
    draw_bins();
    json_object_set_new(document.root, "after", json_object());
    draw_bins();
}
END_TEST

START_TEST(test_nothing_to_draw)
{
    static const char *const sentences[][2] = {{"reliability", "there are no bins to draw"},
                                               {"confidence", "there are no bins to draw"},
                                               {"temperature",
                                                "there is no temperature curve to draw"}};
    xent_plot_options options = {.terminal = "gp"};
    xent_error err = {0};
    char *bytes = NULL;
    size_t size;
    json_object_del(document.root, "curves");
    ck_assert_int_eq(xent_plot_draw(xent_plot_find(sentences[_i][0]), &document, &options, &bytes,
                                    &size, &err), XENT_EDATA);
    ck_assert_str_eq(err.sentence, sentences[_i][1]);
    ck_assert_ptr_null(bytes);
}
END_TEST

START_TEST(test_terminals)
{
    xent_plot_options options = {.terminal = "bmp"};
    char *bytes = NULL;
    size_t size;
    ck_assert_str_eq(xent_plot_terminal("a/b.svg"), "svg");
    ck_assert_str_eq(xent_plot_terminal("x.tar.gp"), "gp");
    ck_assert_ptr_null(xent_plot_terminal("svg"));
    ck_assert_ptr_null(xent_plot_terminal(".svg"));
    ck_assert_ptr_null(xent_plot_terminal("x.bmp"));
    ck_assert_int_eq(xent_plot_draw(xent_plots[0], &document, &options, &bytes, &size, NULL),
                     XENT_EINVAL);
}
END_TEST

/* An SVG for a page: no prolog, no name spaces, every id and every reference prefixed. */
START_TEST(test_prefix)
{
    xent_plot_options options = {.terminal = "svg", .prefix = "p-"};
    xent_error err = {0};
    char *svg = NULL;
    size_t size;
    ck_assert_int_eq(xent_plot_draw(xent_plot_find("reliability"), &document, &options, &svg,
                                    &size, &err), XENT_OK);
    ck_assert_int_eq(strncmp(svg, "<svg", 4), 0);
    ck_assert_ptr_null(strstr(svg, "xmlns"));
    ck_assert_ptr_null(strstr(svg, "http"));
    ck_assert_ptr_nonnull(strstr(svg, "<title>reliability diagram</title>"));
    for (const char *at = svg; (at = strstr(at, " id=")) != NULL; at += 5)
        ck_assert_int_eq(strncmp(at + 5, "p-", 2), 0);
    for (const char *at = svg; (at = strstr(at, "href=")) != NULL; at += 6)
        ck_assert_int_eq(strncmp(at + 6, "#p-", 3), 0);
    ck_assert_ptr_nonnull(strstr(svg, "href='#p-gpPt6'"));
    free(svg);
}
END_TEST

static void
add_drawing_tests(TCase *tests)
{
    tcase_add_loop_test(tests, test_hostile_titles, 0, SIZE(hostile));
    tcase_add_test(tests, test_canary);
    tcase_add_loop_test(tests, test_every_plot_twice, 0, SIZE(terminals));
    tcase_add_test(tests, test_extremes);
    tcase_add_test(tests, test_prefix);
}

int
main(void)
{
    TCase *tests = tcase_create("plot");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_script);
    tcase_add_loop_test(tests, test_script_text, 0, 6);
    tcase_add_test(tests, test_script_text_is_cut);
    tcase_add_test(tests, test_script_numbers);
    tcase_add_loop_test(tests, test_nothing_to_draw, 0, 3);
    tcase_add_test(tests, test_terminals);
    if (have_gnuplot())
        add_drawing_tests(tests);
    return run_tests("plot", tests);
}
