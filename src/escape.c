/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "escape.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

/* The bytes that the first character of s takes; what to show for it goes to shown. */
static size_t
show_one(const char *s, char shown[16], size_t *length)
{
    uint32_t code;
    size_t n = xent_utf8_read(s, strnlen(s, 4), &code);
    if (n == 1 && code == XENT_REPLACEMENT)
        code = (unsigned char)s[0];
    else if (!xent_is_unsafe(code)) {
        memcpy(shown, s, n);
        *length = n;
        return n;
    }
    const char *format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
    *length = (size_t)snprintf(shown, 16, format, (unsigned)code);
    return n;
}

size_t
xent_escape(const char *text, char *out, size_t size)
{
    size_t total = 0, used = 0;
    bool open = size > 0;
    while (*text) {
        char shown[16];
        size_t length;
        text += show_one(text, shown, &length);
        total += length;
        if (open && used + length < size) {
            memcpy(out + used, shown, length);
            used += length;
        } else {
            open = false;
        }
    }
    if (size > 0)
        out[used] = '\0';
    return total;
}

char *
xent_quote(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./:,@%";
    size_t size = strlen(word), n = 0;
    bool bare = size > 0 && strspn(word, plain) == size;
    char *quoted = malloc(4 * size + 3); /* a quote takes four bytes */
    if (!quoted)
        return NULL;
    if (bare)
        return memcpy(quoted, word, size + 1);
    quoted[n++] = '\'';
    for (; *word; word++) {
        const char *shown = *word == '\'' ? "'\\''" : (char[]){*word, '\0'};
        n += strlen(strcpy(quoted + n, shown));
    }
    strcpy(quoted + n, "'");
    return quoted;
}
