/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of tests/reference/reader.inc on the disk, and the sample that all sound ones hold. */
#ifndef XENT_TESTS_READER_FILES_H
#define XENT_TESTS_READER_FILES_H
#include <stdlib.h>
#include <string.h>
#include <check.h>
#include "reader.h"
#include "scratch_file.h"
#include "../reference/reader.inc"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { ROWS = 4, COLUMNS = 3 };

static inline xent_sample *
must_read(const char *what, const char *path, const xent_read_options *options)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_status status = xent_read(path, options, NULL, &sample, &err);
    ck_assert_msg(status == XENT_OK, "%s: %s", what, err.sentence);
    return sample;
}

static inline void
check_wanted(const char *what, xent_sample *sample, bool labelled)
{
    const xent_shape *shape = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    xent_block block;
    ck_assert_uint_eq(shape->rows, ROWS);
    ck_assert_uint_eq(shape->columns, COLUMNS);
    ck_assert_uint_eq(shape->blocks, 1);
    ck_assert_int_eq(shape->kind, XENT_LOGITS);
    ck_assert_int_eq(xent_sample_block(sample, 0, scratch, &block, NULL), XENT_OK);
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        ck_assert_msg(xent_block_score(&block, i) == wanted_scores[i], "%s: cell %zu is %g", what,
                      i, xent_block_score(&block, i));
    for (size_t i = 0; labelled && i < ROWS; i++)
        ck_assert_msg(block.label[i] == wanted_labels[i], "%s: label %zu is %d", what, i,
                      (int)block.label[i]);
    ck_assert((block.label != NULL) == labelled);
    free(scratch);
    xent_sample_free(sample);
}

static inline const unsigned char *
sound_bytes(const char *role, const char *what, size_t *size)
{
    for (size_t i = 0; i < COUNT(sound); i++)
        if (strcmp(sound[i].role, role) == 0 && strcmp(sound[i].what, what) == 0) {
            *size = sound[i].size;
            return sound[i].bytes;
        }
    ck_abort_msg("no such file");
    return NULL;
}

static inline const char *
sound_file(const char *role, const char *what, const char *name)
{
    size_t size;
    const unsigned char *bytes = sound_bytes(role, what, &size);
    return scratch_file(name, bytes, size);
}

#endif
