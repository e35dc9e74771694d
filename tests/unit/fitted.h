/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits of the data that tests/reference/maps.py made. */
#ifndef XENT_TESTS_FITTED_H
#define XENT_TESTS_FITTED_H
#include <math.h>
#include "map.h"
#include "memory_sample.h"
#include "../reference/maps.h"

enum { MULTI_ROWS = 60, MULTI_COLUMNS = 4, BINARY_ROWS = 50 };

static inline void
assert_near(const char *what, double got, double want, double tolerance)
{
    ck_assert_msg(fabs(got - want) <= tolerance * (1 + fabs(want)), "%s: got %.17g want %.17g", what,
                  got, want);
}

static inline memory
multi(void)
{
    return (memory){.rows = MULTI_ROWS, .columns = MULTI_COLUMNS, .f64 = multi_z,
                    .label = multi_y};
}

static inline memory
binary(void)
{
    return (memory){.rows = BINARY_ROWS, .columns = 1, .f64 = binary_z, .label = binary_y};
}

/* Fitted, with everything that is known of it */

typedef struct {
    xent_sample *sample;
    xent_map *map;
    xent_fit fit;
    xent_status status;
    xent_error err;
} fitted;

static inline fitted
fit_with(const char *type, memory data, xent_fit_options options)
{
    fitted f = {.sample = memory_sample_cut(data, 16)};
    f.status = xent_map_fit(xent_map_type_find(type), f.sample, &options, &f.map, &f.fit, &f.err);
    return f;
}

static inline fitted
fit_map(const char *type, memory data)
{
    fitted f = fit_with(type, data, (xent_fit_options){0});
    ck_assert_msg(f.status == XENT_OK, "%s", f.err.sentence);
    ck_assert_int_eq(f.fit.status, XENT_CONVERGED);
    return f;
}

static inline void
drop(fitted *f)
{
    xent_map_free(f->map);
    xent_sample_free(f->sample);
}

static inline double
parameter(const fitted *f, const char *name)
{
    return *xent_map_parameter(f->map, name, NULL);
}

static inline double
error_of(const fitted *f, const char *name)
{
    return *xent_map_standard_error(f->map, name, NULL);
}

#endif
