/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a loss is made of: uncertainty - resolution + miscalibration, where the miscalibration is
   what a map saves on rows that it was not fitted on. */
#ifndef XENT_LEDGER_H
#define XENT_LEDGER_H
#include "crossfit.h"
#include "metric.h"
#ifdef __cplusplus
extern "C" {
#endif

/* One loss.  Ends of intervals are NAN where none is known to cover. */
typedef struct {
    double score;                                  /* the mean loss */
    double uncertainty;                            /* that of the label frequencies as a forecast */
    double resolution, resolution_low, resolution_high;
    double miscalibration, miscalibration_low, miscalibration_high;
} xent_ledger_terms;

typedef struct {
    xent_ledger_terms log, brier; /* nats; sums of squares over classes, of one column (p-y)^2 */
} xent_ledger;

/* Fills the ledger of `sample`, whose losses are `nll` and `brier`, from the cross-fitted map,
   which leaves `brier_after` (NAN: not known yet), and the map of the same type of all rows.

   The intervals, at settings->level, are of what the best map of the type would leave with any
   number of rows.  That of the log score's miscalibration inverts a test: twice the gain in sample
   over its scale is a noncentral chi-square variable with a degree of freedom for each parameter,
   whose noncentrality is proportional to the miscalibration (Vuong 1989); far from zero this is the
   delta method, at zero it takes account of the fit.  That of the resolution is the same of the
   gain on the shares where the map contains them, and else by the central limit theorem (Bayle et
   al. 2020).  XENT_ENOMEM; errors of the source.  One pass over the labels, and up to
   three over the scores. */
xent_status xent_ledger_init(const xent_sample *sample, const xent_crossfit *crossfit,
                             const xent_map *map, double nll, double brier, double brier_after,
                             const xent_settings *settings, xent_ledger *ledger, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
