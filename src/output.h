/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs that are whole or absent.

   A file is written without a name in the folder of its target (O_TMPFILE; where that cannot be
   had, as .xent-XXXXXX), flushed to the disk, named and renamed over the target.  Until then an
   older target is untouched, and a killed process leaves nothing behind.  A target that is not a
   regular file (/dev/full, a pipe) is written straight; a symbolic link keeps pointing. */
#ifndef XENT_OUTPUT_H
#define XENT_OUTPUT_H
#include <stddef.h>
#include <stdint.h>
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct xent_output xent_output;

/* Opens an output for PATH ("-": standard output).  inputs: NULL-ended list of paths that must not
   be overwritten, or NULL; XENT_EINVAL if PATH is one of them, however it is spelt.  XENT_EIO. */
xent_status xent_output_open(const char *path, const char *const *inputs, xent_output **out,
                             xent_error *err);

/* Appends n bytes; short writes and EINTR are dealt with.  XENT_EIO with the system's reason. */
xent_status xent_output_write(xent_output *out, const void *bytes, size_t n, xent_error *err);

/* Writes them at `offset`, for formats that go back; not together with the above.  Only a file can
   do that: XENT_EIO for a pipe. */
xent_status xent_output_write_at(xent_output *out, uint64_t offset, const void *bytes, size_t n,
                                 xent_error *err);

/* Makes the output final: fsync, close, rename, fsync of the folder; frees it, also on failure.
   On failure the older file, if any, is intact and the temporary one is gone. */
xent_status xent_output_commit(xent_output *out, xent_error *err);

/* Throws the output away: the target stays as it was.  NULL is allowed. */
void xent_output_discard(xent_output *out);

/* All three in one. */
xent_status xent_output_file(const char *path, const char *const *inputs, const void *bytes,
                             size_t n, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
