#!/usr/bin/python3
"""Reference values of the information measures.

Writes info.inc beside this file: 10,000 random cases as scipy and PyTorch compute them, and hard ones
as mpmath does with 50 digits.  The inputs are not stored: both sides draw them from src/random.h's
SplitMix64 with operations that IEEE 754 rounds in one way.  Where two libraries compute a measure,
the script stops if they differ.  Needs python3-scipy, python3-mpmath, torch.
"""
import os

import numpy as np
import torch
from mpmath import expm1, log, log1p, mp, mpf
from scipy import stats
from scipy.special import entr, kl_div, rel_entr

mp.dps = 50
MASK = (1 << 64) - 1
CASES, LOGIT_CASES, NEAR_CASES = 10000, 1000, 100


# ---- src/random.h
def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def key(seed, stream):
    return mix(mix(seed) ^ (stream * 0xD1342543DE82EF95 & MASK))


def uniform(k, counter):
    bits = mix((k + counter * 0x9E3779B97F4A7C15) & MASK)
    return ((bits >> 12) + 0.5) * 2.0 ** -52


# ---- inputs; check_info_reference.c draws the same
def distribution(case, which):
    """2 to 16 masses, sharper from case to case; of p one in eight is 0, of odd cases q sums to 1.5."""
    k, n = key(3, 2 * case + which), 2 + case % 15
    weights = []
    for i in range(n):
        w = uniform(k, i)
        for _ in range(case % 5):
            w = w * w
        if which == 0 and i > 0 and uniform(k, n + i) < 0.125:
            w = 0.0
        weights.append(w)
    total = 0.0
    for w in weights:
        total += w
    p = [w / total for w in weights]
    return [1.5 * x for x in p] if which == 1 and case % 2 == 1 else p


def logits(case, which):
    k, n = key(5, 2 * case + which), 2 + case % 15
    return [64 * (uniform(k, i) - 0.5) for i in range(n)]


def neighbour(case, p):
    """Masses that differ by about 1e-8 of themselves."""
    k = key(7, case)
    return [x + x * ((uniform(k, i) - 0.5) * 2e-8) for i, x in enumerate(p)]


# ---- values
def agree(a, b, size, what, case):
    if not abs(a - b) <= 2e-14 * size:
        raise SystemExit("%s of case %d: %.17g and %.17g" % (what, case, a, b))


def number(x):
    return "%.16g" % float(x)


def random_case(case):
    p, q = np.array(distribution(case, 0)), np.array(distribution(case, 1))
    tp, tq = torch.tensor(p), torch.tensor(q)
    entropy = float(entr(p).sum())
    kl, generalized = float(rel_entr(p, q).sum()), float(kl_div(p, q).sum())
    cross = float(torch.nn.functional.nll_loss(torch.log(tq).repeat(len(p), 1), torch.arange(len(p)), weight=tp,
                                               reduction="sum"))
    size = float(np.abs(rel_entr(p, q)).sum() + 3 + cross)
    agree(kl, float(torch.nn.functional.kl_div(torch.log(tq), tp, reduction="sum")), size, "kl", case)
    agree(entropy, float(stats.entropy(p)), size, "scipy.stats.entropy", case)  # which divides by the sum once more
    agree(entropy, float(torch.special.entr(tp).sum()), size, "entropy", case)
    return [entropy, cross, kl, generalized]


def logit_case(case):
    zp, zq = torch.tensor(logits(case, 0), dtype=torch.float64), torch.tensor(logits(case, 1), dtype=torch.float64)
    lp, lq = torch.log_softmax(zp, 0), torch.log_softmax(zq, 0)
    entropy = torch.distributions.Categorical(logits=zp).entropy()
    cross = torch.nn.functional.cross_entropy(zq[None], torch.softmax(zp, 0)[None])
    kl = torch.nn.functional.kl_div(lq, lp, reduction="sum", log_target=True)
    return [float(entropy), float(cross), float(kl)]


