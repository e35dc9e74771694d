/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An archive of NumPy arrays, by libzip.  Member names are only names, never paths; a stored member
   is used where it lies, a deflated one is inflated once, when it is selected, and counted while it
   is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include "format.h"
#include "npy.h"
#include "npz_write.h"

enum {
    MAX_MEMBERS = 1024,
    MAX_RATIO = 1100 /* DEFLATE cannot do better than 1032:1 */
};

typedef struct {
    zip_t *zip;
    xent_spool *spool;     /* the whole archive, if it came through a pipe */
    const xent_file *file; /* where it is */
    uint64_t position;     /* of libzip in it */
    uint64_t first_read;   /* where libzip read first since this was NOWHERE */
    zip_error_t error;     /* for libzip */
    xent_error failure;    /* of the file, if any */
} archive;

static const uint64_t NOWHERE = UINT64_MAX;

static void
archive_free(void *state)
{
    archive *a = state;
    if (!a)
        return;
    if (a->zip)
        zip_discard(a->zip);
    xent_spool_free(a->spool);
    free(a);
}

/* libzip passes on what the C library and zlib complain about. */
static bool
is_memory(const zip_error_t *error)
{
    const int zlib_memory = -4; /* Z_MEM_ERROR */
    int type = zip_error_system_type(error), code = zip_error_code_system(error);
    return zip_error_code_zip(error) == ZIP_ER_MEMORY || (type == ZIP_ET_SYS && code == ENOMEM) ||
           (type == ZIP_ET_ZLIB && code == zlib_memory);
}

/* ---- what libzip reads */

static zip_int64_t
read_archive(archive *a, void *bytes, uint64_t n)
{
    uint64_t left = a->file->size - a->position;
    if (a->first_read == NOWHERE)
        a->first_read = a->position;
    n = n < left ? n : left;
    if (xent_file_read(a->file, a->position, n, bytes, &a->failure) != XENT_OK) {
        zip_error_set(&a->error, ZIP_ER_READ, 0);
        return -1;
    }
    a->position += n;
    return (zip_int64_t)n;
}

static zip_int64_t
seek_archive(archive *a, void *to, uint64_t n)
{
    zip_int64_t position =
        zip_source_seek_compute_offset(a->position, a->file->size, to, n, &a->error);
    if (position < 0)
        return -1;
    a->position = (uint64_t)position;
    return 0;
}

/* The archive as libzip asks for it. */
static zip_int64_t
serve_archive(void *context, void *bytes, zip_uint64_t n, zip_source_cmd_t command)
{
    archive *a = context;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        a->position = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_archive(a, bytes, n);
    case ZIP_SOURCE_SEEK:
        return seek_archive(a, bytes, n);
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)a->position;
    case ZIP_SOURCE_STAT:
        zip_stat_init(bytes);
        ((zip_stat_t *)bytes)->size = a->file->size;
        ((zip_stat_t *)bytes)->valid |= ZIP_STAT_SIZE;
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&a->error, bytes, n);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_SEEK,
                                              ZIP_SOURCE_TELL, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                              ZIP_SOURCE_CLOSE, ZIP_SOURCE_FREE, -1);
    default:
        zip_error_set(&a->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* A failure of the file says more than what libzip makes of it. */
static bool
take_failure(const archive *a, xent_error *err)
{
    if (a->failure.status != XENT_OK && err)
        *err = a->failure;
    return a->failure.status != XENT_OK;
}

static xent_status
fail_zip(const xent_input *input, const archive *a, zip_error_t *error, xent_error *err)
{
    if (take_failure(a, err))
        return a->failure.status;
    if (is_memory(error))
        return xent_fail_memory(err);
    return xent_input_fail(input, err, XENT_EDATA, "damaged zip archive (%s): incomplete download?",
                           zip_error_strerror(error));
}

static void
open_zip(archive *a, zip_error_t *error)
{
    zip_source_t *source = zip_source_function_create(serve_archive, a, error);
    if (source)
        a->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, error);
    if (!a->zip)
        zip_source_free(source);
}

