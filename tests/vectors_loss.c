/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test vectors of losses: an op names a loss of the registry and where its input stands. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vectors.h"

/* ---- parameters */

static const char *
text_of(const json_t *params, const char *name)
{
    const char *text = json_string_value(json_object_get(params, name));
    return text ? text : "";
}

static void
take_number(const json_t *params, const char *name, double *x)
{
    const json_t *value = json_object_get(params, name);
    if (value && !json_is_null(value) && !json_is_boolean(value))
        *x = vector_number(value);
}

static bool
is_known(const char *param)
{
    static const char *const names[] = {
        "reduction", "weight_reduction", "class_weight_mean", "reduction_denominator", "form",
        "label_smoothing", "pos_weight", "clip_eps", "eps", "log_clamp", "normalize_rows", "gamma",
        "alpha", "epsilon", "temperature", "log_target", "ignore_index", "note", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], param) == 0)
            return true;
    return false;
}

static bool
check_params(const json_t *constant,  char *why, size_t size)
{
    json_t *params = (json_t *)(uintptr_t)constant, *value; /* jansson iterates over no const */
    const char *name;
    json_object_foreach (params, name, value) {
        if (!is_known(name)) {
            snprintf(why, size, "unknown parameter %s", name);
            return false;
        }
    }
    return true;
}

/* Which mean, in the words of the vectors; they say so in several places. */
static xent_reduction
mean_of(const vector_op *op, const json_t *params)
{
    const char *weights = text_of(params, "weight_reduction");
    const char *classes = text_of(params, "class_weight_mean");
    const char *rows = text_of(params, "reduction_denominator");
    if (strstr(text_of(params, "form"), "AND classes"))
        return XENT_REDUCE_ELEMENT_MEAN;
    if (strstr(weights, "sum(w)"))
        return XENT_REDUCE_WEIGHTED_MEAN;
    if (strstr(weights, "/n") || strstr(rows, "all"))
        return XENT_REDUCE_BATCH_MEAN;
    if (strstr(rows, "kept"))
        return XENT_REDUCE_KEPT_MEAN;
    if (strstr(classes, "number of rows"))
        return XENT_REDUCE_BATCH_MEAN;
    return strstr(classes, "sum of class_weight") ? XENT_REDUCE_CLASS_MEAN : op->mean;
}

static xent_reduction
reduction_of(const vector_op *op, const json_t *params)
{
    const char *word = text_of(params, "reduction");
    if (strncmp(word, "none", 4) == 0)
        return XENT_REDUCE_NONE;
    if (strncmp(word, "sum", 3) == 0)
        return XENT_REDUCE_SUM;
    if (strcmp(word, "batchmean") == 0)
        return XENT_REDUCE_BATCH_MEAN;
    if (strstr(word, "element") || strstr(word, "AND classes"))
        return XENT_REDUCE_ELEMENT_MEAN;
    if (strcmp(word, "perplexity") == 0)
        return XENT_REDUCE_PERPLEXITY;
    return mean_of(op, params);
}

/* ---- one vector */

/* Everything that a loss is given. */
typedef struct {
    vector_array score, target, label, weight, class_weight, pos_weight;
    size_t rows, columns;
    int32_t *labels;
    double *weights;
    xent_loss_options options;
} input;

static void
clear(input *in)
{
    double *arrays[] = {in->score.x, in->target.x, in->label.x, in->weight.x, in->class_weight.x,
                        in->pos_weight.x, in->weights};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    free(in->labels);
}

static void *
allocate(size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);
    if (!memory)
        abort();
    return memory;
}

/* A list is one row of classes, or rows of one column. */
static void
take_shape(const xent_loss *loss, input *in)
{
    bool joint = loss->columns == XENT_LOSS_CLASSES || loss->columns == XENT_LOSS_MARGINS;
    in->columns = in->score.columns ? in->score.columns : joint ? in->score.n : 1;
    in->rows = in->columns ? in->score.n / in->columns : 0;
}

