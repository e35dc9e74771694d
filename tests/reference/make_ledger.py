#!/usr/bin/env python3
"""What the ledger of log-odds z ~ N(0, 2^2) with P(y=1) = sigmoid(beta z) tends to.

    /usr/bin/python3 make_ledger.py > ledger.inc

Quadrature by mpmath: E of the loss at z less that at beta z, and ln 2 less E of the entropy.  For the
Brier score the same of (p - y)^2.
"""
import mpmath as mp

mp.mp.dps = 30
density = lambda z: mp.exp(-z * z / 8) / (2 * mp.sqrt(2 * mp.pi))
sigmoid = lambda z: 1 / (1 + mp.exp(-z))
softplus = lambda z: mp.log1p(mp.exp(z))
mean = lambda f: mp.quad(lambda z: density(z) * f(z), [-24, -8, -2, 0, 2, 8, 24])

print("/* Made by make_ledger.py. */\nstatic const ledger_truth truths[] = {")
for beta in ("1", "0.9", "0.6"):
    b = mp.mpf(beta)
    cost = lambda z, c: sigmoid(b * z) * softplus(-c * z) + (1 - sigmoid(b * z)) * softplus(c * z)
    square = lambda z, c: sigmoid(b * z) * (1 - sigmoid(c * z)) ** 2 + (1 - sigmoid(b * z)) * sigmoid(c * z) ** 2
    numbers = (mean(lambda z: cost(z, 1) - cost(z, b)), mp.log(2) - mean(lambda z: cost(z, b)),
               mean(lambda z: square(z, 1) - square(z, b)), mp.mpf(1) / 4 - mean(lambda z: square(z, b)))
    print(f"    {{{beta}, " + ", ".join(mp.nstr(x if abs(x) > 1e-20 else mp.mpf(0), 17) for x in numbers) + "},")
print("};")
