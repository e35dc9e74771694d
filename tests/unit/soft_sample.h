/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples with the target distributions that tests/reference/make_targets.py made. */
#ifndef XENT_TESTS_SOFT_SAMPLE_H
#define XENT_TESTS_SOFT_SAMPLE_H
#include "memory_sample.h"
#include "soften.h"

typedef struct {
    const char *name;
    double value;
} target_value;

#include "../reference/targets.inc"

enum { ROWS = 60, CLASSES = 3 };

static inline xent_sample *
softened(memory scores, memory targets)
{
    xent_sample *soft;
    ck_assert_int_eq(xent_sample_soften(memory_sample_cut(scores, 16), memory_sample_cut(targets, 16),
                                        "targets", &soft, NULL),
                     XENT_OK);
    return soft;
}

static inline xent_sample *
soft_classes(xent_kind kind, const double *targets, const double *weight)
{
    return softened((memory){.rows = ROWS, .columns = CLASSES, .f64 = target_z, .weight = weight},
                    (memory){.rows = ROWS, .columns = CLASSES, .kind = kind, .f64 = targets});
}

static inline double
first_column(size_t i)
{
    return target_z[CLASSES * i];
}

static inline xent_sample *
soft_binary(double *z, const double *weight)
{
    for (size_t i = 0; i < ROWS; i++)
        z[i] = first_column(i);
    return softened((memory){.rows = ROWS, .columns = 1, .f64 = z, .weight = weight},
                    (memory){.rows = ROWS, .columns = 1, .kind = XENT_PROBS, .f64 = target_t});
}

#endif
