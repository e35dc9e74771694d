/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row at a time: targets, forms, terms, and back through the link. */
#include <math.h>
#include <string.h>
#include "compensated.h"
#include "kernel_internal.h"
#include "loss_internal.h"

/* Arrays of at least two numbers, cut from the caller's scratch. */
typedef struct {
    double *score;    /* of the row */
    double *target;   /* of the row, as given; or their logarithms */
    double *problem;  /* scores of one problem */
    double *t, *log_t;
    double *x, *q, *complement;
    double *by_x, *by_q, *curvature;
    double *gradient; /* of one problem, in its scores */
} workspace;

enum { ARRAYS = sizeof(workspace) / sizeof(double *) };

static size_t
array_size(const xent_loss_plan *plan)
{
    return plan->columns < 2 ? 2 : plan->columns;
}

size_t
xent_loss_scratch(const xent_loss_plan *plan)
{
    return ARRAYS * array_size(plan);
}

static workspace
cut(const xent_loss_plan *plan, double *scratch)
{
    double *piece[ARRAYS];
    workspace w;
    for (size_t a = 0; a < ARRAYS; a++)
        piece[a] = scratch + a * array_size(plan);
    memcpy(&w, piece, sizeof w);
    return w;
}

static const xent_link *
link_of(const xent_loss_plan *plan)
{
    static const xent_link *const of_classes[] = {&xent_link_softmax, &xent_link_probs,
                                                  &xent_link_logprobs};
    static const xent_link *const of_columns[] = {&xent_link_softmax, &xent_link_binary_probs,
                                                  &xent_link_binary_logprobs};
    switch (plan->loss->columns) {
    case XENT_LOSS_CLASSES: return of_classes[plan->kind];
    case XENT_LOSS_COLUMNS: return of_columns[plan->kind];
    default:                return &xent_link_identity;
    }
}

/* Is a row one problem of all its columns, or one of each? */
static bool
is_joint(const xent_loss *loss)
{
    return loss->columns == XENT_LOSS_CLASSES || loss->columns == XENT_LOSS_MARGINS;
}

static size_t
classes_of_problem(const xent_loss_plan *plan)
{
    return is_joint(plan->loss) ? plan->columns : plan->loss->columns == XENT_LOSS_COLUMNS ? 2 : 1;
}

/* ---- targets */

static bool
is_ignored(const xent_loss_rows *rows, size_t i)
{
    return rows->block->label && rows->block->label[i] < 0;
}

static void
row_targets(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, double *target)
{
    size_t n = plan->columns;
    if (rows->target) {
        memcpy(target, rows->target + i * n, n * sizeof *target);
        return;
    }
    memset(target, 0, n * sizeof *target);
    if (!rows->block->label)
        return;
    int32_t label = rows->block->label[i];
    target[n == 1 ? 0 : label] = n == 1 ? label : 1;
}

/* t (1-s) + s/K, with the fewest roundings. */
static double
smooth(const xent_loss_options *options, double t, size_t classes)
{
    return t + options->label_smoothing * (1 / (double)classes - t);
}

static double
clip_target(const xent_loss_options *options, double t)
{
    return options->clip_targets ? fmin(fmax(t, options->clip_low), options->clip_high) : t;
}

static void
joint_targets(const xent_loss_plan *plan, size_t n, const workspace *w)
{
    const xent_loss_options *options = &plan->options;
    bool weighs_rows = plan->loss->properties & XENT_LOSS_WEIGHS_ROWS;
    for (size_t k = 0; k < n; k++) {
        double t = options->log_targets ? exp(w->target[k]) : w->target[k];
        w->log_t[k] = w->target[k];
        w->t[k] = smooth(options, clip_target(options, t), n);
        if (options->class_weight && !weighs_rows)
            w->t[k] *= options->class_weight[k];
    }
}

static void
column_targets(const xent_loss_plan *plan, size_t column, const workspace *w)
{
    const xent_loss_options *options = &plan->options;
    double t = w->target[column], weight = 1;
    if (options->pos_weight)
        weight = options->pos_weight[options->pos_weights == 1 ? 0 : column];
    if (plan->loss->columns == XENT_LOSS_SCORES) {
        w->t[0] = t;
        return;
    }
    t = clip_target(options, t);
    w->t[1] = weight * smooth(options, t, 2);
    w->t[0] = smooth(options, 1 - t, 2);
}

