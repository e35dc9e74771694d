/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The squared kernel calibration error (Widmann, Lindsten, Zachariah 2019): the mean over pairs of
   rows of k(q, q') (e_y - q).(e_y' - q'), without bias, and 0 in the mean if the q are true.

   Pairs of rows within groups drawn at random, as many as MOST_PAIRS: up to 2048 rows that is all
   pairs, their quadratic estimator; beyond, their block estimator, whose groups are independent.
   A calibrated model is known: its labels are drawn from q; of target distributions, the signs of
   e - q (the wild bootstrap of a degenerate U-statistic, Dehling and Mikosch 1994). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "drawn.h"
#include "executor.h"
#include "interval.h"
#include "kernel_internal.h"
#include "metric_internal.h"
#include "random.h"

/* Groups are enough for a normal mean of them; replicates are drawn so many at a time. */
enum { MOST_PAIRS = 1 << 21, ENOUGH_GROUPS = 50, LANES = XENT_MARKS, MEDIAN_ROWS = 512, CHUNK = 64 };

static const uint64_t skce_stream = UINT64_C(4) << 32;

/* A row's pairs are those with the rows of its group before it. */
typedef struct {
    size_t first, end; /* its group */
    size_t cell;       /* of its first pair */
    double sum, pairs; /* sums of w w' k (e - q).(e' - q'), and of w w' */
} row_pairs;

typedef struct {
    const xent_drawn *drawn;
    const xent_settings *settings;
    bool frequencies;
    size_t groups, cells;
    double bandwidth;
    row_pairs *row;
    double *residual;  /* e_y - q; then, of labels, the sums of q up to each class */
    double *expected;  /* of labels: sum over the other rows of a group of w w' k q' */
    float *cell;       /* of each pair w w' k; of targets times (e - q).(e' - q') */
    double *drawing;   /* the estimate from every replicate, then as observed */
} estimator;

/* ---- the kernel */

/* |p - q|_1 / 2, or |p - q|_2. */
static double
distance(xent_kernel_shape shape, size_t classes, const double *p, const double *q)
{
    double lane[4] = {0};
    for (size_t c = 0; c < classes; c++) {
        double gap = fabs(p[c] - q[c]);
        lane[c % 4] += shape == XENT_LAPLACE ? gap : gap * gap;
    }
    double sum = (lane[0] + lane[1]) + (lane[2] + lane[3]);
    return shape == XENT_LAPLACE ? sum / 2 : sqrt(sum);
}

static double
kernel_at(xent_kernel_shape shape, double distance)
{
    return shape == XENT_LAPLACE ? exp(-distance) : exp(-distance * distance / 2);
}

static double
product(size_t classes, const double *p, const double *q)
{
    double lane[4] = {0};
    for (size_t c = 0; c < classes; c++)
        lane[c % 4] += p[c] * q[c];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* ---- the bandwidth */

/* How often the copies of a row that counts rows pair up with each other. */
static double
own_pairs(const estimator *e, size_t i)
{
    double w = e->drawn->weight[i];
    return e->frequencies ? w * (w - 1) / 2 : 0;
}

/* Lists the distances of the first n rows with the weights of the pairs; returns how many. */
static size_t
list_distances(const estimator *e, size_t n, double *gap, double *weight)
{
    const xent_drawn *d = e->drawn;
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            gap[size] = distance(e->settings->kernel, d->classes, d->q + i * d->classes,
                                 d->q + j * d->classes);
            weight[size++] = d->weight[i] * d->weight[j];
        }
        if (own_pairs(e, i) > 0) {
            gap[size] = 0;
            weight[size++] = own_pairs(e, i);
        }
    }
    return size;
}

/* The median distance; the mean one where more than half of the pairs are equal; 1 where all
   are. */
