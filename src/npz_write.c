/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "npz_write.h"
#include <errno.h>
#include <string.h>
#include <zip.h>
#include "npy.h"
#include "rows.h"

typedef struct writing writing;

/* A member: what `bytes` holds, and then, if it is the scores, what the blocks give. */
typedef struct {
    const char *name;
    writing *of;
    bool scores, begun;
    uint64_t size;
    xent_buffer bytes;
    const char *next; /* to be served */
    size_t left;
} member;

enum { SCORES, LABELS, WEIGHTS, MEMBERS };

struct writing {
    xent_rows rows;
    xent_output *out;
    uint64_t position;
    member member[MEMBERS];
    xent_status status; /* of what libzip called us for */
    xent_error *err;
    zip_error_t error;  /* for libzip */
};

static zip_int64_t
fail(writing *w, int code, int system)
{
    zip_error_set(&w->error, code, system);
    return -1;
}

/* ---- members, as libzip reads them */

/* Labels and weights are written behind the scores, so that one pass serves all. */
static void
keep_labels_and_weights(writing *w)
{
    const xent_rows *rows = &w->rows;
    for (size_t i = 0; rows->label && w->member[LABELS].name && i < rows->rows; i++) {
        int64_t wide = rows->label[i];
        xent_buffer_add(&w->member[LABELS].bytes, &wide, sizeof wide);
    }
    if (rows->weight && w->member[WEIGHTS].name)
        xent_buffer_add(&w->member[WEIGHTS].bytes, rows->weight, rows->rows * sizeof *rows->weight);
}

/* The next bytes of a member, none at its end. */
static xent_status
refill(member *m)
{
    writing *w = m->of;
    xent_status status = XENT_OK;
    m->left = 0;
    if (!m->begun) {
        status = xent_buffer_status(&m->bytes, w->err);
        m->next = m->bytes.bytes;
        m->left = m->bytes.size;
        m->begun = true;
    } else if (m->scores) {
        status = xent_rows_next(&w->rows, w->err);
        keep_labels_and_weights(w);
        m->next = xent_rows_bytes(&w->rows, &m->left);
    }
    return status;
}

static zip_int64_t
read_member(member *m, char *bytes, uint64_t n)
{
    writing *w = m->of;
    uint64_t done = 0;
    while (done < n && w->status == XENT_OK) {
        if (m->left == 0)
            w->status = refill(m);
        if (w->status != XENT_OK || m->left == 0)
            break;
        size_t part = m->left < n - done ? m->left : (size_t)(n - done);
        memcpy(bytes + done, m->next, part);
        m->next += part;
        m->left -= part;
        done += part;
    }
    return w->status == XENT_OK ? (zip_int64_t)done : fail(w, ZIP_ER_READ, 0);
}

static zip_int64_t
serve_member(void *context, void *bytes, zip_uint64_t n, zip_source_cmd_t command)
{
    member *m = context;
    zip_stat_t *about = bytes;
    switch (command) {
    case ZIP_SOURCE_READ:
        return read_member(m, bytes, n);
    case ZIP_SOURCE_STAT:
        zip_stat_init(about);
        about->size = m->size;
        about->valid |= ZIP_STAT_SIZE;
        return sizeof *about;
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&m->of->error, bytes, n);
    case ZIP_SOURCE_OPEN:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                              -1);
    default:
        return fail(m->of, ZIP_ER_OPNOTSUPP, 0);
    }
}

/* ---- the archive, as libzip writes it */

static zip_int64_t
write_archive(writing *w, const void *bytes, uint64_t n)
{
    if (w->status == XENT_OK)
        w->status = xent_output_write_at(w->out, w->position, bytes, (size_t)n, w->err);
    if (w->status != XENT_OK)
        return fail(w, ZIP_ER_WRITE, 0);
    w->position += n;
    return (zip_int64_t)n;
}

static zip_int64_t
seek_archive(writing *w, void *to, uint64_t n)
{
    zip_int64_t position =
        zip_source_seek_compute_offset(w->position, UINT64_MAX >> 1, to, n, &w->error);
    if (position < 0)
        return -1;
    w->position = (uint64_t)position;
    return 0;
}

static zip_int64_t
serve_archive(void *context, void *bytes, zip_uint64_t n, zip_source_cmd_t command)
{
    writing *w = context;
    switch (command) {
    case ZIP_SOURCE_WRITE:
        return write_archive(w, bytes, n);
    case ZIP_SOURCE_SEEK_WRITE:
        return seek_archive(w, bytes, n);
    case ZIP_SOURCE_TELL_WRITE:
        return (zip_int64_t)w->position;
    case ZIP_SOURCE_STAT: /* there is nothing yet */
        return fail(w, ZIP_ER_READ, ENOENT);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&w->error, bytes, n);
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_COMMIT_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_WRITABLE;
    default: /* it is only written */
        return fail(w, ZIP_ER_OPNOTSUPP, 0);
    }
}

/* ---- both together */

/* Starts a member with the header of an array. */
static void
start_member(writing *w, int which, const char *name, char kind, unsigned size, size_t columns)
{
    const xent_shape *shape = xent_sample_shape(w->rows.sample);
    member *m = &w->member[which];
    m->name = name;
    m->of = w;
    m->scores = which == SCORES;
    xent_npy_header(kind, size, shape->rows, columns, &m->bytes);
    m->size = m->bytes.size + (uint64_t)shape->rows * (columns ? columns : 1) * size;
}

/* Dated 1980-01-01: the same data give the same bytes. */
static bool
put_member(zip_t *zip, member *m)
{
    zip_source_t *source = zip_source_function(zip, serve_member, m);
    zip_int64_t i = source ? zip_file_add(zip, m->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && i < 0)
        zip_source_free(source);
    return i >= 0 && zip_set_file_compression(zip, (zip_uint64_t)i, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_dostime(zip, (zip_uint64_t)i, 0, 1 << 5 | 1, 0) == 0;
}

/* What does not come from the rows or the output can only be a lack of memory. */
static xent_status
put_all(writing *w)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_function_create(serve_archive, w, &error);
    zip_t *zip = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    bool good = zip != NULL;
    if (!zip)
        zip_source_free(target);
    for (int i = 0; good && i < MEMBERS; i++)
        good = !w->member[i].name || put_member(zip, &w->member[i]);
    good = good && zip_close(zip) == 0;
    if (zip && !good)
        zip_discard(zip);
    zip_error_fini(&error);
    return w->status != XENT_OK ? w->status : good ? XENT_OK : xent_fail_memory(w->err);
}

xent_status
xent_npz_write(const xent_sample *sample, xent_content content, xent_output *out, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool scores = content == XENT_WRITE_SCORES;
    writing w = {.out = out, .err = err};
    xent_status status = xent_rows_open(sample, content, &w.rows, err);
    if (status != XENT_OK)
        return status;
    start_member(&w, SCORES, scores ? "scores.npy" : "probs.npy", 'f', w.rows.float32 ? 4 : 8,
                 shape->columns);
    if (shape->labelled)
        start_member(&w, LABELS, "labels.npy", 'i', 8, 0);
    if (shape->weighted && scores)
        start_member(&w, WEIGHTS, "weights.npy", 'f', 8, 0);
    status = put_all(&w);
    for (int i = 0; i < MEMBERS; i++)
        xent_buffer_free(&w.member[i].bytes);
    xent_rows_close(&w.rows);
    return status;
}
