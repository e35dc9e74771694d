/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One kernel pass over one block of float32 logits, or what it makes of them, for instructions.sh to count:

       kernels             lists CASE PASS ROWS COLUMNS LENGTH of every case, LENGTH being what
                           its vector loops run over: the rows of a block that lie side by side, or the
                           columns of a row
       kernels CASE PART   does it over 1/PART of that length

   It fails if there is a pass without a case. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_internal.h"
#include "random.h"

enum { BINS = 15, MOST_MARKED = 1024 };

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

static void
look(const bench *b)
{
    xent_logistic_view view;
    const xent_logistic_rows data = {.n = b->block.rows, .x = b->z, .label = b->block.label,
                                     .positive = 1};
    xent_kernels_best()->look(&data, &view);
}

static void
exp_sum(const bench *b)
{
    xent_kernels_best()->exp_sum(&b->block, b->out);
}

static void
logits(const bench *b)
{
    xent_kernels_best()->logits(&b->block, XENT_PROBS, b->out);
}

static void
softmax(const bench *b)
{
    xent_kernels_best()->softmax(b->block.rows, b->block.columns, b->z, b->out);
}

static void
odds(const bench *b)
{
    xent_kernels_best()->odds(b->block.rows, b->block.columns, b->z);
}

static void
slices(const bench *b)
{
    xent_slices sums;
    xent_kernels_best()->slices(b->block.rows, b->z, &sums);
}

static void
bins(const bench *b)
{
    xent_bin_cell cell[BINS * 2 * XENT_BIN_WAYS] = {0};
    const xent_bin_table table = {.bins = BINS, .square_scale = 0x1p40, .cell = cell};
    bool small;
    for (size_t i = 0; i < b->block.rows; i++)
        b->out[i] = fabs(b->z[i]) / 6;
    xent_kernels_best()->bins(b->block.rows, b->out, b->block.label, &table, &small);
}

static void
classes(const bench *b)
{
    size_t n = b->block.columns, others;
    const xent_bin_table table = {.bins = BINS};
    const xent_class_sums sums = {.coarse = b->scratch, .fine = b->scratch + n,
                                  .variance = b->scratch + 2 * n,
                                  .other = (uint32_t *)(b->scratch + 3 * n)};
    xent_kernels_best()->softmax(b->block.rows, n, b->z, b->out);
    for (size_t i = 0; i < b->block.rows; i++)
        xent_kernels_best()->classes(n, b->out + i * n, 1, 1, &table, &sums, &others);
}

/* The pairs of one row with as many others, and the marks of all in each replicate. */
static void
marked(const bench *b, bool labels)
{
    size_t n = b->block.rows;
    float mark[(MOST_MARKED + 1) * XENT_MARKS];
    double total[XENT_MARKS] = {0};
    for (size_t i = 0; i < (n + 1) * XENT_MARKS; i++)
        mark[i] = labels ? (float)(i % 7) : i % 2 ? 1 : -1;
    if (labels)
        xent_kernels_best()->matches(n, b->block.f32, mark, mark + n * XENT_MARKS, total);
    else
        xent_kernels_best()->signs(n, b->block.f32, mark, mark + n * XENT_MARKS, total);
}

static void
matches(const bench *b)
{
    marked(b, true);
}

static void
signs(const bench *b)
{
    marked(b, false);
}

static void
labels(const bench *b)
{
    size_t n = b->block.rows, k = b->block.columns;
    uint64_t key[XENT_MARKS] = {1, 2, 3};
    float mark[MOST_MARKED * XENT_MARKS];
    for (size_t i = 0; i < n * k; i++)
        b->out[i] = (double)(i % k + 1) / (double)k;
    xent_kernels_best()->labels(n, 0, k, b->out, key, mark);
}

static void
walk(const bench *b)
{
    const xent_walk_keys keys = {.first = {1, 2, 3}};
    xent_step step[MOST_MARKED];
    double most[XENT_WALKS];
    for (size_t i = 0; i < b->block.rows; i++)
        step[i] = (xent_step){.threshold = (int32_t)(i << 18), .hit = 1 << 10,
                              .expected = (int32_t)i << 9, .ends_tie = 1};
    xent_kernels_best()->walk(b->block.rows, step, &keys, most);
}

static void
runs(const bench *b)
{
    const xent_walk_keys keys = {.first = {1, 2, 3}};
    xent_run run[MOST_MARKED];
    double most[XENT_WALKS];
    for (size_t i = 0; i < b->block.rows; i++)
        run[i] = (xent_run){.deviation = 1, .inner = 0.5};
    xent_kernels_best()->runs(b->block.rows, run, &keys, most);
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
    {"look-1", "look", look, 4096, 1, false},
    {"slices-1", "slices", slices, 4096, 1, false},
    {"bins-1", "bins", bins, 256, 1, false},
    {"matches-1", "matches", matches, 1024, 1, false},
    {"signs-1", "signs", signs, 1024, 1, false},
    {"walk-1", "walk", walk, 1024, 1, false},
    {"runs-1", "runs", runs, 1024, 1, false},
    {"labels-10", "labels", labels, 64, 10, false},
    {"classes-40", "classes", classes, 400, 40, true},
    {"logits-10", "logits", logits, 1632, 10, false},
    {"softmax-10", "softmax", softmax, 1632, 10, true},
    {"odds-10", "odds", odds, 1632, 10, true},
    {"exp-sum-10", "exp_sum", exp_sum, 1632, 10, true},
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
    {"classes-1000", "classes", classes, 16, 1000, true},
    {"logits-1000", "logits", logits, 16, 1000, true},
    {"softmax-1000", "softmax", softmax, 16, 1000, true},
    {"odds-1000", "odds", odds, 16, 1000, true},
    {"exp-sum-1000", "exp_sum", exp_sum, 16, 1000, true},
    {"rows-32000", "wide", rows, 1, 32000, true},
    {"beta-32000", "beta", beta, 1, 32000, true},
    {"fast-beta-32000", "beta", fast_beta, 1, 32000, true},
};

/* The first pass that no case runs, or NULL. */
static const char *
forgotten(void)
{
#define PASS_NAME(name, parameters) #name,
    static const char *const names[] = {XENT_KERNEL_PASSES(PASS_NAME)};
#undef PASS_NAME
    size_t all = sizeof cases / sizeof *cases;
    for (size_t p = 0; p < sizeof names / sizeof *names; p++) {
        size_t i = 0;
        while (i < all && strcmp(cases[i].pass, names[p]) != 0)
            i++;
        if (i == all && strcmp(names[p], "rows") != 0) /* which calls wide, narrow or binary */
            return names[p];
    }
    return NULL;
}

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
    const char *without = forgotten();
    if (without)
        fprintf(stderr, "kernels: no case of pass %s\n", without);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bench_case *c = &cases[i];
        if (argc == 1)
            printf("%s %s %zu %zu %zu\n", c->name, c->pass, c->rows, c->columns,
                   c->along ? c->columns : c->rows);
        else if (argc == 3 && strcmp(argv[1], c->name) == 0)
            run(c, strtoul(argv[2], NULL, 10));
    }
    return without ? EXIT_FAILURE : EXIT_SUCCESS;
}
