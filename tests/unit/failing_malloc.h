/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocations that fail when a test wants them to. */
#ifndef XENT_TESTS_FAILING_MALLOC_H
#define XENT_TESTS_FAILING_MALLOC_H
#include <stdbool.h>

/* Lets the n-th allocation from now on fail (0: none), and with `sticky` all that follow it. */
void failing_malloc_arm(long n, bool sticky);

/* Disarms; was there an n-th allocation? */
bool failing_malloc_disarm(void);

/* Did the first that failed come from the program itself, not from a shared library? */
bool failing_malloc_ours(void);

/* Pieces that are allocated and not freed. */
long failing_malloc_live(void);

/* The most bytes that have been allocated at a time since the reset, beyond those of that moment. */
void failing_malloc_reset_peak(void);
long failing_malloc_peak(void);

#endif
