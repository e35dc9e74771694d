/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spools give back what was added, in memory and beyond it, in pieces of any size. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "spool.h"
#include "suite.h"

enum { TOTAL = 700001 }; /* bytes: more than two buffers of the temporary file */

static unsigned char
wanted(size_t i)
{
    return (unsigned char)((i * 2654435761u) >> 13);
}

/* In one step, or in two: room that may be too large, and what came. */
static xent_status
add(xent_spool *spool, const unsigned char *bytes, size_t n, bool in_place)
{
    void *start;
    if (!in_place)
        return xent_spool_add(spool, bytes, n, NULL);
    xent_status status = xent_spool_room(spool, 2 * n, &start, NULL);
    if (status == XENT_OK) {
        memcpy(start, bytes, n);
        xent_spool_take(spool, n);
    }
    return status;
}

/* An assertion costs two system calls: here and below one is made per piece that fails. */
static void
add_all(xent_spool *spool, size_t piece, bool in_place)
{
    unsigned char *bytes = malloc(piece);
    for (size_t done = 0; done < TOTAL;) {
        size_t n = piece < TOTAL - done ? piece : TOTAL - done;
        for (size_t i = 0; i < n; i++)
            bytes[i] = wanted(done + i);
        if (add(spool, bytes, n, in_place) != XENT_OK)
            ck_abort_msg("piece at %zu", done);
        done += n;
    }
    free(bytes);
}

static void
check_all(const xent_spool *spool)
{
    unsigned char raw[1000];
    const unsigned char *bytes;
    ck_assert_uint_eq(spool->file.size, TOTAL);
    for (size_t at = 0; at < TOTAL; at += sizeof raw) {
        size_t n = TOTAL - at < sizeof raw ? TOTAL - at : sizeof raw, same = 0;
        if (xent_file_show(&spool->file, at, n, raw, &bytes, NULL) != XENT_OK)
            ck_abort_msg("cannot show %zu", at);
        while (same < n && bytes[same] == wanted(at + same))
            same++;
        if (same < n)
            ck_abort_msg("byte %zu", at + same);
    }
}

static const size_t pieces[] = {1, 7, 4096, 300000, TOTAL};

static const struct {
    uint64_t memory;
    bool map, in_file;
} budgets[] = {
    {UINT64_MAX, false, false}, {2 * TOTAL, false, false}, {TOTAL - 1, false, true},
    {100000, true, true},       {0, false, true},
};

static void
check_budgets(size_t piece, bool in_place)
{
    for (size_t b = 0; b < sizeof budgets / sizeof *budgets; b++) {
        xent_budget budget = {budgets[b].memory, "/tmp", budgets[b].map};
        xent_spool *spool = xent_spool_make(&budget);
        ck_assert_ptr_nonnull(spool);
        add_all(spool, piece, in_place);
        ck_assert_int_eq(xent_spool_finish(spool, NULL), XENT_OK);
        ck_assert_int_eq(spool->file.fd >= 0, budgets[b].in_file);
        ck_assert_int_eq(spool->file.bytes != NULL, !budgets[b].in_file || budgets[b].map);
        ck_assert_uint_eq(budget.memory, budgets[b].memory - (budgets[b].in_file ? 0 : TOTAL));
        check_all(spool);
        ck_assert_int_eq(xent_spool_evict(spool, &budget, NULL), XENT_OK);
        ck_assert_int_ge(spool->file.fd, 0);
        ck_assert_uint_eq(budget.memory, budgets[b].memory);
        check_all(spool);
        xent_spool_free(spool);
    }
}

START_TEST(what_was_added)
{
    check_budgets(pieces[_i], false);
}
END_TEST

START_TEST(what_was_put_in_place)
{
    check_budgets(pieces[_i], true);
}
END_TEST

/* The budget is one for all. */
START_TEST(two_spools)
{
    xent_budget budget = {3 * (uint64_t)TOTAL / 2, "/tmp", false};
    xent_spool *first = xent_spool_make(&budget), *second = xent_spool_make(&budget);
    add_all(first, 1000, false);
    ck_assert_int_eq(xent_spool_finish(first, NULL), XENT_OK);
    add_all(second, 1000, false);
    ck_assert_int_eq(xent_spool_finish(second, NULL), XENT_OK);
    ck_assert_int_lt(first->file.fd, 0);
    ck_assert_int_ge(second->file.fd, 0);
    check_all(first);
    check_all(second);
    xent_spool_free(first);
    xent_spool_free(second);
}
END_TEST

START_TEST(nothing)
{
    xent_budget budget = {100, "/tmp", true};
    xent_spool *spool = xent_spool_make(&budget);
    ck_assert_int_eq(xent_spool_finish(spool, NULL), XENT_OK);
    ck_assert_uint_eq(spool->file.size, 0);
    ck_assert_uint_eq(budget.memory, 100);
    xent_spool_free(spool);
    xent_spool_free(NULL);
}
END_TEST

/* /dev/full is no folder: what the system says comes through, with what to do. */
START_TEST(no_folder)
{
    xent_error err = {0};
    xent_budget budget = {10, "/dev/full", false};
    xent_spool *spool = xent_spool_make(&budget);
    ck_assert_int_eq(xent_spool_add(spool, "more than ten bytes", 19, &err), XENT_EIO);
    ck_assert_str_eq(err.place, "/dev/full");
    ck_assert_ptr_nonnull(strstr(err.hint, "--max-memory"));
    xent_spool_free(spool);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("spool");
    tcase_add_loop_test(tests, what_was_added, 0, sizeof pieces / sizeof *pieces);
    tcase_add_loop_test(tests, what_was_put_in_place, 0, sizeof pieces / sizeof *pieces);
    tcase_add_test(tests, two_spools);
    tcase_add_test(tests, nothing);
    tcase_add_test(tests, no_folder);
    return run_tests("spool", tests);
}
