/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memmem is GNU's and, since 2024, POSIX's. */
#define _GNU_SOURCE
#include "picture.h"
#include <ctype.h>
#include <string.h>

static const char *
find(const char *bytes, const char *end, const char *what)
{
    return memmem(bytes, (size_t)(end - bytes), what, strlen(what));
}

static bool
contains(const xent_buffer *picture, const char *what)
{
    return picture->size > 0 && find(picture->bytes, picture->bytes + picture->size, what);
}

static bool
starts_with(const xent_buffer *picture, const char *what, size_t n)
{
    return picture->size >= n && memcmp(picture->bytes, what, n) == 0;
}

/* Does the picture end so, but for white space? */
static bool
ends_with(const xent_buffer *picture, const char *what, size_t n)
{
    size_t size = picture->size;
    while (size > n && isspace((unsigned char)picture->bytes[size - 1]))
        size--;
    return size >= n && memcmp(picture->bytes + size - n, what, n) == 0;
}

/* Does every href point into the picture itself? */
static bool
is_closed(const xent_buffer *svg)
{
    const char *end = svg->bytes + svg->size, *at = svg->bytes;
    while ((at = find(at, end, "href=")) != NULL) {
        at += strlen("href=");
        if (end - at < 2 || (*at != '\'' && *at != '"') || at[1] != '#')
            return false;
    }
    return true;
}

xent_status
xent_picture_check(const char *terminal, const xent_buffer *picture, xent_error *err)
{
    static const char png_start[] = "\x89PNG\r\n\x1a\n", png_end[] = "IEND\xae\x42\x60\x82";
    bool whole = true;
    if (strcmp(terminal, "svg") == 0)
        whole = ends_with(picture, "</svg>", 6) && contains(picture, "<svg");
    else if (strcmp(terminal, "png") == 0)
        whole = starts_with(picture, png_start, 8) && picture->size > 16 &&
                memcmp(picture->bytes + picture->size - 8, png_end, 8) == 0;
    else if (strcmp(terminal, "pdf") == 0)
        whole = starts_with(picture, "%PDF-", 5) && ends_with(picture, "%%EOF", 5);
    else
        whole = picture->size > 0;
    if (!whole)
        return xent_fail(err, XENT_EPLOT, "gnuplot left an incomplete %s picture (%zu bytes)",
                         terminal, picture->size);
    if (strcmp(terminal, "svg") == 0 && (contains(picture, "<script") || !is_closed(picture)))
        return xent_fail(err, XENT_EPLOT, "gnuplot's svg picture holds a script or a reference to "
                                          "something outside it");
    return XENT_OK;
}

void
xent_picture_fix_date(xent_buffer *pdf)
{
    static const char key[] = "/CreationDate (D:", date[] = "19700101000000";
    const char *at = pdf->size ? find(pdf->bytes, pdf->bytes + pdf->size, key) : NULL;
    if (!at)
        return;
    size_t place = (size_t)(at - pdf->bytes) + sizeof key - 1;
    for (size_t i = 0; i < sizeof date - 1 && place + i < pdf->size; i++) {
        if (isdigit((unsigned char)pdf->bytes[place + i]))
            pdf->bytes[place + i] = date[i];
    }
}

/* After which bytes of an SVG an id follows, as gnuplot writes them. */
static size_t
id_follows(const char *at, size_t n)
{
    static const char *const before[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t length = strlen(before[i]);
        if (length <= n && memcmp(at, before[i], length) == 0)
            return length;
    }
    return 0;
}

void
xent_picture_inline(const xent_buffer *svg, const char *prefix, xent_buffer *out)
{
    const char *end = svg->bytes + svg->size, *from = find(svg->bytes, end, "<svg");
    const char *at = from ? from : end;
    bool in_tag = false;
    for (from = at; at < end; at++) {
        size_t n = in_tag ? id_follows(at, (size_t)(end - at)) : 0;
        if (n > 0) {
            at += n;
            xent_buffer_add(out, from, (size_t)(at - from));
            xent_buffer_puts(out, prefix);
            from = at--;
        } else if (*at == '<' || *at == '>') {
            in_tag = *at == '<';
        }
    }
    xent_buffer_add(out, from, (size_t)(end - from));
}
