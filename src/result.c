/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "result_internal.h"

xent_status
xent_result_alloc(json_t *root, xent_result **result, xent_error *err)
{
    *result = root ? malloc(sizeof **result) : NULL;
    if (!*result) {
        json_decref(root);
        return xent_fail_memory(err);
    }
    (*result)->root = root;
    return XENT_OK;
}

void
xent_result_free(xent_result *result)
{
    if (result)
        json_decref(result->root);
    free(result);
}

xent_status
xent_result_parse(const char *json, size_t n, xent_result **result, xent_error *err)
{
    json_t *root;
    *result = NULL;
    xent_status status = xent_json_parse(json, n, &root, err);
    return status == XENT_OK ? xent_result_alloc(root, result, err) : status;
}

xent_status
xent_result_json(const xent_result *result, char **text, xent_error *err)
{
    xent_buffer buffer = {0};
    xent_json_write(result->root, XENT_DIGITS_17, &buffer);
    *text = buffer.bytes;
    return xent_buffer_status(&buffer, err);
}

int
xent_result_set_known(json_t *object, const char *key, double x)
{
    return isnan(x) ? 0 : xent_json_set(object, key, xent_json_number(x));
}

int
xent_result_merge(json_t *object, json_t *from)
{
    int bad = from ? json_object_update(object, from) : -1;
    json_decref(from);
    return bad;
}
