/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that came in order (from a pipe, decompressed, parsed) and are wanted anywhere: kept in
   memory as far as it may be used, beyond that in a temporary file without a name. */
#ifndef XENT_SPOOL_H
#define XENT_SPOOL_H
#include <stdbool.h>
#include "file.h"
#pragma GCC visibility push(hidden)

/* What the spools of one reading may use together. */
typedef struct {
    uint64_t memory;    /* bytes that are left */
    const char *folder; /* of temporary files */
    bool map;           /* may files be mapped? */
} xent_budget;

typedef struct {
    xent_file file;        /* all that was added, once the spool is finished */
    xent_budget *budget;   /* not used any more once it is finished */
    unsigned char *memory; /* what is not in the file: all, or what comes last */
    size_t fill, capacity; /* of the memory */
} xent_spool;

xent_spool *xent_spool_make(xent_budget *budget); /* NULL: no memory */
void xent_spool_free(xent_spool *spool);          /* NULL is allowed */

/* Appends n bytes.  XENT_ENOMEM; XENT_EIO if the temporary file cannot be made or written. */
xent_status xent_spool_add(xent_spool *spool, const void *bytes, size_t n, xent_error *err);

/* The same in two steps, without a copy: *start is where the next n bytes go, or the first of them;
   then xent_spool_take says how many came. */
xent_status xent_spool_room(xent_spool *spool, size_t n, void **start, xent_error *err);
void xent_spool_take(xent_spool *spool, size_t n);

/* After the last addition: from now on spool->file shows all. */
xent_status xent_spool_finish(xent_spool *spool, xent_error *err);

/* Moves a finished spool out of memory, which `budget` gets back. */
xent_status xent_spool_evict(xent_spool *spool, xent_budget *budget, xent_error *err);

#pragma GCC visibility pop
#endif
