/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The largest error of many classes when the stated probabilities are true, by draws of the labels
   of their cells, each on its own: the maximum of classes that go together is no larger. */
#ifndef XENT_CLASS_MOST_H
#define XENT_CLASS_MOST_H
#include "class_laws.h"

#pragma GCC visibility push(hidden)

/* Gives the value its null_mean and null_high.  The error of a class is the sum of its
   |differences| over `weight`.  XENT_ENOMEM. */
xent_status xent_class_most_refer(const xent_class_laws *laws, const xent_settings *settings,
                                  double weight, xent_class_groups *groups, const void *context,
                                  xent_value *value, xent_error *err);

#pragma GCC visibility pop
#endif
