/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: rows that nobody has checked become a sample, or a refusal that says why. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "alignment.h"
#include "forensic.h"
#include "kind.h"
#include "reshape.h"
#include "text.h"

/* Takes the place of ignored labels, which may be any number, until their rows are dropped. */
enum { IGNORED = -1 };

/* ---- labels and weights */

typedef struct {
    size_t ignored, seen, most;
    long long min, max;   /* as they stand in the file, but for ignored ones */
    xent_finding outside; /* those that name no class */
    long long first;      /* the first of them */
} label_survey;

static void
fail_labels(const xent_raw *raw, const xent_admit_options *options, const label_survey *l,
            size_t classes, xent_error *err)
{
    long long base = options->label_base, last = base + (long long)classes - 1;
    char such[XENT_SUCH], row[XENT_ROW_TEXT];
    xent_such_rows(l->outside.count, such, sizeof such);
    xent_row_text(&raw->scores_place, l->outside.row, row);
    xent_fail(err, XENT_EDATA, "label %lld at row %s; %zu classes allow %lld to %lld%s", l->first,
              row, classes, base, last, such);
    xent_place_row(&raw->labels_place, l->outside.row, err);
    if (base == 0 && l->min == 1 && l->max == (long long)classes)
        xent_error_hint(err, "labels run from 1 to %zu and are never 0: --label-base 1", classes);
    else if (raw->columns == 1 && l->min == -1 && l->max == 1)
        xent_error_hint(err, "one column of scores wants labels 0 and 1, not -1 and 1");
    else if (l->first == -100 || l->first == -1 || l->first == 255)
        xent_error_hint(err, "--ignore-index %lld, if it marks rows without a label", l->first);
}

/* Looks at one label and says what it becomes. */
static int32_t
take_label(const xent_admit_options *options, label_survey *l, size_t row, int64_t label,
           size_t classes)
{
    if (options->ignore && label == options->ignore_index) {
        l->ignored++;
        return IGNORED;
    }
    l->min = label < l->min ? label : l->min;
    l->max = label > l->max ? label : l->max;
    if (label >= options->label_base && (uint64_t)(label - options->label_base) < classes)
        return (int32_t)(label - options->label_base);
    if (!l->outside.count)
        l->first = label;
    xent_finding_add(&l->outside, row, 0, (double)label);
    return IGNORED;
}

/* int64 labels of any base become int32 ones from 0. */
static xent_status
take_labels(const xent_raw *raw, const xent_admit_options *options, size_t classes,
            int32_t **label, xent_facts *facts, xent_error *err)
{
    label_survey l = {.min = LLONG_MAX, .max = LLONG_MIN};
    if (!raw->label)
        return XENT_OK;
    size_t *seen = calloc(classes, sizeof *seen);
    *label = malloc(raw->rows * sizeof **label);
    xent_status status = seen && *label ? XENT_OK : xent_fail_memory(err);
    for (size_t i = 0; status == XENT_OK && i < raw->rows; i++) {
        int32_t y = take_label(options, &l, i, raw->label[i], classes);
        (*label)[i] = y;
        if (y >= 0) {
            l.seen += seen[y]++ == 0;
            l.most = seen[y] > l.most ? seen[y] : l.most;
        }
    }
    free(seen);
    if (status == XENT_OK && l.outside.count) {
        fail_labels(raw, options, &l, classes, err);
        status = XENT_EDATA;
    } else if (status == XENT_OK && l.ignored == raw->rows) {
        xent_fail(err, XENT_EDATA, "every row has the label %lld, which is to be ignored",
                  options->ignore_index);
        xent_place_row(&raw->labels_place, 0, err);
        status = XENT_EDATA;
    }
    if (status == XENT_OK) {
        facts->ignored_rows = l.ignored;
        facts->classes_seen = l.seen;
        facts->evidence.most = l.most;
        facts->label_min = (int32_t)(l.min - options->label_base);
        facts->label_max = (int32_t)(l.max - options->label_base);
    }
    return status;
}

