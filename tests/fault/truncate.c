/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded: cuts the file $CUT_FILE to nothing at a point of a run that $CUT_AT names: "map", just
   after it has been mapped, or "output", when the output is opened, which is after the input has
   been checked and before it is read again.  $NO_TMPFILE: files cannot be without a name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
cut(const char *moment)
{
    const char *at = getenv("CUT_AT"), *file = getenv("CUT_FILE");
    if (at && file && strcmp(at, moment) == 0 && truncate(file, 0) != 0)
        _exit(99);
}

int
madvise(void *start, size_t n, int advice)
{
    int (*real)(void *, size_t, int);
    *(void **)&real = dlsym(RTLD_NEXT, "madvise");
    int result = real(start, n, advice);
    cut("map");
    return result;
}

int
open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...);
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    bool nameless = (flags & O_TMPFILE) == O_TMPFILE, named = strstr(path, ".xent-") != NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "open");
    if (nameless && getenv("NO_TMPFILE")) {
        errno = EOPNOTSUPP;
        return -1;
    }
    int fd = real(path, flags, mode);
    if (nameless || named)
        cut("output");
    return fd;
}
