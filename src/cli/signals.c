/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals that end the command: what they may leave behind, and what must be said.

   Inputs are mapped.  Where one becomes shorter meanwhile, touching what is gone raises SIGBUS: the
   results so far are worth nothing, so the handler says so and ends the process.  Outputs mostly
   have no name until they are whole (see output.h); where the file system cannot do that, a
   temporary one is removed here.  A gnuplot that is drawing is killed.  Handlers may look at static memory only, and call what POSIX
   allows them. */
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli.h"

enum { MOST_INPUTS = 8, MOST_DESCRIPTORS = 64 };

/* An input that may be mapped. */
typedef struct {
    const char *path;
    off_t size;         /* when the command began */
    char message[1200]; /* if it has become shorter */
} watched;

static watched inputs[MOST_INPUTS];
static volatile sig_atomic_t watching;
static volatile sig_atomic_t plotting;

volatile sig_atomic_t *
cli_plotting(void)
{
    return &plotting;
}

void
cli_watch(const char *path)
{
    struct stat about;
    char shown[1024];
    if (watching == MOST_INPUTS || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return;
    watched *w = &inputs[watching];
    xent_escape(path, shown, sizeof shown);
    *w = (watched){.path = path, .size = about.st_size};
    snprintf(w->message, sizeof w->message,
             "xent: %s: error: the file became shorter while it was read\n", shown);
    watching++;
}

/* "/proc/self/fd/N" for N below 100; snprintf may not be called here. */
static void
name_descriptor(int fd, char *name)
{
    static const char start[] = "/proc/self/fd/";
    memcpy(name, start, sizeof start);
    name += sizeof start - 1;
    if (fd >= 10)
        *name++ = (char)('0' + fd / 10);
    *name++ = (char)('0' + fd % 10);
    *name = '\0';
}

/* Unlinks the open files that are called .xent-... */
static void
remove_temporaries(void)
{
    char name[32], target[4096];
    for (int fd = 3; fd < MOST_DESCRIPTORS; fd++) {
        name_descriptor(fd, name);
        ssize_t n = readlink(name, target, sizeof target - 1);
        if (n < 0)
            continue;
        target[n] = '\0';
        const char *slash = strrchr(target, '/');
        if (slash && strncmp(slash, "/.xent-", 7) == 0)
            unlink(target);
    }
}

/* gnuplot is in a group of its own, which no terminal signals. */
static void
stop_plotting(void)
{
    if (plotting > 0)
        kill(-(pid_t)plotting, SIGKILL);
}

static void
end_by_default(int number)
{
    signal(number, SIG_DFL);
    raise(number);
}

static void
on_bus_error(int number, siginfo_t *info, void *context)
{
    static const char other[] = "xent: error: an input cannot be read any more\n";
    const char *message = other;
    struct stat about;
    (void)context;
    remove_temporaries();
    stop_plotting();
    if (info->si_code != BUS_ADRERR) {
        end_by_default(number);
        return;
    }
    for (int i = 0; i < watching; i++)
        if (stat(inputs[i].path, &about) != 0 || about.st_size < inputs[i].size)
            message = inputs[i].message;
    (void)!write(STDERR_FILENO, message, strlen(message));
    _exit(CLI_SYSTEM);
}

static void
on_end(int number)
{
    remove_temporaries();
    stop_plotting();
    end_by_default(number);
}

bool
cli_handle_signals(void)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction before, bus = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO},
                             end = {.sa_handler = on_end};
    signal(SIGPIPE, SIG_DFL); /* who closes our pipe has read enough: end quietly, as usual */
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (sigaction(ends[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup */
            sigaction(ends[i], &end, NULL);
    return sigaction(SIGBUS, &bus, NULL) == 0;
}
