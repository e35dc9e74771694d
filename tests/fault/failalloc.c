/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A preloaded allocator that fails where it is told to.

       LD_PRELOAD=failalloc.so FAIL_AT=17 FAIL_STICKY=1 FAIL_COUNT=count.txt COMMAND

   FAIL_AT: the allocation that fails, counted from 1 (0 or unset: none); FAIL_STICKY=1: all later
   ones fail too; FAIL_COUNT: a file that gets the number of allocations when the process exits.
   Works with glibc, whose own allocator stays reachable by other names. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
int posix_memalign(void **result, size_t alignment, size_t size);
void *aligned_alloc(size_t alignment, size_t size);

static atomic_ulong count;
static unsigned long fail_at;
static int sticky;

__attribute__((constructor)) static void
read_orders(void)
{
    const char *at = getenv("FAIL_AT"), *stay = getenv("FAIL_STICKY");
    fail_at = at ? strtoul(at, NULL, 10) : 0;
    sticky = stay && *stay == '1';
    count = 0; /* what the loader allocated before main is not ours */
}

__attribute__((destructor)) static void
write_count(void)
{
    const char *path = getenv("FAIL_COUNT");
    char digits[24], *first = digits + sizeof digits;
    unsigned long n = count;
    if (!path)
        return;
    *--first = '\n';
    do
        *--first = (char)('0' + n % 10);
    while (n /= 10);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd >= 0) {
        if (write(fd, first, (size_t)(digits + sizeof digits - first)) < 0)
            _exit(99);
        close(fd);
    }
}

/* Is it this allocation's turn to fail? */
static int
fails(void)
{
    unsigned long n = ++count;
    if (fail_at == 0 || n < fail_at || (n > fail_at && !sticky))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *
malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int
posix_memalign(void **result, size_t alignment, size_t size)
{
    *result = fails() ? NULL : __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}
