/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a sample whose column of parts has one of some values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "random.h"
#include "sample_internal.h"

struct xent_part {
    const xent_factor *about;
    size_t factor, factors; /* the number of the column, of so many */
    bool *chosen;           /* of each level */
    xent_sample *sample;
};

static bool
is_chosen(const void *context, const xent_block *block, size_t i)
{
    const xent_part *part = context;
    return part->chosen[block->factor[i * part->factors + part->factor]];
}

/* ---- values */

static xent_status
fail_value(const xent_part *part, const char *value, size_t n, xent_error *err)
{
    char there[256] = "";
    size_t used = 0;
    for (size_t l = 0; l < part->about->levels && used + 48 < sizeof there; l++)
        used += (size_t)snprintf(there + used, sizeof there - used, "%s%.40s", l ? ", " : "",
                                 part->about->level[l]);
    return xent_fail(err, XENT_EDATA, "no row has the value '%.*s' in %.80s; there are: %s%s",
                     n < 60 ? (int)n : 60, value, part->about->name, there,
                     used + 48 < sizeof there ? "" : ", ...");
}

/* Chooses the levels that `values` names, a comma between. */
static xent_status
choose_levels(xent_part *part, const char *values, xent_error *err)
{
    for (const char *value = values;; value++) {
        size_t n = strcspn(value, ","), found = 0;
        for (size_t l = 0; l < part->about->levels; l++) {
            const char *name = part->about->level[l];
            bool same = strlen(name) == n && memcmp(name, value, n) == 0;
            part->chosen[l] |= same;
            found += same;
        }
        if (found == 0)
            return fail_value(part, value, n, err);
        value += n;
        if (!*value)
            return XENT_OK;
    }
}

/* ---- the object */

/* A part is not the whole: a map that was fitted on it was not fitted on the others. */
static void
sign(const xent_part *part)
{
    const char *whole = xent_sample_facts(part->sample)->fingerprint;
    uint64_t half[2] = {1, 2};
    char text[33];
    for (size_t h = 0; h < 2 && *whole; h++) {
        for (size_t i = 0; whole[i]; i++)
            half[h] = xent_random_mix(half[h] ^ (unsigned char)whole[i]);
        for (size_t l = 0; l < part->about->levels; l++)
            half[h] = xent_random_mix(half[h] ^ part->chosen[l]);
    }
    snprintf(text, sizeof text, "%016llx%016llx", (unsigned long long)half[0],
             (unsigned long long)half[1]);
    xent_sample_sign(part->sample, *whole ? text : whole);
}

xent_status
xent_part_alloc(const xent_sample *parent, const char *values, bool others, xent_part **part,
                xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(parent);
    size_t factor = xent_shape_factor(shape, XENT_SPLIT);
    if (factor == shape->factors)
        return xent_fail(err, XENT_EINVAL, "no column says which part a row is of");
    *part = calloc(1, sizeof **part);
    if (!*part)
        return xent_fail_memory(err);
    **part = (xent_part){&shape->factor[factor], factor, shape->factors,
                         calloc(shape->factor[factor].levels, sizeof(bool)), NULL};
    xent_status status = (*part)->chosen ? choose_levels(*part, values, err)
                                         : xent_fail_memory(err);
    for (size_t l = 0; status == XENT_OK && others && l < (*part)->about->levels; l++)
        (*part)->chosen[l] = !(*part)->chosen[l];
    if (status == XENT_OK)
        status = xent_sample_subset(parent, is_chosen, *part, &(*part)->sample, err);
    if (status == XENT_OK) {
        sign(*part);
        return XENT_OK;
    }
    xent_part_free(*part);
    *part = NULL;
    return status;
}

void
xent_part_free(xent_part *part)
{
    if (part) {
        xent_sample_free(part->sample);
        free(part->chosen);
    }
    free(part);
}

const xent_sample *
xent_part_sample(const xent_part *part)
{
    return part->sample;
}

bool
xent_parts_overlap(const xent_part *a, const xent_part *b)
{
    bool overlap = false;
    for (size_t l = 0; l < a->about->levels && !overlap; l++)
        overlap = a->chosen[l] && b->chosen[l];
    return overlap;
}
