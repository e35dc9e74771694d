/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After everything is picked: which axis of the scores the classes are on, and whether labels and
   weights are one number a row of what that leaves. */
#ifndef XENT_SETTLE_H
#define XENT_SETTLE_H
#include "select.h"
#pragma GCC visibility push(hidden)

/* Lays the picked arrays out.  XENT_EDATA for shapes that do not go together, or go together
   in more than one way; XENT_EINVAL for an axis that there is not. */
xent_status xent_settle(xent_selection *selection, xent_error *err);

#pragma GCC visibility pop
#endif
