/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passes over the blocks of a sample on several threads.

   Each thread has scratch of its own and a state of its own, which the caller merges afterwards;
   states that hold exact sums make the result the same for any number of threads.  Everything is
   allocated once, before the first pass. */
#ifndef XENT_SWEEP_H
#define XENT_SWEEP_H
#include "executor.h"
#include "sample.h"

#pragma GCC visibility push(hidden)

typedef struct {
    const xent_sample *sample;
    unsigned threads;
    size_t state_size, stride;
    char *memory; /* threads * stride bytes: state, the sample's scratch, the visitor's scratch */
} xent_sweep;

/* Sees one block.  state: the thread's; scratch: scratch_size bytes, aligned for anything. */
typedef xent_status xent_visitor(void *context, const xent_block *block, void *state,
                                 void *scratch, xent_error *err);

/* Prepares passes over `sample` on up to `threads` threads (0: all processors; fewer where the
   work is small).  XENT_ENOMEM. */
xent_status xent_sweep_open(const xent_sample *sample, unsigned threads, size_t state_size,
                            size_t scratch_size, xent_sweep *sweep, xent_error *err);
void xent_sweep_close(xent_sweep *sweep);

/* One pass: clears the states and shows every block to `visit`.  Errors of the source and of
   `visit`, that of the lowest block first. */
xent_status xent_sweep_run(const xent_sweep *sweep, xent_visitor *visit, void *context,
                           xent_error *err);

/* One pass in which the blocks are cut into `parts` runs of neighbours, at least one.  `visit` sees
   the blocks of a run in their order, with its state: state_size bytes, which the caller has
   cleared, at states + run * state_size.  So sums of doubles come out the same for any number of
   threads. */
xent_status xent_sweep_run_parts(const xent_sweep *sweep, size_t parts, void *states,
                                 size_t state_size, xent_visitor *visit, void *context,
                                 xent_error *err);

/* The state of thread i, 0 .. threads-1, after a pass. */
void *xent_sweep_state(const xent_sweep *sweep, unsigned i);

#pragma GCC visibility pop
#endif