/* Rows that will be dropped do not enter the sum.  label: NULL for none. */
static xent_status
check_weights(const xent_raw *raw, const int32_t *label, const xent_admit_options *options,
              xent_error *err)
{
    xent_finding bad = {0};
    char such[XENT_SUCH], row[XENT_ROW_TEXT];
    bool whole = options->weight_kind == XENT_FREQUENCY;
    double sum = 0;
    for (size_t i = 0; raw->weight && i < raw->rows; i++) {
        double w = raw->weight[i];
        if (!(w > 0 && isfinite(w)) || (whole && w != floor(w)))
            xent_finding_add(&bad, i, 0, w);
        sum += label && label[i] == IGNORED ? 0 : w;
    }
    if (!bad.count && isfinite(sum))
        return XENT_OK;
    if (!bad.count) {
        xent_fail(err, XENT_EDATA, "the sum of the weights is beyond the range of doubles");
        xent_error_place(err, raw->weights_place.file ? raw->weights_place.file : "", 0);
        xent_error_hint(err, "divide them by the largest: only their ratios count");
        return XENT_EDATA;
    }
    xent_such_rows(bad.count, such, sizeof such);
    xent_row_text(&raw->scores_place, bad.row, row);
    xent_fail(err, XENT_EDATA, "weight %.6g at row %s is not a positive %snumber%s", bad.value, row,
              whole ? "whole " : "finite ", such);
    xent_place_row(&raw->weights_place, bad.row, err);
    if (bad.value == 0)
        xent_error_hint(err, "drop rows that should not count");
    else if (whole)
        xent_error_hint(err, "--weight-kind importance");
    return XENT_EDATA;
}

/* Only the ratios of importance weights count, and their squares and third powers are summed up:
   where these would leave the range of doubles, weights are divided by a power of two.
   label: NULL for none. */
static void
scale_weights(xent_raw *raw, const int32_t *label)
{
    static const double least = 1e-90, most = 1e90;
    double largest = 0;
    int exponent;
    for (size_t i = 0; i < raw->rows; i++)
        if (!label || label[i] != IGNORED)
            largest = fmax(largest, raw->weight[i]);
    if (largest >= least && largest <= most)
        return;
    frexp(largest, &exponent);
    for (size_t i = 0; i < raw->rows; i++)
        raw->weight[i] = ldexp(raw->weight[i], -exponent);
}

/* ---- scores with their labels and weights */

typedef struct {
    xent_source inner;
    void *state;
    size_t block_rows;
    int32_t *label;
    double *weight;
    size_t factors;
    int32_t *factor;
    xent_factor *about;
} joined;

static xent_status
joined_block(const void *state, size_t i, void *scratch, xent_block *block, xent_error *err)
{
    const joined *j = state;
    xent_status status = j->inner.block(j->state, i, scratch, block, err);
    block->label = j->label ? j->label + i * j->block_rows : NULL;
    block->weight = j->weight ? j->weight + i * j->block_rows : NULL;
    block->factor = j->factor ? j->factor + i * j->block_rows * j->factors : NULL;
    return status;
}

static void
joined_free(void *state)
{
    joined *j = state;
    if (j->inner.free)
        j->inner.free(j->state);
    free(j->label);
    free(j->weight);
    free(j->factor);
    xent_factors_free(j->factors, j->about);
    free(j);
}

static const xent_source joined_source = {"joined", joined_block, joined_free};

/* The largest weight; 1 if there are none. */
static double
largest(size_t n, const double *weight)
{
    double most = weight ? weight[0] : 1;
    for (size_t i = 1; weight && i < n; i++)
        most = weight[i] > most ? weight[i] : most;
    return most;
}

/* Frees what raw owns, but for its labels, which have become `label`. */
static void
raw_free(const xent_raw *raw, int32_t *label)
{
    if (raw->source->free)
        raw->source->free(raw->state);
    free(label);
    free(raw->weight);
    free(raw->factor);
    xent_factors_free(raw->factors, raw->about);
}

