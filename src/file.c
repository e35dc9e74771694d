/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* madvise */
#include "file.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "system.h"

enum { MOST = 1 << 30 }; /* bytes of one call */

void
xent_file_map(xent_file *file)
{
    if (file->bytes || file->size == 0 || file->size > SIZE_MAX)
        return;
    void *map = mmap(NULL, (size_t)file->size, PROT_READ, MAP_PRIVATE, file->fd, 0);
    if (map == MAP_FAILED)
        return;
    madvise(map, (size_t)file->size, MADV_SEQUENTIAL); /* a wish: nothing depends on it */
    file->bytes = map;
}

void
xent_file_unmap(xent_file *file)
{
    if (file->bytes)
        munmap((void *)(uintptr_t)file->bytes, (size_t)file->size);
    file->bytes = NULL;
}

static xent_status
read_at(const xent_file *file, uint64_t offset, size_t n, unsigned char *bytes, xent_error *err)
{
    while (n) {
        ssize_t part = pread(file->fd, bytes, n < MOST ? n : MOST, (off_t)offset);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return xent_fail_system(file->path, "read", err);
        if (part == 0) {
            xent_fail(err, XENT_EIO, "the file became shorter while it was read");
            xent_error_place(err, file->path, 0);
            return XENT_EIO;
        }
        bytes += part;
        offset += (uint64_t)part;
        n -= (size_t)part;
    }
    return XENT_OK;
}

xent_status
xent_file_show(const xent_file *file, uint64_t offset, size_t n, void *raw,
               const unsigned char **bytes, xent_error *err)
{
    *bytes = file->bytes ? file->bytes + offset : raw;
    return file->bytes ? XENT_OK : read_at(file, offset, n, raw, err);
}

xent_status
xent_file_read(const xent_file *file, uint64_t offset, size_t n, void *bytes, xent_error *err)
{
    if (!file->bytes)
        return read_at(file, offset, n, bytes, err);
    memcpy(bytes, file->bytes + offset, n);
    return XENT_OK;
}
