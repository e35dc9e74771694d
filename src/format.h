/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The descriptors of the formats. */
#ifndef XENT_FORMAT_H
#define XENT_FORMAT_H
#include "output.h"
#include "table.h"
#pragma GCC visibility push(hidden)

extern const xent_format xent_format_npy, xent_format_npz, xent_format_csv, xent_format_tsv;

#pragma GCC visibility pop
#endif
