/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own and a document for every test that draws. */
#ifndef XENT_TESTS_DRAWING_H
#define XENT_TESTS_DRAWING_H
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "document.h"
#include "plot.h"

#define SIZE(array) (int)(sizeof(array) / sizeof *(array))

static char folder[] = "/tmp/xentXXXXXX";
static struct xent_result document;

static inline void
set_up(void)
{
    strcpy(folder, "/tmp/xentXXXXXX");
    document.root = load_document();
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static inline void
tear_down(void)
{
    static const char *const names[] = {"c", "gnuplot", "pid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(folder), 0);
    json_decref(document.root);
}

static inline bool
have_gnuplot(void)
{
    return access("/usr/bin/gnuplot", X_OK) == 0 || access("/usr/local/bin/gnuplot", X_OK) == 0;
}

static inline char *
draw(const char *kind, const char *terminal, const char *title, size_t *size)
{
    xent_plot_options options = {.terminal = terminal, .title = title, .utf8 = true};
    xent_error err = {0};
    char *bytes = NULL;
    xent_status status = xent_plot_draw(xent_plot_find(kind), &document, &options, &bytes, size,
                                        &err);
    ck_assert_msg(status == XENT_OK, "%s as %s: %s", kind, terminal, err.sentence);
    return bytes;
}

#endif
