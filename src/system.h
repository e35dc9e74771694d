/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures of the operating system as ours. */
#ifndef XENT_SYSTEM_H
#define XENT_SYSTEM_H
#include "status.h"

#pragma GCC visibility push(hidden)

/* XENT_EIO at `place`: "cannot WHAT: " and the reason that errno gives. */
xent_status xent_fail_system(const char *place, const char *what, xent_error *err);

#pragma GCC visibility pop
#endif
