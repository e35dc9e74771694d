/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot is believed only when it delivers a whole picture. */
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

/* ---- pictures */

static const struct {
    const char *terminal, *picture;
    xent_status status;
} pictures[] = {
    {"svg", "<svg><use href='#a'/></svg>\n", XENT_OK},
    {"svg", "<svg><use href=\"#a\"/></svg>", XENT_OK},
    {"svg", "<svg><use href='#a'/>", XENT_EPLOT},
    {"svg", "", XENT_EPLOT},
    {"svg", "</svg>", XENT_EPLOT},
    {"svg", "<svg><script>x</script></svg>", XENT_EPLOT},
    {"svg", "<svg><a href='http://x'/></svg>", XENT_EPLOT},
    {"svg", "<svg><a href=x /></svg>", XENT_EPLOT},
    {"svg", "<svg><image xlink:href=\"data:x\"/></svg>", XENT_EPLOT},
    {"png", "\x89PNG\r\n\x1a\n0123456789IEND\xae\x42\x60\x82", XENT_OK},
    {"png", "\x89PNG\r\n\x1a\n0123456789IEND\xae\x42\x60", XENT_EPLOT},
    {"pdf", "%PDF-1.5\nx\n%%EOF\n", XENT_OK},
    {"pdf", "%PDF-1.5\nx\n", XENT_EPLOT},
    {"ascii", "", XENT_EPLOT},
};

START_TEST(test_pictures)
{
    xent_buffer picture = {0};
    xent_error err = {0};
    xent_buffer_puts(&picture, pictures[_i].picture);
    ck_assert_int_eq(xent_picture_check(pictures[_i].terminal, &picture, &err),
                     pictures[_i].status);
    xent_buffer_free(&picture);
}
END_TEST

START_TEST(test_date)
{
    xent_buffer pdf = {0};
    xent_buffer_puts(&pdf, "x /CreationDate (D:20261122130000Z) y");
    xent_picture_fix_date(&pdf);
    ck_assert_str_eq(pdf.bytes, "x /CreationDate (D:19700101000000Z) y");
    xent_buffer_free(&pdf);
}
END_TEST

/* Eight by eight dots: a diagonal from the top left. */
START_TEST(test_braille)
{
    static const char bits[] = "\x80\x40\x20\x10\x08\x04\x02\x01";
    xent_axes axes = {.x_high = 1, .y_high = 1, .x_label = "x", .y_label = "y"};
    xent_buffer pbm = {0}, out = {0};
    xent_error err = {0};
    xent_buffer_puts(&pbm, "P4\n8 8\n");
    xent_buffer_add(&pbm, bits, 8);
    ck_assert_int_eq(xent_picture_braille(&pbm, "t", &axes, &out, &err), XENT_OK);
    ck_assert_ptr_nonnull(strstr(out.bytes, "\xe2\xa0\x91\xe2\xa2\x84\n"));   /* dots 15, 38 */
    ck_assert_ptr_nonnull(strstr(out.bytes, "  \xe2\xa0\x91\xe2\xa2\x84\n"));
    xent_buffer_free(&out);
    pbm.size--;
    ck_assert_int_eq(xent_picture_braille(&pbm, "t", &axes, &out, &err), XENT_EPLOT);
    xent_buffer_free(&pbm);
}
END_TEST

/* ---- gnuplots that are none */

static const struct {
    const char *body;
    const char *sentence;
} fakes[] = {
    {"echo >&2; echo 'gnuplot> plot foo' >&2; echo '     ^' >&2;"
     "echo '   line 7: undefined variable: foo' >&2; exit 1",
     "gnuplot failed: undefined variable: foo"},
    {"echo 'cannot load libgd' >&2; exit 127", "gnuplot failed: cannot load libgd"},
    {"exit 3", "gnuplot failed with exit status 3"},
    {"kill -9 $$", "gnuplot was killed by signal 9"},
    {"echo $$ >pid; sleep 60", "gnuplot took longer than 0.3 seconds"},
    {"echo $$ >pid; exec >&- 2>&-; sleep 60", "gnuplot took longer than 0.3 seconds"},
    {"echo $$ >pid; sleep 60 & wait", "gnuplot took longer than 0.3 seconds"},
    {"echo $$ >pid; while :; do echo 0123456789; done", "gnuplot wrote more than 100000 bytes"},
};

static const char *
write_fake(const char *body)
{
    static char path[64];
    FILE *file = fopen("gnuplot", "w");
    snprintf(path, sizeof path, "%s/gnuplot", folder);
    ck_assert_ptr_nonnull(file);
    fprintf(file, "#!/bin/sh\n%s\n", body);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod("gnuplot", 0700), 0);
    return path;
}

