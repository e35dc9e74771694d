/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class_laws.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include "executor.h"
#include "kernel_lanes.h"
#include "law.h"

/* Probabilities of drawn rows that are looked at, and in pairs of such rows; but so many rows and
   pairs of neighbours at least. */
enum { NOTED_CELLS = 1 << 20, LEAST_ROWS = 64, PAIRED_CELLS = 1 << 21, MOST_LAGS = 16 };

/* Classes that a thread looks at together. */
enum { CHUNK = 64 };

/* That of the size of a normal variable is 0.995; of an exponential one, whose quantile is still to
   be told, 2. */
static const double most_skewed = 2;

/* The largest weight over the mean one.  A sum of weights is as if of equal ones up to here: with
   weights of 1 to 4 its moments are right to 1 %, with lognormal ones of deviation 1/2, whose largest
   of 3000 is five times the mean, they are not. */
static const double most_uneven = 2;

static const char uneven[] = "null reference: one row weighs more than twice the mean, and where "
                             "classes and rows are many it is of equal weights";
static const char skewed[] = "null_high: what chance does is mostly nothing and rarely much";

static size_t
noted_rows(const xent_drawn *drawn)
{
    size_t most = NOTED_CELLS / drawn->classes;
    most = most < LEAST_ROWS ? LEAST_ROWS : most;
    return drawn->size < most ? drawn->size : most;
}

static const char *
why_withheld(const xent_shape *shape, const xent_drawn *drawn)
{
    double sum = 0;
    if (!shape->weighted || shape->weight_kind == XENT_FREQUENCY)
        return NULL;
    for (size_t i = 0; i < drawn->size; i++)
        sum += drawn->weight[i];
    return shape->max_weight * (double)drawn->size > most_uneven * sum ? uneven : NULL;
}

xent_status
xent_class_laws_alloc(const xent_shape *shape, const xent_drawn *drawn, size_t cells,
                      xent_class_laws *laws, xent_error *err)
{
    size_t classes = drawn->classes, noted = noted_rows(drawn), all = noted * classes;
    *laws = (xent_class_laws){.drawn = drawn,
                              .rows = shape->rows,
                              .frequencies = shape->weighted
                                             && shape->weight_kind == XENT_FREQUENCY,
                              .classes = classes,
                              .cells = cells,
                              .noted = noted,
                              .withheld = why_withheld(shape, drawn),
                              .cell = malloc(all * sizeof *laws->cell),
                              .slope = calloc(cells * classes, sizeof *laws->slope),
                              .curve = calloc(cells * classes, sizeof *laws->curve),
                              .moments = calloc(classes, sizeof *laws->moments)};
    if (!laws->cell || !laws->slope || !laws->curve || !laws->moments)
        return xent_fail_memory(err);
    memset(laws->cell, 0xff, all * sizeof *laws->cell);
    return XENT_OK;
}

void
xent_class_laws_clear(xent_class_laws *laws)
{
    free(laws->cell);
    free(laws->slope);
    free(laws->curve);
    free(laws->moments);
    *laws = (xent_class_laws){.classes = 0};
}

/* ---- one class */

static void
set_cell(const xent_class_laws *laws, size_t c, size_t b, const xent_group *group, double unit)
{
    double table[XENT_LAW_TABLE];
    xent_law law = xent_law_of(group, false, false, table);
    xent_distance d = xent_law_distance(&law);
    xent_class_moments *m = &laws->moments[c];
    size_t at = b * laws->classes + c;
    m->mean += unit * d.mean;
    m->variance += unit * unit * d.variance;
    m->rest += unit * unit * fmax(0, d.variance - d.slope * d.slope * group->variance);
    m->third += unit * unit * unit * d.third;
    m->row = fmax(m->row, unit * group->atom);
    m->cells++;
    laws->slope[at] = (float)(unit * d.slope);
    laws->curve[at] = (float)sqrt(unit * d.curve / group->variance);
}

void
xent_class_laws_set(const xent_class_laws *laws, size_t c, size_t n, const xent_group *group,
                    double weight)
{
    for (size_t b = 0; b < n; b++)
        if (xent_group_is_random(&group[b]))
            set_cell(laws, c, b, &group[b], 1 / weight);
}

typedef struct {
    const xent_class_laws *laws;
    double weight;
    xent_class_groups *groups;
    const void *context;
    xent_group *group; /* of a class, for each thread */
} filling;

static xent_status
fill_chunk(void *context, unsigned worker, size_t chunk, xent_error *err)
{
    const filling *f = context;
    const xent_class_laws *laws = f->laws;
    xent_group *group = f->group + worker * laws->cells;
    (void)err;
    for (size_t c = chunk * CHUNK; c < (chunk + 1) * CHUNK && c < laws->classes; c++) {
        f->groups(f->context, c, group);
        xent_class_laws_set(laws, c, laws->cells, group, f->weight);
    }
    return XENT_OK;
}

xent_status
xent_class_laws_fill(const xent_class_laws *laws, unsigned threads, double weight,
                     xent_class_groups *groups, const void *context, xent_error *err)
{
    size_t chunks = (laws->classes + CHUNK - 1) / CHUNK;
    threads = xent_threads_for(threads, laws->classes * laws->cells * 64);
    filling f = {laws, weight, groups, context, malloc(threads * laws->cells * sizeof *f.group)};
    xent_status status = f.group ? xent_run_blocks(threads, chunks, fill_chunk, &f, err)
                                 : xent_fail_memory(err);
    free(f.group);
    return status;
}

