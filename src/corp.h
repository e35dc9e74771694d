/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CORP (Dimitriadis, Gneiting, Jordan 2021): the isotonic regression of outcomes on p, and the
   scores of pairs taken apart by it. */
#ifndef XENT_CORP_H
#define XENT_CORP_H
#include "pairs.h"

#pragma GCC visibility push(hidden)

/* Fills *corp from sorted pairs.  Terms are exact sums; the null references and the consistency
   band come from settings->replicates draws (256 where there are many rows) of the outcomes of at
   most 4096 groups of neighbours, to each of which the regression is made again.  XENT_ENOMEM. */
xent_status xent_corp_init(const xent_pairs *pairs, const xent_settings *settings,
                           xent_corp *corp, xent_error *err);
void xent_corp_clear(xent_corp *corp);

/* Takes null references and bands away: rows of clusters are not drawn independently. */
void xent_corp_withhold(xent_corp *corp);

#pragma GCC visibility pop
#endif
