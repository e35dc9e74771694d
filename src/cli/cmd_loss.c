/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

/* What the loss is computed from, beside the sample of cli_work. */
typedef struct {
    xent_sample *targets, *teacher;
    double *class_weight, *pos_weight;
    xent_loss_options options;
} loss_work;

static bool
is_joint(const xent_loss *loss)
{
    return loss->columns == XENT_LOSS_CLASSES || loss->columns == XENT_LOSS_MARGINS;
}

/* ---- what to read */

/* Where a loss takes one kind only, the scores are of that kind. */
static void
choose_kind(const xent_loss *loss, xent_kind_choice *kind)
{
    unsigned kinds = loss->takes & (XENT_TAKES_LOGITS | XENT_TAKES_PROBS | XENT_TAKES_LOGPROBS);
    if (*kind == XENT_KIND_AUTO && kinds == XENT_TAKES_LOGITS)
        *kind = XENT_KIND_LOGITS;
    if (*kind == XENT_KIND_AUTO && kinds == XENT_TAKES_LOGPROBS)
        *kind = XENT_KIND_LOGPROBS;
}

/* Reads another sample by the options of the first. */
static xent_status
read_companion(const cli_call *call, cli_work *work, const char *name, bool independent,
               xent_sample **sample)
{
    xent_read_options read = call->values.read;
    if (!name)
        return XENT_OK;
    read.admit.independent = independent;
    return xent_read_companion(call->operand[1], &read, name, work->sample, sample, &work->err);
}

static xent_status
read_all(cli_call *call, const xent_loss *loss, cli_work *work, loss_work *mine)
{
    xent_admit_options *admit = &call->values.read.admit;
    const cli_loss_values *asked = &call->values.loss;
    const char *targets = call->values.read.targets;
    bool labels_matter = !(loss->takes & XENT_TAKES_NOTHING) && !targets;
    call->values.read.targets = NULL; /* they may be no distributions */
    choose_kind(loss, &admit->kind);
    admit->as_asked = true;
    admit->independent = !is_joint(loss) || mine->options.normalize;
    xent_status status = cli_refuse_labels(call, work);
    if (status == XENT_OK)
        status = cli_open(call, work, call->operand[1], !labels_matter);
    if (status == XENT_OK)
        status = read_companion(call, work, targets, !is_joint(loss), &mine->targets);
    if (status == XENT_OK)
        status = read_companion(call, work, asked->teacher, false, &mine->teacher);
    return status;
}

/* ---- weights */

/* "1,2.5,4" as malloc'ed numbers; *n of them. */
static xent_status
read_list(const char *option, const char *text, double **list, size_t *n, xent_error *err)
{
    size_t commas = 0;
    for (const char *p = text; *p; p++)
        commas += *p == ',';
    *list = malloc((commas + 1) * sizeof **list);
    if (!*list)
        return xent_fail_memory(err);
    for (*n = 0; *n <= commas; ++*n) {
        char *end;
        (*list)[*n] = strtod(text, &end);
        if (end == text || (*end != '\0' && *end != ','))
            return xent_fail(err, XENT_EINVAL, "--%s: expected numbers with commas between them",
                             option);
        text = *end ? end + 1 : end;
    }
    return XENT_OK;
}

/* The recipe that a word names; false if it is none. */
static bool
find_weighting(const char *text, xent_class_weighting *weighting, double *beta)
{
    static const char effective[] = "effective:";
    char *end;
    *beta = 0;
    if (strcmp(text, "inverse") == 0)
        return *weighting = XENT_WEIGHT_INVERSE, true;
    if (strcmp(text, "balanced") == 0)
        return *weighting = XENT_WEIGHT_BALANCED, true;
    if (strncmp(text, effective, sizeof effective - 1) != 0)
        return false;
    *beta = strtod(text + sizeof effective - 1, &end);
    *weighting = XENT_WEIGHT_EFFECTIVE;
    return *end == '\0' && *beta >= 0 && *beta < 1;
}

static xent_status
weigh_classes(const cli_call *call, cli_work *work, loss_work *mine)
{
    const char *text = call->values.loss.class_weights;
    size_t classes = xent_sample_shape(work->sample)->classes, n;
    xent_class_weighting weighting;
    double beta;
    if (!text)
        return XENT_OK;
    if (!find_weighting(text, &weighting, &beta)) {
        if (strncmp(text, "effective", 9) == 0)
            return xent_fail(&work->err, XENT_EINVAL, "--class-weights %s: expected effective:BETA, "
                             "0 <= BETA < 1", text);
        xent_status status = read_list("class-weights", text, &mine->class_weight, &n, &work->err);
        if (status == XENT_OK && n != classes)
            status = xent_fail(&work->err, XENT_EINVAL, "--class-weights: %zu weights for %zu "
                               "classes", n, classes);
        return status;
    }
    mine->class_weight = malloc(2 * classes * sizeof *mine->class_weight);
    if (!mine->class_weight)
        return xent_fail_memory(&work->err);
    double *count = mine->class_weight + classes;
    xent_status status = xent_class_counts(work->sample, call->values.threads, count, &work->err);
    return status == XENT_OK ? xent_class_weights(weighting, classes, count, beta,
                                                  mine->class_weight, &work->err)
                             : status;
}

/* ---- options */