/* Labels as the library has them: an ignored one is negative. */
static void
take_labels(const json_t *params, input *in)
{
    double ignored = (double)NAN;
    take_number(params, "ignore_index", &ignored);
    if (in->label.n != in->rows)
        return;
    in->labels = allocate(in->rows, sizeof *in->labels);
    for (size_t i = 0; i < in->rows; i++)
        in->labels[i] = in->label.x[i] == ignored ? -1 : (int32_t)in->label.x[i];
}

/* One weight for each row, or one for all. */
static void
take_weights(input *in)
{
    if (in->weight.n == 0)
        return;
    in->weights = allocate(in->rows, sizeof *in->weights);
    for (size_t i = 0; i < in->rows; i++)
        in->weights[i] = in->weight.x[in->weight.n == in->rows ? i : 0];
}

static void
take_options(const vector_op *op, const xent_loss *loss, const json_t *params, input *in)
{
    xent_loss_options *o = &in->options;
    double clip = 0, alpha = (double)NAN;
    bool joint = loss->columns == XENT_LOSS_CLASSES || loss->columns == XENT_LOSS_MARGINS;
    xent_loss_defaults(loss, XENT_SEMANTICS_XENT, false, o);
    o->reduction = reduction_of(op, params);
    o->row_mean = !joint;
    take_number(params, "label_smoothing", &o->label_smoothing);
    take_number(params, "gamma", &o->gamma);
    take_number(params, "alpha", &alpha);
    take_number(params, "epsilon", &o->epsilon);
    take_number(params, "temperature", &o->temperature);
    take_number(params, "log_clamp", &o->log_clamp);
    take_number(params, "eps", &clip);
    take_number(params, "clip_eps", &clip);
    o->alpha = alpha;
    o->clip_low = clip;
    o->clip_high = 1 - clip;
    o->normalize = json_is_true(json_object_get(params, "normalize_rows"));
    o->log_targets = json_is_true(json_object_get(params, "log_target"));
    o->class_weight = in->class_weight.x;
    o->pos_weight = in->pos_weight.x;
    o->pos_weights = in->pos_weight.n;
}

static void
take_input(const vector_op *op, const xent_loss *loss, const json_t *inputs, const json_t *params,
           input *in)
{
    in->score = vector_read(json_object_get(inputs, op->scores));
    in->target = vector_read(json_object_get(inputs, op->targets));
    in->label = vector_read(json_object_get(inputs, "labels"));
    in->weight = vector_read(json_object_get(inputs, "sample_weight"));
    in->class_weight = vector_read(json_object_get(inputs, "class_weight"));
    in->pos_weight = vector_read(json_object_get(params, "pos_weight"));
    take_shape(loss, in);
    take_labels(params, in);
    take_weights(in);
    take_options(op, loss, params, in);
}

static bool
compute(const vector_op *op, const xent_loss *loss, const input *in, vector_array *got, char *why,
        size_t size)
{
    xent_loss_plan plan;
    xent_error err = {0};
    xent_block block = {.rows = in->rows, .columns = in->columns, .f64 = in->score.x,
                        .label = in->labels, .weight = in->weights};
    xent_loss_rows rows = {&block, in->target.x, NULL};
    size_t cells = in->rows * in->columns;
    if (in->rows == 0 || (rows.target && in->target.n != cells) ||
        (!rows.target && !in->labels && !(loss->takes & XENT_TAKES_NOTHING))) {
        snprintf(why, size, "inputs of unequal shape");
        return false;
    }
    got->n = in->options.reduction == XENT_REDUCE_NONE ? in->rows : 1;
    got->x = allocate(got->n, sizeof *got->x);
    xent_status status = xent_loss_prepare(loss, &in->options, op->kind, in->columns,
                                           rows.target != NULL, false, &plan, &err);
    if (status == XENT_OK)
        status = xent_loss_compute(&plan, &rows, got->x, NULL, &err);
    snprintf(why, size, "%s", err.sentence);
    return status == XENT_OK;
}

static bool
run_loss(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
         char *why, size_t size)
{
    const xent_loss *loss = xent_loss_find(op->loss);
    input in = {0};
    if (!check_params(params, why, size))
        return false;
    take_input(op, loss, inputs, params, &in);
    bool done = compute(op, loss, &in, got, why, size);
    clear(&in);
    return done;
}

