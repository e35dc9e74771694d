/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipe2 and prlimit are Linux's. */
#define _GNU_SOURCE
#include "gnuplot.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "text.h"

const xent_gnuplot xent_gnuplot_default = {
    .milliseconds = XENT_GNUPLOT_MILLISECONDS,
    .bytes = XENT_GNUPLOT_BYTES,
};

enum { COMPLAINT_BYTES = 4096, CPU_SECONDS = 40 };

/* A running gnuplot.  Descriptors are -1 when closed; pid is 0 when there is no child. */
typedef struct {
    pid_t pid;
    int in, out, err; /* where we write and read */
    int child_in, child_out, child_err;
    int64_t deadline;
    xent_buffer complaint;
    volatile sig_atomic_t *group; /* where pid is told to handlers of signals; NULL: nowhere */
} child;

static const child no_child = {.in = -1, .out = -1, .err = -1,
                               .child_in = -1, .child_out = -1, .child_err = -1};

struct xent_plotter {
    child child;
};

static int64_t
milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *
find_program(const char *program)
{
    static const char *const candidates[] = {"/usr/local/bin/gnuplot", "/usr/bin/gnuplot",
                                             "/bin/gnuplot", NULL};
    if (program)
        return access(program, X_OK) == 0 ? program : NULL;
    for (const char *const *p = candidates; *p; p++) {
        if (access(*p, X_OK) == 0)
            return *p;
    }
    return NULL;
}

static xent_status
not_found(const char *program, xent_error *err)
{
    if (program && program[0] != '/')
        xent_fail(err, XENT_EPLOT, "gnuplot not found: %s is not an absolute path", program);
    else if (program)
        xent_fail(err, XENT_EPLOT, "gnuplot not found: %s", program);
    else
        xent_fail(err, XENT_EPLOT, "gnuplot not found");
    xent_error_hint(err, "apt install gnuplot-nox, or set XENT_GNUPLOT");
    return XENT_EPLOT;
}

static void
close_once(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Moves a descriptor out of the way of 0, 1 and 2, which the child's dup2 calls overwrite in turn
   (a caller may have closed its own). */
static int
lift(int *fd)
{
    int high = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
    close_once(fd);
    *fd = high;
    return high;
}

static int
open_pipe(int *reader, int *writer)
{
    int fd[2];
    if (pipe2(fd, O_CLOEXEC) != 0)
        return -1;
    *reader = fd[0];
    *writer = fd[1];
    return lift(reader) < 0 || lift(writer) < 0 ? -1 : 0;
}

/* A socket, since what writes to one can do without the signal that says that nobody reads. */
static int
open_input(child *c)
{
    int fd[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
        return -1;
    c->in = fd[0];
    c->child_in = fd[1];
    return lift(&c->in) < 0 || lift(&c->child_in) < 0 ? -1 : 0;
}

/* The child starts with the signals of a fresh process, in a group of its own, so that whatever it
   started dies with it. */
static int
spawn_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    sigdelset(&usual, SIGKILL);
    sigdelset(&usual, SIGSTOP);
    return posix_spawnattr_setsigmask(attributes, &none) ||
           posix_spawnattr_setsigdefault(attributes, &usual) ||
           posix_spawnattr_setpgroup(attributes, 0) ||
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP);
}

static int
spawn_actions(const child *c, posix_spawn_file_actions_t *actions)
{
    return posix_spawn_file_actions_adddup2(actions, c->child_in, 0) ||
           posix_spawn_file_actions_adddup2(actions, c->child_out, 1) ||
           posix_spawn_file_actions_adddup2(actions, c->child_err, 2) ||
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
           posix_spawn_file_actions_addclosefrom_np(actions, 3) ||
#endif
           0;
}

/* 0 or an errno. */
static int
spawn(child *c, const char *program)
{
    char name[] = "gnuplot", dash_d[] = "-d";
    char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8";
    char home[] = "HOME=/nonexistent", terminal[] = "GNUTERM=unknown";
    char *argv[] = {name, dash_d, NULL};
    char *environment[] = {path, locale, home, terminal, NULL};
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error = posix_spawnattr_init(&attributes);
    if (error)
        return error;
    error = posix_spawn_file_actions_init(&actions);
    if (!error) {
        if (spawn_attributes(&attributes) || spawn_actions(c, &actions))
            error = ENOMEM;
        else
            error = posix_spawn(&c->pid, program, &actions, &attributes, argv, environment);
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    if (error)
        c->pid = 0;
    return error;
}

/* No signal finds a child that is not told, or one that is told and gone: between these two its
   handler waits. */
static void
hold_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, before);
}

