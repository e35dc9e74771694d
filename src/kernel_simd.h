/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of the instruction set that a kernel is compiled for, through the vector extensions of
   gcc and clang, with exp and log that give the same bits at every width.

   Passes that treat rows side by side work on XENT_WIDTH rows at a time.  Passes along a row sum in
   eight lanes, XENT_VECTORS vectors of XENT_WIDTH, so that the order of the sum is always the
   same. */
#ifndef XENT_KERNEL_SIMD_H
#define XENT_KERNEL_SIMD_H
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "kernel_lanes.h"
#include "kernel_math.h"
#ifdef __AVX2__
#include <immintrin.h>
#endif

#if defined __AVX512F__
enum { XENT_WIDTH = 8 };
#elif defined __AVX2__
enum { XENT_WIDTH = 4 };
#else
enum { XENT_WIDTH = 2 };
#endif
enum { XENT_VECTORS = XENT_LANES / XENT_WIDTH, XENT_MOST_VECTORS = 4 };

typedef double xent_v __attribute__((vector_size(8 * XENT_WIDTH)));
typedef int64_t xent_vi __attribute__((vector_size(8 * XENT_WIDTH))); /* masks: -1 is true */
typedef uint64_t xent_vu __attribute__((vector_size(8 * XENT_WIDTH)));
typedef float xent_vf __attribute__((vector_size(8 * XENT_WIDTH))); /* twice as many */
typedef int32_t xent_vfi __attribute__((vector_size(8 * XENT_WIDTH)));
typedef uint32_t xent_vfu __attribute__((vector_size(8 * XENT_WIDTH)));

/* Over n vectors that are known when compiling. */
#define XENT_EACH(n) _Pragma("GCC unroll 8") for (int k = 0; k < (n); k++)

XENT_INLINE xent_v
xent_v_all(double x)
{
    return x - (xent_v){0};
}

XENT_INLINE xent_v
xent_v_load(const double *x)
{
    xent_v v;
    memcpy(&v, x, sizeof v);
    return v;
}

XENT_INLINE void
xent_v_store(double *x, xent_v v)
{
    memcpy(x, &v, sizeof v);
}

XENT_INLINE xent_v
xent_v_load_f32(const float *x)
{
#if defined __AVX512F__ /* which gcc 12 does not find */
    return _mm512_cvtps_pd(_mm256_loadu_ps(x));
#elif defined __AVX2__
    return _mm256_cvtps_pd(_mm_loadu_ps(x));
#else
    xent_v v;
    for (int l = 0; l < XENT_WIDTH; l++)
        v[l] = (double)x[l];
    return v;
#endif
}

XENT_INLINE xent_v
xent_v_select(xent_vi mask, xent_v yes, xent_v no)
{
    return (xent_v)(((xent_vi)yes & mask) | ((xent_vi)no & ~mask));
}

/* The larger; b where a is NaN. */
XENT_INLINE xent_v
xent_v_max(xent_v a, xent_v b)
{
#if defined __AVX512F__ /* which gcc 12 does not find */
    return _mm512_max_pd(a, b);
#else
    xent_v r;
    for (int l = 0; l < XENT_WIDTH; l++)
        r[l] = a[l] > b[l] ? a[l] : b[l];
    return r;
#endif
}

XENT_INLINE xent_v
xent_v_min(xent_v a, xent_v b)
{
    xent_v r;
    for (int l = 0; l < XENT_WIDTH; l++)
        r[l] = a[l] < b[l] ? a[l] : b[l];
    return r;
}

/* ---- exp

   Exponentials are given times 2^100, so that whatever a double can hold, subnormals included, is
   exact until the last multiplication by 2^-100: sums of them need no care for underflow. */

#define XENT_EXP_SCALE 0x1p100
#define XENT_EXP_UNSCALE 0x1p-100
#define XENT_EXP_LEAST (-762.0) /* 2^100 e^x is tiny from here on, and 2^-100 of any sum of it is
                                   0 */

#define XENT_EXP_ROUNDER (XENT_ROUNDER + 100)

/* p 2^(n+100), where `rounded` is n + XENT_EXP_ROUNDER. */
XENT_INLINE xent_v
xent_v_scale(xent_v p, xent_v rounded)
{
    return (xent_v)((xent_vi)p + ((xent_vi)rounded << 52));
}

