#!/usr/bin/python3
"""Coefficients of the float polynomials of src/kernel_nll.c, lowest power first, with their largest
errors: (e^r - 1 - r) / r^2 on |r| <= ln(2)/2, and (ln(1+f) - f) / f^2 on sqrt(1/2) <= 1+f <= sqrt(2), each
through the Chebyshev nodes."""
import mpmath as mp
import numpy as np

mp.mp.dps = 40


def through_nodes(function, low, high, n):
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * n))
             for k in range(n)]
    matrix = mp.matrix([[x**j for j in range(n)] for x in nodes])
    solution = mp.lu_solve(matrix, mp.matrix([function(x) for x in nodes]))
    return [mp.mpf(float(np.float32(float(c)))) for c in solution]


def show(name, function, whole, low, high, n):
    c = through_nodes(function, low, high, n)
    error = max(abs(x * x * (mp.polyval(c[::-1], x) - function(x)) / whole(x))
                for x in mp.linspace(low, high, 2002))
    print(name, "relative error", mp.nstr(error, 3))
    for x in c:
        print("   ", float(x).hex())


half = mp.log(2) / 2 * mp.mpf("1.0005")
show("exp", lambda r: (mp.e**r - 1 - r) / r**2, mp.exp, -half, half, 6)
low, high = mp.sqrt(mp.mpf(1) / 2) - 1, mp.sqrt(2) - 1
show("log", lambda f: (mp.log(1 + f) - f) / f**2, lambda f: mp.log(1 + f), low, high, 10)
