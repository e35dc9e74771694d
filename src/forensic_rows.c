/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that have lost something, or stand there twice. */
#include "forensic_internal.h"
#include "text.h"

/* ---- float16 */

static const char *
format_of(const xent_evidence *e)
{
    return e->half ? "float16" : "bfloat16";
}

static bool
look_float16(const xent_clues *clues, xent_found *found)
{
    const xent_evidence *e = &clues->facts->evidence;
    bool logits = clues->shape->kind == XENT_LOGITS;
    size_t rows = logits ? e->clipped_half : clues->shape->kind == XENT_PROBS ? e->one_hot : 0;
    bool all = rows == clues->shape->rows; /* hard predictions have lost nothing to rounding */
    if (!(e->half || e->bfloat) || rows == 0 || (all && !logits))
        return false;
    found->severity = logits || e->zero_rows > 0 ? XENT_WARNING : XENT_NOTE;
    if (logits)
        xent_found_say(found, "%zu row%s reach%s 65504, where float16 ends", rows,
                       xent_plural(rows), rows == 1 ? "es" : "");
    else
        xent_found_say(found,
                       "the scores have the digits of %s, and %zu of %zu rows have become 0 and "
                       "1: probabilities below %s are 0, those above %s are 1",
                       format_of(e), rows, clues->shape->rows, e->half ? "3e-8" : "1e-38",
                       e->half ? "0.9998" : "0.998");
    xent_found_hint(found, "save logits or log-probabilities, in float32");
    xent_found_number(found, "rows", (double)rows);
    xent_found_number(found, "zero_rows", (double)e->zero_rows);
    return true;
}

const xent_forensic xent_forensic_float16_saturation = {
    .name = "float16_saturation",
    .title = "scores were saturated by float16",
    .look = look_float16,
};

/* ---- copies */

/* Few digits make rows equal that are no copies. */
static bool
may_coincide(const xent_clues *clues)
{
    const xent_evidence *e = &clues->facts->evidence;
    return clues->shape->kind == XENT_PROBS && (e->few_digits || e->half || e->bfloat);
}

static bool
look_duplicates(const xent_clues *clues, xent_found *found)
{
    size_t rows = clues->shape->rows, copies = clues->facts->duplicate_rows;
    size_t empty = clues->facts->evidence.empty, distinct = rows - copies;
    if (copies <= empty + rows / 100 || may_coincide(clues))
        return false;
    bool few = distinct < rows / 5; /* whoever copies a file does so once or twice */
    found->severity = few ? XENT_NOTE : XENT_WARNING;
    if (few)
        xent_found_say(found,
                       "%zu rows are only %zu different ones: a model of few answers, or copies, "
                       "which make intervals too narrow",
                       rows, distinct);
    else
        xent_found_say(found,
                       "%zu of %zu rows are exact copies of others: intervals are too narrow if "
                       "they are not cases of their own",
                       copies, rows);
    xent_found_number(found, "copies", (double)copies);
    xent_found_number(found, "distinct", (double)distinct);
    return true;
}

const xent_forensic xent_forensic_duplicate_rows = {
    .name = "duplicate_rows",
    .title = "rows are copies of others",
    .look = look_duplicates,
};

/* ---- certain of the wrong */

static bool
look_zero(const xent_clues *clues, xent_found *found)
{
    const xent_evidence *e = &clues->facts->evidence;
    if (e->zero_rows == 0)
        return false;
    found->severity = XENT_NOTE;
    found->has_row = true;
    found->row = e->zero_row;
    xent_found_say(found, "%zu row%s the true class the probability 0: the NLL is infinite",
                   e->zero_rows, e->zero_rows == 1 ? " gives" : "s give");
    xent_found_hint(found, "--clip 1e-12 bounds it, and says so");
    xent_found_number(found, "rows", (double)e->zero_rows);
    return true;
}

const xent_forensic xent_forensic_zero_probability = {
    .name = "zero_probability",
    .title = "true classes have the probability 0",
    .look = look_zero,
};
