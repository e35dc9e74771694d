#!/usr/bin/env python3
"""The powers of five of src/decimal.c, to 128 bits, the highest of which is 1:

    python3 make_powers.py > ../../src/powers_of_five.inc

Whole-number arithmetic.  They are cut, not rounded, but for 5^-27 to 5^-1, which are rounded up: by
so little that the product with 64 bits is right where it is a tie (Lemire 2021, section 5).
"""
FIRST, LAST = -342, 308


def power(q):
    if q >= 0:
        return (5**q << 128) >> (5**q).bit_length()
    p = 5**-q
    return (1 << p.bit_length() + 127) // p + (q >= -27)


print("/* Made by tests/reference/make_powers.py: 5^%d to 5^%d, two in a line. */" % (FIRST, LAST))
cells = ["{0x%016x, 0x%016x}" % (power(q) >> 64, power(q) & (2**64 - 1)) for q in range(FIRST, LAST + 1)]
for i in range(0, len(cells), 2):
    print(", ".join(cells[i:i + 2]) + ",")
