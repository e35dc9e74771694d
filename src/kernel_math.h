/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exp and log that a compiler turns into vector code: no calls, no branches, no tables, and no
   fused multiply-add, so that every instruction set gives the same bits. */
#ifndef XENT_KERNEL_MATH_H
#define XENT_KERNEL_MATH_H
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Into every clone of a kernel, so that it is compiled for the clone's instruction set. */
#define XENT_INLINE static inline __attribute__((always_inline))

/* Adding it to |x| < 2^51 leaves round(x) in the low bits, as a two's complement integer. */
#define XENT_ROUNDER 0x1.8p52

XENT_INLINE uint64_t
xent_bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

XENT_INLINE double
xent_double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^n for a whole n in [-1022, 1023]. */
XENT_INLINE double
xent_power_of_two(double n)
{
    return xent_double_of((xent_bits_of(n + XENT_ROUNDER) + 1023) << 52);
}

/* e^x for x <= 700, -inf included; the error is at most 1 ulp.
   Cody and Waite's reduction to |r| <= ln 2 / 2, Taylor's polynomial of degree 13 (its remainder
   is 4e-18), and the power of two in two factors so that small results underflow gradually. */
XENT_INLINE double
xent_kernel_exp(double x)
{
    x = x < -746 ? -746 : x;
    double n = (x * 0x1.71547652b82fep+0 + XENT_ROUNDER) - XENT_ROUNDER;
    double r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = 1 + (r + r * r * p);
    double half = (n * 0.5 + XENT_ROUNDER) - XENT_ROUNDER;
    return p * xent_power_of_two(half) * xent_power_of_two(n - half);
}

/* ln(x 2^-shift) for normal x > 0; the error is at most 1 ulp.
   The algorithm and coefficients of FreeBSD's e_log.c (Sun Microsystems 1993). */
XENT_INLINE double
xent_kernel_log_normal(double x, double shift)
{
    uint64_t bits = xent_bits_of(x) - UINT64_C(0x3fe6a09e667f3bcd); /* sqrt(1/2) */
    uint64_t exponent = (bits >> 52) ^ 0x800; /* biased by 2048 */
    double k = xent_double_of(exponent | UINT64_C(0x4330000000000000)) - (0x1p52 + 2048) - shift;
    double m = xent_double_of((bits & UINT64_C(0xfffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd));
    double f = m - 1, s = f / (2 + f), z = s * s, w = z * z, half = 0.5 * f * f;
    double even = w * (3.999999999940941908e-01
                       + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd = z * (6.666666666666735130e-01
                      + w * (2.857142874366239149e-01
                             + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double low = s * (half + (even + odd)) + k * 1.90821492927058770002e-10;
    return k * 6.93147180369123816490e-01 - ((half - low) - f);
}

/* ln x for x >= 0: -inf at 0, right for subnormal x, +inf at +inf; the error is at most 1 ulp. */
XENT_INLINE double
xent_kernel_log(double x)
{
    bool small = x < 0x1p-1022;
    double result = xent_kernel_log_normal(small ? x * 0x1p54 : x, small ? 54 : 0);
    result = x == 0 ? -(double)INFINITY : result;
    return x == (double)INFINITY ? x : result;
}

#endif
