/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes are text: read by one libcsv and in pieces they give the same table, notes and errors.
   Built as fuzz_reader.c is, and fed from the same corpus.

   The first byte chooses the separators and where rounds and pieces end. */
#define _GNU_SOURCE /* memfd_create */
#include <sys/mman.h>
#include <unistd.h>
#include "../unit/csv_paths.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    char path[64];
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || n < 2 || write(fd, bytes + 1, n - 1) != (ssize_t)(n - 1))
        return close(fd), 0;
    xent_read_options options = {.decimal = bytes[0] >> 2 & 1 ? ',' : '.'};
    xent_csv_text how = {.delimiter = ",;\t,"[bytes[0] & 3],
                         .eol = memchr(bytes + 1, '\n', n - 1) ? '\n' : '\r',
                         .threads = 1,
                         .round = (size_t)8 << (bytes[0] >> 5 << 1),
                         .piece = 1 + n % 13,
                         .libcsv = bytes[0] >> 3 & 1};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const char *what = paths_differ(path, &options, &how);
    if (what) {
        fprintf(stderr, "%s differs\n", what);
        abort();
    }
    close(fd);
    return 0;
}
