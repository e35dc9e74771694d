/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "executor.h"
#include <pthread.h>
#include <unistd.h>

/* Elements that are worth a thread: about a millisecond of exponentials. */
static const size_t elements_per_thread = 100000;

/* Blocks are handed out in runs of neighbours, since kernels fetch what comes next: so many at
   most, and so few that a thread gets this many runs. */
enum { LONGEST_RUN = 8, RUNS_OF_THREAD = 64 };

typedef struct {
    pthread_mutex_t lock;
    size_t next, blocks, length; /* of a run of blocks */
    size_t failed_block; /* the lowest; blocks: none */
    xent_status status;
    xent_error error;
    xent_job *job;
    void *context;
} run_state;

typedef struct {
    run_state *run;
    unsigned worker;
} worker_state;

unsigned
xent_threads_for(unsigned threads, size_t work)
{
    if (threads == 0) {
        long online = sysconf(_SC_NPROCESSORS_ONLN);
        threads = online > 1 ? (unsigned)online : 1;
    }
    if (threads > XENT_MAX_THREADS)
        threads = XENT_MAX_THREADS;
    size_t worth = work / elements_per_thread + 1;
    return worth < threads ? (unsigned)worth : threads;
}

/* Takes the blocks from the returned one to *end. */
static size_t
take_run(run_state *run, size_t *end)
{
    pthread_mutex_lock(&run->lock);
    size_t first = run->status == XENT_OK ? run->next : run->blocks, left = run->blocks - first;
    *end = first + (left < run->length ? left : run->length);
    if (left > 0)
        run->next = *end;
    pthread_mutex_unlock(&run->lock);
    return first;
}

static void
note_failure(run_state *run, size_t block, xent_status status, const xent_error *error)
{
    pthread_mutex_lock(&run->lock);
    if (block < run->failed_block) {
        run->failed_block = block;
        run->status = status;
        run->error = *error;
    }
    pthread_mutex_unlock(&run->lock);
}

static void *
work(void *argument)
{
    const worker_state *me = argument;
    run_state *run = me->run;
    for (size_t end, block; (block = take_run(run, &end)) < run->blocks;) {
        xent_status status = XENT_OK;
        for (; block < end && status == XENT_OK; block++) {
            xent_error error = {0};
            status = run->job(run->context, me->worker, block, &error);
            if (status != XENT_OK)
                note_failure(run, block, status, &error);
        }
    }
    return NULL;
}

static size_t
length_of_runs(unsigned threads, size_t blocks)
{
    size_t length = blocks / ((size_t)(threads > 1 ? threads : 1) * RUNS_OF_THREAD);
    return length < 1 ? 1 : length > LONGEST_RUN ? LONGEST_RUN : length;
}

xent_status
xent_run_blocks(unsigned threads, size_t blocks, xent_job *job, void *context, xent_error *err)
{
    run_state run = {.blocks = blocks, .length = length_of_runs(threads, blocks),
                     .failed_block = blocks, .job = job, .context = context};
    worker_state worker[XENT_MAX_THREADS];
    pthread_t thread[XENT_MAX_THREADS];
    unsigned started = 1;
    if (pthread_mutex_init(&run.lock, NULL) != 0)
        return xent_fail_memory(err);
    for (; started < threads && started < blocks && started < XENT_MAX_THREADS; started++) {
        worker[started] = (worker_state){&run, started};
        if (pthread_create(&thread[started], NULL, work, &worker[started]) != 0)
            break;
    }
    worker[0] = (worker_state){&run, 0};
    work(&worker[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&run.lock);
    if (run.status != XENT_OK && err)
        *err = run.error;
    return run.status;
}
