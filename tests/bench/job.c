/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job of libxent in a process of its own:  job JOB SCORES LABELS THREADS

   Prints {"seconds": s, "answer": x}: the time inside the process once the sample is open (but for
   read, which is the opening), and the number in which a peer must agree.  Quick jobs run several
   times; the median counts. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../unit/csv_paths.h"
#include "sweep.h"
#include "xent.h"

enum { MAX_REPEATS = 5 };

typedef struct {
    const char *scores, *labels;
    unsigned threads;
    xent_sample *sample;
    const void *what; /* the job's own */
} setting;

/* Runs the job once and gives its answer. */
typedef xent_status job_function(setting *s, double *answer, xent_error *err);

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static xent_status
open_sample(setting *s, double *answer, xent_error *err)
{
    xent_read_options options = {.labels = s->labels, .map = true, .admit = {.threads = s->threads}};
    xent_sample_free(s->sample);
    xent_status status = xent_read(s->scores, &options, NULL, &s->sample, err);
    *answer = status == XENT_OK ? (double)xent_sample_shape(s->sample)->rows : (double)NAN;
    return status;
}

/* The file becomes columns by libcsv alone, without the scanner of plain blocks. */
static xent_status
read_by_libcsv(setting *s, double *answer, xent_error *err)
{
    xent_read_options options = {.labels = s->labels};
    xent_csv_text text = {.delimiter = ',', .eol = '\n', .threads = s->threads, .round = 4 << 20,
                          .piece = 256 << 10, .libcsv = true};
    outcome out;
    read_path(s->scores, &options, &text, &out);
    *answer = out.status == XENT_OK ? (double)out.table->array->rows : (double)NAN;
    if (out.status != XENT_OK)
        *err = out.err;
    free_outcome(&out);
    return out.err.status;
}

/* The first parameter, or the NLL where there are many. */
static xent_status
fit(setting *s, double *answer, xent_error *err)
{
    const xent_map_type *type = xent_map_type_find(s->what);
    xent_fit_options options = {.threads = s->threads};
    xent_map *map = NULL;
    xent_fit certificate;
    xent_status status = xent_map_fit(type, s->sample, &options, &map, &certificate, err);
    if (status == XENT_OK) {
        size_t size;
        const double *parameter = xent_map_parameter(map, type->parameter[0].name, &size);
        *answer = size == 1 ? parameter[0] : certificate.nll_after;
    }
    xent_map_free(map);
    return status;
}

/* The first of the wanted metrics. */
static xent_status
measure(setting *s, double *answer, xent_error *err)
{
    const xent_metric *const *wanted = s->what;
    xent_settings settings = xent_settings_default;
    xent_evaluation *evaluation = NULL;
    settings.threads = s->threads;
    settings.metrics = wanted;
    xent_status status = xent_evaluate(s->sample, &settings, &evaluation, err);
    if (status == XENT_OK)
        *answer = xent_evaluation_value(evaluation, wanted[0])->value;
    xent_evaluation_free(evaluation);
    return status;
}

/* ---- how fast memory is */

/* The sum of n bytes' words, in vectors that wait for nothing but the bytes. */
static uint64_t
sum_of_words(const void *bytes, size_t n)
{
    enum { VECTORS = 8 };
    typedef uint64_t vector __attribute__((vector_size(16)));
    vector sum[VECTORS] = {{0}}, word;
    for (size_t i = 0; i + sizeof sum <= n; i += sizeof sum) {
        _Pragma("GCC unroll 8") for (size_t k = 0; k < VECTORS; k++) {
            memcpy(&word, (const char *)bytes + i + k * sizeof word, sizeof word);
            sum[k] += word;
        }
    }
    for (size_t k = 1; k < VECTORS; k++)
        sum[0] += sum[k];
    return sum[0][0] + sum[0][1];
}

static xent_status
add_words(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    uint64_t *sum = state;
    (void)context;
    (void)scratch;
    (void)err;
    *sum += sum_of_words(block->f32, block->rows * block->columns * sizeof *block->f32);
    *sum += sum_of_words(block->label, block->rows * sizeof *block->label);
    return XENT_OK;
}

