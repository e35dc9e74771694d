/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors for sums over classes where the last bits may differ from one instruction set to another:
   multiplication and addition are one operation where the set has it, and 2^x uses a table where
   the set can look into one without going to memory. */
#ifndef XENT_KERNEL_FUSED_H
#define XENT_KERNEL_FUSED_H
#include "kernel_simd.h"

enum { XENT_FLOATS = 2 * XENT_WIDTH }; /* in a vector */

/* ---- what vectors of float and of double share */

XENT_INLINE xent_vf
xent_vf_all(float x)
{
    return x - (xent_vf){0};
}

XENT_INLINE xent_vf
xent_vf_load(const float *x)
{
    xent_vf v;
    memcpy(&v, x, sizeof v);
    return v;
}

XENT_INLINE xent_vf
xent_vf_max(xent_vf a, xent_vf b)
{
    xent_vf r;
    for (int l = 0; l < XENT_FLOATS; l++)
        r[l] = a[l] > b[l] ? a[l] : b[l];
    return r;
}

/* a b + c */
XENT_INLINE xent_v
xent_v_fma(xent_v a, xent_v b, xent_v c)
{
#if defined __AVX512F__
    return _mm512_fmadd_pd(a, b, c);
#elif defined __FMA__
    return _mm256_fmadd_pd(a, b, c);
#else
    return a * b + c;
#endif
}

XENT_INLINE xent_vf
xent_vf_fma(xent_vf a, xent_vf b, xent_vf c)
{
#if defined __AVX512F__
    return _mm512_fmadd_ps(a, b, c);
#elif defined __FMA__
    return _mm256_fmadd_ps(a, b, c);
#else
    return a * b + c;
#endif
}

/* d^2, but 0 where d is not above the deepest: where e = 0, its products with higher powers of d
   shall be 0 too. */
XENT_INLINE xent_v
xent_v_square_above(xent_v d, xent_v deepest)
{
#if defined __AVX512F__
    return _mm512_maskz_mul_pd(_mm512_cmp_pd_mask(d, deepest, _CMP_GT_OQ), d, d);
#else
    return (xent_v)((xent_vi)(d * d) & (d > deepest));
#endif
}

XENT_INLINE xent_vf
xent_vf_square_above(xent_vf d, xent_vf deepest)
{
#if defined __AVX512F__
    return _mm512_maskz_mul_ps(_mm512_cmp_ps_mask(d, deepest, _CMP_GT_OQ), d, d);
#else
    return (xent_vf)((xent_vfi)(d * d) & (d > deepest));
#endif
}

/* Adds e where d < 0 to a sum, and 1 to a count. */
XENT_INLINE void
xent_v_add_below(xent_v e, xent_v d, xent_v *sum, xent_vi *count)
{
#if defined __AVX512F__
    __mmask8 below = _mm512_cmp_pd_mask(d, _mm512_setzero_pd(), _CMP_LT_OQ);
    *sum = _mm512_mask_add_pd(*sum, below, *sum, e);
    *count = (xent_vi)_mm512_mask_add_epi64((__m512i)*count, below, (__m512i)*count,
                                            _mm512_set1_epi64(1));
#else
    xent_vi below = d < 0;
    *sum += (xent_v)((xent_vi)e & below);
    *count -= below;
#endif
}

XENT_INLINE void
xent_vf_add_below(xent_vf e, xent_vf d, xent_vf *sum, xent_vfi *count)
{
#if defined __AVX512F__
    __mmask16 below = _mm512_cmp_ps_mask(d, _mm512_setzero_ps(), _CMP_LT_OQ);
    *sum = _mm512_mask_add_ps(*sum, below, *sum, e);
    *count = (xent_vfi)_mm512_mask_add_epi32((__m512i)*count, below, (__m512i)*count,
                                             _mm512_set1_epi32(1));
#else
    xent_vfi below = d < 0;
    *sum += (xent_vf)((xent_vfi)e & below);
    *count -= below;
#endif
}

