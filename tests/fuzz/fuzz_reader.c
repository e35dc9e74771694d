/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes are a file: they are read, or refused with a sentence; what is read can be shown, sums
   up and is written again.  Built on demand:

       ./configure --enable-sanitize --disable-shared CC=clang CFLAGS="-g -O1 -fsanitize=fuzzer-no-link" \
           && make
       clang -g -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_reader.c \
           .libs/libxent.a -lgsl -lgslcblas -ljansson -lzip -lsmartcols -lxxhash -lcsv -lpthread -lm
       ./a.out corpus/

   The first byte chooses the options, so that one corpus meets them all. */
#define _GNU_SOURCE /* memfd_create */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "reader.h"

static xent_read_options
options_of(unsigned char byte)
{
    static const xent_kind_choice kinds[] = {XENT_KIND_AUTO, XENT_KIND_LOGITS, XENT_KIND_PROBS,
                                             XENT_KIND_LOGPROBS};
    xent_read_options options = {.unlabelled = byte & 1,
                                 .has_class_axis = byte >> 7,
                                 .class_axis = byte >> 6 & 1};
    options.admit.kind = kinds[byte >> 1 & 3];
    options.admit.normalize = byte >> 3 & 1;
    options.admit.clip = byte >> 4 & 1 ? 1e-6 : 0;
    options.header = byte >> 5 & 1 ? XENT_HEADER_NO : XENT_HEADER_AUTO;
    options.labels = byte >> 5 & 1 ? "0" : NULL;
    options.decimal = byte >> 6 & 1 ? ',' : '.';
    options.admit.threads = 1;
    return options;
}

/* Every block is what the shape says and holds what the door lets in. */
static void
walk(const xent_sample *sample)
{
    const xent_shape *shape = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    size_t rows = 0;
    for (size_t b = 0; scratch && b < shape->blocks; b++) {
        xent_block block;
        if (xent_sample_block(sample, b, scratch, &block, NULL) != XENT_OK)
            break;
        rows += block.rows;
        for (size_t i = 0; i < block.rows * block.columns; i++) {
            double z = xent_block_score(&block, i);
            if (!(z <= 1.7976931348623157e308) || (shape->kind == XENT_PROBS && !(z >= 0 && z <= 1)))
                abort();
        }
        for (size_t i = 0; block.label && i < block.rows; i++)
            if (block.label[i] < 0 || (size_t)block.label[i] >= shape->classes)
                abort();
    }
    if (scratch && rows != shape->rows)
        abort();
    free(scratch);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    char path[64];
    xent_sample *sample;
    xent_notes notes = {0};
    xent_error err = {0};
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || n < 1 || write(fd, bytes + 1, n - 1) != (ssize_t)(n - 1))
        return close(fd), 0;
    xent_read_options options = options_of(bytes[0]);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    xent_status status = xent_read(path, &options, &notes, &sample, &err);
    if ((status == XENT_OK) != (sample != NULL) || (status != XENT_OK && !err.sentence[0]))
        abort();
    if (sample) {
        walk(sample);
        if (xent_write("/dev/null", sample, NULL, &err) != XENT_EINVAL) /* it has no suffix */
            abort();
    }
    xent_sample_free(sample);
    xent_notes_clear(&notes);
    close(fd);
    return 0;
}
