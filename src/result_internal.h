/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result is, for those who build and render it. */
#ifndef XENT_RESULT_INTERNAL_H
#define XENT_RESULT_INTERNAL_H
#include "json.h"
#include "result.h"

struct xent_result {
    json_t *root; /* the document */
};

#endif
