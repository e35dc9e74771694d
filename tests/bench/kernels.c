/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One kernel pass over one block of float32 logits, for instructions.sh to count:

       kernels             lists CASE PASS ROWS COLUMNS LENGTH of every case, LENGTH being what
                           its vector loops run over: the rows of a block that lie side by side, or the
                           columns of a row
       kernels CASE PART   does it over 1/PART of that length */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_internal.h"
#include "random.h"

/* What passes read and write. */
typedef struct {
    xent_block block;
    xent_row *row;
    xent_extremes *extremes;
    double *z, *out, *scratch;
} bench;

static void
rows(const bench *b)
{
    xent_kernels_best()->rows(&b->block, XENT_LOGITS, XENT_WANT_EVERYTHING, 0, b->row, NULL);
}

static void
nll(const bench *b)
{
    xent_kernels_best()->nll(&b->block, b->out);
}

static void
extremes(const bench *b)
{
    xent_kernels_best()->extremes(&b->block, b->extremes);
}

static void
beta(const bench *b)
{
    xent_kernels_best()->beta(&b->block, XENT_LOGITS, 0.7, XENT_BETA_HIGH, false, b->scratch, b->out);
}

static void
fast_beta(const bench *b)
{
    xent_kernels_best()->beta(&b->block, XENT_LOGITS, xent_kernel_fast_beta(0.7), XENT_BETA_LOW, true,
                              b->scratch, b->out);
}

static void
vector(const bench *b)
{
    xent_kernels_best()->vector(&b->block, XENT_LOGITS, b->z, true, false, b->scratch, b->out);
}

static void
scale(const bench *b)
{
    xent_kernels_best()->scale(b->block.rows * b->block.columns, 0.7, b->z, b->out);
}

static void
log_sigmoid(const bench *b)
{
    xent_kernels_best()->log_sigmoid(b->block.rows, b->z);
}

static void
probabilities(const bench *b)
{
    xent_kernels_best()->probabilities(&b->block, XENT_LOGITS, b->out);
}

static void
logistic(const bench *b)
{
    double sums[XENT_LOGISTIC_SUMS];
    const xent_logistic_rows data = {.n = b->block.rows, .x = b->z, .label = b->block.label,
                                     .positive = 1, .high = 1, .scale = 1, .slope = 0.8};
    xent_kernels_best()->logistic(&data, sums);
}

typedef struct {
    const char *name, *pass;
    void (*run)(const bench *b);
    size_t rows, columns;
    bool along; /* do its loops run along a row? */
} bench_case;

/* Blocks as xent_block_rows() cuts them. */
static const bench_case cases[] = {
    {"rows-1", "binary", rows, 4096, 1, false},
    {"log-sigmoid-1", "log_sigmoid", log_sigmoid, 4096, 1, false},
    {"logistic-1", "logistic", logistic, 4096, 1, false},
    {"probabilities-1", "probabilities", probabilities, 4096, 1, false},
    {"rows-10", "narrow", rows, 1632, 10, false},
    {"nll-10", "nll", nll, 1632, 10, false},
    {"extremes-10", "extremes", extremes, 1632, 10, false},
    {"beta-10", "beta", beta, 1632, 10, false},
    {"fast-beta-10", "beta", fast_beta, 1632, 10, false},
    {"rows-1000", "wide", rows, 16, 1000, true},
    {"extremes-1000", "extremes", extremes, 16, 1000, true},
    {"beta-1000", "beta", beta, 16, 1000, true},
    {"fast-beta-1000", "beta", fast_beta, 16, 1000, true},
    {"vector-1000", "vector", vector, 16, 1000, true},
    {"scale-1000", "scale", scale, 16, 1000, true},
    {"rows-32000", "wide", rows, 1, 32000, true},
    {"beta-32000", "beta", beta, 1, 32000, true},
    {"fast-beta-32000", "beta", fast_beta, 1, 32000, true},
};

static void *
room(size_t n, size_t size)
{
    void *memory = calloc(n, size);
    if (!memory)
        exit(EXIT_FAILURE);
    return memory;
}

static void
run(const bench_case *c, size_t part)
{
    size_t n = c->along ? c->rows : c->rows / part, k = c->along ? c->columns / part : c->columns;
    float *z = room(n * k, sizeof *z);
    int32_t *label = room(n, sizeof *label);
    bench b = {.block = {.rows = n, .columns = k, .f32 = z, .label = label},
               .row = room(n, sizeof *b.row),
               .extremes = room(n, sizeof *b.extremes),
               .z = room(n * k, sizeof *b.z),
               .out = room(n * (k + XENT_BETA_TERMS) + 2 * k + 2, sizeof *b.out),
               .scratch = room(xent_kernel_beta_scratch(n, k) + 4 * k, sizeof *b.scratch)};
    for (size_t i = 0; i < n * k; i++)
        b.z[i] = z[i] = (float)(12 * xent_random_uniform(1, i) - 6);
    for (size_t i = 0; i < n; i++)
        label[i] = (int32_t)(xent_random_bits(2, i) % (k == 1 ? 2 : k));
    c->run(&b);
    void *all[] = {z, label, b.row, b.extremes, b.z, b.out, b.scratch};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int
main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bench_case *c = &cases[i];
        if (argc == 1)
            printf("%s %s %zu %zu %zu\n", c->name, c->pass, c->rows, c->columns,
                   c->along ? c->columns : c->rows);
        else if (argc == 3 && strcmp(argv[1], c->name) == 0)
            run(c, strtoul(argv[2], NULL, 10));
    }
    return 0;
}
