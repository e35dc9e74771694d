/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports say what the document says, in the registry's order, and nothing in it gets out. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "document.h"
#include "metric.h"
#include "report.h"
#include "suite.h"

static struct xent_result document;

static void
set_up(void)
{
    document.root = load_document();
}

static void
tear_down(void)
{
    json_decref(document.root);
}

static char *
report(const char *name)
{
    char *text = NULL;
    xent_error err = {0};
    const xent_report *form = xent_report_of_path(name);
    ck_assert_ptr_nonnull(form);
    xent_status status = form->write(&document, &(xent_plot_options){0}, &text, &err);
    ck_assert_msg(status == XENT_OK, "%s: %s", name, err.sentence);
    return text;
}

/* Every number that the document holds for a metric is in the page, to the last digit. */
static const char *
expect_number(const char *from, const json_t *metric, const char *key)
{
    char want[64];
    const json_t *member = key ? json_object_get(metric, key) : metric;
    if (!member)
        return from;
    snprintf(want, sizeof want, "<data value=\"%.17g\"", xent_json_real(member));
    const char *found = strstr(from, want);
    ck_assert_msg(found != NULL, "%s is not in the page, or not in its place", want);
    return found;
}

START_TEST(test_html_numbers)
{
    char *html = report("r.html");
    const char *at = strstr(html, "id=\"numbers\"");
    ck_assert_ptr_nonnull(at);
    for (const xent_metric *const *m = xent_metrics; *m; m++) {
        char path[128];
        snprintf(path, sizeof path, "metrics.%s", (*m)->name);
        const json_t *metric = xent_json_at(document.root, path);
        if (!metric)
            continue;
        at = expect_number(at, metric, NULL);
        expect_number(at, metric, "low");
        expect_number(at, metric, "high");
        expect_number(at, metric, "null_mean");
        expect_number(at, metric, "null_high");
        expect_number(at, metric, "p_value");
        snprintf(path, sizeof path, "after.metrics.%s", (*m)->name);
        metric = xent_json_at(document.root, path);
        if (metric)
            at = expect_number(at, metric, NULL);
    }
    free(html);
}
END_TEST

START_TEST(test_html_is_closed)
{
    static const char *const forbidden[] = {"<script", "http://", "https://", "@import", "src=",
                                            "javascript:", "<iframe", "<object", "xmlns", "<?xml",
                                            "onload"};
    char *html = report("r.html");
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        ck_assert_msg(!strstr(html, forbidden[i]), "%s is in the page", forbidden[i]);
    for (const char *at = html; (at = strstr(at, "href=")) != NULL; at++)
        ck_assert_int_eq(at[6], '#');
    ck_assert_ptr_nonnull(strstr(html, "default-src 'none'; style-src 'unsafe-inline'"));
    ck_assert_uint_lt(strlen(html), 300000);
    free(html);
}
END_TEST

START_TEST(test_html_ids_are_unique)
{
    char *html = report("r.html");
    size_t ids = 0;
    for (const char *at = html; (at = strstr(at, " id=")) != NULL; at += 4) {
        char id[128];
        size_t n = strcspn(at + 5, "'\"") + 6;
        ck_assert_uint_lt(n, sizeof id);
        snprintf(id, n + 1, "%s", at);
        ck_assert_msg(!strstr(at + n, id), "%s is there twice", id);
        ids++;
    }
    ck_assert_uint_gt(ids, 30);
    free(html);
}
END_TEST

START_TEST(test_sections)
{
    static const char *const titles[] = {"Verdict", "Alerts", "Numbers", "Reliability",
                                         "Confidence", "Temperature", "Decomposition",
                                         "Definitions", "Reproduction"};
    char *html = report("r.html"), *md = report("r.md");
    const char *in_html = html, *in_md = md;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char want[64];
        snprintf(want, sizeof want, "<h2>%s</h2>", titles[i]);
        in_html = strstr(in_html, want);
        ck_assert_msg(in_html != NULL, "no %s", want);
        snprintf(want, sizeof want, "\n## %s\n", titles[i]);
        in_md = strstr(in_md, want);
        ck_assert_msg(in_md != NULL, "no %s", want);
    }
    free(html);
    free(md);
}
END_TEST

START_TEST(test_markdown)
{
    static const char *const lines[] = {
        "# Calibration of val.npz\n",
        "**overconfident**: says 71.9 %, is right 61.2 % of the time\n",
        "\n    xent fit temperature val.npz -o map.json\n",
        "\n- **warning**: 3 rows are exact copies (intervals are too narrow)\n",
        "\n| measure | before | after |\n|---|--:|--:|\n",
        "\n| negative log-likelihood (nats) | 1.3699 (1.2812 to 1.4585) | n/a |\n",
        "\n| perplexity | inf | n/a |\n",
        "\n| expected calibration error | 0.1079 (if calibrated 0.0112, below 0.0163) (p 0.0010) |",
        "(p 0.0010) | 0.0191 (if calibrated 0.0200, below 0.0310) |\n",
        "\n| 0.5 to 0.75 | 200 | 0.6250 | 0.5000 | 0.4300 to 0.5700 | 0.5600 to 0.6900 |\n",
        "\n| temperature | 1.5000 | 0.0225 |\n",
        "\n| expected calibration error | top-label, L1, 4 equal-width bins (lo,hi\\] |\n",
    };
    char *md = report("r.md");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(strstr(md, lines[i]) != NULL, "not there: %s", lines[i]);
    free(md);
}
END_TEST

