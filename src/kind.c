/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kind.h"
#include <math.h>
#include <stdio.h>
#include "axes.h"
#include "text.h"

void
xent_row_text(const xent_place *place, uint64_t row, char text[XENT_ROW_TEXT])
{
    xent_axes_row_text(&place->axes, row, text, XENT_ROW_TEXT);
}

void
xent_place_row(const xent_place *place, uint64_t row, xent_error *err)
{
    xent_error_place(err, place->file ? place->file : "",
                     place->line ? place->line(place->lines, (size_t)row) : 0);
}

/* ---- scores that nobody can read */

/* ", column p4 (3 such cells)" */
static void
describe(const xent_kind_question *q, const xent_finding *f, const char *what, char *text,
         size_t size)
{
    char column[96] = "", count[64] = "", row[XENT_ROW_TEXT];
    if (q->columns > 1 && q->column_names)
        snprintf(column, sizeof column, ", column %.60s", q->column_names[f->column]);
    else if (q->columns > 1)
        snprintf(column, sizeof column, ", class %zu", f->column);
    if (f->count > 1)
        snprintf(count, sizeof count, " (%zu such cells)", f->count);
    xent_row_text(&q->place, f->row, row);
    snprintf(text, size, "%s at row %s%s%s", what, row, column, count);
}

static xent_status
refuse_unreadable(const xent_kind_question *q, const xent_survey *s, xent_error *err)
{
    char text[512], row[XENT_ROW_TEXT];
    if (s->nan.count) {
        describe(q, &s->nan, "NaN", text, sizeof text);
        xent_fail(err, XENT_EDATA, "%s", text);
        xent_place_row(&q->place, s->nan.row, err);
        xent_error_hint(err, "drop or repair such rows; -inf may stand for a class that cannot be, "
                             "NaN for nothing");
    } else if (s->plus_inf.count) {
        describe(q, &s->plus_inf, "+inf", text, sizeof text);
        xent_fail(err, XENT_EDATA, "%s", text);
        xent_place_row(&q->place, s->plus_inf.row, err);
        xent_error_hint(err, "an overflow upstream? save the scores in float32 or float64");
    } else if (s->masked.count) {
        xent_such_rows(s->masked.count, text, sizeof text);
        xent_row_text(&q->place, s->masked.row, row);
        xent_fail(err, XENT_EDATA, "every score of row %s is -inf%s", row, text);
        xent_place_row(&q->place, s->masked.row, err);
    } else {
        return XENT_OK;
    }
    return XENT_EDATA;
}

/* ---- readings */

static bool
is_unit_range(const xent_survey *s)
{
    return s->low >= 0 && s->high <= 1;
}

bool
xent_is_softmaxed(size_t columns, const xent_survey *s)
{
    return columns > 1 && is_unit_range(s) && !s->off.count;
}

static xent_status
fail_range(const xent_kind_question *q, const xent_survey *s, xent_kind asked, xent_error *err)
{
    const xent_finding *f = asked == XENT_PROBS ? &s->outside : &s->positive;
    char row[XENT_ROW_TEXT];
    xent_row_text(&q->place, f->row, row);
    xent_fail(err, XENT_EINVAL,
              "--kind %s, but values run from %.6g to %.6g (%zu beyond what that allows, the first "
              "at row %s): these look like logits",
              xent_kind_name(asked), s->low, s->high, f->count, row);
    xent_place_row(&q->place, f->row, err);
    xent_error_hint(err, "--kind logits");
    return XENT_EINVAL;
}

static xent_status
fail_sums(const xent_kind_question *q, const xent_finding *off, xent_kind kind, xent_error *err)
{
    char row[XENT_ROW_TEXT];
    xent_row_text(&q->place, off->row, row);
    xent_fail(err, XENT_EDATA,
              "rows are not probabilities: row %s sums to %.6g (%zu of %zu rows miss 1 by more "
              "than %.0e)",
              row, off->value, off->count, q->rows, q->tolerance);
    xent_place_row(&q->place, off->row, err);
    if (kind == XENT_PROBS)
        xent_error_hint(err, "--normalize divides each row by its sum; sigmoids of labels that do "
                             "not exclude each other: --task multilabel");
    else
        xent_error_hint(err, "--kind logits takes them as scores of any scale; --normalize divides "
                             "each row by its sum");
    return XENT_EDATA;
}

static xent_status
fail_softmaxed(const xent_kind_question *q, const xent_survey *s, xent_error *err)
{
    const double e = 2.7182818284590452;
    xent_fail(err, XENT_EINVAL,
              "--kind logits, but these already are probabilities (from %.6g to %.6g, rows sum to "
              "1): a second softmax would cap the confidence at %.3g for %zu classes",
              s->low, s->high, e / (e + (double)q->columns - 1), q->columns);
    xent_error_place(err, q->place.file ? q->place.file : "", 0);
    xent_error_hint(err, "--kind probs");
    return XENT_EINVAL;
}

