/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settle.h"
#include <stdio.h>
#include "names.h"
#include "pick.h"

static xent_array_axes
axes_of(const xent_pick *pick)
{
    const xent_array *array = pick->array;
    return array->column
               ? (xent_array_axes){.count = 1, .classes = 1, .length = {array->rows}}
               : array->axes;
}

static uint32_t
bit(unsigned axis)
{
    return axis < XENT_MAX_AXES ? UINT32_C(1) << axis : 0;
}

static bool
is_single(uint32_t bits)
{
    return bits && (bits & (bits - 1)) == 0;
}

/* "1 or 2" */
static void
list_axes(uint32_t bits, const char *before, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (unsigned a = 0; a < XENT_MAX_AXES && used < size; a++)
        if (bits & bit(a))
            used += (size_t)snprintf(text + used, size - used, "%s%s%u", used ? " or " : "",
                                     before, a);
}

/* ---- shapes that do not go together */

static void
hint_axes(const xent_pick *scores, const xent_pick *other, uint32_t fits, const char *what,
          xent_error *err)
{
    xent_array_axes axes = axes_of(other), left = {0};
    const xent_array_axes *all = &scores->array->axes;
    char text[200];
    for (unsigned a = 0; a < all->count; a++)
        if (a != all->classes)
            left.length[left.count++] = all->length[a];
    if (fits) {
        list_axes(fits, "--class-axis ", text, sizeof text);
        xent_error_hint(err, "%s", text);
    } else if (xent_axes_equal(&axes, all)) {
        xent_hint_one_hot(other->array, all->classes, err);
    } else {
        xent_axes_text(&left, text);
        xent_error_hint(err, "--class-axis %u wants %s of the shape %s", all->classes, what, text);
    }
}

static xent_status
fail_axes(const xent_pick *scores, const xent_pick *other, uint32_t fits, const char *what,
          xent_error *err)
{
    char all[XENT_AXES_TEXT], its[XENT_AXES_TEXT];
    xent_array_axes axes = axes_of(other);
    xent_axes_text(&scores->array->axes, all);
    xent_axes_text(&axes, its);
    xent_fail(err, XENT_EDATA, "%s %s do not go with scores %s without axis %u", what, its, all,
              scores->array->axes.classes);
    xent_error_place(err, other->table->input.path, 0);
    hint_axes(scores, other, fits, what, err);
    return XENT_EDATA;
}

/* ---- the axis of the classes */

static xent_status
asked_axis(const xent_selection *s, unsigned *axis, xent_error *err)
{
    const xent_pick *scores = &s->scores;
    long long asked = s->options->class_axis, count = scores->array->axes.count;
    char text[XENT_AXES_TEXT];
    if (scores->array->column) {
        xent_input_fail(&scores->table->input, err, XENT_EINVAL,
                        "--class-axis %lld, but the scores are columns of text", asked);
        return XENT_EINVAL;
    }
    xent_axes_text(&scores->array->axes, text);
    if (count < 2 || asked < -count || asked >= count) {
        xent_input_fail(&scores->table->input, err, XENT_EINVAL,
                        "--class-axis %lld of scores %s, which have %lld ax%s", asked, text, count,
                        count == 1 ? "is: that of the rows" : "es");
        if (count > 1)
            xent_error_hint(err, "--class-axis from 0 to %lld, or from the end -1 to %lld",
                            count - 1, -count);
        return XENT_EINVAL;
    }
    *axis = (unsigned)(asked < 0 ? asked + count : asked);
    return XENT_OK;
}

/* Says which axis was taken, and which may be asked for instead, or to be plain. */
static void
note_axis(const xent_selection *s, unsigned axis, const char *why, uint32_t ask)
{
    xent_error *note = xent_notes_add(s->notes, XENT_NOTE);
    char text[XENT_AXES_TEXT], list[200];
    xent_axes_text(&s->scores.array->axes, text);
    xent_note_say(note, "classes are on axis %u of the scores %s%s", axis, text, why);
    xent_error_place(note, s->scores.table->input.path, 0);
    list_axes(ask, "--class-axis ", list, sizeof list);
    if (ask)
        xent_error_hint(note, "%s%s", list, ask == bit(axis) ? " says so" : ", if they are not");
}

/* The labels may leave one axis only. */
static xent_status
labels_axis(const xent_selection *s, unsigned *axis, xent_error *err)
{
    const xent_array_axes *scores = &s->scores.array->axes, labels = axes_of(&s->labels);
    uint32_t fits = xent_axes_fit(scores, &labels), usual = bit(*axis);
    if (is_single(fits)) {
        *axis = 0;
        while (!(fits & bit(*axis)))
            ++*axis;
        if (fits != usual)
            note_axis(s, *axis, ", which the labels leave", fits);
    } else if (fits & usual) {
        if (scores->length[*axis] > 1)
            note_axis(s, *axis, ", though the labels leave others as well", fits & ~usual);
    } else {
        return fail_axes(&s->scores, &s->labels, fits, "labels", err);
    }
    return XENT_OK;
}

static xent_status
settle_scores(xent_selection *s, xent_error *err)
{
    xent_pick *scores = &s->scores;
    xent_array *array = scores->array;
    unsigned axis = array->axes.classes;
    xent_status status = XENT_OK;
    if (s->options->has_class_axis)
        status = asked_axis(s, &axis, err);
    else if (array->column)
        return XENT_OK;
    else if (array->axes.count > 2 && s->labels.table)
        status = labels_axis(s, &axis, err);
    else if (xent_axes_is_stack(&array->axes))
        note_axis(s, axis, ", since nothing says otherwise", bit(1) & ~bit(axis));
    if (status != XENT_OK)
        return status;
    xent_array_lay_out(array, axis);
    scores->columns = array->columns;
    return XENT_OK;
}

/* ---- one number a row */

static xent_status
settle_rows(const xent_selection *s, xent_pick *pick, const char *what, xent_error *err)
{
    const xent_array *scores = s->scores.array;
    xent_array_axes axes;
    if (!pick->table)
        return XENT_OK;
    axes = axes_of(pick);
    if (!scores->column && scores->axes.count > 2 && !pick->array->column) {
        uint32_t fits = xent_axes_fit(&scores->axes, &axes);
        if (!(fits & bit(scores->axes.classes)))
            return fail_axes(&s->scores, pick, fits, what, err);
        xent_array_lay_out(pick->array, axes.count);
        pick->columns = 1;
    }
    if (pick->columns == 1)
        return XENT_OK;
    return xent_fail_columns(pick->table, pick->array, pick->columns, what, err);
}

xent_status
xent_settle(xent_selection *s, xent_error *err)
{
    xent_status status = settle_scores(s, err);
    if (status == XENT_OK && s->scores.columns > XENT_MAX_COLUMNS)
        status = xent_input_fail(&s->scores.table->input, err, XENT_EDATA,
                                 "%zu columns of scores; at most %d", s->scores.columns,
                                 XENT_MAX_COLUMNS);
    if (status == XENT_OK)
        status = settle_rows(s, &s->labels, "labels", err);
    for (int f = 0; status == XENT_OK && f < XENT_FACTOR_ROLES; f++)
        status = settle_rows(s, &s->factor[f], xent_role_name[XENT_FACTOR + f], err);
    return status == XENT_OK ? settle_rows(s, &s->weights, "weights", err) : status;
}
