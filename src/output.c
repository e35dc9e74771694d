/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_TMPFILE */
#include "output.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "system.h"

enum { ATTEMPTS = 100 };

struct xent_output {
    int fd;
    bool nameless;
    char *path;   /* as given, for messages */
    char *target; /* path with links followed; NULL if written straight */
    char *temporary; /* the name of the new file; "" while it has none */
};

static void
output_free(xent_output *out)
{
    if (out->fd >= 0)
        close(out->fd);
    if (out->temporary && out->temporary[0])
        unlink(out->temporary);
    free(out->temporary);
    free(out->target);
    free(out->path);
    free(out);
}

void
xent_output_discard(xent_output *out)
{
    if (out)
        output_free(out);
}

/* ---- opening */

static xent_status
check_inputs(const char *path, const struct stat *about, const char *const *inputs,
             xent_error *err)
{
    struct stat input;
    for (; inputs && *inputs; inputs++)
        if (stat(*inputs, &input) == 0 && input.st_dev == about->st_dev &&
            input.st_ino == about->st_ino && S_ISREG(about->st_mode)) {
            xent_fail(err, XENT_EINVAL, "the output would overwrite an input");
            xent_error_place(err, path, 0);
            xent_error_hint(err, "name another file with -o");
            return XENT_EINVAL;
        }
    return XENT_OK;
}

/* Where the symbolic link PATH points, though nothing need be there; else PATH. */
static char *
resolve(const char *path, bool exists)
{
    char link[PATH_MAX];
    ssize_t n;
    if (exists)
        return realpath(path, NULL);
    n = readlink(path, link, sizeof link - 1);
    if (n < 0)
        return strdup(path);
    link[n] = 0;
    const char *slash = strrchr(path, '/');
    if (link[0] == '/' || !slash)
        return strdup(link);
    size_t folder = (size_t)(slash - path) + 1, size = folder + (size_t)n + 1;
    char *joined = malloc(size);
    if (joined)
        snprintf(joined, size, "%.*s%s", (int)folder, path, link);
    return joined;
}

/* The folder of path, for open(); malloc'ed. */
static char *
folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* out->temporary = a name beside the target, another one for each attempt. */
static bool
next_name(xent_output *out, unsigned attempt)
{
    const char *slash = strrchr(out->target, '/');
    size_t folder = slash ? (size_t)(slash - out->target) + 1 : 0, size = folder + 32;
    free(out->temporary);
    out->temporary = malloc(size);
    if (out->temporary)
        snprintf(out->temporary, size, "%.*s.xent-%06x", (int)folder, out->target,
                 ((unsigned)getpid() * ATTEMPTS + attempt) & 0xffffffu);
    return out->temporary != NULL;
}

/* Where files cannot be without a name. */
static xent_status
open_named(xent_output *out, mode_t mode, xent_error *err)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!next_name(out, attempt))
            return xent_fail_memory(err);
        out->fd = open(out->temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
        if (out->fd >= 0)
            return XENT_OK;
        out->temporary[0] = 0;
        if (errno != EEXIST)
            break;
    }
    return xent_fail_system(out->path, "write", err);
}

static xent_status
open_temporary(xent_output *out, mode_t mode, xent_error *err)
{
    char *folder = folder_of(out->target);
    if (!folder)
        return xent_fail_memory(err);
    out->fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    free(folder);
    out->nameless = out->fd >= 0;
    return out->nameless ? XENT_OK : open_named(out, mode, err);
}

static xent_status
open_target(xent_output *out, const char *const *inputs, xent_error *err)
{
    struct stat about;
    bool exists = stat(out->path, &about) == 0;
    xent_status status = exists ? check_inputs(out->path, &about, inputs, err) : XENT_OK;
    if (status != XENT_OK)
        return status;
    if (exists && !S_ISREG(about.st_mode)) {
        out->fd = open(out->path, O_WRONLY | O_CLOEXEC);
        return out->fd < 0 ? xent_fail_system(out->path, "write", err) : XENT_OK;
    }
    if (exists && access(out->path, W_OK) != 0)
        return xent_fail_system(out->path, "write", err);
    out->target = resolve(out->path, exists);
    if (!out->target)
        return xent_fail_memory(err);
    status = open_temporary(out, 0666, err); /* less the umask */
    if (status == XENT_OK && exists && fchmod(out->fd, about.st_mode & 07777) != 0)
        status = xent_fail_system(out->path, "write", err);
    return status;
}

