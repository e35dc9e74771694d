/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "soften.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "companion.h"
#include "sample_internal.h"
#include "survey.h"

/* What the scores of the targets are. */
typedef enum { DISTRIBUTIONS, LOGARITHMS, COUNTS } target_form;

static const char *const form_name[] = {"distributions", "log-distributions", "counts"};

typedef struct {
    xent_sample *sample, *targets;
    target_form form;
    int32_t *mode; /* the class of each row that the target gives most, the first of them */
    bool one_hot;  /* labels are all that the targets are */
} softened;

/* Scratch of a block: of the two sources, and the targets. */
typedef struct {
    void *sample, *targets;
    double *target;
} parts;

static size_t
lay_out(const softened *s, char *scratch, parts *p)
{
    const xent_shape *shape = xent_sample_shape(s->sample);
    size_t size = 0, cells = s->one_hot ? 0 : shape->block_rows * shape->columns;
    size_t source = s->one_hot ? 0 : xent_sample_scratch_size(s->targets);
    p->sample = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(s->sample));
    p->targets = xent_scratch_cut(scratch, &size, source);
    p->target = xent_scratch_cut(scratch, &size, cells * sizeof *p->target);
    return size;
}

static void
softened_free(void *state)
{
    softened *s = state;
    xent_sample_free(s->sample);
    xent_sample_free(s->targets);
    free(s->mode);
    free(s);
}

/* ---- one row of targets */

static double
row_sum(const xent_block *from, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < from->columns; j++)
        sum += xent_block_score(from, i * from->columns + j);
    return sum;
}

static void
take_row(target_form form, const xent_block *from, size_t i, double *target)
{
    double sum = form == COUNTS ? row_sum(from, i) : 1;
    for (size_t j = 0; j < from->columns; j++) {
        double t = xent_block_score(from, i * from->columns + j);
        target[j] = form == LOGARITHMS ? exp(t) : t / sum;
    }
}

/* The targets of the rows that a block of the sample has. */
static xent_status
take_block(const softened *s, size_t i, const xent_block *block, const parts *p, xent_error *err)
{
    xent_block from;
    xent_status status = xent_sample_block(s->targets, i, p->targets, &from, err);
    if (status != XENT_OK)
        return status;
    for (size_t r = 0; r < from.rows; r++)
        take_row(s->form, &from, r, p->target + r * from.columns);
    xent_companion_keep(block, &from, p->target);
    return XENT_OK;
}

/* ---- the source */

static xent_status
softened_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const softened *s = state;
    parts p;
    lay_out(s, scratch, &p);
    xent_status status = xent_sample_block(s->sample, i, p.sample, block, err);
    if (status != XENT_OK)
        return status;
    block->label = s->mode + block->first;
    if (s->one_hot)
        return XENT_OK;
    block->target = p.target;
    return take_block(s, i, block, &p, err);
}

static const xent_source softened_source = {"softened", softened_block, softened_free};

/* ---- what the targets are */

/* Counts are whole numbers, and every row has some. */
static bool
has_counts(const xent_block *from, size_t i)
{
    for (size_t j = 0; j < from->columns; j++) {
        double t = xent_block_score(from, i * from->columns + j);
        if (!(t >= 0) || t != floor(t))
            return false;
    }
    return from->columns > 1 && row_sum(from, i) > 0;
}

static xent_status
refuse_row(const xent_block *from, size_t i, const char *path, xent_error *err)
{
    xent_fail(err, XENT_EDATA,
              "the targets of row %llu sum to %.6g: they are neither distributions "
              "nor counts",
              (unsigned long long)xent_block_row(from, i), row_sum(from, i));
    xent_error_place(err, path, 0);
    xent_error_hint(err, "divide each row by its sum; of a teacher's logits save the softmax");
    return XENT_EDATA;
}

/* What the door took for logits must be counts. */
static xent_status
check_counts(const softened *s, const parts *p, const char *path, xent_error *err)
{
    size_t blocks = xent_sample_shape(s->targets)->blocks;
    xent_status status = XENT_OK;
    for (size_t b = 0; status == XENT_OK && b < blocks; b++) {
        xent_block from;
        status = xent_sample_block(s->targets, b, p->targets, &from, err);
        for (size_t i = 0; status == XENT_OK && i < from.rows; i++)
            if (!has_counts(&from, i))
                status = refuse_row(&from, i, path, err);
    }
    return status;
}

