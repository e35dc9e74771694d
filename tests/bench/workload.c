/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data of `make bench`, made from a seed:  workload NAME DIRECTORY

   Overconfident by a factor of two: the logits are 2 g, g ~ N(0,1) with one class of each row
   raised, and the label is drawn from softmax(g): the best temperature is about 2.  One column:
   log-odds, and for P their probabilities as float64. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

static const double raised = 3, overconfidence = 2, spread = 1.5;

typedef struct {
    const char *name;
    size_t rows, columns;
    bool probabilities, text;
} workload;

static const workload workloads[] = {
    {"A", 10000, 10, false, false},      {"B", 50000, 1000, false, true},
    {"C", 1000000, 10, false, false},    {"D", 10000000, 1, false, false},
    {"E", 20000, 32000, false, false},   {"F", 10000, 100, false, true},
    {"P", 10000000, 1, true, false},
};

typedef struct {
    FILE *scores, *labels, *text; /* text: NULL where there is none */
} files;

static void
die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static FILE *
create(const char *directory, const char *name, const char *suffix)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", directory, name, suffix);
    FILE *file = fopen(path, "wb");
    if (!file)
        die(path);
    return file;
}

static void
npy_header(FILE *file, const char *type, size_t rows, size_t columns)
{
    char shape[64], header[119];
    snprintf(shape, sizeof shape, columns ? "(%zu, %zu)" : "(%zu,)", rows, columns);
    int used = snprintf(header, sizeof header,
                        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
    fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file);
    fprintf(file, "%s%*s\n", header, 117 - used, "");
}

static files
create_files(const workload *w, const char *directory)
{
    files f = {create(directory, w->name, ".npy"), create(directory, w->name, "_labels.npy"), NULL};
    npy_header(f.scores, w->probabilities ? "<f8" : "<f4", w->rows, w->columns > 1 ? w->columns : 0);
    npy_header(f.labels, "<i8", w->rows, 0);
    if (w->text) {
        f.text = create(directory, w->name, ".csv");
        for (size_t j = 0; j < w->columns; j++)
            fprintf(f.text, "z%zu,", j);
        fputs("label\n", f.text);
    }
    return f;
}

static void
close_file(FILE *file)
{
    if (file && (ferror(file) || fclose(file) != 0))
        die("workload");
}

/* A class drawn from softmax(g); p: scratch. */
static size_t
draw_class(gsl_rng *random, size_t n, const double *g, double *p)
{
    double total = 0;
    for (size_t j = 0; j < n; j++)
        p[j] = total += exp(g[j]);
    double u = gsl_rng_uniform(random) * total;
    size_t j = 0;
    while (j + 1 < n && p[j] < u)
        j++;
    return j;
}

static void
write_row(const files *f, size_t n, const float *z, int64_t label)
{
    fwrite(z, sizeof *z, n, f->scores);
    fwrite(&label, sizeof label, 1, f->labels);
    if (!f->text)
        return;
    for (size_t j = 0; j < n; j++)
        fprintf(f->text, "%.6g,", (double)z[j]);
    fprintf(f->text, "%d\n", (int)label);
}

static void
make_rows(const workload *w, gsl_rng *random, const files *f)
{
    size_t n = w->columns;
    double *g = malloc(2 * n * sizeof *g);
    float *z = malloc(n * sizeof *z);
    if (!g || !z)
        die("workload");
    for (size_t i = 0; i < w->rows; i++) {
        for (size_t j = 0; j < n; j++)
            g[j] = gsl_ran_gaussian_ziggurat(random, 1);
        g[gsl_rng_uniform_int(random, n)] += raised;
        for (size_t j = 0; j < n; j++)
            z[j] = (float)(overconfidence * g[j]);
        write_row(f, n, z, (int64_t)draw_class(random, n, g, g + n));
    }
    free(g);
    free(z);
}

static void
make_pairs(const workload *w, gsl_rng *random, const files *f)
{
    for (size_t i = 0; i < w->rows; i++) {
        double g = gsl_ran_gaussian_ziggurat(random, spread);
        double p = 1 / (1 + exp(-overconfidence * g));
        float z = (float)(overconfidence * g);
        int64_t label = gsl_rng_uniform(random) < 1 / (1 + exp(-g));
        if (w->probabilities)
            fwrite(&p, sizeof p, 1, f->scores);
        else
            fwrite(&z, sizeof z, 1, f->scores);
        fwrite(&label, sizeof label, 1, f->labels);
    }
}

static void
make(const workload *w, const char *directory)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    files f = create_files(w, directory);
    if (!random)
        die("workload");
    gsl_rng_set(random, 1);
    (w->columns > 1 ? make_rows : make_pairs)(w, random, &f);
    gsl_rng_free(random);
    close_file(f.scores);
    close_file(f.labels);
    close_file(f.text);
}

int
main(int argc, char **argv)
{
    for (size_t i = 0; argc == 3 && i < sizeof workloads / sizeof *workloads; i++)
        if (strcmp(workloads[i].name, argv[1]) == 0) {
            make(&workloads[i], argv[2]);
            return EXIT_SUCCESS;
        }
    fprintf(stderr, "usage: workload A|B|C|D|E|F|P DIRECTORY\n");
    return 2;
}