def phi(p, q):
    d = (mpf(q) - mpf(p)) / mpf(p)
    return mpf(p) * (d - log1p(d))


def renyi(p, q, a):
    a = mpf(a)
    total = sum(mpf(x) ** a * mpf(y) ** (1 - a) for x, y in zip(p, q)) / sum(map(mpf, p))
    return log(total) / (a - 1)


ORDERS = [1e-6, 0.5, 1 - 1e-9, 1 + 1e-9, 2, 100]


def near_case(case):
    p = [x for x in distribution(case, 0) if x > 0]
    q = neighbour(case, p)
    gap = sum(map(mpf, p)) - sum(map(mpf, q))
    generalized = sum(phi(x, y) for x, y in zip(p, q))
    jeffreys = sum((mpf(x) - mpf(y)) * log(mpf(x) / mpf(y)) for x, y in zip(p, q))
    js = sum(phi(x, (mpf(x) + mpf(y)) / 2) + phi(y, (mpf(x) + mpf(y)) / 2) for x, y in zip(p, q)) / 2
    return [generalized, generalized + gap, jeffreys, js] + [renyi(p, q, a) for a in ORDERS]


def near_logits(case):
    """KL of logits that differ by about 1e-8, and by a constant of 100 that means nothing."""
    z = logits(case, 0)
    k = key(9, case)
    y = [x + 100 + (uniform(k, i) - 0.5) * 2e-8 for i, x in enumerate(z)]
    mp.dps = 80
    sp, sq = (sum(mp.exp(mpf(x)) for x in zs) for zs in (z, y))
    kl = sum(mp.exp(mpf(a)) / sp * ((mpf(a) - log(sp)) - (mpf(b) - log(sq))) for a, b in zip(z, y))
    mp.dps = 50
    return kl


EXTREMES = [  # p, q
    ([1e-300, 1.0], [1.5e-300, 1.0]), ([1e-300, 1.0], [1.0, 1e-300]), ([5e-324, 1.0], [1.0, 5e-324]),
    ([1 - 2.0 ** -53, 2.0 ** -53], [2.0 ** -53, 1 - 2.0 ** -53]), ([1e150, 1e-150], [1e-150, 1e150]),
    ([0.3, 0.7], [0.3, 0.7 - 2.0 ** -53]), ([1e-160, 1e-160], [1e160, 1e160])]


def extreme(p, q):
    mp.dps = 800  # 1 - 5e-324
    generalized = sum(phi(x, y) for x, y in zip(p, q))
    entropy = -sum(mpf(x) * log(mpf(x)) for x in p)
    cross = -sum(mpf(x) * log(mpf(y)) for x, y in zip(p, q))
    mp.dps = 50
    return [entropy, cross, generalized]


def table(out, name, width, rows):
    out.write("static const double %s[][%d] = {\n" % (name, width))
    for row in rows:
        out.write("{" + ",".join(row) + "},\n")
    out.write("};\n\n")


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "info.inc"), "w") as out:
        out.write("/* Made by make_info.py. */\n")
        table(out, "random_cases", 4, (map(number, random_case(c)) for c in range(CASES)))
        table(out, "logit_cases", 3, (map(number, logit_case(c)) for c in range(LOGIT_CASES)))
        exact = lambda xs: (mp.nstr(x, 18) for x in xs)
        out.write("static const double orders[] = {%s};\n\n" % ", ".join(map(repr, ORDERS)))
        table(out, "near_cases", 4 + len(ORDERS), (exact(near_case(c)) for c in range(NEAR_CASES)))
        table(out, "near_logits", 1, (exact([near_logits(c)]) for c in range(NEAR_CASES)))
        out.write("static const struct { double p[2], q[2], entropy, cross_entropy, generalized_kl; } extremes[] = {\n")
        for p, q in EXTREMES:
            row = ["{%s, %s}" % tuple(x.hex() for x in side) for side in (p, q)]
            out.write("    {" + ", ".join(row + list(exact(extreme(p, q)))) + "},\n")
        out.write("};\n")


main()
