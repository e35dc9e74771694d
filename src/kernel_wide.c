/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row summaries along rows of many classes; see xent_kernel_rows.

   Two sweeps over a row, which stays in the cache between them: the largest score, then the
   exponentials, during which the next row is fetched, since this sweep computes and the other
   waits for memory. */
#include "kernel_fused.h"
#include "kernel_internal.h"
#include "kernel_summary.h"

/* A row of float32 (f64 NULL) or float64 scores. */
typedef struct {
    const float *f32;
    const double *f64;
    bool shorter; /* are float32 data in them, whose exponentials need fewer digits? */
} scores;

XENT_INLINE scores
scores_at(const xent_block *block, size_t i)
{
    return block->f32 ? (scores){.f32 = block->f32 + i, .shorter = true}
                      : (scores){.f64 = block->f64 + i, .shorter = block->from_f32};
}

/* ---- the first sweep */

/* What comparisons alone tell of a row. */
typedef struct {
    double max;
    size_t top;          /* the first place of the largest score */
    size_t above, equal; /* scores above the label's, and equal to it */
} scanned;

/* For scores of a type, of which `vector` holds some, and a mask of `counts` compares.  Every lane
   keeps its largest score and the step at which it came.  Not `ranked`: without above and equal. */
#define SCAN(name, type, vector, counts, ranked)                                                   \
    static scanned name(size_t n, const type *z, type label)                                       \
    {                                                                                              \
        enum { LANES = sizeof(vector) / sizeof(type) };                                            \
        scanned s = {(double)z[0], 0, 0, 0};                                                       \
        vector x, max = z[0] - (vector){0};                                                        \
        counts above = {0}, equal = {0}, at = {0}, step = {0}, better;                             \
        size_t i = 0;                                                                              \
        for (; i + LANES <= n; i += LANES, step += 1) {                                            \
            memcpy(&x, z + i, sizeof x);                                                           \
            better = x > max;                                                                      \
            at = (at & ~better) | (step & better);                                                 \
            for (int l = 0; l < LANES; l++)                                                        \
                max[l] = x[l] > max[l] ? x[l] : max[l];                                            \
            above -= ranked ? x > label : (counts){0};                                             \
            equal -= ranked ? x == label : (counts){0};                                            \
        }                                                                                          \
        for (int l = 0; l < LANES; l++) {                                                          \
            size_t place = (size_t)at[l] * LANES + (size_t)l;                                      \
            bool first = (double)max[l] == s.max && place < s.top;                                 \
            s.top = (double)max[l] > s.max || first ? place : s.top;                               \
            s.max = (double)max[l] > s.max ? (double)max[l] : s.max;                               \
            s.above += (size_t)above[l];                                                           \
            s.equal += (size_t)equal[l];                                                           \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            s.top = (double)z[i] > s.max ? i : s.top;                                              \
            s.max = (double)z[i] > s.max ? (double)z[i] : s.max;                                   \
            s.above += ranked && z[i] > label;                                                     \
            s.equal += ranked && z[i] == label;                                                    \
        }                                                                                          \
        return s;                                                                                  \
    }
SCAN(scan_f32, float, xent_vf, xent_vfi, false)
SCAN(scan_f64, double, xent_v, xent_vi, false)
SCAN(rank_f32, float, xent_vf, xent_vfi, true)
SCAN(rank_f64, double, xent_v, xent_vi, true)

XENT_INLINE double
score(scores z, size_t j)
{
    return z.f32 ? (double)z.f32[j] : z.f64[j];
}

static scanned
scan(size_t n, scores z, size_t label, bool ranked)
{
    if (z.f32)
        return (ranked ? rank_f32 : scan_f32)(n, z.f32, z.f32[label]);
    return (ranked ? rank_f64 : scan_f64)(n, z.f64, z.f64[label]);
}

static int32_t
rank_of(const scanned *s, scores z, size_t label)
{
    size_t rank = s->above;
    for (size_t j = 0; s->equal > 1 && j < label; j++)
        rank += score(z, j) == score(z, label);
    return (int32_t)rank;
}

