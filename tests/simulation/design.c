/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "design.h"
#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "random.h"

enum { POPULATION = 50000 };

/* The last but two are hard, and calibrated: a positive in thirty; right 96 % of the time. */
#define TWO_CLASSES .columns = 1, .centre = -1, .spread = 2
#define TEN_CLASSES .columns = 10, .centre = 0, .spread = 3.5

const design designs[] = {
    {.name = "n=500 K=2 calibrated", .rows = 500, .slope = 1, TWO_CLASSES},
    {.name = "n=500 K=2 overconfident", .rows = 500, .slope = 0.4, TWO_CLASSES},
    {.name = "n=500 K=10 calibrated", .rows = 500, .slope = 1, TEN_CLASSES},
    {.name = "n=500 K=10 overconfident", .rows = 500, .slope = 0.4, TEN_CLASSES},
    {.name = "n=5000 K=2 calibrated", .rows = 5000, .slope = 1, TWO_CLASSES},
    {.name = "n=5000 K=2 overconfident", .rows = 5000, .slope = 0.4, TWO_CLASSES},
    {.name = "n=5000 K=10 calibrated", .rows = 5000, .slope = 1, TEN_CLASSES},
    {.name = "n=5000 K=10 overconfident", .rows = 5000, .slope = 0.4, TEN_CLASSES},
    {.name = "n=500 K=2 rare positives", .rows = 500, .slope = 1, .columns = 1, .centre = -4,
     .spread = 1},
    {.name = "n=500 K=10 nearly sure", .rows = 500, .slope = 1, .columns = 10, .spread = 14},
    {.name = "n=500 K=2 weighted", .rows = 500, .slope = 1, .weighted = true, TWO_CLASSES},
    {.name = "n=5000 K=10 weighted overconfident", .rows = 5000, .slope = 0.4, .weighted = true,
     TEN_CLASSES},
    {.name = NULL},
};

double
frequency_at(const design *d, double p)
{
    if (is_calibrated(d))
        return p;
    return d->columns == 1 ? 1 / (1 + pow((1 - p) / p, d->slope)) : (double)NAN;
}

/* Streams of random numbers: the population's, then one for each sample. */
enum { POPULATION_STREAM, FIRST_SAMPLE };

/* ---- the population */

/* The probabilities of the labels of a row, summed up. */
static void
fill_cumulative(const design *d, const double *z, size_t classes, double *cumulative)
{
    double sum = 0;
    for (size_t c = 0; c < classes; c++)
        sum += cumulative[c] = exp(d->slope * (d->columns == 1 ? z[0] * (double)c : z[c]));
    for (size_t c = 0; c < classes; c++)
        cumulative[c] = cumulative[c] / sum + (c > 0 ? cumulative[c - 1] : 0);
}

bool
population_init(population *p, const design *d, uint64_t seed)
{
    size_t classes = d->columns == 1 ? 2 : d->columns;
    uint64_t key = xent_random_key(seed, POPULATION_STREAM);
    *p = (population){.design = d, .size = POPULATION, .classes = classes};
    p->score = malloc(POPULATION * d->columns * sizeof *p->score);
    p->cumulative = malloc(POPULATION * classes * sizeof *p->cumulative);
    p->weight = d->weighted ? malloc(POPULATION * sizeof *p->weight) : NULL;
    if (!p->score || !p->cumulative || (d->weighted && !p->weight)) {
        population_clear(p);
        return false;
    }
    for (size_t i = 0; i < POPULATION * d->columns; i++)
        p->score[i] = d->centre
                      + d->spread * gsl_cdf_ugaussian_Pinv(xent_random_uniform(key, i));
    for (size_t i = 0; i < POPULATION; i++)
        fill_cumulative(d, p->score + i * d->columns, classes, p->cumulative + i * classes);
    for (size_t i = 0; i < POPULATION && d->weighted; i++)
        p->weight[i] = 1 + 3 / (1 + exp(-p->score[i * d->columns]));
    return true;
}

void
population_clear(population *p)
{
    free(p->score);
    free(p->weight);
    free(p->cumulative);
    *p = (population){0};
}

/* ---- samples of it */

bool
rows_alloc(row_memory *r, const design *d)
{
    r->score = malloc(d->rows * d->columns * sizeof *r->score);
    r->label = malloc(d->rows * sizeof *r->label);
    r->weight = malloc(d->rows * sizeof *r->weight);
    if (r->score && r->label && r->weight)
        return true;
    rows_clear(r);
    return false;
}

void
rows_clear(row_memory *r)
{
    free(r->score);
    free(r->label);
    free(r->weight);
    *r = (row_memory){0};
}

static int64_t
draw_label(const population *p, size_t i, double u)
{
    size_t c = 0;
    while (c + 1 < p->classes && u >= p->cumulative[i * p->classes + c])
        c++;
    return (int64_t)c;
}

xent_status
population_draw(const population *p, uint64_t seed, size_t number, row_memory *memory,
                xent_sample **sample, xent_error *err)
{
    const design *d = p->design;
    const xent_admit_options options = {.kind = XENT_KIND_LOGITS, .threads = 1};
    uint64_t key = xent_random_key(seed, FIRST_SAMPLE + number);
    for (size_t i = 0; i < d->rows; i++) {
        size_t from = (size_t)(xent_random_uniform(key, 2 * i) * (double)p->size);
        for (size_t j = 0; j < d->columns; j++)
            memory->score[i * d->columns + j] = p->score[from * d->columns + j];
        memory->label[i] = draw_label(p, from, xent_random_uniform(key, 2 * i + 1));
        if (p->weight)
            memory->weight[i] = p->weight[from];
    }
    return xent_sample_from_memory(d->rows, d->columns, NULL, memory->score, memory->label,
                                   p->weight ? memory->weight : NULL, &options, NULL, sample, err);
}

/* ---- all of it */

/* Fills the rows whose probability does not round to 0, and returns how many they are. */
static size_t
fill_whole(const population *p, row_memory *memory)
{
    double *weight = memory->weight;
    size_t columns = p->design->columns, n = 0;
    for (size_t i = 0; i < p->size * p->classes; i++) {
        size_t from = i / p->classes, c = i % p->classes;
        weight[n] = p->cumulative[i] - (c > 0 ? p->cumulative[i - 1] : 0);
        if (!(weight[n] > 0))
            continue;
        weight[n] *= p->weight ? p->weight[from] : 1;
        for (size_t j = 0; j < columns; j++)
            memory->score[n * columns + j] = p->score[from * columns + j];
        memory->label[n++] = (int64_t)c;
    }
    return n;
}

xent_status
population_whole(const population *p, row_memory *memory, xent_sample **sample, xent_error *err)
{
    const design all = {.rows = p->size * p->classes, .columns = p->design->columns};
    const xent_admit_options options = {.kind = XENT_KIND_LOGITS};
    if (!rows_alloc(memory, &all))
        return xent_fail_memory(err);
    size_t n = fill_whole(p, memory);
    xent_status status = xent_sample_from_memory(n, all.columns, NULL, memory->score,
                                                 memory->label, memory->weight, &options, NULL,
                                                 sample, err);
    if (status != XENT_OK)
        rows_clear(memory);
    return status;
}
