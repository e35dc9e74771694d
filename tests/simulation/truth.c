/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "truth.h"
#include <stdlib.h>
#include <string.h>
#include "metric_internal.h"
#include "pairs.h"

static xent_status
truth_alloc(truths *t, xent_error *err)
{
    size_t size = xent_smoother_size(XENT_SMOOTH_CELLS);
    t->memory = malloc(2 * size);
    if (!t->memory)
        return xent_fail_memory(err);
    t->residual = xent_smoother_cut(XENT_SMOOTH_CELLS, t->memory);
    t->weight = xent_smoother_cut(XENT_SMOOTH_CELLS, (char *)t->memory + size);
    return XENT_OK;
}

xent_status
truth_init(truths *t, const design *d, const xent_sample *whole, const xent_settings *settings,
           xent_error *err)
{
    xent_pairs pairs = {0};
    *t = (truths){.design = d};
    xent_status status = truth_alloc(t, err);
    if (status == XENT_OK)
        status = xent_collect_pairs(whole, settings, &pairs, err);
    for (size_t i = 0; i < pairs.size; i++) {
        double p = xent_pair_p(&pairs, i), w = xent_pair_weight(&pairs, i);
        xent_smooth_add(&t->weight, p, w);
        xent_smooth_add(&t->residual, p, w * (xent_pair_outcome(&pairs, i) - p));
    }
    xent_pairs_clear(&pairs);
    if (status == XENT_OK)
        status = xent_smooth_transform(&t->weight, err);
    return status == XENT_OK ? xent_smooth_transform(&t->residual, err) : status;
}

xent_status
truth_copy(truths *to, const truths *from, xent_error *err)
{
    *to = (truths){.design = from->design};
    xent_status status = truth_alloc(to, err);
    if (status == XENT_OK)
        memcpy(to->memory, from->memory, 2 * xent_smoother_size(XENT_SMOOTH_CELLS));
    return status;
}

void
truth_clear(truths *t)
{
    free(t->memory);
    *t = (truths){.memory = NULL};
}

xent_status
truth_smooth(truths *t, double sigma, xent_error *err)
{
    xent_status status = xent_smooth_curve(&t->residual, sigma, err);
    return status == XENT_OK ? xent_smooth_curve(&t->weight, sigma, err) : status;
}

double
truth_smoothed(const truths *t, double x)
{
    return x + xent_smooth_at(&t->residual, x) / xent_smooth_at(&t->weight, x);
}
