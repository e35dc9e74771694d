/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores that a caller has in memory, shown where they are. */
#include <stdlib.h>
#include <string.h>
#include "sample.h"

typedef struct {
    const float *f32;
    const double *f64;
    size_t rows, columns;
} scores;

static xent_status
scores_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const scores *s = state;
    size_t full = xent_block_rows(s->columns), first = i * full;
    (void)scratch;
    (void)err;
    *block = (xent_block){
        .first = first,
        .rows = s->rows - first < full ? s->rows - first : full,
        .columns = s->columns,
        .f32 = s->f32 ? s->f32 + first * s->columns : NULL,
        .f64 = s->f64 ? s->f64 + first * s->columns : NULL,
    };
    return XENT_OK;
}

static const xent_source scores_source = {"memory", scores_block, free};

/* malloc'ed copy; *good becomes false if there is no memory. */
static void *
copy_of(const void *bytes, size_t rows, size_t size, bool *good)
{
    void *copy = bytes && rows <= SIZE_MAX / size ? malloc(rows * size + 1) : NULL;
    if (copy)
        memcpy(copy, bytes, rows * size);
    *good = *good && (copy || !bytes);
    return copy;
}

xent_status
xent_sample_from_memory(size_t rows, size_t columns, const float *f32, const double *f64,
                        const int64_t *label, const double *weight,
                        const xent_admit_options *options, xent_notes *notes,
                        xent_sample **sample, xent_error *err)
{
    scores *state = malloc(sizeof *state);
    bool good = state != NULL;
    xent_raw raw = {.source = &scores_source,
                    .state = state,
                    .rows = rows,
                    .columns = columns,
                    .float32 = f32 != NULL,
                    .label = copy_of(label, rows, sizeof *label, &good),
                    .weight = copy_of(weight, rows, sizeof *weight, &good)};
    *sample = NULL;
    strcpy(raw.storage, f32 ? "float32, C order" : "float64, C order");
    if (good && (f32 != NULL) != (f64 != NULL)) {
        *state = (scores){f32, f64, rows, columns};
        return xent_sample_admit(&raw, options, notes, sample, err);
    }
    free(state);
    free(raw.label);
    free(raw.weight);
    return good ? xent_fail(err, XENT_EINVAL, "exactly one of f32 and f64 must be given")
                : xent_fail_memory(err);
}
