/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axes.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- layouts */

size_t
xent_axes_columns(const xent_array_axes *axes)
{
    return axes->classes < axes->count ? axes->length[axes->classes] : 1;
}

size_t
xent_axes_rows(const xent_array_axes *axes)
{
    size_t product = 1;
    for (unsigned a = 0; a < axes->count; a++)
        product *= a == axes->classes ? 1 : axes->length[a];
    return product;
}

/* How many cells lie between neighbours on axis a. */
static size_t
stride(const xent_array_axes *axes, bool fortran, unsigned a)
{
    size_t product = 1;
    for (unsigned i = fortran ? 0 : a + 1; i < (fortran ? a : axes->count); i++)
        product *= axes->length[i];
    return product;
}

static void
add_axis(xent_layout *layout, size_t length, size_t step)
{
    unsigned last = layout->axes - 1;
    if (length == 1)
        return;
    if (layout->axes && layout->step[last] == length * step) {
        layout->length[last] *= length;
        layout->step[last] = step;
        return;
    }
    layout->length[layout->axes] = length;
    layout->step[layout->axes++] = step;
}

void
xent_layout_make(const xent_array_axes *axes, bool fortran, xent_layout *layout)
{
    *layout = (xent_layout){.column = 1};
    for (unsigned a = 0; a < axes->count; a++)
        if (a != axes->classes)
            add_axis(layout, axes->length[a], stride(axes, fortran, a));
    if (axes->classes < axes->count)
        layout->column = stride(axes, fortran, axes->classes);
    if (!layout->axes) {
        layout->axes = 1;
        layout->length[0] = 1;
        layout->step[0] = xent_axes_columns(axes);
    }
}

bool
xent_layout_is_matrix(const xent_layout *layout, size_t columns)
{
    return layout->axes == 1 && layout->step[0] == columns && (layout->column == 1 || columns == 1);
}

size_t
xent_layout_find(const xent_layout *layout, size_t row, size_t *run)
{
    unsigned last = layout->axes - 1;
    size_t cell = 0;
    *run = layout->length[last] - row % layout->length[last];
    for (unsigned a = layout->axes; a-- > 0; row /= layout->length[a])
        cell += row % layout->length[a] * layout->step[a];
    return cell;
}

/* ---- the axis of classes */

unsigned
xent_axes_default(const xent_array_axes *axes)
{
    unsigned a = axes->count - 1;
    if (axes->count < 2)
        return axes->count;
    while (a > 1 && axes->length[a] == 1)
        a--;
    return a;
}

bool
xent_axes_equal(const xent_array_axes *a, const xent_array_axes *b)
{
    bool same = a->count == b->count;
    for (unsigned i = 0; same && i < a->count; i++)
        same = a->length[i] == b->length[i];
    return same;
}

bool
xent_axes_is_stack(const xent_array_axes *axes)
{
    unsigned longer = 0;
    for (unsigned a = 0; a < axes->count; a++)
        longer += axes->length[a] != 1;
    return longer > 2;
}

/* The next axis from *a on that is not `without`; units: of any length, else not of 1. */
static bool
next_axis(const xent_array_axes *axes, unsigned without, bool units, unsigned *a)
{
    while (*a < axes->count && (*a == without || (!units && axes->length[*a] == 1)))
        ++*a;
    return *a < axes->count;
}

static bool
leaves(const xent_array_axes *scores, unsigned without, const xent_array_axes *rows, bool units)
{
    unsigned a = 0, b = 0;
    for (;; a++, b++) {
        bool more = next_axis(scores, without, units, &a);
        if (more != next_axis(rows, rows->count, units, &b))
            return false;
        if (!more || scores->length[a] != rows->length[b])
            return !more;
    }
}

static bool
leaves_positions(const xent_array_axes *scores, unsigned without, const xent_array_axes *rows)
{
    xent_array_axes axes = *scores;
    axes.classes = without;
    return rows->count == 1 && rows->length[0] == xent_axes_rows(&axes);
}

uint32_t
xent_axes_fit(const xent_array_axes *scores, const xent_array_axes *rows)
{
    uint32_t exactly = 0, squeezed = 0, flat = 0;
    for (unsigned a = 0; a < scores->count; a++) {
        uint32_t bit = UINT32_C(1) << a;
        exactly |= leaves(scores, a, rows, true) ? bit : 0;
        squeezed |= leaves(scores, a, rows, false) ? bit : 0;
        flat |= leaves_positions(scores, a, rows) ? bit : 0;
    }
    return exactly ? exactly : squeezed ? squeezed : flat;
}

/* ---- text */

/* Appends at *used, which stays below size. */
static void XENT_PRINTF(4, 5)
append(char *text, size_t size, size_t *used, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text + *used, size - *used, format, args);
    va_end(args);
    *used = n < 0 ? *used : *used + (size_t)n < size ? *used + (size_t)n : size - 1;
}

void
xent_axes_text(const xent_array_axes *axes, char text[XENT_AXES_TEXT])
{
    size_t used = 0;
    append(text, XENT_AXES_TEXT, &used, "[");
    for (unsigned a = 0; a < axes->count; a++)
        append(text, XENT_AXES_TEXT, &used, "%s%zu", a ? ", " : "", axes->length[a]);
    append(text, XENT_AXES_TEXT, &used, "]");
}

void
xent_axes_row_text(const xent_array_axes *axes, uint64_t row, char *text, size_t size)
{
    size_t used = 0, position[XENT_MAX_AXES];
    uint64_t rest = row;
    const char *separator = " (";
    append(text, size, &used, "%llu", (unsigned long long)row);
    if (axes->count - (axes->classes < axes->count) < 2)
        return;
    for (unsigned a = axes->count; a-- > 0;)
        if (a != axes->classes) {
            position[a] = (size_t)(rest % axes->length[a]);
            rest /= axes->length[a];
        }
    for (unsigned a = 0; a < axes->count; a++)
        if (a != axes->classes) {
            append(text, size, &used, "%s%zu", separator, position[a]);
            separator = ", ";
        }
    append(text, size, &used, ")");
}