xent_status
xent_output_open(const char *path, const char *const *inputs, xent_output **result,
                 xent_error *err)
{
    xent_output *out = calloc(1, sizeof *out);
    xent_status status = XENT_OK;
    *result = NULL;
    if (!out)
        return xent_fail_memory(err);
    out->fd = -1;
    out->path = strdup(path);
    if (!out->path)
        status = xent_fail_memory(err);
    else if (strcmp(path, "-") != 0)
        status = open_target(out, inputs, err);
    else if ((out->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) < 0)
        status = xent_fail_system("standard output", "write", err);
    if (status != XENT_OK) {
        output_free(out);
        return status;
    }
    *result = out;
    return XENT_OK;
}

/* ---- writing */

static const char *
place_of(const xent_output *out)
{
    return strcmp(out->path, "-") == 0 ? "standard output" : out->path;
}

xent_status
xent_output_write(xent_output *out, const void *bytes, size_t n, xent_error *err)
{
    const char *p = bytes;
    while (n) {
        ssize_t part = write(out->fd, p, n < (1u << 30) ? n : 1u << 30);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return xent_fail_system(place_of(out), "write", err);
        p += part;
        n -= (size_t)part;
    }
    return XENT_OK;
}

xent_status
xent_output_write_at(xent_output *out, uint64_t offset, const void *bytes, size_t n,
                     xent_error *err)
{
    const char *p = bytes;
    while (n) {
        ssize_t part = pwrite(out->fd, p, n < (1u << 30) ? n : 1u << 30, (off_t)offset);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return xent_fail_system(place_of(out), "write", err);
        p += part;
        offset += (uint64_t)part;
        n -= (size_t)part;
    }
    return XENT_OK;
}

/* ---- making it final */

/* Gives a nameless file a name beside its target: link() does not replace, rename() does. */
static xent_status
give_name(xent_output *out, xent_error *err)
{
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", out->fd);
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!next_name(out, attempt))
            return xent_fail_memory(err);
        if (linkat(AT_FDCWD, self, AT_FDCWD, out->temporary, AT_SYMLINK_FOLLOW) == 0)
            return XENT_OK;
        out->temporary[0] = 0;
        if (errno != EEXIST)
            break;
    }
    return xent_fail_system(out->path, "write", err);
}

/* Some file systems cannot: the file is complete all the same. */
static void
sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

static xent_status
close_file(xent_output *out, xent_error *err)
{
    int fd = out->fd;
    out->fd = -1;
    return close(fd) == 0 || errno == EINTR ? XENT_OK
                                            : xent_fail_system(place_of(out), "write", err);
}

static xent_status
replace_target(xent_output *out, xent_error *err)
{
    char *folder = folder_of(out->target); /* now: after the rename nothing may fail any more */
    xent_status status = folder ? XENT_OK : xent_fail_memory(err);
    if (status == XENT_OK && fsync(out->fd) != 0)
        status = xent_fail_system(out->path, "write", err);
    if (status == XENT_OK && out->nameless)
        status = give_name(out, err);
    if (status == XENT_OK)
        status = close_file(out, err);
    if (status == XENT_OK && rename(out->temporary, out->target) != 0)
        status = xent_fail_system(out->path, "write", err);
    if (status == XENT_OK) {
        out->temporary[0] = 0;
        sync_folder(folder);
    }
    free(folder);
    return status;
}

xent_status
xent_output_commit(xent_output *out, xent_error *err)
{
    xent_status status = out->target ? replace_target(out, err) : close_file(out, err);
    output_free(out);
    return status;
}

xent_status
xent_output_file(const char *path, const char *const *inputs, const void *bytes, size_t n,
                 xent_error *err)
{
    xent_output *out;
    xent_status status = xent_output_open(path, inputs, &out, err);
    if (status != XENT_OK)
        return status;
    status = xent_output_write(out, bytes, n, err);
    if (status == XENT_OK)
        return xent_output_commit(out, err);
    xent_output_discard(out);
    return status;
}
