/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An archive of NumPy arrays, by libzip.  Member names are only names, never paths; a member is
   inflated once, when it is selected, and counted while it is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>
#include "format.h"
#include "npy.h"
#include "system.h"

enum {
    MAX_MEMBERS = 1024,
    MAX_RATIO = 1100 /* DEFLATE cannot do better than 1032:1 */
};

typedef struct {
    zip_t *zip;
    unsigned char *bytes; /* the whole archive, if it came through a pipe */
} archive;

static void
archive_free(void *state)
{
    archive *a = state;
    if (!a)
        return;
    if (a->zip)
        zip_discard(a->zip);
    free(a->bytes);
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

static xent_status
fail_zip(const xent_input *input, zip_error_t *error, xent_error *err)
{
    xent_status status = is_memory(error) ? XENT_ENOMEM : XENT_EDATA;
    if (status == XENT_ENOMEM)
        xent_fail_memory(err);
    else
        xent_input_fail(input, err, XENT_EDATA, "damaged zip archive (%s): incomplete download?",
                        zip_error_strerror(error));
    zip_error_fini(error);
    return status;
}

static xent_status
open_file(xent_input *input, archive *a, int *code, xent_error *err)
{
    int fd = dup(input->fd);
    if (fd < 0)
        return xent_fail_system(input->path, "open it a second time", err);
    a->zip = zip_fdopen(fd, ZIP_CHECKCONS, code);
    if (!a->zip)
        close(fd);
    return XENT_OK;
}

static xent_status
open_memory(archive *a, size_t n, int *code)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(a->bytes, n, 0, &error);
    if (source)
        a->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (!a->zip)
        zip_source_free(source);
    *code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    return XENT_OK;
}

static xent_status
open_archive(xent_input *input, archive *a, xent_error *err)
{
    zip_error_t error;
    int code = 0;
    size_t n = 0;
    xent_status status = input->regular ? XENT_OK : xent_input_slurp(input, &a->bytes, &n, err);
    for (int attempt = 0; status == XENT_OK && !a->zip && attempt < 2; attempt++) {
        status = input->regular ? open_file(input, a, &code, err) : open_memory(a, n, &code);
        if (status == XENT_OK && !a->zip && !xent_memory_is_left())
            status = xent_fail_memory(err);
    }
    if (status != XENT_OK || a->zip)
        return status;
    zip_error_init_with_code(&error, code);
    return fail_zip(input, &error, err);
}

/* ---- members */

typedef struct {
    zip_file_t *file;
    const char *name;
    const xent_input *input;
} member;

static xent_status
fail_member(const member *m, const char *what, xent_error *err)
{
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
    m->input = &table->input;
    m->file = zip_fopen_index(a->zip, index, 0);
    if (m->file)
        return XENT_OK;
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
    xent_npy npy;
    size_t got;
    xent_status status = header ? open_member(table, array->member, &m, err)
                                : xent_fail_memory(err);
    if (status == XENT_OK)
        status = read_member(&m, header, (size_t)array->offset, &got, err);
    if (status == XENT_OK) {
        npy.data_size = (uint64_t)array->rows * array->columns * array->size;
        status = xent_npy_cells(read_member, &m, npy.data_size, &array->bytes, err);
    }
    if (status == XENT_EDATA)
        name_member(&m, err);
    if (m.file)
        zip_fclose(m.file);
    free(header);
    return status;
}

/* The limits that a member's own entry must respect before a byte of it is inflated. */
static xent_status
check_entry(const xent_input *input, const zip_stat_t *entry, xent_error *err)
{
    const char *name = entry->name;
    if (entry->encryption_method != ZIP_EM_NONE)
        return xent_input_fail(input, err, XENT_EDATA, "member %.80s is encrypted", name);
    if (entry->comp_method != ZIP_CM_STORE && entry->comp_method != ZIP_CM_DEFLATE)
        return xent_input_fail(input, err, XENT_EDATA,
                               "member %.80s is compressed by method %u; stored and deflated "
                               "members can be read",
                               name, entry->comp_method);
    if (input->regular && entry->comp_size > input->size)
        return xent_input_fail(input, err, XENT_EDATA,
                               "member %.80s claims %llu bytes of a file of %llu", name,
                               (unsigned long long)entry->comp_size,
                               (unsigned long long)input->size);
    if (entry->size / MAX_RATIO > entry->comp_size)
        return xent_input_fail(input, err, XENT_EDATA,
                               "member %.80s would expand to %llu bytes (%llu:1; the limit is "
                               "%d:1): a zip bomb?",
                               name, (unsigned long long)entry->size,
                               (unsigned long long)(entry->size / (entry->comp_size + 1)),
                               MAX_RATIO);
    return XENT_OK;
}

