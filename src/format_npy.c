/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One NumPy array per file. */
#include <stdlib.h>
#include "format.h"
#include "npy.h"

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
        status = xent_npy_cells(read_input, input, npy.data_size, table->budget, &array->spool, err);
    if (status == XENT_EDATA)
        xent_error_place(err, input->path, 0);
    if (status == XENT_OK)
        array->file = &array->spool->file;
    return status;
}

static xent_status
npy_write(const xent_sample *sample, xent_output *out, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    xent_buffer header = {0};
    xent_npy_header('f', shape->write_float32 ? 4 : 8, shape->rows, shape->columns, &header);
    xent_status status = xent_buffer_status(&header, err);
    if (status == XENT_OK)
        status = xent_output_write(out, header.bytes, header.size, err);
    xent_buffer_free(&header);
    return status == XENT_OK ? xent_write_probabilities(sample, out, err) : status;
}

static const char *const suffixes[] = {".npy", NULL};

const xent_format xent_format_npy = {
    .name = "npy",
    .title = "NumPy array",
    .suffixes = suffixes,
    .sniff = xent_npy_sniff,
    .open = npy_open,
    .write = npy_write,
};