/* Log-probabilities of classes with labels; or, a list, those of the true tokens. */
static bool
run_nll(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
        char *why, size_t size)
{
    vector_op of_tokens = *op;
    const json_t *scores = json_object_get(inputs, op->scores);
    const json_t *labels = json_object_get(inputs, "labels");
    size_t others = json_is_array(labels) ? json_array_size(labels) : labels != NULL;
    bool list = !json_is_array(json_array_get(scores, 0));
    if (list && (others == 0 || others == json_array_size(scores)))
        of_tokens.loss = "token_nll";
    return run_loss(&of_tokens, inputs, params, got, why, size);
}

/* Tolerances are relative; absolute where terms of order 1 may cancel, or the source has rounded
   1 - p. */
#define TIGHT 1e-12, 0
#define CANCELS 1e-12, 1e-15
#define FOCAL 1e-11, 0
#define ROWS XENT_REDUCE_BATCH_MEAN
#define LABELS XENT_REDUCE_CLASS_MEAN
#define WEIGHTS XENT_REDUCE_WEIGHTED_MEAN

const vector_op vector_losses[] = {
    {"bce_logits", run_loss, TIGHT, "bce", XENT_LOGITS, "logits", "targets", ROWS},
    {"bce_probs", run_loss, CANCELS, "bce", XENT_PROBS, "probs", "targets", ROWS},
    {"binary_focal_logits", run_loss, FOCAL, "binary_focal", XENT_LOGITS, "logits", "targets", ROWS},
    {"binary_focal_probs", run_loss, FOCAL, "binary_focal", XENT_PROBS, "probs", "targets", ROWS},
    {"softmax_ce_dense", run_loss, TIGHT, "ce", XENT_LOGITS, "logits", "targets", ROWS},
    {"softmax_ce_index", run_loss, TIGHT, "ce", XENT_LOGITS, "logits", "no targets", LABELS},
    {"categorical_ce_probs", run_loss, TIGHT, "ce", XENT_PROBS, "probs", "targets", ROWS},
    {"categorical_focal_logits", run_loss, FOCAL, "focal", XENT_LOGITS, "logits", "targets", ROWS},
    {"categorical_focal_probs", run_loss, FOCAL, "focal", XENT_PROBS, "probs", "targets", ROWS},
    {"kl_divergence", run_loss, CANCELS, "kl", XENT_PROBS, "probs", "targets", ROWS},
    {"kl_divergence_logprobs", run_loss, CANCELS, "kl", XENT_LOGPROBS, "log_probs", "targets", ROWS},
    {"kl_binary", run_loss, CANCELS, "binary_kl", XENT_PROBS, "probs1", "targets", ROWS},
    {"generalized_kl_logprobs", run_loss, CANCELS, "generalized_kl", XENT_LOGPROBS, "log_probs",
     "targets", ROWS},
    {"generalized_kl_probs", run_loss, CANCELS, "generalized_kl", XENT_PROBS, "probs", "targets",
     ROWS},
    {"poly1_ce", run_loss, CANCELS, "poly1", XENT_LOGITS, "logits", "targets", ROWS},
    {"hinge", run_loss, CANCELS, "hinge", XENT_LOGITS, "scores", "targets01", ROWS},
    {"squared_hinge", run_loss, CANCELS, "squared_hinge", XENT_LOGITS, "scores", "targets01", ROWS},
    {"multiclass_hinge", run_loss, CANCELS, "multiclass_hinge", XENT_LOGITS, "scores", "targets",
     ROWS},
    {"log_loss", run_loss, TIGHT, "ce", XENT_PROBS, "probs", "no targets", WEIGHTS},
    {"brier_binary", run_loss, TIGHT, "binary_mse", XENT_PROBS, "probs1", "targets", WEIGHTS},
    {"brier_sum", run_loss, TIGHT, "mse", XENT_PROBS, "probs", "targets", XENT_REDUCE_SUM},
    {"brier_mse", run_loss, TIGHT, "mse", XENT_PROBS, "probs", "targets",
     XENT_REDUCE_ELEMENT_MEAN},
    {"nll_logprobs", run_nll, TIGHT, "ce", XENT_LOGPROBS, "log_probs", "targets", LABELS},
    {0},
};