/* Takes label, weight, factor and raw->state over, also on failure. */
static xent_status
join(const xent_raw *raw, int32_t *label, const xent_admit_options *options, xent_sample **sample,
     xent_error *err)
{
    bool several = options->independent && !label; /* one label for each row are classes */
    xent_task task = several              ? XENT_MULTILABEL
                     : raw->columns == 1 ? XENT_BINARY
                                         : XENT_MULTICLASS;
    xent_shape shape = {.rows = raw->rows,
                        .columns = raw->columns,
                        .classes = raw->columns == 1 ? 2 : raw->columns,
                        .task = task,
                        .float32 = raw->float32,
                        .write_float32 = raw->float32,
                        .labelled = label != NULL,
                        .weighted = raw->weight != NULL,
                        .weight_kind = options->weight_kind,
                        .max_weight = largest(raw->rows, raw->weight),
                        .factors = raw->factors,
                        .factor = raw->about,
                        .of = raw->of,
                        .names = raw->column_names};
    joined *j = malloc(sizeof *j);
    if (!j) {
        raw_free(raw, label);
        return xent_fail_memory(err);
    }
    xent_shape_blocks(&shape);
    *j = (joined){*raw->source, raw->state,   shape.block_rows, label,
                  raw->weight,  raw->factors, raw->factor,      raw->about};
    return xent_sample_open(&shape, &joined_source, j, raw->scratch_size, NULL, sample, err);
}

/* ---- notes */

/* What the door finds is noted for every command. */
static void
note_findings(const xent_raw *raw, const xent_sample *sample, xent_notes *notes)
{
    xent_clues clues = {xent_sample_shape(sample), xent_sample_facts(sample), NULL};
    xent_found found;
    for (const xent_forensic *const *f = xent_forensics; *f; f++) {
        if (!xent_forensic_look(*f, &clues, &found))
            continue;
        xent_error *note = xent_notes_add(notes, found.severity);
        char row[XENT_ROW_TEXT];
        xent_row_text(&raw->scores_place, found.row, row);
        xent_note_say(note, "%s%s%s", found.sentence, found.has_row ? "; the first is row " : "",
                      found.has_row ? row : "");
        xent_error_hint(note, "%s", found.hint);
        xent_error_place(note, raw->scores_place.file ? raw->scores_place.file : "", 0);
        if (found.has_row)
            xent_place_row(&raw->scores_place, found.row, note);
    }
}

/* ---- the door */

static void
set_evidence(const xent_raw *raw, xent_kind kind, const xent_survey *s, xent_evidence *e)
{
    bool exponentials = s->exp_min <= s->exp_max && s->positive.count == 0;
    size_t most = e->most;
    *e = s->evidence;
    e->most = most;
    e->low = s->low;
    e->high = s->high;
    e->sum_min = s->sum_min;
    e->sum_max = s->sum_max;
    e->exp_min = exponentials ? s->exp_min : (double)NAN;
    e->exp_max = exponentials ? s->exp_max : (double)NAN;
    e->off_rows = s->off.count;
    e->softmaxed = xent_is_softmaxed(raw->columns, s);
    e->few_digits = raw->low_precision;
    e->zero_rows = s->zero[kind].count;
    e->zero_row = s->zero[kind].row;
}

static void
set_facts(const xent_raw *raw, xent_kind kind, const xent_survey *s, xent_facts *facts)
{
    bool sums = raw->columns > 1 && kind != XENT_LOGITS;
    set_evidence(raw, kind, s, &facts->evidence);
    facts->min = s->min;
    facts->max = s->max;
    facts->minus_inf = s->minus_inf;
    facts->sum_min = !sums ? (double)NAN : kind == XENT_PROBS ? s->sum_min : s->exp_min;
    facts->sum_max = !sums ? (double)NAN : kind == XENT_PROBS ? s->sum_max : s->exp_max;
    memcpy(facts->storage, raw->storage, sizeof facts->storage);
    facts->axes = raw->scores_place.axes;
}

static xent_status
check_options(const xent_raw *raw, const xent_admit_options *options, xent_error *err)
{
    if (raw->rows == 0 || raw->columns == 0)
        return xent_fail(err, XENT_EDATA, "the scores have no %s",
                         raw->rows ? "columns" : "rows");
    if (!(options->clip >= 0 && options->clip < 0.5))
        return xent_fail(err, XENT_EINVAL, "--clip %.6g is not between 0 and 0.5", options->clip);
    if (options->label_base != 0 && options->label_base != 1)
        return xent_fail(err, XENT_EINVAL, "--label-base %d is neither 0 nor 1",
                         options->label_base);
    return XENT_OK;
}

static xent_status
check_reshaping(const xent_raw *raw, const xent_admit_options *options, xent_kind kind,
                xent_error *err)
{
    if (kind != XENT_LOGITS || !(options->normalize || options->clip > 0))
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "--%s wants probabilities, but the scores are logits",
              options->normalize ? "normalize" : "clip");
    xent_error_place(err, raw->scores_place.file ? raw->scores_place.file : "", 0);
    return XENT_EINVAL;
}

