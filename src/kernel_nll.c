/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-entropies of float32 logits of a few classes against labels, for sums over many rows: at
   the speed of memory, in float arithmetic where that is enough.

   Rows are turned by the strip, so that a vector holds one class of many rows; a row has its lane
   to itself, and its value does not depend on its neighbours.  With d = z - max z, which float
   arithmetic gives together with what it rounds off, 2^100 e^d is a polynomial in float, the
   classes below the largest are added up in float by the group and in double from group to group,
   and so the value is within 2e-7 of its terms.  What is below e^-156 of the largest is 0.  Rows to
   be ignored have a negative label, and the value 0.  The stages are functions of their own, since
   compilers run out of registers where all of them meet. */
#include "kernel_internal.h"
#include "kernel_simd.h"

enum { STRIP = 32, QUAD = 4, GROUP = 5, SIDE = 2 * XENT_WIDTH };

typedef float quad __attribute__((vector_size(4 * QUAD)));

/* A strip of rows on its way. */
typedef struct {
    _Alignas(64) float score[XENT_NARROW][STRIP];
    float max[STRIP], label_score[STRIP], part[STRIP];
    double rest[STRIP]; /* sum of e^d but for the leading class */
} strip;

/* ---- turning */

XENT_INLINE quad
load_quad(const float *x)
{
    quad v;
    memcpy(&v, x, sizeof v);
    return v;
}

/* Classes j .. j+3 of the rows i .. i+3. */
XENT_INLINE void
turn_square(const float *z, size_t n, size_t i, size_t j, strip *s)
{
    quad a = load_quad(z + i * n + j), b = load_quad(z + (i + 1) * n + j);
    quad c = load_quad(z + (i + 2) * n + j), d = load_quad(z + (i + 3) * n + j);
    quad ac = __builtin_shufflevector(a, c, 0, 4, 1, 5);
    quad bd = __builtin_shufflevector(b, d, 0, 4, 1, 5);
    quad ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
    quad bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
    quad turned[QUAD] = {__builtin_shufflevector(ac, bd, 0, 4, 1, 5),
                         __builtin_shufflevector(ac, bd, 2, 6, 3, 7),
                         __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5),
                         __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7)};
    for (size_t k = 0; k < QUAD; k++)
        memcpy(&s->score[j + k][i], &turned[k], sizeof turned[k]);
}

/* Rows i .. i+3 of at least four classes; the last square may overlap the one before.  Meanwhile
   rows to come are fetched. */
XENT_INLINE void
turn_rows(const float *z, size_t n, size_t i, strip *s)
{
    enum { LINE = 16, AHEAD = 64 * LINE };
    const float *row = z + i * n;
    size_t j = 0;
    for (size_t at = 0; at < QUAD * n; at += LINE)
        __builtin_prefetch(row + AHEAD + at);
    for (; j + QUAD <= n; j += QUAD)
        turn_square(z, n, i, j, s);
    if (j < n)
        turn_square(z, n, i, n - QUAD, s);
}

/* Lanes behind the last row repeat it. */
static __attribute__((noinline)) void
turn(const float *z, size_t n, size_t rows, strip *s)
{
    size_t i = 0;
    for (; n >= QUAD && i + QUAD <= rows; i += QUAD)
        turn_rows(z, n, i, s);
    for (; i < STRIP; i++)
        for (size_t j = 0; j < n; j++)
            s->score[j][i] = z[(i < rows ? i : rows - 1) * n + j];
}

/* ---- sums */

/* 2^100 e^d with d = z - max >= -156, for `count` vectors: Cody and Waite's reduction with
   what rounding took from the difference (Knuth's two-sum), and a polynomial of degree 7 by
   tests/reference/kernel_nll.py. */
XENT_INLINE void
exp_differences(int count, const xent_vf *z, xent_vf max, xent_vf *d, xent_vf *e)
{
    xent_vf low[GROUP], n[GROUP], r[GROUP], g[GROUP], even[GROUP], odd[GROUP];
    XENT_EACH(count) d[k] = z[k] - max;
    XENT_EACH(count) r[k] = d[k] - z[k];
    XENT_EACH(count) low[k] = (z[k] - (d[k] - r[k])) - (max + r[k]);
    XENT_EACH(count) n[k] = d[k] * 0x1.715476p+0f + (0x1.8p23f + 100);
    XENT_EACH(count) r[k] = n[k] - (0x1.8p23f + 100);
    XENT_EACH(count) low[k] -= r[k] * 0x1.0bfbe8p-15f;
    XENT_EACH(count) r[k] = (d[k] - r[k] * 0x1.62e0p-1f) + low[k];
    XENT_EACH(count) g[k] = r[k] * r[k];
    XENT_EACH(count) odd[k] = g[k] * 0x1.a12528p-13f + 0x1.1110e0p-7f;
    XENT_EACH(count) even[k] = g[k] * 0x1.6d4362p-10f + 0x1.5554e8p-5f;
    XENT_EACH(count) odd[k] = odd[k] * g[k] + 0x1.555556p-3f;
    XENT_EACH(count) even[k] = even[k] * g[k] + 0.5f;
    XENT_EACH(count) e[k] = 1 + (r[k] + g[k] * (odd[k] * r[k] + even[k]));
    XENT_EACH(count) e[k] = (xent_vf)((xent_vfu)e[k] + ((xent_vfu)n[k] << 23));
}

