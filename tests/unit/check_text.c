/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and characters on their way out, and the HTML around them. */
#include <check.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "html.h"
#include "text.h"
#include "suite.h"

static const struct {
    double x;
    const char *measure, *nine;
} numbers[] = {
    {0, "0", "0"},
    {1, "1.0000", "1"},
    {-0.25, "-0.2500", "-0.25"},
    {0.10788788245083151, "0.1079", "0.107887882"},
    {0.0004, "0.0004", "0.0004"},
    {0.00012345, "0.000123", "0.00012345"},
    {1e-9, "1e-09", "1e-09"},
    {12.34567, "12.3457", "12.34567"},
    {-13100.54, "-13100.5", "-13100.54"},
    {123456789.0, "1.235e+08", "123456789"},
    {(double)INFINITY, "inf", "inf"},
    {-(double)INFINITY, "-inf", "-inf"},
};

START_TEST(test_numbers)
{
    char text[32];
    xent_measure_text(numbers[_i].x, text, sizeof text);
    ck_assert_str_eq(text, numbers[_i].measure);
    xent_number_text(numbers[_i].x, 9, text, sizeof text);
    ck_assert_str_eq(text, numbers[_i].nine);
}
END_TEST

/* A decimal comma, where this machine has a locale with one. */
START_TEST(test_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8", NULL};
    char text[32];
    for (const char *const *name = names; *name; name++) {
        if (!setlocale(LC_NUMERIC, *name))
            continue;
        xent_number_text(-1.5e-7, 9, text, sizeof text);
        ck_assert_str_eq(text, "-1.5e-07");
        xent_measure_text(0.25, text, sizeof text);
        ck_assert_str_eq(text, "0.2500");
    }
    setlocale(LC_NUMERIC, "C");
    xent_measure_text((double)NAN, text, sizeof text);
    ck_assert_str_eq(text, "n/a");
}
END_TEST

static const struct {
    double x;
    const char *text;
} counts[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {10000, "10,000"}, {1234567, "1,234,567"}};

START_TEST(test_counts)
{
    char text[32];
    xent_count_text(counts[_i].x, text, sizeof text);
    ck_assert_str_eq(text, counts[_i].text);
}
END_TEST

#define BAD "\xef\xbf\xbd"
static const struct {
    const char *text, *html;
} texts[] = {
    {"plain \xc3\xbc", "plain \xc3\xbc"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"a & b \"c\" 'd'", "a &amp; b &quot;c&quot; &#39;d&#39;"},
    {"tab\tnew\nline\r", "tab" BAD "new" BAD "line" BAD},
    {"\x1b[31m \x7f \xc2\x9b", BAD "[31m " BAD " " BAD},
    {"\xff\xc0\x80\xed\xa0\x80", BAD BAD BAD BAD BAD BAD},
    {"cut \xe2\x82", "cut " BAD BAD},
    {"\xe2\x80\xae" "exe.txt", BAD "exe.txt"},
    {"\xf0\x9d\x94\xb8", "\xf0\x9d\x94\xb8"},
};

START_TEST(test_html)
{
    xent_buffer out = {0};
    char attribute[256];
    xent_html_text(&out, texts[_i].text);
    ck_assert_str_eq(out.bytes ? out.bytes : "", texts[_i].html);
    xent_buffer_free(&out);
    xent_html_attribute(&out, "id", texts[_i].text);
    snprintf(attribute, sizeof attribute, " id=\"%s\"", texts[_i].html);
    ck_assert_str_eq(out.bytes, attribute);
    xent_buffer_free(&out);
}
END_TEST

START_TEST(test_html_number)
{
    xent_buffer out = {0};
    xent_html_number(&out, 0.1);
    ck_assert_str_eq(out.bytes, "<data value=\"0.10000000000000001\" "
                                "title=\"0.10000000000000001\">0.1000</data>");
    xent_buffer_free(&out);
}
END_TEST

#define SIZE(array) (int)(sizeof(array) / sizeof *(array))

START_TEST(test_columns)
{
    ck_assert_uint_eq(xent_text_columns('a'), 1);
    ck_assert_uint_eq(xent_text_columns(0xe9), 1);
    ck_assert_uint_eq(xent_text_columns(0x301), 0);   /* combining acute accent */
    ck_assert_uint_eq(xent_text_columns(0x6f22), 2);  /* a Han character */
    ck_assert_uint_eq(xent_text_columns(0xff21), 2);  /* fullwidth A */
    ck_assert_uint_eq(xent_text_columns(0x1f600), 2); /* a face */
}
END_TEST

int
main(void)
{
    TCase *tcase = tcase_create("text");
    tcase_add_loop_test(tcase, test_numbers, 0, SIZE(numbers));
    tcase_add_test(tcase, test_locale);
    tcase_add_loop_test(tcase, test_counts, 0, SIZE(counts));
    tcase_add_loop_test(tcase, test_html, 0, SIZE(texts));
    tcase_add_test(tcase, test_html_number);
    tcase_add_test(tcase, test_columns);
    return run_tests("text", tcase);
}
