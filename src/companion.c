/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "companion.h"
#include <string.h>
#include "axes.h"

/* Arrays of more than two axes are of one shape, unless one is rows by classes. */
static bool
has_axes(const xent_sample *sample, const xent_sample *other)
{
    const xent_array_axes *a = &xent_sample_facts(sample)->axes;
    const xent_array_axes *b = &xent_sample_facts(other)->axes;
    return a->count < 3 || b->count < 3 || xent_axes_equal(a, b);
}

xent_status
xent_companion_check(const xent_sample *sample, const xent_sample *other, const char *what,
                     xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample), *its = xent_sample_shape(other);
    size_t rows = shape->rows + xent_sample_facts(sample)->ignored_rows;
    size_t ignored = xent_sample_facts(other)->ignored_rows;
    bool fits = ignored ? its->rows == shape->rows : its->rows == rows;
    if (!has_axes(other, sample)) {
        char mine[XENT_AXES_TEXT], others[XENT_AXES_TEXT];
        xent_axes_text(&xent_sample_facts(sample)->axes, mine);
        xent_axes_text(&xent_sample_facts(other)->axes, others);
        return xent_fail(err, XENT_EDATA, "%s %s for scores %s", what, others, mine);
    }
    if (!fits || its->columns != shape->columns)
        return xent_fail(err, XENT_EDATA, "%zu x %zu %s for %zu x %zu scores", its->rows,
                         its->columns, what, rows, shape->columns);
    return XENT_OK;
}

void
xent_companion_keep(const xent_block *block, const xent_block *from, double *cells)
{
    size_t width = block->columns * sizeof *cells;
    for (size_t i = 0; from->rows > block->rows && i < block->rows; i++)
        memmove(cells + i * block->columns,
                cells + (size_t)(xent_block_row(block, i) - from->first) * block->columns, width);
}