/* Adds the array that a member holds; one that holds none is left out with a note. */
static xent_status
add_member(xent_table *table, const zip_stat_t *entry, unsigned char *header, xent_notes *notes,
           xent_error *err)
{
    member m = {.name = entry->name};
    xent_array found = {0};
    xent_npy npy = {0};
    xent_error problem = {0};
    size_t got = 0;
    xent_status status = check_entry(&table->input, entry, err);
    if (status == XENT_OK)
        status = open_member(table, entry->index, &m, err);
    if (status != XENT_OK)
        return status;
    status = read_member(&m, header, XENT_NPY_MAX_HEADER, &got, err);
    zip_fclose(m.file);
    if (status != XENT_OK)
        return status;
    status = xent_npy_parse(header, got, &found, &npy, &problem);
    if (status == XENT_OK && npy.header_size + npy.data_size != entry->size)
        status = xent_fail(&problem, XENT_EDATA, "the header promises %llu bytes, it holds %llu",
                           (unsigned long long)(npy.header_size + npy.data_size),
                           (unsigned long long)entry->size);
    if (status != XENT_OK && npy.unsupported) {
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
    char *name = array->name;
    name[strlen(name) - strlen(".npy")] = 0;
    *array = found;
    array->name = name;
    array->member = entry->index;
    array->offset = npy.header_size;
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
    unsigned char *header = malloc(XENT_NPY_MAX_HEADER);
    xent_status status = a && header ? XENT_OK : xent_fail_memory(err);
    (void)options;
    table->state = a;
    table->free_state = archive_free;
    table->load = npz_load;
    if (status == XENT_OK)
        status = open_archive(&table->input, a, err);
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

/* ---- writing */

typedef struct {
    xent_buffer probs, labels;
} members;

static xent_status
take_block(void *context, size_t rows, size_t columns, const float *f32, const double *f64,
           const int32_t *label, xent_error *err)
{
    members *m = context;
    if (f32)
        xent_buffer_add(&m->probs, f32, rows * columns * sizeof *f32);
    else
        xent_buffer_add(&m->probs, f64, rows * columns * sizeof *f64);
    for (size_t i = 0; label && i < rows; i++) {
        int64_t wide = label[i];
        xent_buffer_add(&m->labels, &wide, sizeof wide);
    }
    return xent_buffer_status(&m->probs, err);
}

/* Adds a member that borrows the buffer, dated 1980-01-01: the same data give the same bytes. */
static bool
put_member(zip_t *zip, const char *name, const xent_buffer *bytes)
{
    zip_source_t *source = zip_source_buffer(zip, bytes->bytes, bytes->size, 0);
    zip_int64_t i = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && i < 0)
        zip_source_free(source);
    return i >= 0 && zip_set_file_compression(zip, (zip_uint64_t)i, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_dostime(zip, (zip_uint64_t)i, 0, 1 << 5 | 1, 0) == 0;
}

static xent_status
copy_out(zip_source_t *source, xent_output *out, xent_error *err)
{
    char piece[65536];
    zip_int64_t n = -1;
    xent_status status = XENT_OK;
    if (zip_source_open(source) != 0)
        return xent_fail_memory(err);
    while (status == XENT_OK && (n = zip_source_read(source, piece, sizeof piece)) > 0)
        status = xent_output_write(out, piece, (size_t)n, err);
    zip_source_close(source);
    return status == XENT_OK && n < 0 ? xent_fail_memory(err) : status;
}

/* Archives in memory; the only failures that libzip can meet there are of memory. */
static xent_status
write_archive(const members *m, xent_output *out, xent_error *err)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = target ? zip_open_from_source(target, ZIP_TRUNCATE, &error) : NULL;
    xent_status status = XENT_ENOMEM;
    if (!zip) {
        if (target)
            zip_source_free(target);
        zip_error_fini(&error);
        return xent_fail_memory(err);
    }
    zip_source_keep(target);
    if (put_member(zip, "probs.npy", &m->probs) &&
        (!m->labels.size || put_member(zip, "labels.npy", &m->labels)) && zip_close(zip) == 0) {
        status = copy_out(target, out, err);
    } else {
        zip_discard(zip);
        xent_fail_memory(err);
    }
    zip_source_free(target);
    zip_error_fini(&error);
    return status;
}

static xent_status
npz_write(const xent_sample *sample, xent_output *out, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    members m = {0};
    xent_npy_header('f', shape->write_float32 ? 4 : 8, shape->rows, shape->columns, &m.probs);
    if (shape->labelled)
        xent_npy_header('i', 8, shape->rows, 0, &m.labels);
    xent_status status = xent_each_probability(sample, take_block, &m, err);
    if (status == XENT_OK)
        status = xent_buffer_status(&m.labels, err);
    if (status == XENT_OK)
        status = write_archive(&m, out, err);
    xent_buffer_free(&m.probs);
    xent_buffer_free(&m.labels);
    return status;
}

static const char *const suffixes[] = {".npz", NULL};

const xent_format xent_format_npz = {
    .name = "npz",
    .title = "NumPy archive",
    .suffixes = suffixes,
    .sniff = npz_sniff,
    .open = npz_open,
    .write = npz_write,
};
