/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rows to one number, by name; and class weights from data. */
#include <math.h>
#include <stdlib.h>
#include "loss_internal.h"
#include "total.h"

/* ---- sums */

double
xent_loss_class_weight(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i)
{
    const double *c = plan->options.class_weight;
    double weighted = 0, total = 0;
    if (!c)
        return 1;
    if (!rows->target)
        return c[rows->block->label[i]];
    if (plan->columns == 1)
        return c[0] + (c[1] - c[0]) * rows->target[i];
    for (size_t k = 0; k < plan->columns; k++) {
        double given = rows->target[i * plan->columns + k];
        double t = plan->options.log_targets ? exp(given) : given;
        weighted += c[k] * t;
        total += t;
    }
    return weighted / total;
}

/* The weights of row i, which is kept. */
static void
add_weights(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, xent_loss_sums *sums)
{
    double w = xent_block_weight(rows->block, i);
    if (rows->block->weight)
        xent_exact_add(&sums->weight, w);
    if (plan->options.class_weight)
        xent_exact_add_product(&sums->class_weight, w,
                               xent_loss_class_weight(plan, rows, i));
}

/* Rows that are ignored have the value 0 and no weight. */
void
xent_loss_add(const xent_loss_plan *plan, const xent_loss_rows *rows, const double *value,
              xent_loss_sums *sums)
{
    const xent_block *block = rows->block;
    sums->rows += block->rows;
    sums->weighted = block->weight != NULL;
    if (value && !block->weight)
        xent_total_add(&sums->sum, block->rows, value);
    for (size_t i = 0; value && block->weight && i < block->rows; i++)
        xent_exact_add_product(&sums->sum, block->weight[i], value[i]);
    size_t ignored = 0;
    for (size_t i = 0; block->label && i < block->rows; i++)
        ignored += (uint32_t)block->label[i] >> 31; /* the negative ones */
    sums->kept += block->rows - ignored;
    for (size_t i = 0; (block->weight || plan->options.class_weight) && i < block->rows; i++)
        if (!block->label || block->label[i] >= 0)
            add_weights(plan, rows, i, sums);
}

void
xent_loss_merge(xent_loss_sums *sums, const xent_loss_sums *from)
{
    xent_exact_merge(&sums->sum, &from->sum);
    xent_exact_merge(&sums->weight, &from->weight);
    xent_exact_merge(&sums->class_weight, &from->class_weight);
    sums->rows += from->rows;
    sums->kept += from->kept;
    sums->weighted = sums->weighted || from->weighted;
}

/* ---- means */

static const char *const reductions[] = {
    [XENT_REDUCE_NONE] = "none",
    [XENT_REDUCE_SUM] = "sum",
    [XENT_REDUCE_MEAN] = "mean",
    [XENT_REDUCE_WEIGHTED_MEAN] = "weighted-mean",
    [XENT_REDUCE_CLASS_MEAN] = "class-mean",
    [XENT_REDUCE_KEPT_MEAN] = "kept-mean",
    [XENT_REDUCE_BATCH_MEAN] = "batchmean",
    [XENT_REDUCE_ELEMENT_MEAN] = "element-mean",
    [XENT_REDUCE_PERPLEXITY] = "perplexity",
};

const char *
xent_reduction_name(xent_reduction reduction)
{
    return (size_t)reduction < sizeof reductions / sizeof *reductions ? reductions[reduction]
                                                                      : NULL;
}

/* What "mean" is: torch's cross-entropy divides by the weights of the labels, but by the rows if
   targets are given; its kl by all entries. */
static xent_reduction
meaning(const xent_loss_plan *plan)
{
    const xent_loss *loss = plan->loss;
    if (plan->options.reduction != XENT_REDUCE_MEAN)
        return plan->options.reduction;
    switch (plan->options.semantics) {
    case XENT_SEMANTICS_TORCH:
        if (loss == &xent_loss_kl)
            return XENT_REDUCE_ELEMENT_MEAN;
        return plan->targets || !(loss->options & XENT_LOSS_CLASS_WEIGHT) ||
                       loss->properties & XENT_LOSS_WEIGHS_ROWS
                   ? XENT_REDUCE_BATCH_MEAN
                   : XENT_REDUCE_CLASS_MEAN;
    case XENT_SEMANTICS_KERAS:
    case XENT_SEMANTICS_OPTAX:
        return XENT_REDUCE_BATCH_MEAN;
    case XENT_SEMANTICS_SKLEARN:
        return XENT_REDUCE_WEIGHTED_MEAN;
    case XENT_SEMANTICS_XENT:
        break;
    }
    return plan->options.class_weight ? XENT_REDUCE_CLASS_MEAN : XENT_REDUCE_WEIGHTED_MEAN;
}

