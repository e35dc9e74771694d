/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One NumPy array per file. */
#include <stdlib.h>
#include "format.h"
#include "npy.h"
#include "rows.h"

static xent_status
read_input(void *context, void *bytes, size_t n, size_t *got, xent_error *err)
{
    return xent_input_read(context, bytes, n, got, err);
}

/* The size of a regular file must be what the header promises. */
static xent_status
check_size(const xent_input *input, const xent_npy *npy, xent_error *err)
{
    uint64_t promised = npy->header_size + npy->data_size;
    if (input->file.size == promised)
        return XENT_OK;
    if (input->file.size > promised)
        return xent_input_fail(input, err, XENT_EDATA,
                               "%llu bytes follow the array that the header describes",
                               (unsigned long long)(input->file.size - promised));
    return xent_input_fail(input, err, XENT_EDATA,
                           "the header promises %llu bytes, the file has %llu (%.3g %%): "
                           "incomplete download?",
                           (unsigned long long)promised, (unsigned long long)input->file.size,
                           100 * (double)input->file.size / (double)promised);
}

static xent_status
npy_open(const xent_read_options *options, xent_notes *notes, xent_table *table, xent_error *err)
{
    xent_input *input = &table->input;
    xent_array *array = xent_table_add(table, "");
    xent_npy npy;
    size_t got;
    (void)notes;
    if (!array)
        return xent_fail_memory(err);
    xent_status status = xent_npy_parse(input->head, input->head_size, array, &npy, err);
    if (status != XENT_OK) {
        xent_error_place(err, input->path, 0);
        return status;
    }
    if (input->regular) {
        if (options->map)
            xent_file_map(&input->file);
        array->file = &input->file;
        array->offset = npy.header_size;
        return check_size(input, &npy, err);
    }
    unsigned char skipped[XENT_NPY_MAX_HEADER];
    status = xent_input_read(input, skipped, npy.header_size, &got, err);
    if (status == XENT_OK)
        status =
            xent_npy_cells(read_input, input, npy.data_size, table->budget, &array->spool, err);
    if (status == XENT_EDATA)
        xent_error_place(err, input->path, 0);
    if (status == XENT_OK)
        array->file = &array->spool->file;
    return status;
}

/* ---- writing */

static xent_status
write_header(char kind, unsigned size, size_t rows, size_t columns, xent_output *out,
             xent_error *err)
{
    xent_buffer header = {0};
    xent_npy_header(kind, size, rows, columns, &header);
    xent_status status = xent_buffer_status(&header, err);
    if (status == XENT_OK)
        status = xent_output_write(out, header.bytes, header.size, err);
    xent_buffer_free(&header);
    return status;
}

static xent_status
write_labels(const xent_rows *rows, xent_output *out, xent_error *err)
{
    xent_buffer wide = {0};
    for (size_t i = 0; i < rows->rows; i++) {
        int64_t label = rows->label[i];
        xent_buffer_add(&wide, &label, sizeof label);
    }
    xent_status status = xent_buffer_status(&wide, err);
    if (status == XENT_OK)
        status = xent_output_write(out, wide.bytes, wide.size, err);
    xent_buffer_free(&wide);
    return status;
}

static xent_status
write_scores(const xent_rows *rows, xent_output *out, xent_error *err)
{
    size_t n;
    const void *bytes = xent_rows_bytes(rows, &n);
    return xent_output_write(out, bytes, n, err);
}

static xent_status
npy_write(const xent_sample *sample, xent_content content, xent_output *out, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool labels = content == XENT_WRITE_LABELS;
    xent_rows rows;
    xent_status status = xent_rows_open(sample, content, &rows, err);
    if (status != XENT_OK)
        return status;
    status = labels
                 ? write_header('i', 8, shape->rows, 0, out, err)
                 : write_header('f', rows.float32 ? 4 : 8, shape->rows, shape->columns, out, err);
    do {
        if (status == XENT_OK)
            status = xent_rows_next(&rows, err);
        if (status == XENT_OK)
            status = labels ? write_labels(&rows, out, err) : write_scores(&rows, out, err);
    } while (status == XENT_OK && rows.rows);
    xent_rows_close(&rows);
    return status;
}

static const char *const suffixes[] = {".npy", NULL};

const xent_format xent_format_npy = {
    .name = "npy",
    .title = "NumPy array",
    .suffixes = suffixes,
    .one_array = true,
    .sniff = xent_npy_sniff,
    .open = npy_open,
    .write = npy_write,
};