/* The fraction bits of 2^(k/16), less those of k that are added with the exponent; by
   tests/reference/exp2.py. */
static const uint64_t xent_v_sixteenths[16] = {
    UINT64_C(0x0000000000000000), UINT64_C(0xffffb5586cf9890f),
    UINT64_C(0xffff72b83c7d517b), UINT64_C(0xffff387a6e756238),
    UINT64_C(0xffff06fe0a31b715), UINT64_C(0xfffedea64c123422),
    UINT64_C(0xfffebfdad5362a27), UINT64_C(0xfffeab07dd485429),
    UINT64_C(0xfffea09e667f3bcd), UINT64_C(0xfffea11473eb0187),
    UINT64_C(0xfffeace5422aa0db), UINT64_C(0xfffec49182a3f090),
    UINT64_C(0xfffee89f995ad3ad), UINT64_C(0xffff199bdd85529c),
    UINT64_C(0xffff5818dcfba487), UINT64_C(0xffffa4afa2a490da),
};

/* 2^x for an x in whole sixteenths, 16 x and 16 times the bias of an exponent being the lowest 16
   bits of the number. */
XENT_INLINE xent_v
xent_v_power_of_sixteenths(xent_v sixteenths)
{
#if defined __AVX512F__
    const __m512i to_top =
        _mm512_set4_epi32(0x09088080, (int)0x80808080, 0x01008080, (int)0x80808080);
    __m512i n = (__m512i)sixteenths;
    __m512i power = _mm512_permutex2var_epi64(_mm512_loadu_si512(xent_v_sixteenths), n,
                                              _mm512_loadu_si512(xent_v_sixteenths + 8));
    return (xent_v)_mm512_add_epi64(power, _mm512_shuffle_epi8(n, to_top));
#else
    xent_vu n = (xent_vu)sixteenths, place = n & 15, power;
    for (int l = 0; l < XENT_WIDTH; l++)
        power[l] = xent_v_sixteenths[place[l]];
    return (xent_v)(power + (n << 48));
#endif
}

/* 2^100 e^x for XENT_EXP_LEAST <= x <= 500 that stands for float32 data: the relative error is
   below 6e-12.  2^(k/16) by a table, and a polynomial of degree 4 of 2^f, |f| <= 1/32.  In place
   for n <= XENT_MOST_VECTORS vectors, step by step, so that no step waits for the one before. */
XENT_INLINE void
xent_v_exp_f32(int n, xent_v *x)
{
    const double rounder = 0x1.8p48 + 1023 + 100;
    xent_v rounded[XENT_MOST_VECTORS], f[XENT_MOST_VECTORS], p[XENT_MOST_VECTORS];
    XENT_EACH(n) f[k] = x[k] * 0x1.71547652b82fep+0;
    XENT_EACH(n) rounded[k] = f[k] + rounder;
    XENT_EACH(n) f[k] -= rounded[k] - rounder;
    XENT_EACH(n) p[k] = f[k] * 0x1.3b2bfa0553142p-7 + 0x1.c6b3488206d06p-5;
    XENT_EACH(n) p[k] = p[k] * f[k] + 0x1.ebfbdff78ad41p-3;
    XENT_EACH(n) p[k] = p[k] * f[k] + 0x1.62e42fee4615fp-1;
    XENT_EACH(n) p[k] = p[k] * f[k] + 1;
    XENT_EACH(n) x[k] = p[k] * xent_v_power_of_sixteenths(rounded[k]);
}

/* e^r - 1 for |r| <= ln 2 / 2: a minimax polynomial of degree 11 with a remainder of 4e-18. */
XENT_INLINE void
xent_v_expm1_reduced(int n, const xent_v *r, xent_v *y)
{
    xent_v g[XENT_MOST_VECTORS], even[XENT_MOST_VECTORS], odd[XENT_MOST_VECTORS];
    XENT_EACH(n) g[k] = r[k] * r[k];
    XENT_EACH(n) odd[k] = g[k] * 0x1.ad7f960999df1p-26 + 0x1.71df252cda752p-19;
    XENT_EACH(n) even[k] = g[k] * 0x1.28ad6aca1fd0ap-22 + 0x1.a0199a1452482p-16;
    XENT_EACH(n) odd[k] = odd[k] * g[k] + 0x1.a01a012a6d552p-13;
    XENT_EACH(n) even[k] = even[k] * g[k] + 0x1.6c16c184277a8p-10;
    XENT_EACH(n) odd[k] = odd[k] * g[k] + 0x1.1111111127b9bp-7;
    XENT_EACH(n) even[k] = even[k] * g[k] + 0x1.5555555550886p-5;
    XENT_EACH(n) odd[k] = odd[k] * g[k] + 0x1.55555555554fap-3;
    XENT_EACH(n) even[k] = even[k] * g[k] + 0x1.000000000000ap-1;
    XENT_EACH(n) y[k] = r[k] + g[k] * (odd[k] * r[k] + even[k]);
}

