/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.json, for tests of what renders documents. */
#ifndef DOCUMENT_H
#define DOCUMENT_H
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include "result_internal.h"

static inline json_t *
load_document(void)
{
    char path[4096];
    const char *source = getenv("XENT_SRC");
    snprintf(path, sizeof path, "%s/tests/unit/document.json", source ? source : ".");
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(root != NULL, "%s cannot be read", path);
    return root;
}

#endif
