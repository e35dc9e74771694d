/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2^x for x <= 0, for sums of many terms that are compared with 1: what is too small for a normal
   number is 0, and no argument needs care.  Polynomials through the Chebyshev nodes of (2^f - 1)/f,
   |f| <= 1/2, by tests/reference/exp2.py; like all of the kernels without fused multiply-add. */
#ifndef XENT_KERNEL_EXP2_H
#define XENT_KERNEL_EXP2_H
#include "kernel_math.h"

/* Adding it to a small x leaves round(x) in the low bits, with the bias of an exponent. */
#define XENT_ROUNDER_F (0x1.8p23f + 127)
#define XENT_ROUNDER_D (0x1.8p52 + 1023)

/* In float, to 1e-7. */
XENT_INLINE float
xent_kernel_exp2_f(float x)
{
    x = x > -127 ? x : -127;
    float rounded = x + XENT_ROUNDER_F, f = x - (rounded - XENT_ROUNDER_F), scale;
    uint32_t bits;
    memcpy(&bits, &rounded, sizeof bits);
    bits <<= 23;
    memcpy(&scale, &bits, sizeof scale);
    float p = 0x1.44138ap-13f;
    p = p * f + 0x1.5f0890p-10f;
    p = p * f + 0x1.3b2a54p-7f;
    p = p * f + 0x1.c6af6cp-5f;
    p = p * f + 0x1.ebfbe0p-3f;
    p = p * f + 0x1.62e430p-1f;
    p = p * f + 1;
    return p * scale;
}

/* In double, to 1e-15. */
XENT_INLINE double
xent_kernel_exp2_d(double x)
{
    x = x > -1023 ? x : -1023;
    double rounded = x + XENT_ROUNDER_D, f = x - (rounded - XENT_ROUNDER_D);
    double scale = xent_double_of(xent_bits_of(rounded) << 52);
    double p = 0x1.e5e9f548e5725p-28;
    p = p * f + 0x1.b6571de2f2351p-24;
    p = p * f + 0x1.62bfe46117445p-20;
    p = p * f + 0x1.ffcb76789860fp-17;
    p = p * f + 0x1.4309130378460p-13;
    p = p * f + 0x1.5d87fe908f88ap-10;
    p = p * f + 0x1.3b2ab6fba385fp-7;
    p = p * f + 0x1.c6b08d7044119p-5;
    p = p * f + 0x1.ebfbdff82c590p-3;
    p = p * f + 0x1.62e42fefa39f7p-1;
    p = p * f + 1;
    return p * scale;
}

#endif
