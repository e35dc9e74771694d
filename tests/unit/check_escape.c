/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing that is echoed may steer a terminal. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "escape.h"
#include "suite.h"

static const struct {
    const char *text, *shown;
} cases[] = {
    {"", ""},
    {"val.csv", "val.csv"},
    {"Z\xc3\xbcrich \xe2\x82\xac \xf0\x9d\x94\xb8", "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9d\x94\xb8"},
    {"a\nb\tc", "a\\x0ab\\x09c"},
    {"\x1b[31mred", "\\x1b[31mred"},
    {"\x7f", "\\x7f"},
    {"\xc2\x9b" "31m", "\\x9b31m"},                    /* CSI of C1, in UTF-8 */
    {"\x9b" "31m", "\\x9b31m"},                        /* the same byte, not UTF-8 */
    {"\xe2\x80\xaetxt.exe", "\\u202etxt.exe"},         /* right-to-left override */
    {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},  /* isolates */
    {"\xd8\x9c", "\\u061c"},
    {"\xf3\xa0\x81\x81", "\\U000e0041"},               /* a tag character */
    {"\xc0\x80", "\\xc0\\x80"},                        /* overlong */
    {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
    {"\xed\xa0\x80", "\\xed\\xa0\\x80"},               /* a surrogate */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},      /* beyond U+10FFFF */
    {"\xe2\x82", "\\xe2\\x82"},                        /* cut */
    {"\xff" "ab", "\\xffab"},
};

START_TEST(test_cases)
{
    char shown[64];
    size_t n = xent_escape(cases[_i].text, shown, sizeof shown);
    ck_assert_str_eq(shown, cases[_i].shown);
    ck_assert_uint_eq(n, strlen(cases[_i].shown));
    ck_assert_uint_eq(xent_escape(cases[_i].text, NULL, 0), n);
}
END_TEST

/* A cut never splits a character or an escape, whatever the room. */
START_TEST(test_cut)
{
    static const char text[] = "a\xc3\xbc\x1b";
    static const char *const want[] = {"", "a", "a", "a\xc3\xbc", "a\xc3\xbc", "a\xc3\xbc",
                                       "a\xc3\xbc", "a\xc3\xbc\\x1b"};
    char shown[16];
    ck_assert_uint_eq(xent_escape(text, shown, (size_t)_i + 1), 7);
    ck_assert_str_eq(shown, want[_i]);
}
END_TEST

static const struct {
    const char *word, *quoted;
} words[] = {{"val.npz", "val.npz"},       {"", "''"},          {"a b", "'a b'"},
             {"it's", "'it'\\''s'"},       {"$(id)", "'$(id)'"}, {"-", "-"},
             {"`\n", "'`\n'"},             {"a,b:c=1", "a,b:c=1"}};

START_TEST(test_quote)
{
    char *quoted = xent_quote(words[_i].word);
    ck_assert_str_eq(quoted, words[_i].quoted);
    free(quoted);
}
END_TEST

int
main(void)
{
    TCase *tcase = tcase_create("escape");
    tcase_add_loop_test(tcase, test_cases, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_loop_test(tcase, test_cut, 0, 8);
    tcase_add_loop_test(tcase, test_quote, 0, (int)(sizeof words / sizeof *words));
    return run_tests("escape", tcase);
}