/* The sum of the lanes. */
XENT_INLINE double
xent_v_total(xent_v v)
{
#if defined __AVX512F__
    return _mm512_reduce_add_pd(v);
#else
    double total = 0;
    for (int l = 0; l < XENT_WIDTH; l++)
        total += v[l];
    return total;
#endif
}

XENT_INLINE double
xent_vf_total(xent_vf v)
{
#if defined __AVX512F__
    xent_v low = _mm512_cvtps_pd(_mm512_castps512_ps256(v));
    return xent_v_total(low + (xent_v)_mm512_cvtps_pd(_mm512_extractf32x8_ps(v, 1)));
#else
    double total = 0;
    for (int l = 0; l < XENT_FLOATS; l++)
        total += (double)v[l];
    return total;
#endif
}

/* ---- e^x */

/* xent_v_exp_f32, fused: 2^100 e^x for XENT_EXP_LEAST <= x <= 500 with a relative error below
   6e-12. */
XENT_INLINE void
xent_v_exp_f32_fused(int n, xent_v *x)
{
    const xent_v rounder = xent_v_all(0x1.8p48 + 1023 + 100),
                 log2_e = xent_v_all(0x1.71547652b82fep+0);
    xent_v rounded[XENT_MOST_VECTORS], f[XENT_MOST_VECTORS], p[XENT_MOST_VECTORS];
    XENT_EACH(n) rounded[k] = xent_v_fma(x[k], log2_e, rounder);
    XENT_EACH(n) f[k] = xent_v_fma(x[k], log2_e, rounder - rounded[k]);
    XENT_EACH(n) p[k] = xent_v_fma(f[k], xent_v_all(0x1.3b2bfa0553142p-7),
                                   xent_v_all(0x1.c6b3488206d06p-5));
    XENT_EACH(n) p[k] = xent_v_fma(p[k], f[k], xent_v_all(0x1.ebfbdff78ad41p-3));
    XENT_EACH(n) p[k] = xent_v_fma(p[k], f[k], xent_v_all(0x1.62e42fee4615fp-1));
    XENT_EACH(n) p[k] = xent_v_fma(p[k], f[k], xent_v_all(1));
    XENT_EACH(n) x[k] = p[k] * xent_v_power_of_sixteenths(rounded[k]);
}

/* ---- 2^(d factor) for d <= 0 <= factor

   What is too small for a normal number is 0: d factor may be as low as XENT_V_DEEPEST, where 2^x
   is 0, and no lower.  The polynomials and the tables are by tests/reference/exp2.py. */
#define XENT_V_DEEPEST (-1023.0)
#define XENT_VF_DEEPEST (-127.0f)

#ifdef __AVX512F__

/* The fraction bits of 2^(k/16), less those of k that are added with the exponent. */
static const uint32_t xent_vf_sixteenths[16] = {
    0x00000000, 0xfffdaac3, 0xfffb95c2, 0xfff9c3d3,
    0xfff837f0, 0xfff6f532, 0xfff5fed7, 0xfff5583f,
    0xfff504f3, 0xfff508a4, 0xfff5672a, 0xfff6248c,
    0xfff744fd, 0xfff8ccdf, 0xfffac0c7, 0xfffd257d,
};

/* To 1e-14: x = n/16 + f, with 16 x + the bias of an exponent in the low bits of `rounded`. */
XENT_INLINE xent_v
xent_v_exp2(xent_v d, xent_v factor)
{
    const xent_v rounder = xent_v_all(0x1.8p48 + 1023);
    xent_v rounded = xent_v_fma(d, factor, rounder);
    xent_v f = xent_v_fma(d, factor, rounder - rounded);
    xent_v p = xent_v_fma(xent_v_all(0x1.5d893e58acc63p-10), f, xent_v_all(0x1.3b2c4ac7da565p-7));
    p = xent_v_fma(p, f, xent_v_all(0x1.c6b08d6faa1bep-5));
    p = xent_v_fma(p, f, xent_v_all(0x1.ebfbdff6988c8p-3));
    p = xent_v_fma(p, f, xent_v_all(0x1.62e42fefa39efp-1));
    p = xent_v_fma(p, f, xent_v_all(1));
    return p * xent_v_power_of_sixteenths(rounded);
}

