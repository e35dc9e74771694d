/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decimal.h"
#include <string.h>

__extension__ typedef unsigned __int128 u128;

enum { FIRST_POWER = -342, LAST_POWER = 308 }; /* beyond, all is 0 or infinite */

/* 5^q * 2^k with 128 bits, the highest of which is 1. */
static const struct {
    uint64_t high, low;
} power_of_five[] = {
#include "powers_of_five.inc"
};

/* An IEEE 754 format. */
typedef struct {
    int fraction;          /* bits of it */
    int bias;
    uint64_t infinite;     /* the exponent of infinity */
    int first_tie, last_tie; /* powers of ten with which 64 bits may lie midway between two numbers */
} format;

static const format binary32 = {23, 127, 0xff, -17, 10};
static const format binary64 = {52, 1023, 0x7ff, -4, 23};

/* The upper 128 bits of w * 5^q, as many of them right as `fraction` bits need. */
static u128
multiply(uint64_t w, int q, int fraction)
{
    size_t i = (size_t)(q - FIRST_POWER);
    uint64_t unsure = UINT64_MAX >> (fraction + 3);
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

/* The number of this format that is nearest to w * 10^q: exponent and fraction in its bits. */
static uint64_t
nearest(uint64_t w, int q, const format *f)
{
    const uint64_t one = UINT64_C(1) << f->fraction;
    if (w == 0 || q < FIRST_POWER)
        return 0;
    if (q > LAST_POWER)
        return f->infinite << f->fraction;
    int zeros = __builtin_clzll(w);
    u128 product = multiply(w << zeros, q, f->fraction);
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    int carry = (int)(high >> 63), shift = carry + 64 - f->fraction - 3;
    uint64_t bits = high >> shift; /* the fraction, its leading 1, and one bit to round by */
    int exponent = ((217706 * q) >> 16) + 63 + carry - zeros + f->bias; /* 217706/2^16: log2(10) */
    if (exponent <= 0) /* subnormal: never a tie, with so many powers of ten below it */
        return exponent <= -63 ? 0 : halve(bits >> (1 - exponent));
    bool tie = low <= 1 && q >= f->first_tie && q <= f->last_tie && bits << shift == high;
    if (tie && (bits & 3) == 1)
        bits--;
    uint64_t rounded = halve(bits);
    if (rounded >= 2 * one) {
        rounded = one;
        exponent++;
    }
    if ((uint64_t)exponent >= f->infinite)
        return f->infinite << f->fraction;
    return (uint64_t)exponent << f->fraction | (rounded & (one - 1));
}

/* The bits of d but for its sign; false: the digits that were cut decide. */
static bool
decide(const xent_decimal *d, const format *f, uint64_t *bits)
{
    *bits = nearest(d->mantissa, d->exponent, f);
    return !d->cut || *bits == nearest(d->mantissa + 1, d->exponent, f);
}

bool
xent_decimal_double(const xent_decimal *d, double *x)
{
    uint64_t bits;
    if (!d->cut && xent_decimal_short(d->mantissa, d->exponent, d->negative, x))
        return true;
    bool decided = decide(d, &binary64, &bits);
    bits |= (uint64_t)d->negative << 63;
    memcpy(x, &bits, sizeof *x);
    return decided;
}

bool
xent_decimal_float(const xent_decimal *d, float *x)
{
    uint64_t bits;
    bool decided = decide(d, &binary32, &bits);
    uint32_t narrow = (uint32_t)bits | (uint32_t)d->negative << 31;
    memcpy(x, &narrow, sizeof *x);
    return decided;
}
