/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that can be asked for anywhere: a regular file, read by pread or mapped, or memory. */
#ifndef XENT_FILE_H
#define XENT_FILE_H
#include <stdint.h>
#include "status.h"
#pragma GCC visibility push(hidden)

typedef struct {
    const char *path;           /* for messages; borrowed */
    int fd;                     /* borrowed; -1: all is in memory */
    uint64_t size;              /* bytes */
    const unsigned char *bytes; /* where they are in memory, mapped or not; NULL: they are read */
} xent_file;

/* Maps the whole file, so that its bytes are used where they are; a file that cannot be mapped is
   read.  Where the file becomes shorter, touching it is a SIGBUS: only for callers that deal with
   that. */
void xent_file_map(xent_file *file);
void xent_file_unmap(xent_file *file);

/* Shows n bytes from `offset` on, which the file has had: in place, or read into raw.  Safe from
   many threads.  XENT_EIO, also if the file has become shorter. */
xent_status xent_file_show(const xent_file *file, uint64_t offset, size_t n, void *raw,
                           const unsigned char **bytes, xent_error *err);

/* Copies them to `bytes`. */
xent_status xent_file_read(const xent_file *file, uint64_t offset, size_t n, void *bytes,
                           xent_error *err);

#pragma GCC visibility pop
#endif