static xent_status
find_bandwidth(estimator *e, xent_error *err)
{
    size_t n = e->drawn->size < MEDIAN_ROWS ? e->drawn->size : MEDIAN_ROWS;
    size_t most = n * (n + 1) / 2;
    e->bandwidth = e->settings->bandwidth;
    if (e->bandwidth > 0)
        return XENT_OK;
    double *gap = malloc(2 * most * sizeof *gap), sum = 0, total = 0;
    if (!gap)
        return xent_fail_memory(err);
    size_t size = list_distances(e, n, gap, gap + most);
    for (size_t i = 0; i < size; i++) {
        sum += gap[most + i] * gap[i];
        total += gap[most + i];
    }
    if (size > 0)
        e->bandwidth = xent_weighted_quantile(size, gap, gap + most, 0.5);
    if (!(e->bandwidth > 0))
        e->bandwidth = sum > 0 ? sum / total : 1;
    free(gap);
    return XENT_OK;
}

/* ---- pairs */

/* As many groups of nearly equal size as keep to MOST_PAIRS. */
static void
cut_groups(estimator *e)
{
    size_t n = e->drawn->size, size = n, cell = 0, i = 0;
    if (n * (n - 1) / 2 > MOST_PAIRS)
        size = 2 * (size_t)MOST_PAIRS / n;
    e->groups = (n + size - 1) / size;
    for (size_t g = 0; g < e->groups; g++) {
        size_t first = i, end = first + n / e->groups + (g < n % e->groups);
        for (; i < end; i++) {
            e->row[i] = (row_pairs){.first = first, .end = end, .cell = cell};
            cell += i - first;
        }
    }
    e->cells = cell;
}

static void
fill_residuals(estimator *e)
{
    const xent_drawn *d = e->drawn;
    for (size_t i = 0; i < d->size * d->classes; i++)
        e->residual[i] = (d->target ? d->target[i] : 0) - d->q[i];
    for (size_t i = 0; i < d->size && !d->target; i++)
        e->residual[i * d->classes + (size_t)d->label[i]] += 1;
}

static void
sum_row(estimator *e, size_t i)
{
    const xent_drawn *d = e->drawn;
    row_pairs *row = &e->row[i];
    size_t classes = d->classes;
    const double *q = d->q + i * classes, *own = e->residual + i * classes;
    row->pairs = own_pairs(e, i);
    row->sum = row->pairs * product(classes, own, own);
    for (size_t j = row->first; j < i; j++) {
        double gap = distance(e->settings->kernel, classes, q, d->q + j * classes);
        double w = d->weight[i] * d->weight[j];
        double k = w * kernel_at(e->settings->kernel, gap / e->bandwidth);
        double h = k * product(classes, own, e->residual + j * classes);
        e->cell[row->cell + (j - row->first)] = (float)(d->target ? h : k);
        row->sum += h;
        row->pairs += w;
    }
}

/* What a row's draws are compared with, and the sums of its q that labels are drawn by. */
static void
expect_row(estimator *e, size_t i)
{
    const xent_drawn *d = e->drawn;
    const row_pairs *row = &e->row[i];
    size_t classes = d->classes;
    double *expected = e->expected + i * classes;
    for (size_t j = row->first; j < row->end; j++) {
        size_t from = i > j ? i : j, to = i > j ? j : i;
        double k = i == j ? 0 : (double)e->cell[e->row[from].cell + (to - row->first)];
        for (size_t c = 0; c < classes; c++)
            expected[c] += k * d->q[j * classes + c];
    }
    xent_drawn_sums(d, i, e->residual + i * classes);
}

static xent_status
run_rows(const estimator *e, xent_job *job, xent_error *err)
{
    size_t n = e->drawn->size;
    unsigned threads = xent_threads_for(e->settings->threads, e->cells * e->drawn->classes * 4);
    return xent_run_blocks(threads, (n + CHUNK - 1) / CHUNK, job, (void *)(uintptr_t)e, err);
}

#define EACH_ROW(name, each)                                                                       \
    static xent_status name(void *context, unsigned worker, size_t chunk, xent_error *err)         \
    {                                                                                              \
        estimator *e = context;                                                                    \
        size_t end = (chunk + 1) * CHUNK;                                                          \
        (void)worker;                                                                              \
        (void)err;                                                                                 \
        for (size_t i = chunk * CHUNK; i < end && i < e->drawn->size; i++)                         \
            each(e, i);                                                                            \
        return XENT_OK;                                                                            \
    }

