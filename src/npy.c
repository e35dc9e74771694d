/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "npy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 1 << 18 /* bytes that are spooled at a time */
};

/* The header's dictionary, a Python literal. */
typedef struct {
    const char *p, *end;
} cursor;

typedef struct {
    char descr[64];
    bool structured, fortran;
    unsigned seen; /* bit per key */
    uint64_t shape[XENT_MAX_AXES];
    unsigned dimensions; /* may be more than are kept */
} fields;

static bool
is_little_endian(void)
{
    const uint16_t one = 1;
    unsigned char low;
    memcpy(&low, &one, 1);
    return low == 1;
}

bool
xent_npy_sniff(const unsigned char *bytes, size_t n)
{
    return n >= 6 && memcmp(bytes, "\x93NUMPY", 6) == 0;
}

/* ---- the dictionary */

static void
skip_blanks(cursor *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\n' || *c->p == '\t' || *c->p == '\r'))
        c->p++;
}

static bool
take(cursor *c, char wanted)
{
    skip_blanks(c);
    if (c->p == c->end || *c->p != wanted)
        return false;
    c->p++;
    return true;
}

static bool
take_word(cursor *c, const char *word)
{
    size_t n = strlen(word);
    skip_blanks(c);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
        return false;
    c->p += n;
    return true;
}

static bool
take_string(cursor *c, char *text, size_t size)
{
    skip_blanks(c);
    if (c->p == c->end || (*c->p != '\'' && *c->p != '"'))
        return false;
    char quote = *c->p++;
    const char *close = memchr(c->p, quote, (size_t)(c->end - c->p));
    if (!close || (size_t)(close - c->p) >= size)
        return false;
    memcpy(text, c->p, (size_t)(close - c->p));
    text[close - c->p] = 0;
    c->p = close + 1;
    return true;
}

static bool
take_size(cursor *c, uint64_t *value)
{
    skip_blanks(c);
    if (c->p == c->end || *c->p < '0' || *c->p > '9')
        return false;
    for (*value = 0; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, (uint64_t)(*c->p - '0'), value))
            return false;
    if (c->p < c->end && *c->p == 'L') /* Python 2 */
        c->p++;
    return true;
}

static bool
take_shape(cursor *c, fields *f)
{
    if (!take(c, '('))
        return false;
    while (!take(c, ')')) {
        uint64_t length;
        if (!take_size(c, &length))
            return false;
        if (f->dimensions < XENT_MAX_AXES)
            f->shape[f->dimensions] = length;
        f->dimensions++;
        if (!take(c, ',')) {
            return take(c, ')');
        }
    }
    return true;
}

/* A structured type, [('a', '<f4'), ...]: passed over. */
static bool
skip_list(cursor *c)
{
    unsigned depth = 0;
    for (; c->p < c->end; c->p++) {
        if (*c->p == '[' || *c->p == '(')
            depth++;
        else if ((*c->p == ']' || *c->p == ')') && --depth == 0)
            return c->p++, true;
    }
    return false;
}

static bool
take_value(cursor *c, const char *key, fields *f)
{
    unsigned bit;
    bool good;
    if (strcmp(key, "descr") == 0) {
        bit = 1;
        skip_blanks(c);
        f->structured = c->p < c->end && *c->p == '[';
        good = f->structured ? skip_list(c) : take_string(c, f->descr, sizeof f->descr);
    } else if (strcmp(key, "fortran_order") == 0) {
        bit = 2;
        f->fortran = take_word(c, "True");
        good = f->fortran || take_word(c, "False");
    } else if (strcmp(key, "shape") == 0) {
        bit = 4;
        good = take_shape(c, f);
    } else {
        return false;
    }
    good = good && !(f->seen & bit);
    f->seen |= bit;
    return good;
}