/* libzip does not always tell when memory ran out while it looked for the end of the archive: then
   there is none left, or a second attempt finds it. */
static xent_status
open_archive(xent_table *table, const xent_read_options *options, archive *a, xent_error *err)
{
    xent_input *input = &table->input;
    xent_status status = XENT_OK;
    a->file = &input->file;
    if (!input->regular) {
        status = xent_input_spool(input, table->budget, &a->spool, err);
        a->file = status == XENT_OK ? &a->spool->file : NULL;
    } else if (options->map) {
        xent_file_map(&input->file);
    }
    for (int attempt = 0; status == XENT_OK && !a->zip && attempt < 2; attempt++) {
        zip_error_t error;
        zip_error_init(&error);
        open_zip(a, &error);
        if (!a->zip && !xent_memory_is_left())
            status = xent_fail_memory(err);
        else if (!a->zip && attempt)
            status = fail_zip(input, a, &error, err);
        zip_error_fini(&error);
    }
    return status;
}

/* ---- members */

typedef struct {
    zip_file_t *file;
    const char *name;
    const archive *archive;
    const xent_input *input;
} member;

static xent_status
fail_member(const member *m, const char *what, xent_error *err)
{
    if (take_failure(m->archive, err))
        return m->archive->failure.status;
    if (is_memory(zip_file_get_error(m->file)))
        return xent_fail_memory(err);
    return xent_input_fail(m->input, err, XENT_EDATA, "member %.80s: %s (%s)", m->name, what,
                           zip_file_strerror(m->file));
}

static xent_status
read_member(void *context, void *bytes, size_t n, size_t *got, xent_error *err)
{
    member *m = context;
    for (*got = 0; *got < n;) {
        zip_int64_t part = zip_fread(m->file, (char *)bytes + *got, n - *got);
        if (part < 0)
            return fail_member(m, "damaged", err);
        if (part == 0)
            break;
        *got += (size_t)part;
    }
    return XENT_OK;
}

/* A sentence about a member in place of one about the file. */
static void
name_member(const member *m, xent_error *err)
{
    if (err && !err->place[0]) {
        xent_error inner = *err;
        xent_input_fail(m->input, err, inner.status, "member %.80s: %.400s", m->name,
                        inner.sentence);
        memcpy(err->hint, inner.hint, sizeof err->hint);
    }
}

static xent_status
open_member(xent_table *table, uint64_t index, member *m, xent_error *err)
{
    archive *a = table->state;
    m->archive = a;
    m->input = &table->input;
    m->file = zip_fopen_index(a->zip, index, 0);
    a->first_read = NOWHERE;
    if (m->file)
        return XENT_OK;
    if (take_failure(a, err))
        return a->failure.status;
    if (is_memory(zip_get_error(a->zip)))
        return xent_fail_memory(err);
    return xent_input_fail(m->input, err, XENT_EDATA, "member %.80s cannot be read (%s)", m->name,
                           zip_strerror(a->zip));
}

static xent_status
npz_load(xent_table *table, xent_array *array, xent_error *err)
{
    member m = {.name = array->name};
    unsigned char *header = malloc(XENT_NPY_MAX_HEADER);
    size_t got;
    xent_status status = header ? open_member(table, array->member, &m, err)
                                : xent_fail_memory(err);
    if (status == XENT_OK)
        status = read_member(&m, header, array->header, &got, err);
    if (status == XENT_OK)
        status =
            xent_npy_cells(read_member, &m, (uint64_t)array->rows * array->columns * array->size,
                           table->budget, &array->spool, err);
    if (status == XENT_OK)
        array->file = &array->spool->file;
    if (status == XENT_EDATA)
        name_member(&m, err);
    if (m.file)
        zip_fclose(m.file);
    free(header);
    return status;
}

/* The limits that a member's own entry must respect before a byte of it is inflated.  size: of the
   archive. */