EACH_ROW(sum_rows, sum_row)
EACH_ROW(expect_rows, expect_row)

/* ---- draws */

/* What replicates have in place of a row's label: of targets signs, else labels. */
static void
draw_marks(const estimator *e, const uint64_t *key, float *mark)
{
    size_t n = e->drawn->size;
    if (!e->drawn->target) {
        xent_kernels_best()->labels(n, 0, e->drawn->classes, e->residual, key, mark);
        return;
    }
    for (size_t i = 0; i < n * XENT_MARKS; i++)
        mark[i] = xent_random_bits(key[i % XENT_MARKS], i / XENT_MARKS) >> 63 ? 1 : -1;
}

/* Marks of the replicates first .. first + LANES - 1; the last of all is what was observed. */
static void
fill_marks(const estimator *e, size_t first, float *mark)
{
    size_t last = e->settings->replicates;
    uint64_t key[LANES];
    for (size_t l = 0; l < LANES; l++)
        key[l] = xent_random_key(e->settings->seed, skce_stream + first + l);
    draw_marks(e, key, mark);
    for (size_t i = 0; i < e->drawn->size && last < first + LANES; i++)
        mark[i * LANES + last - first] = e->drawn->target ? 1 : (float)e->drawn->label[i];
}

/* Adds to each replicate sum w w' k [y = y'] of a row's pairs, less what it is compared with; of
   targets the signed cells. */
static void
add_row(const estimator *e, size_t i, const float *mark, double *total)
{
    const row_pairs *row = &e->row[i];
    const float *own = mark + i * LANES, *other = mark + row->first * LANES;
    const float *cell = e->cell + row->cell;
    const double *expected = e->expected + i * e->drawn->classes;
    if (e->drawn->target) {
        xent_kernels_best()->signs(i - row->first, cell, other, own, total);
        return;
    }
    xent_kernels_best()->matches(i - row->first, cell, other, own, total);
    for (size_t l = 0; l < LANES; l++)
        total[l] -= expected[(size_t)own[l]];
}

static xent_status
draw_lanes(void *context, unsigned worker, size_t batch, xent_error *err)
{
    const estimator *e = context;
    size_t first = batch * LANES;
    double total[LANES] = {0};
    float *mark = malloc(e->drawn->size * LANES * sizeof *mark);
    (void)worker;
    if (!mark)
        return xent_fail_memory(err);
    fill_marks(e, first, mark);
    for (size_t i = 0; i < e->drawn->size; i++)
        add_row(e, i, mark, total);
    for (size_t l = 0; l < LANES && first + l <= e->settings->replicates; l++)
        e->drawing[first + l] = total[l];
    free(mark);
    return XENT_OK;
}

/* Draws of a model that is calibrated; what is left out of them is the same in all, and found where
   they meet what was observed. */
static xent_status
refer(estimator *e, double pairs, xent_value *value, xent_error *err)
{
    size_t n = e->settings->replicates, above = 1;
    unsigned threads = xent_threads_for(e->settings->threads, n * e->cells / 8);
    xent_status status = xent_run_blocks(threads, n / LANES + 1, draw_lanes, e, err);
    if (status != XENT_OK)
        return status;
    value->null_mean = 0;
    for (size_t r = 0; r < n; r++) {
        above += e->drawing[r] >= e->drawing[n];
        e->drawing[r] = value->value + (e->drawing[r] - e->drawing[n]) / pairs;
    }
    value->null_high = xent_quantile(n, e->drawing, e->settings->level);
    value->p_value = (double)above / (double)(n + 1);
    return XENT_OK;
}

/* ---- the estimate */

