/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the bytes of separated text to columns: plain blocks by a scanner on many threads, all
   others by libcsv. */
#ifndef XENT_CSV_FEED_H
#define XENT_CSV_FEED_H
#include "csv_columns.h"
#pragma GCC visibility push(hidden)

typedef struct {
    char delimiter;
    char eol;         /* '\n'; or '\r', if there is no '\n' */
    unsigned threads; /* 0: as many as processors */
    size_t round;     /* bytes that are read at a time */
    size_t piece;     /* bytes that a thread scans at a time; 0: libcsv reads everything */
} xent_csv_text;

/* Feeds all of the input to the columns.  They, the notes and the errors are the same for any
   threads, round and piece. */
xent_status xent_csv_feed(const xent_csv_text *text, xent_input *input, xent_columns *columns,
                          xent_error *err);

#pragma GCC visibility pop
#endif
