/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status codes, and the sentence that goes with them.

   Every function that can fail returns an xent_status and takes, last, an xent_error that the
   caller owns; NULL is allowed and means that nobody wants the sentence.  The library never
   prints, exits or aborts.  Notes (things worth saying that are not failures) are collected in an
   xent_notes, which the caller frees. */
#ifndef XENT_STATUS_H
#define XENT_STATUS_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    XENT_OK = 0,
    XENT_EINVAL, /* an argument outside its documented range */
    XENT_EDATA,  /* the data cannot be used: damaged, ragged, NaN, out of range */
    XENT_EIO,    /* the file system said no */
    XENT_ENOMEM, /* no memory */
    XENT_EFIT,   /* a fit without a finite optimum */
    XENT_EPLOT   /* gnuplot is missing or failed */
} xent_status;

/* What went wrong and where.  All texts are NUL-terminated and cut to fit; they may hold any byte
   that a file name or a field of a file held, so escape them before you show them. */
typedef struct {
    xent_status status;
    unsigned long long line; /* counted from 1 with the header and blank lines; 0: there is none */
    char place[256];         /* the file, or "" */
    char sentence[512];      /* one sentence with the offending value, no full stop */
    char hint[512];          /* what to do, a command to run if there is one; or "" */
} xent_error;

typedef enum { XENT_NOTE, XENT_WARNING } xent_severity;

/* A message that does not stop the work. */
typedef struct {
    xent_severity severity;
    xent_error message; /* its status is XENT_OK */
} xent_note;

/* A growing list of notes; all zero is an empty one. */
typedef struct {
    xent_note *items;
    size_t size, capacity;
} xent_notes;

#if defined(__GNUC__)
#define XENT_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define XENT_PRINTF(text, first)
#endif

/* The version of the library, "0.1.0". */
const char *xent_version(void);

/* A few lower-case words for `status`: "invalid data".  Never NULL, never freed. */
const char *xent_strerror(xent_status status);

/* Starts *err anew with `status` and a printf-formatted sentence (place, line and hint are
   emptied) and returns `status`, so that a failure is one line: return xent_fail(err, ...). */
xent_status xent_fail(xent_error *err, xent_status status, const char *format, ...)
    XENT_PRINTF(3, 4);

/* The same for an allocation that failed; the sentence is always "out of memory". */
xent_status xent_fail_memory(xent_error *err);

/* Says where: `file` (NULL leaves the place as it is) and `line` (0: none). */
void xent_error_place(xent_error *err, const char *file, unsigned long long line);

/* Says what to do, printf-formatted. */
void xent_error_hint(xent_error *err, const char *format, ...) XENT_PRINTF(2, 3);

/* Appends an empty note and returns its message, to be filled with xent_note_say,
   xent_error_place and xent_error_hint; NULL, which those accept, if notes is NULL or there is
   no memory (a note is never worth failing for). */
xent_error *xent_notes_add(xent_notes *notes, xent_severity severity);

/* Sets the sentence of a message, printf-formatted; NULL is allowed. */
void xent_note_say(xent_error *message, const char *format, ...) XENT_PRINTF(2, 3);

/* Frees the items and leaves an empty list. */
void xent_notes_clear(xent_notes *notes);

#ifdef __cplusplus
}
#endif
#endif
