/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv: a parser of its own for anybody, and lines without quotes, which any parser may take. */
#ifndef XENT_CSV_PARSE_H
#define XENT_CSV_PARSE_H
#include <csv.h>
#include "csv_scan.h"
#pragma GCC visibility push(hidden)

enum { XENT_MAX_FIELD = 4096 }; /* bytes */

/* A strict parser, whose fields have room for XENT_FIELD_PADDING behind them and whose csv_parse
   fails at a longer one.  false: no memory.  csv_free frees it in any case. */
bool xent_csv_parser_open(struct csv_parser *parser, char delimiter);

/* Does what xent_scan_plain does, by libcsv: slower, but it knows blanks of every kind, nan and
   inf, and fields of any length that is allowed.  false also for lack of memory, and where there
   are words. */
xent_plain_reader xent_csv_parse_plain;

#pragma GCC visibility pop
#endif