/* By what the sum is divided. */
static double
divisor(const xent_loss_plan *plan, const xent_loss_sums *sums)
{
    switch (meaning(plan)) {
    case XENT_REDUCE_KEPT_MEAN:
        return (double)sums->kept;
    case XENT_REDUCE_BATCH_MEAN:
        return (double)sums->rows;
    case XENT_REDUCE_ELEMENT_MEAN:
        return (double)sums->rows * (double)plan->columns;
    case XENT_REDUCE_CLASS_MEAN:
        if (plan->options.class_weight)
            return xent_exact_round(&sums->class_weight);
        return sums->weighted ? xent_exact_round(&sums->weight) : (double)sums->kept;
    case XENT_REDUCE_WEIGHTED_MEAN:
    case XENT_REDUCE_PERPLEXITY:
        return sums->weighted ? xent_exact_round(&sums->weight) : (double)sums->kept;
    default:
        return 1;
    }
}

double
xent_loss_reduced(const xent_loss_plan *plan, const xent_loss_sums *sums)
{
    double mean = xent_exact_round(&sums->sum) / divisor(plan, sums);
    return plan->options.reduction == XENT_REDUCE_PERPLEXITY ? exp(mean) : mean;
}

double
xent_loss_gradient_scale(const xent_loss_plan *plan, const xent_loss_sums *sums)
{
    double outer = plan->options.reduction == XENT_REDUCE_PERPLEXITY ? xent_loss_reduced(plan, sums)
                                                                     : 1;
    return outer / divisor(plan, sums);
}

/* ---- all at once, for rows in memory */

static void
weigh_gradient(const xent_loss_plan *plan, const xent_block *block, double scale, double *gradient)
{
    for (size_t i = 0; i < block->rows; i++)
        for (size_t j = 0; j < plan->columns; j++)
            gradient[i * plan->columns + j] *= scale * xent_block_weight(block, i);
}

xent_status
xent_loss_compute(const xent_loss_plan *plan, const xent_loss_rows *rows, double *value,
                  double *gradient, xent_error *err)
{
    const xent_block *block = rows->block;
    xent_loss_sums sums = {0};
    double *scratch = malloc((xent_loss_scratch(plan) + block->rows) * sizeof *scratch);
    if (!scratch)
        return xent_fail_memory(err);
    double *each = scratch + xent_loss_scratch(plan);
    xent_loss_values(plan, rows, each, gradient, scratch);
    xent_loss_add(plan, rows, each, &sums);
    if (gradient)
        weigh_gradient(plan, block, xent_loss_gradient_scale(plan, &sums), gradient);
    if (value && plan->options.reduction != XENT_REDUCE_NONE)
        *value = xent_loss_reduced(plan, &sums);
    else if (value)
        for (size_t i = 0; i < block->rows; i++)
            value[i] = each[i] * xent_block_weight(block, i);
    free(scratch);
    return XENT_OK;
}

/* ---- class weights */

/* (1-beta) / (1-beta^count), 1 / the effective number of samples. */
static double
inverse_effective(double count, double beta)
{
    return beta == 0 ? 1 : (1 - beta) / -expm1(count * log(beta));
}

xent_status
xent_class_weights(xent_class_weighting weighting, size_t classes, const double *count, double beta,
                   double *weight, xent_error *err)
{
    double total = 0, sum = 0;
    for (size_t k = 0; k < classes; k++) {
        total += count[k];
        if (!(count[k] > 0))
            return xent_fail(err, XENT_EDATA,
                             "class %zu never occurs: its weight would be infinite", k);
    }
    for (size_t k = 0; k < classes; k++) {
        weight[k] = weighting == XENT_WEIGHT_EFFECTIVE  ? inverse_effective(count[k], beta)
                    : weighting == XENT_WEIGHT_BALANCED ? total / ((double)classes * count[k])
                                                        : total / count[k];
        sum += weight[k];
    }
    for (size_t k = 0; weighting == XENT_WEIGHT_EFFECTIVE && k < classes; k++)
        weight[k] *= (double)classes / sum;
    return XENT_OK;
}
