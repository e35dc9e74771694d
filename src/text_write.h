/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample as separated text. */
#ifndef XENT_TEXT_WRITE_H
#define XENT_TEXT_WRITE_H
#include "output.h"
#include "reader.h"
#pragma GCC visibility push(hidden)

/* A header, then a line per row: probabilities alone, or the label, the scores and the weight.
   Numbers are as short as they can be to read back as what they are. */
xent_status xent_text_write(const xent_sample *sample, xent_content content, char delimiter,
                            xent_output *out, xent_error *err);

#pragma GCC visibility pop
#endif
