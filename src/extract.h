/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was picked to rows for the door: cells that are not what their column should hold are
   refused, labels become numbers. */
#ifndef XENT_EXTRACT_H
#define XENT_EXTRACT_H
#include "select.h"
#pragma GCC visibility push(hidden)

/* Fills raw.  On success raw->state owns the table of the scores (taken out of the selection), and
   the labels and weights are malloc'ed; on failure nothing is owned.  The selection must live until
   raw has been admitted. */
xent_status xent_extract(xent_selection *selection, xent_raw *raw, xent_error *err);

#pragma GCC visibility pop
#endif
