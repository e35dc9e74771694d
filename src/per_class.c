/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "per_class.h"
#include <math.h>
#include <stdlib.h>
#include "fixed.h"
#include "sample_internal.h"
#include "share.h"
#include "sweep.h"

/* What is added up, weights scaled into [0, 1]. */
typedef struct {
    xent_fixed *share;              /* classes: sum w o_c, o_c being [y=c] or what the target has */
    xent_fixed *weight, *gap;       /* class c, bin b: c * bins + b; sum w, sum w (q_c - o_c) */
    xent_fixed *count, *probability; /* predicted p, class c: p * classes + c; sum w o_c, w q_c */
    xent_fixed *group;              /* predicted p: sum w */
    xent_fixed *square;             /* sum w |q|^2 / classes */
} sums;

typedef struct {
    const xent_settings *settings;
    const xent_shape *shape;
    double scale; /* of the weights */
    bool cells;
} class_pass;

/* Cuts a state (NULL: only measures) and returns its size. */
static size_t
cut(const class_pass *pass, void *state, sums *s)
{
    size_t used = 0, classes = pass->shape->classes, bins = classes * pass->settings->bins;
    size_t cells = pass->cells ? classes * classes : 0;
    s->share = xent_scratch_cut(state, &used, classes * sizeof *s->share);
    s->weight = xent_scratch_cut(state, &used, bins * sizeof *s->weight);
    s->gap = xent_scratch_cut(state, &used, bins * sizeof *s->gap);
    s->count = xent_scratch_cut(state, &used, cells * sizeof *s->count);
    s->probability = xent_scratch_cut(state, &used, cells * sizeof *s->probability);
    s->group = xent_scratch_cut(state, &used, (pass->cells ? classes : 0) * sizeof *s->group);
    s->square = xent_scratch_cut(state, &used, sizeof *s->square);
    return used;
}

static size_t
cut_scratch(const xent_shape *shape, void *scratch, xent_row **row, double **q, double **outcome)
{
    size_t used = 0, rows = shape->block_rows;
    *row = xent_scratch_cut(scratch, &used, rows * sizeof **row);
    *q = xent_scratch_cut(scratch, &used, rows * shape->columns * sizeof **q);
    *outcome = xent_scratch_cut(scratch, &used, shape->columns * sizeof **outcome);
    return used;
}

/* ---- adding */

static void
add_bins(const class_pass *pass, const sums *to, const double *q, const double *outcome, double w)
{
    size_t bins = pass->settings->bins;
    for (size_t c = 0; c < pass->shape->classes; c++) {
        size_t at = c * bins + xent_bin_index(bins, pass->settings->edges, q[c]);
        to->weight[at] += xent_to_fixed(w);
        to->gap[at] += xent_to_fixed(w * (q[c] - outcome[c]));
        if (outcome[c] > 0)
            to->share[c] += xent_to_fixed(w * outcome[c]);
    }
}

static void
add_cells(const class_pass *pass, const sums *to, const double *q, const double *outcome,
          size_t predicted, double w)
{
    size_t classes = pass->shape->classes;
    double square = 0;
    for (size_t c = 0; c < classes; c++) {
        to->probability[predicted * classes + c] += xent_to_fixed(w * q[c]);
        square += q[c] * q[c];
        if (outcome[c] > 0)
            to->count[predicted * classes + c] += xent_to_fixed(w * outcome[c]);
    }
    to->group[predicted] += xent_to_fixed(w);
    *to->square += xent_to_fixed(w * (square / (double)classes));
}

/* What row i is of: its label, or its target as it stands, as metrics take it. */
static void
find_outcome(const xent_block *block, size_t i, double *outcome)
{
    for (size_t c = 0; c < block->columns; c++)
        outcome[c] = xent_block_share(block, i, 1, c);
}

static xent_status
add_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const class_pass *pass = context;
    size_t columns = block->columns;
    sums to;
    xent_row *row;
    double *q, *outcome;
    (void)err;
    cut(pass, state, &to);
    cut_scratch(pass->shape, scratch, &row, &q, &outcome);
    xent_kernel_rows(block, pass->shape->kind, XENT_WANT_TOP, columns, row, q);
    for (size_t i = 0; i < block->rows; i++) {
        double w = xent_block_weight(block, i) * pass->scale;
        find_outcome(block, i, outcome);
        add_bins(pass, &to, q + i * columns, outcome, w);
        if (pass->cells)
            add_cells(pass, &to, q + i * columns, outcome, (size_t)row[i].predicted, w);
    }
    return XENT_OK;
}

static void
merge(const class_pass *pass, const sums *to, const sums *from)
{
    size_t classes = pass->shape->classes, bins = classes * pass->settings->bins;
    size_t cells = pass->cells ? classes * classes : 0;
    xent_fixed_merge(to->share, from->share, classes);
    xent_fixed_merge(to->weight, from->weight, bins);
    xent_fixed_merge(to->gap, from->gap, bins);
    xent_fixed_merge(to->count, from->count, cells);
    xent_fixed_merge(to->probability, from->probability, cells);
    xent_fixed_merge(to->group, from->group, pass->cells ? classes : 0);
    xent_fixed_merge(to->square, from->square, 1);
}

