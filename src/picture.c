/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memmem is GNU's and, since 2024, POSIX's. */
#define _GNU_SOURCE
#include "picture.h"
#include <ctype.h>
#include <string.h>
#include "html.h"

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

/* How many bytes at `at` come before an id that wants a prefix, as gnuplot writes them; 0: none. */
static size_t
before_id(const char *at, size_t n)
{
    static const char *const before[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t length = strlen(before[i]);
        if (length <= n && memcmp(at, before[i], length) == 0)
            return length;
    }
    return 0;
}

/* How many bytes of an attribute that declares a name space start at `at`; 0: none. */
static size_t
name_space(const char *at, const char *end)
{
    if (end - at < 6 || memcmp(at, " xmlns", 6) != 0)
        return 0;
    const char *quote = find(at, end, "=\"");
    quote = quote ? memchr(quote + 2, '"', (size_t)(end - quote - 2)) : NULL;
    return quote ? (size_t)(quote + 1 - at) : 0;
}

static void
add_part(const char *from, const char *end, const char *prefix, xent_buffer *out)
{
    bool in_tag = false;
    for (const char *at = from; prefix && at < end; at++) {
        size_t n = in_tag ? before_id(at, (size_t)(end - at)) : 0;
        size_t skip = in_tag && n == 0 ? name_space(at, end) : 0;
        if (n + skip > 0) {
            xent_buffer_add(out, from, (size_t)(at - from) + n);
            if (n > 0)
                xent_buffer_puts(out, prefix);
            from = at + n + skip;
            at = from - 1;
        } else if (*at == '<' || *at == '>') {
            in_tag = *at == '<';
        }
    }
    xent_buffer_add(out, from, (size_t)(end - from));
}

void
xent_picture_svg(const xent_buffer *svg, const char *prefix, const char *title, xent_buffer *out)
{
    static const char named[] = "<title>Gnuplot</title>";
    const char *end = svg->bytes + svg->size, *start = find(svg->bytes, end, "<svg");
    const char *name = find(svg->bytes, end, named), *rest = name ? name + sizeof named - 1 : end;
    const char *from = prefix && start ? start : svg->bytes;
    if (!name)
        name = end;
    add_part(from, name, prefix, out);
    if (name < end) {
        xent_buffer_puts(out, "<title>");
        xent_html_text(out, title);
        xent_buffer_puts(out, "</title>");
        add_part(rest, end, prefix, out);
    }
}
