/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-entropies of float32 logits of a few classes against labels, for sums over many rows: near
   the speed of memory.

   Rows are turned, so that a vector holds one class of many rows; a row has its lane to itself, and
   its value does not depend on its neighbours.  The value is ln(1 + rest) + (max z - z_y), where
   the rest is the sum of e^(z - max z) but for the leading class, so that a small loss keeps its
   digits: within 1e-12 of itself.  What is below e^-708 of the largest is 0.  Rows to be ignored
   have a negative label, and the value 0. */
#include "kernel_fused.h"
#include "kernel_internal.h"

#define LOG2_E 0x1.71547652b82fep+0

enum { QUAD = 4, STRIPS = 2, PARTS = 2 * STRIPS, ROWS = STRIPS * XENT_FLOATS };

/* XENT_FLOATS rows side by side. */
typedef struct {
    xent_vf score[XENT_NARROW];
    xent_vf max, label_score;
} strip;

/* ---- turning */

/* The quads at z, z + step, ... side by side. */
XENT_INLINE xent_vf
load_quads(const float *z, size_t step)
{
#if defined __AVX512F__
    __m512 v = _mm512_castps128_ps512(_mm_loadu_ps(z));
    v = _mm512_insertf32x4(v, _mm_loadu_ps(z + step), 1);
    v = _mm512_insertf32x4(v, _mm_loadu_ps(z + 2 * step), 2);
    return _mm512_insertf32x4(v, _mm_loadu_ps(z + 3 * step), 3);
#elif defined __AVX2__
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(z)), _mm_loadu_ps(z + step), 1);
#else
    (void)step;
    return xent_vf_load(z);
#endif
}

/* Numbers i and j of each quad of a, and of b in turn. */
#if defined __AVX512F__
#define PAIRS(a, i, b, j, k, l)                                                                    \
    __builtin_shufflevector(a, b, i, 16 + (j), k, 16 + (l), 4 + (i), 20 + (j), 4 + (k), 20 + (l),  \
                            8 + (i), 24 + (j), 8 + (k), 24 + (l), 12 + (i), 28 + (j), 12 + (k),    \
                            28 + (l))
#elif defined __AVX2__
#define PAIRS(a, i, b, j, k, l)                                                                    \
    __builtin_shufflevector(a, b, i, 8 + (j), k, 8 + (l), 4 + (i), 12 + (j), 4 + (k), 12 + (l))
#else
#define PAIRS(a, i, b, j, k, l) __builtin_shufflevector(a, b, i, 4 + (j), k, 4 + (l))
#endif

/* Classes j .. j+3 of all rows: each quad of a vector is four rows of one class. */
XENT_INLINE void
turn_square(const float *z, size_t n, size_t j, strip *s)
{
    xent_vf a = load_quads(z + j, QUAD * n), b = load_quads(z + n + j, QUAD * n);
    xent_vf c = load_quads(z + 2 * n + j, QUAD * n), d = load_quads(z + 3 * n + j, QUAD * n);
    xent_vf ac = PAIRS(a, 0, c, 0, 1, 1), bd = PAIRS(b, 0, d, 0, 1, 1);
    xent_vf ac_high = PAIRS(a, 2, c, 2, 3, 3), bd_high = PAIRS(b, 2, d, 2, 3, 3);
    s->score[j] = PAIRS(ac, 0, bd, 0, 1, 1);
    s->score[j + 1] = PAIRS(ac, 2, bd, 2, 3, 3);
    s->score[j + 2] = PAIRS(ac_high, 0, bd_high, 0, 1, 1);
    s->score[j + 3] = PAIRS(ac_high, 2, bd_high, 2, 3, 3);
}

/* At least four classes; the last square may overlap the one before.  Meanwhile rows to come are
   fetched. */
XENT_INLINE void
turn_strip(const float *z, size_t n, strip *s)
{
    enum { LINE = 16, AHEAD = 64 * LINE };
    size_t j = 0;
    for (size_t at = 0; at < XENT_FLOATS * n; at += LINE)
        __builtin_prefetch(z + AHEAD + at);
    for (; j + QUAD <= n; j += QUAD)
        turn_square(z, n, j, s);
    if (j < n)
        turn_square(z, n, n - QUAD, s);
}

/* Lanes behind the last row repeat it. */
XENT_INLINE void
turn(const float *z, size_t n, size_t rows, strip *s)
{
    if (n >= QUAD && rows == ROWS)
        XENT_EACH(STRIPS) turn_strip(z + (size_t)k * XENT_FLOATS * n, n, &s[k]);
    else
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; j < n; j++)
                s[i / XENT_FLOATS].score[j][i % XENT_FLOATS] = z[(i < rows ? i : rows - 1) * n + j];
}

/* ---- sums */

/* The k-th vector of doubles of what the strips hold at x. */
#define PART(strips, k, x)                                                                         \
    xent_v_load_f32((const float *)&(strips)[(k) / 2].x + (k) % 2 * XENT_WIDTH)

