/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "buffer.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for n more bytes and a NUL. */
static bool
reserve(xent_buffer *buffer, size_t n)
{
    if (buffer->failed)
        return false;
    if (n < buffer->capacity - buffer->size)
        return true;
    size_t capacity = (buffer->size + n + 1) + buffer->capacity / 2 + 64;
    char *bytes = realloc(buffer->bytes, capacity);
    if (!bytes) {
        xent_buffer_free(buffer);
        buffer->failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

void
xent_buffer_add(xent_buffer *buffer, const void *bytes, size_t n)
{
    if (!reserve(buffer, n))
        return;
    if (n > 0)
        memcpy(buffer->bytes + buffer->size, bytes, n);
    buffer->size += n;
    buffer->bytes[buffer->size] = '\0';
}

void
xent_buffer_puts(xent_buffer *buffer, const char *text)
{
    xent_buffer_add(buffer, text, strlen(text));
}

void
xent_buffer_printf(xent_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n >= 0 && reserve(buffer, (size_t)n)) {
        vsnprintf(buffer->bytes + buffer->size, (size_t)n + 1, format, again);
        buffer->size += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

void
xent_buffer_free(xent_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (xent_buffer){0};
}

xent_status
xent_buffer_status(const xent_buffer *buffer, xent_error *err)
{
    return buffer->failed ? xent_fail_memory(err) : XENT_OK;
}

bool
xent_memory_is_left(void)
{
    void *volatile probe = malloc(4096); /* volatile: a compiler may leave malloc and free out */
    bool left = probe != NULL;
    free(probe);
    return left;
}