/* ---- one problem */

/* What a row's loss is the sum of. */
typedef struct {
    const xent_loss *loss; /* whose terms */
    double temperature, scale;
    bool teacher;          /* are the targets the teacher's? */
} loss_part;

/* The parts of row i; distillation has two, the labels' and the teacher's. */
static size_t
parts_of(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, loss_part parts[2])
{
    const xent_loss_options *o = &plan->options;
    double scale = o->row_mean ? 1 / (double)plan->columns : 1;
    if (plan->loss->properties & XENT_LOSS_WEIGHS_ROWS || !is_joint(plan->loss))
        scale *= xent_loss_class_weight(plan, rows, i);
    if (!(plan->loss->takes & XENT_TAKES_TEACHER)) {
        parts[0] = (loss_part){plan->loss, o->temperature, scale, false};
        return 1;
    }
    parts[0] = (loss_part){&xent_loss_ce, 1, o->alpha, false};
    parts[1] = (loss_part){plan->loss, o->temperature,
                      (1 - o->alpha) * o->temperature * o->temperature, true};
    return 2;
}

static void
teacher_targets(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i,
                double temperature, const workspace *w)
{
    xent_forms forms = {plan->columns, w->log_t, w->t, w->complement, 1};
    xent_softmax_forms(rows->teacher + i * plan->columns, temperature, &forms);
}

/* Forms and terms of a problem of n scores. */
static xent_loss_terms
terms_of(const xent_loss_plan *plan, const loss_part *part, const double *score, size_t n,
         const workspace *w, xent_forms *forms)
{
    *forms = (xent_forms){n, w->x, w->q, w->complement, 1};
    link_of(plan)->forms(&plan->options, score, part->temperature, forms);
    xent_problem problem = {n, w->x, w->q, w->complement, w->t,
                            part->teacher || plan->options.log_targets ? w->log_t : NULL};
    xent_loss_terms terms = {0, w->by_x, w->by_q, w->curvature};
    for (size_t k = 0; k < n; k++)
        w->by_x[k] = w->by_q[k] = w->curvature[k] = 0;
    part->loss->terms(&plan->options, &problem, &terms);
    return terms;
}

/* Does a loss meet infinities in arithmetic in which 0 * inf, or inf - inf, is NaN? */
static bool
meets_infinity(const xent_loss_plan *plan, size_t n, const workspace *w)
{
    bool meets = false;
    if (plan->options.odds_difference && plan->kind == XENT_LOGITS
        && w->x[n - 1] == -(double)INFINITY)
        return true;
    if (!plan->options.strict_zero || (is_joint(plan->loss) && !plan->targets))
        return false;
    for (size_t k = 0; k < n; k++)
        meets |= w->t[k] == 0 && isinf(w->x[k]);
    return meets;
}

/* Are the logits finite, and ln q infinite as a difference that no double holds? */
static bool
is_saturated(const xent_loss_plan *plan, const double *score, size_t n)
{
    bool finite = link_of(plan) == &xent_link_softmax;
    for (size_t k = 0; k < n; k++)
        finite &= isfinite(score[k]) != 0;
    return finite;
}

/* Targets that share such a difference may leave a loss that a double holds.  So far out it is in
   proportion to the logits, and is taken at a fraction of them; its derivatives are the same. */
static xent_loss_terms
saturated_terms(const xent_loss_plan *plan, const loss_part *part, const double *score, size_t n,
                const workspace *w, xent_forms *forms)
{
    static const double fraction = 0.25;
    for (size_t k = 0; k < n; k++)
        w->problem[k] = fraction * score[k];
    xent_loss_terms terms = terms_of(plan, part, w->problem, n, w, forms);
    terms.value /= fraction;
    return terms;
}