XENT_INLINE void
compare(size_t n, xent_vfi label, strip *s)
{
    s->max = xent_vf_all(-(float)INFINITY);
    s->label_score = xent_vf_all(0);
    for (size_t j = 0; j < n; j++) {
        xent_vfi hit = label == (int32_t)j, z = (xent_vfi)s->score[j];
        s->max = xent_vf_max(s->score[j], s->max);
        s->label_score = (xent_vf)((z & hit) | ((xent_vfi)s->label_score & ~hit));
    }
}

/* The sums of e^(z - max z) but for the leading class; classes that tie with it count 1 each. */
XENT_INLINE void
sum_rest(size_t n, const strip *s, xent_v *rest)
{
    const xent_v log2_e = xent_v_all(LOG2_E), deepest = xent_v_all(XENT_V_DEEPEST / LOG2_E);
    xent_v max[PARTS], d[PARTS];
    xent_vi below[PARTS] = {{0}};
    XENT_EACH(PARTS) max[k] = PART(s, k, max);
    XENT_EACH(PARTS) rest[k] = xent_v_all(0);
    for (size_t j = 0; j < n; j++) {
        XENT_EACH(PARTS) d[k] = xent_v_max(PART(s, k, score[j]) - max[k], deepest);
        XENT_EACH(PARTS) xent_v_add_below(xent_v_exp2(d[k], log2_e), d[k], &rest[k], &below[k]);
    }
    XENT_EACH(PARTS) rest[k] += (double)n - 1 - __builtin_convertvector(below[k], xent_v);
}

/* ---- logarithms */

/* ln(1 + x) for finite x >= 0, within 1e-12: 1 + x = 2^k (1 + f) with 1 + f between sqrt(1/2) and
   sqrt(2), and a polynomial by tests/reference/kernel_nll.py. */
XENT_INLINE xent_v
log_one_more(xent_v x)
{
    xent_v u = 1 + x;
    xent_vu bits = (xent_vu)u - UINT64_C(0x3fe6a09e667f3bcd); /* sqrt(1/2) */
    xent_v k = (xent_v)(bits >> 52 | UINT64_C(0x4330000000000000)) - 0x1p52;
    bits = (bits & UINT64_C(0xfffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd);
    xent_v f = ((xent_v)bits - 1) + (x - (u - 1)), g = f * f;
    xent_v odd = xent_v_fma(g, xent_v_all(0x1.689041486c0fcp-5), xent_v_all(0x1.61cf68f74f53ep-4));
    xent_v even = xent_v_fma(g, xent_v_all(-0x1.5a57a20775999p-4),
                             xent_v_all(-0x1.53eb193171284p-4));
    odd = xent_v_fma(odd, g, xent_v_all(0x1.6fb7a5b6c5829p-4));
    even = xent_v_fma(even, g, xent_v_all(-0x1.994a0907132b8p-4));
    odd = xent_v_fma(odd, g, xent_v_all(0x1.c75db87c552bep-4));
    even = xent_v_fma(even, g, xent_v_all(-0x1.00033300f7ed3p-3));
    odd = xent_v_fma(odd, g, xent_v_all(0x1.24916b079e275p-3));
    even = xent_v_fma(even, g, xent_v_all(-0x1.55553fe895c55p-3));
    odd = xent_v_fma(odd, g, xent_v_all(0x1.99999c2d4cb1dp-3));
    even = xent_v_fma(even, g, xent_v_all(-0x1.000000178a8f5p-2));
    odd = xent_v_fma(odd, g, xent_v_all(0x1.55555554339ecp-2));
    even = xent_v_fma(even, g, xent_v_all(-0x1.fffffffff81d5p-2));
    return k * 0x1.62e42fefa39efp-1 + (f + g * xent_v_fma(odd, f, even));
}

/* ---- all rows */

/* nll[0 .. ROWS-1], though there are only `rows` of them. */
XENT_INLINE void
do_rows(const float *z, const int32_t *label, size_t n, size_t rows, double *nll)
{
    strip s[STRIPS];
    xent_vfi y[STRIPS] = {{0}};
    xent_v rest[PARTS];
    memcpy(y, label, rows * sizeof *label);
    turn(z, n, rows, s);
    XENT_EACH(STRIPS) compare(n, y[k], &s[k]);
    sum_rest(n, s, rest);
    XENT_EACH(PARTS)
        xent_v_store(nll + k * XENT_WIDTH,
                     log_one_more(rest[k]) + (PART(s, k, max) - PART(s, k, label_score)));
    for (size_t i = 0; i < rows; i++)
        nll[i] = label[i] < 0 ? 0 : nll[i];
}

void
XENT_PASS(nll)(const xent_block *block, double *nll)
{
    size_t n = block->columns, i = 0;
    double last[ROWS];
    for (; i + ROWS <= block->rows; i += ROWS)
        do_rows(block->f32 + i * n, block->label + i, n, ROWS, nll + i);
    if (i < block->rows) {
        do_rows(block->f32 + i * n, block->label + i, n, block->rows - i, last);
        memcpy(nll + i, last, (block->rows - i) * sizeof *nll);
    }
}
