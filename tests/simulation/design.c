/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "design.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include "random.h"

enum { POPULATION = 50000, GROUPS = 3 };

/* The ninth and the tenth are hard, and calibrated: a positive in thirty; right 96 % of the time.
   Where a group has about as many rows of a class as an interval wants, only odd samples have one:
   groups are of classes that are even. */
#define TWO_CLASSES .columns = 1, .centre = -1, .spread = 2
#define EVEN_CLASSES .columns = 1, .centre = 0, .spread = 2
#define TEN_CLASSES .columns = 10, .centre = 0, .spread = 3.5

const design designs[] = {
    {.name = "n=500 K=2 calibrated", .regular = true, .rows = 500, .slope = 1, TWO_CLASSES},
    {.name = "n=500 K=2 overconfident", .regular = true, .rows = 500, .slope = 0.4, TWO_CLASSES},
    {.name = "n=500 K=10 calibrated", .regular = true, .rows = 500, .slope = 1, TEN_CLASSES},
    {.name = "n=500 K=10 overconfident", .regular = true, .rows = 500, .slope = 0.4, TEN_CLASSES},
    {.name = "n=5000 K=2 calibrated", .regular = true, .rows = 5000, .slope = 1, TWO_CLASSES},
    {.name = "n=5000 K=2 overconfident", .regular = true, .rows = 5000, .slope = 0.4, TWO_CLASSES},
    {.name = "n=5000 K=10 calibrated", .regular = true, .rows = 5000, .slope = 1, TEN_CLASSES},
    {.name = "n=5000 K=10 overconfident", .regular = true, .rows = 5000, .slope = 0.4, TEN_CLASSES},
    {.name = "n=500 K=2 rare positives", .rows = 500, .slope = 1, .columns = 1, .centre = -4,
     .spread = 1},
    {.name = "n=500 K=10 nearly sure", .rows = 500, .slope = 1, .columns = 10, .spread = 14},
    {.name = "n=500 K=2 weighted", .rows = 500, .slope = 1, .weighted = true, TWO_CLASSES},
    {.name = "n=5000 K=10 weighted overconfident", .rows = 5000, .slope = 0.4, .weighted = true,
     TEN_CLASSES},
    {.name = "n=2000 K=2 200 clusters", .rows = 2000, .slope = 0.4, .clusters = 200, TWO_CLASSES},
    {.name = "n=2000 K=10 200 clusters", .rows = 2000, .slope = 1, .clusters = 200, TEN_CLASSES},
    {.name = "n=800 K=10 40 clusters", .rows = 800, .slope = 0.4, .clusters = 40, TEN_CLASSES},
    {.name = "n=500 K=2 groups", .rows = 500, .slope = 1, .groups = GROUPS, EVEN_CLASSES},
    {.name = "n=500 K=2 unlike groups", .rows = 500, .slope = 0.6, .groups = GROUPS,
     .group_slope = 1.2, EVEN_CLASSES},
    {.name = "n=500 K=10 unlike groups", .rows = 500, .slope = 0.6, .groups = GROUPS,
     .group_slope = 1.2, TEN_CLASSES},
    {.name = "n=5000 K=10 unlike groups", .rows = 5000, .slope = 0.6, .groups = GROUPS,
     .group_slope = 1.2, TEN_CLASSES},
    {.name = NULL},
};

double
frequency_at(const design *d, double p)
{
    if (is_calibrated(d))
        return p;
    return d->columns == 1 && !d->groups ? 1 / (1 + pow((1 - p) / p, d->slope)) : (double)NAN;
}

/* Streams of random numbers: the population's, then one for each sample. */
enum { POPULATION_STREAM, FIRST_SAMPLE };

/* ---- the population */

/* The probabilities of the labels of a row, summed up. */
static void
fill_cumulative(size_t columns, double slope, const double *z, size_t classes, double *cumulative)
{
    double sum = 0;
    for (size_t c = 0; c < classes; c++)
        sum += cumulative[c] = exp(slope * (columns == 1 ? z[0] * (double)c : z[c]));
    for (size_t c = 0; c < classes; c++)
        cumulative[c] = cumulative[c] / sum + (c > 0 ? cumulative[c - 1] : 0);
}

/* Half of the rows, a third, and the sixth whose first logit is largest. */
static int32_t
group_of(const design *d, double z)
{
    return z < d->centre ? 0 : z < d->centre + d->spread ? 1 : 2;
}

static void
fill_rows(population *p)
{
    const design *d = p->design;
    for (size_t i = 0; i < p->size; i++) {
        const double *z = p->score + i * d->columns;
        bool last = p->group && (p->group[i] = group_of(d, z[0])) + 1 == GROUPS;
        fill_cumulative(d->columns, last && d->group_slope > 0 ? d->group_slope : d->slope, z,
                        p->classes, p->cumulative + i * p->classes);
        if (p->weight)
            p->weight[i] = 1 + 3 / (1 + exp(-z[0]));
    }
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
    p->group = d->groups ? malloc(POPULATION * sizeof *p->group) : NULL;
    if (!p->score || !p->cumulative || (d->weighted && !p->weight) || (d->groups && !p->group)) {
        population_clear(p);
        return false;
    }
    for (size_t i = 0; i < POPULATION * d->columns; i++)
        p->score[i] = d->centre
                      + d->spread * gsl_cdf_ugaussian_Pinv(xent_random_uniform(key, i));
    fill_rows(p);
    return true;
}