START_TEST(test_fakes)
{
    xent_gnuplot gnuplot = {.program = write_fake(fakes[_i].body), .milliseconds = 300,
                            .bytes = 100000};
    xent_buffer picture = {0};
    xent_error err = {0};
    time_t start = time(NULL);
    ck_assert_int_eq(xent_gnuplot_run(&gnuplot, "x", 1, &picture, &err), XENT_EPLOT);
    ck_assert_str_eq(err.sentence, fakes[_i].sentence);
    ck_assert_int_le(time(NULL) - start, 3);
    xent_buffer_free(&picture);
    FILE *file = fopen("pid", "r");
    int pid = 0;
    if (file) {
        ck_assert_int_eq(fscanf(file, "%d", &pid), 1);
        fclose(file);
        ck_assert_msg(kill(pid, 0) != 0 && errno == ESRCH, "%d is still there", pid);
    }
}
END_TEST

/* What it prints counts only when it is a whole picture. */
START_TEST(test_truncated)
{
    xent_plot_options options = {.terminal = "svg",
                                 .gnuplot = write_fake("cat >/dev/null; echo '<svg>'")};
    xent_error err = {0};
    char *bytes = NULL;
    size_t size;
    ck_assert_int_eq(xent_plot_draw(xent_plots[0], &document, &options, &bytes, &size, &err),
                     XENT_EPLOT);
    ck_assert_str_eq(err.sentence, "gnuplot left an incomplete svg picture (6 bytes)");
    ck_assert_ptr_null(bytes);
}
END_TEST

static const struct {
    const char *printed, *sentence;
} pages[] = {
    {"<svg>1</svg>\n<!-- next figure -->\n<svg>2</svg>\n<!-- next figure -->\n<svg>3</svg>\n", ""},
    {"<svg>1</svg>\n<!-- next figure -->\n<svg>2</svg>\n<!-- next figure -->\n<svg>\n",
     "gnuplot left an incomplete svg picture (7 bytes)"},
    {"<svg>1</svg>\n<!-- next figure -->\n<svg>2\n<!-- next figure -->\n<svg>3</svg>\n",
     "gnuplot left an incomplete svg picture (8 bytes)"},
    {"<svg>1</svg>\n<!-- next figure -->\n<svg>2</svg>\n",
     "gnuplot left an incomplete svg picture (0 bytes)"},
};

/* One gnuplot draws all figures of a page, and each must be whole. */
START_TEST(test_page)
{
    char body[512];
    snprintf(body, sizeof body, "echo 1 >>pid; cat >/dev/null; printf '%%s' '%s'", pages[_i].printed);
    xent_plot_options options = {.gnuplot = write_fake(body)};
    xent_figure figure[XENT_PLOTS];
    xent_error err = {0};
    xent_status status = xent_plot_draw_page(&document, &options, figure, &err);
    ck_assert_str_eq(err.sentence, pages[_i].sentence);
    ck_assert_int_eq(status, *pages[_i].sentence ? XENT_EPLOT : XENT_OK);
    for (int i = 0; i < XENT_PLOTS; i++) {
        char want[16];
        snprintf(want, sizeof want, "<svg>%d</svg>", i + 1);
        ck_assert(status == XENT_OK ? strstr(figure[i].svg, want) != NULL : !figure[i].svg);
        free(figure[i].svg);
    }
    struct stat starts;
    ck_assert_int_eq(stat("pid", &starts), 0);
    ck_assert_int_eq(starts.st_size, 2);
}
END_TEST

/* They are the figures that each would be on its own. */
START_TEST(test_real_page)
{
    xent_figure figure[XENT_PLOTS];
    xent_error err = {0};
    ck_assert_int_eq(xent_plot_draw_page(&document, NULL, figure, &err), XENT_OK);
    for (int i = 0; i < XENT_PLOTS; i++) {
        size_t size;
        char *alone = draw(xent_plots[i]->name, "svg", NULL, &size);
        const char *text = alone;
        ck_assert_ptr_nonnull(strstr(figure[i].svg, xent_plots[i]->title));
        while ((text = strstr(text, "<text")) != NULL) {
            char line[256];
            snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
            ck_assert_msg(strstr(figure[i].svg, line) != NULL, "%s: not there: %s",
                          xent_plots[i]->name, line);
            text++;
        }
        free(alone);
        free(figure[i].svg);
    }
}
END_TEST

START_TEST(test_missing)
{
    static const char *const programs[][2] = {
        {"/nonexistent/gnuplot", "gnuplot not found: /nonexistent/gnuplot"},
        {"gnuplot", "gnuplot not found: gnuplot is not an absolute path"},
    };
    xent_plot_options options = {.terminal = "svg", .gnuplot = programs[_i][0]};
    xent_error err = {0};
    char *bytes = NULL;
    size_t size;
    ck_assert_int_eq(xent_plot_draw(xent_plots[0], &document, &options, &bytes, &size, &err),
                     XENT_EPLOT);
    ck_assert_str_eq(err.sentence, programs[_i][1]);
    ck_assert_str_eq(err.hint, "apt install gnuplot-nox, or set XENT_GNUPLOT");
}
END_TEST