/* Targets, forms and terms of the problem of `column` (0, of a joint one). */
static xent_loss_terms
problem_terms(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, size_t column,
              const loss_part *part, const workspace *w, xent_forms *forms)
{
    size_t n = classes_of_problem(plan);
    const double *score = w->score;
    if (part->teacher)
        teacher_targets(plan, rows, i, part->temperature, w);
    else if (is_joint(plan->loss))
        joint_targets(plan, n, w);
    else
        column_targets(plan, column, w);
    if (!is_joint(plan->loss)) {
        w->problem[0] = n == 1 ? w->score[column] : 0;
        w->problem[n - 1] = w->score[column];
        score = w->problem;
    }
    xent_loss_terms terms = terms_of(plan, part, score, n, w, forms);
    if (meets_infinity(plan, n, w))
        terms.value = (double)NAN;
    else if (terms.value == (double)INFINITY && is_saturated(plan, score, n))
        terms = saturated_terms(plan, part, score, n, w, forms);
    return terms;
}

/* Adds the scaled gradient of a problem to those of its columns. */
static void
add_gradient(const xent_loss_plan *plan, size_t column, const loss_part *part, const workspace *w,
             const xent_forms *forms, const xent_loss_terms *terms, double *gradient)
{
    const double *score = is_joint(plan->loss) ? w->score : w->problem;
    link_of(plan)->chain(&plan->options, score, part->temperature, forms, terms, w->gradient);
    if (!is_joint(plan->loss)) {
        gradient[column] += part->scale * w->gradient[forms->n - 1];
        return;
    }
    for (size_t k = 0; k < forms->n; k++)
        gradient[k] += part->scale * w->gradient[k];
}

/* ---- one row */

static void
load_row(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, const workspace *w)
{
    for (size_t j = 0; j < plan->columns; j++)
        w->score[j] = xent_block_score(rows->block, i * plan->columns + j);
    row_targets(plan, rows, i, w->target);
}

/* The value of row i; its gradient is added to gradient, unless that is NULL. */
static double
row_loss(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, const workspace *w,
         double *gradient)
{
    xent_compensated sum = {0};
    loss_part parts[2];
    size_t count = parts_of(plan, rows, i, parts),
           problems = is_joint(plan->loss) ? 1 : plan->columns;
    load_row(plan, rows, i, w);
    for (const loss_part *p = parts; p < parts + count; p++)
        for (size_t column = 0; p->scale != 0 && column < problems; column++) {
            xent_forms forms;
            xent_loss_terms terms = problem_terms(plan, rows, i, column, p, w, &forms);
            xent_compensated_add(&sum, p->scale * terms.value);
            if (gradient)
                add_gradient(plan, column, p, w, &forms, &terms, gradient);
        }
    return xent_compensated_value(&sum);
}

/* ---- the common case: the vector kernel */

/* The kernel's differences to the largest logit are exact where the logits are float32. */
static bool
has_kernel(const xent_loss_plan *plan, const xent_loss_rows *rows)
{
    const xent_loss_options *o = &plan->options;
    return plan->loss == &xent_loss_ce && plan->kind == XENT_LOGITS && rows->block->f32 &&
           o->temperature == 1 && o->label_smoothing == 0 && !o->class_weight &&
           !(o->strict_zero && rows->target);
}

/* The label that a row has, or that its target is all for; -1: neither. */
static int32_t
hard_label(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i)
{
    int32_t label = -1;
    if (!rows->target)
        return rows->block->label[i];
    for (size_t k = 0; k < plan->columns; k++) {
        double t = rows->target[i * plan->columns + k];
        if (t != 0 && (t != 1 || label >= 0))
            return -1;
        label = t != 0 ? (int32_t)k : label;
    }
    return label;
}

static double
kernel_loss(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, int32_t label)
{
    xent_row row;
    xent_block one = {.rows = 1, .columns = plan->columns, .label = &label,
                      .f32 = rows->block->f32 + i * plan->columns};
    xent_kernel_rows(&one, XENT_LOGITS, XENT_WANT_NLL, 0, &row, NULL);
    return row.nll;
}

enum { CHUNK = 256 };

/* What the kernel makes of a chunk. */
typedef void kernel_pass(const xent_block *chunk, double *value);

static void
accurate_pass(const xent_block *chunk, double *value)
{
    xent_row row[CHUNK];
    xent_kernel_rows(chunk, XENT_LOGITS, XENT_WANT_NLL, 0, row, NULL);
    for (size_t i = 0; i < chunk->rows; i++)
        value[i] = chunk->label[i] < 0 ? 0 : row[i].nll;
}

static void
quick_pass(const xent_block *chunk, double *value)
{
    if (chunk->columns <= XENT_NARROW)
        xent_kernels_best()->nll(chunk, value);
    else
        accurate_pass(chunk, value);
}