static xent_status
fail_nothing(const xent_kind_question *q, const xent_finding *f, xent_error *err)
{
    char such[XENT_SUCH], row[XENT_ROW_TEXT];
    xent_such_rows(f->count, such, sizeof such);
    xent_row_text(&q->place, f->row, row);
    xent_fail(err, XENT_EDATA, "row %s sums to 0 and cannot be normalised%s", row, such);
    xent_place_row(&q->place, f->row, err);
    return XENT_EDATA;
}

/* Is the kind that was asked for possible? */
static xent_status
check_asked(const xent_kind_question *q, const xent_survey *s, xent_kind kind, xent_error *err)
{
    bool many = q->columns > 1 && !q->options->independent, normalize = q->options->normalize;
    switch (kind) {
    case XENT_PROBS:
        if (many && normalize && s->low >= 0)
            return s->nothing.count ? fail_nothing(q, &s->nothing, err) : XENT_OK;
        if (!is_unit_range(s))
            return fail_range(q, s, kind, err);
        return many && s->off.count ? fail_sums(q, &s->off, kind, err) : XENT_OK;
    case XENT_LOGPROBS:
        if (s->positive.count)
            return fail_range(q, s, kind, err);
        return many && s->exp_off.count && !normalize ? fail_sums(q, &s->exp_off, kind, err)
                                                      : XENT_OK;
    default:
        return many && xent_is_softmaxed(q->columns, s) && !q->options->as_asked
                   ? fail_softmaxed(q, s, err)
                   : XENT_OK;
    }
}

/* ---- auto */

static xent_status
fail_ambiguous(const xent_kind_question *q, const xent_survey *s, const char *readings,
               const char *hint, xent_error *err)
{
    xent_fail(err, XENT_EDATA, "values run from %.6g to %.6g%s", s->low, s->high, readings);
    xent_error_place(err, q->place.file ? q->place.file : "", 0);
    xent_error_hint(err, "%s", hint);
    return XENT_EDATA;
}

/* One column, or several that are problems of their own. */
static xent_status
decide_column(const xent_kind_question *q, const xent_survey *s, xent_kind *kind,
              char *reason, size_t size, xent_error *err)
{
    if (is_unit_range(s)) {
        *kind = XENT_PROBS;
        snprintf(reason, size, "%s within [0, 1]", q->columns > 1 ? "values" : "one column");
        return XENT_OK;
    }
    if (s->high <= 0 && q->of == XENT_SCORES_OF_TRUTH) {
        *kind = XENT_LOGPROBS;
        snprintf(reason, size, "one column, none above 0");
        return XENT_OK;
    }
    if (s->high <= 0)
        return fail_ambiguous(q, s, ": log-probabilities or log-odds of the class 1",
                              "--kind logprobs, or --kind logits for log-odds", err);
    *kind = XENT_LOGITS;
    snprintf(reason, size, "%svalues run from %.6g to %.6g", q->columns > 1 ? "" : "one column, ",
             s->low, s->high);
    return XENT_OK;
}

static xent_status
decide_columns(const xent_kind_question *q, const xent_survey *s, xent_kind *kind, char *reason,
               size_t size, xent_error *err)
{
    if (is_unit_range(s) && (!s->off.count || q->options->normalize)) {
        *kind = XENT_PROBS;
        snprintf(reason, size,
                 s->off.count ? "values within [0, 1], to be normalised"
                              : "values within [0, 1], rows sum to 1 within %.0e",
                 q->tolerance);
        return s->nothing.count ? fail_nothing(q, &s->nothing, err) : XENT_OK;
    }
    if (is_unit_range(s)) {
        xent_status status = fail_sums(q, &s->off, XENT_PROBS, err);
        xent_error_hint(err, "--kind probs --normalize, if each row shares out what it sums to; "
                             "--kind logits, if softmax has not been applied yet; --task "
                             "multilabel, if each column is a label of its own");
        return status;
    }
    if (s->high <= 0 && !s->exp_off.count) {
        *kind = XENT_LOGPROBS;
        snprintf(reason, size, "values at most 0, rows of exp sum to 1 within %.0e", q->tolerance);
        return XENT_OK;
    }
    *kind = XENT_LOGITS;
    snprintf(reason, size, "values run from %.6g to %.6g%s", s->low, s->high,
             s->high <= 0 ? ", rows of exp do not sum to 1" : "");
    return XENT_OK;
}

xent_status
xent_kind_decide(const xent_kind_question *q, const xent_survey *s, xent_kind *kind,
                 char *reason, size_t size, xent_error *err)
{
    xent_status status = refuse_unreadable(q, s, err);
    if (status != XENT_OK)
        return status;
    switch (q->options->kind) {
    case XENT_KIND_LOGITS:   *kind = XENT_LOGITS; break;
    case XENT_KIND_PROBS:    *kind = XENT_PROBS; break;
    case XENT_KIND_LOGPROBS: *kind = XENT_LOGPROBS; break;
    default:
        return q->columns == 1 || q->options->independent
                   ? decide_column(q, s, kind, reason, size, err)
                   : decide_columns(q, s, kind, reason, size, err);
    }
    snprintf(reason, size, "--kind %s", xent_kind_name(*kind));
    return check_asked(q, s, *kind, err);
}