/* No file, no variable and no argument gets to gnuplot that it was not meant to have. */
START_TEST(test_surroundings)
{
    static const char body[] = "echo \"$@\"; env; ls /proc/$$/fd | tr '\\n' ' '; cat";
    xent_gnuplot gnuplot = xent_gnuplot_default;
    xent_buffer out = {0};
    xent_error err = {0};
    gnuplot.program = write_fake(body);
    setenv("XENT_SECRET", "1", 1);
    int leak = fcntl(open("/dev/null", O_RDONLY), F_DUPFD, 77);
    ck_assert_int_eq(leak, 77);
    ck_assert_int_eq(xent_gnuplot_run(&gnuplot, "script\n", 7, &out, &err), XENT_OK);
    ck_assert_int_eq(strncmp(out.bytes, "-d\n", 3), 0);
    ck_assert_ptr_null(strstr(out.bytes, "XENT_SECRET"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "LC_ALL=C.UTF-8\n"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "HOME=/nonexistent\n"));
    ck_assert_ptr_nonnull(strstr(out.bytes, "GNUTERM=unknown\n"));
    ck_assert_ptr_null(strstr(out.bytes, " 77 "));
    ck_assert_ptr_nonnull(strstr(out.bytes, "script\n"));
    close(leak);
    xent_buffer_free(&out);
}
END_TEST

/* One that was started before draws once, then another one is started; one that draws nothing ends. */
START_TEST(test_started)
{
    xent_gnuplot gnuplot = xent_gnuplot_default;
    volatile sig_atomic_t group = 0;
    gnuplot.program = write_fake("cat");
    gnuplot.started = xent_gnuplot_start(gnuplot.program, &group);
    ck_assert_ptr_nonnull(gnuplot.started);
    for (int i = 0; i < 2; i++) {
        xent_buffer out = {0};
        xent_error err = {0};
        ck_assert_int_eq(xent_gnuplot_run(&gnuplot, "script\n", 7, &out, &err), XENT_OK);
        ck_assert_str_eq(out.bytes, "script\n");
        xent_buffer_free(&out);
    }
    xent_gnuplot_dismiss(gnuplot.started);
    xent_plotter *idle = xent_gnuplot_start(write_fake("echo $$ >pid; cat"), &group);
    FILE *file = NULL;
    int pid = 0;
    while (!file || fscanf(file, "%d", &pid) != 1) { /* until it runs */
        if (file)
            fclose(file);
        file = fopen("pid", "r");
    }
    fclose(file);
    ck_assert_int_eq(group, pid);
    xent_gnuplot_dismiss(idle);
    ck_assert_int_eq(group, 0);
    ck_assert_msg(kill(pid, 0) != 0 && errno == ESRCH, "%d is still there", pid);
    ck_assert_ptr_null(xent_gnuplot_start("/nonexistent/gnuplot", NULL));
}
END_TEST

/* A script that nobody reads does no harm, however long. */
START_TEST(test_unread)
{
    enum { LONG = 1 << 22 };
    xent_gnuplot gnuplot = xent_gnuplot_default;
    char *script = calloc(LONG, 1);
    xent_buffer out = {0};
    xent_error err = {0};
    gnuplot.program = write_fake("echo picture");
    ck_assert_int_eq(xent_gnuplot_run(&gnuplot, script, LONG, &out, &err), XENT_OK);
    ck_assert_str_eq(out.bytes, "picture\n");
    xent_buffer_free(&out);
    free(script);
}
END_TEST

/* It works too where the caller has closed 0, 1 and 2. */
START_TEST(test_closed_descriptors)
{
    xent_gnuplot gnuplot = xent_gnuplot_default;
    xent_buffer out = {0};
    xent_error err = {0};
    gnuplot.program = write_fake("cat; echo problem >&2");
    int saved[3] = {fcntl(0, F_DUPFD, 10), fcntl(1, F_DUPFD, 10), fcntl(2, F_DUPFD, 10)};
    for (int fd = 0; fd < 3; fd++)
        close(fd);
    xent_status status = xent_gnuplot_run(&gnuplot, "script\n", 7, &out, &err);
    for (int fd = 0; fd < 3; fd++)
        dup2(saved[fd], fd);
    ck_assert_int_eq(status, XENT_OK);
    ck_assert_str_eq(out.bytes, "script\n");
    xent_buffer_free(&out);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("gnuplot");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, test_pictures, 0, SIZE(pictures));
    tcase_add_test(tests, test_date);
    tcase_add_test(tests, test_braille);
    tcase_add_loop_test(tests, test_fakes, 0, SIZE(fakes));
    tcase_add_test(tests, test_truncated);
    tcase_add_loop_test(tests, test_page, 0, SIZE(pages));
    if (have_gnuplot())
        tcase_add_test(tests, test_real_page);
    tcase_add_loop_test(tests, test_missing, 0, 2);
    tcase_add_test(tests, test_surroundings);
    tcase_add_test(tests, test_started);
    tcase_add_test(tests, test_unread);
    tcase_add_test(tests, test_closed_descriptors);
    return run_tests("gnuplot", tests);
}
