#!/usr/bin/env python3
"""What forecasts of three classes tend to whose truth is known: logits z of independent normals of
deviation 2, labels with the distribution P = softmax(beta z), forecast Q = softmax(z).

    /usr/bin/python3 make_truths.py > truths.inc

Gauss-Hermite quadrature over the two differences of logits that softmax sees.  Beside each mean the
standard deviation of the term of a row, from which a sample of n rows has the error deviation / sqrt(n).
"""
import numpy as np

NODES, DEVIATION = 160, 2.0
x, w = np.polynomial.hermite_e.hermegauss(NODES)
w = w / w.sum()
U, V = np.meshgrid(x, x, indexing="ij")
W = np.outer(w, w)
# z1 - z3 and z2 - z3 have the variance 2 s^2 and the covariance s^2
a = DEVIATION * np.sqrt(2) * U
b = DEVIATION * (U / np.sqrt(2) + np.sqrt(1.5) * V)
Z = np.stack([a, b, np.zeros_like(a)], -1)


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def moments(value, share):
    """Mean and deviation of value[c] of rows of class c, with probability share[c] at each node."""
    mean = (W[..., None] * share * value).sum()
    return mean, np.sqrt((W[..., None] * share * (value - mean) ** 2).sum())


def of_rows(value):
    mean = (W * value).sum()
    return mean, np.sqrt((W * (value - mean) ** 2).sum())


print("/* Made by make_truths.py. */\nstatic const truth truths[] = {")
for beta in (1.0, 0.8, 0.5):
    P, Q = softmax(beta * Z), softmax(Z)
    terms = [moments(-np.log(Q), P),                        # nll
             moments(np.log(3) + np.log(P), P),             # resolution
             moments(np.log(P) - np.log(Q), P),             # miscalibration
             of_rows(-(P * np.log(Q)).sum(-1)),             # H(P,Q)
             of_rows(-(P * np.log(P)).sum(-1)),             # H(P)
             of_rows((P * (np.log(P) - np.log(Q))).sum(-1))]  # KL(P||Q)
    print(f"    {{{beta}, {{" + ", ".join(f"{{{m if abs(m) > 1e-14 else 0:.15g}, {d if d > 1e-14 else 0:.6g}}}"
                                         for m, d in terms) + "}},")
print("};")