static xent_status
check_entry(const xent_input *input, uint64_t size, const zip_stat_t *entry, xent_error *err)
{
    const char *name = entry->name;
    if (entry->encryption_method != ZIP_EM_NONE)
        return xent_input_fail(input, err, XENT_EDATA, "member %.80s is encrypted", name);
    if (entry->comp_method != ZIP_CM_STORE && entry->comp_method != ZIP_CM_DEFLATE)
        return xent_input_fail(input, err, XENT_EDATA,
                               "member %.80s is compressed by method %u; stored and deflated "
                               "members can be read",
                               name, entry->comp_method);
    if (entry->comp_size > size)
        return xent_input_fail(input, err, XENT_EDATA,
                               "member %.80s claims %llu bytes of a file of %llu", name,
                               (unsigned long long)entry->comp_size, (unsigned long long)size);
    if (entry->size / MAX_RATIO > entry->comp_size)
        return xent_input_fail(input, err, XENT_EDATA,
                               "member %.80s would expand to %llu bytes (%llu:1; the limit is "
                               "%d:1): a zip bomb?",
                               name, (unsigned long long)entry->size,
                               (unsigned long long)(entry->size / (entry->comp_size + 1)),
                               MAX_RATIO);
    return XENT_OK;
}

/* The first bytes of a member, *got < XENT_NPY_MAX_HEADER only if it ends there. */
static xent_status
read_header(xent_table *table, const zip_stat_t *entry, unsigned char *header, size_t *got,
            xent_error *err)
{
    const archive *a = table->state;
    member m = {.name = entry->name};
    xent_status status = check_entry(&table->input, a->file->size, entry, err);
    if (status == XENT_OK)
        status = open_member(table, entry->index, &m, err);
    if (status == XENT_OK)
        status = read_member(&m, header, XENT_NPY_MAX_HEADER, got, err);
    if (m.file)
        zip_fclose(m.file);
    return status;
}

/* What the header of a member says.  *unsupported: it is sound, but its array is not ours. */
static xent_status
parse_member(const zip_stat_t *entry, const unsigned char *header, size_t n, xent_array *array,
             bool *unsupported, xent_error *err)
{
    xent_npy npy = {0};
    xent_status status = xent_npy_parse(header, n, array, &npy, err);
    if (status == XENT_OK && npy.header_size + npy.data_size != entry->size)
        status = xent_fail(err, XENT_EDATA, "the header promises %llu bytes, it holds %llu",
                           (unsigned long long)(npy.header_size + npy.data_size),
                           (unsigned long long)entry->size);
    *unsupported = npy.unsupported;
    array->member = entry->index;
    array->header = npy.header_size;
    return status;
}

/* A stored member is used where libzip has just begun to read it, if its header stands there.
   again: room for the header. */
static void
find_stored(const archive *a, const zip_stat_t *entry, const unsigned char *header,
            unsigned char *again, xent_array *array)
{
    uint64_t start = a->first_read, size = a->file->size;
    if (entry->comp_method != ZIP_CM_STORE || entry->size > size || start > size - entry->size ||
        xent_file_read(a->file, start, array->header, again, NULL) != XENT_OK ||
        memcmp(header, again, array->header) != 0)
        return;
    array->file = a->file;
    array->offset = start + array->header;
}

/* Adds the array that a member holds; one that holds none is left out with a note.  header: room
   for two headers. */
