/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of a logistic regression on one variable, and ln sigmoid. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include "kernel_internal.h"
#include "kernel_simd.h"

/* ---- sums over rows

   Row i goes to lane i modulo XENT_LANES, whatever the width of the vectors. */

typedef int32_t labels __attribute__((vector_size(4 * XENT_WIDTH)));

/* Some rows as they lie. */
typedef struct {
    xent_v x, w, target;
    xent_vi finite, one, zero; /* is x finite?  are they of class 1, of the others?  both,
                                  perhaps */
} taken;

XENT_INLINE taken
take_rows(const xent_logistic_rows *r, size_t i)
{
    taken rows = {.x = xent_v_load(r->x + i),
                  .w = r->weight ? xent_v_load(r->weight + i) : xent_v_all(1)};
    rows.finite = (rows.x <= DBL_MAX) & (rows.x >= -DBL_MAX);
    if (r->target) {
        rows.target = xent_v_load(r->target + i);
        rows.one = rows.target > 0;
        rows.zero = rows.target < 1;
        return rows;
    }
    labels label;
    memcpy(&label, r->label + i, sizeof label);
    rows.one = __builtin_convertvector(label, xent_vi) == r->positive;
    rows.zero = ~rows.one;
    rows.target = xent_v_select(rows.one, xent_v_all(r->high), xent_v_all(r->low));
    return rows;
}

/* The last rows, fewer than there are lanes, and behind them others that count for nothing. */
typedef struct {
    double x[XENT_LANES], weight[XENT_LANES], target[XENT_LANES];
    int32_t label[XENT_LANES];
} last_rows;

XENT_INLINE xent_logistic_rows
pad_rows(const xent_logistic_rows *r, size_t first, last_rows *last)
{
    xent_logistic_rows padded = *r;
    *last = (last_rows){.x = {0}};
    for (size_t l = 0; l < XENT_LANES; l++) {
        bool real = first + l < r->n;
        last->x[l] = real ? r->x[first + l] : (double)NAN;
        last->weight[l] = !real ? 0 : r->weight ? r->weight[first + l] : 1;
        last->target[l] = real && r->target ? r->target[first + l] : 0;
        last->label[l] = real && r->label ? r->label[first + l] : 0;
    }
    padded.x = last->x;
    padded.weight = last->weight;
    padded.target = r->target ? last->target : NULL;
    padded.label = last->label;
    return padded;
}

/* Calls ADD(rows, i, k) for vector k, from row i on, of every XENT_LANES rows; the last are
   padded. */
#define FOR_ROWS(r, ADD)                                                                           \
    size_t first = 0;                                                                              \
    last_rows last;                                                                                \
    for (; first + XENT_LANES <= (r)->n; first += XENT_LANES)                                      \
        XENT_EACH(XENT_VECTORS) ADD(r, first + (size_t)k * XENT_WIDTH, k);                         \
    if (first < (r)->n) {                                                                          \
        xent_logistic_rows padded = pad_rows(r, first, &last);                                     \
        XENT_EACH(XENT_VECTORS) ADD(&padded, (size_t)k * XENT_WIDTH, k);                           \
    }

XENT_INLINE double
sum_lanes(const xent_v *vector)
{
    double lane[XENT_LANES];
    memcpy(lane, vector, sizeof lane);
    return xent_lanes_tree(lane);
}

/* ---- the loss and its derivatives */

enum { PIECE = 32 * XENT_LANES }; /* rows, of which a lane's product of 1 + e stays below 2^32 */

typedef struct {
    xent_v sum[XENT_LOGISTIC_SUMS][XENT_VECTORS];
    xent_v product[XENT_VECTORS]; /* less 1; its logarithm belongs to the loss */
} lane_sums;

/* Adds a, a x and a x^2 to three of the sums. */
XENT_INLINE void
add_moments(lane_sums *to, int k, xent_v a, xent_v x, int zeroth, int first, int second)
{
    xent_v ax = a * x;
    to->sum[zeroth][k] += a;
    to->sum[first][k] += ax;
    if (second >= 0)
        to->sum[second][k] += ax * x;
}

/* e^-size, for steps that others will correct to 2e-12. */
XENT_INLINE xent_v
exp_minus(xent_v size, bool roughly)
{
    xent_v e = xent_v_max(0 - size, xent_v_all(XENT_EXP_LEAST));
    if (!roughly)
        return xent_v_exp_plain(e);
    xent_v_exp_f32(1, &e);
    return e * XENT_EXP_UNSCALE;
}

