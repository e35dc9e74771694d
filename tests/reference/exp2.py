#!/usr/bin/python3
"""Coefficients of the polynomials of src/kernel_exp2.h: 2^f = 1 + f q(f), with q through the Chebyshev
nodes of (2^f - 1) / f on |f| <= 1/2, highest power first, and the largest relative error."""
import mpmath as mp
import numpy as np

mp.mp.dps = 60


def through_nodes(n):
    nodes = [mp.cos(mp.pi * (2 * k + 1) / (2 * n)) / 2 for k in range(n)]
    matrix = mp.matrix(n, n)
    values = mp.matrix(n, 1)
    for i, f in enumerate(nodes):
        values[i] = (mp.mpf(2) ** f - 1) / f
        for j in range(n):
            matrix[i, j] = f**j
    return list(mp.lu_solve(matrix, values))


for degree, rounded in ((6, np.float32), (10, np.float64)):
    q = [mp.mpf(float(rounded(float(c)))) for c in through_nodes(degree)]
    error = max(abs((1 + f * mp.polyval(q[::-1], f)) / mp.mpf(2) ** f - 1)
                for f in mp.linspace(-0.5, 0.5, 2001))
    print(f"degree {degree}, error {mp.nstr(error, 3)}")
    for c in q[::-1]:
        print("   ", float(c).hex())
