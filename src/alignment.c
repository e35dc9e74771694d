/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alignment.h"
#include <math.h>
#include <stdlib.h>
#include "exact.h"
#include "sample_internal.h"
#include "sweep.h"

/* A guess that always says the most frequent label is right this many standard deviations less
   often than a model that has learnt anything. */
static const double skill = 3;

bool
xent_alignment_wanted(const xent_evidence *e, xent_kind kind, size_t columns, size_t rows)
{
    double hits = (double)e->hits[kind];
    double guess = fmax((double)e->most, (double)rows / (columns == 1 ? 2 : (double)columns));
    return hits < guess + skill * sqrt(guess) || e->hits_up > e->hits[kind] ||
           e->hits_down > e->hits[kind];
}

/* What a thread has seen; then counts of the classes that were predicted, and of labels. */
typedef struct {
    xent_alignment counts;
    xent_exact confidence;
} seen;

typedef struct {
    seen *all;
    uint64_t *predicted, *labels;
} states;

static size_t
cut_state(const xent_shape *shape, void *memory, states *s)
{
    size_t used = 0;
    s->all = xent_scratch_cut(memory, &used, sizeof *s->all);
    s->predicted = xent_scratch_cut(memory, &used, shape->classes * sizeof *s->predicted);
    s->labels = xent_scratch_cut(memory, &used, shape->classes * sizeof *s->labels);
    return used;
}

/* Labels of rows that stand side by side in a block. */
static void
see_neighbours(xent_alignment *a, const xent_block *block, const xent_row *row)
{
    for (size_t i = 1; i < block->rows; i++) {
        a->late += row[i - 1].predicted == block->label[i];
        a->early += row[i].predicted == block->label[i - 1];
        a->pairs++;
    }
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const xent_shape *shape = context;
    xent_row *row = scratch;
    states s;
    (void)err;
    cut_state(shape, state, &s);
    xent_kernel_rows(block, shape->kind, XENT_WANT_TOP, 0, row, NULL);
    for (size_t i = 0; i < block->rows; i++) {
        int32_t y = block->label[i], predicted = row[i].predicted;
        for (int32_t d = 0; d < 3; d++)
            s.all->counts.agree[d] += predicted == y + d - 1;
        s.predicted[predicted]++;
        s.labels[y]++;
        xent_exact_add(&s.all->confidence, row[i].confidence);
    }
    s.all->counts.rows += block->rows;
    see_neighbours(&s.all->counts, block, row);
    return XENT_OK;
}

static void
merge(states *to, const states *from, size_t classes)
{
    xent_alignment *a = &to->all->counts;
    const xent_alignment *b = &from->all->counts;
    a->rows += b->rows;
    for (int d = 0; d < 3; d++)
        a->agree[d] += b->agree[d];
    a->late += b->late;
    a->early += b->early;
    a->pairs += b->pairs;
    xent_exact_merge(&to->all->confidence, &from->all->confidence);
    for (size_t c = 0; c < classes; c++) {
        to->predicted[c] += from->predicted[c];
        to->labels[c] += from->labels[c];
    }
}

/* Mean and standard deviation of the number of rows that predict y + d - 1, over all orders of the
   labels (Hoeffding 1951). */
static void
find_chance(const states *s, size_t classes, int d)
{
    xent_alignment *a = &s->all->counts;
    double n = (double)a->rows, both = 0, left = 0, right = 0;
    for (size_t c = 0; c < classes; c++) {
        size_t y = c + 1 - (size_t)d; /* of those that predict c */
        double p = (double)s->predicted[c], l = y < classes ? (double)s->labels[y] : 0;
        both += p * l;
        left += p * p * l;
        right += p * l * l;
    }
    double variance = (both - (left + right) / n + both / n * (both / n)) / fmax(1, n - 1);
    a->chance[d] = both / n;
    a->spread[d] = sqrt(fmax(0, variance));
}

static void
finish(const states *s, size_t classes, xent_alignment *alignment)
{
    xent_alignment *a = &s->all->counts;
    double n = (double)a->rows, same = 0, distance = 0;
    for (int d = 0; d < 3; d++)
        find_chance(s, classes, d);
    for (size_t c = 0; c < classes; c++) {
        double p = (double)s->predicted[c], l = (double)s->labels[c];
        same += p / n * (p / n);
        distance += fabs(p - l) / n / 2;
    }
    a->variety = 1 - same;
    a->distance = distance;
    a->confidence = xent_exact_round(&s->all->confidence) / n;
    *alignment = *a;
}

xent_status
xent_alignment_find(const xent_sample *sample, xent_kind kind, unsigned threads,
                    xent_alignment *alignment, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(sample);
    states all, from;
    xent_sweep sweep;
    xent_status status = xent_sweep_open(sample, threads, cut_state(&shape, NULL, &all),
                                         shape.block_rows * sizeof(xent_row), &sweep, err);
    if (status != XENT_OK)
        return status;
    shape.kind = kind;
    status = xent_sweep_run(&sweep, see_block, &shape, err);
    if (status == XENT_OK) {
        cut_state(&shape, xent_sweep_state(&sweep, 0), &all);
        for (unsigned t = 1; t < sweep.threads; t++) {
            cut_state(&shape, xent_sweep_state(&sweep, t), &from);
            merge(&all, &from, shape.classes);
        }
        finish(&all, shape.classes, alignment);
    }
    xent_sweep_close(&sweep);
    return status;
}