static void
set_options(const cli_call *call, const xent_loss *loss, xent_loss_options *o)
{
    const cli_loss_values *asked = &call->values.loss;
    xent_loss_defaults(loss, asked->semantics, false, o);
    o->reduction = asked->reduction;
    o->label_smoothing = asked->label_smoothing;
    o->gamma = asked->has_gamma ? asked->gamma : o->gamma;
    o->alpha = asked->has_alpha ? asked->alpha : o->alpha;
    o->epsilon = asked->has_epsilon ? asked->epsilon : o->epsilon;
    o->temperature = asked->has_temperature ? asked->temperature : o->temperature;
    o->row_mean = asked->row_mean || o->row_mean;
}

static xent_status
prepare(const cli_call *call, const xent_loss *loss, cli_work *work, loss_work *mine,
        xent_loss_plan *plan)
{
    const xent_shape *shape = xent_sample_shape(work->sample);
    xent_loss_options *o = &mine->options;
    const char *pos_weight = call->values.loss.pos_weight;
    xent_status status = weigh_classes(call, work, mine);
    if (status == XENT_OK && pos_weight)
        status = read_list("pos-weight", pos_weight, &mine->pos_weight, &o->pos_weights, &work->err);
    if (status != XENT_OK)
        return status;
    if (call->values.loss.semantics == XENT_SEMANTICS_SKLEARN && shape->float32) {
        xent_loss_options single;
        xent_loss_defaults(loss, XENT_SEMANTICS_SKLEARN, true, &single);
        o->clip_low = single.clip_low;
        o->clip_high = single.clip_high;
    }
    o->class_weight = mine->class_weight;
    o->pos_weight = mine->pos_weight;
    o->log_targets = mine->targets && loss->options & XENT_LOSS_LOG_TARGETS &&
                     xent_sample_shape(mine->targets)->kind == XENT_LOGPROBS;
    return xent_loss_prepare(loss, o, shape->kind, shape->columns, mine->targets != NULL,
                             mine->teacher != NULL, plan, &work->err);
}

/* ---- output */

static xent_status
print_bytes(void *context, const char *bytes, size_t n, xent_error *err)
{
    (void)context;
    return cli_put(bytes, n, err);
}

/* The parts of a smoothed loss: that of the labels, and that of uniform targets. */
static xent_status
print_parts(const xent_loss_plan *plan, const xent_loss_data *data, double per_nat, xent_error *err)
{
    static const char *const names[] = {"labels ", "uniform"};
    double s = plan->options.label_smoothing;
    xent_status status = XENT_OK;
    for (int i = 0; status == XENT_OK && i < 2; i++) {
        xent_loss_plan part = *plan;
        xent_loss_sums sums;
        part.options.label_smoothing = i;
        status = xent_loss_measure(&part, data, &sums, err);
        if (status == XENT_OK)
            printf("  %s %.10g, times %g\n", names[i], per_nat * xent_loss_reduced(&part, &sums),
                   i ? s : 1 - s);
    }
    return status;
}

static xent_status
print_loss(const cli_call *call, cli_work *work, const xent_loss_plan *plan,
           const xent_loss_data *data)
{
    const cli_values *values = &call->values;
    bool logarithm = plan->loss->properties & XENT_LOSS_NATS &&
                     plan->options.reduction != XENT_REDUCE_PERPLEXITY;
    double per_nat = logarithm ? xent_unit_per_nat(values->unit) : 1;
    xent_loss_style style = {values->json, values->loss.gradient, per_nat};
    bool number = !style.json && !style.gradient && plan->options.reduction != XENT_REDUCE_NONE &&
                  plan->options.reduction != XENT_REDUCE_PERPLEXITY;
    xent_status status = cli_print(call, work, "");
    if (status == XENT_OK)
        status = xent_loss_write(plan, data, &style, print_bytes, NULL, &work->err);
    if (status == XENT_OK && number && plan->options.label_smoothing > 0 &&
        plan->loss->properties & XENT_LOSS_LINEAR)
        status = print_parts(plan, data, per_nat, &work->err);
    return status;
}

static int
run(cli_call *call)
{
    const xent_loss *loss = xent_loss_find(call->operand[0]);
    if (!loss)
        return cli_unknown(call, "loss", call->operand[0]);
    cli_work work = {0};
    loss_work mine = {0};
    xent_loss_plan plan;
    set_options(call, loss, &mine.options);
    xent_status status = read_all(call, loss, &work, &mine);
    xent_loss_data data = {work.sample, mine.targets, mine.teacher, call->values.threads};
    if (status == XENT_OK)
        status = prepare(call, loss, &work, &mine, &plan);
    if (status == XENT_OK)
        status = xent_loss_check(&plan, &data, &work.err);
    if (status == XENT_OK)
        status = print_loss(call, &work, &plan, &data);
    xent_sample_free(mine.targets);
    xent_sample_free(mine.teacher);
    free(mine.class_weight);
    free(mine.pos_weight);
    return cli_close(call, &work, status);
}

static const char *const examples[] = {
    "xent loss ce digits.npz",
    "xent loss ce digits.npz --label-smoothing 0.1 --semantics torch",
    "xent loss focal digits.npz --gamma 2 --class-weights balanced --reduction sum",
    "xent loss bce cancer.csv --unit bits",
    "xent loss ce digits.npz --gradient --json | head -c 60",
    NULL};

const cli_command cli_cmd_loss = {
    .name = "loss",
    .arguments = "LOSS FILE",
    .summary = "any training loss, per row or reduced, and its gradient",
    .examples = examples,
    .takes = CLI_LOSS | CLI_INPUT | CLI_JSON | CLI_MACHINE,
    .least = 2,
    .most = 2,
    .run = run,
};