/* Adds w ln(1 + e).  Without weights ln(1 + e) comes from products, whose difference from 1 keeps
   its digits however small the e are. */
XENT_INLINE void
add_log1p(lane_sums *to, int k, bool weighted, xent_v w, xent_v e)
{
    if (weighted)
        to->sum[XENT_LOGISTIC_LOSS][k] += w * xent_v_log1p(e);
    else
        to->product[k] += w * e * (1 + to->product[k]);
}

/* With m = slope x + intercept, near is the probability of the class that m is for, and far that of
   the other one, of which neither has lost digits. */
XENT_INLINE void
add_rows(const xent_logistic_rows *r, xent_logistic_extent extent, bool weighted, size_t i, int k,
         lane_sums *to)
{
    taken rows = take_rows(r, i);
    xent_v zero = {0}, w = xent_v_select(rows.finite, rows.w, zero);
    xent_v x = xent_v_select(rows.finite, (rows.x - r->center) * r->scale, zero);
    xent_v t = rows.target, not_t = 1 - t;
    xent_v m = r->slope * x + r->intercept, size = xent_v_max(m, 0 - m);
    xent_vi up = m > 0;
    xent_v e = exp_minus(size, extent == XENT_LOGISTIC_DERIVATIVES);
    to->sum[XENT_LOGISTIC_WEIGHT][k] += w;
    if (extent != XENT_LOGISTIC_DERIVATIVES) {
        add_log1p(to, k, weighted, w, e);
        to->sum[XENT_LOGISTIC_LOSS][k] += w * size * xent_v_select(up, not_t, t);
    }
    if (extent == XENT_LOGISTIC_VALUE)
        return;
    xent_v near = 1 / (1 + e), far = e * near;
    xent_v residual = xent_v_select(up, near, far) * not_t - xent_v_select(up, far, near) * t;
    xent_v slope = w * residual;
    add_moments(to, k, slope, x, XENT_LOGISTIC_G1, XENT_LOGISTIC_G0, -1);
    add_moments(to, k, w * near * far, x, XENT_LOGISTIC_H11, XENT_LOGISTIC_H01,
                XENT_LOGISTIC_H00);
    if (extent == XENT_LOGISTIC_ALL)
        add_moments(to, k, slope * (r->frequency ? residual : slope), x, XENT_LOGISTIC_S11,
                    XENT_LOGISTIC_S01, XENT_LOGISTIC_S00);
}

XENT_INLINE void
add_piece(const xent_logistic_rows *r, xent_logistic_extent extent, bool weighted, lane_sums *to)
{
#define ADD(r, i, k) add_rows(r, extent, weighted, i, k, to)
    FOR_ROWS(r, ADD)
#undef ADD
    for (int k = 0; k < XENT_VECTORS && !weighted && extent != XENT_LOGISTIC_DERIVATIVES; k++) {
        to->sum[XENT_LOGISTIC_LOSS][k] += xent_v_log1p(to->product[k]);
        to->product[k] = xent_v_all(0);
    }
}

/* The pass, for every extent its own code; weighted: are there weights, or targets? */
XENT_INLINE void
sum_rows(const xent_logistic_rows *r, xent_logistic_extent extent, bool weighted, double *sums)
{
    lane_sums all = {.product = {{0}}};
    for (size_t first = 0; first < r->n; first += PIECE) {
        xent_logistic_rows piece = *r;
        piece.n = r->n - first < PIECE ? r->n - first : PIECE;
        piece.x += first;
        piece.label = r->label ? r->label + first : NULL;
        piece.target = weighted && r->target ? r->target + first : NULL;
        piece.weight = weighted && r->weight ? r->weight + first : NULL;
        add_piece(&piece, extent, weighted, &all);
    }
    for (size_t s = 0; s < XENT_LOGISTIC_SUMS; s++)
        sums[s] = sum_lanes(all.sum[s]);
}

#define SUM_ROWS(rows, extent, sums)                                                               \
    ((rows)->weight || (rows)->target ? sum_rows(rows, extent, true, sums)                         \
                                      : sum_rows(rows, extent, false, sums))

void
XENT_PASS(logistic)(const xent_logistic_rows *rows, double *sums)
{
    if (rows->extent == XENT_LOGISTIC_DERIVATIVES)
        SUM_ROWS(rows, XENT_LOGISTIC_DERIVATIVES, sums);
    else if (rows->extent == XENT_LOGISTIC_VALUE)
        SUM_ROWS(rows, XENT_LOGISTIC_VALUE, sums);
    else
        SUM_ROWS(rows, XENT_LOGISTIC_ALL, sums);
}

