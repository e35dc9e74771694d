#!/usr/bin/python3
"""Coefficients of polynomials of src/kernel_exp2.h, kernel_fused.h and kernel_simd.h: 2^f = 1 + f q(f), with q
through the Chebyshev nodes of (2^f - 1) / f on |f| <= 1/2 or 1/32, highest power first, and the largest
relative error.  Then the tables: the fraction bits of 2^(k/16), less k where 16 x is
added to them."""
import mpmath as mp
import numpy as np

mp.mp.dps = 60


def through_nodes(n, width):
    nodes = [mp.cos(mp.pi * (2 * k + 1) / (2 * n)) * width for k in range(n)]
    matrix = mp.matrix(n, n)
    values = mp.matrix(n, 1)
    for i, f in enumerate(nodes):
        values[i] = (mp.mpf(2) ** f - 1) / f if abs(f) > 1e-30 else mp.log(2)
        for j in range(n):
            matrix[i, j] = f**j
    return list(mp.lu_solve(matrix, values))


for degree, rounded, width in ((6, np.float32, 0.5), (10, np.float64, 0.5),
                               (3, np.float32, 0.03125), (5, np.float64, 0.03125), (4, np.float64, 0.03125)):
    q = [mp.mpf(float(rounded(float(c)))) for c in through_nodes(degree, width)]
    error = max(abs((1 + f * mp.polyval(q[::-1], f)) / mp.mpf(2) ** f - 1)
                for f in mp.linspace(-width, width, 2001))
    print(f"degree {degree}, |f| <= {width}, error {mp.nstr(error, 3)}")
    for c in q[::-1]:
        print("   ", float(c).hex())

for rounded, whole, fraction in ((np.float64, np.uint64, 52), (np.float32, np.uint32, 23)):
    print(rounded.__name__)
    for k in range(16):
        bits = int(rounded(float(mp.mpf(2) ** (mp.mpf(k) / 16))).view(whole)) % 2**fraction
        print("   ", hex((bits - (k << (fraction - 4))) % 2 ** (8 * whole().itemsize)))
