/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "status.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *
xent_version(void)
{
    return XENT_VERSION;
}

const char *
xent_strerror(xent_status status)
{
    switch (status) {
    case XENT_OK:     return "success";
    case XENT_EINVAL: return "invalid argument";
    case XENT_EDATA:  return "invalid data";
    case XENT_EIO:    return "input/output error";
    case XENT_ENOMEM: return "out of memory";
    case XENT_EFIT:   return "no finite optimum";
    case XENT_EPLOT:  return "gnuplot failed";
    }
    return "unknown status";
}

xent_status
xent_fail(xent_error *err, xent_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        *err = (xent_error){.status = status};
        va_start(args, format);
        vsnprintf(err->sentence, sizeof err->sentence, format, args);
        va_end(args);
    }
    return status;
}

xent_status
xent_fail_memory(xent_error *err)
{
    return xent_fail(err, XENT_ENOMEM, "out of memory");
}

void
xent_error_place(xent_error *err, const char *file, unsigned long long line)
{
    if (!err)
        return;
    if (file)
        snprintf(err->place, sizeof err->place, "%s", file);
    err->line = line;
}

void
xent_error_hint(xent_error *err, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->hint, sizeof err->hint, format, args);
        va_end(args);
    }
}

xent_error *
xent_notes_add(xent_notes *notes, xent_severity severity)
{
    if (!notes)
        return NULL;
    if (notes->size == notes->capacity) {
        size_t capacity = 2 * notes->capacity + 4;
        xent_note *items = realloc(notes->items, capacity * sizeof *items);
        if (!items)
            return NULL;
        notes->items = items;
        notes->capacity = capacity;
    }
    xent_note *note = &notes->items[notes->size++];
    *note = (xent_note){.severity = severity};
    return &note->message;
}

void
xent_note_say(xent_error *message, const char *format, ...)
{
    if (message) {
        va_list args;
        va_start(args, format);
        vsnprintf(message->sentence, sizeof message->sentence, format, args);
        va_end(args);
    }
}

void
xent_notes_clear(xent_notes *notes)
{
    free(notes->items);
    *notes = (xent_notes){0};
}