/* ---- what the rows are like */

typedef struct {
    xent_v n[XENT_VECTORS], sum[XENT_VECTORS], squares[XENT_VECTORS];
    xent_v weight[XENT_VECTORS], positive[XENT_VECTORS];
    xent_v min[2][XENT_VECTORS], max[2][XENT_VECTORS];
    xent_vi right[XENT_VECTORS], wrong[XENT_VECTORS];
} lane_facts;

XENT_INLINE void
see_rows(const xent_logistic_rows *r, size_t i, int k, lane_facts *f)
{
    taken rows = take_rows(r, i);
    xent_v zero = {0}, far = xent_v_all((double)INFINITY);
    xent_v d = xent_v_select(rows.finite, rows.x - r->center, zero);
    f->n[k] += xent_v_select(rows.finite, xent_v_all(1), zero);
    f->sum[k] += d;
    f->squares[k] += d * d;
    f->weight[k] += rows.w;
    f->positive[k] += r->target ? rows.w * rows.target : xent_v_select(rows.one, rows.w, zero);
    for (int c = 0; c < 2; c++) {
        xent_vi own = rows.finite & (c ? rows.one : rows.zero);
        f->min[c][k] = xent_v_min(xent_v_select(own, rows.x, far), f->min[c][k]);
        f->max[c][k] = xent_v_max(xent_v_select(own, rows.x, 0 - far), f->max[c][k]);
    }
    xent_vi up = rows.x == far, down = rows.x == 0 - far;
    f->right[k] |= (up & ~rows.zero) | (down & ~rows.one);
    f->wrong[k] |= (up & rows.zero) | (down & rows.one);
}

XENT_INLINE double
least_lane(const xent_v *vector)
{
    double least = vector[0][0];
    for (size_t l = 1; l < XENT_LANES; l++)
        least = fmin(least, vector[l / XENT_WIDTH][l % XENT_WIDTH]);
    return least;
}

XENT_INLINE double
greatest_lane(const xent_v *vector)
{
    double greatest = vector[0][0];
    for (size_t l = 1; l < XENT_LANES; l++)
        greatest = fmax(greatest, vector[l / XENT_WIDTH][l % XENT_WIDTH]);
    return greatest;
}

XENT_INLINE bool
any_lane(const xent_vi *mask)
{
    bool any = false;
    for (size_t l = 0; l < XENT_LANES; l++)
        any |= mask[l / XENT_WIDTH][l % XENT_WIDTH] != 0;
    return any;
}

void
XENT_PASS(look)(const xent_logistic_rows *rows, xent_logistic_view *view)
{
    lane_facts f = {.n = {{0}}};
    for (size_t l = 0; l < 2 * XENT_VECTORS; l++) {
        f.min[l / XENT_VECTORS][l % XENT_VECTORS] = xent_v_all((double)INFINITY);
        f.max[l / XENT_VECTORS][l % XENT_VECTORS] = xent_v_all(-(double)INFINITY);
    }
#define ADD(r, i, k) see_rows(r, i, k, &f)
    FOR_ROWS(rows, ADD)
#undef ADD
    *view = (xent_logistic_view){.n = sum_lanes(f.n), .sum = sum_lanes(f.sum),
                                 .squares = sum_lanes(f.squares), .weight = sum_lanes(f.weight),
                                 .positive = sum_lanes(f.positive),
                                 .right = any_lane(f.right), .wrong = any_lane(f.wrong)};
    for (size_t c = 0; c < 2; c++) {
        view->min[c] = least_lane(f.min[c]);
        view->max[c] = greatest_lane(f.max[c]);
    }
}

/* ---- ln sigmoid */

XENT_INLINE xent_v
log_sigmoid(xent_v x)
{
    xent_v zero = {0};
    return xent_v_min(x, zero) - xent_v_log1p(xent_v_exp_plain(0 - xent_v_max(x, 0 - x)));
}

void
XENT_PASS(log_sigmoid)(size_t n, double *x)
{
    size_t i = 0;
    for (; i + XENT_WIDTH <= n; i += XENT_WIDTH)
        xent_v_store(x + i, log_sigmoid(xent_v_load(x + i)));
    for (; i < n; i++)
        x[i] = log_sigmoid(xent_v_all(x[i]))[0];
}