static void
release_signals(const child *c, const sigset_t *before)
{
    if (c->group)
        *c->group = (sig_atomic_t)c->pid;
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* 0 or an errno. */
static int
spawn_and_tell(child *c, const char *program)
{
    sigset_t before;
    hold_signals(&before);
    int error = spawn(c, program);
    release_signals(c, &before);
    return error;
}

/* As waitpid; what is gone has no pid any more. */
static pid_t
reap(child *c, int *how, int options)
{
    sigset_t before;
    hold_signals(&before);
    pid_t got = waitpid(c->pid, how, options);
    if (got == c->pid || (got < 0 && errno != EINTR))
        c->pid = 0;
    release_signals(c, &before);
    return got;
}

/* posix_spawn cannot set limits; the child's can be set from here.  They are a second fence behind
   the deadline, for the case that this process is killed first, so a refusal is no matter. */
static void
limit(pid_t pid)
{
    prlimit(pid, RLIMIT_CPU, &(struct rlimit){CPU_SECONDS, CPU_SECONDS}, NULL);
    prlimit(pid, RLIMIT_CORE, &(struct rlimit){0, 0}, NULL);
}

static xent_status
start(child *c, const char *wanted, xent_error *err)
{
    const char *program = find_program(wanted);
    int error = 0;
    if (!program || program[0] != '/')
        return not_found(wanted, err);
    if (open_input(c) != 0 || open_pipe(&c->out, &c->child_out) != 0 ||
        open_pipe(&c->err, &c->child_err) != 0)
        error = errno;
    else
        error = spawn_and_tell(c, program);
    close_once(&c->child_in);
    close_once(&c->child_out);
    close_once(&c->child_err);
    if (error == ENOMEM)
        return xent_fail_memory(err);
    if (error)
        return xent_fail(err, XENT_EPLOT, "%s could not be started: %s", program, strerror(error));
    limit(c->pid);
    return XENT_OK;
}

/* Reads what is there from *fd, and closes it at its end. */
static xent_status
drain(int *fd, size_t most, bool complain, xent_buffer *buffer, xent_error *err)
{
    char bytes[65536];
    ssize_t n = read(*fd, bytes, sizeof bytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return XENT_OK;
    if (n <= 0) {
        close_once(fd);
        return XENT_OK;
    }
    size_t room = most - buffer->size, size = (size_t)n;
    if (size > room && complain)
        return xent_fail(err, XENT_EPLOT, "gnuplot wrote more than %zu bytes", most);
    xent_buffer_add(buffer, bytes, size < room ? size : room);
    return xent_buffer_status(buffer, err);
}

/* Writes what the child takes of the script; closes its input behind the end of it, or where the
   child reads no more. */
static void
feed(child *c, const char *script, size_t size, size_t *done)
{
    ssize_t n = send(c->in, script + *done, size - *done, MSG_DONTWAIT | MSG_NOSIGNAL);
    bool busy = n < 0 && (errno == EINTR || errno == EAGAIN);
    *done += n > 0 ? (size_t)n : 0;
    if ((n < 0 && !busy) || *done == size)
        close_once(&c->in);
}

static xent_status
converse(child *c, const xent_gnuplot *gnuplot, const char *script, size_t size,
         xent_buffer *picture, xent_error *err)
{
    xent_status status = XENT_OK;
    size_t done = 0;
    while (status == XENT_OK && (c->out >= 0 || c->err >= 0)) {
        struct pollfd fds[] = {{.fd = c->out, .events = POLLIN},
                               {.fd = c->err, .events = POLLIN},
                               {.fd = c->in, .events = POLLOUT}};
        int64_t left = c->deadline - milliseconds_now();
        if (left <= 0)
            return xent_fail(err, XENT_EPLOT, "gnuplot took longer than %g seconds",
                             gnuplot->milliseconds / 1000.0);
        if (poll(fds, 3, (int)left) < 0 && errno != EINTR)
            return xent_fail(err, XENT_EPLOT, "gnuplot cannot be listened to");
        if (fds[2].revents)
            feed(c, script, size, &done);
        if (fds[0].revents)
            status = drain(&c->out, gnuplot->bytes, true, picture, err);
        if (status == XENT_OK && fds[1].revents)
            status = drain(&c->err, COMPLAINT_BYTES, false, &c->complaint, err);
    }
    return status;
}

/* Waits until the deadline for a child that has closed its outputs. */
static xent_status
await(child *c, const xent_gnuplot *gnuplot, int *how, xent_error *err)
{
    for (;;) {
        pid_t got = reap(c, how, WNOHANG);
        if (c->pid == 0)
            return got > 0 ? XENT_OK
                           : xent_fail(err, XENT_EPLOT, "how gnuplot ended cannot be learnt");
        if (milliseconds_now() >= c->deadline)
            return xent_fail(err, XENT_EPLOT, "gnuplot took longer than %g seconds",
                             gnuplot->milliseconds / 1000.0);
        nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
    }
}

static void
kill_child(child *c)
{
    if (c->pid <= 0)
        return;
    kill(-c->pid, SIGKILL);
    kill(c->pid, SIGKILL);
    while (c->pid > 0)
        reap(c, NULL, 0);
}

/* The first line of a complaint that says something: not the echoed command, not the caret below
   it; without "line 0:". */
static const char *
first_line(xent_buffer *complaint)
{
    char *best = NULL, *rest = NULL;
    if (!complaint->bytes)
        return NULL;
    for (char *line = strtok_r(complaint->bytes, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        line += strspn(line, " \t\r^");
        if (*line == '\0' || strncmp(line, "gnuplot>", 8) == 0 || strstr(line, "warning:"))
            continue;
        if (strncmp(line, "line ", 5) == 0 && strchr(line, ':'))
            return strchr(line, ':') + 1 + strspn(strchr(line, ':') + 1, " ");
        if (!best)
            best = line;
    }
    return best;
}

static xent_status
judge(child *c, int how, xent_error *err)
{
    const char *line = first_line(&c->complaint);
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return XENT_OK;
    if (WIFSIGNALED(how))
        return xent_fail(err, XENT_EPLOT, "gnuplot was killed by signal %d", WTERMSIG(how));
    if (line)
        return xent_fail(err, XENT_EPLOT, "gnuplot failed: %s", line);
    return xent_fail(err, XENT_EPLOT, "gnuplot failed with exit status %d", WEXITSTATUS(how));
}

/* Ends it, however far it has got. */
static void
dismiss(child *c)
{
    kill_child(c);
    close_once(&c->in);
    close_once(&c->out);
    close_once(&c->err);
    xent_buffer_free(&c->complaint);
}

xent_plotter *
xent_gnuplot_start(const char *program, volatile sig_atomic_t *group)
{
    xent_plotter *plotter = malloc(sizeof *plotter);
    if (!plotter)
        return NULL;
    plotter->child = no_child;
    plotter->child.group = group;
    if (start(&plotter->child, program, NULL) == XENT_OK)
        return plotter;
    xent_gnuplot_dismiss(plotter);
    return NULL;
}

void
xent_gnuplot_dismiss(xent_plotter *plotter)
{
    if (plotter)
        dismiss(&plotter->child);
    free(plotter);
}

xent_status
xent_gnuplot_run(const xent_gnuplot *gnuplot, const char *script, size_t size,
                 xent_buffer *picture, xent_error *err)
{
    child own = no_child;
    bool started = gnuplot->started && gnuplot->started->child.pid > 0;
    child *c = started ? &gnuplot->started->child : &own;
    int how = 0;
    own.group = gnuplot->group;
    xent_status status = started ? XENT_OK : start(c, gnuplot->program, err);
    c->deadline = milliseconds_now() + gnuplot->milliseconds;
    if (status == XENT_OK)
        status = converse(c, gnuplot, script, size, picture, err);
    if (status == XENT_OK)
        status = await(c, gnuplot, &how, err);
    kill_child(c);
    if (status == XENT_OK)
        status = judge(c, how, err);
    dismiss(c);
    return status;
}
