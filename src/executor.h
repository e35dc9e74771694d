/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks handed out to POSIX threads.

   Threads live for one run: starting one costs some 20 microseconds, which is nothing beside the
   work that is worth a thread, and in return there is no pool to own, to idle or to shut down. */
#ifndef XENT_EXECUTOR_H
#define XENT_EXECUTOR_H
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { XENT_MAX_THREADS = 256 };

/* Does block `block` of a job.  `worker` (0 .. threads-1) names the thread, so that each may keep
   its own partial sums in `context`. */
typedef xent_status xent_job(void *context, unsigned worker, size_t block, xent_error *err);

/* How many of `threads` (0: as many as there are processors online) are worth starting for `work`
   elements: at least 1, at most XENT_MAX_THREADS. */
unsigned xent_threads_for(unsigned threads, size_t work);

/* Runs job(context, worker, b, err) for b = 0 .. blocks-1, handed out in increasing order, a few
   neighbours at a time where there are many, to `threads` workers (1: the caller's own thread,
   nothing is started).  After a failure no further block is handed out, and the failure of the
   lowest block is returned: the same one whatever the number of threads.  If a thread cannot be
   started the others do its work. */
xent_status xent_run_blocks(unsigned threads, size_t blocks, xent_job *job, void *context,
                            xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