/* ---- all classes */

/* What a row has in each class, and nothing in some more that fill the lanes. */
typedef struct {
    double weight; /* w^2; of frequencies w */
    float *curve;  /* q times that of its cell */
    float *cell;
} noted_row;

/* The variance of what a row adds to the straight lines, one label for all of them; notes its
   curves. */
static double
look_at_row(const xent_class_laws *laws, size_t i, noted_row *row)
{
    size_t classes = laws->classes;
    const double *q = laws->drawn->q + i * classes;
    double mean = 0, square = 0, w = laws->drawn->weight[i];
    const int16_t *cell = laws->cell + i * classes;
    row->weight = laws->frequencies ? w : w * w;
    for (size_t c = 0; c < classes; c++) {
        bool inside = cell[c] >= 0;
        size_t at = (size_t)(inside ? cell[c] : 0) * classes + c;
        double slope = inside ? (double)laws->slope[at] : 0;
        mean += q[c] * slope;
        square += q[c] * slope * slope;
        row->curve[c] = inside ? (float)q[c] * laws->curve[at] : 0;
        row->cell[c] = cell[c];
    }
    return row->weight * fmax(0, square - mean * mean);
}

/* What two rows, or a row and itself, add to the squared covariances of cells of different
   classes. */
static double
pair_rows(size_t classes, const noted_row *a, const noted_row *b)
{
    double sum[XENT_LANES] = {0}, squares[XENT_LANES] = {0};
    for (size_t c = 0; c < classes; c += XENT_LANES)
        for (size_t l = 0; l < XENT_LANES; l++) {
            float product = a->curve[c + l] * b->curve[c + l];
            double x = (double)(a->cell[c + l] == b->cell[c + l] ? product : 0);
            sum[l] += x;
            squares[l] += x * x;
        }
    double all = xent_lanes_tree(sum);
    return a->weight * b->weight * fmax(0, all * all - xent_lanes_tree(squares));
}

/* Sums over the noted rows: of their lines, of themselves, of pairs of neighbours, which are
   strangers in the file; and how many pairs there were. */
typedef struct {
    double lines, own, pairs, count;
} common_sums;

static void
sum_common(const xent_class_laws *laws, size_t lags, noted_row *ring, common_sums *s)
{
    for (size_t i = 0; i < laws->noted; i++) {
        noted_row *row = &ring[i % (lags + 1)];
        s->lines += look_at_row(laws, i, row);
        s->own += pair_rows(laws->classes, row, row);
        for (size_t lag = 1; lag <= lags && lag <= i; lag++, s->count++)
            s->pairs += pair_rows(laws->classes, row, &ring[(i - lag) % (lags + 1)]);
    }
}

/* What cells have in common makes up for all rows as for those that are noted. */
static double
common_variance(const xent_class_laws *laws, const common_sums *s)
{
    double rows = (double)laws->rows, noted = (double)laws->noted;
    double pairs = s->count > 0 ? s->pairs / s->count : 0;
    return rows / noted * (s->lines + s->own) + rows * (rows - 1) * pairs;
}

static xent_status
find_common_variance(const xent_class_laws *laws, double *variance, xent_error *err)
{
    size_t classes = laws->classes, lags = PAIRED_CELLS / (laws->noted * classes);
    lags = lags < 1 ? 1 : lags > MOST_LAGS ? MOST_LAGS : lags;
    size_t stride = (classes + XENT_LANES - 1) / XENT_LANES * XENT_LANES;
    float *memory = calloc(2 * (lags + 1) * stride, sizeof *memory);
    noted_row ring[MOST_LAGS + 1];
    common_sums sums = {0};
    if (!memory)
        return xent_fail_memory(err);
    for (size_t l = 0; l <= lags; l++)
        ring[l] = (noted_row){.curve = memory + 2 * l * stride,
                              .cell = memory + (2 * l + 1) * stride};
    sum_common(laws, lags, ring, &sums);
    *variance = common_variance(laws, &sums);
    free(memory);
    return XENT_OK;
}

/* The quantile of Cornish and Fisher (1938) is that of a normal variable, of the sizes of few of
   them too, but not of what is mostly nothing and rarely much. */
static double
quantile(double mean, double variance, double third, double level)
{
    double z = gsl_cdf_ugaussian_Pinv(level), deviation = sqrt(variance);
    double skewness = variance > 0 ? third / (variance * deviation) : 0;
    if (skewness > most_skewed)
        return (double)NAN;
    return mean + deviation * (z + skewness * (z * z - 1) / 6);
}

xent_status
xent_class_laws_sum(const xent_class_laws *laws, double level, xent_value *sum, xent_error *err)
{
    double mean = 0, variance = 0, third = 0;
    sum->withheld = laws->withheld;
    xent_status status = laws->withheld ? XENT_OK : find_common_variance(laws, &variance, err);
    if (status != XENT_OK || laws->withheld)
        return status;
    for (size_t c = 0; c < laws->classes; c++) {
        mean += laws->moments[c].mean;
        variance += laws->moments[c].rest;
        third += laws->moments[c].third;
    }
    sum->null_mean = mean;
    sum->null_high = quantile(mean, variance, third, level);
    sum->withheld = isnan(sum->null_high) ? skewed : NULL;
    return XENT_OK;
}
