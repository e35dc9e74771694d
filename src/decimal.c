/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decimal.h"
#include <string.h>

__extension__ typedef unsigned __int128 u128;

enum {
    FIRST_POWER = -342, /* beyond these, all is 0 or infinite */
    LAST_POWER = 308,
    FIRST_TIE = -4,     /* powers of ten with which 64 bits may lie midway between two doubles */
    LAST_TIE = 23
};

/* A double: bits of its fraction, what its exponent is off by, the exponent of infinity. */
enum { FRACTION = 52, BIAS = 1023, INFINITE = 0x7ff };

/* 5^q * 2^k with 128 bits, the highest of which is 1. */
static const struct {
    uint64_t high, low;
} power_of_five[] = {
#include "powers_of_five.inc"
};

/* The upper 128 bits of w * 5^q, as many of them right as the fraction needs. */
static u128
multiply(uint64_t w, int q)
{
    size_t i = (size_t)(q - FIRST_POWER);
    uint64_t unsure = UINT64_MAX >> (FRACTION + 3);
    u128 product = (u128)w * power_of_five[i].high;
    if (((uint64_t)(product >> 64) & unsure) == unsure)
        product += (uint64_t)((u128)w * power_of_five[i].low >> 64);
    return product;
}

/* Drops the last bit: to the nearest, the upper of two that are as near. */
static uint64_t
halve(uint64_t bits)
{
    return (bits + (bits & 1)) >> 1;
}

/* The bits of the double that is nearest to w * 10^q. */
static uint64_t
nearest(uint64_t w, int q)
{
    const uint64_t one = UINT64_C(1) << FRACTION;
    if (w == 0 || q < FIRST_POWER)
        return 0;
    if (q > LAST_POWER)
        return (uint64_t)INFINITE << FRACTION;
    int zeros = __builtin_clzll(w);
    u128 product = multiply(w << zeros, q);
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    int carry = (int)(high >> 63), shift = carry + 64 - FRACTION - 3;
    uint64_t bits = high >> shift; /* the fraction, its leading 1, and one bit to round by */
    int exponent = ((217706 * q) >> 16) + 63 + carry - zeros + BIAS; /* 217706/2^16: log2(10) */
    if (exponent <= 0) /* subnormal: never a tie, with so many powers of ten below it */
        return exponent <= -63 ? 0 : halve(bits >> (1 - exponent));
    bool tie = low <= 1 && q >= FIRST_TIE && q <= LAST_TIE && bits << shift == high;
    if (tie && (bits & 3) == 1)
        bits--;
    uint64_t rounded = halve(bits);
    if (rounded >= 2 * one) {
        rounded = one;
        exponent++;
    }
    if ((uint64_t)exponent >= INFINITE)
        return (uint64_t)INFINITE << FRACTION;
    return (uint64_t)exponent << FRACTION | (rounded & (one - 1));
}

bool
xent_decimal_double(const xent_decimal *d, double *x)
{
    if (!d->cut && xent_decimal_short(d->mantissa, d->exponent, d->negative, x))
        return true;
    uint64_t bits = nearest(d->mantissa, d->exponent);
    bool decided = !d->cut || bits == nearest(d->mantissa + 1, d->exponent);
    bits |= (uint64_t)d->negative << 63;
    memcpy(x, &bits, sizeof *x);
    return decided;
}