/* Targets by the chunk: those that are no labels one by one. */
static void
target_values(const xent_loss_plan *plan, const xent_loss_rows *rows, kernel_pass *pass,
              const workspace *w, xent_block *chunk, double *value)
{
    int32_t label[CHUNK];
    for (size_t i = 0; i < chunk->rows; i++)
        label[i] = is_ignored(rows, chunk->first + i) ? -1
                                                      : hard_label(plan, rows, chunk->first + i);
    chunk->label = label;
    pass(chunk, value);
    for (size_t i = 0; i < chunk->rows; i++)
        if (label[i] < 0 && !is_ignored(rows, chunk->first + i))
            value[i] = row_loss(plan, rows, chunk->first + i, w, NULL);
}

static void
kernel_values(const xent_loss_plan *plan, const xent_loss_rows *rows, kernel_pass *pass,
              const workspace *w, double *value)
{
    size_t n = plan->columns;
    for (size_t first = 0; first < rows->block->rows; first += CHUNK) {
        size_t left = rows->block->rows - first;
        xent_block chunk = {.first = first, .rows = left < CHUNK ? left : CHUNK, .columns = n,
                            .f32 = rows->block->f32 + first * n};
        if (rows->target) {
            target_values(plan, rows, pass, w, &chunk, value + first);
            continue;
        }
        chunk.label = rows->block->label + first;
        pass(&chunk, value + first);
    }
}

/* ---- all rows */

static double
row_value(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i, const workspace *w,
          double *gradient)
{
    if (is_ignored(rows, i))
        return 0;
    double value = row_loss(plan, rows, i, w, gradient);
    int32_t label = has_kernel(plan, rows) ? hard_label(plan, rows, i) : -1;
    return label < 0 ? value : kernel_loss(plan, rows, i, label);
}

void
xent_loss_values(const xent_loss_plan *plan, const xent_loss_rows *rows, double *value,
                 double *gradient, double *scratch)
{
    workspace w = cut(plan, scratch);
    size_t n = plan->columns;
    if (!gradient && has_kernel(plan, rows)) {
        kernel_values(plan, rows, accurate_pass, &w, value);
        return;
    }
    for (size_t i = 0; i < rows->block->rows; i++) {
        double *row = gradient ? gradient + i * n : NULL;
        if (row)
            memset(row, 0, n * sizeof *row);
        double l = row_value(plan, rows, i, &w, row);
        if (value)
            value[i] = l;
    }
}

void
xent_loss_summands(const xent_loss_plan *plan, const xent_loss_rows *rows, double *value,
                   double *scratch)
{
    workspace w = cut(plan, scratch);
    if (has_kernel(plan, rows))
        kernel_values(plan, rows, quick_pass, &w, value);
    else
        xent_loss_values(plan, rows, value, NULL, scratch);
}

/* ---- second derivatives */

static void
add_hessian(const xent_loss_plan *plan, size_t column, const loss_part *part,
            const double *of_problem, double *hessian)
{
    size_t n = plan->columns;
    if (is_joint(plan->loss))
        for (size_t j = 0; j < n * n; j++)
            hessian[j] += part->scale * of_problem[j];
    else
        hessian[column * n + column] += part->scale * of_problem[3];
}

void
xent_loss_hessian(const xent_loss_plan *plan, const xent_loss_rows *rows, size_t i,
                  double *hessian, double *scratch)
{
    workspace w = cut(plan, scratch);
    double *of_problem = scratch + xent_loss_scratch(plan);
    size_t n = plan->columns, problems = is_joint(plan->loss) ? 1 : n;
    loss_part parts[2];
    size_t count = parts_of(plan, rows, i, parts);
    memset(hessian, 0, n * n * sizeof *hessian);
    if (is_ignored(rows, i))
        return;
    load_row(plan, rows, i, &w);
    for (const loss_part *p = parts; p < parts + count; p++)
        for (size_t column = 0; column < problems; column++) {
            xent_forms forms;
            xent_loss_terms terms = problem_terms(plan, rows, i, column, p, &w, &forms);
            xent_softmax_hessian(&forms, p->temperature, &terms, of_problem);
            add_hessian(plan, column, p, of_problem, hessian);
        }
}
