/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "executor.h"
#include <pthread.h>
#include <unistd.h>

/* Elements that are worth a thread: about a millisecond of exponentials. */
static const size_t elements_per_thread = 100000;

typedef struct {
    pthread_mutex_t lock;
    size_t next, blocks;
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

static size_t
take_block(run_state *run)
{
    pthread_mutex_lock(&run->lock);
    size_t block = run->status == XENT_OK ? run->next : run->blocks;
    if (block < run->blocks)
        run->next++;
    pthread_mutex_unlock(&run->lock);
    return block;
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
    for (size_t block; (block = take_block(run)) < run->blocks;) {
        xent_error error = {0};
        xent_status status = run->job(run->context, me->worker, block, &error);
        if (status != XENT_OK)
            note_failure(run, block, status, &error);
    }
    return NULL;
}

xent_status
xent_run_blocks(unsigned threads, size_t blocks, xent_job *job, void *context, xent_error *err)
{
    run_state run = {.blocks = blocks, .failed_block = blocks, .job = job, .context = context};
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
