#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes fit_vectors.json: isotonic fits by the max-min formula in exact fractions, CORP from them,
temperatures as roots at 50 digits.

    /usr/bin/python3 make_fit_vectors.py > fit_vectors.json
"""
import json
import random
from fractions import Fraction

import mpmath

mpmath.mp.dps = 50
RNG = random.Random(11)


def isotonic(x, y, w):
    """max over a <= i of the min over b >= i of the mean of a..b, equal x being one point."""
    points = sorted(set(x))
    weight = [sum(Fraction(v) for u, v in zip(x, w) if u == p) for p in points]
    total = [sum(Fraction(v) * Fraction(t) for u, t, v in zip(x, y, w) if u == p) for p in points]

    def mean(a, b):
        return sum(total[a:b + 1]) / sum(weight[a:b + 1])

    n = len(points)
    value = {p: max(min(mean(a, b) for b in range(i, n)) for a in range(i + 1))
             for i, p in enumerate(points)}
    return [value[u] for u in x]


def isotonic_case(n, weighted):
    x = [RNG.randrange(n) / 4 for _ in range(n)]
    y = [u + RNG.randrange(-40, 40) / 8 for u in x]
    w = [RNG.randrange(1, 9) / 2 for _ in range(n)] if weighted else None
    fitted = isotonic(x, y, w or [1] * n)
    return {"op": "isotonic_fit", "inputs": {"x": x, "y": y, "weight": w},
            "params": {"increasing": True, "ties": "pooled"},
            "recomputed_float64": [float(v) for v in fitted]}


def score(name, p, y):
    def of(q, t):
        q = mpmath.mpf(q.numerator) / q.denominator
        if name == "brier":
            return (q - t) ** 2
        return -mpmath.log(q if t else 1 - q) if q != t else mpmath.mpf(0)
    return mpmath.fsum(of(q, t) for q, t in zip(p, y)) / len(y)


def corp_case(n, name):
    p = [RNG.randrange(1, 16) / 16 for _ in range(n)]
    y = [int(RNG.random() < q ** 2) for q in p]
    stated = [Fraction(q) for q in p]
    fitted, base = isotonic(p, y, [1] * n), [Fraction(sum(y), n)] * n
    s, v, u = (score(name, q, y) for q in (stated, fitted, base))
    terms = {"miscalibration": s - v, "discrimination": u - v, "uncertainty": u, "score": s}
    order = list(terms)
    RNG.shuffle(order)
    return {"op": "corp_decomposition", "inputs": {"probs1": p, "labels": y},
            "params": {"score": name, "order": order},
            "recomputed_float64": [float(terms[t]) for t in order]}


def temperature_case(n, k, sharpness):
    logits = [[RNG.gauss(0, 2) for _ in range(k)] for _ in range(n)]
    probs, labels = [], []
    for z in logits:
        e = [mpmath.exp(v) for v in z]
        probs.append([float(v / sum(e)) for v in e])
        labels.append(RNG.choices(range(k), [float(mpmath.exp(sharpness * v)) for v in z])[0])

    def slope(beta):
        total = mpmath.mpf(0)
        for q, label in zip(probs, labels):
            log_q = [mpmath.log(v) for v in q]
            e = [mpmath.exp(beta * v) for v in log_q]
            total += sum(a * b for a, b in zip(e, log_q)) / sum(e) - log_q[label]
        return total

    return {"op": "temperature", "inputs": {"probs": probs, "labels": labels}, "params": {},
            "recomputed_float64": float(mpmath.findroot(slope, (sharpness, sharpness + 0.1)))}


cases = [isotonic_case(n, n % 2 == 0) for n in (1, 2, 5, 12, 31, 40)]
cases += [corp_case(n, name) for n in (3, 20, 57) for name in ("log", "brier")]
cases += [temperature_case(n, k, b) for n, k, b in ((30, 3, 0.5), (40, 2, 1.5), (60, 5, -0.4))]
print(json.dumps({"vectors": cases}, indent=1, sort_keys=True))
