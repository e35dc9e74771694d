/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores that are not what they are taken for. */
#include <math.h>
#include "forensic_internal.h"

static bool
is_unit_range(const xent_evidence *e)
{
    return e->low >= 0 && e->high <= 1;
}

static void
show_range(const xent_evidence *e, xent_found *found)
{
    xent_found_number(found, "score_min", e->low);
    xent_found_number(found, "score_max", e->high);
}

static void
show_sums(const xent_evidence *e, xent_found *found)
{
    xent_found_number(found, "sum_min", e->sum_min);
    xent_found_number(found, "sum_max", e->sum_max);
}

static bool
look_probabilities(const xent_clues *clues, xent_found *found)
{
    const xent_evidence *e = &clues->facts->evidence;
    bool column = clues->shape->columns == 1 && is_unit_range(e);
    if (clues->shape->kind != XENT_LOGITS || !(column || e->softmaxed))
        return false;
    if (column)
        xent_found_say(found, "taken as log-odds, but all scores lie between %.6g and %.6g: as "
                              "probabilities they would not start at 1/2", e->low, e->high);
    else
        xent_found_say(found, "taken as logits, but these already are probabilities (from %.6g to "
                              "%.6g, rows sum to 1): softmax is applied twice", e->low, e->high);
    xent_found_hint(found, "--kind probs");
    show_range(e, found);
    return true;
}

const xent_forensic xent_forensic_probabilities_as_logits = {
    .name = "probabilities_as_logits",
    .title = "probabilities are taken as logits",
    .look = look_probabilities,
};

/* Whatever they are taken as; only --normalize lets them pass as probabilities. */
static bool
look_unnormalised(const xent_clues *clues, xent_found *found)
{
    const xent_evidence *e = &clues->facts->evidence;
    bool probs = clues->shape->kind == XENT_PROBS && clues->facts->normalized_rows > 0;
    bool logits = clues->shape->kind == XENT_LOGITS && !e->softmaxed && e->high > e->low;
    if (clues->shape->columns == 1 || !is_unit_range(e) || !(probs || logits) || e->off_rows == 0)
        return false;
    found->severity = logits ? XENT_WARNING : XENT_NOTE;
    xent_found_say(found, "all scores lie in [0, 1], but %zu of %zu rows do not sum to 1 (sums from "
                          "%.6g to %.6g): a sigmoid for each class? they are %s",
                   e->off_rows, clues->shape->rows, e->sum_min, e->sum_max,
                   logits ? "taken as logits, so that no class can be more than e times as probable "
                            "as another"
                          : "divided by their sums");
    xent_found_hint(found, logits
                               ? "--kind probs --normalize divides each row by its sum"
                               : "independent sigmoids are not one distribution over the classes: "
                                 "save the scores before the sigmoid");
    xent_found_number(found, "rows_off", (double)e->off_rows);
    show_range(e, found);
    show_sums(e, found);
    return true;
}

const xent_forensic xent_forensic_unnormalised = {
    .name = "unnormalised",
    .title = "rows within [0, 1] do not sum to 1",
    .joint = true,
    .look = look_unnormalised,
};

/* Log-probabilities of some classes come near 1 in some row and never above it; logits that happen
   to be negative have sums of any size. */
static bool
look_partial(const xent_clues *clues, xent_found *found)
{
    enum { LEAST_ROWS = 30 };
    static const double rounding = 1e-3;
    const xent_evidence *e = &clues->facts->evidence;
    if (clues->shape->kind != XENT_LOGITS || clues->shape->columns == 1 || !(e->high <= 0) ||
        clues->shape->rows < LEAST_ROWS || !(e->exp_max >= 0.99 && e->exp_max <= 1 + rounding))
        return false;
    found->severity = XENT_NOTE;
    xent_found_say(found, "no score is above 0, and e to the scores sums to between %.6g and %.6g in "
                          "every row: log-probabilities of some of the classes? softmax shares out "
                          "among these what the others had", e->exp_min, e->exp_max);
    xent_found_hint(found, "save the log-probabilities of all classes, or the logits");
    xent_found_number(found, "exp_sum_min", e->exp_min);
    xent_found_number(found, "exp_sum_max", e->exp_max);
    return true;
}

const xent_forensic xent_forensic_partial_logprobs = {
    .name = "partial_logprobs",
    .title = "log-probabilities of some of the classes",
    .joint = true,
    .look = look_partial,
};

/* ---- softmax applied twice */

/* How many rows must be sure beneath for the bound to mean something: small logits stay within it,
   too, but are sure of nothing.  Two classes have only the bound, and need many rows at it. */
static bool
is_pressed(const xent_evidence *e, const xent_shape *shape)
{
    double share = (double)e->hidden_sure / (double)shape->rows;
    return shape->columns > 2 ? share >= 0.01 : share >= 0.1 && shape->rows >= 100;
}

static bool
look_softmax_twice(const xent_clues *clues, xent_found *found)
{
    const xent_evidence *e = &clues->facts->evidence;
    if (clues->shape->kind == XENT_LOGITS || clues->shape->columns == 1 || !e->hidden ||
        !is_pressed(e, clues->shape))
        return false;
    xent_found_say(found,
                   "every row is the softmax of a row of probabilities, which are %.3g or more "
                   "for one class in %zu of %zu rows: softmax was applied twice",
                   0.9, e->hidden_sure, clues->shape->rows);
    xent_found_hint(found,
                    "save the scores before the last softmax; a fitted temperature far below 1 "
                    "would only hide it");
    xent_found_number(found, "hidden_min", e->hidden_min);
    xent_found_number(found, "hidden_max", e->hidden_max);
    xent_found_number(found, "hidden_sure_rows", (double)e->hidden_sure);
    return true;
}

const xent_forensic xent_forensic_softmax_twice = {
    .name = "softmax_twice",
    .title = "softmax was applied twice",
    .joint = true,
    .look = look_softmax_twice,
};
