/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"
#include <float.h>
#include <math.h>
#include <string.h>
#include "loss_internal.h"

#define ADDRESS(name) &xent_loss_##name,
const xent_loss *const xent_losses[] = {XENT_LOSSES(ADDRESS) NULL};

const xent_loss *
xent_loss_find(const char *name)
{
    for (size_t i = 0; xent_losses[i]; i++)
        if (strcmp(xent_losses[i]->name, name) == 0)
            return xent_losses[i];
    return NULL;
}

const char *
xent_semantics_name(xent_semantics semantics)
{
    static const char *const names[] = {"xent", "torch", "keras", "optax", "sklearn"};
    return (size_t)semantics < sizeof names / sizeof *names ? names[semantics] : NULL;
}

/* ---- what the frameworks do */

static const double keras_epsilon = 1e-7, torch_log_clamp = -100, torch_slope_floor = 1e-12;

/* Does the loss multiply targets with ln q? */
static bool
is_logarithmic(const xent_loss *loss)
{
    return loss->properties & XENT_LOSS_NATS || loss == &xent_loss_poly1;
}

/* torch.nn.functional, and torchvision for the focal loss (LossNLL.cpp, Loss.cpp). */
static void
torch_defaults(const xent_loss *loss, xent_loss_options *options)
{
    options->row_mean = loss->columns == XENT_LOSS_COLUMNS;
    options->strict_zero = is_logarithmic(loss);
    options->odds_difference = loss == &xent_loss_bce || loss == &xent_loss_binary_focal;
    if (loss == &xent_loss_bce) {
        options->log_clamp = torch_log_clamp;
        options->slope_floor = torch_slope_floor;
    }
    if (loss == &xent_loss_binary_focal)
        options->alpha = 0.25;
}

/* keras.losses, Keras 3: rows of probabilities are divided by their sum, then clipped. */
static void
keras_defaults(const xent_loss *loss, xent_loss_options *options)
{
    bool divergence = loss == &xent_loss_kl;
    bool squares = loss == &xent_loss_mse || loss == &xent_loss_binary_mse;
    options->row_mean = loss->columns == XENT_LOSS_COLUMNS || loss->columns == XENT_LOSS_SCORES ||
                        squares;
    if (!squares) {
        options->clip_low = keras_epsilon;
        options->clip_high = divergence ? 1 : 1 - keras_epsilon;
    }
    options->clip_targets = divergence;
    options->normalize = loss == &xent_loss_ce || loss == &xent_loss_focal;
    if (loss == &xent_loss_focal)
        options->alpha = 0.25;
}

/* sklearn.metrics.log_loss clips by the type of its input, and no longer divides by the sum. */
static void
sklearn_defaults(const xent_loss *loss, bool float32, xent_loss_options *options)
{
    if (loss == &xent_loss_ce || loss == &xent_loss_bce) {
        options->clip_low = float32 ? (double)FLT_EPSILON : DBL_EPSILON;
        options->clip_high = 1 - options->clip_low;
    }
}

void
xent_loss_defaults(const xent_loss *loss, xent_semantics semantics, bool float32,
                   xent_loss_options *options)
{
    *options = (xent_loss_options){
        .semantics = semantics,
        .reduction = XENT_REDUCE_MEAN,
        .gamma = 2,
        .alpha = loss->takes & XENT_TAKES_TEACHER ? 0.5 : (double)NAN,
        .epsilon = semantics == XENT_SEMANTICS_OPTAX ? 2 : 1,
        .temperature = 1,
        .clip_high = 1,
        .log_clamp = -(double)INFINITY,
    };
    switch (semantics) {
    case XENT_SEMANTICS_TORCH:   torch_defaults(loss, options); break;
    case XENT_SEMANTICS_KERAS:   keras_defaults(loss, options); break;
    case XENT_SEMANTICS_SKLEARN: sklearn_defaults(loss, float32, options); break;
    case XENT_SEMANTICS_OPTAX:   options->strict_zero = is_logarithmic(loss); break;
    case XENT_SEMANTICS_XENT:    break;
    }
}

/* ---- is it a plan? */

static unsigned
bit_of_kind(xent_kind kind)
{
    return kind == XENT_LOGITS ? XENT_TAKES_LOGITS
           : kind == XENT_PROBS ? XENT_TAKES_PROBS
                                : XENT_TAKES_LOGPROBS;
}

