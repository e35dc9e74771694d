/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of an npy array, as numpy.lib.format describes it: versions 1, 2 and 3. */
#ifndef XENT_NPY_H
#define XENT_NPY_H
#include "buffer.h"
#include "table.h"
#pragma GCC visibility push(hidden)

/* No header may be longer. */
enum { XENT_NPY_MAX_HEADER = XENT_INPUT_HEAD };

typedef struct {
    size_t header_size;  /* bytes before the first cell */
    uint64_t data_size;  /* bytes of the cells */
    bool unsupported;    /* a sound header of an array that is not ours: words, objects, records */
} xent_npy;

bool xent_npy_sniff(const unsigned char *bytes, size_t n);

/* Reads the header in bytes[0 .. n-1], the first bytes of the array (all, or XENT_NPY_MAX_HEADER),
   into *array (type, shape) and *npy.  XENT_EDATA without a place. */
xent_status xent_npy_parse(const unsigned char *bytes, size_t n, xent_array *array,
                           xent_npy *npy, xent_error *err);

/* Appends the header of a C-order array of native floats ('f') or signed integers ('i');
   columns 0: one dimension. */
void xent_npy_header(char kind, unsigned size, size_t rows, size_t columns,
                     xent_buffer *buffer);

/* Gives up to n next bytes; *got < n only at the end. */
typedef xent_status xent_npy_reader(void *context, void *bytes, size_t n, size_t *got,
                                    xent_error *err);

/* Spools exactly `size` bytes and checks that nothing follows.  XENT_EDATA (without a place) for
   less or more; *spool is NULL on failure. */
xent_status xent_npy_cells(xent_npy_reader *read, void *context, uint64_t size,
                           xent_budget *budget, xent_spool **spool, xent_error *err);

#pragma GCC visibility pop
#endif
