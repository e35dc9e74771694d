/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some rows of a sample, and those that are left. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "random.h"
#include "sample_internal.h"

/* The stream of random numbers that shares take; folds have the last one. */
static const uint64_t share_stream = UINT64_MAX - 1;

struct xent_part {
    xent_part_rule rule;
    const xent_factor *about;       /* of values */
    size_t split, cluster, factors; /* the numbers of these columns, of so many; factors: none */
    uint64_t key;                   /* of the hash */
    bool *chosen;                   /* of values: each level */
    xent_sample *sample;
};

static bool
is_in_share(const xent_part *part, const xent_block *block, size_t i)
{
    bool clustered = part->cluster < part->factors;
    uint64_t unit = clustered ? (uint64_t)block->factor[i * part->factors + part->cluster]
                              : xent_block_row(block, i);
    double u = xent_random_uniform(part->key, unit);
    return part->rule.from_above ? u >= 1 - part->rule.share : u < part->rule.share;
}

static bool
is_chosen(const void *context, const xent_block *block, size_t i)
{
    const xent_part *part = context;
    bool chosen = false;
    switch (part->rule.kind) {
    case XENT_PART_VALUES:
        chosen = part->chosen[block->factor[i * part->factors + part->split]];
        break;
    case XENT_PART_ROWS:
        chosen = xent_block_row(block, i) >= part->rule.first
                 && xent_block_row(block, i) < part->rule.end;
        break;
    case XENT_PART_SHARE:
        chosen = is_in_share(part, block, i);
        break;
    }
    return chosen != part->rule.others;
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

static xent_status
prepare_values(xent_part *part, const xent_shape *shape, xent_error *err)
{
    if (part->split == shape->factors)
        return xent_fail(err, XENT_EINVAL, "no column says which part a row is of");
    part->about = &shape->factor[part->split];
    part->chosen = calloc(part->about->levels, sizeof *part->chosen);
    return part->chosen ? choose_levels(part, part->rule.values, err) : xent_fail_memory(err);
}

/* ---- rows */

static xent_status
prepare_rows(xent_part *part, const xent_sample *parent, xent_error *err)
{
    uint64_t rows = xent_sample_shape(parent)->rows + xent_sample_facts(parent)->ignored_rows;
    if (part->rule.end == UINT64_MAX)
        part->rule.end = rows;
    if (part->rule.first < rows && part->rule.end <= rows)
        return XENT_OK;
    return xent_fail(err, XENT_EDATA, "no row %llu: the file has rows 0 to %llu",
                     (unsigned long long)(part->rule.end > rows ? part->rule.end - 1
                                                                : part->rule.first),
                     (unsigned long long)(rows - 1));
}

/* ---- the object */

/* How many clusters the rows of a part are of. */
static xent_status
count_clusters(const xent_part *part, size_t levels, size_t *count, xent_error *err)
{
    const xent_sample *sample = part->sample;
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    bool *seen = calloc(levels, sizeof *seen);
    xent_status status = scratch && seen ? XENT_OK : xent_fail_memory(err);
    *count = 0;
    for (size_t b = 0; status == XENT_OK && b < xent_sample_shape(sample)->blocks; b++) {
        xent_block block;
        status = xent_sample_block(sample, b, scratch, &block, err);
        for (size_t i = 0; status == XENT_OK && i < block.rows; i++) {
            size_t level = (size_t)block.factor[i * part->factors + part->cluster];
            *count += !seen[level];
            seen[level] = true;
        }
    }
    free(scratch);
    free(seen);
    return status;
}

/* What a part is made of, as bits for its fingerprint. */
static uint64_t
mix_rule(const xent_part *part, uint64_t bits)
{
    const xent_part_rule *rule = &part->rule;
    uint64_t share;
    memcpy(&share, &rule->share, sizeof share);
    for (size_t l = 0; part->chosen && l < part->about->levels; l++)
        bits = xent_random_mix(bits ^ (part->chosen[l] != rule->others));
    if (part->chosen)
        return bits;
    const uint64_t word[] = {rule->kind, rule->first, rule->end, share, rule->from_above,
                             part->key, rule->others};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        bits = xent_random_mix(bits ^ word[i]);
    return bits;
}

/* A part is not the whole: a map that was fitted on it was not fitted on the others. */
static void
sign(const xent_part *part, size_t clusters)
{
    const char *whole = xent_sample_facts(part->sample)->fingerprint;
    uint64_t half[2] = {1, 2};
    char text[33];
    for (size_t h = 0; h < 2 && *whole; h++) {
        for (size_t i = 0; whole[i]; i++)
            half[h] = xent_random_mix(half[h] ^ (unsigned char)whole[i]);
        half[h] = mix_rule(part, half[h]);
    }
    snprintf(text, sizeof text, "%016llx%016llx", (unsigned long long)half[0],
             (unsigned long long)half[1]);
    xent_sample_sign(part->sample, *whole ? text : whole, clusters);
}

static xent_status
prepare(xent_part *part, const xent_sample *parent, xent_error *err)
{
    switch (part->rule.kind) {
    case XENT_PART_VALUES: return prepare_values(part, xent_sample_shape(parent), err);
    case XENT_PART_ROWS:   return prepare_rows(part, parent, err);
    case XENT_PART_SHARE:  break;
    }
    return XENT_OK;
}

xent_status
xent_part_alloc(const xent_sample *parent, const xent_part_rule *rule, xent_part **part,
                xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(parent);
    size_t levels = xent_shape_clusters(shape), clusters = 0;
    xent_part *made = calloc(1, sizeof *made);
    *part = NULL;
    if (!made)
        return xent_fail_memory(err);
    *made = (xent_part){.rule = *rule, .split = xent_shape_factor(shape, XENT_SPLIT),
                        .cluster = xent_shape_factor(shape, XENT_CLUSTER),
                        .factors = shape->factors,
                        .key = xent_random_key(rule->seed, share_stream)};
    xent_status status = prepare(made, parent, err);
    if (status == XENT_OK)
        status = xent_sample_subset(parent, is_chosen, made, &made->sample, err);
    if (status == XENT_OK && levels > 0)
        status = count_clusters(made, levels, &clusters, err);
    if (status != XENT_OK) {
        xent_part_free(made);
        return status;
    }
    sign(made, clusters);
    *part = made;
    return XENT_OK;
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

/* Of parts by values. */
static bool
share_a_level(const xent_part *a, const xent_part *b)
{
    bool both = false;
    for (size_t l = 0; l < a->about->levels && !both; l++)
        both = a->chosen[l] && b->chosen[l];
    return both;
}

bool
xent_parts_overlap(const xent_part *a, const xent_part *b)
{
    if (a->rule.others != b->rule.others)
        return false;
    switch (a->rule.kind) {
    case XENT_PART_VALUES: return share_a_level(a, b);
    case XENT_PART_ROWS:   return a->rule.first < b->rule.end && b->rule.first < a->rule.end;
    case XENT_PART_SHARE:  break;
    }
    return a->rule.from_above == b->rule.from_above
           || a->rule.share > 1 - b->rule.share;
}
