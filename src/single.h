/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of one column that speaks of less than all classes: the confidence of a prediction beside
   whether it is right, or the log-probability of what was true. */
#ifndef XENT_SINGLE_H
#define XENT_SINGLE_H
#include "select.h"
#pragma GCC visibility push(hidden)

typedef struct {
    xent_scores_of of;
    const char *scores, *labels; /* what the options name, or what names tell; NULL: the rules
                                    decide */
} xent_single;

/* Goes by the options and, where these leave it open, by the names in the main file; a note says
   so. */
xent_single xent_single_find(const xent_selection *selection);

#pragma GCC visibility pop
#endif