/* To 1e-7. */
XENT_INLINE xent_vf
xent_vf_exp2(xent_vf d, xent_vf factor)
{
    const xent_vf rounder = xent_vf_all(0x1.8p19f + 127);
    xent_vf rounded = xent_vf_fma(d, factor, rounder);
    xent_vf f = xent_vf_fma(d, factor, rounder - rounded);
    xent_vfi power = (xent_vfi)_mm512_permutexvar_epi32((__m512i)rounded,
                                                        _mm512_loadu_si512(xent_vf_sixteenths));
    power += (xent_vfi)rounded << 19;
    xent_vf p = xent_vf_fma(xent_vf_all(0x1.c6b29ap-5f), f, xent_vf_all(0x1.ebff92p-3f));
    p = xent_vf_fma(p, f, xent_vf_all(0x1.62e430p-1f));
    p = xent_vf_fma(p, f, xent_vf_all(1));
    return p * (xent_vf)power;
}

#else

/* To 1e-15: x = n + f, with n + the bias of an exponent in the low bits of `rounded`. */
XENT_INLINE xent_v
xent_v_exp2(xent_v d, xent_v factor)
{
    const xent_v rounder = xent_v_all(0x1.8p52 + 1023);
    xent_v rounded = xent_v_fma(d, factor, rounder);
    xent_v f = xent_v_fma(d, factor, rounder - rounded);
    xent_v p = xent_v_fma(xent_v_all(0x1.e5e9f548e5725p-28), f, xent_v_all(0x1.b6571de2f2351p-24));
    p = xent_v_fma(p, f, xent_v_all(0x1.62bfe46117445p-20));
    p = xent_v_fma(p, f, xent_v_all(0x1.ffcb76789860fp-17));
    p = xent_v_fma(p, f, xent_v_all(0x1.4309130378460p-13));
    p = xent_v_fma(p, f, xent_v_all(0x1.5d87fe908f88ap-10));
    p = xent_v_fma(p, f, xent_v_all(0x1.3b2ab6fba385fp-7));
    p = xent_v_fma(p, f, xent_v_all(0x1.c6b08d7044119p-5));
    p = xent_v_fma(p, f, xent_v_all(0x1.ebfbdff82c590p-3));
    p = xent_v_fma(p, f, xent_v_all(0x1.62e42fefa39f7p-1));
    p = xent_v_fma(p, f, xent_v_all(1));
    return p * (xent_v)((xent_vi)rounded << 52);
}

/* To 1e-7. */
XENT_INLINE xent_vf
xent_vf_exp2(xent_vf d, xent_vf factor)
{
    const xent_vf rounder = xent_vf_all(0x1.8p23f + 127);
    xent_vf rounded = xent_vf_fma(d, factor, rounder);
    xent_vf f = xent_vf_fma(d, factor, rounder - rounded);
    xent_vf p = xent_vf_fma(xent_vf_all(0x1.44138ap-13f), f, xent_vf_all(0x1.5f0890p-10f));
    p = xent_vf_fma(p, f, xent_vf_all(0x1.3b2a54p-7f));
    p = xent_vf_fma(p, f, xent_vf_all(0x1.c6af6cp-5f));
    p = xent_vf_fma(p, f, xent_vf_all(0x1.ebfbe0p-3f));
    p = xent_vf_fma(p, f, xent_vf_all(0x1.62e430p-1f));
    p = xent_vf_fma(p, f, xent_vf_all(1));
    return p * (xent_vf)((xent_vfi)rounded << 23);
}

#endif
#endif
