/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scores are, or why they cannot be. */
#ifndef XENT_KIND_H
#define XENT_KIND_H
#include "survey.h"
#pragma GCC visibility push(hidden)

/* What the decision depends on besides the survey. */
typedef struct {
    const xent_admit_options *options;
    size_t rows, columns;
    xent_scores_of of;
    double tolerance;
    xent_place place;          /* of the scores */
    char *const *column_names; /* or NULL */
} xent_kind_question;

/* Are the scores rows of probabilities, whatever they are called? */
bool xent_is_softmaxed(size_t columns, const xent_survey *survey);

/* Refuses scores that no kind allows, decides the kind, or checks the one that was asked for.
   reason: one clause. */
xent_status xent_kind_decide(const xent_kind_question *question, const xent_survey *survey,
                             xent_kind *kind, char *reason, size_t reason_size,
                             xent_error *err);

/* A row's number for a message, with its place on the axes of an array of more than two. */
enum { XENT_ROW_TEXT = 128 };
void xent_row_text(const xent_place *place, uint64_t row, char text[XENT_ROW_TEXT]);

/* Puts a row's file and line into a message. */
void xent_place_row(const xent_place *place, uint64_t row, xent_error *err);

#pragma GCC visibility pop
#endif
