/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "marks.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "companion.h"
#include "sample_internal.h"
#include "survey.h"

typedef struct {
    xent_sample *scores;
    size_t columns;
    uint8_t *bits; /* cell i of the file is bit i % 8 of byte i / 8 */
    char **name;   /* of the columns; NULL: they have none */
} marked;

/* Scratch of a block: of the scores, and the marks. */
typedef struct {
    void *scores;
    uint8_t *mark;
} parts;

static size_t
lay_out(const marked *m, char *scratch, parts *p)
{
    const xent_shape *shape = xent_sample_shape(m->scores);
    size_t size = 0;
    p->scores = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(m->scores));
    p->mark = xent_scratch_cut(scratch, &size, shape->block_rows * m->columns);
    return size;
}

static void
marked_free(void *state)
{
    marked *m = state;
    for (size_t j = 0; m->name && j < m->columns; j++)
        free(m->name[j]);
    free(m->name);
    free(m->bits);
    xent_sample_free(m->scores);
    free(m);
}

static xent_status
marked_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const marked *m = state;
    parts p;
    lay_out(m, scratch, &p);
    xent_status status = xent_sample_block(m->scores, i, p.scores, block, err);
    if (status != XENT_OK)
        return status;
    size_t first = block->first * m->columns;
    for (size_t c = 0; c < block->rows * m->columns; c++)
        p.mark[c] = m->bits[(first + c) / 8] >> (first + c) % 8 & 1;
    block->mark = p.mark;
    return XENT_OK;
}

static const xent_source marked_source = {"marked", marked_block, marked_free};

/* ---- taking the labels */

typedef struct {
    size_t ones;
    xent_finding other; /* cells that are neither 0 nor 1 */
} census;

static void
take_block(marked *m, const xent_block *from, census *found)
{
    size_t first = from->first * m->columns;
    for (size_t c = 0; c < from->rows * m->columns; c++) {
        double value = xent_block_score(from, c);
        bool one = value == 1;
        m->bits[(first + c) / 8] |= (uint8_t)(one << (first + c) % 8);
        found->ones += one;
        if (!one && value != 0)
            xent_finding_add(&found->other, xent_block_row(from, c / m->columns), c % m->columns,
                             value);
    }
}

static xent_status
take_labels(marked *m, const xent_sample *labels, census *found, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(labels);
    void *scratch = malloc(xent_sample_scratch_size(labels) + 1);
    m->bits = calloc(shape->rows * m->columns / 8 + 1, 1);
    xent_status status = scratch && m->bits ? XENT_OK : xent_fail_memory(err);
    for (size_t b = 0; status == XENT_OK && b < shape->blocks; b++) {
        xent_block block;
        status = xent_sample_block(labels, b, scratch, &block, err);
        if (status == XENT_OK)
            take_block(m, &block, found);
    }
    free(scratch);
    return status;
}

static const char wanted[] =
    "--task multilabel wants a column of 0 and 1 for each column of the scores";

static xent_status
refuse_other(const xent_sample *labels, const xent_finding *other, const char *path,
             xent_error *err)
{
    char *const *names = xent_sample_shape(labels)->names;
    char column[80], such[64] = "";
    if (names)
        snprintf(column, sizeof column, "column %.60s", names[other->column]);
    else
        snprintf(column, sizeof column, "column %zu", other->column);
    if (other->count > 1)
        snprintf(such, sizeof such, " (%zu such cells)", other->count);
    xent_fail(err, XENT_EDATA, "label %.9g at row %llu, %s, is neither 0 nor 1%s", other->value,
              (unsigned long long)other->row, column, such);
    xent_error_place(err, path, 0);
    xent_error_hint(err, "%s", wanted);
    return XENT_EDATA;
}

static xent_status
copy_names(marked *m, char *const *names, xent_error *err)
{
    if (!names)
        return XENT_OK;
    m->name = calloc(m->columns, sizeof *m->name);
    for (size_t j = 0; m->name && j < m->columns; j++)
        if (!(m->name[j] = strdup(names[j])))
            return xent_fail_memory(err);
    return m->name ? XENT_OK : xent_fail_memory(err);
}

/* ---- the sample */

static xent_status
open_marked(marked *m, const xent_sample *labels, const census *found, xent_sample **sample,
            xent_error *err)
{
    xent_shape shape = *xent_sample_shape(m->scores);
    xent_facts facts = *xent_sample_facts(m->scores);
    parts p;
    bool ones = found->ones > 0, zeros = found->ones < shape.rows * shape.columns;
    shape.labelled = true;
    shape.names = m->name ? m->name : shape.names;
    facts.classes_seen = (size_t)ones + zeros;
    facts.label_min = !zeros;
    facts.label_max = ones;
    xent_fingerprint_join(facts.fingerprint, xent_sample_facts(labels)->fingerprint);
    return xent_sample_open(&shape, &marked_source, m, lay_out(m, NULL, &p), &facts, sample, err);
}

/* Everything but the sample. */
static xent_status
prepare(marked *m, const xent_sample *labels, const char *path, census *found, xent_error *err)
{
    xent_status status = xent_companion_check(m->scores, labels, "labels", err);
    if (status != XENT_OK) {
        xent_error_place(err, path, 0);
        xent_error_hint(err, "%s", wanted);
        return status;
    }
    m->columns = xent_sample_shape(labels)->columns;
    status = take_labels(m, labels, found, err);
    if (status == XENT_OK && found->other.count > 0)
        status = refuse_other(labels, &found->other, path, err);
    return status == XENT_OK ? copy_names(m, xent_sample_shape(labels)->names, err) : status;
}

xent_status
xent_sample_mark(xent_sample *scores, xent_sample *labels, const char *path, xent_sample **sample,
                 xent_error *err)
{
    marked *m = calloc(1, sizeof *m);
    census found = {0};
    *sample = NULL;
    if (!m) {
        xent_sample_free(scores);
        xent_sample_free(labels);
        return xent_fail_memory(err);
    }
    m->scores = scores;
    xent_status status = prepare(m, labels, path, &found, err);
    if (status == XENT_OK)
        status = open_marked(m, labels, &found, sample, err);
    else
        marked_free(m);
    xent_sample_free(labels);
    return status;
}
