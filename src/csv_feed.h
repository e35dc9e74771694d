/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the bytes of separated text to columns: plain blocks on many threads, by a scanner or by
   libcsv, all others by libcsv line by line. */
#ifndef XENT_CSV_FEED_H
#define XENT_CSV_FEED_H
#include "csv_columns.h"
#pragma GCC visibility push(hidden)

typedef struct {
    char delimiter;
    char eol;         /* '\n'; or '\r', if there is no '\n' */
    unsigned threads; /* 0: as many as processors */
    size_t round;     /* bytes that are read at a time */
    size_t piece;     /* bytes that a thread reads at a time; 0: one libcsv reads everything */
    bool libcsv;      /* pieces too are read by libcsv alone, not by the scanner */
} xent_csv_text;

/* Feeds all of the input to the columns.  They, the notes and the errors are the same for any
   threads, round and piece, by libcsv or not. */
xent_status xent_csv_feed(const xent_csv_text *text, xent_input *input, xent_columns *columns,
                          xent_error *err);

#pragma GCC visibility pop
#endif