/* ---- finishing */

/* The errors of one class, whose bins start at `first`. */
static xent_class_errors
finish_class(const sums *s, size_t c, size_t bins, double total)
{
    xent_class_errors errors = {.share = xent_from_fixed(s->share[c]) / total};
    double squares = 0;
    for (size_t i = c * bins; i < (c + 1) * bins; i++) {
        double weight = xent_from_fixed(s->weight[i]);
        double difference = fabs(xent_from_fixed(s->gap[i]));
        if (!(weight > 0))
            continue;
        errors.ece += difference / total;
        squares += difference * difference / (weight * total);
        errors.mce = fmax(errors.mce, difference / weight);
    }
    errors.rmsce = sqrt(squares);
    return errors;
}

static void
finish_classes(const sums *s, size_t bins, double total, xent_per_class *result)
{
    double squares = 0;
    for (size_t c = 0; c < result->classes; c++) {
        xent_class_errors *errors = &result->errors[c];
        *errors = finish_class(s, c, bins, total);
        result->ece_sum += errors->ece;
        squares += errors->rmsce * errors->rmsce;
        result->mce = fmax(result->mce, errors->mce);
    }
    result->ece_mean = result->ece_sum / (double)result->classes;
    result->rmsce = sqrt(squares / (double)result->classes);
}

/* Adds the group of the rows that are predicted to be `p`: sum of w |d - q|^2 is sum w |q|^2 -
   2 d.(sum w q) + |d|^2 sum w. */
static void
finish_cell(const sums *s, size_t p, double total, const xent_per_class *result, xent_cells *cells)
{
    size_t classes = result->classes, first = p * classes;
    double weight = xent_from_fixed(s->group[p]);
    for (size_t c = 0; c < classes && weight > 0; c++) {
        double d = xent_from_fixed(s->count[first + c]) / weight;
        double lift = d - result->errors[c].share;
        double stated = xent_from_fixed(s->probability[first + c]);
        cells->resolution += weight / total * lift * lift;
        cells->reliability += (d * weight - 2 * stated) * d / total;
    }
}

static void
finish_cells(const sums *s, double total, xent_per_class *result)
{
    xent_cells *cells = &result->cells;
    cells->reliability = xent_from_fixed(*s->square) * (double)result->classes / total;
    for (size_t c = 0; c < result->classes; c++) {
        cells->uncertainty -= result->errors[c].share * result->errors[c].share;
        finish_cell(s, c, total, result, cells);
    }
}

static xent_status
finish(const class_pass *pass, const xent_sweep *sweep, xent_per_class *result, xent_error *err)
{
    sums all, from;
    xent_fixed total = 0;
    result->errors = calloc(result->classes, sizeof *result->errors);
    if (!result->errors)
        return xent_fail_memory(err);
    cut(pass, xent_sweep_state(sweep, 0), &all);
    for (unsigned i = 1; i < sweep->threads; i++) {
        cut(pass, xent_sweep_state(sweep, i), &from);
        merge(pass, &all, &from);
    }
    for (size_t b = 0; b < pass->settings->bins; b++)
        total += all.weight[b];
    finish_classes(&all, pass->settings->bins, xent_from_fixed(total), result);
    if (pass->cells)
        finish_cells(&all, xent_from_fixed(total), result);
    return XENT_OK;
}

xent_status
xent_per_class_measure(const xent_sample *sample, const xent_settings *settings,
                       xent_per_class *result, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    class_pass pass = {settings, shape, xent_weight_scale(shape),
                       shape->classes <= XENT_MAX_CELL_CLASSES};
    sums s;
    xent_row *row;
    double *q, *outcome;
    xent_sweep sweep;
    *result = (xent_per_class){.classes = shape->classes, .has_cells = pass.cells};
    if (!(shape->labelled || shape->soft) || shape->task != XENT_MULTICLASS) {
        xent_fail(err, XENT_EDATA, "errors of each class want labels and a column for each class");
        xent_error_hint(err, "one column has ece, rmsce and mce");
        return XENT_EDATA;
    }
    xent_status status = xent_sweep_open(sample, settings->threads, cut(&pass, NULL, &s),
                                         cut_scratch(shape, NULL, &row, &q, &outcome), &sweep, err);
    if (status != XENT_OK)
        return status;
    status = xent_sweep_run(&sweep, add_block, &pass, err);
    if (status == XENT_OK)
        status = finish(&pass, &sweep, result, err);
    xent_sweep_close(&sweep);
    return status;
}

void
xent_per_class_clear(xent_per_class *result)
{
    free(result->errors);
    result->errors = NULL;
}