/* Finds the mode of a row; false if it does not have everything. */
static bool
see_row(const double *target, size_t columns, int32_t *mode)
{
    if (columns == 1) {
        *mode = target[0] > 0.5;
        return target[0] == 0 || target[0] == 1;
    }
    size_t best = 0, others = 0;
    for (size_t j = 1; j < columns; j++)
        best = target[j] > target[best] ? j : best;
    for (size_t j = 0; j < columns; j++)
        others += j != best && target[j] != 0;
    *mode = (int32_t)best;
    return others == 0 && target[best] == 1;
}

/* Fills the modes, and says whether they are all that there is. */
static xent_status
find_modes(softened *s, const parts *p, bool *one_hot, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(s->sample);
    xent_status status = XENT_OK;
    *one_hot = true;
    for (size_t b = 0; status == XENT_OK && b < shape->blocks; b++) {
        xent_block block;
        status = xent_sample_block(s->sample, b, p->sample, &block, err);
        if (status == XENT_OK)
            status = take_block(s, b, &block, p, err);
        for (size_t i = 0; status == XENT_OK && i < block.rows; i++)
            *one_hot &= see_row(p->target + i * shape->columns, shape->columns,
                                &s->mode[block.first + i]);
    }
    return status;
}

static xent_status
survey(softened *s, const char *path, bool *one_hot, xent_error *err)
{
    static const target_form forms[] = {[XENT_LOGITS] = COUNTS, [XENT_PROBS] = DISTRIBUTIONS,
                                 [XENT_LOGPROBS] = LOGARITHMS};
    const xent_shape *shape = xent_sample_shape(s->sample);
    parts p;
    s->form = forms[xent_sample_shape(s->targets)->kind];
    s->mode = malloc(shape->rows * sizeof *s->mode);
    void *scratch = malloc(lay_out(s, NULL, &p) + 1);
    xent_status status = s->mode && scratch ? XENT_OK : xent_fail_memory(err);
    lay_out(s, scratch, &p);
    if (status == XENT_OK && s->form == COUNTS)
        status = check_counts(s, &p, path, err);
    if (status == XENT_OK)
        status = find_modes(s, &p, one_hot, err);
    free(scratch);
    return status;
}

/* ---- the sample */

/* What the door would say of labels. */
static xent_status
describe_labels(const softened *s, const xent_shape *shape, xent_facts *facts, xent_error *err)
{
    bool *seen = calloc(shape->classes, sizeof *seen);
    if (!seen)
        return xent_fail_memory(err);
    for (size_t i = 0; i < shape->rows; i++)
        seen[s->mode[i]] = true;
    facts->classes_seen = 0;
    for (size_t c = 0; c < shape->classes; c++)
        if (seen[c]) {
            facts->label_min = facts->classes_seen++ ? facts->label_min : (int32_t)c;
            facts->label_max = (int32_t)c;
        }
    free(seen);
    return XENT_OK;
}

static xent_status
open_softened(softened *s, bool one_hot, xent_sample **soft, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(s->sample);
    xent_facts facts = *xent_sample_facts(s->sample);
    parts p;
    xent_status status = describe_labels(s, &shape, &facts, err);
    if (status != XENT_OK) {
        softened_free(s);
        return status;
    }
    xent_fingerprint_join(facts.fingerprint, xent_sample_facts(s->targets)->fingerprint);
    s->one_hot = one_hot;
    if (one_hot) {
        xent_sample_free(s->targets);
        s->targets = NULL;
    }
    shape.labelled = one_hot;
    shape.soft = !one_hot;
    snprintf(facts.targets, sizeof facts.targets, "%s", one_hot ? "labels" : form_name[s->form]);
    return xent_sample_open(&shape, &softened_source, s, lay_out(s, NULL, &p), &facts, soft, err);
}

xent_status
xent_sample_soften(xent_sample *sample, xent_sample *targets, const char *path,
                   xent_sample **soft, xent_error *err)
{
    softened *s = calloc(1, sizeof *s);
    bool one_hot = false;
    *soft = NULL;
    if (!s) {
        xent_sample_free(sample);
        xent_sample_free(targets);
        return xent_fail_memory(err);
    }
    *s = (softened){.sample = sample, .targets = targets};
    xent_status status = xent_companion_check(sample, targets, "targets", err);
    if (status != XENT_OK)
        xent_error_place(err, path, 0);
    if (status == XENT_OK)
        status = survey(s, path, &one_hot, err);
    if (status == XENT_OK)
        return open_softened(s, one_hot, soft, err);
    softened_free(s);
    return status;
}
