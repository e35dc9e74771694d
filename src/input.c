/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "system.h"

size_t
xent_input_odd(const unsigned char *bytes, size_t n)
{
    enum { ESCAPE = 27 };
    size_t i = 0;
    while (i < n && ((bytes[i] >= '\t' && bytes[i] <= '\r') || bytes[i] == ESCAPE || bytes[i] >= ' '))
        i++;
    return i;
}

xent_status
xent_input_fail(const xent_input *input, xent_error *err, xent_status status, const char *format,
                ...)
{
    char sentence[sizeof err->sentence];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    xent_fail(err, status, "%s", sentence);
    xent_error_place(err, input->path, 0);
    return status;
}

/* read() until n bytes or the end. */
static xent_status
read_fully(const xent_input *input, void *bytes, size_t n, size_t *got, xent_error *err)
{
    *got = 0;
    while (*got < n) {
        size_t want = n - *got < (1u << 30) ? n - *got : 1u << 30;
        ssize_t part = read(input->file.fd, (char *)bytes + *got, want);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return xent_fail_system(input->path, "read", err);
        if (part == 0)
            break;
        *got += (size_t)part;
    }
    return XENT_OK;
}

xent_status
xent_input_open(const char *path, xent_input *input, xent_error *err)
{
    struct stat about;
    *input = (xent_input){.path = strdup(path), .file = {.fd = -1}};
    if (!input->path)
        return xent_fail_memory(err);
    input->file.fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                       : open(path, O_RDONLY | O_CLOEXEC);
    if (input->file.fd < 0)
        return xent_fail_system(input->path, "open", err);
    if (fstat(input->file.fd, &about) != 0)
        return xent_fail_system(input->path, "examine", err);
    if (S_ISDIR(about.st_mode))
        return xent_input_fail(input, err, XENT_EIO, "cannot read: it is a folder");
    input->head = malloc(XENT_INPUT_HEAD);
    if (!input->head)
        return xent_fail_memory(err);
    xent_status status =
        read_fully(input, input->head, XENT_INPUT_HEAD, &input->head_size, err);
    /* Standard input may be a file of which somebody has read a part: take it in order. */
    input->regular = S_ISREG(about.st_mode) && strcmp(path, "-") != 0;
    input->file.path = input->path;
    input->file.size = input->regular ? (uint64_t)about.st_size : 0;
    return status;
}

void
xent_input_close(xent_input *input)
{
    xent_file_unmap(&input->file);
    if (input->file.fd >= 0)
        close(input->file.fd);
    free(input->head);
    free(input->path);
    *input = (xent_input){.file = {.fd = -1}};
}

xent_status
xent_input_read(xent_input *input, void *bytes, size_t n, size_t *got, xent_error *err)
{
    size_t from_head = 0;
    if (input->position < input->head_size) {
        from_head = input->head_size - (size_t)input->position;
        from_head = from_head < n ? from_head : n;
        memcpy(bytes, input->head + input->position, from_head);
    }
    xent_status status = read_fully(input, (char *)bytes + from_head, n - from_head, got, err);
    *got += from_head;
    input->position += *got;
    return status;
}

xent_status
xent_input_spool(xent_input *input, xent_budget *budget, xent_spool **spool, xent_error *err)
{
    unsigned char *piece = malloc(XENT_INPUT_HEAD);
    size_t got = XENT_INPUT_HEAD;
    *spool = xent_spool_make(budget);
    xent_status status = piece && *spool ? XENT_OK : xent_fail_memory(err);
    while (status == XENT_OK && got == XENT_INPUT_HEAD) {
        status = xent_input_read(input, piece, XENT_INPUT_HEAD, &got, err);
        if (status == XENT_OK)
            status = xent_spool_add(*spool, piece, got, err);
    }
    if (status == XENT_OK)
        status = xent_spool_finish(*spool, err);
    free(piece);
    if (status != XENT_OK) {
        xent_spool_free(*spool);
        *spool = NULL;
    }
    return status;
}
