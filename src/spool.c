/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_TMPFILE, mkostemp */
#include "spool.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "system.h"

enum { WRITE_BUFFER = 1 << 18 };

static const char place[] = "a temporary file";

xent_spool *
xent_spool_make(xent_budget *budget)
{
    xent_spool *spool = malloc(sizeof *spool);
    if (spool)
        *spool = (xent_spool){.file = {.path = place, .fd = -1}, .budget = budget};
    return spool;
}

void
xent_spool_free(xent_spool *spool)
{
    if (!spool)
        return;
    if (spool->file.fd >= 0) {
        xent_file_unmap(&spool->file);
        close(spool->file.fd);
    }
    free(spool->memory);
    free(spool);
}

/* ---- the temporary file */

static xent_status
fail_spool(const xent_budget *budget, const char *what, xent_error *err)
{
    xent_fail_system(budget->folder, what, err);
    xent_error_hint(err, "TMPDIR=FOLDER xent ... names another folder; --max-memory SIZE lets more "
                         "data stay in memory");
    return XENT_EIO;
}

/* A file that nobody else can reach, and that goes when it is closed. */
static int
open_nameless(const char *folder)
{
    char name[PATH_MAX];
    int fd = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) ||
        snprintf(name, sizeof name, "%s/.xent-XXXXXX", folder) >= (int)sizeof name)
        return fd;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static xent_status
write_out(xent_spool *spool, const xent_budget *budget, xent_error *err)
{
    for (size_t done = 0; done < spool->fill;) {
        ssize_t part = write(spool->file.fd, spool->memory + done, spool->fill - done);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return fail_spool(budget, "write a temporary file", err);
        done += (size_t)part;
    }
    spool->fill = 0;
    return XENT_OK;
}

/* Opens the file, puts into it what is in memory, and keeps a buffer. */
static xent_status
move_out(xent_spool *spool, xent_budget *budget, xent_error *err)
{
    spool->file.fd = open_nameless(budget->folder);
    if (spool->file.fd < 0)
        return fail_spool(budget, "make a temporary file", err);
    xent_status status = write_out(spool, budget, err);
    free(spool->memory);
    spool->file.bytes = NULL;
    budget->memory += spool->capacity;
    spool->memory = status == XENT_OK ? malloc(WRITE_BUFFER) : NULL;
    spool->capacity = spool->memory ? WRITE_BUFFER : 0;
    return status == XENT_OK && !spool->memory ? xent_fail_memory(err) : status;
}

/* ---- adding */

/* Room for n bytes more in memory, if there may be. */
static xent_status
grow(xent_spool *spool, size_t n, bool *grown, xent_error *err)
{
    size_t wanted = spool->fill + n + spool->capacity / 2, more = wanted - spool->capacity;
    *grown = more <= spool->budget->memory;
    if (!*grown)
        return XENT_OK;
    unsigned char *memory = realloc(spool->memory, wanted);
    if (!memory)
        return xent_fail_memory(err);
    spool->memory = memory;
    spool->capacity = wanted;
    spool->budget->memory -= more;
    return XENT_OK;
}

static xent_status
make_room(xent_spool *spool, size_t n, xent_error *err)
{
    bool grown = false;
    xent_status status = XENT_OK;
    if (spool->file.fd >= 0)
        return write_out(spool, spool->budget, err);
    if (n <= SIZE_MAX / 4)
        status = grow(spool, n, &grown, err);
    return status == XENT_OK && !grown ? move_out(spool, spool->budget, err) : status;
}

xent_status
xent_spool_add(xent_spool *spool, const void *bytes, size_t n, xent_error *err)
{
    const unsigned char *from = bytes;
    xent_status status = XENT_OK;
    spool->file.size += n;
    while (status == XENT_OK && n) {
        if (spool->capacity - spool->fill < n && (spool->file.fd < 0 || spool->fill))
            status = make_room(spool, n, err);
        size_t room = spool->capacity - spool->fill, part = n < room ? n : room;
        if (status == XENT_OK && part) {
            memcpy(spool->memory + spool->fill, from, part);
            spool->fill += part;
            from += part;
            n -= part;
        }
    }
    return status;
}

/* Beside the file the memory is a buffer, as large as what is asked for. */
static xent_status
widen_buffer(xent_spool *spool, size_t n, xent_error *err)
{
    unsigned char *memory = realloc(spool->memory, n);
    if (!memory)
        return xent_fail_memory(err);
    spool->memory = memory;
    spool->capacity = n;
    return XENT_OK;
}

xent_status
xent_spool_room(xent_spool *spool, size_t n, void **start, xent_error *err)
{
    xent_status status = XENT_OK;
    if (spool->capacity - spool->fill < n)
        status = make_room(spool, n, err);
    if (status == XENT_OK && spool->capacity - spool->fill < n)
        status = widen_buffer(spool, n, err);
    *start = status == XENT_OK ? spool->memory + spool->fill : NULL;
    return status;
}

void
xent_spool_take(xent_spool *spool, size_t n)
{
    spool->fill += n;
    spool->file.size += n;
}

/* The file is whole: it is shown in place of the memory. */
static xent_status
close_file(xent_spool *spool, const xent_budget *budget, xent_error *err)
{
    xent_status status = write_out(spool, budget, err);
    free(spool->memory);
    spool->memory = NULL;
    spool->capacity = 0;
    if (status == XENT_OK && budget->map)
        xent_file_map(&spool->file);
    return status;
}

xent_status
xent_spool_finish(xent_spool *spool, xent_error *err)
{
    if (spool->file.fd >= 0)
        return close_file(spool, spool->budget, err);
    unsigned char *exact = realloc(spool->memory, spool->fill + 1);
    if (!exact)
        return xent_fail_memory(err);
    spool->budget->memory += spool->capacity - spool->fill;
    spool->file.bytes = spool->memory = exact;
    spool->capacity = spool->fill;
    return XENT_OK;
}

xent_status
xent_spool_evict(xent_spool *spool, xent_budget *budget, xent_error *err)
{
    if (spool->file.fd >= 0)
        return XENT_OK;
    xent_status status = move_out(spool, budget, err);
    return status == XENT_OK ? close_file(spool, budget, err) : status;
}