/* The mean over groups, and its interval where they are many. */
static double
estimate(const estimator *e, xent_value *value)
{
    double sum = 0, pairs = 0, squares = 0, half;
    for (size_t i = 0; i < e->drawn->size; i++) {
        sum += e->row[i].sum;
        pairs += e->row[i].pairs;
    }
    value->value = sum / pairs;
    for (size_t i = 0, g = 0; g < e->groups; g++) {
        double gap = 0;
        for (size_t end = e->row[i].end; i < end; i++)
            gap += e->row[i].sum - value->value * e->row[i].pairs;
        squares += gap * gap;
    }
    if (e->groups >= ENOUGH_GROUPS) {
        double groups = (double)e->groups;
        half = xent_normal_quantile(e->settings->level) * sqrt(squares * groups / (groups - 1));
        value->low = value->value - half / pairs;
        value->high = value->value + half / pairs;
    }
    return pairs;
}

static xent_status
measure(estimator *e, xent_value *value, xent_error *err)
{
    xent_status status = find_bandwidth(e, err);
    fill_residuals(e);
    if (status == XENT_OK)
        status = run_rows(e, sum_rows, err);
    if (status != XENT_OK)
        return status;
    value->bandwidth = e->bandwidth;
    value->pairs = (double)e->cells;
    value->blocks = (double)e->groups;
    double pairs = estimate(e, value);
    if (e->frequencies || !(pairs > 0))
        return XENT_OK;
    if (!e->drawn->target)
        status = run_rows(e, expect_rows, err);
    return status == XENT_OK ? refer(e, pairs, value, err) : status;
}

static xent_status
skce_finish(const void *state, const xent_whole *whole, xent_value *value, xent_error *err)
{
    const xent_drawn *d = whole->drawn;
    const xent_shape *shape = whole->shape;
    size_t all = d->size * d->classes;
    estimator e = {.drawn = d, .settings = whole->settings,
                   .frequencies = shape->weighted && shape->weight_kind == XENT_FREQUENCY,
                   .row = malloc(d->size * sizeof *e.row),
                   .residual = malloc(all * sizeof *e.residual),
                   .expected = calloc(all, sizeof *e.expected),
                   .drawing = malloc((whole->settings->replicates + 1) * sizeof *e.drawing)};
    (void)state;
    if (e.row) {
        cut_groups(&e);
        e.cell = malloc((e.cells + 1) * sizeof *e.cell);
    }
    bool good = e.row && e.residual && e.expected && e.drawing && e.cell;
    xent_status status = good ? measure(&e, value, err) : xent_fail_memory(err);
    free(e.row);
    free(e.residual);
    free(e.expected);
    free(e.cell);
    free(e.drawing);
    return status;
}

/* ---- what it is */

static void
skce_define(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    char width[40] = "the median distance", rows[60] = "";
    if (settings->bandwidth > 0)
        snprintf(width, sizeof width, "%g", settings->bandwidth);
    if (xent_drawn_rows(shape) < shape->rows)
        snprintf(rows, sizeof rows, " of %zu rows drawn at random", xent_drawn_rows(shape));
    snprintf(text, size, "mean of k(q,q') (e_y - q).(e_y' - q') over pairs%s, k %s, h %s", rows,
             settings->kernel == XENT_LAPLACE ? "exp(-tv(q,q')/h)" : "exp(-|q - q'|^2/(2 h^2))",
             width);
}

static void
skce_null_method(const xent_settings *settings, const xent_shape *shape, char *text, size_t size)
{
    snprintf(text, size, "%zu draws of every %s", settings->replicates,
             shape->soft ? "row's sign (wild bootstrap)" : "label");
}

const xent_metric xent_metric_skce = {
    .name = "skce",
    .title = "squared kernel calibration error",
    .source = "Widmann, Lindsten, Zachariah 2019",
    .better = -1,
    .low = -2,
    .high = 2,
    .tasks = XENT_BINARY | XENT_MULTICLASS,
    .needs = XENT_NEED_PROBABILITIES | XENT_NEED_DRAWN,
    .subject = XENT_OF_BOTH,
    .extra = true,
    .define = skce_define,
    .null_method = skce_null_method,
    .finish = skce_finish,
};
