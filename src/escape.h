/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that came from outside (file names, column names, fields), made safe to show. */
#ifndef XENT_ESCAPE_H
#define XENT_ESCAPE_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Copies `text` to out[0 .. size-1] so that no byte of it can steer a terminal or reorder what is
   read: control characters (C0, DEL, C1) and bytes that are not UTF-8 become \xHH, invisible and
   bidirectional format characters \uHHHH; everything else stays.  The copy is cut before a
   character or an escape that would not fit, and NUL-terminated if size > 0.  Returns the length
   of the whole copy, as snprintf does; out may be NULL if size is 0.  O(length). */
size_t xent_escape(const char *text, char *out, size_t size);

/* The word as a POSIX shell reads it back: in single quotes where it needs them.  malloc'ed, the
   caller's; NULL: no memory. */
char *xent_quote(const char *word);

#ifdef __cplusplus
}
#endif
#endif