/* Normalises and clips what options ask for, and says what that did. */
static xent_status
reshape(const xent_admit_options *options, xent_kind kind, xent_facts *facts, xent_sample **sample,
        xent_error *err)
{
    xent_reshaping reshaping = {.clip = options->clip, .normalize = options->normalize};
    xent_sample *before = *sample;
    if (!reshaping.normalize && !(reshaping.clip > 0))
        return XENT_OK;
    *sample = NULL;
    xent_status status =
        xent_sample_reshape(before, kind, options->threads, &reshaping, sample, err);
    facts->clipped = reshaping.clipped;
    facts->normalized_rows = reshaping.normalized;
    facts->evidence.zero_rows = reshaping.zero.count;
    facts->evidence.zero_row = reshaping.zero.row;
    return status;
}

static xent_status
align(const xent_sample *sample, const xent_admit_options *options, xent_kind kind,
      xent_evidence *evidence, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool wanted = shape->labelled && shape->of != XENT_SCORES_OF_TRUTH
                  && xent_alignment_wanted(evidence, kind, shape->columns, shape->rows);
    return wanted ? xent_alignment_find(sample, kind, options->threads, &evidence->alignment, err)
                  : XENT_OK;
}

/* Decides on the sample that raw became, and replaces it by its final form. */
static xent_status
judge(const xent_raw *raw, const xent_admit_options *options, xent_facts *facts,
      xent_notes *notes, xent_sample **sample, xent_error *err)
{
    xent_shape shape = *xent_sample_shape(*sample);
    double tolerance = raw->low_precision ? 1e-2 : 1e-4;
    xent_kind_question question = {options,   shape.rows,        shape.columns,    shape.of,
                                   tolerance, raw->scores_place, raw->column_names};
    xent_survey_options wanted = {
        .tolerance = tolerance,
        .exponentials = shape.columns > 1 && options->kind != XENT_KIND_LOGITS,
        .outside = options->kind == XENT_KIND_PROBS,
        .threads = options->threads};
    xent_survey s;
    xent_kind kind;
    xent_status status =
        xent_survey_run(*sample, &wanted, &s, &facts->duplicate_rows, facts->fingerprint, err);
    if (status == XENT_OK)
        status = xent_kind_decide(&question, &s, &kind, facts->kind_reason,
                                  sizeof facts->kind_reason, err);
    if (status == XENT_OK)
        status = check_reshaping(raw, options, kind, err);
    if (status != XENT_OK)
        return status;
    set_facts(raw, kind, &s, facts);
    status = reshape(options, kind, facts, sample, err);
    if (status == XENT_OK)
        status = align(*sample, options, kind, &facts->evidence, err);
    if (status == XENT_OK) {
        xent_sample *before = *sample;
        *sample = NULL;
        status = xent_sample_final(before, kind, facts, sample, err);
    }
    if (status == XENT_OK)
        note_findings(raw, *sample, notes);
    return status;
}

xent_status
xent_sample_admit(xent_raw *raw, const xent_admit_options *options, xent_notes *notes,
                  xent_sample **sample, xent_error *err)
{
    size_t classes = raw->columns == 1 ? 2 : raw->columns;
    xent_facts facts = {0};
    int32_t *label = NULL;
    *sample = NULL;
    xent_status status = check_options(raw, options, err);
    if (status == XENT_OK)
        status = take_labels(raw, options, classes, &label, &facts, err);
    if (status == XENT_OK)
        status = check_weights(raw, label, options, err);
    if (status == XENT_OK && raw->weight && options->weight_kind == XENT_IMPORTANCE)
        scale_weights(raw, label);
    free(raw->label);
    if (status != XENT_OK) {
        raw_free(raw, label);
        return status;
    }
    status = join(raw, label, options, sample, err);
    if (status == XENT_OK && facts.ignored_rows) {
        xent_sample *all = *sample;
        *sample = NULL;
        status = xent_sample_without(all, IGNORED, sample, err);
    }
    if (status == XENT_OK)
        status = judge(raw, options, &facts, notes, sample, err);
    if (status != XENT_OK) {
        xent_sample_free(*sample);
        *sample = NULL;
    }
    return status;
}