static bool
take_dictionary(cursor *c, fields *f)
{
    char key[32];
    *f = (fields){0};
    if (!take(c, '{'))
        return false;
    while (!take(c, '}')) {
        if (!take_string(c, key, sizeof key) || !take(c, ':') || !take_value(c, key, f))
            return false;
        if (!take(c, ',')) {
            if (!take(c, '}'))
                return false;
            break;
        }
    }
    skip_blanks(c);
    return f->seen == 7 && c->p == c->end;
}

/* ---- what it means for us */

static xent_status
refuse_type(const fields *f, xent_npy *npy, xent_error *err)
{
    npy->unsupported = true;
    if (f->structured)
        xent_fail(err, XENT_EDATA, "a structured array, which is not one matrix of numbers");
    else if (f->descr[0] == '|' && f->descr[1] == 'O')
        xent_fail(err, XENT_EDATA,
                  "an object array: reading it needs pickle, which can run code; refused");
    else
        xent_fail(err, XENT_EDATA, "an array of the type '%s', which holds no numbers xent reads",
                  f->descr);
    xent_error_hint(err, "save it as numbers: numpy.save(\"out.npy\", a.astype(\"float32\"))");
    return XENT_EDATA;
}

static xent_status
set_type(const fields *f, xent_array *array, xent_npy *npy, xent_error *err)
{
    static const char types[] = "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 ";
    const char *order = f->descr;
    char wanted[4];
    if (f->structured || strlen(order) != 3 || !strchr("<>|=", order[0]))
        return refuse_type(f, npy, err);
    memcpy(wanted, order + 1, 2);
    wanted[2] = ' ';
    wanted[3] = 0;
    if (!strstr(types, wanted))
        return refuse_type(f, npy, err);
    array->cell = wanted[0] == 'f'   ? XENT_CELL_FLOAT
                  : wanted[0] == 'i' ? XENT_CELL_INT
                  : wanted[0] == 'u' ? XENT_CELL_UINT
                                     : XENT_CELL_BOOL;
    array->size = (unsigned)(wanted[1] - '0');
    array->swapped = array->size > 1 && order[0] == (is_little_endian() ? '>' : '<');
    array->fortran = f->fortran;
    return XENT_OK;
}

static xent_status
fail_shape(const fields *f, xent_npy *npy, xent_error *err)
{
    npy->unsupported = true;
    xent_fail(err, XENT_EDATA,
              "an array of %u dimensions; scores have 2, rows by classes, and at most %d",
              f->dimensions, XENT_MAX_AXES);
    xent_error_hint(err, "reshape it: numpy.save(\"out.npy\", a.reshape(-1, a.shape[-1]))");
    return XENT_EDATA;
}

/* No product of some of the lengths overflows if that of all does not, with 1 for 0. */
static xent_status
set_shape(const fields *f, xent_array *array, xent_npy *npy, xent_error *err)
{
    xent_array_axes *axes = &array->axes;
    char text[XENT_AXES_TEXT];
    uint64_t bytes = array->size;
    bool fits = true, empty = false;
    if (f->dimensions == 0 || f->dimensions > XENT_MAX_AXES)
        return fail_shape(f, npy, err);
    axes->count = f->dimensions;
    for (unsigned a = 0; a < axes->count; a++) {
        axes->length[a] = (size_t)f->shape[a];
        empty = empty || f->shape[a] == 0;
        fits = fits && !__builtin_mul_overflow(bytes, f->shape[a] ? f->shape[a] : 1, &bytes);
    }
    xent_axes_text(axes, text);
    if (!fits || bytes > PTRDIFF_MAX / 2)
        return xent_fail(err, XENT_EDATA, "the shape %s is more than memory can hold", text);
    npy->data_size = empty ? 0 : bytes;
    xent_array_lay_out(array, xent_axes_default(axes));
    return XENT_OK;
}