static xent_status
check_input(const xent_loss_plan *plan, xent_error *err)
{
    const xent_loss *loss = plan->loss;
    bool joint = loss->columns == XENT_LOSS_CLASSES || loss->columns == XENT_LOSS_MARGINS;
    if (!(loss->takes & bit_of_kind(plan->kind)))
        return xent_fail(err, XENT_EINVAL, "the loss %s does not take %s", loss->name,
                         xent_kind_name(plan->kind));
    if (plan->columns == 0 || (joint && plan->columns < 2)) {
        xent_fail(err, XENT_EINVAL, "the loss %s wants one column for each class, not %zu",
                  loss->name, plan->columns);
        xent_error_hint(err, "for one column: bce, binary_focal, binary_kl, binary_mse, hinge");
        return XENT_EINVAL;
    }
    if (!joint && plan->columns > 1 && !plan->targets && !(loss->takes & XENT_TAKES_NOTHING))
        return xent_fail(err, XENT_EINVAL, "the loss %s of %zu columns wants targets, a number for "
                         "each, in place of labels", loss->name, plan->columns);
    if (loss->takes & XENT_TAKES_TEACHER && !plan->teacher)
        return xent_fail(err, XENT_EINVAL, "the loss %s wants the teacher's logits", loss->name);
    return XENT_OK;
}

/* Options that change a value, as they were when nobody had asked for them. */
static unsigned
options_in_use(const xent_loss_options *o)
{
    return (o->label_smoothing != 0 ? (unsigned)XENT_LOSS_SMOOTHING : 0) |
           (o->class_weight ? (unsigned)XENT_LOSS_CLASS_WEIGHT : 0) |
           (o->pos_weight ? (unsigned)XENT_LOSS_POS_WEIGHT : 0) |
           (o->temperature != 1 ? (unsigned)XENT_LOSS_TEMPERATURE : 0) |
           (o->log_targets ? (unsigned)XENT_LOSS_LOG_TARGETS : 0);
}

/* Those that the plan honours: class weights of one column multiply the row, whatever the loss. */
static unsigned
honoured(const xent_loss_plan *plan)
{
    bool two_classes = plan->columns == 1 && !(plan->loss->takes & XENT_TAKES_NOTHING);
    return plan->loss->options | (two_classes ? (unsigned)XENT_LOSS_CLASS_WEIGHT : 0);
}

static xent_status
check_honoured(const xent_loss_plan *plan, xent_error *err)
{
    static const char *const names[] = {"label smoothing", "class weights", "a positive weight",
                                        "gamma",           "alpha",         "epsilon",
                                        "a temperature",   "log targets"};
    unsigned unknown = options_in_use(&plan->options) & ~honoured(plan);
    for (size_t bit = 0; bit < sizeof names / sizeof *names; bit++)
        if (unknown >> bit & 1) {
            xent_fail(err, XENT_EINVAL, "the loss %s has no use for %s", plan->loss->name,
                      names[bit]);
            if (unknown & XENT_LOSS_CLASS_WEIGHT && plan->loss->options & XENT_LOSS_POS_WEIGHT)
                xent_error_hint(err, "--pos-weight W weighs the positive class");
            return XENT_EINVAL;
        }
    return XENT_OK;
}

static bool
are_weights(size_t n, const double *weight)
{
    for (size_t k = 0; weight && k < n; k++)
        if (!(weight[k] >= 0 && isfinite(weight[k])))
            return false;
    return true;
}

static xent_status
check_ranges(const xent_loss_plan *plan, xent_error *err)
{
    const xent_loss_options *o = &plan->options;
    if (!(o->label_smoothing >= 0 && o->label_smoothing <= 1))
        return xent_fail(err, XENT_EINVAL, "label smoothing of %g; it lies in 0 .. 1",
                         o->label_smoothing);
    if (!(o->gamma >= 0 && isfinite(o->gamma)))
        return xent_fail(err, XENT_EINVAL, "gamma = %g; it is finite and not negative", o->gamma);
    if (!(o->temperature > 0 && isfinite(o->temperature)))
        return xent_fail(err, XENT_EINVAL, "a temperature of %g; it is finite and positive",
                         o->temperature);
    if (o->temperature != 1 && plan->kind != XENT_LOGITS)
        return xent_fail(err, XENT_EINVAL, "a temperature divides logits, and these are %s",
                         xent_kind_name(plan->kind));
    if (!(o->clip_low >= 0 && o->clip_low <= o->clip_high))
        return xent_fail(err, XENT_EINVAL, "clipping into [%g, %g]", o->clip_low, o->clip_high);
    if (o->pos_weight && o->pos_weights != 1 && o->pos_weights != plan->columns)
        return xent_fail(err, XENT_EINVAL, "%zu positive weights for %zu columns", o->pos_weights,
                         plan->columns);
    if (!are_weights(plan->columns == 1 ? 2 : plan->columns, o->class_weight)
        || !are_weights(o->pos_weights, o->pos_weight))
        return xent_fail(err, XENT_EINVAL, "a weight that is negative or not finite");
    return XENT_OK;
}

xent_status
xent_loss_prepare(const xent_loss *loss, const xent_loss_options *options, xent_kind kind,
                  size_t columns, bool targets, bool teacher, xent_loss_plan *plan, xent_error *err)
{
    *plan = (xent_loss_plan){loss, *options, kind, columns, targets, teacher};
    xent_status status = check_input(plan, err);
    if (status == XENT_OK)
        status = check_honoured(plan, err);
    return status == XENT_OK ? check_ranges(plan, err) : status;
}