/* Adds up the float32 scores and the labels as words, where they are. */
static xent_status
read_all(setting *s, double *answer, xent_error *err)
{
    xent_sweep sweep;
    uint64_t sum = 0;
    xent_status status = xent_sweep_open(s->sample, s->threads, sizeof sum, 0, &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, add_words, NULL, err);
    for (unsigned i = 0; status == XENT_OK && i < sweep.threads; i++)
        sum += *(const uint64_t *)xent_sweep_state(&sweep, i);
    xent_sweep_close(&sweep);
    *answer = (double)sum;
    return status;
}

/* ---- losses and metrics */

/* The mean cross-entropy. */
static xent_status
loss(setting *s, double *answer, xent_error *err)
{
    const xent_loss *ce = xent_loss_find("ce");
    const xent_shape *shape = xent_sample_shape(s->sample);
    const xent_loss_data data = {.sample = s->sample, .threads = s->threads};
    xent_loss_options options;
    xent_loss_plan plan;
    xent_loss_sums sums;
    xent_loss_defaults(ce, XENT_SEMANTICS_XENT, shape->float32, &options);
    xent_status status = xent_loss_prepare(ce, &options, shape->kind, shape->columns, false, false,
                                           &plan, err);
    if (status == XENT_OK)
        status = xent_loss_measure(&plan, &data, &sums, err);
    if (status == XENT_OK)
        *answer = xent_loss_reduced(&plan, &sums);
    return status;
}

typedef struct {
    const char *name;
    job_function *run;
    const char *map;
    const char *metrics[6];
    unsigned repeats;
} job;

static const job jobs[] = {
    {"read", open_sample, NULL, {NULL}, 1},
    {"read-libcsv", read_by_libcsv, NULL, {NULL}, 1},
    {"temperature", fit, "temperature", {NULL}, 3},
    {"platt", fit, "platt", {NULL}, 3},
    {"isotonic", fit, "isotonic", {NULL}, 3},
    {"vector", fit, "vector", {NULL}, 1},
    {"memory", read_all, NULL, {NULL}, 5},
    {"loss", loss, NULL, {NULL}, 5},
    {"metrics", measure, NULL, {"nll", "accuracy", "brier", "predictive_entropy", "ece"}, 5},
    {"ece", measure, NULL, {"ece"}, 5},
};

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static xent_status
run(const job *j, setting *s, xent_error *err)
{
    double seconds[MAX_REPEATS], answer = (double)NAN;
    xent_status status = j->run == open_sample || j->run == read_by_libcsv
                             ? XENT_OK
                             : open_sample(s, &answer, err);
    for (unsigned i = 0; i < j->repeats && status == XENT_OK; i++) {
        double start = now();
        status = j->run(s, &answer, err);
        seconds[i] = now() - start;
    }
    if (status != XENT_OK)
        return status;
    qsort(seconds, j->repeats, sizeof *seconds, compare);
    printf("{\"seconds\": %.6f, \"answer\": %.17g}\n", seconds[j->repeats / 2], answer);
    return status;
}

int
main(int argc, char **argv)
{
    const xent_metric *wanted[6] = {NULL};
    xent_error err = {0};
    const job *j = NULL;
    for (size_t i = 0; argc == 5 && i < sizeof jobs / sizeof *jobs; i++)
        if (strcmp(jobs[i].name, argv[1]) == 0)
            j = &jobs[i];
    if (!j) {
        fprintf(stderr, "usage: job JOB SCORES LABELS|- THREADS\n");
        return 2;
    }
    setting s = {.scores = argv[2], .labels = strcmp(argv[3], "-") ? argv[3] : NULL,
                 .threads = (unsigned)strtoul(argv[4], NULL, 10), .what = j->map};
    for (size_t i = 0; i < 6 && j->metrics[i]; i++)
        wanted[i] = xent_metric_find(j->metrics[i]);
    if (j->run == measure)
        s.what = wanted;
    xent_status status = run(j, &s, &err);
    if (status != XENT_OK)
        fprintf(stderr, "%s: %s\n", err.place, err.sentence);
    xent_sample_free(s.sample);
    return status == XENT_OK && fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
