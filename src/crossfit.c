/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crossfit.h"
#include <math.h>
#include <stdlib.h>
#include "executor.h"
#include "map_internal.h"
#include "random.h"

/* The stream of random numbers that folds take; replicates of null references count from 0. */
static const uint64_t fold_stream = UINT64_MAX;

/* How rows are dealt to folds: by random bits modulo their number, without a division for each. */
typedef struct {
    uint64_t key, folds, inverse; /* 2^64 / folds, rounded down */
} dealing;

__extension__ typedef unsigned __int128 wide;

static dealing
dealing_of(uint64_t seed, size_t folds)
{
    return (dealing){xent_random_key(seed, fold_stream), folds, UINT64_MAX / folds};
}

/* The quotient by the inverse is right, or 1 too small. */
static inline size_t
fold_of(const dealing *d, uint64_t row)
{
    uint64_t bits = xent_random_bits(d->key, row);
    uint64_t rest = bits - (uint64_t)((wide)bits * d->inverse >> 64) * d->folds;
    return (size_t)(rest < d->folds ? rest : rest - d->folds);
}

size_t
xent_fold(uint64_t seed, uint64_t row, size_t folds)
{
    dealing d = dealing_of(seed, folds);
    return fold_of(&d, row);
}

typedef struct {
    const xent_crossfit *crossfit;
    size_t number;
    xent_fold_fit fit; /* on the rows of the other folds */
} fold;

struct xent_crossfit {
    const xent_map_type *type;
    const xent_sample *sample;
    size_t folds;
    size_t cluster, factors; /* the number of the clusters' column, of so many; factors: none */
    dealing dealing;
    fold *fold;           /* folds */
    xent_sample *mapped;
};

static size_t
fold_of_row(const xent_crossfit *crossfit, const xent_block *block, size_t i)
{
    bool clustered = crossfit->cluster < crossfit->factors;
    uint64_t unit = clustered
                        ? (uint64_t)block->factor[i * crossfit->factors + crossfit->cluster]
                        : xent_block_row(block, i);
    return fold_of(&crossfit->dealing, unit);
}

/* ---- fitting the folds */

typedef struct {
    xent_crossfit *crossfit;
    xent_fit_options options;
} fitting;

static bool
is_outside(const void *context, const xent_block *block, size_t i)
{
    const fold *f = context;
    return fold_of_row(f->crossfit, block, i) != f->number;
}

/* Says which fold could not be fitted.  A fold without rows to fit on is one of these. */
static xent_status
refuse(xent_status status, size_t number, xent_error *err)
{
    if (status != XENT_EFIT && status != XENT_EDATA)
        return status;
    xent_error reason = err ? *err : (xent_error){0};
    xent_fail(err, XENT_EFIT, "fold %zu: %.400s", number, reason.sentence);
    xent_error_hint(err, "%s", reason.hint);
    return XENT_EFIT;
}

static xent_status
fit_fold(void *context, unsigned worker, size_t number, xent_error *err)
{
    const fitting *job = context;
    fold *f = &job->crossfit->fold[number];
    xent_sample *others = NULL;
    (void)worker;
    if (f->fit.map)
        return XENT_OK;
    xent_status status =
        xent_sample_subset(job->crossfit->sample, is_outside, f, &others, err);
    if (status == XENT_OK)
        status = xent_map_fit(job->crossfit->type, others, &job->options, &f->fit.map, NULL,
                              err);
    xent_sample_free(others);
    return refuse(status, number, err);
}

static size_t
part_of_row(const void *context, const xent_block *block, size_t i)
{
    return fold_of_row(context, block, i);
}

/* What the type of map can fit in one go: together with the map of all rows (`map`), or from it. */
static xent_status
fit_at_once(xent_crossfit *crossfit, const xent_fit_options *options, xent_map **map,
            xent_error *err)
{
    const xent_folds folds = {crossfit->folds, part_of_row, crossfit};
    xent_fold_fit *fit = calloc(folds.size, sizeof *fit);
    xent_fit_options with_folds = *options;
    with_folds.folds = &folds;
    with_folds.fold = fit;
    if (!fit)
        return xent_fail_memory(err);
    xent_status status = map ? xent_map_fit(crossfit->type, crossfit->sample, &with_folds, map, NULL, err)
                             : xent_map_fit_folds(crossfit->type, crossfit->sample, options, &folds,
                                                  fit, err);
    for (size_t f = 0; f < folds.size; f++)
        crossfit->fold[f] = (fold){crossfit, f, fit[f]};
    free(fit);
    return status;
}