static xent_status
add_member(xent_table *table, const zip_stat_t *entry, unsigned char *header, xent_notes *notes,
           xent_error *err)
{
    const member m = {.name = entry->name, .input = &table->input};
    xent_array found = {0};
    xent_error problem = {0};
    bool unsupported = false;
    size_t got = 0;
    xent_status status = read_header(table, entry, header, &got, err);
    if (status != XENT_OK)
        return status;
    status = parse_member(entry, header, got, &found, &unsupported, &problem);
    if (status != XENT_OK && unsupported) {
        xent_error *note = xent_notes_add(notes, XENT_NOTE);
        xent_note_say(note, "member %.80s is left out: %.400s", m.name, problem.sentence);
        xent_error_place(note, table->input.path, 0);
        return XENT_OK;
    }
    if (status != XENT_OK) {
        name_member(&m, &problem);
        if (err)
            *err = problem;
        return status;
    }
    xent_array *array = xent_table_add(table, entry->name);
    if (!array)
        return xent_fail_memory(err);
    found.name = array->name;
    found.name[strlen(found.name) - strlen(".npy")] = 0;
    *array = found;
    find_stored(table->state, entry, header, header + XENT_NPY_MAX_HEADER, array);
    return XENT_OK;
}

/* Names the programs whose files are zip archives too. */
static xent_status
refuse_stranger(const xent_input *input, const char *name, xent_error *err)
{
    static const struct {
        const char *tail, *what, *hint;
    } strangers[] = {
        {"data.pkl", "a PyTorch file: reading it needs pickle, which can run code; refused",
         "python3 -c 'import torch, numpy; "
         "numpy.save(\"out.npy\", torch.load(\"in.pt\").numpy())'"},
        {"xl/workbook.xml", "an Excel workbook", "save the sheet as CSV"},
        {"mimetype", "an office document", "save the sheet as CSV"},
    };
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        size_t tail = strlen(strangers[i].tail);
        if (n >= tail && strcmp(name + n - tail, strangers[i].tail) == 0) {
            xent_input_fail(input, err, XENT_EDATA, "%s", strangers[i].what);
            xent_error_hint(err, "%s", strangers[i].hint);
            return XENT_EDATA;
        }
    }
    return XENT_OK;
}

static bool
is_array_name(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".npy") == 0 && !strchr(name, '/') && !strchr(name, '\\');
}

static xent_status
list_members(xent_table *table, zip_t *zip, unsigned char *header, xent_notes *notes,
             xent_error *err)
{
    xent_input *input = &table->input;
    zip_int64_t n = zip_get_num_entries(zip, 0);
    xent_status status = XENT_OK;
    if (n > MAX_MEMBERS)
        return xent_input_fail(input, err, XENT_EDATA, "%lld members; at most %d are read",
                               (long long)n, MAX_MEMBERS);
    for (zip_int64_t i = 0; status == XENT_OK && i < n; i++) {
        zip_stat_t entry;
        const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                    ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(zip, (zip_uint64_t)i, 0, &entry) != 0 ||
            (entry.valid & needed) != needed)
            return xent_input_fail(input, err, XENT_EDATA, "damaged zip archive: member %lld",
                                   (long long)i);
        if (is_array_name(entry.name))
            status = add_member(table, &entry, header, notes, err);
        else
            status = refuse_stranger(input, entry.name, err);
    }
    if (status == XENT_OK && table->arrays == 0)
        status = xent_input_fail(input, err, XENT_EDATA, "a zip archive without a numeric array");
    return status;
}

static xent_status
npz_open(const xent_read_options *options, xent_notes *notes, xent_table *table, xent_error *err)
{
    archive *a = calloc(1, sizeof *a);
    unsigned char *header = malloc(2 * XENT_NPY_MAX_HEADER);
    xent_status status = a && header ? XENT_OK : xent_fail_memory(err);
    table->state = a;
    table->free_state = archive_free;
    table->load = npz_load;
    if (status == XENT_OK)
        status = open_archive(table, options, a, err);
    if (status == XENT_OK)
        status = list_members(table, a->zip, header, notes, err);
    free(header);
    return status;
}

static bool
npz_sniff(const unsigned char *bytes, size_t n)
{
    return n >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0);
}

static const char *const suffixes[] = {".npz", NULL};

const xent_format xent_format_npz = {
    .name = "npz",
    .title = "NumPy archive",
    .suffixes = suffixes,
    .sniff = npz_sniff,
    .open = npz_open,
    .write = xent_npz_write,
};
