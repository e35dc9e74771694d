/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reshape.h"
#include <math.h>
#include <stdlib.h>
#include "sample_internal.h"
#include "sweep.h"

/* ---- a sample that owns another, or two */

typedef struct {
    xent_sample *shown;  /* whose blocks are shown */
    xent_sample *parent; /* what it borrows from, or NULL */
    int32_t ignored;
} owner;

static xent_status
owner_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const owner *o = state;
    return xent_sample_block(o->shown, i, scratch, block, err);
}

static void
owner_free(void *state)
{
    owner *o = state;
    xent_sample_free(o->shown);
    xent_sample_free(o->parent);
    free(o);
}

static const xent_source owner_source = {"owner", owner_block, owner_free};

static bool
is_kept(const void *context, const xent_block *block, size_t i)
{
    return block->label[i] != *(const int32_t *)context;
}

xent_status
xent_sample_without(xent_sample *parent, int32_t ignored, xent_sample **sample, xent_error *err)
{
    owner *o = calloc(1, sizeof *o);
    if (!o) {
        xent_sample_free(parent);
        return xent_fail_memory(err);
    }
    *o = (owner){.parent = parent, .ignored = ignored};
    xent_status status = xent_sample_subset(parent, is_kept, &o->ignored, &o->shown, err);
    if (status != XENT_OK) {
        o->shown = NULL;
        owner_free(o);
        return status;
    }
    return xent_sample_open(xent_sample_shape(o->shown), &owner_source, o,
                            xent_sample_scratch_size(o->shown), xent_sample_facts(o->shown),
                            sample, err);
}

xent_status
xent_sample_final(xent_sample *parent, xent_kind kind, const xent_facts *facts,
                  xent_sample **sample, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(parent);
    owner *o = calloc(1, sizeof *o);
    if (!o) {
        xent_sample_free(parent);
        return xent_fail_memory(err);
    }
    shape.kind = kind;
    o->shown = parent;
    return xent_sample_open(&shape, &owner_source, o, xent_sample_scratch_size(parent), facts,
                            sample, err);
}

/* ---- normalising and clipping */

typedef struct {
    xent_sample *parent;
    xent_kind kind;
    double clip;
    bool normalize;
} reshaped;

/* What it touched. */
typedef struct {
    size_t clipped, normalized;
    xent_finding zero;
} counts;

typedef struct {
    void *parent, *scores;
} parts;

/* Bytes of the scores of a block. */
static size_t
scores_size(const reshaped *r)
{
    const xent_shape *shape = xent_sample_shape(r->parent);
    return shape->block_rows * shape->columns * (shape->float32 ? sizeof(float) : sizeof(double));
}

static size_t
lay_out(const reshaped *r, char *scratch, parts *p)
{
    size_t size = 0;
    p->parent = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(r->parent));
    p->scores = xent_scratch_cut(scratch, &size, scores_size(r));
    return size;
}

/* What the scores of a row are divided by, or what is taken from their logarithms. */
static double
row_mass(const reshaped *r, const xent_block *block, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < block->columns; j++) {
        double z = xent_block_score(block, i * block->columns + j);
        sum += r->kind == XENT_PROBS ? z : exp(z);
    }
    return r->kind == XENT_PROBS ? sum : log(sum);
}

static double
clip_score(const reshaped *r, double z)
{
    double low = r->kind == XENT_PROBS ? r->clip : log(r->clip);
    double high = r->kind == XENT_PROBS ? 1 - r->clip : log1p(-r->clip);
    return r->clip == 0 ? z : z < low ? low : z > high ? high : z;
}

/* Rounded as the sample stores it. */
static double
rounded(const xent_block *block, double z)
{
    return block->f32 ? (double)(float)z : z;
}

static void
reshape_row(const reshaped *r, const xent_block *from, size_t i, void *to, counts *c)
{
    bool normalize = r->normalize && from->columns > 1, changed = false;
    double mass = normalize ? row_mass(r, from, i) : 0;
    for (size_t j = 0; j < from->columns; j++) {
        size_t at = i * from->columns + j;
        double before = xent_block_score(from, at), z = before;
        if (normalize)
            z = rounded(from, r->kind == XENT_PROBS ? z / mass : z - mass);
        changed = changed || z != before;
        double clipped = rounded(from, clip_score(r, z));
        c->clipped += clipped != z;
        if (from->f32)
            ((float *)to)[at] = (float)clipped;
        else
            ((double *)to)[at] = clipped;
    }
    c->normalized += changed;
}

/* Replaces the scores of the block by new ones, in `scores`. */
static void
reshape_block(const reshaped *r, void *scores, xent_block *block, counts *c)
{
    for (size_t row = 0; row < block->rows; row++)
        reshape_row(r, block, row, scores, c);
    if (block->f32)
        block->f32 = scores;
    else
        block->f64 = scores;
}

static xent_status
reshaped_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const reshaped *r = state;
    counts ignored = {0};
    parts p;
    lay_out(r, scratch, &p);
    xent_status status = xent_sample_block(r->parent, i, p.parent, block, err);
    if (status == XENT_OK)
        reshape_block(r, p.scores, block, &ignored);
    return status;
}

static void
reshaped_free(void *state)
{
    reshaped *r = state;
    xent_sample_free(r->parent);
    free(r);
}

static const xent_source reshaped_source = {"reshaped", reshaped_block, reshaped_free};

/* ---- counting what it touches */

static xent_status
count_block(void *context, const xent_block *from, void *state, void *scratch, xent_error *err)
{
    const reshaped *r = context;
    counts *c = state;
    xent_block block = *from;
    (void)err;
    reshape_block(r, scratch, &block, c);
    for (size_t i = 0; block.label && i < block.rows; i++) {
        size_t label = (size_t)block.label[i];
        double z = xent_block_score(&block, block.columns > 1 ? i * block.columns + label : i);
        if (xent_is_zero(r->kind, block.columns, z, block.label[i]))
            xent_finding_add(&c->zero, xent_block_row(&block, i), label, z);
    }
    return XENT_OK;
}

static xent_status
take_census(reshaped *r, unsigned threads, xent_reshaping *reshaping, xent_error *err)
{
    xent_sweep sweep;
    xent_status status =
        xent_sweep_open(r->parent, threads, sizeof(counts), scores_size(r), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, count_block, r, err);
    for (unsigned t = 0; status == XENT_OK && t < sweep.threads; t++) {
        const counts *part = xent_sweep_state(&sweep, t);
        reshaping->clipped += part->clipped;
        reshaping->normalized += part->normalized;
        xent_finding_merge(&reshaping->zero, &part->zero);
    }
    xent_sweep_close(&sweep);
    return status;
}

xent_status
xent_sample_reshape(xent_sample *parent, xent_kind kind, unsigned threads,
                    xent_reshaping *reshaping, xent_sample **sample, xent_error *err)
{
    reshaped *r = malloc(sizeof *r);
    parts p;
    if (!r) {
        xent_sample_free(parent);
        return xent_fail_memory(err);
    }
    *r = (reshaped){parent, kind, reshaping->clip, reshaping->normalize};
    reshaping->clipped = reshaping->normalized = 0;
    reshaping->zero = (xent_finding){0};
    xent_status status = take_census(r, threads, reshaping, err);
    if (status != XENT_OK) {
        reshaped_free(r);
        return status;
    }
    return xent_sample_open(xent_sample_shape(parent), &reshaped_source, r,
                            lay_out(r, NULL, &p), xent_sample_facts(parent), sample, err);
}