void
population_clear(population *p)
{
    free(p->score);
    free(p->weight);
    free(p->group);
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
    r->level = malloc(d->rows * sizeof *r->level);
    r->size = d->rows;
    r->columns = d->columns;
    if (r->score && r->label && r->weight && r->level)
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
    free(r->level);
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

/* The rows of a sample as a source. */
static xent_status
rows_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const row_memory *r = state;
    size_t size = xent_block_rows(r->columns), first = i * size;
    (void)scratch;
    (void)err;
    *block = (xent_block){.first = first,
                          .rows = r->size - first < size ? r->size - first : size,
                          .columns = r->columns,
                          .f64 = r->score + first * r->columns};
    return XENT_OK;
}

/* Clusters of few rows and of many: the first half of them holds a quarter of the rows. */
static size_t
cluster_of(const design *d, size_t i)
{
    double place = ((double)i + 0.5) / (double)d->rows;
    return (size_t)((double)d->clusters * (place < 0.25 ? 2 * place : (place + 0.5) / 1.5));
}

/* A text of the heap, of one digit. */
static char *
name_of(size_t i)
{
    char *name = malloc(2);
    if (name)
        snprintf(name, 2, "%zu", i % 10);
    return name;
}

/* Names of groups; clusters have none. */
static bool
add_names(xent_factor *factor)
{
    factor->name = name_of(0);
    factor->level = calloc(factor->levels, sizeof *factor->level);
    for (size_t l = 0; factor->level && l < factor->levels; l++) {
        factor->level[l] = name_of(l);
        if (!factor->level[l])
            return false;
    }
    return factor->name && factor->level;
}

/* Says which groups or clusters the rows are of: memory->level. */
static bool
add_factor(const row_memory *memory, xent_factor_role role, size_t levels, xent_raw *raw)
{
    if (levels == 0)
        return true;
    raw->factors = 1;
    raw->factor = malloc(memory->size * sizeof *raw->factor);
    raw->about = calloc(1, sizeof *raw->about);
    if (!raw->factor || !raw->about)
        return false;
    memcpy(raw->factor, memory->level, memory->size * sizeof *raw->factor);
    raw->about[0] = (xent_factor){.role = role, .levels = levels};
    return role != XENT_GROUP || add_names(raw->about);
}

static xent_status
open_rows(row_memory *memory, bool weighted, xent_factor_role role, size_t levels,
          xent_sample **sample, xent_error *err)
{
    static const xent_source source = {"rows", rows_block, NULL};
    const xent_admit_options options = {.kind = XENT_KIND_LOGITS, .threads = 1};
    size_t rows = memory->size;
    xent_raw raw = {.source = &source, .state = memory, .rows = rows, .columns = memory->columns};
    raw.label = malloc(rows * sizeof *raw.label);
    raw.weight = weighted ? malloc(rows * sizeof *raw.weight) : NULL;
    if (!raw.label || (weighted && !raw.weight) || !add_factor(memory, role, levels, &raw)) {
        free(raw.label);
        free(raw.weight);
        free(raw.factor);
        xent_factors_free(raw.factors, raw.about);
        return xent_fail(err, XENT_ENOMEM, "no memory for a sample");
    }
    memcpy(raw.label, memory->label, rows * sizeof *raw.label);
    if (raw.weight)
        memcpy(raw.weight, memory->weight, rows * sizeof *raw.weight);
    return xent_sample_admit(&raw, &options, NULL, sample, err);
}

/* Whose two random numbers row i takes: its own, or, for half of the rows of a cluster, those of the
   cluster. */
static uint64_t
drawer_of(const design *d, uint64_t key, size_t i)
{
    size_t choices = 2 * (d->rows + d->clusters);
    bool copies = d->clusters > 0 && xent_random_uniform(key, choices + i) < 0.5;
    return copies ? d->rows + cluster_of(d, i) : i;
}

xent_status
population_draw(const population *p, uint64_t seed, size_t number, row_memory *memory,
                xent_sample **sample, xent_error *err)
{
    const design *d = p->design;
    uint64_t key = xent_random_key(seed, FIRST_SAMPLE + number);
    for (size_t i = 0; i < d->rows; i++) {
        uint64_t drawer = drawer_of(d, key, i);
        size_t from = (size_t)(xent_random_uniform(key, 2 * drawer) * (double)p->size);
        for (size_t j = 0; j < d->columns; j++)
            memory->score[i * d->columns + j] = p->score[from * d->columns + j];
        memory->label[i] = draw_label(p, from, xent_random_uniform(key, 2 * drawer + 1));
        if (p->weight)
            memory->weight[i] = p->weight[from];
        memory->level[i] = p->group ? p->group[from] : d->clusters ? (int32_t)cluster_of(d, i) : 0;
    }
    return open_rows(memory, d->weighted, d->groups ? XENT_GROUP : XENT_CLUSTER,
                     d->groups ? d->groups : d->clusters, sample, err);
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
        memory->level[n] = p->group ? p->group[from] : 0;
        memory->label[n++] = (int64_t)c;
    }
    return n;
}

xent_status
population_whole(const population *p, row_memory *memory, xent_sample **sample, xent_error *err)
{
    const design all = {.rows = p->size * p->classes, .columns = p->design->columns};
    if (!rows_alloc(memory, &all))
        return xent_fail_memory(err);
    memory->size = fill_whole(p, memory);
    xent_status status = open_rows(memory, true, XENT_GROUP, p->design->groups, sample, err);
    if (status != XENT_OK)
        rows_clear(memory);
    return status;
}