/* Where the dictionary stands; false if the header's frame is damaged. */
static bool
find_dictionary(const unsigned char *bytes, size_t n, cursor *c, size_t *header_size)
{
    size_t start, length;
    if (n < 12 || !xent_npy_sniff(bytes, n) || bytes[6] < 1 || bytes[6] > 3)
        return false;
    if (bytes[6] == 1) {
        start = 10;
        length = bytes[8] | (size_t)bytes[9] << 8;
    } else {
        start = 12;
        length = bytes[8] | (size_t)bytes[9] << 8 | (size_t)bytes[10] << 16 |
                 (size_t)bytes[11] << 24;
    }
    *header_size = start + length;
    if (length > XENT_NPY_MAX_HEADER - start || length > n - start)
        return false;
    *c = (cursor){(const char *)bytes + start, (const char *)bytes + start + length};
    return true;
}

xent_status
xent_npy_parse(const unsigned char *bytes, size_t n, xent_array *array, xent_npy *npy,
               xent_error *err)
{
    cursor c;
    fields f;
    *npy = (xent_npy){0};
    if (n >= 8 && xent_npy_sniff(bytes, n) && (bytes[6] < 1 || bytes[6] > 3))
        return xent_fail(err, XENT_EDATA, "npy format version %u.%u; versions 1 to 3 are known",
                         bytes[6], bytes[7]);
    if (!find_dictionary(bytes, n, &c, &npy->header_size) || !take_dictionary(&c, &f))
        return xent_fail(err, XENT_EDATA, "the npy header is damaged");
    xent_status status = set_type(&f, array, npy, err);
    return status == XENT_OK ? set_shape(&f, array, npy, err) : status;
}

void
xent_npy_header(char kind, unsigned size, size_t rows, size_t columns, xent_buffer *buffer)
{
    char text[192], shape[64];
    if (columns)
        snprintf(shape, sizeof shape, "(%zu, %zu)", rows, columns);
    else
        snprintf(shape, sizeof shape, "(%zu,)", rows);
    int length = snprintf(text, sizeof text,
                          "{'descr': '%c%c%u', 'fortran_order': False, 'shape': %s, }",
                          is_little_endian() ? '<' : '>', kind, size, shape);
    unsigned padded = ((unsigned)length + 1 + 10 + 63) / 64 * 64 - 10; /* cells start at 64 k */
    unsigned char frame[10] = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0,
                               (unsigned char)(padded & 255), (unsigned char)(padded >> 8)};
    xent_buffer_add(buffer, frame, sizeof frame);
    xent_buffer_printf(buffer, "%-*s\n", (int)padded - 1, text);
}

/* Adds what `read` gives, up to `size` bytes, to the spool; *left: what is missing. */
static xent_status
spool_cells(xent_npy_reader *read, void *context, uint64_t size, unsigned char *piece,
            xent_spool *spool, uint64_t *left, xent_error *err)
{
    xent_status status = XENT_OK;
    size_t got = 1;
    for (*left = size; status == XENT_OK && *left && got; *left -= got) {
        status = read(context, piece, *left < PIECE ? (size_t)*left : PIECE, &got, err);
        got = status == XENT_OK ? got : 0;
        if (got)
            status = xent_spool_add(spool, piece, got, err);
    }
    return status == XENT_OK ? xent_spool_finish(spool, err) : status;
}

xent_status
xent_npy_cells(xent_npy_reader *read, void *context, uint64_t size, xent_budget *budget,
               xent_spool **spool, xent_error *err)
{
    unsigned char *piece = malloc(PIECE), byte;
    uint64_t left = 0;
    size_t extra = 0;
    *spool = xent_spool_make(budget);
    xent_status status = piece && *spool ? XENT_OK : xent_fail_memory(err);
    if (status == XENT_OK)
        status = spool_cells(read, context, size, piece, *spool, &left, err);
    if (status == XENT_OK)
        status = read(context, &byte, 1, &extra, err);
    if (status == XENT_OK && (left || extra))
        status = xent_fail(err, XENT_EDATA, "the header promises %llu bytes of numbers, %s",
                           (unsigned long long)size,
                           extra ? "more follow" : "there are fewer: incomplete download?");
    free(piece);
    if (status != XENT_OK) {
        xent_spool_free(*spool);
        *spool = NULL;
    }
    return status;
}
