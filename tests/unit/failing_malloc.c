/* SPDX-License-Identifier: GPL-3.0-or-later */
/* malloc and its kin, in the place of glibc's, for tests of memory that runs out. */
#include "failing_malloc.h"
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

/* The allocator beneath. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t alignment, size_t n);
void __libc_free(void *p);

static atomic_long left, live, bytes, most;
static atomic_bool armed, always, hit;
static bool ours;

/* Where the program's own code begins and ends, says the linker. */
extern const char __executable_start, etext;

void
failing_malloc_arm(long n, bool sticky)
{
    left = n;
    always = sticky;
    hit = false;
    armed = n > 0;
}

bool
failing_malloc_disarm(void)
{
    armed = false;
    return hit;
}

bool
failing_malloc_ours(void)
{
    return ours;
}

long
failing_malloc_live(void)
{
    return live;
}

/* caller: who asks for memory. */
static bool
should_fail(const void *caller)
{
    if (!armed || (atomic_fetch_sub(&left, 1) != 1 && !(always && hit)))
        return false;
    if (!hit)
        ours = (const char *)caller >= &__executable_start && (const char *)caller < &etext;
    hit = true;
    errno = ENOMEM;
    return true;
}

static void
add_bytes(long more)
{
    long now = atomic_fetch_add(&bytes, more) + more;
    if (now > most)
        most = now; /* threads may miss each other's peaks: tests of them use one */
}

void
failing_malloc_reset_peak(void)
{
    bytes = most = 0;
}

long
failing_malloc_peak(void)
{
    return most;
}

static void *
counted(void *p)
{
    live += p != NULL;
    add_bytes((long)malloc_usable_size(p));
    return p;
}

void *
malloc(size_t n)
{
    return should_fail(__builtin_return_address(0)) ? NULL : counted(__libc_malloc(n));
}

void *
calloc(size_t n, size_t size)
{
    return should_fail(__builtin_return_address(0)) ? NULL : counted(__libc_calloc(n, size));
}

void *
realloc(void *p, size_t n)
{
    if (should_fail(__builtin_return_address(0)))
        return NULL;
    long before = (long)malloc_usable_size(p);
    void *q = __libc_realloc(p, n);
    live += (p == NULL) && q;
    add_bytes(q ? (long)malloc_usable_size(q) - before : 0);
    return q;
}

void *
aligned_alloc(size_t alignment, size_t n)
{
    return should_fail(__builtin_return_address(0)) ? NULL : counted(__libc_memalign(alignment, n));
}

int
posix_memalign(void **p, size_t alignment, size_t n)
{
    *p = aligned_alloc(alignment, n);
    return *p ? 0 : ENOMEM;
}

void
free(void *p)
{
    live -= p != NULL;
    add_bytes(-(long)malloc_usable_size(p));
    __libc_free(p);
}
