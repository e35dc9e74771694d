/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs are whole or absent: what stood there before survives every failure. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "output.h"
#include "scratch_file.h"
#include "suite.h"

static void
check_content(const char *path, const char *wanted)
{
    char text[64] = "";
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = 0;
    ck_assert_str_eq(text, wanted);
}

START_TEST(new_and_old)
{
    const char *path = scratch_path("out");
    struct stat about;
    xent_error err;
    umask(027);
    ck_assert_int_eq(xent_output_file(path, NULL, "one", 3, &err), XENT_OK);
    check_content(path, "one");
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0640);
    ck_assert_int_eq(chmod(path, 0604), 0);
    ck_assert_int_eq(xent_output_file(path, NULL, "two!", 4, &err), XENT_OK);
    check_content(path, "two!");
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0604);
}
END_TEST

START_TEST(not_before_commit)
{
    const char *path = scratch_file("out", "old", 3);
    xent_output *out;
    xent_error err;
    ck_assert_int_eq(xent_output_open(path, NULL, &out, &err), XENT_OK);
    ck_assert_int_eq(xent_output_write(out, "new", 3, &err), XENT_OK);
    check_content(path, "old");
    xent_output_discard(out);
    check_content(path, "old");
    xent_output_discard(NULL);
    ck_assert_int_eq(xent_output_open(path, NULL, &out, &err), XENT_OK);
    ck_assert_int_eq(xent_output_commit(out, &err), XENT_OK);
    check_content(path, "");
}
END_TEST

START_TEST(links)
{
    const char *target = scratch_file("target", "old", 3), *link = scratch_path("link");
    const char *dangling = scratch_path("dangling"), *made = scratch_path("made");
    struct stat about;
    xent_error err;
    ck_assert_int_eq(symlink("target", link), 0);
    ck_assert_int_eq(xent_output_file(link, NULL, "new", 3, &err), XENT_OK);
    ck_assert_int_eq(lstat(link, &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
    check_content(target, "new");
    ck_assert_int_eq(symlink("made", dangling), 0);
    ck_assert_int_eq(xent_output_file(dangling, NULL, "new", 3, &err), XENT_OK);
    check_content(made, "new");
    ck_assert_int_eq(lstat(dangling, &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
}
END_TEST

/* An input is known by what it is, not by how it is spelt. */
START_TEST(inputs)
{
    const char *input = scratch_file("in", "data", 4), *link = scratch_path("link");
    const char *hard = scratch_path("hard"), *other = scratch_file("other", "", 0);
    const char *list[] = {other, input, NULL};
    char spelt[160];
    xent_error err;
    ck_assert_int_eq(symlink("in", link), 0);
    ck_assert_int_eq(linkat(AT_FDCWD, input, AT_FDCWD, hard, 0), 0);
    snprintf(spelt, sizeof spelt, "%s/./in", folder);
    const char *const names[] = {input, link, hard, spelt};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(xent_output_file(names[i], list, "x", 1, &err), XENT_EINVAL);
        ck_assert_ptr_nonnull(strstr(err.sentence, "overwrite an input"));
        check_content(input, "data");
    }
}
END_TEST

START_TEST(no_such_folder)
{
    xent_error err;
    ck_assert_int_eq(xent_output_file("/nonexistent/out", NULL, "x", 1, &err), XENT_EIO);
    ck_assert_str_eq(err.place, "/nonexistent/out");
    ck_assert_ptr_nonnull(strstr(err.sentence, "No such file"));
    ck_assert_int_eq(xent_output_file(folder, NULL, "x", 1, &err), XENT_EIO);
}
END_TEST

START_TEST(full_device)
{
    xent_error err;
    ck_assert_int_eq(xent_output_file("/dev/full", NULL, "x", 1, &err), XENT_EIO);
    ck_assert_ptr_nonnull(strstr(err.sentence, "No space left"));
    ck_assert_int_eq(xent_output_file("/dev/null", NULL, "x", 1, &err), XENT_OK);
}
END_TEST

/* The limit on a file's size stands for a disk that fills up. */
START_TEST(half_way)
{
    static char bytes[10000];
    const char *path = scratch_file("out", "old", 3);
    struct rlimit limit = {4096, 4096};
    xent_error err;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(xent_output_file(path, NULL, bytes, sizeof bytes, &err), XENT_EIO);
    ck_assert_ptr_nonnull(strstr(err.sentence, strerror(EFBIG)));
    check_content(path, "old");
}
END_TEST

START_TEST(killed)
{
    const char *path = scratch_file("out", "old", 3);
    pid_t child = fork();
    if (child == 0) {
        xent_output *out;
        if (xent_output_open(path, NULL, &out, NULL) == XENT_OK)
            xent_output_write(out, "new", 3, NULL);
        raise(SIGKILL);
    }
    ck_assert_int_gt(child, 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    check_content(path, "old");
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("output");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, new_and_old);
    tcase_add_test(tests, not_before_commit);
    tcase_add_test(tests, links);
    tcase_add_test(tests, inputs);
    tcase_add_test(tests, no_such_folder);
    tcase_add_test(tests, full_device);
    tcase_add_test(tests, half_way);
    tcase_add_test(tests, killed);
    return run_tests("output", tests);
}