/* ---- the second sweep */

/* Sums over the classes but the largest, in lanes; see xent_row_sums.  Exponentials are times
   XENT_EXP_SCALE. */
typedef struct {
    xent_v rest[XENT_VECTORS], moment[XENT_VECTORS], squares[XENT_VECTORS];
} lane_sums;

/* Turns n vectors of scores into their e, and adds them to the lanes, the first to those at
   `lane`.  shift: what e of them is relative to. */
XENT_INLINE void
add_vectors(xent_kind kind, bool shorter, int n, xent_v *z, double shift, int lane, lane_sums *s)
{
    xent_v l[XENT_MOST_VECTORS];
    if (kind == XENT_PROBS) {
        XENT_EACH(n) l[k] = xent_v_log_or_0(z[k]);
    } else {
        XENT_EACH(n) z[k] = l[k] = xent_v_max(z[k] - shift, xent_v_all(XENT_EXP_LEAST));
        if (shorter)
            xent_v_exp_f32_fused(n, z);
        else
            xent_v_exp(n, z);
    }
    XENT_EACH(n) {
        int v = (lane + k) % XENT_VECTORS;
        s->rest[v] += z[k];
        s->moment[v] = shorter ? xent_v_fma(z[k], l[k], s->moment[v]) : s->moment[v] + z[k] * l[k];
        s->squares[v] =
            shorter ? xent_v_fma(z[k], z[k], s->squares[v]) : s->squares[v] + z[k] * z[k];
    }
}

/* The lanes from `first` on that are not full, or hold the largest score; the gaps add nothing. */
XENT_INLINE void
add_edge(xent_kind kind, size_t n, scores z, double shift, size_t first, size_t top, lane_sums *s,
         double *q)
{
    double edge[XENT_LANES];
    for (size_t l = 0, j = first; l < XENT_LANES; l++, j++)
        edge[l] = j < n && j != top ? score(z, j) : kind == XENT_PROBS ? 0 : -(double)INFINITY;
    for (int v = 0; v < XENT_VECTORS; v++) {
        double *piece = edge + v * XENT_WIDTH;
        xent_v x = xent_v_load(piece);
        add_vectors(kind, z.shorter, 1, &x, shift, v, s);
        xent_v_store(piece, x);
    }
    for (size_t l = 0, j = first; q && l < XENT_LANES && j < n; l++, j++)
        q[j] = edge[l];
}

enum { STEP = XENT_MOST_VECTORS * XENT_WIDTH };

XENT_INLINE void
add_step(xent_kind kind, int n, scores z, double shift, size_t i, lane_sums *s, double *q)
{
    xent_v x[XENT_MOST_VECTORS];
    XENT_EACH(n) {
        size_t j = i + (size_t)k * XENT_WIDTH;
        x[k] = z.f32 ? xent_v_load_f32(z.f32 + j) : xent_v_load(z.f64 + j);
    }
    add_vectors(kind, z.shorter, n, x, shift, 0, s);
    if (q)
        XENT_EACH(n) xent_v_store(q + i + (size_t)k * XENT_WIDTH, x[k]);
}

XENT_INLINE void
fetch(scores z, size_t i)
{
    __builtin_prefetch(z.f32 ? (const void *)(z.f32 + i) : (const void *)(z.f64 + i));
}

/* q: NULL, or gets e, but not that of the largest. */
XENT_INLINE void
add_row(xent_kind kind, size_t n, scores z, double shift, size_t top, lane_sums *s, double *q)
{
    size_t hole = top / XENT_LANES * XENT_LANES, whole = n / XENT_LANES * XENT_LANES;
    lane_sums sums = *s;
    size_t i = 0;
    while (i < whole) {
        if (i + STEP <= whole && hole - i >= STEP) {
            fetch(z, n + i);
            fetch(z, n + i + STEP / 2);
            add_step(kind, XENT_MOST_VECTORS, z, shift, i, &sums, q);
            i += STEP;
        } else {
            if (i != hole)
                add_step(kind, XENT_VECTORS, z, shift, i, &sums, q);
            i += XENT_LANES;
        }
    }
    *s = sums;
    add_edge(kind, n, z, shift, hole, top, s, q);
    if (whole < n && hole < whole)
        add_edge(kind, n, z, shift, whole, top, s, q);
}

