/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written of a sample, block by block, for every format. */
#ifndef XENT_ROWS_H
#define XENT_ROWS_H
#include "reader.h"
#pragma GCC visibility push(hidden)

typedef struct {
    const xent_sample *sample;
    xent_content content;
    bool float32;            /* the precision of all blocks */
    size_t next;             /* block */
    void *scratch;
    xent_row *summary;       /* for probabilities, as are */
    double *q;
    float *narrow;
    /* the rows at hand: */
    size_t rows;             /* 0: there are no more */
    const float *f32;        /* rows * columns scores, in exactly one precision */
    const double *f64;
    const int32_t *label;    /* theirs; NULL: none */
    const double *weight;
} xent_rows;

xent_status xent_rows_open(const xent_sample *sample, xent_content content, xent_rows *rows,
                           xent_error *err);

/* The next rows. */
xent_status xent_rows_next(xent_rows *rows, xent_error *err);
void xent_rows_close(xent_rows *rows);

/* The scores at hand as they lie in memory. */
const void *xent_rows_bytes(const xent_rows *rows, size_t *n);

#pragma GCC visibility pop
#endif
