#!/usr/bin/python3
"""Coefficients of the polynomial of src/kernel_nll.c, lowest power first, with its largest error:
(ln(1+f) - f) / f^2 on sqrt(1/2) <= 1+f <= sqrt(2), through the Chebyshev nodes."""
import mpmath as mp

mp.mp.dps = 40
COEFFICIENTS = 14


def tail(f):
    return (mp.log(1 + f) - f) / f**2


def through_nodes(low, high, n):
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * n))
             for k in range(n)]
    matrix = mp.matrix([[x**j for j in range(n)] for x in nodes])
    solution = mp.lu_solve(matrix, mp.matrix([tail(x) for x in nodes]))
    return [mp.mpf(float(c)) for c in solution]


low, high = mp.sqrt(mp.mpf(1) / 2) - 1, mp.sqrt(2) - 1
c = through_nodes(low, high, COEFFICIENTS)
error = max(abs(x * x * (mp.polyval(c[::-1], x) - tail(x)) / mp.log(1 + x))
            for x in mp.linspace(low, high, 2002))
print("relative error", mp.nstr(error, 3))
for x in c:
    print("   ", float(x).hex())
