#!/usr/bin/env python3
"""CORP decompositions and binned ones, from their definitions.

    /usr/bin/python3 make_corp.py > corp.inc

The isotonic regression is the max-min formula over all pairs of blocks, in fractions, and not pool
adjacent violators; scikit-learn's is compared with it.  Scores in mpmath at 40 digits.
"""
from fractions import Fraction

import mpmath as mp
import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2
from sklearn.isotonic import IsotonicRegression

mp.mp.dps = 40
BINS = 15


def number(x):
    return mp.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mp.mpf(x)


def isotonic(p, o, w):
    """max over a <= i of min over b >= i of the mean of values a..b, of distinct p."""
    xs = sorted(set(p))
    W = [sum(wi for pi, wi in zip(p, w) if pi == x) for x in xs]
    S = [sum(wi * oi for pi, oi, wi in zip(p, o, w) if pi == x) for x in xs]
    mean = lambda a, b: sum(S[a:b + 1], Fraction(0)) / sum(W[a:b + 1], Fraction(0))
    n = len(xs)
    low = [[None] * n for _ in range(n)]
    for a in range(n):
        best = None
        for b in range(n - 1, a - 1, -1):
            m = mean(a, b)
            best = m if best is None or m < best else best
            low[a][b] = best
    fit = {xs[i]: max(low[a][i] for a in range(i + 1)) for i in range(n)}
    check = IsotonicRegression().fit([float(x) for x in p], [float(x) for x in o],
                                     [float(x) for x in w])
    assert np.allclose(check.predict([float(x) for x in xs]), [float(fit[x]) for x in xs], atol=1e-12)
    return [fit[x] for x in p]


def log_score(p, o):
    p, o = number(p), number(o)
    return (-o * mp.log(p) if o > 0 else 0) + (-(1 - o) * mp.log(1 - p) if o < 1 else 0)


def brier(p, o):
    return (number(p) - number(o)) ** 2


def divergence(a, b):
    a, b = number(a), number(b)
    return (a * mp.log(a / b) if a > 0 else 0) + ((1 - a) * mp.log((1 - a) / (1 - b)) if a < 1 else 0)


def likelihood(v, o, w):
    return sum(wi * ((oi * np.log(vi) if oi > 0 else 0) + ((1 - oi) * np.log1p(-vi) if oi < 1 else 0))
               for vi, oi, wi in zip(v, o, w))


def band(p, o, w, fit, level=.95):
    """x, low and high at both ends of the steps: scikit-learn's regressions of both sides, with a bound."""
    p, o, w, fit = (np.array([float(x) for x in v]) for v in (p, o, w, fit))
    best = likelihood(fit, o, w)

    def distance(x, v):
        at = np.full(len(p), v)
        for side, bound in ((p < x, {"y_max": v}), (p > x, {"y_min": v})):
            if side.any():
                at[side] = IsotonicRegression(**bound).fit(p[side], o[side], w[side]).predict(p[side])
        return 2 * (best - likelihood(at, o, w))

    out = []
    for value in sorted(set(fit)):
        xs = sorted(set(p[fit == value]))
        most = chi2.ppf(level, 1) * (.7 if len(xs) > 1 else 1)
        for x in sorted({xs[0], xs[-1]}):
            ends = []
            for end in (0, 1):
                solve = lambda v: distance(x, v) - most
                beyond = abs(end - 1e-15)
                ends.append(end if value == end else brentq(solve, value, beyond, xtol=1e-13))
            out.append((x, *ends))
    return out


def case(name, p, o, w):
    P, O, W = ([Fraction(float(x)) for x in v] for v in (p, o, w))
    total = sum(W)
    mean = sum(wi * oi for wi, oi in zip(W, O)) / total
    fit = isotonic(P, O, W)
    average = lambda score, q: mp.fsum(number(wi) * score(a, b) for wi, a, b in zip(W, q, O)) / number(total)
    out = {}
    for tag, score in (("log", log_score), ("brier", brier)):
        s, r, u = average(score, P), average(score, fit), average(score, [mean] * len(P))
        out[tag] = (s, s - r, u - r, u)
    rel = res = bias = rel_log = res_log = bias_log = mp.mpf(0)
    square = sum(wi * oi * oi for wi, oi in zip(W, O)) / total
    for b in range(BINS):
        rows = [i for i in range(len(P)) if (P[i] > Fraction(b / BINS) or b == 0) and P[i] <= Fraction((b + 1) / BINS)]
        if not rows:
            continue
        n = sum(W[i] for i in rows)
        pb, ob = (sum(W[i] * v[i] for i in rows) / n for v in (P, O))
        var = sum(W[i] * (O[i] - ob) ** 2 for i in rows) / n
        share = number(n / total)
        rel += share * number((pb - ob) ** 2)
        res += share * number((ob - mean) ** 2)
        rel_log += share * divergence(ob, pb)
        res_log += share * divergence(ob, mean)
        if n > 1:
            bias += share * number(var / (n - 1))
        if 0 < ob < 1:
            bias_log += share * number(var / (ob * (1 - ob)) / (2 * n))
    unc = number(square - mean * mean)
    lost, lost_log = unc / (number(total) - 1), unc / number(mean * (1 - mean)) / (2 * number(total))
    unc_log = out["log"][3]
    out["murphy"] = (rel, res, unc, rel - bias, res - bias + lost, unc + lost)
    out["murphy_log"] = (rel_log, res_log, unc_log, rel_log - bias_log, res_log - bias_log + lost_log,
                         unc_log + lost_log, out["log"][0] - (rel_log - res_log + unc_log))
    show = lambda v: "{" + ", ".join("HUGE_VAL" if mp.isinf(x) else mp.nstr(x, 17) for x in v) + "}"
    array = lambda v: "{" + ", ".join(repr(float(x)) for x in v) + "}"
    print(f'    {{"{name}", {len(p)},\n     {array(p)},\n     {array(o)},\n     {array(w)},')
    print(",\n".join("     " + show(out[k]) for k in ("log", "brier", "murphy", "murphy_log")) + ",")
    points = band(P, O, W, fit)
    print(f"     {len(points)}, {{" + ",\n      ".join(array(point) for point in points) + "}},")


rng = np.random.default_rng(7)
n = 40
p = np.round(rng.uniform(.02, .98, n), 3)
y = (rng.uniform(size=n) < p ** 1.5).astype(float)
print("/* Made by make_corp.py. */\nstatic const corp_case corp_cases[] = {")
case("distinct", p, y, np.ones(n))
ties = np.round(p * 8) / 8
ties[(ties == 0) & (y == 1)] = .125
ties[(ties == 1) & (y == 0)] = .875
case("ties", ties, y, np.ones(n))
case("frequencies", ties, y, rng.integers(1, 5, n).astype(float))
case("soft", p, np.round(rng.uniform(size=n) * 16) / 16, np.ones(n))
case("soft frequencies", ties * .8 + .1, np.round(rng.uniform(size=n) * 16) / 16, rng.integers(1, 4, n).astype(float))
case("increasing already", np.repeat([.25, .5, .75], [8, 6, 12]),
     np.concatenate([np.arange(8) < 2, np.arange(6) < 3, np.arange(12) < 9]).astype(float), np.ones(26))
print("};")
