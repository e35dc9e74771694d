/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What errors of many classes are when the stated probabilities are true, from the moments of their
   cells.  The labels of a cell, of which nearly all rows are of other classes, have a law of their
   own (law.h); what cells of different classes have in common, since a row has one label, is
   small, and follows from some rows. */
#ifndef XENT_CLASS_LAWS_H
#define XENT_CLASS_LAWS_H
#include "drawn.h"
#include "group.h"

#pragma GCC visibility push(hidden)

/* Of the error of one class. */
typedef struct {
    double mean, variance, third; /* central moments */
    double rest;                  /* the variance beyond what goes with straight lines */
    double row;                   /* what one row may add to it, at most */
    size_t cells;                 /* those that chance is at work in */
} xent_class_moments;

typedef struct {
    const xent_drawn *drawn;
    size_t rows;               /* of the sample */
    bool frequencies;          /* does a row stand for as many as its weight says? */
    size_t classes, cells;     /* cells of each class */
    size_t noted;              /* drawn rows whose cells are known */
    int16_t *cell;             /* of class c of noted row i: i * classes + c; -1: in none */
    float *slope, *curve;      /* class c, cell b: b * classes + c: how the class's error goes with
                                  the cell's sum, and with the square of that */
    xent_class_moments *moments; /* of each class */
    const char *withheld;      /* why they do not tell what chance does; NULL: they do */
} xent_class_laws;

/* cells at most XENT_MAX_BINS, all noted ones -1.  Clear it also on failure.  XENT_ENOMEM. */
xent_status xent_class_laws_alloc(const xent_shape *shape, const xent_drawn *drawn, size_t cells,
                                  xent_class_laws *laws, xent_error *err);
void xent_class_laws_clear(xent_class_laws *laws);

/* Fills the groups of a class, laws->cells of them; those without weight are empty. */
typedef void xent_class_groups(const void *context, size_t c, xent_group *group);

/* Notes the cells of class c, n groups in their order; its error is the sum of their |differences|
   over `weight`. */
void xent_class_laws_set(const xent_class_laws *laws, size_t c, size_t n, const xent_group *group,
                         double weight);

/* The same of all classes.  XENT_ENOMEM. */
xent_status xent_class_laws_fill(const xent_class_laws *laws, unsigned threads, double weight,
                                 xent_class_groups *groups, const void *context, xent_error *err);

/* Is chance at work in the cell? */
static inline bool
xent_group_is_random(const xent_group *group)
{
    return group->weight > 0 && group->p > 0 && group->p < 1 && group->variance > 0;
}

/* Gives the sum of the classes' errors its null_mean and null_high, the latter but where their law
   is so skewed that its moments do not tell, or says why they are withheld.  XENT_ENOMEM. */
xent_status xent_class_laws_sum(const xent_class_laws *laws, double level, xent_value *sum,
                                xent_error *err);

#pragma GCC visibility pop
#endif
