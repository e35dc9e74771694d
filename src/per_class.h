/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration errors class by class, q_c against [y=c], or what the target gives c, over all
   rows, and the Brier score taken apart by what is predicted. */
#ifndef XENT_PER_CLASS_H
#define XENT_PER_CLASS_H
#include "metric.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { XENT_MAX_CELL_CLASSES = 1024 };

/* One class. */
typedef struct {
    double share;           /* of the rows that have this label; the mean of the targets */
    double ece, rmsce, mce; /* L1, L2 and maximum over its bins of equal width */
} xent_class_errors;

/* Rows grouped by the predicted class (DeGroot and Fienberg 1983, as TensorFlow Probability has
   it): with d the class shares within a group and q the rows' probabilities, reliability is the
   mean of |d - q|^2, resolution that of |d - share|^2, and uncertainty - sum share^2. */
typedef struct {
    double uncertainty, resolution, reliability;
} xent_cells;

typedef struct {
    size_t classes;
    xent_class_errors *errors; /* classes of them */
    double ece_mean, ece_sum;  /* over the classes */
    double rmsce;              /* the root of the mean of the squares */
    double mce;                /* the largest */
    bool has_cells;            /* not for more than XENT_MAX_CELL_CLASSES classes */
    xent_cells cells;
} xent_per_class;

/* Measures a sample of labels or targets with a column for each class, in settings->bins bins closed as
   settings->edges says; clear it, also after a failure.  A pass of its own, which takes 32 bytes
   for each class and bin, and 32 K^2 for the cells of K classes, a thread.  XENT_EDATA for one
   column or unlabelled rows; XENT_ENOMEM; errors of the source. */
xent_status xent_per_class_measure(const xent_sample *sample, const xent_settings *settings,
                                   xent_per_class *result, xent_error *err);
void xent_per_class_clear(xent_per_class *result);

#ifdef __cplusplus
}
#endif
#endif
