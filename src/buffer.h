/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing run of bytes.  The first failed allocation is remembered and empties it; appending is
   then harmless, so that only the end needs a check. */
#ifndef XENT_BUFFER_H
#define XENT_BUFFER_H
#include <stdbool.h>
#include "status.h"

#pragma GCC visibility push(hidden)

typedef struct {
    char *bytes; /* NUL-terminated if not NULL */
    size_t size, capacity;
    bool failed;
} xent_buffer;

void xent_buffer_add(xent_buffer *buffer, const void *bytes, size_t n);
void xent_buffer_puts(xent_buffer *buffer, const char *text);
void xent_buffer_printf(xent_buffer *buffer, const char *format, ...) XENT_PRINTF(2, 3);
void xent_buffer_free(xent_buffer *buffer);

/* XENT_OK, or XENT_ENOMEM if an allocation failed on the way. */
xent_status xent_buffer_status(const xent_buffer *buffer, xent_error *err);

/* Can a little memory be had?  Some libraries (jansson, libzip) take an allocation of theirs that
   failed for bad input: when one complains, ask this, and then the library once more. */
bool xent_memory_is_left(void);

#pragma GCC visibility pop
#endif