/* 2^100 e^x for XENT_EXP_LEAST <= x <= 500 within 1.01 ulp, by Cody and Waite's reduction.  In
   place for n vectors, as xent_v_exp_f32. */
XENT_INLINE void
xent_v_exp(int n, xent_v *x)
{
    xent_v rounded[XENT_MOST_VECTORS], m[XENT_MOST_VECTORS], r[XENT_MOST_VECTORS];
    XENT_EACH(n) rounded[k] = x[k] * 0x1.71547652b82fep+0 + XENT_EXP_ROUNDER;
    XENT_EACH(n) m[k] = rounded[k] - XENT_EXP_ROUNDER;
    XENT_EACH(n) r[k] = (x[k] - m[k] * 0x1.62e42fee00000p-1) - m[k] * 0x1.a39ef35793c76p-33;
    xent_v_expm1_reduced(n, r, x);
    XENT_EACH(n) x[k] = xent_v_scale(1 + x[k], rounded[k]);
}

/* e^x of any x <= 500, -inf and subnormal results included, within 1.01 ulp of normal results. */
XENT_INLINE xent_v
xent_v_exp_plain(xent_v x)
{
    x = xent_v_max(x, xent_v_all(XENT_EXP_LEAST));
    xent_v_exp(1, &x);
    return x * XENT_EXP_UNSCALE;
}

/* e^x - 1 for x <= 0 within 2 ulp. */
XENT_INLINE xent_v
xent_v_expm1(xent_v x)
{
    xent_v near = xent_v_max(x, xent_v_all(-0.34)), small;
    xent_v_expm1_reduced(1, &near, &small);
    return xent_v_select(x > -0.34, small, xent_v_exp_plain(x) - 1);
}

/* ---- log */

/* ln x for x >= 0, as xent_kernel_log: within 1 ulp, subnormal x, 0 and +inf included. */
XENT_INLINE xent_v
xent_v_log(xent_v x)
{
    xent_vi small = x < 0x1p-1022;
    xent_v scaled = xent_v_select(small, x * 0x1p54, x);
    xent_vu bits = (xent_vu)scaled - UINT64_C(0x3fe6a09e667f3bcd); /* sqrt(1/2) */
    xent_vu exponent = (bits >> 52) ^ 0x800; /* biased by 2048 */
    xent_v k = (xent_v)(exponent | UINT64_C(0x4330000000000000)) - (0x1p52 + 2048);
    k -= xent_v_select(small, xent_v_all(54), xent_v_all(0));
    xent_v m = (xent_v)((bits & UINT64_C(0xfffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd));
    xent_v f = m - 1, s = f / (2 + f), z = s * s, w = z * z, half = 0.5 * f * f;
    xent_v even = w * (3.999999999940941908e-01
                       + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    xent_v odd = z * (6.666666666666735130e-01
                      + w * (2.857142874366239149e-01
                             + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    xent_v low = s * (half + (even + odd)) + k * 1.90821492927058770002e-10;
    xent_v result = k * 6.93147180369123816490e-01 - ((half - low) - f);
    result = xent_v_select(x == 0, xent_v_all(-(double)INFINITY), result);
    return xent_v_select(x == (double)INFINITY, x, result);
}

/* ln x, but 0 at 0: for sums of x ln x. */
XENT_INLINE xent_v
xent_v_log_or_0(xent_v x)
{
    return xent_v_select(x == 0, xent_v_all(0), xent_v_log(x));
}

/* ln(1 + x) for finite x >= -1 within 2 ulp: what 1 + x rounds off comes back by its derivative. */
XENT_INLINE xent_v
xent_v_log1p(xent_v x)
{
    xent_v u = 1 + x;
    return xent_v_log(u) + xent_v_select(u == 0, xent_v_all(0), (x - (u - 1)) / u);
}

#endif
