#!/usr/bin/python3
"""Reference values of the ground floor: exact sums, information measures, row summaries.

Writes core.inc beside this file.  Sums are rational arithmetic, rounded once by Fraction; the rest
is mpmath with 400 digits (1 - p of the extremes needs them), rounded once.  Inputs are printed as hexadecimal doubles, so that C reads
the very numbers.  Needs python3-mpmath.
"""
import os
import random
from fractions import Fraction

from mpmath import mp, mpf, exp, log

mp.dps = 400
rnd = random.Random(20261122)


def c_double(x):
    x = float(x)
    return {float("inf"): "HUGE_VAL", float("-inf"): "-HUGE_VAL"}.get(x) or x.hex()


def row(*values):
    return "    {" + ", ".join(values) + "},\n"


def array(values):
    return "{" + ", ".join(map(c_double, values)) + "}"


def exact_cases():
    cases = [[1e308, 1.0, -1e308], [1e16, 1.0, 1.0, -1e16], [5e-324, 5e-324], [2.0**-1074, -2.0**-1074],
             [1.0, 2.0**-53], [1.0, 2.0**-53, 2.0**-1074], [-1.0, -2.0**-53, -2.0**-1074], [0.1] * 10,
             [1.7e308, 1.7e308, -1.7e308, -1.7e308], [2.0**-1022, -2.0**-1074]]
    for _ in range(30):
        n = rnd.randrange(2, 12)
        xs = [rnd.uniform(-1, 1) * 2.0 ** rnd.randrange(-1070, 1000) for _ in range(n)]
        cases.append(xs + [-x for x in xs[: n // 2]])
    return cases


def exact_table():
    out = "static const struct { size_t n; double x[20]; double sum; } exact_cases[] = {\n"
    for xs in exact_cases():
        out += row(str(len(xs)), array(xs), c_double(float(sum(map(Fraction, xs), Fraction(0)))))
    return out + "};\n\n"


def distribution(n):
    w = [rnd.random() ** 3 for _ in range(n)]
    return [x / sum(w) for x in w]


def info_table():
    out = ("static const struct { size_t n; double p[8], q[8]; double entropy, cross_entropy, kl, generalized_kl,\n"
           "                      jensen_shannon; } info_cases[] = {\n")
    pairs = []
    for _ in range(20):
        n = rnd.randrange(2, 9)
        pairs.append((distribution(n), distribution(n)))
    for scale in (1e-3, 1e-8, 1e-12):  # near each other: nothing may cancel
        p = distribution(6)
        pairs.append((p, [x * (1 + scale * rnd.uniform(-1, 1)) for x in p]))
    pairs.append(([0.5, 0.5, 0.0], [0.25, 0.5, 0.25]))
    pairs.append(([1.0, 0.0], [1.0, 0.0]))
    pairs.append(([0.2, 0.3], [0.9, 0.6]))  # masses differ
    for p, q in pairs:
        P, Q = list(map(mpf, p)), list(map(mpf, q))

        def kl(a, b):
            return sum((x * log(x / y) if x else mpf(0)) for x, y in zip(a, b))
        m = [(x + y) / 2 for x, y in zip(P, Q)]
        h = -sum(x * log(x) if x else mpf(0) for x in P)
        ce = -sum(x * log(y) if x else mpf(0) for x, y in zip(P, Q))
        gkl = kl(P, Q) - sum(P) + sum(Q)
        out += row(str(len(p)), array(p), array(q), *map(c_double, (h, ce, kl(P, Q), gkl, (kl(P, m) + kl(Q, m)) / 2)))
    return out + "};\n\n"


def softmax(z):
    m = max(z)
    e = [exp(mpf(x) - m) if x != float("-inf") else mpf(0) for x in z]
    return [x / sum(e) for x in e]


def row_table():
    out = ("/* kind 0: logits, 1: probabilities, 2: log-probabilities */\n"
           "static const struct { int kind; size_t n; double score[8]; int label; double nll, entropy, brier,\n"
           "                      confidence; int predicted, rank; } row_cases[] = {\n")
    rows = []
    for _ in range(30):
        n = rnd.randrange(2, 9)
        rows.append((0, [rnd.gauss(0, 1) * 10 ** rnd.randrange(-2, 3) for _ in range(n)]))
        p = [float(x) for x in softmax([rnd.gauss(0, 3) for _ in range(n)])]
        rows.append((1, p))
        rows.append((2, [float(log(mpf(x))) for x in p]))
    rows += [(0, [745.0, 0.0, 0.0]), (0, [1e308, -1e308, 0.0]), (0, [30.0, 0.0]), (0, [1.0, float("-inf"), 2.5]),
             (0, [3.0, 3.0, 3.0]), (1, [1.0, 0.0]), (1, [0.0, 0.25, 0.75])]
    for kind, s in rows:
        for y in sorted({0, len(s) - 1, rnd.randrange(len(s))}):
            q = softmax(s) if kind == 0 else [mpf(x) if kind == 1 else exp(mpf(x)) for x in s]
            lq = log(q[y]) if q[y] else mpf("-inf")
            h = -sum(x * log(x) if x else mpf(0) for x in q)
            b = sum((x - (1 if j == y else 0)) ** 2 for j, x in enumerate(q))
            best = max(range(len(s)), key=lambda j: (s[j], -j))
            rank = sum(s[j] > s[y] or (s[j] == s[y] and j < y) for j in range(len(s)))
            out += row(str(kind), str(len(s)), array(s), str(y), *map(c_double, (-lq, h, b, q[best])), str(best), str(rank))
    return out + "};\n\n"


def sigmoid(z):
    return 1 / (1 + exp(-mpf(z)))


def binary_table():
    out = ("static const struct { int kind; double score; int label; double positive, nll, entropy, brier; int predicted; }\n"
           "    binary_cases[] = {\n")
    scores = [(0, z) for z in (0.0, 1.3, -2.7, 30.0, -40.0, 700.0, -650.0)]
    scores += [(1, p) for p in (0.0, 1.0, 0.5, 0.3, 1e-300, 1 - 2.0**-53, 0.875)]
    scores += [(2, l) for l in (-1e-18, -0.25, -0.7, -40.0, -0.69)]
    for kind, s in scores:
        p = sigmoid(s) if kind == 0 else mpf(s) if kind == 1 else exp(mpf(s))
        for y in (0, 1):
            right = p if y else 1 - p
            nll = -log(right) if right else mpf("inf")
            h = -sum(x * log(x) if x else mpf(0) for x in (p, 1 - p))
            predicted = s > 0 if kind == 0 else p > mpf(1) / 2
            out += row(str(kind), c_double(s), str(y), *map(c_double, (p, nll, h, (1 - right) ** 2)), str(int(predicted)))
    return out + "};\n\n"


def beta_table():
    out = ("static const struct { size_t n; double beta, z[8]; int label; double nll, slope, curvature; } beta_cases[] = {\n")
    for _ in range(40):
        n = rnd.randrange(2, 9)
        z = [rnd.gauss(0, 4) for _ in range(n)]
        y, beta = rnd.randrange(n), rnd.choice([0.01, 0.5, 1.0, 3.7, -0.4])
        q = softmax([mpf(beta) * mpf(x) for x in z])
        mean = sum(a * mpf(b) for a, b in zip(q, z))
        var = sum(a * (mpf(b) - mean) ** 2 for a, b in zip(q, z))
        out += row(str(n), c_double(beta), array(z), str(y), *map(c_double, (-log(q[y]), mean - mpf(z[y]), var)))
    return out + "};\n"


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "core.inc"), "w") as f:
    f.write("/* Made by make_core.py. */\n")
    f.write(exact_table() + info_table() + row_table() + binary_table() + beta_table())
