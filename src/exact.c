/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact.h"
#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

enum { PLUS_INF = 1, MINUS_INF = 2, NOT_A_NUMBER = 4 };

/* A term changes a limb by less than 2^32, so 2^30 of them cannot overflow 63 bits. */
static const uint32_t max_pending = UINT32_C(1) << 30;

/* Brings limbs 0 .. LIMBS-2 into [0, 2^32); the last one carries the sign. */
static void
carry(xent_exact *sum)
{
    for (int i = 0; i + 1 < XENT_EXACT_LIMBS; i++) {
        int64_t high = sum->limb[i] >> 32;
        sum->limb[i] -= high * (INT64_C(1) << 32);
        sum->limb[i + 1] += high;
    }
    sum->pending = 0;
}

static void
add_special(xent_exact *sum, double x)
{
    sum->special |= isnan(x) ? NOT_A_NUMBER : x > 0 ? PLUS_INF : MINUS_INF;
}

void
xent_exact_add(xent_exact *sum, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    unsigned exponent = (unsigned)(bits >> 52) & 0x7ff;
    uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
    if (exponent == 0x7ff) {
        add_special(sum, x);
        return;
    }
    if (exponent > 0) {
        mantissa |= UINT64_C(1) << 52;
        exponent--;
    }
    unsigned first = exponent / 32, shift = exponent % 32;
    uint64_t low = mantissa << shift, high = shift ? mantissa >> (64 - shift) : 0;
    int64_t sign = bits >> 63 ? -1 : 1;
    sum->limb[first] += sign * (int64_t)(low & 0xffffffff);
    sum->limb[first + 1] += sign * (int64_t)(low >> 32);
    sum->limb[first + 2] += sign * (int64_t)high;
    if (++sum->pending == max_pending)
        carry(sum);
}

void
xent_exact_add_product(xent_exact *sum, double a, double b)
{
    double product = a * b;
    xent_exact_add(sum, product);
    if (isfinite(product))
        xent_exact_add(sum, fma(a, b, -product));
}

void
xent_exact_merge(xent_exact *sum, const xent_exact *from)
{
    xent_exact other = *from;
    carry(sum);
    carry(&other);
    for (int i = 0; i < XENT_EXACT_LIMBS; i++)
        sum->limb[i] += other.limb[i];
    sum->special |= other.special;
    carry(sum);
}

static double
special_value(uint32_t special)
{
    if (special & NOT_A_NUMBER || special == (PLUS_INF | MINUS_INF))
        return (double)NAN;
    return special & PLUS_INF ? HUGE_VAL : -HUGE_VAL;
}

/* The value of carried, non-negative limbs: the three leading ones hold at least 65 bits, and
   whatever lies below them only decides ties. */
static double
magnitude(const xent_exact *sum)
{
    int top = XENT_EXACT_LIMBS - 1;
    while (top > 0 && sum->limb[top] == 0)
        top--;
    int bottom = top < 2 ? 0 : top - 2;
    u128 leading = 0;
    for (int i = top; i >= bottom; i--)
        leading = leading << 32 | (uint64_t)sum->limb[i];
    for (int i = 0; i < bottom; i++)
        leading |= sum->limb[i] != 0;
    return ldexp((double)leading, 32 * bottom - 1074);
}

double
xent_exact_round(const xent_exact *sum)
{
    if (sum->special)
        return special_value(sum->special);
    xent_exact copy = *sum;
    carry(&copy);
    if (copy.limb[XENT_EXACT_LIMBS - 1] >= 0)
        return magnitude(&copy);
    for (int i = 0; i < XENT_EXACT_LIMBS; i++)
        copy.limb[i] = -copy.limb[i];
    carry(&copy);
    return -magnitude(&copy);
}
