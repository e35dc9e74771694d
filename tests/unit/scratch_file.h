/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of unit tests, in a folder of their own that goes with them. */
#ifndef XENT_TESTS_SCRATCH_FILE_H
#define XENT_TESTS_SCRATCH_FILE_H
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/xent-check-XXXXXX";
static char scratch_paths[16][128];
static unsigned scratch_count;

static void
make_folder(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    scratch_count = 0;
}

static void
remove_folder(void)
{
    for (unsigned i = 0; i < scratch_count; i++)
        unlink(scratch_paths[i]);
    ck_assert_int_eq(rmdir(folder), 0); /* fails if the code under test left a file behind */
}

/* The path of a file in the folder, which need not exist yet. */
static const char *
scratch_path(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (unsigned i = 0; i < scratch_count; i++)
        if (strcmp(scratch_paths[i], path) == 0)
            return scratch_paths[i];
    ck_assert_uint_lt(scratch_count, 16);
    return strcpy(scratch_paths[scratch_count++], path);
}

static const char *
scratch_file(const char *name, const void *bytes, size_t n)
{
    const char *path = scratch_path(name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
    return path;
}

#endif
