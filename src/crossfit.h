/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-fitting: every row is mapped by a map that was fitted on other rows. */
#ifndef XENT_CROSSFIT_H
#define XENT_CROSSFIT_H
#include "map.h"
#ifdef __cplusplus
extern "C" {
#endif

/* The fold of a row, 0 .. folds-1: a hash of its number in the file and the seed, never a
   contiguous stretch, since real files are sorted. */
size_t xent_fold(uint64_t seed, uint64_t row, size_t folds);

typedef struct xent_crossfit xent_crossfit;

/* Fits `folds` maps, map f on the rows outside fold f.  Where rows are of clusters, clusters take
   the place of rows, so that none is split.  Borrows the sample.  The fits are quicker
   from options->start, a map of all rows.  XENT_EFIT (with the fold in the sentence) if a fold has
   no finite optimum or no rows to fit on; XENT_EINVAL for fewer than 2 folds or more than rows;
   XENT_ENOMEM; errors of the source. */
xent_status xent_crossfit_alloc(const xent_map_type *type, const xent_sample *sample,
                                const xent_fit_options *options, size_t folds, uint64_t seed,
                                xent_crossfit **crossfit, xent_error *err);

/* The same, with a map of all rows, in fewer passes than one after the other.  *map is what
   xent_map_fit leaves; where it or a fold has no finite optimum (XENT_EFIT) *crossfit is NULL. */
xent_status xent_crossfit_fit(const xent_map_type *type, const xent_sample *sample,
                              const xent_fit_options *options, size_t folds, uint64_t seed,
                              xent_map **map, xent_crossfit **crossfit, xent_error *err);
void xent_crossfit_free(xent_crossfit *crossfit);

/* Rows of the sample that was cross-fitted, which know their numbers in it, each mapped by the map
   of its own fold.  Borrows both.  XENT_ENOMEM. */
xent_status xent_crossfit_rows(const xent_crossfit *crossfit, const xent_sample *rows,
                               xent_sample **mapped, xent_error *err);

/* The whole sample with each row mapped by the map of its own fold; owned by the crossfit. */
const xent_sample *xent_crossfit_sample(const xent_crossfit *crossfit);

/* The mean NLL of the mapped rows, in nats: what it costs on rows that no map was fitted on.  At
   most one pass.  XENT_ENOMEM; errors of the source. */
xent_status xent_crossfit_nll(const xent_crossfit *crossfit, unsigned threads, double *nll,
                              xent_error *err);

/* The map of the rows of fold i, 0 .. folds-1, fitted on the others. */
const xent_map *xent_crossfit_map(const xent_crossfit *crossfit, size_t i);

#ifdef __cplusplus
}
#endif
#endif