/* Whatever a file name, a label or a note holds stays text. */
START_TEST(test_hostile_texts)
{
    static const char evil[] = "<script>alert('x')</script>\"'&|`[a](b)\x1b";
    static const char *const places[][2] = {{"input", "path"}, {"input", "kind"},
                                            {"verdict", "state"}, {"verdict", "sentence"},
                                            {"verdict", "next"}, {"reproduction", "command"},
                                            {"fit", "map"}, {"after", "how"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        json_object_set_new(json_object_get(document.root, places[i][0]), places[i][1],
                            json_string(evil));
    json_object_set_new(json_array_get(xent_json_at(document.root, "notes"), 0), "hint",
                        json_string(evil));
    json_object_set_new(xent_json_at(document.root, "metrics.nll"), "title", json_string(evil));
    json_object_set_new(xent_json_at(document.root, "settings"), evil, json_string(evil));
    char *html = report("r.html"), *md = report("r.md");
    ck_assert_ptr_null(strstr(html, "<script"));
    ck_assert_ptr_null(strchr(html, '\x1b'));
    ck_assert_ptr_nonnull(strstr(html, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    ck_assert_ptr_null(strchr(md, '\x1b'));
    for (const char *at = md; (at = strstr(at, "<script")) != NULL; at++) {
        while (at > md && at[-1] != '\n')
            at--;
        ck_assert_msg(strncmp(at, "    ", 4) == 0, "outside a block of code: %.80s", at);
        at += strcspn(at, "\n");
    }
    free(html);
    free(md);
}
END_TEST

START_TEST(test_twice)
{
    static const char *const names[] = {"r.html", "r.md", "r.json"};
    char *first = report(names[_i]), *second = report(names[_i]);
    ck_assert_str_eq(first, second);
    free(first);
    free(second);
}
END_TEST

/* A document that was read back gives the same page as the one that was built. */
START_TEST(test_order_of_members)
{
    char *first = report("r.md"), *sorted = json_dumps(document.root, JSON_SORT_KEYS
                                                                         | JSON_REAL_PRECISION(17));
    json_decref(document.root);
    document.root = json_loads(sorted, 0, NULL);
    char *second = report("r.md");
    ck_assert_str_eq(first, second);
    free(first);
    free(second);
    free(sorted);
}
END_TEST

START_TEST(test_without_gnuplot)
{
    xent_plot_options options = {.gnuplot = "/nonexistent/gnuplot"};
    xent_error err = {0};
    char *text = NULL;
    ck_assert_int_eq(xent_report_of_path("r.html")->write(&document, &options, &text, &err),
                     XENT_EPLOT);
    ck_assert_str_eq(err.sentence, "gnuplot not found: /nonexistent/gnuplot");
    ck_assert_ptr_null(text);
    ck_assert_int_eq(xent_report_of_path("r.md")->write(&document, &options, &text, &err),
                     XENT_OK);
    free(text);
}
END_TEST

/* A page without a curve says so instead of drawing it. */
START_TEST(test_without_curve)
{
    json_object_del(xent_json_at(document.root, "curves"), "temperature");
    char *html = report("r.html");
    ck_assert_ptr_nonnull(strstr(html, "<p>there is no temperature curve to draw</p>"));
    free(html);
}
END_TEST

START_TEST(test_paths)
{
    ck_assert_str_eq(xent_report_of_path("a.html")->name, "html");
    ck_assert_str_eq(xent_report_of_path("a.md")->name, "md");
    ck_assert_str_eq(xent_report_of_path("a.json")->name, "json");
    ck_assert_ptr_null(xent_report_of_path(".html"));
    ck_assert_ptr_null(xent_report_of_path("html"));
    ck_assert_ptr_null(xent_report_of_path("a.pdf"));
}
END_TEST

static bool
have_gnuplot(void)
{
    return access("/usr/bin/gnuplot", X_OK) == 0 || access("/usr/local/bin/gnuplot", X_OK) == 0;
}

static void
add_drawing_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_html_numbers);
    tcase_add_test(tcase, test_html_is_closed);
    tcase_add_test(tcase, test_html_ids_are_unique);
    tcase_add_test(tcase, test_sections);
    tcase_add_test(tcase, test_hostile_texts);
    tcase_add_test(tcase, test_without_curve);
    tcase_add_loop_test(tcase, test_twice, 0, 1);
}

int
main(void)
{
    TCase *tcase = tcase_create("report");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, test_markdown);
    tcase_add_loop_test(tcase, test_twice, 1, 3);
    tcase_add_test(tcase, test_order_of_members);
    tcase_add_test(tcase, test_without_gnuplot);
    tcase_add_test(tcase, test_paths);
    if (have_gnuplot())
        add_drawing_tests(tcase);
    return run_tests("report", tcase);
}