/* Adds the classes j .. j+count-1 that are below the largest, and counts them. */
XENT_INLINE void
add_classes(int count, size_t j, size_t i, xent_vf max, xent_vfi *below, strip *s)
{
    xent_vf z[GROUP], d[GROUP], e[GROUP], sum = {0};
    float part[SIDE];
    XENT_EACH(count) memcpy(&z[k], &s->score[j + (size_t)k][i], sizeof z[k]);
    exp_differences(count, z, max, d, e);
    XENT_EACH(count) {
        xent_vfi less = z[k] < max;
        *below -= less;
        sum += (xent_vf)((xent_vfi)e[k] & less & (d[k] > -156.0f));
    }
    memcpy(part, &sum, sizeof part);
    for (size_t l = 0; l < SIDE; l++)
        s->rest[i + l] += (double)part[l];
}

XENT_INLINE xent_vf
largest(size_t n, size_t i, strip *s)
{
    xent_vf max, x;
    memcpy(&max, &s->score[0][i], sizeof max);
    for (size_t j = 1; j < n; j++) {
        memcpy(&x, &s->score[j][i], sizeof x);
        for (int l = 0; l < SIDE; l++)
            max[l] = x[l] > max[l] ? x[l] : max[l];
    }
    memcpy(&s->max[i], &max, sizeof max);
    return max;
}

/* Classes that tie with the leading one count 1 each. */
static __attribute__((noinline)) void
sum_rows(size_t n, size_t i, strip *s)
{
    xent_vf max = largest(n, i, s);
    xent_vfi below = {0};
    size_t j = 0;
    memset(&s->rest[i], 0, SIDE * sizeof s->rest[i]);
    for (; j + GROUP <= n; j += GROUP)
        add_classes(GROUP, j, i, max, &below, s);
    for (; j + 2 <= n; j += 2)
        add_classes(2, j, i, max, &below, s);
    if (j < n)
        add_classes(1, j, i, max, &below, s);
    for (int l = 0; l < SIDE; l++)
        s->rest[i + (size_t)l] = s->rest[i + (size_t)l] * XENT_EXP_UNSCALE
                                 + ((double)n - 1 - (double)below[l]);
}

/* ---- logarithms */

/* ln(1 + f) - f for sqrt(1/2) <= 1 + f <= sqrt(2), to 1e-9; by tests/reference/kernel_nll.py. */
XENT_INLINE float
log_tail(float f)
{
    float g = f * f;
    float odd = g * 0x1.15425cp-4f + 0x1.e3d33ap-4f, even = g * -0x1.d962f2p-4f - 0x1.fcc1aep-4f;
    odd = odd * g + 0x1.237a56p-3f;
    even = even * g - 0x1.5559e6p-3f;
    odd = odd * g + 0x1.99a130p-3f;
    even = even * g - 0x1.000008p-2f;
    odd = odd * g + 0x1.55554ep-2f;
    even = even * g - 0.5f;
    return g * (odd * f + even);
}

/* ln(1 + rest) - (z_y - max z) of all rows, with 1 + rest = 2^k (1 + f) and 1 + f between
   sqrt(1/2) and sqrt(2). */
XENT_INLINE void
finish(strip *s, double *restrict nll)
{
    for (size_t i = 0; i < STRIP; i++) {
        double x = s->rest[i], u = 1 + x;
        uint64_t bits = xent_bits_of(u) - UINT64_C(0x3fe6a09e667f3bcd); /* sqrt(1/2) */
        double k = xent_double_of(bits >> 52 | UINT64_C(0x4330000000000000)) - 0x1p52;
        bits = (bits & UINT64_C(0xfffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd);
        double f = (xent_double_of(bits) - 1) + (x - (u - 1));
        s->part[i] = (float)f;
        s->rest[i] = k * 0x1.62e42fefa39efp-1 + f;
    }
    for (size_t i = 0; i < STRIP; i++)
        s->part[i] = log_tail(s->part[i]);
    for (size_t i = 0; i < STRIP; i++)
        nll[i] = (s->rest[i] + (double)s->part[i])
                 - ((double)s->label_score[i] - (double)s->max[i]);
}

/* ---- all rows */

XENT_INLINE void
do_strip(const float *z, const int32_t *label, size_t n, size_t rows, strip *s, double *nll)
{
    turn(z, n, rows, s);
    for (size_t i = 0; i < STRIP; i += SIDE)
        sum_rows(n, i, s);
    for (size_t i = 0; i < rows; i++) {
        size_t y = (size_t)(label[i] < 0 ? 0 : label[i]);
        s->label_score[i] = z[i * n + y];
    }
    finish(s, nll);
    for (size_t i = 0; i < rows; i++)
        nll[i] = label[i] < 0 ? 0 : nll[i];
}

void
XENT_PASS(nll)(const xent_block *block, double *nll)
{
    size_t n = block->columns, i = 0;
    strip s;
    double last[STRIP];
    memset(s.label_score, 0, sizeof s.label_score);
    for (; i + STRIP <= block->rows; i += STRIP)
        do_strip(block->f32 + i * n, block->label + i, n, STRIP, &s, nll + i);
    if (i < block->rows) {
        do_strip(block->f32 + i * n, block->label + i, n, block->rows - i, &s, last);
        memcpy(nll + i, last, (block->rows - i) * sizeof *nll);
    }
}
