/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "system.h"
#include <errno.h>
#include <string.h>

xent_status
xent_fail_system(const char *place, const char *what, xent_error *err)
{
    char reason[128];
    if (strerror_r(errno, reason, sizeof reason) != 0)
        strcpy(reason, "unknown error");
    xent_fail(err, XENT_EIO, "cannot %s: %s", what, reason);
    xent_error_place(err, place, 0);
    return XENT_EIO;
}
