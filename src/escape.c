/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "escape.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The bytes of the UTF-8 character at s, 0 if there is none: overlong forms, surrogates and codes
   beyond U+10FFFF are not characters (Unicode 15, table 3-7). */
static size_t
decode(const unsigned char *s, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3
               : (s[0] & 0xf8) == 0xf0 ? 4 : 0;
    if (n == 0)
        return 0;
    *code = n == 1 ? s[0] : s[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (s[i] & 0x3f);
    }
    bool valid = *code >= least[n] && *code <= 0x10ffff && (*code < 0xd800 || *code > 0xdfff);
    return valid ? n : 0;
}

/* Controls, and the format characters that are invisible or change the order of reading. */
static bool
is_unsafe(uint32_t code)
{
    static const uint32_t range[][2] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},    {0x180e, 0x180e},
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},  {0xfff9, 0xfffb},
        {0xe0000, 0xe007f}};
    for (size_t i = 0; i < sizeof range / sizeof *range; i++)
        if (code >= range[i][0] && code <= range[i][1])
            return true;
    return false;
}

/* The bytes that the first character of s takes; what to show for it goes to shown. */
static size_t
show_one(const char *s, char shown[16], size_t *length)
{
    uint32_t code = 0;
    size_t n = decode((const unsigned char *)s, &code);
    if (n > 0 && !is_unsafe(code)) {
        memcpy(shown, s, n);
        *length = n;
        return n;
    }
    const char *format = n == 0 || code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x"
                                                                            : "\\U%08x";
    *length = (size_t)snprintf(shown, 16, format, n == 0 ? (unsigned char)s[0] : (unsigned)code);
    return n > 0 ? n : 1;
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
