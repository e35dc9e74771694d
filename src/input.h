/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a file or of standard input, for the formats: the first ones for sniffing, then
   either anywhere (a regular file) or in order (anything). */
#ifndef XENT_INPUT_H
#define XENT_INPUT_H
#include <stdbool.h>
#include "spool.h"
#pragma GCC visibility push(hidden)

enum { XENT_INPUT_HEAD = 65536 };

typedef struct xent_input {
    char *path;         /* as given */
    xent_file file;     /* if it is regular, its bytes can be asked for anywhere */
    bool regular;
    unsigned char *head; /* the first head_size bytes: XENT_INPUT_HEAD of them, or all there are */
    size_t head_size;
    uint64_t position;  /* of the next xent_input_read */
} xent_input;

/* Opens PATH ("-": standard input) and reads its head.  XENT_EIO with the system's reason. */
xent_status xent_input_open(const char *path, xent_input *input, xent_error *err);
void xent_input_close(xent_input *input);

/* Reads up to n bytes in order, as many as there are: *got < n only at the end. */
xent_status xent_input_read(xent_input *input, void *bytes, size_t n, size_t *got,
                            xent_error *err);

/* The whole rest of the input. */
xent_status xent_input_spool(xent_input *input, xent_budget *budget, xent_spool **spool,
                             xent_error *err);

/* The first byte that no text holds, n if there is none: controls but for blanks, ends of lines and
   the escape that colours are made of, which is escaped wherever it is shown. */
size_t xent_input_odd(const unsigned char *bytes, size_t n);

/* xent_fail with the input's name as the place. */
xent_status xent_input_fail(const xent_input *input, xent_error *err, xent_status status,
                            const char *format, ...) XENT_PRINTF(4, 5);

#pragma GCC visibility pop
#endif
