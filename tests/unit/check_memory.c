/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at each allocation of each reader and writer, once and for good: the status
   says so, nothing leaks, nothing is left on the disk, and trying again works. */
#include <check.h>
#include <dirent.h>
#include "failing_malloc.h"
#include "reader.h"
#include "scratch_file.h"
#include "suite.h"
#include "../reference/reader.inc"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { ENOUGH = 100000 };

typedef struct {
    bool archive; /* libzip has a part in it */
    const char *path, *out;
    xent_read_options options;
} job;

static xent_status
run(const job *j, xent_error *err)
{
    xent_sample *sample;
    xent_notes notes = {0};
    xent_status status = xent_read(j->path, &j->options, &notes, &sample, err);
    if (status == XENT_OK && j->out)
        status = xent_write(j->out, sample, NULL, err);
    xent_sample_free(sample);
    xent_notes_clear(&notes);
    return status;
}

static unsigned
files_in_folder(void)
{
    unsigned n = 0;
    DIR *dir = opendir(folder);
    while (dir && readdir(dir))
        n++;
    closedir(dir);
    return n;
}

/* libzip 1.7 loses a source when some of its own allocations fail: only ours are held to account
   then.  The C library keeps things too (its time zone), and throws them away when memory runs out: so
   what is alive is compared between runs that went well. */
static void
starve(const job *j, xent_status wanted)
{
    xent_error err = {0};
    ck_assert_int_eq(run(j, &err), wanted);
    long live = failing_malloc_live();
    unsigned files = files_in_folder();
    bool hit = true;
    for (int sticky = 0; sticky < 2; sticky++, hit = true)
        for (long n = 1; hit; n++) {
            failing_malloc_arm(n, sticky);
            xent_status status = run(j, &err);
            hit = failing_malloc_disarm();
            ck_assert_msg(status == XENT_ENOMEM || status == wanted, "%s: allocation %ld: %d, %s",
                          j->path, n, status, err.sentence);
            ck_assert_uint_eq(files_in_folder(), files);
            ck_assert_int_eq(run(j, &err), wanted);
            if (j->archive && !failing_malloc_ours())
                live = failing_malloc_live();
            ck_assert_msg(failing_malloc_live() == live, "%s: allocation %ld: %ld leaked", j->path, n,
                          failing_malloc_live() - live);
            ck_assert_int_lt(n, ENOUGH);
        }
}

START_TEST(arrays)
{
    static const char *const outs[] = {"out.npy", "out.npz", "out.csv"};
    job j = {.options = {.unlabelled = true}};
    if (sound[_i].role[0] == 'l')
        return;
    j.path = scratch_file("in", sound[_i].bytes, sound[_i].size);
    j.out = _i < (int)COUNT(outs) ? scratch_path(outs[_i]) : NULL;
    j.archive = sound[_i].role[0] == 'b' || _i == 1;
    starve(&j, XENT_OK);
}
END_TEST

/* A member and a text that go to a temporary file. */
START_TEST(spooled)
{
    static const char table[] = "label,a,b,c\n0,1,2,3\n2,1,2,4\n1,5,3,2\n0,1,2,2\n";
    size_t i = 0;
    while (strcmp(sound[i].what, "deflated") != 0)
        i++;
    job j = {.archive = _i == 0, .options = {.max_memory = 170, .folder = "/tmp"}};
    j.path = _i == 0 ? scratch_file("in", sound[i].bytes, sound[i].size)
                     : scratch_file("in.csv", table, strlen(table));
    starve(&j, XENT_OK);
}
END_TEST

START_TEST(refusals)
{
    job j = {.path = scratch_file("in", damaged[_i].bytes, damaged[_i].size)};
    j.archive = damaged[_i].size > 1 && damaged[_i].bytes[0] == 'P' && damaged[_i].bytes[1] == 'K';
    starve(&j, XENT_EDATA);
}
END_TEST

static const struct {
    const char *text;
    xent_read_options options;
    xent_status status;
} texts[] = {
    {"label,a,b,w\nb,.25,.75,1\n\na,.75,.25,2\nb,0,1,1\n", {.weights = "w"}, XENT_OK},
    {"label,a,b\n0,.25,.5\n9,.5,.5\n1,0,1\n",
     {.admit = {.ignore = true, .ignore_index = 9, .normalize = true, .clip = .01}}, XENT_OK},
    {"0,.25,.75\n1,.5,.5\n", {.labels = "0", .scores = "1:2", .header = XENT_HEADER_NO}, XENT_OK},
    {"label,a,b\n0,.25,.75\n1,x,.5\n", {.labels = "label"}, XENT_EDATA},
    {"label,a,b\n0,.25,.75\n1,.5\n", {.labels = "label"}, XENT_EDATA},
    {"label,a,b\n0,.25,.75\n7,.5,.5\n", {.labels = "label"}, XENT_EDATA},
};

START_TEST(text)
{
    job j = {.path = scratch_file("in.csv", texts[_i].text, strlen(texts[_i].text)),
             .out = scratch_path("out.tsv"),
             .options = texts[_i].options};
    starve(&j, texts[_i].status);
}
END_TEST

START_TEST(labels_elsewhere)
{
    size_t i = 0;
    while (strcmp(sound[i].role, "labels") != 0)
        i++;
    job j = {.path = scratch_file("in", sound[0].bytes, sound[0].size)};
    j.options.labels = scratch_file("labels", sound[i].bytes, sound[i].size);
    starve(&j, XENT_OK);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("memory");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, arrays, 0, COUNT(sound));
    tcase_add_loop_test(tests, spooled, 0, 2);
    tcase_add_loop_test(tests, refusals, 0, COUNT(damaged));
    tcase_add_loop_test(tests, text, 0, COUNT(texts));
    tcase_add_test(tests, labels_elsewhere);
    return run_tests("memory", tests);
}