/* The others are fitted side by side; threads that are left over share the work within a fold. */
static xent_status
fit_folds(xent_crossfit *crossfit, const xent_fit_options *options, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(crossfit->sample);
    fitting job = {crossfit, *options};
    unsigned threads =
        xent_threads_for(options->threads, shape->rows * shape->columns * crossfit->folds);
    job.options.threads = threads > crossfit->folds ? threads / (unsigned)crossfit->folds : 1;
    xent_status status = crossfit->fold->fit.map ? XENT_OK
                                                 : fit_at_once(crossfit, options, NULL, err);
    return status == XENT_OK ? xent_run_blocks(threads, crossfit->folds, fit_fold, &job, err)
                             : status;
}

/* ---- the sample */

static void
map_rows(const void *context, const xent_block *block, double *z)
{
    const xent_crossfit *crossfit = context;
    for (size_t i = 0; i < block->rows; i++) {
        const xent_map *map = crossfit->fold[fold_of_row(crossfit, block, i)].fit.map;
        double *row = z + i * block->columns;
        crossfit->type->apply(map, 1, block->columns, row, row);
    }
}

xent_status
xent_crossfit_rows(const xent_crossfit *crossfit, const xent_sample *rows, xent_sample **mapped,
                   xent_error *err)
{
    return xent_rescored_sample(rows, crossfit->type, map_rows, crossfit, mapped, err);
}

/* ---- the object */

/* Without maps yet. */
static xent_status
make(const xent_map_type *type, const xent_sample *sample, size_t folds, uint64_t seed,
     xent_crossfit **crossfit, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    size_t rows = shape->rows;
    *crossfit = NULL;
    if (folds < 2 || folds > rows)
        return xent_fail(err, XENT_EINVAL, "%zu folds of %zu rows: from 2 to the number of rows",
                         folds, rows);
    xent_crossfit *made = malloc(sizeof *made);
    fold *each = calloc(folds, sizeof *each);
    if (!made || !each) {
        free(made);
        free(each);
        return xent_fail_memory(err);
    }
    *made = (xent_crossfit){type, sample, folds, xent_shape_factor(shape, XENT_CLUSTER),
                             shape->factors, dealing_of(seed, folds), each, NULL};
    *crossfit = made;
    return XENT_OK;
}

/* Adds what is missing, or frees it all. */
static xent_status
complete(xent_crossfit **crossfit, const xent_fit_options *options, xent_status status,
         xent_error *err)
{
    xent_crossfit *made = *crossfit;
    if (status == XENT_OK)
        status = fit_folds(made, options, err);
    if (status == XENT_OK)
        status = xent_crossfit_rows(made, made->sample, &made->mapped, err);
    if (status != XENT_OK) {
        xent_crossfit_free(made);
        *crossfit = NULL;
    }
    return status;
}

xent_status
xent_crossfit_alloc(const xent_map_type *type, const xent_sample *sample,
                    const xent_fit_options *options, size_t folds, uint64_t seed,
                    xent_crossfit **crossfit, xent_error *err)
{
    xent_status status = make(type, sample, folds, seed, crossfit, err);
    return status == XENT_OK ? complete(crossfit, options, status, err) : status;
}

xent_status
xent_crossfit_fit(const xent_map_type *type, const xent_sample *sample,
                  const xent_fit_options *options, size_t folds, uint64_t seed, xent_map **map,
                  xent_crossfit **crossfit, xent_error *err)
{
    xent_fit_options from = *options;
    *map = NULL;
    xent_status status = make(type, sample, folds, seed, crossfit, err);
    if (status != XENT_OK)
        return status;
    status = fit_at_once(*crossfit, options, map, err);
    from.start = *map;
    return complete(crossfit, &from, status, err);
}

void
xent_crossfit_free(xent_crossfit *crossfit)
{
    if (crossfit) {
        xent_sample_free(crossfit->mapped);
        for (size_t i = 0; i < crossfit->folds; i++)
            xent_map_free(crossfit->fold[i].fit.map);
        free(crossfit->fold);
        free(crossfit);
    }
}

const xent_sample *
xent_crossfit_sample(const xent_crossfit *crossfit)
{
    return crossfit->mapped;
}

const xent_map *
xent_crossfit_map(const xent_crossfit *crossfit, size_t i)
{
    return crossfit->fold[i].fit.map;
}

xent_status
xent_crossfit_nll(const xent_crossfit *crossfit, unsigned threads, double *nll, xent_error *err)
{
    double sum = 0, weight = 0;
    for (size_t f = 0; f < crossfit->folds; f++) {
        sum += crossfit->fold[f].fit.weight * crossfit->fold[f].fit.nll;
        weight += crossfit->fold[f].fit.weight;
    }
    *nll = sum / weight;
    return isfinite(*nll) ? XENT_OK
                          : xent_map_nll(NULL, crossfit->mapped, threads, nll, &weight, err);
}
