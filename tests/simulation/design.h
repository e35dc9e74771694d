/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasters whose calibration is known, and samples of what they say.

   A population is a finite list of rows of logits z, each with the true distribution of its label,
   softmax(slope z).  The forecaster states softmax(z): slope 1 is calibrated, below 1 overconfident.
   Samples are drawn with replacement; of a cluster half of the rows are copies of one.  Since the
   list is finite, the expectation of everything over it can be computed by going through every row
   with every label. */
#ifndef XENT_SIMULATION_DESIGN_H
#define XENT_SIMULATION_DESIGN_H
#include <stdbool.h>
#include "sample.h"

typedef struct {
    const char *name;
    bool regular;   /* of these most samples are drawn */
    size_t rows;    /* of a sample */
    size_t columns; /* 1: log-odds of two classes */
    double centre, spread; /* z is normal */
    double slope;
    bool weighted;         /* rows of larger z count up to four times as much */
    size_t clusters;       /* 0: rows are independent */
    size_t groups;         /* 3: rows fall into some, by z and unequal; 0: none */
    double group_slope;    /* of the last group */
} design;

extern const design designs[]; /* ends with a NULL name */

static inline bool
is_calibrated(const design *d)
{
    return d->slope == 1;
}

/* How often what is said with confidence p is right; NAN where p alone does not tell. */
double frequency_at(const design *d, double p);

/* What the population says, and what is true. */
typedef struct {
    const design *design;
    size_t size, classes;
    double *score;      /* size * columns logits */
    double *cumulative; /* size * classes: the probability of a label up to c */
    double *weight;     /* size weights of rows; NULL: all 1 */
    int32_t *group;     /* size; NULL: there are none */
} population;

/* False: no memory. */
bool population_init(population *p, const design *d, uint64_t seed);
void population_clear(population *p);

/* Memory of one sample. */
typedef struct {
    double *score;
    int64_t *label;
    double *weight;
    int32_t *level; /* of the group or the cluster */
    size_t size, columns;
} row_memory;

bool rows_alloc(row_memory *r, const design *d);
void rows_clear(row_memory *r);

/* Draws sample `number`: a function of it and the seed alone.  The sample borrows the rows. */
xent_status population_draw(const population *p, uint64_t seed, size_t number, row_memory *memory,
                            xent_sample **sample, xent_error *err);

/* All rows with all labels, weighted by their probabilities; borrows `memory`, which is filled. */
xent_status population_whole(const population *p, row_memory *memory, xent_sample **sample,
                             xent_error *err);

#endif