#define ADD(name, kind, member, type, is_shorter)                                                  \
    static void name(size_t n, const type *z, double shift, size_t top, lane_sums *s, double *q)   \
    {                                                                                              \
        add_row(kind, n, (scores){.member = z, .shorter = is_shorter}, shift, top, s, q);          \
    }
ADD(add_exps_f32, XENT_LOGITS, f32, float, true)
ADD(add_exps_f64, XENT_LOGITS, f64, double, false)
ADD(add_exps_mapped, XENT_LOGITS, f64, double, true)
ADD(add_logs_f32, XENT_PROBS, f32, float, true)
ADD(add_logs_f64, XENT_PROBS, f64, double, false)

static void
add(xent_kind kind, size_t n, scores z, double shift, size_t top, lane_sums *s, double *q)
{
    if (z.f32)
        (kind == XENT_PROBS ? add_logs_f32 : add_exps_f32)(n, z.f32, shift, top, s, q);
    else if (kind == XENT_PROBS)
        add_logs_f64(n, z.f64, shift, top, s, q);
    else
        (z.shorter ? add_exps_mapped : add_exps_f64)(n, z.f64, shift, top, s, q);
}

static double
sum_lanes(const xent_v *sum)
{
    double lane[XENT_LANES];
    memcpy(lane, sum, sizeof lane);
    return xent_lanes_tree(lane);
}

/* ---- both */

/* Turns e into q. */
static void
scale(size_t n, double *q, double factor)
{
    for (size_t j = 0; j < n; j++)
        q[j] *= factor;
}

/* Sums row l of the group, and fills its probabilities if q is not NULL. */
static void
sum_row(xent_kind kind, size_t n, scores z, int32_t label, bool ranked, size_t l,
        xent_row_sums *sums, double *q)
{
    size_t y = label >= 0 ? (size_t)label : 0;
    scanned s = scan(n, z, y, ranked);
    lane_sums lanes = {0};
    double unscale = kind == XENT_PROBS ? 1 : XENT_EXP_UNSCALE;
    add(kind, n, z, kind == XENT_LOGITS ? s.max : 0, s.top, &lanes, q);
    sums->max[l] = s.max;
    sums->label_score[l] = score(z, y);
    sums->argmax[l] = (int32_t)s.top;
    sums->rank[l] = rank_of(&s, z, y);
    sums->rest[l] = sum_lanes(lanes.rest) * unscale;
    sums->moment[l] = sum_lanes(lanes.moment) * unscale;
    sums->squares[l] = sum_lanes(lanes.squares) * (unscale * unscale);
    if (q && kind != XENT_PROBS)
        scale(n, q, kind == XENT_LOGITS ? XENT_EXP_UNSCALE / (1 + sums->rest[l]) : unscale);
}

void
XENT_PASS(wide)(const xent_block *block, xent_kind kind, unsigned wants, size_t stride,
                xent_row *row, double *q)
{
    size_t n = block->columns;
    for (size_t i = 0; i < block->rows; i += XENT_WIDTH) {
        size_t rows = block->rows - i < XENT_WIDTH ? block->rows - i : XENT_WIDTH;
        xent_row_sums sums = {0};
        xent_rows_begin(block, i, rows, row);
        for (size_t l = 0; l < rows; l++)
            sum_row(kind, n, scores_at(block, (i + l) * n), row[i + l].label,
                    wants & XENT_WANT_RANK, l, &sums, stride ? q + (i + l) * stride : NULL);
        xent_summarise(kind, stride ? wants | XENT_WANT_TOP : wants, rows, &sums, row + i);
        for (size_t l = 0; stride && l < rows; l++)
            q[(i + l) * stride + (size_t)sums.argmax[l]] = row[i + l].confidence;
    }
}
