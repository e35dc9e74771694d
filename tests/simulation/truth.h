/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is true of a population, as far as its own document does not say it. */
#ifndef XENT_SIMULATION_TRUTH_H
#define XENT_SIMULATION_TRUTH_H
#include "design.h"
#include "smooth.h"

/* The population's rows on a grid, from which its curve of any width follows; one for each thread. */
typedef struct {
    const design *design;
    void *memory;
    xent_smoother residual, weight;
} truths;

xent_status truth_init(truths *t, const design *d, const xent_sample *whole,
                       const xent_settings *settings, xent_error *err);
xent_status truth_copy(truths *to, const truths *from, xent_error *err);
void truth_clear(truths *t);

/* From here on truth_smoothed() is the curve of this width. */
xent_status truth_smooth(truths *t, double sigma, xent_error *err);
double truth_smoothed(const truths *t, double x);

#endif
